"""The space-time diagram: what a span holds is what a slow look over the whole log finds in it."""

import random

import pytest

from explorer import series
from explorer.experiment import Experiment
from explorer.presets import load
from explorer.receipt import receipt
from explorer.spacetime_view import BLOCK

STORIES = [("5", None), ("10", "async"), ("12", "sloppy"), ("18", "raft"), ("13", "wall")]


def ended(story: str, variant: str | None = None, steps: int | None = None) -> Experiment:
    experiment = Experiment(load(story).scenario(variant))
    experiment.timeline.run_until(experiment.end_us, steps)
    return experiment


def spans(end_us: int, count: int = 12) -> list[tuple[int, int]]:
    luck = random.Random(4)
    drawn = [sorted((luck.randrange(end_us), luck.randrange(end_us))) for _ in range(count)]
    return [(0, end_us), *((a, b) for a, b in drawn)]


def last_us(message, head_us: int) -> int:
    """Until when a message was under way, or will be."""
    if message.death is not None:
        return message.death[1]
    ends = [us for _, us in message.moves] or [message.arrives_us]
    return head_us if ends[-1] is None else ends[-1]


def under_way(experiment: Experiment, since_us: int, until_us: int) -> set[int]:
    messages = experiment.timeline.branch.history.messages.values()
    head = experiment.timeline.branch.head_us
    return {m.number for m in messages if m.sent_us < until_us and last_us(m, head) >= since_us}


@pytest.mark.parametrize(("story", "variant"), STORIES)
def test_a_span_holds_the_messages_that_touch_it(story, variant):
    experiment = ended(story, variant)
    view = experiment.spacetime()
    for since_us, until_us in spans(experiment.end_us):
        found = view.traffic(since_us, until_us, 10**9)
        numbers = {arrow.number for arrow in found.arrows}
        # One that was lost is looked for until it would have come: it may be found too often.
        extra = {a.number for a in found.arrows if a.fate == "lost"}
        expected = under_way(experiment, since_us, until_us)
        assert numbers - extra <= expected <= numbers
        assert found.total == len(found.arrows)
        assert found.one_in == 1


def test_of_many_messages_a_part_is_given_and_it_is_said_how_much():
    experiment = ended("3", "disk-quorum", 6_000)
    view = experiment.spacetime()
    count = len(experiment.timeline.branch.history.messages)
    assert count > 4 * BLOCK, "so that blocks are passed over"
    head_us = experiment.timeline.branch.head_us
    whole = view.traffic(0, head_us + 1, 100)
    assert whole.total == count
    assert whole.one_in == count // 100 + 1
    assert 60 <= len(whole.arrows) <= 140
    for since_us in range(head_us // 9, head_us, head_us // 9):
        late = view.traffic(since_us, since_us + 100, 10**9)
        expected = under_way(experiment, since_us, since_us + 100)
        assert {arrow.number for arrow in late.arrows} == expected != set()


def test_every_lost_message_is_there_among_the_part():
    experiment = ended("18", "raft")
    whole = experiment.spacetime().traffic(0, experiment.end_us, 400)
    lost = {m.number for m in experiment.timeline.branch.history.messages.deaths}
    assert whole.one_in > 1
    drawn = {a.number for a in whole.arrows if a.fate == "lost"}
    assert len(drawn & lost) >= len(lost) // whole.lost_in
    few = experiment.spacetime().traffic(0, experiment.end_us, 900)
    assert few.lost_in == 1
    assert {a.number for a in few.arrows if a.fate == "lost"} == lost


def test_an_arrow_goes_from_the_sending_to_the_arrival():
    experiment = ended("5")
    write, ack = (experiment.spacetime().arrow(number) for number in (1, 4))
    assert [(c.us, c.part) for c in write.corners] == [(0, 0.0), (40_000, 1.0)]
    assert (write.source, write.target, write.kind, write.fate) == ("A", "B", "write", "came")
    assert [(c.us, c.part) for c in ack.corners] == [(75_000, 0.0), (150_000, 1.0)]
    assert (ack.fate, ack.reason) == ("lost", "A is down")
    events = experiment.timeline.branch.events
    for arrow, end in ((write, "delivered"), (ack, "dropped")):
        told = [events[corner.at] for corner in arrow.corners]
        assert [event[:3] for event in told] == [
            (arrow.corners[0].us, "sent", arrow.number), (arrow.corners[1].us, end, arrow.number),
        ]  # fmt: skip


def test_what_is_held_stands_still_and_then_goes_the_rest_of_its_way():
    experiment = ended("10", "async")
    held = experiment.spacetime().arrow(1)
    corners = [(c.us, c.part) for c in held.corners]
    assert corners == [(0, 0.0), (0, 0.0), (395_000, 0.0), (400_000, 1.0)]
    experiment.seek(200_000)
    fresh = Experiment(experiment.scenario)
    fresh.seek(200_000)
    assert [(c.us, c.part) for c in fresh.spacetime().arrow(1).corners][-1] == (200_000, 0.0)
    assert fresh.spacetime().arrow(1).fate == "moving"


def test_what_is_cut_on_its_way_ends_where_it_died():
    experiment = Experiment(load("5").scenario("none"))
    experiment.seek(20_000)
    experiment.submit(_cut())
    arrow = experiment.spacetime().arrow(1)
    end = arrow.corners[-1]
    assert (arrow.fate, end.us) == ("lost", 20_001)
    assert end.part == pytest.approx(20_001 / 40_000, abs=1e-4)


def _cut():
    from explorer.script import parse

    return parse("cut A - B")[1]


@pytest.mark.parametrize(("story", "variant"), [*STORIES, ("17", None)])
def test_servers_are_down_when_the_time_line_says_so(story, variant):
    experiment = ended(story, variant)
    bands = series.bands(experiment.timeline.branch.history)
    down = {(b.text[0], b.start_us, b.end_us) for b in bands if b.kind == "down"}
    found = experiment.spacetime().spells
    assert {
        (s.lane, s.since.us, s.until.us if s.until else None) for s in found if s.what == "down"
    } >= down


def test_the_answer_that_decided_is_the_one_of_the_receipt():
    experiment = ended("12", "sloppy")
    timeline = experiment.timeline
    for bar in experiment.spacetime().bars(0, experiment.end_us):
        told = receipt(timeline.branch.history, timeline.cluster, bar.number, timeline.place)
        assert told.state == bar.state
        if bar.deciding is not None:
            assert bar.deciding[0].us == bar.ended.us
    first = experiment.spacetime().bar(1)
    assert first.deciding[1] == "W 2"
    assert first.ended.us == 1_620_000


def test_users_stand_above_the_server_that_serves_them():
    names = [lane.name for lane in ended("5").spacetime().lanes]
    assert names == ["X", "A", "Y", "B", "C"]
    web = Experiment(load("24").scenario(None))
    assert [lane.kind for lane in web.spacetime().lanes] == ["crowd", "web", "user", "server"]


# -- a crowd


@pytest.fixture(scope="module")
def storm() -> Experiment:
    return ended("24", None, 20_000)


def test_requests_under_way_are_counted_as_one_by_one(storm):
    operations = storm.timeline.branch.history.operations.values()
    view, head = storm.spacetime(), storm.timeline.branch.head_us
    for since_us, until_us in spans(head):
        steps, exact = view.under_way(since_us, until_us, 10**9)
        assert exact
        for us, at, count in (steps[0], steps[len(steps) // 2], steps[-1]):
            before = us == since_us  # the span begins with all that had happened before it
            begun = sum((o.invoked_us < us) if before else (o.invoked_at <= at) for o in operations)
            ends = [(o.ended_us, o.ended_at) for o in operations if o.ended_at is not None]
            over = sum((end_us < us) if before else (end_at <= at) for end_us, end_at in ends)
            assert count == begun - over
    rough, exact = view.under_way(0, head, 50)
    assert not exact
    assert len(rough) == 51


def test_a_few_requests_of_a_crowd_are_bars_and_many_are_none(storm):
    view = storm.spacetime()
    bars = view.crowd(1_000_000, 1_050_000, 100)
    operations = storm.timeline.branch.history.operations.values()
    expected = {
        o.number for o in operations
        if o.invoked_us < 1_050_000 and (o.ended_us is None or o.ended_us >= 1_000_000)
    }  # fmt: skip
    assert {bar.number for bar in bars} == expected != set()
    assert view.crowd(0, storm.end_us, 100) == []


def test_a_server_is_busy_while_it_serves(storm):
    view, head = storm.spacetime(), storm.timeline.branch.head_us
    jobs = storm.timeline.branch.history.served["A"]
    last_us, _, took_us, _ = jobs[len(jobs) // 2]
    since_us, until_us = last_us // 2, last_us - took_us // 2  # in the middle of a job
    expected = [(end - took, end) for end, _, took, _ in jobs if since_us <= end <= until_us]
    assert len(expected) > 9
    assert view.busy("A", since_us, until_us, 10**9) == [*expected, (last_us - took_us, last_us)]
    assert view.busy("A", 0, head, 10) is None
