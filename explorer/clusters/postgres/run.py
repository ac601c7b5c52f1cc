"""What is known of a run on PostgreSQL while it goes on: its clock, its log, who is where.

Rules this file keeps: one event loop tells all events, so they are in order and their times never
go back; what is told of an operation is told before it is asked, and after it was answered, so that
a log that says "before" is right.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass, replace

from engine import applications
from engine.events import Event
from engine.latency import Latency
from engine.social import Request, UserSession
from engine.spec import ClusterSpec, RefusedError
from engine.values import Cell, Entry
from engine.versions import Version
from explorer.clusters.postgres.asking import Asking, Level
from explorer.clusters.postgres.lines import Dsn, Lines
from explorer.clusters.postgres.spreading import Spreading


@dataclass(frozen=True, slots=True)
class Terms:
    """How a story is done on a real clock."""

    stretch: float = 1.0
    """So many times longer than in the story everything takes: what is due, delays, time limits."""
    level: Level = "remote_apply"
    """What a write with W above 1 waits for."""
    limit_s: float = 120.0
    """The longest that all of it may take."""


AT_ONCE = Terms()
"""As long as the story says, and the strongest level."""


@dataclass
class Run:
    """A run, from when its tables are there."""

    spec: ClusterSpec
    dsn: Dsn
    told: Callable[[Event], None]
    terms: Terms
    primary: str

    def __post_init__(self) -> None:
        """Nothing has happened."""
        self._operations = 0
        self.settings = self.spec.settings
        self.lines = Lines(self.dsn)
        self.asking = Asking(self.lines, self.spec.names)
        self.spreading = Spreading(self.spec.names, self.primary, self.tell)
        self.before = applications.genesis(self.spec.users)
        self.sessions = applications.sessions(self.spec.users, self.before)
        self.tokens: dict[str, int] = {}
        """By user: how far the log was after what the user has written and seen."""
        self.closed: set[str] = set()
        self.blocked: set[tuple[str, str]] = set()
        """Links that are cut, in one direction; an end may be a user."""
        self.writers: dict[tuple[Cell, Version], int] = {}
        self.begin()

    def begin(self) -> None:
        """Its clock begins now; versions count from here."""
        self._start_ns = time.monotonic_ns()
        self.asking.start_us = time.time_ns() // 1_000

    @property
    def began_us(self) -> int:
        """When its clock began, by the system's monotonic clock."""
        return self._start_ns // 1_000

    @property
    def now_us(self) -> int:
        """Since the run began, by a clock that never goes back."""
        return (time.monotonic_ns() - self._start_ns) // 1_000

    def tell(self, name: str, *fields: object) -> None:
        """Something happens now."""
        self.told((self.now_us, name, *fields))

    def number(self) -> int:
        """The next operation's number; the first is 1."""
        self._operations += 1
        return self._operations

    def stretched(self, us: int) -> int:
        """So long something takes here that takes so long in the story."""
        return round(us * self.terms.stretch)

    def within(self, limit_s: float) -> float:
        """That moment, by `time.monotonic`."""
        return time.monotonic() + limit_s

    def limit_s(self) -> float:
        """Until when a user who asks now waits, by `time.monotonic`."""
        return self.within(self.stretched(self.settings.timeout_us) / 1_000_000)

    def latency(self, one: str, other: str) -> Latency:
        """How long a message between two servers takes, as the story has it."""
        ways = {frozenset((link.a, link.b)): link.latency for link in self.spec.links}
        return ways.get(frozenset((one, other)), self.spec.latency)

    def move(self, user: str, server: str) -> None:
        """A user is near another server from now on. Raises RefusedError if there is none."""
        if server not in self.spec.names:
            raise RefusedError(f"there is no server {server}")
        self.sessions[user] = replace(self.sessions[user], server=server)

    def demand(self, user: str, guarantee: str) -> None:
        """What a user's session demands from now on."""
        self.sessions[user] = replace(self.sessions[user], guarantee=guarantee)

    def session_of(self, request: Request) -> UserSession:
        """The user session of whoever asks; somebody new is at the first server."""
        known = self.sessions.get(request.user)
        return known or UserSession(request.user, request.via or self.spec.names[0])

    def level(self, w: int) -> Level:
        """What a write with this W waits for."""
        if w == 1:
            return "local"
        return self.terms.level if self.settings.acks == "readable" else "on"

    def stamped(self, number: int, entries: tuple[Entry, ...]) -> None:
        """An operation's rows have their versions. No key of an account is ever told."""
        for cell, (version, value) in entries:
            self.writers[cell, version] = number
            said = (value[0], "") if isinstance(value, tuple) and cell[1] == ("account",) else value
            self.tell("stamped", number, cell, version, said)
