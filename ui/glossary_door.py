"""Where the window asks for the words of the field: their dialog, made when it is first wanted."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from explorer import glossary_reading
from explorer.stories import Preset
from ui.glossary_dialog import GlossaryDialog

if TYPE_CHECKING:
    from ui.window import MainWindow


class GlossaryDoor(QObject):
    """The one dialog of words that a window has, once somebody has asked for one."""

    def __init__(self, window: "MainWindow") -> None:
        super().__init__(window)
        self._window = window
        self._stories: Sequence[Preset] = ()
        self.dialog: GlossaryDialog | None = None

    def offer(self, stories: Sequence[Preset]) -> None:
        """The stories in which words may come up; from now on the words are at hand."""
        glossary_reading.shipped()
        self._stories = stories
        if self.dialog is not None:
            self.dialog.offer(stories)

    def show_term(self, name: str = "") -> None:
        """Shows a word; none named: the one of last time. Raises ValueError, in words, for no word.

        The run stands still meanwhile.
        """
        known = glossary_reading.shipped()
        if name and known.find(name) is None:
            raise ValueError(self.tr("no word of the field is called «{0}»").format(name))
        if self.dialog is None:
            self.dialog = GlossaryDialog(self._window, known, self._window.housekeeping.let_go)
            self.dialog.command.connect(self._window.do)
            self.dialog.offer(self._stories)
        if name:
            self.dialog.show_term(name)
        if not self.dialog.isVisible():
            if self._window.run is not None:
                self._window.run.pause()
            self.dialog.begin()

    def close(self) -> None:
        """Nothing plays in it any more."""
        if self.dialog is not None:
            self.dialog.reject()
