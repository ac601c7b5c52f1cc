"""What relays saw, as the engine's own events."""

from explorer.clusters.postgres.facts import Ack, Broken, Fact, Frame
from explorer.clusters.postgres.flow import APPLIED, FLUSHED, Written, messages, within

DOWN, UP = ("A", "B"), ("B", "A")
POST = (("wall:X", ("post", "X#1")), (5, 0, "A"))


def frame(number: int, at_us: int, delivered_us: int | None, start: int, end: int) -> Frame:
    return Frame(DOWN, number, at_us, delivered_us, delivered_us, start, end)


def ack(number: int, at_us: int, *reached: int) -> Ack:
    return Ack(UP, number, at_us, at_us + 1, at_us, *reached)


def told(facts: list[Fact], *commits: Written) -> list[tuple[object, ...]]:
    return [event for event, _ in messages(facts, commits).events]


def test_a_commit_is_in_the_frame_that_has_its_last_byte():
    ends = [100, 200, 300]
    assert ends[within(ends, 100, 300)] == [200, 300]
    assert ends[within(ends, 99, 199)] == [100]
    assert ends[within(ends, 300, 400)] == []


def test_a_write_travels_to_a_standby_and_is_acknowledged_in_three_steps():
    facts: list[Fact] = [
        frame(1, 10, 12, 0, 50), frame(2, 20, 22, 50, 100),
        ack(1, 30, 100, 50, 50), ack(2, 40, 100, 100, 50), ack(3, 50, 100, 100, 100),
        ack(4, 60, 100, 100, 100),
    ]  # fmt: skip
    flow = messages(facts, [Written(100, ("A",), 7, (POST,))], first=3)
    sent = [event[2:7] for event, _ in flow.events if event[1] == "sent"]
    assert sent == [
        (3, "wal", "A", "B", 0), (4, "wal", "A", "B", 7), (5, "ack", "B", "A", 0),
        (6, "ack", "B", "A", 0), (7, "ack", "B", "A", 7), (8, "ack", "B", "A", 0),
    ]  # fmt: skip
    assert [event for event, _ in flow.events if event[1] == "durable"] == [
        (40, "durable", "B", *POST, 7)
    ]
    assert [event for event, known in flow.events if known == "sampled"] == [
        (50, "stored", "B", *POST, 7)
    ]
    assert flow.events[0] == ((10, "sent", 3, "wal", "A", "B", 0, 12), "exact")
    assert flow.events[1] == ((12, "delivered", 3), "exact")


def test_a_frame_that_carries_two_posts_is_one_message():
    commits = [Written(60, ("A",), 7), Written(100, ("A",), 8), Written(101, ("A",), 9)]
    flow = messages([frame(1, 10, 12, 0, 100)], commits)
    assert [event[2:7] for event, _ in flow.events if event[1] == "sent"] == [
        (1, "wal", "A", "B", 7)
    ]
    assert (10, "carries", 1, (7, 8)) in [event for event, _ in flow.events]


def test_an_ack_is_of_a_write_whose_user_waits_for_what_it_says():
    facts: list[Fact] = [ack(1, 30, 100, 50, 50), ack(2, 40, 100, 100, 50),
                         ack(3, 50, 100, 100, 100)]  # fmt: skip
    for acked, wanted in ((FLUSHED, [0, 7, 0]), (APPLIED, [0, 0, 7])):
        found = told(facts, Written(100, ("A",), 7, (POST,), acked))
        assert [event[6] for event in found if event[1] == "sent"] == wanted


def test_what_a_cut_holds_is_held_until_it_is_healed():
    held = Frame(DOWN, 1, 10, None, None, 0, 50)
    assert told([held]) == [(10, "sent", 1, "wal", "A", "B", 0, 10), (10, "held", 1)]
    assert told([held, Frame(DOWN, 1, 10, 90, None, 0, 50)]) == [
        (10, "sent", 1, "wal", "A", "B", 0, 90), (10, "held", 1),
        (90, "released", 1, 90), (90, "delivered", 1),
    ]  # fmt: skip


def test_what_a_relay_held_for_one_who_died_is_dropped():
    facts: list[Fact] = [
        Frame(DOWN, 1, 10, None, None, 0, 50), Ack(UP, 1, 11, None, None, 0, 0, 0),
        Broken(UP, 20, 1, "B closed it", (1,), (1,)),
    ]  # fmt: skip
    assert told(facts)[-2:] == [
        (20, "dropped", 1, 0, "B closed it"), (20, "dropped", 2, 0, "B closed it"),
    ]  # fmt: skip


def test_after_a_failover_two_logs_go_on_from_the_same_position():
    lost, kept, common = (
        Written(100, ("A",), 7, (POST,)), Written(100, ("C",), 8, (POST,)),
        Written(50, ("A", "C"), 6, (POST,)),
    )  # fmt: skip
    facts: list[Fact] = [
        ack(1, 10, 50, 50, 50), Ack(("B", "C"), 1, 20, 21, 20, 100, 100, 100),
    ]  # fmt: skip
    stored = [event for event in told(facts, lost, kept, common) if event[1] == "stored"]
    assert stored == [(10, "stored", "B", *POST, 6), (20, "stored", "B", *POST, 8)]
