"""A relay: the way by which one server connects to another, and all that can befall it.

Bytes go on as they come; what they say is read beside that (`wire`) and told as `facts`. A `cut`
stops the bytes both ways and closes nothing, as a network would: who waits goes on waiting, and a
new connection hangs. `heal` lets what was held go on, in its order. A `delay` is one way, like the
engine's latencies: what is asked waits for it, and so does what is answered; what is under way
already keeps its own. In a stream of bytes nothing overtakes: after a shorter delay what
comes waits behind what came before. The system's timers may add a millisecond, and
`delivered_us` is when it was.

What the target is slow to read is kept here up to `way.MOST_HELD` bytes, and so is what a cut or a
delay holds; then the source is no longer read from, and its own system makes it wait.
"""

import asyncio
from collections.abc import Callable
from itertools import count
from time import monotonic_ns

from explorer.clusters.postgres.facts import Ack, Broken, Fact, Frame, Link
from explorer.clusters.postgres.way import Conditions, End, Way
from explorer.clusters.postgres.wire import Conversation


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
        self.now = Conditions(told, now_us)
        self.connections: set[_Connection] = set()
        self.address: tuple[str, int] | None = None
        self._numbers = count(1)
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
        self.now.is_open.clear()
        self._changed()

    def heal(self) -> None:
        """What was held goes on; new connections are made again."""
        self.now.is_open.set()
        self._changed()

    def delay(self, us: int) -> None:
        """What comes from now on goes on after so many microseconds, in each direction."""
        self.now.delay_us = us

    def lose(self, reason: str) -> None:
        """Every connection ends, and all that is held of it is lost."""
        for connection in tuple(self.connections):
            connection.abort(reason)

    async def close(self) -> None:
        """Ends every connection, and takes no more."""
        if self._listening:
            self._listening.close()
        self.lose("the relay is closed")
        while self.connections:
            await asyncio.sleep(0)
        if self._listening:
            await self._listening.wait_closed()

    def _accept(self) -> End:
        return _Connection(self, next(self._numbers)).source

    def _changed(self) -> None:
        for connection in tuple(self.connections):
            connection.asks.changed()
            connection.answers.changed()


class _Connection:
    """Two sockets, and a way from each to the other."""

    def __init__(self, relay: Relay, number: int) -> None:
        self._relay, self._number = relay, number
        talk, now = Conversation(), relay.now
        self.source, self.target = ends = End(self._made, self._lost), End(self._made, self._lost)
        self.asks = Way(now, relay.link, number, ends, talk.client)
        self.answers = Way(now, relay.link[::-1], number, ends[::-1], talk.server)
        self.source.away = self.target.here = self.asks
        self.source.here = self.target.away = self.answers
        self._dialling: asyncio.Task[None] | None = None
        self._reason = ""

    def abort(self, reason: str) -> None:
        """Ends it at once, whatever is under way."""
        self._reason = reason
        for end in (self.source, self.target):
            if end.is_there:
                end.transport.abort()

    def _made(self, end: End) -> None:
        """A socket is there: the source's first, and then the target is called."""
        if end is self.source:
            self._relay.connections.add(self)
            self._dialling = asyncio.get_running_loop().create_task(self._dial())
        elif self.source.is_gone:
            end.transport.abort()
        else:
            self.asks.flush()

    async def _dial(self) -> None:
        await self._relay.now.is_open.wait()
        name, address = self._relay.link[1], self._relay.address
        if address is None:
            self.abort(f"nobody has said where {name} is")
            return
        try:
            await asyncio.get_running_loop().create_connection(lambda: self.target, *address)
        except OSError as error:
            self.abort(f"{name} cannot be reached: {error.strerror or error}")

    def _lost(self, end: End, error: Exception | None) -> None:
        """A socket is gone: what was on its way there is lost; its other end hears of it in turn.

        PostgreSQL never closes one direction alone: who has stopped writing reads no more.
        """
        other = self.target if end is self.source else self.source
        lost = end.here.lose()
        if lost or not other.is_gone:
            who = self._relay.link[end is self.target]
            reason = self._reason or f"{who} {'was cut off' if error else 'closed it'}"
            frames = tuple(fact.number for fact in lost if isinstance(fact, Frame))
            acks = tuple(fact.number for fact in lost if isinstance(fact, Ack))
            now = self._relay.now
            now.told(Broken(self._relay.link, now.now_us(), self._number, reason, frames, acks))
        if other.is_there and not other.is_gone:
            end.away.take(b"")
        else:
            self._over()

    def _over(self) -> None:
        if self._dialling:
            self._dialling.cancel()
        self._relay.connections.discard(self)
