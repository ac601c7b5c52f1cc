"""A picture of what is shown: all of it, the stage, or one panel; on the clipboard, or in a file.

Rules this file keeps: its head says of what run and what moment it is; what belongs to the hand
alone, a ring around what has the focus, is not in it.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer
from PySide6.QtGui import QGuiApplication, QPixmap
from PySide6.QtWidgets import QApplication

from explorer import framing, reproducing
from explorer.controls import STAGE
from explorer.exporting import REPRODUCTION
from explorer.lines import ScriptError, quoted
from explorer.times import write_time
from ui import file_dialog, pictures
from ui.panels import PANELS, title

if TYPE_CHECKING:
    from ui.window import MainWindow

SOON_MS = 150
"""A panel that was behind another one has drawn itself by then."""


class Copying(QObject):
    """Does what the lines `copy` and `screenshot` say."""

    def __init__(self, window: "MainWindow") -> None:
        super().__init__(window)
        self._window = window

    def copy(self, what: str = "", name: str = "") -> None:
        """A picture of this goes to the clipboard, or the line that does the run again."""
        if what == REPRODUCTION:
            self._copy_line(name)
        else:
            self._when_in_sight(what, lambda: self._copy(what))

    def _copy_line(self, name: str) -> None:
        run = self._window.experiment
        if run is None:
            raise ScriptError(self.tr("first open a story: then it can be done again"))
        line = reproducing.line(run, Path(name).expanduser() if name else None)
        QGuiApplication.clipboard().setText(line)
        self._window.notice.tell(self.tr("On the clipboard: {0}").format(line))

    def save(self, view: str = "", name: str = "") -> None:
        """Saves one; without a name somebody is asked for one. Raises ScriptError."""
        if not name:
            line = f"screenshot {view}".rstrip()
            file_dialog.ask(
                self._window, "screenshot-dialog", self.tr("Save a picture"), file_dialog.SAVE,
                self.tr("Pictures (*.png)"), self._file_name(view),
                lambda path: self._window.do(f"{line} {quoted(path)}"),
            )  # fmt: skip
            return
        path = Path(name).expanduser()
        path = path if path.suffix else path.with_name(f"{path.name}.png")
        if path.suffix.lower() != ".png":
            raise ScriptError(self.tr("the name of the file ends in .png"))
        if not path.parent.is_dir():
            raise ScriptError(self.tr("there is no folder {0}").format(path.parent))
        self._when_in_sight(view, lambda: self._save(view, path))

    # -- when it is there

    def _when_in_sight(self, view: str, do: Callable[[], None]) -> None:
        """Does it now, or once the panel that was behind another one is there. Raises ScriptError.

        The charts are drawn for themselves, wherever they are.
        """
        page = self._window.page
        if view and self._window.gallery.isVisible():
            raise ScriptError(self.tr("first open a story: here is only the gallery"))
        if (
            self._window.twin is not None
            or view in ("", STAGE, "charts")
            or view in page.in_sight()
        ):
            do()
            return
        self._window.do(f"show {view}")
        QTimer.singleShot(SOON_MS, self, lambda: self._told(do))

    def _told(self, do: Callable[[], None]) -> None:
        """Does it; what cannot be done is told, as nobody waits for the line any more."""
        try:
            do()
        except ScriptError as error:
            self._window.notice.tell(str(error))

    def _copy(self, view: str) -> None:
        made = self._picture(view)
        QGuiApplication.clipboard().setPixmap(made)
        text = self.tr("On the clipboard: {0}, {1} × {2} pixels.")
        self._window.notice.tell(text.format(self._called(view), made.width(), made.height()))

    def _save(self, view: str, path: Path) -> None:
        if not self._picture(view).save(str(path), "PNG"):
            raise ScriptError(self.tr("{0}: the picture cannot be written there").format(path))
        text = self.tr("A picture of {0} is in {1}.").format(self._called(view), path)
        self._window.notice.tell(text)

    # -- what it is

    def _picture(self, view: str) -> QPixmap:
        window, run = self._window, self._window.experiment
        with unfocused():
            if window.twin is not None:
                left, right = (framing.frame(side, ("lesson",)) for side in window.twin.sides)
                part = window.compare.stages if view == STAGE else window.compare
                return pictures.of(part, pictures.head(left, beside=right))
            if run is None or window.gallery.isVisible():
                return pictures.of(window.gallery, "")
            frame = framing.frame(run, ("lesson", "charts"))
            if view == "charts":
                return pictures.picture(frame)
            window.page.flush()
            part = {"": window.page, STAGE: window.stage, **window.page.panels}[view]
            return pictures.of(part, pictures.head(frame))

    def _called(self, view: str) -> str:
        if self._window.twin is not None:
            return self.tr("both stages") if view == STAGE else self.tr("the comparison")
        if view == STAGE:
            return self.tr("the stage")
        named = {panel.name: title(panel) for panel in PANELS}
        return f"«{named[view]}»" if view in named else self.tr("all that is shown")

    def _file_name(self, view: str) -> str:
        """By its story, what it is of, and the moment."""
        run, story = self._window.run, self._window.experiment
        if run is None or story is None:
            return "quorumscope.png"
        parts = (story.scenario.preset.model.slug, view, write_time(run.now_us))
        return "-".join(part for part in parts if part) + ".png"


@contextmanager
def unfocused() -> Iterator[None]:
    """Nothing has the focus meanwhile, and nobody is told."""
    held = QApplication.focusWidget()
    if held is None:
        yield
        return
    held.blockSignals(True)  # a field that is left would take what is written in it for said
    held.clearFocus()
    try:
        yield
    finally:
        held.setFocus()
        held.blockSignals(False)
