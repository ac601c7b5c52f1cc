"""Messages as rows of numbers: each comes out as whoever keeps them one by one has it."""

from collections import defaultdict
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine import rows
from engine.history import History
from engine.messages import Messages
from engine.records import Message

SENT = st.tuples(
    st.just("sent"), st.sampled_from(["read", "write"]), st.sampled_from("AB"),
    st.sampled_from("ABC"), st.integers(0, 5), st.integers(0, 9),
)  # fmt: skip
LATER = st.tuples(st.sampled_from(["delivered", "dropped", "held", "delayed"]), st.integers(0, 99))


class Plain:
    """The same one by one: slow and large, and obvious."""

    def __init__(self) -> None:
        self.all: list[Message] = []

    def take(self, at, event):
        time_us, name, number, *rest = event
        if name == "sent":
            kind, source, target, operation, arrives_us = rest
            self.all.append(
                Message(number, kind, source, target, operation, time_us, at, arrives_us)
            )
            return
        known = self.all[number - 1]
        changes = {
            "delivered": lambda: {"delivered_at": at},
            "dropped": lambda: {"death": (at, time_us, rest[0] / 1_000_000, rest[1])},
            "held": lambda: {"moves": (*known.moves, (at, None))},
            "delayed": lambda: {"moves": (*known.moves, (at, rest[0]))},
        }
        self.all[number - 1] = replace(known, **changes[name]())


def course(steps):
    """A log of these steps; what is over is told of no more."""
    over, count = set(), 0
    for at, step in enumerate(steps):
        name, *rest = step
        if name == "sent":
            count += 1
            *head, later_us = rest
            yield (10 * at, "sent", count, *head, 10 * at + later_us)
            continue
        number = rest[0] % (count + 1)
        if not number or number in over:
            yield (10 * at, "compared", "A", "B", 1, 0)
            continue
        over |= {number} if name in ("delivered", "dropped") else set()
        told = {"delivered": (), "dropped": (500_000, "cut"), "held": (), "delayed": (10 * at + 7,)}
        yield (10 * at, name, number, *told[name])


@pytest.mark.parametrize("page", [2, rows.PAGE])
def test_rows_say_what_single_messages_say(monkeypatch, page):
    monkeypatch.setattr(rows, "PAGE", page)
    monkeypatch.setattr(rows, "KEPT", 1)

    @given(st.lists(SENT | LATER, max_size=60), st.integers(0, 60))
    def check(steps, at):
        compare(steps, at)

    check()


def compare(steps, at):
    history, plain = History(), Plain()
    ways, operations = defaultdict(list), defaultdict(list)
    for place, event in enumerate(course(steps)):
        history.fold(event)
        if event[1] != "compared":
            plain.take(place, event)
    messages = history.messages
    for time_us in range(0, 10 * len(steps) + 11, 5):
        assert messages.sent_before_us(time_us) == sum(m.sent_us < time_us for m in plain.all)
    assert list(messages) == [m.number for m in plain.all]
    assert list(messages.values()) == plain.all
    for message in plain.all:
        ways[message.source, message.target].append(message)
        operations[message.operation].append(message)
    for operation in range(7):
        assert messages.of(operation) == operations[operation]
    for way in [(a, b) for a in "AB" for b in "ABC"]:
        assert messages.counts(way, at) == (
            sum(m.sent_at < at for m in ways[way]),
            sum(m.delivered_at is not None and m.delivered_at < at for m in ways[way]),
            sum(m.death is not None and m.death[0] < at for m in ways[way]),
        )
    lost = [m for m in plain.all if m.death is not None]
    assert messages.deaths == sorted(lost, key=lambda m: m.death)
    assert messages.moves == {m.number: m.moves for m in plain.all if m.moves}


@pytest.mark.parametrize("number", [-1, 0, 2, 3, 5])
def test_there_is_no_message_of_another_number(number):
    messages = Messages()
    messages.send(1, ("read", "A", "B"), 1, 0, 0, 5)
    messages.send(4, ("read", "A", "B"), 1, 0, 1, 5)
    assert (len(messages), list(messages)) == (2, [1, 4])
    assert [m.number for m in messages.of(1)] == [1, 4]
    assert number not in messages
    assert messages.get(number) is None
