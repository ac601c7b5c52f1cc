"""Two runs side by side in a window: which two, and the way back to the one."""

from typing import TYPE_CHECKING

from explorer import twin_of
from explorer.errands import FIRST_SLICE
from explorer.twin import Twin

if TYPE_CHECKING:
    from ui.window import MainWindow


class Comparing:
    """What the line `compare` does."""

    def __init__(self, window: "MainWindow") -> None:
        self._window = window

    def runs(self, *what: str) -> None:
        """Two runs side by side; off: the one run again, where it was left."""
        window = self._window
        assert window.experiment is not None
        if what == ("off",):
            self.show(None)
            window.pages.setCurrentWidget(window.run_page)
            return
        window.doing.settle()
        pair = twin_of.made(window.experiment, *what)
        self.show(pair)
        window.pages.setCurrentWidget(window.compare)
        if window.experiment.timeline.place > FIRST_SLICE:
            window.refresh()  # on the way there the start is shown
        pair.follow(window.experiment, FIRST_SLICE)
        window.compare.left.stage.setFocus()

    def show(self, now: Twin | None) -> None:
        """Two other runs are compared, or none: those before are let go, in slices."""
        window = self._window
        before, window.twin = window.twin, now
        if before is not None:
            before.leave()
            for side in before.sides:
                window.housekeeping.let_go(side)
        window.showing.forget_twin()
