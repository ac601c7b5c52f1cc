"""What a run is to other tools: its events, operations and messages, up to a moment. Pure.

Rules this package keeps: all that is written comes from the log and from what is folded of it, so
that two exports of one run are the same bytes; times are simulated, and begin at nought.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from engine.events import digest
from engine.history import History
from engine.records import Message, Operation
from explorer.experiment import Experiment
from explorer.paged_log import PagedLog
from explorer.timeline import Timeline

NS_IN_US = 1_000


@dataclass(frozen=True)
class Facts:
    """A run as it was at `until_us`, and from when on it is told."""

    name: str
    """Of the story, with its variant and seed."""
    from_us: int
    until_us: int
    timeline: Timeline
    """It stands at `until_us`."""
    events: PagedLog
    history: History
    """Folded up to there and no further: what came later is not known in it."""

    @property
    def servers(self) -> tuple[str, ...]:
        """The database servers that ever were there, by name."""
        return tuple(sorted(self.timeline.cluster.replicas))

    @cached_property
    def routed(self) -> dict[int, str]:
        """By operation: the web server that it went to, where there are any."""
        return {event[2]: event[3] for event in self.events if event[1] == "routed"}

    @cached_property
    def digest(self) -> str:
        """Of all that has happened: the same run has the same one everywhere."""
        return digest(self.events)

    def operations(self) -> Iterator[Operation]:
        """Those that began in the span, in their order."""
        return (o for o in self.history.begun if o.invoked_us >= self.from_us)

    def messages(self) -> Iterator[Message]:
        """Those that were sent in the span, in their order."""
        return (m for m in self.history.messages.values() if m.sent_us >= self.from_us)

    def arrived_us(self, message: Message) -> int | None:
        """When it was delivered; None: it was not, or not yet."""
        at = message.delivered_at
        return None if at is None else self.events[at][0]

    def reached_us(self, operation: Operation) -> int | None:
        """When its coordinator got to it; None: it never did, or has not yet."""
        begun = [us for _, us, *_ in operation.course]
        begun += [self.events[at][0] for at in (operation.stamped_at,) if at is not None]
        if not begun and (operation.outcome == "ok" or operation.refused):
            begun.append(operation.invoked_us)
        return min(begun, default=None)


def gathered(experiment: Experiment, from_us: int, until_us: int) -> Facts:
    """The facts of a run in a span; the run stands at the end of it then."""
    experiment.seek(until_us)
    timeline, scenario = experiment.timeline, experiment.scenario
    history = History(timeline.branch.before)
    events = timeline.branch.events.until(timeline.place)
    for event in events:
        history.fold(event)
    variant = f", {scenario.variant}" if scenario.variant else ""
    name = f"{scenario.preset.model.slug}{variant}, seed {experiment.seed}"
    return Facts(name, from_us, until_us, timeline, events, history)
