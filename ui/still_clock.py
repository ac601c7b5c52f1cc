"""When the pictures of the gallery are made: after it has been painted, a little at each turn.

Nobody waits for a picture: while a story is open, and while none is wanted, nothing is run.
"""

from collections.abc import Callable, Iterable, Iterator

from PySide6.QtCore import QObject, QTimer

from explorer import stills
from explorer.stills import Still
from explorer.stories import Preset

STEPS_A_TURN = 250
"""Steps of a run between two looks at what the person does: a few milliseconds."""


class StillClock(QObject):
    """Develops the pictures of stories one after the other; `came` gets each by its slug."""

    def __init__(self, parent: QObject, came: Callable[[str, Still], None]) -> None:
        super().__init__(parent)
        self._came = came
        self._leisure = False
        self._todo: Iterator[tuple[str, Still | None]] = iter(())
        self._timer = QTimer(self)
        self._timer.setInterval(0)
        self._timer.timeout.connect(self._turn)

    def take(self, stories: Iterable[Preset]) -> None:
        """These are wanted; the early moments come first, as they are soon there."""
        self._todo = _all(sorted(stories, key=_moment))
        if self._leisure:
            self._timer.start()

    def begin(self) -> None:
        """There is leisure now, for these stories and those to come."""
        self._leisure = True
        self._timer.start()

    def stop(self) -> None:
        """Something else is on screen: what is left waits."""
        self._leisure = False
        self._timer.stop()

    def finish(self) -> None:
        """Makes all that are left at once, as a still picture of the gallery needs them."""
        self.stop()
        for slug, still in self._todo:
            self._give(slug, still)

    def _turn(self) -> None:
        following = next(self._todo, None)
        if following is None:
            self._timer.stop()
        else:
            self._give(*following)

    def _give(self, slug: str, still: Still | None) -> None:
        if still is not None:
            self._came(slug, still)


def _all(stories: Iterable[Preset]) -> Iterator[tuple[str, Still | None]]:
    for story in stories:
        for still in stills.develop(story, STEPS_A_TURN):
            yield story.model.slug, still


def _moment(story: Preset) -> int:
    named = story.model.still
    return 0 if named is None else named.at
