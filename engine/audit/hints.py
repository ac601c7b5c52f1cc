"""What a run's log says of hints: who is owed one, who keeps which, and how each ended. Pure."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from engine.audit.invariants import Broken
from engine.audit.operations import Operations
from engine.audit.servers import Servers
from engine.events import Event
from engine.history import History
from engine.values import Cell
from engine.versions import Version

Place = tuple[str, str, Cell]
"""A hint's holder, home and item."""


@dataclass(frozen=True, slots=True)
class Owed:
    """A write whose homes are to be heard from, or hinted."""

    coordinator: str
    cell: Cell
    version: Version
    sent_us: int
    wait_us: int
    homes: frozenset[str]


class Hints:
    """Every hint, as the log so far tells of it."""

    def __init__(self, servers: Servers, operations: Operations, history: History) -> None:
        """None is kept yet."""
        self._servers, self._operations, self._history = servers, operations, history
        self._kept: dict[Place, tuple[Version, bool]] = {}
        """The version that is kept, and whether it was synced at once."""
        self._ever: dict[Place, Version] = {}
        self._owed: dict[int, Owed] = {}
        self._excused: set[tuple[int, str]] = set()
        self._asked_since: dict[tuple[str, str], int] = {}
        """By coordinator and home: when it first sent it a write."""
        self._wiped: set[str] = set()
        self._waits = True
        """Whether the settings that rule hints have been the same all the time."""

    def take(self, event: Event) -> Iterator[Broken]:
        """Takes in an event, which servers, operations and history have taken in already."""
        match event[1]:
            case "asked" if event[3] == "write":
                self._asks(event)
            case "hinted":
                _, _, holder, home, cell, version, _ = event
                synced = self._operations.settings.sync_us == 0
                self._kept[holder, home, cell] = (version, synced)
                self._ever[holder, home, cell] = version
            case "handed_off":
                yield from self._handed_off(event)
            case "readdressed":
                yield from self._ends(event)
            case "hint_lost":
                yield from self._lost(event)
            case "hint_expired":
                yield from self._expired(event)
            case _:
                self._goes_on(event)

    def _goes_on(self, event: Event) -> None:
        match event[1]:
            case "crashed" | "wiped" | "replacing" | "left":
                (self._wiped.discard if event[1] == "crashed" else self._wiped.add)(event[2])
                kept = {n: o for n, o in self._owed.items() if o.coordinator != event[2]}
                self._owed = kept
                self._waits = self._waits and event[1] in ("crashed", "wiped")
            case "joining" | "leaving":
                self._waits, self._owed = False, {}
            case "changed" if event[2] in RULERS:
                self._waits, self._owed = False, {}
            case "disk_full":
                self._excuse(event)

    def _asks(self, event: Event) -> None:
        write, settings = self._history.operations[event[2]], self._operations.settings
        for home in event[4]:
            self._asked_since.setdefault((write.coordinator, home), event[0])
        owed = settings.hints == "on" and settings.quorum == "strict" and self._waits
        owed = owed and not self._operations.is_agreed(write.number)
        if owed and write.cell is not None and write.version is not None:
            homes = frozenset(event[4]) - {write.coordinator}
            self._owed[write.number] = Owed(
                write.coordinator, write.cell, write.version, event[0], settings.handoff_wait_us,
                homes,
            )  # fmt: skip

    def _excuse(self, event: Event) -> None:
        for number, owed in self._owed.items():
            if (owed.coordinator, owed.cell, owed.version) == event[2:5]:
                self._excused |= {(number, home) for home in owed.homes}

    def _handed_off(self, event: Event) -> Iterator[Broken]:
        _, _, holder, home, cell, version = event
        if self._operations.stored(cell, home) < version:
            text = f"at {event[0]} us {holder} handed {version} of {cell} to {home}, which has not"
            yield Broken("hints_delivered", f"{text} stored it")
        yield from self._ends(event)

    def _ends(self, event: Event) -> Iterator[Broken]:
        if self._kept.pop((event[2], event[3], event[4]), None) is None:
            text = f"at {event[0]} us {event[2]} ended a hint for {event[3]} that it did not keep"
            yield Broken("hints_counted", text)

    def _lost(self, event: Event) -> Iterator[Broken]:
        now_us, _, holder, home, cell, _ = event
        synced = self._kept.get((holder, home, cell), (None, False))[1]
        kept = holder not in self._servers.down and holder not in self._wiped
        if kept or (synced and holder not in self._wiped):
            text = f"at {now_us} us {holder} lost a hint for {home} and kept its disk"
            yield Broken("hints_counted", text)
        yield from self._ends(event)

    def _expired(self, event: Event) -> Iterator[Broken]:
        """A window is over only if it can have begun: at an earlier write to the same home."""
        _, _, coordinator, home, number = event
        self._excused.add((number, home))
        sent_us = self._history.operations[number].invoked_us
        window_us = self._operations.settings.hint_window_us
        if event[0] - self._asked_since[coordinator, home] < window_us:
            text = f"{coordinator} gave {home} up at operation {number}, of {sent_us} us: no window"
            yield Broken("hints_kept", f"{text} of {window_us} us was over")

    def inspect(self, server: str, hints: Iterable[tuple[str, Cell]]) -> Iterator[Broken]:
        """Compares the hints that a server really keeps with the log."""
        told = {(home, cell) for holder, home, cell in self._kept if holder == server}
        for home, cell in sorted(told.symmetric_difference(hints)):
            gone = "has no more" if (home, cell) in told else "keeps, untold,"
            yield Broken("hints_counted", f"{server} {gone} a hint of {cell} for {home}")

    def finish(self, now_us: int) -> Iterator[Broken]:
        """What the end of the run breaks: a silent home without a hint."""
        heard: defaultdict[int, set[str]] = defaultdict(set)
        for number, owed in self._owed.items():
            for message in self._history.messages.of(number):
                if message.kind == "ack" and message.delivered_at is not None:
                    heard[number].add(message.source)
            if owed.sent_us + owed.wait_us >= now_us:
                continue
            for home in sorted(owed.homes - heard[number]):
                kept = self._ever.get((owed.coordinator, home, owed.cell))
                if (kept is None or kept < owed.version) and (number, home) not in self._excused:
                    text = f"{owed.coordinator} owes {home}, which was silent, a hint of operation"
                    yield Broken("hints_kept", f"{text} {number}")


RULERS = ("hints", "quorum", "handoff_wait_us", "hint_window_us")
"""The settings that say who is owed a hint."""
