"""Stories in the words that they have for real servers: `postgres:` in a preset."""

from dataclasses import replace

import pytest
import yaml

from explorer import presets
from explorer.clusters.capabilities import POSTGRES
from explorer.clusters.retold import on_servers
from explorer.clusters.stretching import factor, stretched
from explorer.problems import InputError

RETOLD = [preset for preset in presets.load_all() if preset.on_servers]
TOLD = [scenario for preset in RETOLD for scenario in preset.on_servers.scenarios.values()]


def outline(scenario):
    said = [(step.at_us, step.line, step.say) for step in scenario.steps]
    return scenario.preset.model, scenario.cluster, scenario.until_us, said


def changed(reference, **part):
    """The text of a story that has this under `postgres:`."""
    document = yaml.safe_load(presets.load(reference).origin.text) | {"postgres": part}
    return yaml.safe_dump(document, sort_keys=False)


def test_a_story_is_told_of_real_servers_in_words_and_times_of_its_own():
    scenario = presets.load("18").scenario("one")
    told = on_servers(scenario)

    assert (told.engine, scenario.engine) == ("postgres", "embedded")
    assert told.until_us == 15_000_000 != scenario.until_us
    assert told.cluster.settings.anti_entropy_us is None
    assert scenario.cluster.settings.anti_entropy_us == 500_000
    assert told.cluster.latency == scenario.cluster.latency  # what it does not say stays
    assert [text.text for text in told.expectations][:1] == ["acknowledged writes of X = 10"]
    assert told.preset.model.takeaway.startswith("With one primary")
    assert told.preset.variants == ("one", "majority", "raft", "raft-unchecked")
    assert told.preset.scenario("one") is scenario  # and so leads back to the computed one
    assert on_servers(told) is told


def test_a_story_without_other_words_is_the_same_but_slower():
    scenario = presets.load("5").scenario("none")
    assert outline(on_servers(scenario)) == outline(stretched(scenario, factor(scenario)))
    raft = presets.load("18").scenario("raft")
    assert outline(on_servers(raft)) == outline(stretched(raft, factor(raft)))


def test_a_story_that_was_changed_by_hand_is_not_the_one_that_is_told():
    scenario = presets.load("18").scenario("one")
    shorter = replace(scenario, steps=scenario.steps[:-1])
    assert outline(on_servers(shorter)) == outline(stretched(shorter, factor(shorter)))


@pytest.mark.parametrize("setting", ["timeout=900ms", "raft:heartbeat=11ms", "read_repair=async"])
def test_with_settings_of_somebodys_own_it_is_not_the_one_that_is_told(setting):
    changed = presets.load("18", [setting])
    for name in ("one", "raft"):  # of which real servers are told the first alone
        scenario = changed.scenario(name)
        assert outline(on_servers(scenario)) == outline(stretched(scenario, factor(scenario)))


@pytest.mark.parametrize("told", TOLD, ids=lambda told: f"{told.preset.model.slug} {told.variant}")
def test_all_that_is_told_of_real_servers_they_can_do(told):
    assert POSTGRES.lacks(told) == ()
    assert len(told.expectations) >= 3
    assert all(step.claims for step in told.steps if step.say)


def test_a_variant_is_called_what_it_is_there():
    told = on_servers(presets.load("1").scenario("crash")).preset
    assert dict(told.titles)["crash"] == "one post and one read every 200 ms, and a crash"
    assert dict(told.titles)["calm"] == "250 a second"


def test_what_is_about_the_computed_run_is_not_of_the_other():
    told = presets.load("2").on_servers
    assert presets.load("2").goal is not None
    assert (told.goal, told.model.still, told.on_servers) == (None, None, None)


def test_a_setting_can_be_taken_away_and_variants_that_are_not_named_are_not_there():
    kept = {"cluster": {"anti_entropy": None}, "variants": {"one": {"script": []}}}
    told = presets.load_text(changed("18", **kept, script=[], until="1s")).on_servers
    assert told.scenario("one").cluster.settings.anti_entropy_us is None
    assert list(told.scenarios) == ["one"]


def test_mistakes_of_both_tellings_are_told_at_once_each_at_its_line():
    text = changed("2", script=[{"at": "0ms", "do": "sing X"}], seed="many")
    text = text.replace("posts:\n", "poets:\n", 1)
    lines = text.splitlines()
    with pytest.raises(InputError) as error:
        presets.load_text(text, "story.yaml")
    told = str(error.value)
    assert f"story.yaml:{1 + lines.index('  seed: many')}:" in told
    assert told.count("users.X.poets: there is no such key") == 1


def test_real_servers_are_not_told_to_do_what_they_cannot():
    text = changed("2", script=[{"at": "0ms", "do": "skew A 1s"}])
    with pytest.raises(InputError, match="PostgreSQL"):
        presets.load_text(text)
