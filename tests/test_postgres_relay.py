"""A relay between two servers, played by sockets of the test's own."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

import pytest
from test_postgres_wire import READY, ROWS, WELCOME, ack, frame, message, startup

from explorer.clusters.postgres import way
from explorer.clusters.postgres.facts import (
    Ack,
    Answered,
    Asked,
    Broken,
    Connected,
    Fact,
    Frame,
    Unread,
    as_json,
    from_json,
)
from explorer.clusters.postgres.relay import Relay

ASKS = message("Q", b"START_REPLICATION 0/1000000\0")
STREAMS = message("W", bytes(3))
PATIENCE_S = 20


class Play:
    """Standby B, primary A, and the relay between them; B connects with `call`."""

    def __init__(self) -> None:
        self.facts: list[Fact] = []
        self.relay = Relay("B", "A", self._told)
        self.more = asyncio.Event()
        self.called: asyncio.Queue[Side] = asyncio.Queue()
        self.sides: list[Side] = []

    def _told(self, fact: Fact) -> None:
        self.facts.append(fact)
        self.more.set()

    async def until(self, kind: type[Fact], **fields: object) -> Fact:
        """The first fact of this class, told so far or soon, that has these fields."""
        while True:
            for fact in self.facts:
                if isinstance(fact, kind) and all(getattr(fact, n) == v for n, v in fields.items()):
                    return fact
            self.more.clear()
            await self.more.wait()

    def side(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> "Side":
        self.sides.append(Side(reader, writer))
        return self.sides[-1]

    async def call(self) -> "Side":
        return self.side(*await asyncio.open_connection("127.0.0.1", self.port))

    async def streaming(self) -> tuple["Side", "Side"]:
        """B and A, once A streams its log to B."""
        b = await self.call()
        a = await self.called.get()
        b.send(startup(replication="true"))
        a.send(WELCOME)
        b.send(ASKS)
        await a.gets(startup(replication="true") + ASKS)
        a.send(STREAMS)
        await b.gets(WELCOME + STREAMS)
        return b, a


class Side:
    """One end of a connection."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.reader, self.writer = reader, writer
        self.send = writer.write

    async def gets(self, data: bytes) -> None:
        assert await self.reader.readexactly(len(data)) == data

    async def has_nothing(self) -> None:
        reading = asyncio.create_task(self.reader.read(1))
        for _ in range(5):  # turns of the loop: what was sent on loopback is there at the next
            await asyncio.sleep(0)
        assert not reading.done()
        reading.cancel()
        await asyncio.wait([reading])


@asynccontextmanager
async def playing() -> AsyncIterator[Play]:
    play = Play()
    primary = await asyncio.start_server(
        lambda *ends: play.called.put_nowait(play.side(*ends)), "127.0.0.1"
    )
    play.port = await play.relay.listen()
    play.relay.towards(*primary.sockets[0].getsockname())
    try:
        yield play
    finally:
        await play.relay.close()
        primary.close()
        for side in play.sides:
            side.writer.close()


def run(scene: Callable[[Play], Awaitable[None]]) -> None:
    async def whole() -> None:
        async with asyncio.timeout(PATIENCE_S), playing() as play:
            await scene(play)

    asyncio.run(whole())


def test_a_frame_and_its_ack_are_told_with_their_positions():
    async def scene(play: Play) -> None:
        b, a = await play.streaming()
        a.send(frame(1_000, bytes(24)) + frame(1_024, bytes(6)))
        await b.gets(frame(1_000, bytes(24)) + frame(1_024, bytes(6)))
        b.send(ack(1_030, 1_024, 1_000))
        await a.gets(ack(1_030, 1_024, 1_000))
        first, second, told = [fact for fact in play.facts if isinstance(fact, Frame | Ack)]
        assert (first.link, first.number, first.start, first.end) == (("A", "B"), 1, 1_000, 1_024)
        assert (second.number, second.size) == (2, 6)
        assert (told.link, told.number) == (("B", "A"), 1)
        assert (told.written, told.flushed, told.applied) == (1_030, 1_024, 1_000)
        assert first.at_us <= first.delivered_us <= told.at_us <= told.delivered_us

    run(scene)


def test_of_statements_the_size_is_told():
    async def scene(play: Play) -> None:
        b, a = await play.call(), await play.called.get()
        asks = message("Q", b"SELECT words FROM secrets\0")
        b.send(startup(user="x"))
        a.send(WELCOME)
        await b.gets(WELCOME)
        b.send(asks)
        await a.gets(startup(user="x") + asks)
        a.send(ROWS)
        await b.gets(ROWS)
        connected, asked, answered = play.facts
        assert isinstance(connected, Connected)
        assert (connected.link, connected.purpose) == (("B", "A"), "sql")
        assert isinstance(asked, Asked)
        assert (asked.connection, asked.size) == (1, len(asks))
        assert isinstance(answered, Answered)
        assert (answered.link, answered.size) == (("A", "B"), len(ROWS))
        assert "secrets" not in str(play.facts)

    run(scene)


def test_a_cut_holds_what_comes_and_a_heal_lets_it_go_on_in_order():
    async def scene(play: Play) -> None:
        b, a = await play.streaming()
        play.relay.cut()
        a.send(frame(0, bytes(10)))
        b.send(ack(0, 0, 0))
        held = await play.until(Frame, delivered_us=None)
        assert held.due_us is None
        await play.until(Ack, delivered_us=None, due_us=None)
        a.send(frame(10, bytes(10)))
        await play.until(Frame, number=2)
        await b.has_nothing()
        await a.has_nothing()
        play.relay.heal()
        await b.gets(frame(0, bytes(10)) + frame(10, bytes(10)))
        await a.gets(ack(0, 0, 0))
        *_, last = [fact for fact in play.facts if isinstance(fact, Frame) and fact.number == 1]
        assert last.at_us == held.at_us < last.delivered_us

    run(scene)


def test_a_new_connection_hangs_while_the_link_is_cut():
    async def scene(play: Play) -> None:
        play.relay.cut()
        b = await play.call()
        b.send(startup(user="x"))
        await play.until(Connected)
        await b.has_nothing()
        assert play.called.empty()
        play.relay.heal()
        a = await play.called.get()
        await a.gets(startup(user="x"))

    run(scene)


def test_who_gives_up_during_a_cut_is_never_heard_of():
    async def scene(play: Play) -> None:
        play.relay.cut()
        b = await play.call()
        b.send(startup(user="x"))
        await play.until(Connected)
        b.writer.close()
        await play.until(Broken, reason="B closed it")
        play.relay.heal()
        await play.call()
        await play.called.get()
        assert play.called.empty()

    run(scene)


def test_a_delay_is_one_way_and_what_is_under_way_keeps_its_own():
    async def scene(play: Play) -> None:
        b, a = await play.streaming()
        play.relay.delay(30_000)
        a.send(frame(0, bytes(10)))
        under_way = await play.until(Frame, number=1)
        assert (under_way.delivered_us, under_way.due_us) == (None, under_way.at_us + 30_000)
        play.relay.delay(0)
        a.send(frame(10, bytes(10)))
        await b.gets(frame(0, bytes(10)) + frame(10, bytes(10)))
        first, second = [fact for fact in play.facts if getattr(fact, "delivered_us", None)][-2:]
        assert first.number == 1
        assert first.delivered_us >= first.due_us
        assert second.delivered_us >= first.delivered_us
        assert second.due_us < first.due_us

    run(scene)


def test_a_cut_catches_what_is_under_way():
    async def scene(play: Play) -> None:
        b, a = await play.streaming()
        play.relay.delay(30_000)
        a.send(frame(0, bytes(10)))
        due_us = (await play.until(Frame, number=1)).due_us
        play.relay.cut()
        assert (await play.until(Frame, due_us=None)).number == 1
        play.relay.heal()
        assert play.facts[-1].due_us == due_us
        await b.gets(frame(0, bytes(10)))

    run(scene)


def test_what_was_on_its_way_to_one_who_died_is_lost():
    async def scene(play: Play) -> None:
        b, a = await play.streaming()
        play.relay.cut()
        a.send(frame(0, bytes(10)) + frame(10, bytes(10)))
        await play.until(Frame, number=2)
        b.writer.transport.abort()
        broken = await play.until(Broken)
        assert broken.lost_frames == (1, 2)
        assert broken.reason.startswith("B ")
        await a.has_nothing()  # the cut keeps it from hearing of the end, too
        play.relay.heal()
        assert await a.reader.read() == b""

    run(scene)


def test_one_who_leaves_says_all_it_had_to_say():
    async def scene(play: Play) -> None:
        b, a = await play.streaming()
        play.relay.delay(10_000)
        b.send(ack(1, 1, 1))
        b.writer.close()
        assert await a.reader.read() == ack(1, 1, 1)
        assert [fact.reason for fact in play.facts if isinstance(fact, Broken)] == ["B closed it"]

    run(scene)


def test_where_nobody_listens_a_connection_ends():
    async def scene(play: Play) -> None:
        play.relay.towards("127.0.0.1", 1)
        b = await play.call()
        assert await b.reader.read() == b""
        assert "A cannot be reached" in (await play.until(Broken)).reason

    run(scene)


def test_what_cannot_be_read_passes_all_the_same():
    async def scene(play: Play) -> None:
        b, a = await play.call(), await play.called.get()
        for data in (b"\x16\x03\x01" * 9, READY):
            b.send(data)
            await a.gets(data)
            a.send(data)
            await b.gets(data)
        [unread] = play.facts
        assert isinstance(unread, Unread)
        assert "no start-up packet" in unread.reason

    run(scene)


def test_a_source_that_says_too_much_during_a_cut_has_to_wait(monkeypatch):
    monkeypatch.setattr(way, "MOST_HELD", 100_000)

    async def scene(play: Play) -> None:
        b, a = await play.streaming()
        play.relay.cut()
        whole = b"".join(frame(at, bytes(50_000)) for at in range(0, 20_000_000, 50_000))
        a.send(whole)
        await play.until(Frame, number=2)
        [connection] = play.relay.connections
        assert not connection.target.transport.is_reading()
        play.relay.heal()
        await b.gets(whole)
        assert max(fact.number for fact in play.facts if isinstance(fact, Frame)) == 400

    run(scene)


@pytest.mark.parametrize(
    "fact",
    [
        Frame(("A", "B"), 1, 10, None, 30, 1_000, 1_024),
        Ack(("B", "A"), 1, 10, 20, 10, 3, 2, 1),
        Broken(("B", "A"), 10, 1, "B closed it", (1, 2)),
    ],
)
def test_a_fact_comes_back_from_json(fact):
    assert from_json(as_json(fact) | {"link": list(fact.link)}) == fact


@pytest.mark.parametrize("told", [{}, {"fact": "rumour"}, {"fact": "connected", "at_us": 1}])
def test_what_is_no_fact_is_refused(told):
    with pytest.raises(ValueError, match="fact"):
        from_json(told)
