"""What happened on a cluster that is not computed: its log, what it was asked, how it was seen."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal

from engine.cluster import Timed
from engine.events import Event
from engine.values import Cell, Value
from engine.versions import Version

Evidence = Literal["exact", "sampled", "inferred"]
"""`exact`: somebody was there and noted when; `sampled`: it was looked at again and again, so it
happened between two looks; `inferred`: it follows from something else that was seen."""


@dataclass(slots=True)
class Tape:
    """The log of a run on real servers. It grows at its end while that run goes on.

    Rules it keeps: events stand in the order of time; each command has an event `command`, and they
    come in the order of `commands`; an operation's `invoked` follows its command at once.
    """

    events: list[Event] = field(default_factory=list)
    commands: list[Timed] = field(default_factory=list)
    """What was done, and when it really was."""
    evidence: dict[int, Evidence] = field(default_factory=dict)
    """By place in `events`, where it is not exact."""
    values: dict[tuple[Cell, Version], Value] = field(default_factory=dict)
    """What was written, by item and version: a store says only which."""
    over: bool = False
    """Whether it has come to its end, and grows no more."""

    def add(self, events: Sequence[Event], evidence: Evidence = "exact") -> None:
        """The next events, none of them before the last one's time."""
        if evidence != "exact":
            first = len(self.events)
            self.evidence.update(dict.fromkeys(range(first, first + len(events)), evidence))
        self.values |= {event[3:5]: event[5] for event in events if event[1] == "stamped"}
        self.events += events
