"""What happened on a cluster that is not computed: its log, what it was asked, how it was seen."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from engine.cluster import Timed
from engine.events import Event
from engine.social import Request
from engine.values import Cell, Value
from engine.versions import Version

Evidence = Literal["exact", "sampled", "inferred"]
"""`exact`: somebody was there and noted when; `sampled`: it was looked at again and again, so it
happened between two looks; `inferred`: it follows from something else that was seen."""


@dataclass(frozen=True)
class Transcript:
    """A run on real servers, from its first command to its last event.

    Rules it keeps: events stand in the order of time; each command has an event `command`, in the
    order of `commands`; operations are numbered from 1 as they were asked for.
    """

    engine: str
    """What the servers were: PostgreSQL 15.14."""
    commands: tuple[Timed, ...]
    """What was done, and when it really was."""
    events: tuple[Event, ...]
    evidence: Mapping[int, Evidence] = field(default_factory=dict)
    """By place in `events`, where it is not exact."""
    given: tuple[Timed, ...] = ()
    """Which of the commands were given by hand, each at the moment at which it was to be done."""
    place: str = ""
    """Where those servers were, if they were not made for it here."""
    values: Mapping[tuple[Cell, Version], Value] = field(init=False)
    """What was written, by item and version: a store says only which."""

    turns: tuple[tuple[int, str, str], ...] = field(init=False)
    """Who became the primary, or followed it again: by place in `events`."""

    requests: tuple[Request, ...] = field(init=False)
    """What was asked for: by an operation's number, less one."""

    carried: Mapping[int, tuple[int, ...]] = field(init=False)
    """By message that is of several operations: all of them."""

    known: Mapping[Event, Evidence] = field(init=False)
    """The same by the event itself."""

    def __post_init__(self) -> None:
        """Finds what was written and asked for."""
        known = {self.events[at]: how for at, how in self.evidence.items()}
        object.__setattr__(self, "known", known)
        turns = tuple(
            (at, event[1], event[2])
            for at, event in enumerate(self.events)
            if event[1] in ("promoted", "rewound")
        )
        object.__setattr__(self, "turns", turns)
        asked = tuple(each for _, each in self.commands if isinstance(each, Request))
        object.__setattr__(self, "requests", asked)
        carried = {event[2]: event[3] for event in self.events if event[1] == "carries"}
        object.__setattr__(self, "carried", carried)
        written = {event[3:5]: event[5] for event in self.events if event[1] == "stamped"}
        object.__setattr__(self, "values", written)

    def how(self, event: Event) -> Evidence:
        """How an event is known, be it one that follows from others: who is behind is inferred."""
        if event[1] == "behind":
            return "inferred"
        return self.known.get(event, "exact")

    def seen(self, place: int) -> Evidence:
        """How the event at a place is known."""
        return self.evidence.get(place, "exact")
