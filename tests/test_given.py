"""What happened elsewhere happens again: a computed run's own log, as a transcript, is the twin."""

from dataclasses import replace

import pytest

from explorer import presets, screens, staging
from explorer.clusters.played import played
from explorer.clusters.transcript import Transcript
from explorer.experiment import Experiment
from explorer.timeline import Timeline

STORIES = ("2", "5", "5 w=3", "5 sync=never", "6", "9", "10", "12", "16")
"""Those in which nothing happens that a log alone does not tell; some with other settings: acks
that are awaited one by one, a crash that loses something."""


def twins(story: str) -> tuple[Timeline, Timeline]:
    """A run of a story to its end, and one to which its log happened elsewhere."""
    number, *settings = story.split()
    scenario = presets.load(number, settings).scenario()
    ours = Experiment(scenario).timeline
    ours.run_until(scenario.until_us)
    log = tuple(event for event in ours.branch.events if event[1] != "behind")
    given = Experiment(played(scenario, Transcript("itself", ours.commands, log))).timeline
    given.run_until(scenario.until_us)
    return ours, given


@pytest.mark.parametrize("story", STORIES)
def test_a_transcript_comes_to_the_log_it_was_made_of(story):
    ours, given = twins(story)

    def told(run):
        """Who falls behind is told once for each store: here of each row, there of all."""
        return [event for event in run.branch.events if event[1] != "behind"]

    assert told(given) == told(ours)


@pytest.mark.parametrize("story", STORIES)
def test_at_every_moment_servers_and_screens_are_the_same(story):
    ours, given = twins(story)

    for at_us in sorted({event[0] for event in ours.branch.events}, reverse=True):
        ours.seek(at_us)
        given.seek(at_us)
        there = [replace(server, role="") for server in staging.servers(given)]
        assert there == [replace(server, role="") for server in staging.servers(ours)]
        assert list(staging.links(given.cluster)) == list(staging.links(ours.cluster))
        assert list(staging.messages(given)) == list(staging.messages(ours))
        assert list(staging.operations(given, 10**6)) == list(staging.operations(ours, 10**6))
        assert list(screens.screens(given)) == list(screens.screens(ours))


def test_who_is_the_primary_is_known_at_every_moment():
    scenario = presets.load("26").scenario("w1")
    run = Experiment(scenario)
    promoted, rewound = (
        next(event[0] for event in run.scenario.transcript.events if event[1] == name)
        for name in ("promoted", "rewound")
    )

    def roles(at_us):
        run.seek(at_us)
        return {server.name: server.role for server in staging.servers(run.timeline)}

    assert roles(rewound - 1) == {"A": "old primary", "B": "primary", "C": ""}
    assert roles(rewound) == {"A": "", "B": "primary", "C": ""}
    assert roles(promoted - 1) == {"A": "primary", "B": "", "C": ""}
