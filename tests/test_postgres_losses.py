"""What is lost on a real cluster: with a failover, and with a disk. Judged as the other stories."""

import postgres_stage
import pytest
from postgres_stage import NAMES, spec
from test_postgres_stories import S, feed, post, texts

from engine import faults
from engine.faults import Promote, Rejoin
from engine.social import Request

pytestmark = pytest.mark.real_clock


@pytest.fixture(scope="module")
def stage():
    with postgres_stage.kept() as made:
        yield made


def test_a_failover_loses_what_the_old_primary_alone_had_acknowledged(stage):
    isolated = faults.Cut(faults.between(("A",), ("B", "C")))
    history = stage.perform(spec(timeout_us=S), [
        (0, isolated), (S // 10, post("X", "lost", name="lost")), (S // 4, Promote("B")),
        (5 * S // 4, post("Y", "kept", name="kept")), (3 * S // 2, faults.Heal()),
        (3 * S // 2, Rejoin("A")), (9 * S // 4, feed("X", "after", via="C")),
        (9 * S // 4, Request("like", "X", post="lost")), (9 * S // 4, post("X", "no \0 text")),
    ], 15 * S // 4)  # fmt: skip
    assert not stage.told("refused")
    lost, kept, after = (history.named(name) for name in ("lost", "kept", "after"))
    assert [lost.outcome, kept.outcome] == ["ok", "ok"]
    assert texts(history, after) == ["kept"]
    assert after.staleness.missed == after.own_missed == (lost.number,)
    assert history.copies(*lost.written[0][:2]) == ()
    assert history.copies(*kept.written[0][:2]) == NAMES
    assert [fact[1] for fact in stage.told("promoted")] == ["B"]
    assert sorted(reason for _, _, reason in stage.told("fail")) == [
        f'Key (post)=(X#{lost.number}) is not present in table "posts".',
        "PostgreSQL text fields cannot contain NUL (0x00) bytes",
    ]


def test_a_server_without_its_disk_is_made_anew_and_what_it_alone_had_is_lost(stage):
    isolated = faults.Cut(faults.between(("A",), ("B", "C")))
    history = stage.perform(spec(timeout_us=S), [
        (0, post("X", "kept", name="kept")), (S // 4, faults.Pause("C")),
        (S // 4, faults.Wipe("C")), (S // 4, faults.Wipe("C")), (S // 4, faults.Restart("C")),
        (S // 4, feed("X", "at-c", via="C")), (S, isolated),
        (S, post("X", "lost", name="lost")), (2 * S, faults.Wipe("A")),
        (2 * S, faults.Heal()), (2 * S, faults.Restart("A")),
        (2 * S, Promote("B")), (2 * S, faults.Restart("A")),
        (2 * S, feed("X", "after")),
    ], 9 * S // 2)  # fmt: skip
    assert [reason for _, _, reason in stage.told("refused")] == [
        "C has lost its disk already",
        "A has lost its disk, and nobody else leads: promote another one",
    ]
    kept, lost = (history.named(name) for name in ("kept", "lost"))
    assert [kept.outcome, lost.outcome] == ["ok", "ok"]
    assert texts(history, history.named("at-c")) == texts(history, history.named("after")) == [
        "kept"
    ]  # fmt: skip
    assert history.named("after").own_missed == (lost.number,)
    assert history.copies(*lost.written[0][:2]) == ()
    assert history.copies(*kept.written[0][:2]) == NAMES
    again = [fact for fact in stage.told("wiped", "restarted", "stored") if fact[1] == "C"]
    assert [name for name, *_ in again[:4]] == ["stored", "wiped", "restarted", "stored"]
    assert kept.written[0][0] in [cell for _, _, cell, *_ in again[3:]]
