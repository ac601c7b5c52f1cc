"""The presenter's own window, on the other screen: what is said, what comes next, notes, the time.

Rules this file keeps: it draws a `TalkView` and says lines of the verb language; its clock is the
only thing here that the run does not know.
"""

from collections.abc import Sequence

from PySide6.QtCore import QElapsedTimer, Qt, QTimer, Signal
from PySide6.QtGui import QCloseEvent, QKeyEvent
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from explorer.presentation import TalkView
from explorer.talk import Place
from ui.dressing import dress
from ui.labels import show_text, words
from ui.scrolled import Scrolled
from ui.tips import tip

SECOND_MS, TOLD_MS = 1_000, 6_000


def clock(seconds: int) -> str:
    """Minutes and seconds: '12:05'."""
    return f"{seconds // 60}:{seconds % 60:02}"


class Presenter(QWidget):
    """What only who speaks can see."""

    command = Signal(str)

    def __init__(self) -> None:
        super().__init__(None, Qt.WindowType.Window)
        self.setObjectName("presenter")
        self.setWindowTitle(self.tr("Presenter - Quorumscope"))
        self._at = -1
        self._places: Sequence[Place] = ()
        self._whole, self._here = QElapsedTimer(), QElapsedTimer()
        self._whole.start()
        self._here.start()
        self._make()
        self._second = QTimer(self)
        self._second.timeout.connect(self.show_clock)
        self._second.start(SECOND_MS)
        self._told_for = QTimer(self)
        self._told_for.setSingleShot(True)
        self._told_for.timeout.connect(lambda: show_text(self._told, ""))
        dress(self)

    def _make(self) -> None:
        self._list = QListWidget()
        self._list.setObjectName("presenter-places")
        self._list.setAccessibleName(self.tr("All places of the story"))
        self._list.setWordWrap(True)
        self._list.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._list.itemClicked.connect(lambda item: self._go(self._list.row(item)))
        self._list.itemActivated.connect(lambda item: self._go(self._list.row(item)))
        self._clock = QLabel()
        self._clock.setObjectName("presenter-clock")
        self._clock.setProperty("role", "title")
        self._where = words("muted", "presenter-where")
        self._now = words("title", "presenter-now")
        self._state = words("heading", "presenter-state")
        self._state.setProperty("tone", "bad")
        self._told = words("", "presenter-told")
        self._told.hide()
        self._next = words("", "presenter-coming")
        self._notes = words("", "presenter-notes")
        row = QHBoxLayout(self)
        row.addWidget(self._list, 2)
        row.addLayout(self._column(), 3)

    def _column(self) -> QVBoxLayout:
        column, body = QVBoxLayout(), QWidget()
        head = QHBoxLayout()
        head.addWidget(self._clock)
        head.addWidget(self._where, 1)
        column.addLayout(head)
        inside = QVBoxLayout(body)
        inside.setSpacing(10)
        for title, part in (
            (self.tr("Now"), self._now), ("", self._state), ("", self._told),
            (self.tr("Next"), self._next), (self.tr("Notes"), self._notes),
        ):  # fmt: skip
            if title:
                heading = words("muted")
                heading.setText(title)
                inside.addWidget(heading)
            inside.addWidget(part)
        inside.addStretch(1)
        area = Scrolled("presenter-said", self.tr("What is said, what comes next, and notes"))
        area.setWidget(body)
        column.addWidget(area, 1)
        column.addLayout(self._buttons())
        return column

    def _buttons(self) -> QHBoxLayout:
        row = QHBoxLayout()
        for name, text, says, line in (
            ("back", self.tr("\u2039 Back"), self.tr("To the place before"), "beat back"),
            ("next", self.tr("Next \u203a"), self.tr("On to the next place"), "beat next"),
            ("blank", self.tr("Dark"), self.tr("The audience sees nothing"), "blank"),
            ("leave", self.tr("Leave"), self.tr("No longer present"), "present off"),
        ):
            button = QPushButton(text)
            button.setObjectName(f"presenter-{name}")
            button.setAccessibleName(says)
            button.setToolTip(tip(line, says))
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            button.clicked.connect(lambda _on=False, line=line: self.command.emit(line))
            button.setCheckable(name == "blank")
            row.addWidget(button)
            if name == "blank":
                self._dark = button
        return row

    def _go(self, index: int) -> None:
        self.command.emit(f"beat {index + 1}")

    def show_talk(self, view: TalkView, notes: Sequence[str], *, blank: bool) -> None:
        """Shows where the talk stands, and what is worth pointing at."""
        if view.places is not self._places:
            self._fill(view.places)
        if view.at != self._at:
            self._at = view.at
            self._here.restart()
            self._list.setCurrentRow(view.at)
        where = self.tr("{n} of {count}").format(n=view.at + 1, count=len(view.places))
        if view.seed is not None:
            where = self.tr("{where}, seed {seed}").format(where=where, seed=view.seed)
        show_text(self._where, where)
        show_text(self._now, self._line(view.place))
        show_text(self._state, self._said(view))
        show_text(self._next, self._coming(view))
        show_text(self._notes, "\n".join(f"\u2022 {note}" for note in notes))
        self._dark.setChecked(blank)
        self.show_clock()

    def tell(self, text: str) -> None:
        """A sentence for a few seconds that the audience is not shown."""
        show_text(self._told, text)
        self._told_for.start(TOLD_MS)

    def _fill(self, places: Sequence[Place]) -> None:
        self._places = places
        self._list.clear()
        for index, place in enumerate(places, 1):
            indent = "" if place.is_card else "    "
            item = QListWidgetItem(f"{indent}{index}  {self._line(place)}")
            font = item.font()
            font.setBold(place.is_card)
            item.setFont(font)
            self._list.addItem(item)

    def _line(self, place: Place) -> str:
        """A place in one line: what is asked, and what came of it, have the same words."""
        said = {
            "question": self.tr("Asked: {text}"),
            "reveal": self.tr("Answer: {text}"),
        }
        return said.get(place.kind, "{text}").format(text=place.text)

    def _said(self, view: TalkView) -> str:
        """What is shown instead, and how to come back."""
        if view.state == "strayed":
            what = view.off or self.tr("another moment")
            return self.tr("Shown is: {what}. PageDown leads back here.").format(what=what)
        if view.state == "way":
            return self.tr("On its way. PageDown goes there at once.")
        return ""

    def _coming(self, view: TalkView) -> str:
        if view.at + 1 >= len(view.places):
            return self.tr("This is the last one.")
        return self._line(view.places[view.at + 1])

    def show_clock(self) -> None:
        """How long it has taken, in all and here."""
        whole, here = (each.elapsed() // SECOND_MS for each in (self._whole, self._here))
        text = self.tr("{whole}  ({here} here)").format(whole=clock(whole), here=clock(here))
        if text != self._clock.text():
            self._clock.setText(text)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc leaves."""
        if event.key() == Qt.Key.Key_Escape:
            self.command.emit("present off")
        else:
            super().keyPressEvent(event)

    def closeEvent(self, event: QCloseEvent) -> None:
        """So does closing it."""
        if self.isVisible() and event.spontaneous():
            self.command.emit("present off")
        super().closeEvent(event)
