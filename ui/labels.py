"""The labels of the panels: plain text that wraps, can be broken, or ends in '…'."""

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QLabel

LONGEST_WORD = 18
PILL_PADDING = 28
"""How much wider a pill is than its text: the style sheet's padding and border, and a little."""
MOST_PX = 16_777_215
"""As large as Qt lets a widget be."""


def label(role: str = "", *, wrap: bool = False) -> QLabel:
    """A label of plain text; one that wraps may become as narrow as it must."""
    made = QLabel()
    made.setTextFormat(Qt.TextFormat.PlainText)
    made.setWordWrap(wrap)
    made.setProperty("role", role)
    if wrap:
        made.setMinimumWidth(1)
    return made


def words(role: str, name: str = "") -> QLabel:
    """A label of plain text that wraps and lets clicks through."""
    made = label(role, wrap=True)
    made.setObjectName(name)
    made.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
    return made


def show_text(label: QLabel, text: str) -> None:
    """Sets the text of a label if it is another one, and hides the label when it is empty."""
    if label.text() != text:
        label.setText(text)
    label.setVisible(bool(text))


def breakable(text: str) -> str:
    """`text` with places to break its very long words, which a label would else cut off."""
    return " ".join(
        "\u200b".join(word[i : i + LONGEST_WORD] for i in range(0, len(word), LONGEST_WORD))
        for word in text.split(" ")
    )


class Elided(QLabel):
    """A line of text that is cut with '…' where it does not fit; the tool tip has all of it."""

    def __init__(self, role: str, width_min: int, usual: str = "", least: str = "") -> None:
        """With room for the `usual` text, where there is: a shorter one moves nothing.

        `least`: it never has less room than this text has, or its own, whatever the letters are.
        """
        super().__init__()
        self._full, self._usual, self._least = "", usual, least
        self._width_min = width_min
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setIndent(0)  # a frame from the style sheet would else indent by half an 'x'
        self.setProperty("role", role)

    def show_text(self, text: str) -> None:
        """Shows `text`, or as much of it as fits."""
        if text != self._full:
            self._full = text
            self.setAccessibleName(text)
            self.updateGeometry()
        self._fit()

    def _padding(self) -> int:
        return PILL_PADDING if self.property("role") == "pill" else 2

    def _fit(self) -> None:
        room = self.width() - self._padding()
        text = self.fontMetrics().elidedText(self._full, Qt.TextElideMode.ElideRight, room)
        if text != self.text():
            self.setText(text)

    def sizeHint(self) -> QSize:
        """The width of the whole text, or of the usual one."""
        width = max(self.width_of(self._full), self.width_of(self._usual))
        return QSize(width, super().sizeHint().height())

    def width_of(self, text: str) -> int:
        """How wide it is with this text."""
        return self.fontMetrics().horizontalAdvance(text) + self._padding() + 2

    def minimumSizeHint(self) -> QSize:
        """The least that still says something."""
        least = min(self.width_of(self._least), self.width_of(self._full)) if self._least else 0
        return QSize(max(self._width_min, least), super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Fits the text to the new width."""
        super().resizeEvent(event)
        self._fit()


class Shorter(QLabel):
    """A text on one line: in fewer words where that does not fit, and as a tool tip alone."""

    def __init__(self, role: str) -> None:
        super().__init__()
        self._forms = "", ""
        """In full, and in fewer words."""
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setIndent(0)
        self.setProperty("role", role)

    def show_text(self, full: str, short: str) -> None:
        """Shows it in full, or short."""
        if (full, short) != self._forms:
            self._forms = full, short
            self.setAccessibleName(full)
            self.setToolTip(full)
            self.updateGeometry()
            self._fit()

    def _fit(self) -> None:
        fit = (text for text in self._forms if self._width(text) <= self.width())
        self.setText(next(fit, ""))

    def _width(self, text: str) -> int:
        return self.fontMetrics().horizontalAdvance(text) + 2

    def sizeHint(self) -> QSize:
        """Room for all of it."""
        return QSize(self._width(self._forms[0]), super().sizeHint().height())

    def minimumSizeHint(self) -> QSize:
        """None at all: whatever is beside it comes first."""
        return QSize(1, super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Another width has room for other words."""
        super().resizeEvent(event)
        self._fit()
