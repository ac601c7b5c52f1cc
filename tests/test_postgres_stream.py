"""The log of a real primary on its way to a real standby."""

from itertools import pairwise

import postgres_servers
import psycopg
import pytest

from explorer.clusters.postgres import decoding
from explorer.clusters.postgres.decoding import Change
from explorer.clusters.postgres.facts import Ack, Connected, Fact, Frame, Unread
from explorer.clusters.postgres.flow import Written, messages
from explorer.clusters.postgres.hosts import until
from explorer.clusters.postgres.links import Links
from explorer.clusters.postgres.relay import monotonic_us

pytestmark = pytest.mark.real_clock
SEEN = "seen"


class Stream:
    """A primary A, a standby B, what the relay between them told, and what A has committed."""

    def __init__(self) -> None:
        self.facts: list[Fact] = []
        self.links = Links("AB", self.facts.append, monotonic_us)


@pytest.fixture(scope="module")
def stream():
    made = Stream()
    with postgres_servers.loop() as loop:
        loop.do(made.links.open())
        with postgres_servers.servers(loop, "AB", made.links.road) as group:
            made.loop, made.group = loop, group
            with psycopg.connect(group.servers["A"].conninfo(), autocommit=True) as made.primary:
                made.primary.execute(
                    "CREATE TABLE post (author text, number int, words text, version bigint, "
                    "stamped_by text, PRIMARY KEY (author, number))"
                )
                decoding.begin(made.primary, SEEN)
                yield made
                decoding.end(made.primary, SEEN)
        loop.do(made.links.close())


def commit(stream: Stream, *statements: str) -> list[decoding.Commit]:
    """What is seen of these statements, each a transaction, once the standby has applied all."""
    for statement in statements:
        stream.primary.execute(statement)
    seen = decoding.commits(stream.primary, SEEN)
    arrives(stream, seen[-1].end)
    return seen


def arrives(stream: Stream, end: int) -> None:
    async def there() -> bool:
        return any(isinstance(fact, Ack) and fact.applied >= end for fact in stream.facts)

    stream.loop.do(until(there, f"B never applies {end}"))


def post(number: int) -> str:
    return f"INSERT INTO post VALUES ('X', {number}, 'a secret', {number}0, 'A')"


def test_a_commit_says_which_row_it_wrote_and_nothing_of_what_the_row_says(stream):
    written, changed, moved, gone = commit(
        stream,
        post(1),
        "UPDATE post SET version = 11, words = NULL WHERE number = 1",
        "UPDATE post SET number = 2 WHERE number = 1",
        "DELETE FROM post WHERE number = 2",
    )
    first, second = (("author", "X"), ("number", "1")), (("author", "X"), ("number", "2"))
    assert written.changes == (Change("insert", "post", first, ("10", "A")),)
    assert changed.changes == (Change("update", "post", first, ("11", "A")),)
    assert moved.changes == (Change("update", "post", second, ("11", "A")),)
    assert gone.changes == (Change("delete", "post", second),)
    assert written.start < written.end <= changed.start
    assert decoding.commits(stream.primary, SEEN) == []


def test_a_transaction_of_several_rows_is_one_commit(stream):
    [both] = commit(stream, f"BEGIN; {post(3)}; {post(4)}; COMMIT")
    assert [change.key[1][1] for change in both.changes] == ["3", "4"]
    [position] = stream.primary.execute("SELECT pg_current_wal_lsn()::text").fetchone()
    assert both.end <= decoding.position(position)


def test_each_post_travels_in_a_frame_and_is_stored_after_it(stream):
    before = len(stream.facts)
    seen = commit(stream, *map(post, range(10, 20)))
    written = [
        Written(
            one.end, ("A",), int(one.changes[0].key[1][1]), ((("wall:X", ("post",)), (1, 0, "A")),)
        )
        for one in seen
    ]
    facts = stream.facts[before:]
    events = [event for event, _ in messages(facts, written).events]
    stored = {event[5]: event[0] for event in events if event[1] == "stored"}
    assert sorted(stored) == list(range(10, 20))
    for one in written:
        carriers = [
            fact for fact in facts if isinstance(fact, Frame) and fact.start < one.end <= fact.end
        ]
        assert len(carriers) == 1
        assert carriers[0].link == ("A", "B")
        assert carriers[0].delivered_us <= stored[one.operation]
    sent = {event[6] for event in events if event[1:4:2] == ("sent", "wal")}
    shared = {each for event in events if event[1] == "carries" for each in event[3]}
    assert sent | shared >= set(range(10, 20))


def test_the_frames_of_a_connection_are_the_whole_log(stream):
    commit(stream, *map(post, range(30, 40)))
    frames = [fact for fact in stream.facts if isinstance(fact, Frame) and fact.size]
    assert all(one.end == next_one.start for one, next_one in pairwise(frames))


def test_no_byte_of_a_stream_goes_unread_and_no_post_is_told(stream):
    assert [fact.purpose for fact in stream.facts if isinstance(fact, Connected)].count(
        "replication"
    ) >= 1
    assert not [fact for fact in stream.facts if isinstance(fact, Unread)]
    assert "secret" not in str(stream.facts)


def test_what_is_committed_during_a_cut_comes_after_it(stream):
    stream.loop.do(_now(lambda: stream.links.cut("A", "B")))
    stream.primary.execute(post(50))
    [seen] = decoding.commits(stream.primary, SEEN)

    def carries(fact: Fact) -> bool:
        return isinstance(fact, Frame) and fact.start < seen.end <= fact.end

    async def held() -> bool:
        return any(carries(fact) for fact in stream.facts)

    stream.loop.do(until(held, "the frame never comes to the relay"))
    count = "SELECT count(*) FROM post WHERE number = 50"
    assert stream.loop.do(stream.group.servers["B"].ask(count)) == [(0,)]
    stream.loop.do(_now(lambda: stream.links.heal("A", "B")))
    arrives(stream, seen.end)
    assert stream.loop.do(stream.group.servers["B"].ask(count)) == [(1,)]
    first, *_, last = [fact for fact in stream.facts if carries(fact)]
    assert (first.delivered_us, first.due_us) == (None, None)
    assert last.delivered_us > first.at_us


async def _now(doing) -> None:
    doing()


@pytest.mark.parametrize(
    ("text", "bytes_"), [("0/0", 0), ("0/16B3748", 0x16B3748), ("2/1", 2**33 + 1)]
)
def test_a_position_is_a_number_of_bytes(text, bytes_):
    assert decoding.position(text) == bytes_


@pytest.mark.parametrize("text", ["", "16B3748", "0/", "0/XYZ"])
def test_what_is_no_position_is_refused(text):
    with pytest.raises(ValueError, match="int"):
        decoding.position(text)
