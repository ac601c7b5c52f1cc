"""Stories of real servers come with a recording, so that they can be shown where there are none.

Rules this file keeps: what is told is what happened; a story that was changed has no recording, and
as long as it was not played nothing has happened in it.
"""

from dataclasses import replace
from functools import lru_cache
from importlib import resources
from pathlib import Path

from explorer.clusters.keeping import as_text, happened
from explorer.clusters.played import played
from explorer.clusters.transcript import Transcript
from explorer.stories import Scenario


def path(scenario: Scenario) -> Path:
    """Where the recording of a story that comes with the program lies."""
    model = scenario.preset.model
    name = "-".join(filter(None, (f"{model.number:02d}", model.slug, scenario.variant)))
    return Path(str(resources.files("presets"))) / "recorded" / f"{name}.json"


def is_recorded(scenario: Scenario) -> bool:
    """Whether how it went comes with the program: of the story as it is shipped, unchanged."""
    model, origin = scenario.preset.model, scenario.preset.origin
    return (
        model.engine != "embedded"
        and not origin.settings
        and path(scenario).exists()
        and _is_shipped(model.number, model.slug, origin.text)
    )


def wants_servers(scenario: Scenario, on: str | None) -> bool:
    """Whether a story has to be played now; `on`: where somebody wants it, None: where it says."""
    if on is None:
        return scenario.preset.model.engine == "postgres" and not is_recorded(scenario)
    return on == "postgres"


def told(scenario: Scenario) -> Scenario:
    """A story of real servers as it went there, if that is known; any other one as it is."""
    if scenario.preset.model.engine == "embedded" or scenario.transcript is not None:
        return scenario
    if is_recorded(scenario):
        text = _text(path(scenario))
        return happened(scenario, text)
    unplayed = replace(scenario, steps=(), expectations=(), questions=(), until_us=1)
    return played(unplayed, Transcript("", (), ()))


def is_told(scenario: Scenario) -> bool:
    """Whether this is how it went when it was recorded: whoever asks again is told the same."""
    there = scenario.transcript
    if there is None or not is_recorded(scenario):
        return False
    return as_text(there) == _text(path(scenario)).strip()


def _is_shipped(number: int, slug: str, text: str) -> bool:
    file = Path(str(resources.files("presets"))) / f"{number:02d}-{slug}.yaml"
    return file.exists() and _text(file) == text


@lru_cache(maxsize=16)
def _text(file: Path) -> str:
    return file.read_text(encoding="utf-8")
