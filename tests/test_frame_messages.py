"""Messages of a frame as columns: they say what each message says, and none is made to be drawn."""

import random
from collections import Counter
from dataclasses import replace

import pytest
from frames import NOW, frame

from engine import traffic
from engine.items import KIND, NUMBER
from engine.network import Network
from explorer import framing, script, staging
from explorer.experiment import Experiment
from explorer.frame_messages import KINDS, Messages
from explorer.frame_stage import LinkView, MessageView, ServerView
from explorer.presets import load
from ui.stage_view import StageView

NAMES = ["a", "b", "c", "d"]


def some(count: int = 200) -> tuple[MessageView, ...]:
    luck = random.Random(2)
    return tuple(
        MessageView(number, luck.choice(KINDS[:5]), *luck.sample(NAMES, 2), sent_us,
                    sent_us + luck.choice((0, 700)), "", 0, held=luck.random() < 0.2)
        for number in luck.sample(range(count), count)
        for sent_us in [NOW - luck.randrange(1_000)]
    )  # fmt: skip


def test_columns_say_what_each_message_says():
    shown = some()
    columns = Messages.of(shown)
    assert Messages.of(columns) is columns
    assert columns == shown
    assert hash(columns) == hash(Messages.of(shown))
    assert columns != shown[1:]
    assert (columns[3], columns[-1], len(columns)) == (shown[3], shown[-1], len(shown))
    assert columns[5:9] == shown[5:9]
    assert columns.gone(NOW).tolist() == [each.at(NOW) for each in shown]
    assert columns.pairs == {frozenset((m.source, m.target)) for m in shown}
    assert columns.busy_links == len(columns.pairs)
    assert columns.seen_kinds == {m.kind for m in shown}
    counted = Counter((m.source, m.target, m.kind) for m in shown)
    assert list(columns.ways().items()) == list(counted.items())
    held = columns.only(columns.held)
    assert held == tuple(m for m in shown if m.held)
    assert held.only(held.kinds == 0) == tuple(m for m in shown if m.held and m.kind == KINDS[0])


def test_none_of_them_is_as_nothing():
    columns = Messages.of(())
    assert columns == ()
    assert (columns.pairs, columns.ways(), columns.seen_kinds) == (set(), Counter(), set())


def test_what_is_under_way_in_a_run_is_in_the_columns():
    run = Experiment(load("17").scenario())
    _, command = script.parse("hold A - B")
    run.submit(command)
    held = {"A", "B"}
    seen = set[bool]()
    while run.now_us < run.end_us and run.timeline.step():
        found = staging.messages(run.timeline)
        items = traffic.in_flight(run.timeline.cluster)
        assert Messages.of(tuple(found)) == found
        assert [(m.number, m.kind) for m in found] == [
            (item[NUMBER], staging.drawn_as(item[KIND])) for item in items
        ]
        assert [KINDS[kind] for kind in found.kinds] == [m.kind for m in found]
        assert [found.names[end] for end in found.targets] == [m.target for m in found]
        assert found.held.tolist() == [m.held for m in found]
        assert all(m.held is ({m.source, m.target} == held) for m in found)
        seen |= {m.held for m in found}
    assert seen == {False, True}


@pytest.mark.parametrize(("servers", "count"), [(3, 300), (40, 12_000)])
def test_the_stage_is_drawn_without_a_message_being_made(qtbot, servers: int, count: int):
    """Dots of hundreds, and flows of thousands."""
    names = [f"s{number}" for number in range(servers)]
    sent = Messages.of([
        MessageView(number, "ack", names[number % servers], names[(number + 1) % servers],
                    NOW - 10, NOW + 10 + number % 90, "", 0)
        for number in range(count)
    ])  # fmt: skip

    def make(index: int) -> MessageView:
        raise AssertionError(f"message {index} was made")

    view = StageView()
    qtbot.addWidget(view)
    view.resize(900, 700)
    shown = frame(
        servers=tuple(ServerView(name, "", "up", 1, 1) for name in names),
        links=tuple(LinkView(a, b, 100, "open") for a in names for b in names if a < b),
    )
    view.show_frame(replace(shown, messages=()))
    empty = view.grab().toImage()
    for hidden in ((), ("write",)):
        view.show_frame(replace(shown, messages=replace(sent, make=make), hidden=hidden))
        assert view.grab().toImage() != empty


def test_links_that_nothing_has_touched_are_told_as_any_other(monkeypatch):
    run = Experiment(load("17").scenario())
    for line in ("cut A -> B", "degrade B - C delay 40ms"):
        _, command = script.parse(line)
        run.submit(command)
    run.seek(run.end_us // 2)
    told = framing.frame(run, ()).links
    assert {link.state for link in told} > {"open"}
    again = framing.frame(run, ()).links
    open_now = [(a, b) for a, b in zip(told, again, strict=True) if a.state == "open"]
    assert any(a is b for a, b in open_now)
    assert any(a.slowed for a, _ in open_now)
    monkeypatch.setattr(Network, "is_as_at_first", False)
    assert framing.frame(run, ()).links == told
