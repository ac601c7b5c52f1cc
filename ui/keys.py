"""The keys: one table, from which the shortcuts, and the page that `?` shows, are made."""

from dataclasses import dataclass

from PySide6.QtWidgets import (
    QDialog,
    QGridLayout,
    QLabel,
    QVBoxLayout,
    QWidget,
)

from ui import only_one
from ui.buttons import closing
from ui.scrolled import Scrolled


@dataclass(frozen=True, slots=True)
class Key:
    """Key sequences, the line that they stand for, and what they do, for a person."""

    sequences: tuple[str, ...]
    line: str
    text: str


PALETTE_KEYS = "Ctrl+K"

KEYS = (
    Key((PALETTE_KEYS,), "palette", "look for anything that can be done"),
    Key(("Space", "K"), "play", "play, pause"),
    Key(("Right",), "step", "let one thing happen"),
    Key(("Left",), "back", "go back before the last thing"),
    Key(("Shift+Right",), "second on", "one second of yours on"),
    Key(("Shift+Left",), "second back", "one second of yours back"),
    Key(("L",), "faster", "twice as fast"),
    Key(("J",), "slower", "half as fast"),
    Key(("N",), "next", "next fault, stale read, conflict, unknown outcome or verdict"),
    Key(("P",), "previous", "previous one"),
    Key(("Home",), "start", "to the start"),
    Key(("End",), "seek end", "to the end"),
    Key(("Ctrl+Z",), "undo", "back before your last command"),
    Key(("Ctrl+Shift+Z", "Ctrl+Y"), "redo", "your last command again, after it was undone"),
    Key(("Ctrl+O",), "gallery", "all stories"),
    Key(("Ctrl+S",), "save", "save the run, with all that you did in it"),
    Key(("Ctrl+Shift+O",), "open", "open a recording"),
    Key(("Ctrl+E",), "export", "make a film, a page, a handout or a picture of the run"),
    Key(("Ctrl+Shift+C",), "copy", "a picture of all that is shown, to the clipboard"),
    Key(("Ctrl+T",), "theme next", "next theme: dark, light, projector"),
    Key(("Ctrl++", "Ctrl+="), "larger", "larger letters"),
    Key(("Ctrl+-",), "smaller", "smaller letters"),
    Key(("V",), "show verdicts", "the verdicts below the stage"),
    Key(("R",), "show receipt", "the receipt of the last operation that has ended"),
    Key(("I",), "show inspector", "what is known of what is selected"),
    Key(("S",), "show servers", "what adding servers buys, where there is a load"),
    Key(("M",), "show tradeoff", "the map of what other settings would cost and give"),
    Key(("C",), "show charts", "the charts again (also Esc)"),
    Key(("+",), "zoom in", "half as much of time in the charts, around the playhead"),
    Key(("-",), "zoom out", "twice as much"),
    Key(("0",), "zoom", "all of time in the charts"),
    Key(("F",), "show fresh", "what trials measure, beside what is predicted"),
    Key(("T",), "compare", "two runs side by side on one clock (Esc: one again)"),
    Key(("F5",), "present", "present the story to an audience"),
    Key(("F6",), "region", "to the next region: stage, story, screens, time, panels, bar"),
    Key(("Shift+F6",), "region before", "to the one before"),
    Key(("Ctrl+Q",), "quit", "close the window"),
    Key(("W",), "explain", "what am I looking at: point at anything, and it is told"),
    Key(("G",), "term", "the words of the field, and ten seconds that show each of them"),
    Key(("?", "F1"), "keys", "this page"),
)

CLICKER = (
    Key(("PageDown",), "beat next", "on to the next sentence; on the way there, at once"),
    Key(("PageUp",), "beat back", "to the one before"),
    Key((".", "B"), "blank", "the audience sees nothing, or the run again"),
    Key(("1", "6"), "answer", "what the audience answers, A to F, while it is asked"),
    Key(("Esc",), "present off", "no longer present: back to where you were"),
)
"""What a clicker sends; these keys mean so only while a story is presented."""


class KeysDialog(QDialog):
    """What each key does."""

    def __init__(self, parent: QWidget) -> None:
        """Modal to its window; Esc closes it."""
        super().__init__(parent)
        self.finished.connect(parent.activateWindow)  # the keys are the window's again
        self.finished.connect(self.deleteLater)
        self.setObjectName("keys")
        only_one.replace(self)
        self.setWindowTitle(self.tr("Keys"))
        self.setAccessibleName(self.tr("Keys"))
        column, body = QVBoxLayout(self), QWidget()
        grid = QGridLayout(body)
        grid.setHorizontalSpacing(24)
        heading = QLabel(self.tr("While a story is presented:"))
        for row, key in enumerate((*KEYS, *CLICKER)):
            row += row >= len(KEYS)
            name = QLabel(self.tr(" or ").join(key.sequences))
            name.setProperty("role", "heading")
            grid.addWidget(name, row, 0)
            meaning = QLabel(self.tr(key.text))
            meaning.setWordWrap(True)
            grid.addWidget(meaning, row, 1)
        grid.addWidget(heading, len(KEYS), 0, 1, 2)
        last = len(KEYS) + len(CLICKER) + 1
        for row, text in enumerate((
            self.tr("On the stage: Up and Down walk it, Enter offers what can be done."),
            self.tr("On its legend, which comes last: Enter hides a kind of message, or shows it."),
            self.tr("On the time line: Up and Down walk the operations, Enter opens a receipt."),
            self.tr("On the branches below it: Up and Down walk them, Enter goes to one."),
            self.tr("While the story asks something: 1 to 6 answer it, Space goes on without."),
        )):  # fmt: skip
            label = QLabel(text)
            label.setWordWrap(True)
            grid.addWidget(label, last + row, 0, 1, 2)
        area = Scrolled("keys-list", self.tr("Keys"), by_keys=True)
        area.setWidget(body)
        column.addWidget(area)
        column.addWidget(closing(self, self.tr("Close the keys")))
        bar = area.verticalScrollBar().sizeHint().width()
        area.setMinimumWidth(min(body.sizeHint().width() + bar, parent.width() - 60))
        wanted = body.sizeHint().height() + self.sizeHint().height() - area.sizeHint().height()
        self.resize(self.sizeHint().width(), min(wanted, parent.height() - 40))
