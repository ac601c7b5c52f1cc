"""Memory: who looks at it, and when."""

import gc
import sys
import weakref
from collections.abc import Iterator

import pytest

from explorer import presets
from explorer.branch import Branch
from explorer.experiment import Experiment
from explorer.letting_go import parts
from ui import housekeeping
from ui.housekeeping import Housekeeping

pytestmark = pytest.mark.usefixtures("qapp")


class Knot:
    """Holds itself: only the collector finds that nobody else does."""

    def __init__(self) -> None:
        self.itself = self


@pytest.fixture
def keeper() -> Iterator[Housekeeping]:
    keeper = Housekeeping(None, lambda: 0)
    keeper.begin()
    yield keeper
    keeper.end()


@pytest.mark.usefixtures("keeper")
def test_the_collector_looks_only_between_two_events(qtbot):
    """In the middle of a call of Qt it could delete what then waits for a lock of that call."""
    left = weakref.ref(Knot())
    much = [[] for _ in range(100 * housekeeping.YOUNG)]
    assert left() is not None
    qtbot.waitUntil(lambda: left() is None)
    assert much


def test_afterwards_it_looks_as_it_does_everywhere(keeper):
    assert not gc.isenabled()
    keeper.end()
    assert gc.isenabled()


@pytest.mark.parametrize(("shown", "looked"), [(0, 1), (100_000, 0)])
def test_all_memory_is_looked_at_only_beside_a_short_run(qtbot, monkeypatch, shown, looked):
    """Beside a long one it takes a tenth of a second: the next run that is left is soon enough."""
    looks = []
    monkeypatch.setattr(housekeeping.gc, "collect", lambda *young: young or looks.append(1))
    keeper = Housekeeping(None, lambda: shown)
    run = Experiment(presets.load("2").scenario())
    run.seek(run.end_us)
    keeper.let_go(run)
    qtbot.waitUntil(lambda: not keeper._timer.isActive())
    assert not keeper._left
    assert len(looks) == looked


def test_threads_give_way_to_the_window_soon():
    keeper = Housekeeping(None, lambda: 0)
    usual = sys.getswitchinterval()
    keeper.begin()
    assert sys.getswitchinterval() == pytest.approx(housekeeping.SWITCH_S)
    keeper.end()
    assert sys.getswitchinterval() == pytest.approx(usual)


@pytest.mark.parametrize("seen", [False, True])
def test_a_run_is_not_folded_to_be_let_go(seen):
    """In a large network to begin a history takes long."""
    run = Experiment(presets.load("2").scenario())
    run.timeline.run_until(run.end_us)
    branch = run.timeline.branch
    if seen:
        assert branch.history.operations
    else:
        branch.hand_over(Branch(9, "another"))
    assert not Branch(9, "another").has_history
    found = parts(run)
    assert branch.has_history == seen
    assert (branch._history is not None) == seen
    whole = list(branch.history.operations.whole)
    assert any(whole == each for each in found) == seen
