"""Memory, looked after so that nobody waits for it.

Python's collector looks at everything that there is once in a while, and a long run is half a
million objects: so here it looks at what is young, and at the rest when a run has been left. A run
that was left is let go in slices.

It looks only between two events. Elsewhere it may come in the middle of a call of Qt that holds a
lock, and whatever of Qt's it then deletes waits for that lock: for ever.
"""

import gc
import sys
from collections.abc import Callable
from time import perf_counter
from typing import Any

from PySide6.QtCore import QAbstractEventDispatcher, QObject, QTimer

from explorer.experiment import Experiment
from explorer.letting_go import parts

YOUNG, OLDER = 2_000, 3
"""Objects and rounds after which the collector looks: at the youngest, at the younger."""
EVERY_MS, SLICE_S, AT_ONCE = 25, 0.004, 200
LONG = 20_000
"""Beside a run of more events than these, looking at all there is would take too long."""
SWITCH_S, USUAL_S = 0.0005, 0.005
"""How soon a thread that writes or reads gives way to the window's, and how soon elsewhere."""


class Housekeeping(QObject):
    """From the first run on; what there was before it is there for good."""

    def __init__(self, parent: QObject, shown: Callable[[], int]) -> None:
        """Nothing is to be let go; `shown` tells how many events the run has that is shown."""
        super().__init__(parent)
        self._shown = shown
        self._left: list[list[Any]] = []
        self._timer = QTimer(self)
        self._timer.setInterval(EVERY_MS)
        self._timer.timeout.connect(self._go_on)
        QAbstractEventDispatcher.instance().aboutToBlock.connect(self._look)

    def begin(self) -> None:
        """The program is there: what it consists of is not looked at any more."""
        gc.collect()
        gc.freeze()
        gc.disable()
        sys.setswitchinterval(SWITCH_S)

    def end(self) -> None:
        """The collector does as it does everywhere; what is left is let go at once."""
        self._timer.stop()
        self._left.clear()
        gc.enable()
        sys.setswitchinterval(USUAL_S)
        gc.unfreeze()

    def _look(self) -> None:
        """Looks at what is young, where that is much by now: the next event is still to come."""
        young, older, _ = gc.get_count()
        if young >= YOUNG:
            gc.collect(int(older >= OLDER))

    def let_go(self, experiment: Experiment) -> None:
        """This run is shown no more: an errand, which has hold of it, is over."""
        experiment.errand = None
        self._left += parts(experiment)
        self._timer.start()

    def _go_on(self) -> None:
        until_s = perf_counter() + SLICE_S
        while self._left and perf_counter() < until_s:
            del self._left[-1][-AT_ONCE:]
            if not self._left[-1]:
                self._left.pop()
        if not self._left:
            self._timer.stop()
            if self._shown() <= LONG:  # else after the next run that is left
                gc.collect()
