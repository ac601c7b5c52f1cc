"""The protocol of PostgreSQL, read as it passes."""

from struct import pack

import pytest
from hypothesis import given
from hypothesis import strategies as st

from explorer.clusters.postgres.wire import (
    Answer,
    Conversation,
    Request,
    Startup,
    Status,
    Unreadable,
    Wal,
)


def message(tag: str, body: bytes = b"") -> bytes:
    return tag.encode() + pack(">I", 4 + len(body)) + body


def startup(**words: str) -> bytes:
    body = b"".join(f"{name}\0{word}\0".encode() for name, word in words.items()) + b"\0"
    return pack(">II", 8 + len(body), 3 << 16) + body


def frame(start: int, log: bytes) -> bytes:
    return message("d", b"w" + pack(">QQQ", start, start + 9_000, 77) + log)


def keepalive() -> bytes:
    return message("d", b"k" + pack(">QQB", 5, 77, 1))


def ack(written: int, flushed: int, applied: int) -> bytes:
    return message("d", b"r" + pack(">QQQQB", written, flushed, applied, 77, 0))


def feedback() -> bytes:
    return message("d", b"h" + pack(">QIIII", 77, 1, 2, 3, 4))


SSL = pack(">II", 8, 80_877_103)
GSS = pack(">II", 8, 80_877_104)
READY = message("Z", b"I")
WELCOME = message("R", pack(">I", 0)) + message("S", b"TimeZone\0UTC\0") + READY
ROWS = message("T", bytes(40)) + message("D", bytes(3_000)) + message("C", b"SELECT 1\0") + READY
ASKED = message("P", b"\0select 1\0\0\0") + message("B", bytes(9)) + message("E", bytes(5))
STREAM = [
    ("client", SSL), ("server", b"N"), ("client", GSS), ("server", b"N"),
    ("client", startup(user="replicator", replication="true")), ("server", WELCOME),
    ("client", message("Q", b"IDENTIFY_SYSTEM\0")), ("server", ROWS),
    ("client", message("Q", b"START_REPLICATION 0/1000000\0")), ("server", message("W", bytes(3))),
    ("server", frame(1_000, b"") + keepalive() + frame(1_000, bytes(7))),
    ("server", frame(1_007, bytes(70_000))),
    ("client", feedback() + ack(71_007, 1_007, 1_000) + ack(71_007, 71_007, 71_007)),
    ("server", message("c") + message("C", b"COPY 0\0") + READY),
    ("client", message("c") + ASKED + message("S")), ("server", ROWS),
]  # fmt: skip
"""A standby that asks for encryption in vain, streams the log, and asks for rows after that."""
SAID = [
    Startup("replication"),
    Request(1 + 4 + 16), Answer(len(ROWS)), Request(1 + 4 + 28),
    Wal(1_000, 1_000), Wal(1_000, 1_007), Wal(1_007, 71_007),
    Status(71_007, 1_007, 1_000), Status(71_007, 71_007, 71_007),
    Answer(len(message("W", bytes(3))) + len(message("c") + message("C", b"COPY 0\0") + READY)),
    Request(len(message("c") + ASKED + message("S"))), Answer(len(ROWS)),
]  # fmt: skip


def heard(talk: list[tuple[str, bytes]], cuts: tuple[int, ...] = ()) -> list[object]:
    """What is said in a talk whose bytes come in pieces, cut at these places of each turn."""
    conversation, said = Conversation(), []
    for side, data in talk:
        ends = sorted({cut % (len(data) + 1) for cut in cuts} | {len(data)})
        begin = 0
        for end in ends:
            said += getattr(conversation, side)(data[begin:end])
            begin = end
    return said


def test_a_standby_asks_for_the_log_and_says_how_far_it_is():
    assert heard(STREAM) == SAID


@given(st.lists(st.integers(0, 80_000), max_size=6).map(tuple))
def test_however_the_bytes_are_cut_they_say_the_same(cuts):
    assert heard(STREAM, cuts) == SAID


def test_even_byte_by_byte():
    assert heard(STREAM, tuple(range(1_000))) == SAID


@pytest.mark.parametrize(
    ("talk", "said"),
    [
        ([("client", SSL), ("server", b"S"), ("client", b"\x16\x03")], "it is encrypted"),
        ([("client", b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc")], "no start-up packet begins with"),
        ([("client", b"GET / HTTP/1.1\r\n")], "no start-up packet begins with b'GET / HT'"),
        ([("client", pack(">II", 20_000, 3 << 16))], "no start-up packet begins with"),
        ([("client", SSL), ("server", b"?")], "answer b'?'"),
    ],
)
def test_what_cannot_be_read_is_said_once_and_no_more_is_read(talk, said):
    [unreadable] = heard([*talk, ("server", WELCOME), ("client", message("Q", b"select 1\0"))])
    assert isinstance(unreadable, Unreadable)
    assert said in unreadable.reason


def test_what_was_said_before_the_garbage_counts():
    opening = [("client", startup(user="x") + message("Q", b"select 1\0") + b"\xff" * 9)]
    first, asked, unreadable = heard(opening)
    assert (first, asked) == (Startup("sql"), Request(14))
    assert "no message begins with b'\\xff" in unreadable.reason


@given(st.lists(st.tuples(st.sampled_from(["client", "server"]), st.binary(max_size=60))))
def test_garbage_raises_nothing(talk):
    assert [type(one) for one in heard(talk)].count(Unreadable) <= 1


@given(st.lists(st.tuples(st.sampled_from(["client", "server"]), st.binary(max_size=60))))
def test_nor_does_garbage_after_an_opening(talk):
    assert [type(one) for one in heard([*STREAM[:11], *talk])].count(Unreadable) <= 1


def test_a_request_to_cancel_has_no_more_to_say():
    assert heard([("client", pack(">IIII", 16, 80_877_102, 7, 7))]) == [Startup("cancel")]


def test_a_logical_stream_has_no_frames_of_the_log():
    talk = [("client", startup(replication="database")), *STREAM[5:12]]
    assert not [one for one in heard(talk) if isinstance(one, Wal)]


def test_a_server_that_takes_no_more_says_so_before_it_is_asked():
    refused = message("E", b"SFATAL\0C53300\0Msorry, too many clients already\0\0")
    assert heard([("client", SSL), ("server", refused)]) == []
