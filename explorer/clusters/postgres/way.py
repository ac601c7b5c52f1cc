"""One direction of a connection through a relay: what waits in front of a socket, and why."""

import asyncio
from collections import Counter, deque
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, replace

from explorer.clusters.postgres import wire
from explorer.clusters.postgres.facts import (
    Ack,
    Answered,
    Asked,
    Connected,
    Fact,
    Frame,
    Link,
    Unread,
)

MOST_HELD = 8 << 20
"""Bytes that are held of one direction of one connection: 80 MB/s at a delay of 100 ms."""

Passing = Frame | Ack | Asked | Answered


class Conditions:
    """How the way between two servers is now, and whom what passes is told to."""

    def __init__(self, told: Callable[[Fact], None], now_us: Callable[[], int]) -> None:
        self.told, self.now_us = told, now_us
        self.delay_us = 0
        self.is_open = asyncio.Event()
        self.is_open.set()
        self._numbers: Counter[tuple[Link, type]] = Counter()

    def number(self, link: Link, kind: type[Passing]) -> int:
        """The number of the next fact of this class on this link."""
        self._numbers[link, kind] += 1
        return self._numbers[link, kind]


@dataclass(slots=True)
class _Piece:
    """Bytes under way, and the facts that end in them; no bytes: the sender has left."""

    data: bytes
    ready_us: int
    due_us: int | None
    facts: list[Passing]


class End(asyncio.Protocol):
    """One socket of a connection; `made` and `lost` are called when it is there, and gone."""

    def __init__(
        self, made: Callable[["End"], None], lost: Callable[["End", Exception | None], None]
    ) -> None:
        self._made, self._lost = made, lost
        self.transport: asyncio.Transport
        self.away: Way
        self.here: Way
        """The way that begins at this end, and the one that leads to it."""
        self.is_there = self.is_gone = self._is_full = False
        self._is_read = True

    @property
    def is_ready(self) -> bool:
        """Whether something can be sent there."""
        return self.is_there and not self.is_gone and not self._is_full

    def send(self, data: bytes) -> None:
        """Hands bytes to the socket; no bytes: closes it once it has sent all."""
        if data:
            self.transport.write(data)
        else:
            self.transport.close()

    def read_on(self, *, wanted: bool) -> None:
        """Whether any more is to be read from it now."""
        if wanted != self._is_read and self.is_there and not self.is_gone:
            self._is_read = wanted
            with suppress(RuntimeError):  # it is closing
                (self.transport.resume_reading if wanted else self.transport.pause_reading)()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """asyncio: it is connected."""
        assert isinstance(transport, asyncio.Transport)
        self.transport, self.is_there = transport, True
        self._made(self)

    def data_received(self, data: bytes) -> None:
        """asyncio: bytes have come."""
        self.away.take(data)

    def pause_writing(self) -> None:
        """asyncio: the other side is slow to read."""
        self._is_full = True

    def resume_writing(self) -> None:
        """asyncio: the other side has read."""
        self._is_full = False
        self.here.flush()

    def connection_lost(self, exc: Exception | None) -> None:
        """asyncio: it is closed."""
        self.is_gone = True
        self._lost(self, exc)


class Way:
    """From one end to the other, in order; `read` says what the bytes say."""

    def __init__(
        self, now: Conditions, link: Link, connection: int, ends: tuple[End, End],
        read: Callable[[bytes], list[wire.Said]],
    ) -> None:  # fmt: skip
        self._now, self._link, self._connection = now, link, connection
        self._origin, self._end = ends
        self._read = read
        self._waiting: deque[_Piece] = deque()
        self._held = 0
        self._timer: asyncio.TimerHandle | None = None

    def take(self, data: bytes) -> None:
        """Bytes have come: they go on at once, or wait. None: the sender has left."""
        now, at_us = self._now, self._now.now_us()
        if self._end.is_gone:
            return
        if not self._waiting and not now.delay_us and self._may_go:
            self._end.send(data)  # first, so that reading it does not slow it
            self._tell(self._facts(data, at_us, now.now_us(), at_us))
            return
        ready_us = at_us + now.delay_us
        due_us = ready_us if now.is_open.is_set() else None
        facts = list(self._facts(data, at_us, None, due_us))
        self._tell(facts)
        self._waiting.append(_Piece(data, ready_us, due_us, facts))
        self._held += len(data)
        self.flush()

    def flush(self) -> None:
        """What may go on goes on; the rest waits for its time, or for what is in its way."""
        now_us = self._now.now_us()
        while self._waiting and self._may_go and self._waiting[0].ready_us <= now_us:
            piece = self._waiting.popleft()
            self._held -= len(piece.data)
            self._end.send(piece.data)
            sent_us = self._now.now_us()
            self._tell(replace(fact, delivered_us=sent_us) for fact in piece.facts)
        self._wait(now_us)
        self._origin.read_on(wanted=self._held < MOST_HELD)

    def changed(self) -> None:
        """The link was cut or healed."""
        self.flush()
        is_open = self._now.is_open.is_set()
        for piece in self._waiting:
            due_us = piece.ready_us if is_open else None
            if due_us != piece.due_us:
                piece.due_us = due_us
                piece.facts = [replace(fact, due_us=due_us) for fact in piece.facts]
                self._tell(piece.facts)

    def lose(self) -> list[Passing]:
        """Nobody is there any more to whom it could go; what was under way."""
        lost = [fact for piece in self._waiting for fact in piece.facts]
        self._waiting.clear()
        self._held = 0
        self.flush()
        return lost

    @property
    def _may_go(self) -> bool:
        return self._end.is_ready and self._now.is_open.is_set()

    def _wait(self, now_us: int) -> None:
        if self._timer:
            self._timer.cancel()
            self._timer = None
        if self._waiting and self._may_go:
            wait_us = self._waiting[0].ready_us - now_us
            self._timer = asyncio.get_running_loop().call_later(wait_us / 1e6, self.flush)

    def _tell(self, facts: "Iterator[Passing] | list[Passing]") -> None:
        for fact in facts:
            self._now.told(fact)

    def _facts(
        self, data: bytes, at_us: int, delivered_us: int | None, due_us: int | None
    ) -> Iterator[Passing]:
        link, connection, number = self._link, self._connection, self._now.number
        when = (at_us, delivered_us, due_us)
        for said in self._read(data):
            match said:
                case wire.Wal(start, end):
                    yield Frame(link, number(link, Frame), *when, start, end)
                case wire.Status(written, flushed, applied):
                    yield Ack(link, number(link, Ack), *when, written, flushed, applied)
                case wire.Request(size):
                    yield Asked(link, number(link, Asked), *when, connection, size)
                case wire.Answer(size):
                    yield Answered(link, number(link, Answered), *when, connection, size)
                case wire.Startup(purpose):
                    self._now.told(Connected(link, at_us, connection, purpose))
                case wire.Unreadable(reason):
                    self._now.told(Unread(link, at_us, connection, reason))
