"""A relay: the way by which one server connects to another, and all that can befall it.

Bytes go on as they come; what they say is read beside that (`wire`) and told as `facts`. A `cut`
stops the bytes both ways and closes nothing, as a network would: who waits goes on waiting, and a
new connection hangs. `heal` lets what was held go on, in its order. A `delay` is one way, like the
engine's latencies: what is asked waits for it, and so does what is answered; what is under way
already keeps its own. In a stream of bytes nothing overtakes: after a shorter delay what
comes waits behind what came before. The system's timers may add a millisecond, and
`delivered_us` is when it was.

What the target is slow to read is kept here up to `MOST_HELD` bytes, a cut or a delay no less; then
the source is no longer read from, and its own system makes it wait.
"""

import asyncio
from collections import Counter, deque
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass, replace
from itertools import count
from time import monotonic_ns

from explorer.clusters.postgres import wire
from explorer.clusters.postgres.facts import (
    Ack,
    Answered,
    Asked,
    Broken,
    Connected,
    Fact,
    Frame,
    Link,
    Unread,
)

MOST_HELD = 8 << 20
"""Bytes that are held of one direction of one connection: 80 MB/s at a delay of 100 ms."""

Passing = Frame | Ack | Asked | Answered


def monotonic_us() -> int:
    """Microseconds by the system's monotonic clock."""
    return monotonic_ns() // 1000


class Relay:
    """All connections that the server `source` makes to the server `target`.

    `told` is called in the event loop with each fact, `now_us` says what time it is. A frame of the
    log is on the link (target, source), for it is a standby that connects.
    """

    def __init__(
        self, source: str, target: str, told: Callable[[Fact], None],
        now_us: Callable[[], int] = monotonic_us,
    ) -> None:  # fmt: skip
        self.link: Link = (source, target)
        self.told, self.now_us = told, now_us
        self.numbers: Counter[tuple[Link, type]] = Counter()
        self.delay_us = 0
        self.connections: set[_Connection] = set()
        self.address: tuple[str, int] | None = None
        self.is_open = asyncio.Event()
        self.is_open.set()
        self._number = count(1)
        self._listening: asyncio.Server | None = None

    async def listen(self) -> int:
        """Takes connections on a free port of the loopback, and says which."""
        loop = asyncio.get_running_loop()
        self._listening = await loop.create_server(self._accept, "127.0.0.1", 0)
        port: int = self._listening.sockets[0].getsockname()[1]
        return port

    def towards(self, host: str, port: int) -> None:
        """Where the target is: for new connections, for those that stand stay where they are."""
        self.address = host, port

    def cut(self) -> None:
        """No byte goes on, in either direction, until `heal`."""
        self.is_open.clear()
        self._changed()

    def heal(self) -> None:
        """What was held goes on; new connections are made again."""
        self.is_open.set()
        self._changed()

    def delay(self, us: int) -> None:
        """What comes from now on goes on after so many microseconds, in each direction."""
        self.delay_us = us

    async def close(self) -> None:
        """Ends every connection, and takes no more."""
        if self._listening:
            self._listening.close()
        for connection in tuple(self.connections):
            connection.abort("the relay is closed")
        while self.connections:
            await asyncio.sleep(0)
        if self._listening:
            await self._listening.wait_closed()

    def _accept(self) -> "_End":
        return _Connection(self, next(self._number)).source

    def _changed(self) -> None:
        for connection in tuple(self.connections):
            connection.asks.changed()
            connection.answers.changed()


@dataclass(slots=True)
class _Piece:
    """Bytes under way, and the facts that end in them; no bytes: the sender has left."""

    data: bytes
    ready_us: int
    facts: list[Passing]


class _Way:
    """One direction of a connection: what waits in front of the socket that it goes to."""

    def __init__(self, connection: "_Connection", link: Link, origin: "_End", end: "_End") -> None:
        self._connection, self._relay = connection, connection.relay
        self._link, self._origin, self._end = link, origin, end
        self._waiting: deque[_Piece] = deque()
        self._held = 0
        self._timer: asyncio.TimerHandle | None = None

    def take(self, data: bytes, said: Callable[[bytes], list[wire.Said]]) -> None:
        """Bytes have come: they go on at once, or wait."""
        relay, at_us = self._relay, self._relay.now_us()
        if not self._waiting and not relay.delay_us and self._may_go:
            self._send(data)
            for fact in self._facts(said(data), at_us, relay.now_us(), at_us):
                relay.told(fact)
            return
        ready_us = at_us + relay.delay_us
        due_us = ready_us if relay.is_open.is_set() else None
        piece = _Piece(data, ready_us, list(self._facts(said(data), at_us, None, due_us)))
        for fact in piece.facts:
            relay.told(fact)
        self._waiting.append(piece)
        self._held += len(data)
        self.flush()

    def flush(self) -> None:
        """What may go on goes on; the rest waits for its time, or for what is in its way."""
        now_us = self._relay.now_us()
        while self._waiting and self._may_go and self._waiting[0].ready_us <= now_us:
            piece = self._waiting.popleft()
            self._held -= len(piece.data)
            self._send(piece.data)
            self._retell([piece], delivered_us=self._relay.now_us())
        if self._timer:
            self._timer.cancel()
            self._timer = None
        if self._waiting and self._may_go:
            wait_us = self._waiting[0].ready_us - now_us
            self._timer = asyncio.get_running_loop().call_later(wait_us / 1e6, self.flush)
        self._origin.read_on(self._held < MOST_HELD)

    def changed(self) -> None:
        """The link was cut or healed."""
        self.flush()
        is_open = self._relay.is_open.is_set()
        for piece in self._waiting:
            self._retell([piece], due_us=piece.ready_us if is_open else None)

    def lose(self) -> list[Passing]:
        """Nobody is there any more to whom it could go; what was under way."""
        lost = [fact for piece in self._waiting for fact in piece.facts]
        self._waiting.clear()
        self._held = 0
        self.flush()
        return lost

    @property
    def _may_go(self) -> bool:
        return self._end.is_ready and self._relay.is_open.is_set()

    def _send(self, data: bytes) -> None:
        if data:
            self._end.transport.write(data)
        else:
            self._end.transport.close()

    def _retell(self, pieces: Iterable[_Piece], **now: int | None) -> None:
        for piece in pieces:
            piece.facts = [replace(fact, **now) for fact in piece.facts]
            for fact in piece.facts:
                self._relay.told(fact)

    def _facts(
        self, said: Iterable[wire.Said], at_us: int, delivered_us: int | None, due_us: int | None
    ) -> Iterable[Passing]:
        for one in said:
            match one:
                case wire.Wal(start, end):
                    yield Frame(
                        link=self._link, number=self._next(Frame), at_us=at_us,
                        delivered_us=delivered_us, due_us=due_us, start=start, end=end,
                    )  # fmt: skip
                case wire.Status(written, flushed, applied):
                    yield Ack(
                        link=self._link, number=self._next(Ack), at_us=at_us,
                        delivered_us=delivered_us, due_us=due_us,
                        written=written, flushed=flushed, applied=applied,
                    )  # fmt: skip
                case wire.Request(size) | wire.Answer(size):
                    kind = Asked if isinstance(one, wire.Request) else Answered
                    yield kind(
                        link=self._link, number=self._next(kind), at_us=at_us,
                        delivered_us=delivered_us, due_us=due_us,
                        connection=self._connection.number, size=size,
                    )  # fmt: skip
                case wire.Startup(purpose):
                    self._connection.tell(Connected, purpose=purpose)
                case wire.Unreadable(reason):
                    self._connection.tell(Unread, reason=reason)

    def _next(self, kind: type[Passing]) -> int:
        self._relay.numbers[self._link, kind] += 1
        return self._relay.numbers[self._link, kind]


class _Connection:
    """Two sockets, and a way from each to the other."""

    def __init__(self, relay: Relay, number: int) -> None:
        self.relay, self.number = relay, number
        talk = wire.Conversation()
        self.source = _End(self, talk.client)
        self.target = _End(self, talk.server)
        self.asks = _Way(self, relay.link, self.source, self.target)
        self.answers = _Way(self, relay.link[::-1], self.target, self.source)
        self._dialling: asyncio.Task[None] | None = None
        self._reason = ""

    def way_from(self, end: "_End") -> _Way:
        """The way on which goes what comes from this end."""
        return self.asks if end is self.source else self.answers

    def way_to(self, end: "_End") -> _Way:
        """The way that leads to this end."""
        return self.answers if end is self.source else self.asks

    def begun(self, end: "_End") -> None:
        """A socket is there: the source's first, and then the target is called."""
        if end is self.source:
            self.relay.connections.add(self)
            self._dialling = asyncio.get_running_loop().create_task(self._dial())
        else:
            self.asks.flush()

    def ended(self, end: "_End", error: Exception | None) -> None:
        """A socket is gone: what was on its way there is lost; its other end hears of it in turn.

        PostgreSQL never closes one direction alone: who has stopped writing reads no more.
        """
        other = self.target if end is self.source else self.source
        lost = self.way_to(end).lose()
        if lost or not other.is_gone:
            who = self.relay.link[end is self.target]
            self.tell(
                Broken,
                reason=self._reason or f"{who} {'was cut off' if error else 'closed it'}",
                lost_frames=tuple(fact.number for fact in lost if isinstance(fact, Frame)),
                lost_acks=tuple(fact.number for fact in lost if isinstance(fact, Ack)),
            )
        if self.source.is_gone and (self.target.is_gone or not self.target.is_there):
            self._over()
        elif not other.is_gone:
            self.way_from(end).take(b"", lambda _: [])

    def abort(self, reason: str) -> None:
        """Ends it at once, whatever is under way."""
        self._reason = reason
        for end in (self.source, self.target):
            if end.is_there:
                end.transport.abort()

    def tell(self, kind: type[Connected | Broken | Unread], **more: object) -> None:
        """Tells a fact about this connection."""
        told = {"link": self.relay.link, "at_us": self.relay.now_us(), "connection": self.number}
        self.relay.told(kind(**told, **more))  # type: ignore[arg-type]

    async def _dial(self) -> None:
        await self.relay.is_open.wait()
        name, address = self.relay.link[1], self.relay.address
        if address is None:
            return self.abort(f"nobody has said where {name} is")
        try:
            await asyncio.get_running_loop().create_connection(lambda: self.target, *address)
        except OSError as error:
            self.abort(f"{name} cannot be reached: {error.strerror or error}")

    def _over(self) -> None:
        if self._dialling:
            self._dialling.cancel()
        self.asks.lose()
        self.relay.connections.discard(self)


class _End(asyncio.Protocol):
    """One socket of a connection."""

    def __init__(self, connection: _Connection, said: Callable[[bytes], list[wire.Said]]) -> None:
        self._connection, self._said = connection, said
        self.transport: asyncio.Transport
        self.is_there = self.is_gone = self._is_full = False
        self._is_read = True

    @property
    def is_ready(self) -> bool:
        """Whether something can be sent there."""
        return self.is_there and not self.is_gone and not self._is_full

    def read_on(self, wanted: bool) -> None:  # noqa: FBT001
        """Whether any more is to be read from it now."""
        if wanted != self._is_read and self.is_there and not self.is_gone:
            self._is_read = wanted
            with suppress(RuntimeError):  # it is closing
                (self.transport.resume_reading if wanted else self.transport.pause_reading)()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """asyncio: it is connected."""
        assert isinstance(transport, asyncio.Transport)
        self.transport, self.is_there = transport, True
        self._connection.begun(self)

    def data_received(self, data: bytes) -> None:
        """asyncio: bytes have come."""
        self._connection.way_from(self).take(data, self._said)

    def pause_writing(self) -> None:
        """asyncio: the other side is slow to read."""
        self._is_full = True

    def resume_writing(self) -> None:
        """asyncio: the other side has read."""
        self._is_full = False
        self._connection.way_to(self).flush()

    def connection_lost(self, exc: Exception | None) -> None:
        """asyncio: it is closed."""
        self.is_gone = True
        self._connection.ended(self, exc)
