"""The picture of a story: the moment that says most, and in two words what it shows.

A preset may name the moment (`still: 40ms`, or `still: {at: 2s, variant: ring}`). Else it is the
first time that somebody reads something stale, is refused or waits in vain, or a fault comes; else
the middle of the run. What it shows is read off the run up to there, never off the preset.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Literal

from engine.history import History
from explorer import anomalies, framing, measurements
from explorer.experiment import Experiment
from explorer.explain import harmless
from explorer.frame import Frame
from explorer.stories import Preset, Scenario

MarkKind = Literal[
    "lost", "leak", "twice", "returned", "vanished", "backwards", "discarded", "stale",
    "unordered", "unknown", "refused", "older", "crossing", "down", "cut", "queue",
    "trials", "crowd", "fresh",
]  # fmt: skip
"""What a picture shows, the gravest first."""


LONG = 100
"""So many wait in a queue that it is what the picture shows."""


@dataclass(frozen=True, slots=True)
class Still:
    """A moment of a run, and what it shows."""

    frame: Frame
    shows: MarkKind


def scenario_of(preset: Preset) -> Scenario:
    """The variant that the picture is of."""
    still = preset.model.still
    return preset.scenario(still.variant if still is not None else None)


def moment(experiment: Experiment) -> int:
    """When the picture of a run is taken that stands at its end."""
    named = experiment.scenario.preset.model.still
    if named is not None and named.variant in (None, experiment.scenario.variant):
        return min(named.at, experiment.end_us)
    first = experiment.timeline.branch.moments.next(0)
    return experiment.end_us // 2 if first is None else first.at_us


def develop(preset: Preset, steps_a_time: int) -> Iterator[Still | None]:
    """Runs a story to the moment of its picture: None after so many steps, at last the picture."""
    experiment = Experiment(scenario_of(preset))
    named = preset.model.still
    at_us = experiment.end_us if named is None else named.at
    while not _is_there(experiment, at_us, steps_a_time, stops=named is None):
        yield None
    if named is None and experiment.over:
        experiment.seek(experiment.end_us // 2)
    frame = framing.frame(experiment, ())
    yield Still(frame, shows(experiment, frame))


def _is_there(experiment: Experiment, at_us: int, steps: int, *, stops: bool) -> bool:
    """Runs on by so many steps; whether that has come to the moment."""
    timeline = experiment.timeline
    if not stops:
        return timeline.run_until(at_us, steps)
    for _ in range(steps):
        following, before = timeline.cluster.next_us(), timeline.place
        if following is None or following > at_us:
            return timeline.run_until(at_us)
        timeline.step()
        if any(map(experiment.is_interesting, range(before, timeline.place))):
            return timeline.run_until(experiment.now_us)
    return False


def shows(experiment: Experiment, frame: Frame) -> MarkKind:
    """The gravest thing that the run has come to by the playhead."""
    timeline = experiment.timeline
    history, place = timeline.branch.history, timeline.place
    for kind, is_so in _SEEN:
        if is_so(history, place):
            return kind
    states: tuple[tuple[MarkKind, bool], ...] = (
        ("trials", frame.fresh is not None),
        ("crossing", _crossing(frame, history)),
        ("down", any(server.state != "up" for server in frame.servers)),
        ("cut", any(link.state != "open" for link in frame.links)),
        ("queue", any(len(desk.waiting) >= LONG for desk in timeline.cluster.desks.values())),
        ("crowd", frame.load is not None),
    )
    return next((kind for kind, is_so in states if is_so), "fresh")


def _crossing(frame: Frame, history: History) -> bool:
    """Whether two writes of one item are under way from one server to another and back."""
    ways = {
        (message.source, message.target, history.operations[message.operation].cell)
        for message in frame.messages
        if message.kind == "write" and message.operation in history.operations
    }
    return any((b, a, cell) in ways for a, b, cell in ways if cell is not None)


def _outcomes(outcome: str) -> Callable[[History, int], bool]:
    def came(history: History, place: int) -> bool:
        return any(o.outcome == outcome for o in history.people.values() if o.ended_by(place))

    return came


def _stale(*, fine: bool) -> Callable[[History, int], bool]:
    def came(history: History, place: int) -> bool:
        reads = (o for o in history.people.values() if o.kind == "read" and o.ended_by(place))
        return any(
            o.staleness is not None and o.staleness.versions and harmless(o) is fine for o in reads
        )

    return came


def _twice(history: History, place: int) -> bool:
    signed_up = [
        o.user
        for o in history.people.values()
        if o.action == "sign_up" and o.outcome == "ok" and o.ended_by(place)
    ]
    return len(set(signed_up)) < len(signed_up)


def _discarded(history: History, place: int) -> bool:
    ended = (o for o in history.people.values() if o.kind == "write" and o.ended_by(place))
    return any(anomalies.winner(history, write, place) is not None for write in ended)


_SEEN: tuple[tuple[MarkKind, Callable[[History, int], bool]], ...] = (
    ("lost", lambda history, place: bool(measurements.lost_acks(history, place))),
    ("leak", lambda history, place: bool(anomalies.leaks(history, place))),
    ("twice", _twice),
    ("returned", lambda history, place: bool(measurements.resurrected(history, place))),
    ("vanished",
     lambda history, place: bool(measurements.violations(history, place, "read_your_writes"))),
    ("backwards",
     lambda history, place: bool(measurements.violations(history, place, "monotonic_reads"))
     or bool(measurements.inversions(history, place))),
    ("discarded", _discarded),
    ("unordered", lambda history, place: bool(anomalies.causal_anomalies(history, place))),
    ("stale", _stale(fine=False)),
    ("unknown", _outcomes("info")),
    ("refused", _outcomes("fail")),
    ("older", _stale(fine=True)),
)  # fmt: skip
