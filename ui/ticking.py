"""The pace of the window: what is shown goes on by the time that has passed, and then is drawn.

Each tick plays on for as long as the last one took, within a budget: the rest is for drawing.
"""

from collections.abc import Callable

from PySide6.QtCore import QElapsedTimer, QObject, QTimer

from explorer.playback import DRAWN_A_SECOND
from explorer.steering import Run
from ui import theme

TICK_MS = 16
LEAST_MS = 2
"""However long a tick takes, so long others have their turn."""
CALM_MS = 334
"""With reduced motion the picture of a run changes so seldom: three times a second."""
RESTING_MS = 50
"""While time rests only the rim of a step runs down."""
BUDGET_MS = 9
"""So much of a tick goes into the run: the rest is for drawing, and the window stays awake."""
STEPS_A_SLICE, SLICES_A_TICK = 50, 80
"""A slice takes a millisecond or two; so many of them in a tick at the most."""
THINNED_MS = 1_000 / DRAWN_A_SECOND
"""How often the window is drawn while all the time there is goes into the run."""


class Ticking(QObject):
    """Has a run go on while it is busy."""

    def __init__(
        self, parent: QObject, run: Callable[[], Run | None], draw: Callable[[], None]
    ) -> None:
        """`run` is what is shown now; `draw` shows it anew, and says so by `drawn`."""
        super().__init__(parent)
        self._run, self._draw = run, draw
        self._clock = QElapsedTimer()
        self._unseen_ms = 0.0
        self._held = False
        self._rested = False
        """Whether it is seen that time rests."""
        self._may_wait = True
        """Whether the next tick may be put off: once, and not for its own picture."""
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self.tick)

    def go(self) -> None:
        """The run may have begun to go on."""
        run = self._run()
        if run is not None and run.busy and not (self._held or self._timer.isActive()):
            self._clock.restart()
            self._timer.start(TICK_MS)

    def hold(self) -> None:
        """From now on no clock moves a run: whoever holds it does."""
        self._held = True
        self._timer.stop()

    def tick(self) -> None:
        """Goes on by the time that has passed, within the budget, and shows what came of it.

        Where the run takes all the time there is, it is shown a few times a second; and so it is
        with reduced motion, where what moves jumps, and nothing can flash.
        """
        run = self._run()
        if run is None or not run.busy:
            return
        self._may_wait = False
        if not self._held:
            self._timer.start(TICK_MS)
        passed_ms = self._clock.restart()
        run.owe(min(0.25, passed_ms / 1000))
        for _ in range(SLICES_A_TICK):
            if not run.go_on(STEPS_A_SLICE) or self._clock.elapsed() >= BUDGET_MS:
                break
        self._unseen_ms += passed_ms
        if not run.busy or self._unseen_ms >= self._least_ms(run):
            self._draw()
        self._may_wait = True
        if self._timer.isActive():  # what was drawn is painted before the next, and who waits heard
            self._timer.start(max(LEAST_MS, TICK_MS - self._clock.elapsed()))

    def _least_ms(self, run: Run) -> float:
        """How long a picture stays at the least."""
        if run.thinned:
            return THINNED_MS
        if theme.current().calm:
            return CALM_MS
        return RESTING_MS if run.rests and self._rested else 0.0

    def drawn(self) -> None:
        """What has happened is seen now.

        Where a hand did it, a tick that is due by now comes later, once: two pictures in one turn
        of the event loop would be painted as one.
        """
        run = self._run()
        self._unseen_ms, self._rested = 0.0, run is not None and run.rests
        if self._may_wait and self._timer.isActive() and self._timer.remainingTime() == 0:
            self._may_wait = False
            self._timer.start(TICK_MS)

    def stop(self) -> None:
        """Nobody looks any more."""
        self._timer.stop()
