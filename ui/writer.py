"""A line to write in: the composer of a screen, and the replies to a post.

Rules this file keeps: it sends nothing that is empty or too long, says why, and keeps the text.
"""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QPushButton, QVBoxLayout, QWidget

from explorer import lines
from ui import theme
from ui.labels import label, show_text

LONGEST_TEXT = 1_000


def quoted(text: str) -> str:
    """`text` as an argument of the verb language, on one line whatever was pasted."""
    return lines.quoted(" ".join(text.strip().splitlines()))


class Writer(QWidget):
    """A line to write in, and its button; what it will not send it keeps, and says why."""

    written = Signal(str)

    def __init__(self, user: str, name: str, action: str, title: str) -> None:
        super().__init__()
        self._sent = ""
        self.field = QLineEdit()
        self.field.setObjectName(f"{name}-text")
        self.field.setAccessibleName(title)
        self.field.setToolTip(title)
        self._send = QPushButton(action)
        self._send.setObjectName(f"{name}-send")
        self._send.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._send.setProperty("role", "primary")
        self._send.setProperty("hue", theme.hue(user))
        self._send.setAccessibleName(f"{action}: {title}")
        self._send.setToolTip(self.tr("Sends it (Enter)"))
        self._hint = label("small", wrap=True)
        self._hint.setObjectName(f"{name}-hint")
        self._hint.setProperty("tone", "unknown")
        self._hint.hide()
        self._lay_out()
        self._send.clicked.connect(self.send)
        self.field.returnPressed.connect(self.send)
        self.field.textEdited.connect(lambda: show_text(self._hint, ""))

    def _lay_out(self) -> None:
        row = QHBoxLayout()
        row.setSpacing(6)
        row.addWidget(self.field, 1)
        row.addWidget(self._send)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(3)
        box.addWidget(self._hint)
        box.addLayout(row)

    def send(self) -> None:
        """Says the text if it can be sent; otherwise says why not."""
        text = self.field.text().strip()
        show_text(self._hint, self._refusal(text))
        if not self._hint.text():
            self.field.clear()
            self._sent = text
            self.written.emit(text)

    def give_back(self) -> None:
        """What was sent was refused: puts it back, unless something new is being written."""
        if not self.field.text():
            self.field.setText(self._sent)
            self._sent = ""

    def refuse(self, why: str) -> None:
        """Puts back what was sent, and says why."""
        self.give_back()
        show_text(self._hint, why)

    def _refusal(self, text: str) -> str:
        if not text:
            return self.tr("Nothing was sent: write something first.")
        if len(text) > LONGEST_TEXT:
            words = self.tr("Not sent: {length} characters, {most} at most. Your text is kept.")
            return words.format(length=f"{len(text):,}", most=f"{LONGEST_TEXT:,}")
        return ""
