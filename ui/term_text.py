"""A text whose words of the field can be opened: a dotted line below them, a click, or Enter.

Rules this file keeps: it is a label like any other where it has no such words; a click beside them
goes to whatever the label stands in. Which words it has is said from outside, by `link`.
"""

from collections.abc import Iterable
from html import escape

from PySide6.QtCore import QEvent, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import (
    QFocusEvent,
    QHelpEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QTextLayout,
    QTextOption,
)
from PySide6.QtWidgets import QLabel, QToolTip

from explorer import glossary_reading
from explorer.glossary import Found
from ui import theme

TABBED = (Qt.FocusReason.TabFocusReason, Qt.FocusReason.BacktabFocusReason)
BELOW_PX = 2.0
"""How far below the letters the dots are."""


class TermText(QLabel):
    """Plain text that wraps."""

    command = Signal(str)

    def __init__(self, role: str, name: str = "") -> None:
        super().__init__()
        self.setObjectName(name)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setWordWrap(True)
        self.setMinimumWidth(1)
        self.setProperty("role", role)
        self.setMouseTracking(True)
        self._terms: tuple[Found, ...] = ()
        self._at = -1
        """Which of them the keyboard is at."""

    @property
    def terms(self) -> tuple[Found, ...]:
        """The words that can be opened, and where they stand."""
        return self._terms

    def show_terms(self, terms: tuple[Found, ...]) -> None:
        """These words of its text can be opened."""
        if terms == self._terms:
            return
        self._terms, self._at = terms, min(self._at, len(terms) - 1)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus if terms else Qt.FocusPolicy.NoFocus)
        said = self.tr("Words that are explained: {0}. Enter opens one.")
        names = ", ".join(found.term for found in terms)
        self.setAccessibleDescription(said.format(names) if terms else "")
        self.update()

    def _open(self, found: Found) -> None:
        self.command.emit(f"term {found.term}")

    # Where the words are

    def _laid_out(self) -> tuple[QTextLayout, QPointF]:
        """The text in lines, as a label draws it, and where it begins."""
        layout = QTextLayout(self.text(), self.font())
        option = QTextOption(Qt.AlignmentFlag.AlignLeft)
        wraps = QTextOption.WrapMode.WordWrap if self.wordWrap() else QTextOption.WrapMode.NoWrap
        option.setWrapMode(wraps)
        layout.setTextOption(option)
        inside, leading = self.contentsRect(), self.fontMetrics().leading()
        high = -float(leading)
        layout.beginLayout()
        while (line := layout.createLine()).isValid():
            line.setLineWidth(inside.width())
            high += leading
            line.setPosition(QPointF(0, high))
            high += line.height()
        layout.endLayout()
        top = inside.top()
        if self.alignment() & Qt.AlignmentFlag.AlignVCenter:
            top += round(max(0.0, inside.height() - high) / 2)
        return layout, QPointF(inside.left(), top)

    def boxes(self, found: Found) -> list[QRectF]:
        """Where a word stands: one box for each line that it goes over."""
        return self._boxes(*self._laid_out(), found)

    def _boxes(self, layout: QTextLayout, origin: QPointF, found: Found) -> list[QRectF]:
        boxes = []
        for number in range(layout.lineCount()):
            line = layout.lineAt(number)
            first, last = line.textStart(), line.textStart() + line.textLength()
            if found.end <= first or last <= found.start:
                continue
            left, right = (
                line.cursorToX(place)[0]  # type: ignore[index]
                for place in (max(first, found.start), min(last, found.end))
            )
            box = QRectF(left, line.y(), right - left, line.ascent() + line.descent())
            boxes.append(box.translated(origin))
        return boxes

    def _at_point(self, point: QPointF) -> Found | None:
        around = ((found, self.boxes(found)) for found in self._terms)
        return next((found for found, boxes in around if any(b.contains(point) for b in boxes)),
                    None)  # fmt: skip

    # Painting

    def paintEvent(self, event: QPaintEvent) -> None:
        """The text, dots below its words, and a frame around the one that the keyboard is at."""
        super().paintEvent(event)
        if not self._terms:
            return
        now, painter = theme.current(), QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        layout, origin = self._laid_out()
        for place, found in enumerate(self._terms):
            boxes = self._boxes(layout, origin, found)
            dots = QPen(now.color("accent"), now.line_width + 0.4, Qt.PenStyle.DotLine)
            painter.setPen(dots)
            for box in boxes:
                below = box.top() + self.fontMetrics().ascent() + BELOW_PX + 0.5
                painter.drawLine(QPointF(box.left(), below), QPointF(box.right(), below))
            if self.hasFocus() and place == self._at:
                painter.setPen(QPen(now.color("accent"), now.line_width))
                for box in boxes:
                    painter.drawRoundedRect(box.adjusted(-1.5, 0, 1.5, 0), 3, 3)

    # The pointer

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """On a word: it is being pressed. Beside: it is meant for what is below."""
        if self._at_point(event.position()) is None:
            event.ignore()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Opens the word."""
        found = self._at_point(event.position())
        if found is None:
            event.ignore()
        elif event.button() == Qt.MouseButton.LeftButton:
            self._open(found)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """The hand shows where there is something to open."""
        if self._at_point(event.position()) is not None:
            self.setCursor(Qt.CursorShape.PointingHandCursor)
        else:
            self.unsetCursor()
            event.ignore()

    def event(self, event: QEvent) -> bool:
        """A word's tool tip is its meaning."""
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            found = self._at_point(QPointF(event.pos()))
            term = glossary_reading.shipped().find(found.term) if found else None
            if term is None:
                event.ignore()
                return False
            told = f"<p><b>{escape(term.name)}</b>: {escape(term.means)}</p>"
            QToolTip.showText(event.globalPos(), told, self)
            return True
        return super().event(event)

    # The keyboard

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Tab comes to the first word, backwards to the last."""
        if event.reason() in TABBED:
            back = event.reason() == Qt.FocusReason.BacktabFocusReason
            self._at = len(self._terms) - 1 if back else 0
        super().focusInEvent(event)
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """None of them is marked any more."""
        super().focusOutEvent(event)
        self.update()

    def focusNextPrevChild(self, following: bool) -> bool:
        """Tab goes from word to word, and then on."""
        at = self._at + (1 if following else -1)
        if self.hasFocus() and 0 <= at < len(self._terms):
            self._at = at
            self.update()
            return True
        return super().focusNextPrevChild(following)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter opens the word."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self._terms:
            self._open(self._terms[max(0, self._at)])
        else:
            event.ignore()


def link(texts: Iterable[TermText], but: Iterable[str] = ()) -> None:
    """In these texts, read one after the other, each word can be opened where it first stands.

    While the words have not been read there are none: nobody waits for them.
    """
    if not glossary_reading.is_read():
        return
    known = set(but)
    for text in texts:
        found = glossary_reading.shipped().found(text.text(), known)
        known |= {each.term for each in found}
        text.show_terms(found)
