"""When stories are read, and the words of the field: after the window is on screen.

One at a turn of the event loop.
"""

from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer

from explorer import glossary_reading, presets
from explorer.stories import Preset


class StoryReader(QObject):
    """Reads the stories that come with the program, and gives all of them at once to `done`."""

    def __init__(self, parent: QObject, done: Callable[[list[Preset]], None]) -> None:
        super().__init__(parent)
        self._done = done
        self._left = presets.shipped()
        self._words_are_read = False
        self._read: list[Preset] = []
        self._timer = QTimer(self)
        self._timer.setInterval(0)
        self._timer.timeout.connect(self._turn)
        self._timer.start()

    def _turn(self) -> None:
        if self._left:
            path = self._left.pop(0)
            self._read.append(presets.load_file(path, name=path.name))
            return
        if not self._words_are_read:
            self._words_are_read = bool(glossary_reading.shipped().terms)
            return
        self._timer.stop()
        self._done(self._read)
