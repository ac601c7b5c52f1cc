"""The schema of the files that people write, against somebody else's reader of JSON Schema."""

from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from explorer import presets, scenario_reading, yaml12
from explorer.file_schema import schema
from explorer.problems import InputError

STORIES = presets.shipped()
SCENARIOS = sorted((Path(__file__).parents[1] / "examples").glob("*.scenario.yaml"))
FILES = [("story", path) for path in STORIES] + [("scenario", path) for path in SCENARIOS]
VALIDATORS = {what: Draft202012Validator(schema(what)) for what in ("story", "scenario", None)}


def wrong(what, path):
    """Where the schema does not hold, as paths in words: 'steps.0.wait'."""
    value = yaml12.read(path, path.name).value
    return {
        ".".join(map(str, error.absolute_path)) for error in VALIDATORS[what].iter_errors(value)
    }


@pytest.mark.parametrize("validator", VALIDATORS.values(), ids=map(str, VALIDATORS))
def test_it_is_a_schema_of_its_dialect(validator):
    Draft202012Validator.check_schema(validator.schema)


@pytest.mark.parametrize(("what", "path"), FILES, ids=lambda each: getattr(each, "name", each))
def test_whatever_is_shipped_is_as_the_schema_says(what, path):
    assert wrong(what, path) == set()
    assert wrong(None, path) == set(), "neither a story nor a scenario, or both"


@pytest.mark.parametrize(
    ("old", "new", "place"),
    [
        ("story: 2", "story: []", "story"),
        ("- wait: 5ms", "- wait: soon", "steps.0.wait"),
        ("- wait: 5ms", "- waits: 5ms", "steps.0"),
        ("do: feed Y", "do: fed Y", "steps.1.do"),
        ("seed: 3", "seed: many", "seed"),
        ("title: Try", "titel: Try", ""),
    ],
)
def test_what_it_refuses_the_reader_refuses_at_the_same_place(tmp_path, old, new, place):
    text = "title: Try\nstory: 2\nseed: 3\nsteps:\n  - wait: 5ms\n  - do: feed Y\n"
    path = tmp_path / "try.scenario.yaml"
    path.write_text(text)
    assert wrong("scenario", path) == set()
    path.write_text(text.replace(old, new))
    assert place in wrong("scenario", path)
    with pytest.raises(InputError) as told:
        scenario_reading.load(path)
    (problem,) = told.value.problems
    assert problem.path.startswith(place)
    assert problem.line == next(n for n, line in enumerate(path.read_text().splitlines(), 1)
                                if new.lstrip("- ") in line)  # fmt: skip
