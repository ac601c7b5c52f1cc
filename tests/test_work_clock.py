"""One clock takes what other processes have found for a run, whatever is on screen."""

from collections.abc import Iterator
from concurrent.futures import Future

import pytest
from PySide6.QtCore import QObject

from engine.checkers.checks import Verdict
from explorer import judging
from explorer.experiment import Experiment
from explorer.presets import load
from explorer.script import parse
from explorer.verdicts import BY_HISTORY
from ui.work_clock import WorkClock

pytestmark = pytest.mark.usefixtures("qapp", "job")


class Seen(QObject):
    """A run with two branches, and a clock that looks after it by hand."""

    def __init__(self) -> None:
        super().__init__()
        self.times = 0
        self.run = Experiment(load("5").scenario("none"))
        self.run.seek(2_000)
        self.run.submit(parse("crash B")[1])
        self.run.seek(10_000)
        self.clock = WorkClock(self, self.again)

    def again(self) -> None:
        self.times += 1

    def verdicts(self) -> set[str]:
        return {answer for row in self.run.branches().rows for n, answer in row.verdicts
                if n in BY_HISTORY}  # fmt: skip


@pytest.fixture
def job(monkeypatch: pytest.MonkeyPatch) -> "judging.Job":
    """What every history is given to."""
    job: judging.Job = Future()
    monkeypatch.setattr(judging, "HERE", 0)
    monkeypatch.setattr(judging, "submit", lambda *_: job)
    return job


@pytest.fixture
def seen() -> Iterator[Seen]:
    made = Seen()
    yield made
    made.clock.stop()


def test_branches_that_nobody_looks_at_are_judged_to_the_end(seen, job):
    assert seen.verdicts() == {"judging"}
    seen.clock.see_to(seen.run)
    seen.clock.look()
    assert (seen.run.comparing.busy, seen.times) == (True, 0)
    job.set_result(({name: Verdict("holds") for name in BY_HISTORY}, {}))
    seen.clock.look()
    assert (seen.run.comparing.busy, seen.times) == (False, 1)


def test_a_long_table_that_is_hidden_half_way_is_not_asked_for_again(seen, monkeypatch):
    monkeypatch.setattr("explorer.comparing.LONG", 0)
    seen.run.branches()
    seen.clock.see_to(seen.run)
    assert seen.run.comparing.busy
    for _ in range(3):
        seen.clock.look()
    assert seen.times == 1
    seen.run.branches()
    assert seen.run.comparing.busy, "shown again, it is gone on with"


def test_judging_that_fails_is_raised_once_and_leaves_the_verdicts_unknown(seen, job):
    seen.verdicts()
    seen.clock.see_to(seen.run)
    job.set_exception(ZeroDivisionError())
    with pytest.raises(ZeroDivisionError):
        seen.clock.look()
    seen.clock.look()
    rows = seen.run.comparing._found.values()
    assert all(verdict.answer == "unknown" for found in rows for verdict in found.values())
    assert rows


def test_of_a_run_that_is_left_nothing_is_waited_for(seen, job):
    seen.verdicts()
    seen.clock.see_to(seen.run)
    seen.clock.see_to(Experiment(load("5").scenario("none")))
    assert not seen.run.comparing.busy
    assert job.cancelled()


def test_finish_waits_for_all_that_there_will_be(seen, job):
    seen.verdicts()
    seen.clock.see_to(seen.run)
    job.set_result(({name: Verdict("holds") for name in BY_HISTORY}, {}))
    seen.clock.finish()
    assert not seen.run.comparing.busy
    assert seen.times == 1
