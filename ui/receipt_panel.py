"""The receipt of one operation: its outcome at the top, and below it all that is known of it.

Rules this file keeps: it draws `Frame.receipt` and says lines of the verb language; a state is a
shape and a word before it is a colour; with nothing to show it says how to get something.
"""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from explorer.cause import Cause
from explorer.frame import Frame
from explorer.receipt import Receipt
from ui import theme
from ui.buttons import flat
from ui.labels import Elided, breakable, label, show_text, words
from ui.receipt_drawing import ReceiptDrawing
from ui.receipt_lines import ReceiptLines
from ui.scrolled import Scrolled
from ui.tips import keep_tip


class ReceiptPanel(QFrame):
    """The panel below the stage that a click on an operation opens."""

    command = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("receipt")
        self.setProperty("role", "panel")
        self.setAccessibleName(self.tr("Receipt"))
        self._shown: tuple[int | None, Receipt | None, Cause | None] | None = None
        self._said = self._says(0)
        self._title = Elided("heading", 120)
        self._title.setObjectName("receipt-title")
        self._state = label("pill")
        self._state.setObjectName("receipt-state")
        self._outcome = words("muted", "receipt-outcome")
        self._empty = words("muted", "receipt-empty")
        self._buttons: dict[str, QToolButton] = {}
        self._drawing, self._lines = ReceiptDrawing(), ReceiptLines()
        self._lay_out()

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.setSpacing(8)
        middle = Qt.AlignmentFlag.AlignVCenter
        head.addWidget(self._title)
        head.addWidget(self._state, 0, middle)
        head.addWidget(self._outcome, 1, middle)
        for name, text, says in (
            ("before", self.tr("\u2039"), self.tr("The operation before")),
            ("after", self.tr("\u203a"), self.tr("The operation after")),
            (
                "show",
                self.tr("Show me \u203a"),
                self.tr("Go to the moment that decided it, and light what mattered"),
            ),
            ("why", self.tr("Why?"), self.tr("Explain it in a few sentences")),
            ("close", self.tr("× Close"), self.tr("Close the receipt (Esc)")),
        ):
            button = self._buttons[name] = flat(f"receipt-{name}", text, says)
            button.clicked.connect(lambda _on=False, name=name: self.command.emit(self._said[name]))
            head.addWidget(button)
        box = QVBoxLayout(self)
        box.setContentsMargins(12, 6, 8, 6)
        box.setSpacing(4)
        box.addLayout(head)
        box.addWidget(self._empty)
        body = QHBoxLayout()
        body.setSpacing(14)
        body.addWidget(self._scrolled(), 2)
        body.addWidget(self._lines, 3)
        box.addLayout(body, 1)

    def _scrolled(self) -> Scrolled:
        """The drawing, which may have more lanes than there is room for."""
        area = Scrolled("receipt-lanes", self.tr("Lanes"))
        body = QWidget()
        column = QVBoxLayout(body)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._drawing, 0, Qt.AlignmentFlag.AlignTop)
        area.setWidget(body)
        return area

    @staticmethod
    def _says(number: int) -> dict[str, str]:
        """What each button says where the receipt is that of this operation."""
        return {
            "before": f"receipt #{number - 1}",
            "after": f"receipt #{number + 1}",
            "show": f"cause #{number}",
            "why": f"why #{number}",
            "close": "show charts",
        }

    def show_frame(self, frame: Frame) -> None:
        """Shows the receipt of this frame."""
        shown = frame.inspected, frame.receipt, frame.lit
        if shown == self._shown:
            return
        self._shown = shown
        self._said = self._says(frame.inspected or 0)
        for name, button in self._buttons.items():
            keep_tip(button, self._said[name], button.accessibleName())
        numbers = [tick.operation for tick in frame.timeline.ticks]
        self._buttons["before"].setEnabled((frame.inspected or 0) - 1 in numbers)
        self._buttons["after"].setEnabled((frame.inspected or 0) + 1 in numbers)
        for name in ("show", "why"):
            self._buttons[name].setEnabled(frame.receipt is not None)
        self._show_head(frame.inspected, frame.receipt)
        self._drawing.show_lanes(
            frame.receipt.lanes if frame.receipt is not None else None, frame.lit
        )
        self._lines.show_lines(frame.receipt.lines if frame.receipt is not None else ())

    def _show_head(self, number: int | None, found: Receipt | None) -> None:
        self._state.setVisible(found is not None)
        self._title.show_text(found.title if found is not None else self.tr("No receipt"))
        show_text(self._outcome, breakable(found.outcome) if found is not None else "")
        empty = self.tr(
            "Click an operation on the stage, or double-click one on the time line "
            "(Up, Down and Enter there): here is told who answered it, when, and by how much."
        )
        if number is not None:
            empty = self.tr("#{0} has not begun at this moment.").format(number)
        show_text(self._empty, "" if found is not None else empty)
        if found is None:
            return
        read = found.kind == "read"
        sign, tone, word = {
            "ok": ("✓", "good", self.tr("fresh") if read else self.tr("acknowledged")),
            "stale": ("◐", "bad", self.tr("stale")),
            "info": ("?", "unknown", self.tr("no answer") if read else self.tr("unknown")),
            "fail": ("✗", "bad", self.tr("refused")),
            "pending": ("…", "plain", self.tr("in progress")),
        }[found.state]  # fmt: skip
        fate = found.resolution.word if found.resolution is not None else ""
        if fate:
            word = self.tr("unknown, then {0}").format(fate)
            tone = "good" if fate.startswith("committed") else "plain"
        self._state.setText(f"{sign} {word}")
        theme.restyle(self._state, tone=tone)
