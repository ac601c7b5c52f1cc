"""What comes next: the messages that will arrive, the timers that will fire, the story's steps.

Each as a row with its time from now on; a click runs until it has happened.
"""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from explorer.frame import Frame
from explorer.frame_time import AheadView, PendingView
from explorer.times import tell_time, write_time
from ui import theme
from ui.buttons import Clickable
from ui.labels import Elided, label, show_text, words
from ui.scrolled import Scrolled

ROWS = 12
_SIGNS = {
    "message": "→", "lost": "✕", "timeout": "⧗", "timer": "◷", "work": "□", "request": "»",
    "command": "●", "by hand": "✎",
}  # fmt: skip


class NextRow(Clickable):
    """One thing that will happen."""

    command = Signal(str)

    def __init__(self, number: int) -> None:
        super().__init__()
        self.setObjectName(f"next-{number}")
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self._item: PendingView | None = None
        self.marked = False
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 2, 8, 2)
        row.setSpacing(8)
        self._sign, self._when, self._text = label("heading"), label("heading"), Elided("", 80)
        self._at = label("muted")
        for part, stretch in ((self._sign, 0), (self._when, 0), (self._text, 1), (self._at, 0)):
            part.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
            row.addWidget(part, stretch)
        self.clicked.connect(self._run)

    def show_item(self, item: PendingView, now_us: int) -> None:
        """Shows it, and how long it takes until then."""
        self._item = item
        when = self.tr("in {0}").format(tell_time(item.at_us - now_us))
        self._sign.setText(_SIGNS[item.kind])
        self._when.setText(when)
        self._text.show_text(item.text)
        self._at.setText(self.tr("at {0}").format(tell_time(item.at_us)))
        self.setAccessibleName(self.tr("{0}: {1}. Run until then").format(when, item.text))
        self.setToolTip(self.tr("{0} at {1}. Click: run until it has happened").format(
            item.text, tell_time(item.at_us)
        ))  # fmt: skip
        self._when.setMinimumWidth(round(7.6 * theme.current().font_pt))
        self._sign.setMinimumWidth(round(1.4 * theme.current().font_pt))

    def mark(self, key: str) -> None:
        """Shows whether what it is about is selected."""
        marked = self._item is not None and key != "" and self._item.key == key
        if marked != self.marked:
            self.marked = marked
            self.update()

    def _run(self) -> None:
        if self._item is not None:
            self.command.emit(f"play until {write_time(self._item.at_us)}")

    def paintEvent(self, _event: QPaintEvent) -> None:
        """A frame while it has the focus or the pointer."""
        if self.marked or self.hasFocus() or self.underMouse():
            painter = QPainter(self)
            painter.setPen(QPen(theme.current().color("accent"), theme.current().line_width))
            painter.drawRoundedRect(self.rect().adjusted(1, 1, -2, -2), 5, 5)


class NextPanel(Scrolled):
    """The next things that will happen as things stand, the soonest first."""

    command = Signal(str)

    def __init__(self) -> None:
        super().__init__("next")
        self.setProperty("role", "panel")
        self.setAccessibleName(self.tr("What comes next"))
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAsNeeded)
        self._shown: tuple[AheadView, int, str] | None = None
        body = QWidget()
        column = QVBoxLayout(body)
        column.setContentsMargins(12, 6, 8, 6)
        column.setSpacing(1)
        self._note = words("small", "next-note")
        column.addWidget(self._note)
        self._rows = [NextRow(number) for number in range(ROWS)]
        for row in self._rows:
            row.command.connect(self.command)
            column.addWidget(row)
        column.addStretch(1)
        self.setWidget(body)

    def show_frame(self, frame: Frame) -> None:
        """Shows what lies ahead of the playhead of `frame`."""
        if self._shown == (frame.ahead, frame.now_us, frame.subject):
            return
        self._shown = frame.ahead, frame.now_us, frame.subject
        items = frame.ahead.items[:ROWS]
        for number, row in enumerate(self._rows):
            row.setVisible(number < len(items))
            if number < len(items):
                row.show_item(items[number], frame.now_us)
                row.mark(frame.subject)
        show_text(self._note, self._said(frame.ahead, len(items)))

    def _said(self, view: AheadView, shown: int) -> str:
        if view.hushed:
            return self.tr("First a question. What comes next is told once it is answered.")
        parts = [self.tr("As things stand at this moment; what happens before may change it.")]
        if not view.total:
            parts = [self.tr("Nothing more will happen by itself: nothing is under way.")]
        elif view.total > shown:
            parts.append(self.tr("The next {0} of {1:,}.").format(shown, view.total))
        if view.held:
            parts.append(self.tr("{0} messages are held on their way.").format(view.held))
        return " ".join(parts)
