"""One operation in progress, as its coordinator remembers it. Volatile."""

from dataclasses import dataclass, field, fields
from operator import attrgetter
from typing import Literal

from engine.members import Members
from engine.social import Plan, Request
from engine.spec import Settings
from engine.values import Cell, Copy, Entry, merge

Phase = Literal[
    "read", "think", "forward", "wait", "repair", "write", "agree", "lost", "unheard"
]  # fmt: skip


@dataclass(slots=True)
class Operation:
    """An operation under way. Its containers are replaced, never changed: a copy is shallow."""

    number: int
    request: Request
    plan: Plan
    coordinator: str
    settings: Settings
    """The cluster's when it began, with what its request has of its own."""
    members: Members
    """Those of when it began: homes that drop out later are its homes still."""
    phase: Phase = "read"
    asked: dict[str, tuple[str, ...]] = field(default_factory=dict)
    answers: dict[str, tuple[Entry, ...]] = field(default_factory=dict)
    acks: tuple[str, ...] = ()
    entries: tuple[Entry, ...] = ()
    """The rows that it writes, all of one key."""
    found: dict[Cell, Copy] = field(default_factory=dict)
    """What the answers say together."""
    confirmed: dict[str, tuple[str, ...]] = field(default_factory=dict)
    """By key: the servers that are known to hold all that was found of it."""
    looks: int = 0
    """How often it was set to look again: only the last time counts."""
    turn: tuple[str, ...] = ()
    """The keys that are read at this moment, where not all are read at one (see `pages`)."""
    kept: tuple[Entry, ...] = ()
    """What was found at the first of two moments, and when."""
    kept_us: int | None = None
    need: dict[str, int] = field(default_factory=dict)
    """By key: how many servers must be confirmed before a repairing read may answer."""
    deadline_us: int = 0
    """When its user gives up."""
    call: int = 0
    """The first attempt at what it asks; 0: its user asks just once (see `clients`)."""
    strays: str = ""
    """What of it is lost between the user and the coordinator: 'request', 'answer' or nothing."""
    owner: object = field(default=None, compare=False, repr=False)
    """Who may change it: nobody else does (see `Operations`)."""

    @property
    def acks_needed(self) -> int:
        """W, and one for each server beyond the N that is written to as well."""
        key = self.plan.cell[0] if self.plan.cell else ""
        return self.members.acks(key, self.settings.n, self.settings.w)

    @property
    def reads(self) -> tuple[str, ...]:
        """The keys that it reads first: with write-back on, a write reads versions as well."""
        if self.plan.cell is None or self.settings.write_back == "off":
            return self.turn or self.plan.looks
        return tuple(dict.fromkeys((*self.plan.looks, self.plan.cell[0])))

    @property
    def due(self) -> tuple[str, ...]:
        """The keys of which its answer is to speak by now: not those that are read later."""
        return self.turn if self.turn and self.kept_us is None else self.plan.looks

    def gather(self) -> None:
        """Finds what the answers say together."""
        self.found = merge((self.kept, *self.answers.values()))

    def copied(self) -> "Operation":
        """Another one that is the same."""
        return Operation(*_all_of(self))


_all_of = attrgetter(*(each.name for each in fields(Operation)))


class Operations(dict[int, Operation]):
    """Operations by number. Snapshots share them: one is copied when it is first changed after.

    So a keyframe beside a server's long queue costs little, for what waits does not change.
    """

    def __init__(self, known: "dict[int, Operation] | None" = None) -> None:
        """They are somebody else's as well."""
        super().__init__(known or {})
        self._owner = object()

    def add(self, operation: Operation) -> None:
        """One that nobody else has."""
        operation.owner = self._owner
        self[operation.number] = operation

    def to_change(self, number: int) -> Operation | None:
        """The operation, if it is here, as one that no snapshot has."""
        operation = self.get(number)
        if operation is not None and operation.owner is not self._owner:
            operation = operation.copied()
            self.add(operation)
        return operation

    def shared(self) -> "Operations":
        """The same ones, for a snapshot or from one: neither changes them in place from now on."""
        self._owner = object()
        return Operations(self)
