"""What happened on a cluster that is not computed: its log, what it was asked, how it was seen."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from engine.cluster import Timed
from engine.events import Event
from engine.values import Cell, Value
from engine.versions import Version

Evidence = Literal["exact", "sampled", "inferred"]
"""`exact`: somebody was there and noted when; `sampled`: it was looked at again and again, so it
happened between two looks; `inferred`: it follows from something else that was seen."""


@dataclass(frozen=True)
class Transcript:
    """A run on real servers, from its first command to its last event.

    Rules it keeps: events stand in the order of time; each command has an event `command`, in the
    order of `commands`; an operation's `invoked` follows its command at once.
    """

    engine: str
    """What the servers were: PostgreSQL 15.14."""
    commands: tuple[Timed, ...]
    """What was done, and when it really was."""
    events: tuple[Event, ...]
    evidence: Mapping[int, Evidence] = field(default_factory=dict)
    """By place in `events`, where it is not exact."""
    values: Mapping[tuple[Cell, Version], Value] = field(init=False)
    """What was written, by item and version: a store says only which."""

    def __post_init__(self) -> None:
        """Finds what was written."""
        written = {event[3:5]: event[5] for event in self.events if event[1] == "stamped"}
        object.__setattr__(self, "values", written)

    def seen(self, place: int) -> Evidence:
        """How the event at a place is known."""
        return self.evidence.get(place, "exact")
