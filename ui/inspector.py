"""The inspector: all that is known of what is selected, with what the last event changed marked.

Rules this file keeps: it draws `Frame.inspection` and says lines of the verb language; sections
stand side by side where there is room and beneath one another where there is not; a change is a
sign and a word before it is a colour.
"""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QGridLayout, QVBoxLayout

from explorer.frame import Frame
from explorer.inspection import Inspection, Section
from ui.buttons import flat
from ui.columns import Columns
from ui.drawn_late import DrawnLate
from ui.inspector_rows import Block
from ui.labels import Elided, breakable, label, show_text, words
from ui.scrolled import Scrolled
from ui.tips import tip
from ui.words import format_time

COLUMN_EM = 20
"""How wide a column is at the least, in the widths of an M."""
FOLDED_EM = 50
"""With less room than this, in the widths of an M, the sentence goes beneath the title."""


class InspectorPanel(DrawnLate):
    """The panel of what is selected."""

    command = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("inspector")
        self.setProperty("role", "panel")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setAccessibleName(self.tr("Inspector"))
        self._shown: Inspection | None = None
        self._blocks: list[Block] = []
        self._title = Elided("heading", 90)
        self._title.setObjectName("inspector-title")
        self._sentence = words("muted", "inspector-sentence")
        self._legend = label("small")
        self._legend.setObjectName("inspector-legend")
        says = self.tr("Select nothing (Esc)")
        self._clear = flat("inspector-clear", self.tr("× Clear"), says, tip("select", says))
        self._clear.clicked.connect(lambda: self.command.emit("select"))
        self._empty = words("muted", "inspector-empty")
        self._empty.setText(self.tr(
            "Nothing is selected. Click a server, a link, a message, an operation or a user: on "
            "the stage, on the time line, on a screen or in a receipt. On the stage Up and Down "
            "walk all that is there, and Enter offers what can be done. Here is told all that is "
            "known of it at this moment, and ▸ marks what the last event changed."
        ))  # fmt: skip
        self._lay_out()

    def _lay_out(self) -> None:
        self._head = QGridLayout()
        self._head.setHorizontalSpacing(8)
        self._head.setVerticalSpacing(2)
        self._head.addWidget(self._title, 0, 0)
        self._head.addWidget(self._clear, 0, 3)
        self._head.setColumnStretch(1, 1)
        self._fold()
        self._body = Columns(COLUMN_EM, 14)
        area = Scrolled("inspector-facts", self.tr("What is known of it"))
        area.setWidget(self._body)
        box = QVBoxLayout(self)
        box.setContentsMargins(12, 6, 8, 6)
        box.setSpacing(4)
        box.addLayout(self._head)
        box.addWidget(self._empty)
        box.addWidget(area, 1)

    def draw(self, frame: Frame) -> None:
        """Shows what is known of what is selected."""
        if frame.inspection is self._shown and not self.stale:
            return
        found = self._shown = frame.inspection
        self._title.show_text(found.title if found else self.tr("Inspector"))
        show_text(self._sentence, breakable(found.sentence) if found else "")
        show_text(self._legend, self._changed(found))
        self._empty.setVisible(found is None)
        self._clear.setVisible(found is not None)
        self._show_sections(found.sections if found else ())

    def _changed(self, found: Inspection | None) -> str:
        if found is None or not found.sections:
            return ""
        if found.changed_us is None:
            return self.tr("a step (→) marks what it changes")
        count = sum(row.changed for _, rows in found.sections for row in rows)
        at = format_time(found.changed_us)
        if not count:
            return self.tr("the last event, at {0}, changed nothing of it").format(at)
        return self.tr("▸ changed by the last event, at {0}").format(at)

    def _show_sections(self, sections: tuple[Section, ...]) -> None:
        while len(self._blocks) < len(sections):
            block = Block(len(self._blocks))
            block.command.connect(self.command)
            self._blocks.append(block)
        for block in self._blocks[len(sections) :]:
            block.hide()
        for block, section in zip(self._blocks, sections, strict=False):
            block.show_section(section)
        self._body.place([
            (block, len(rows)) for block, (_, rows) in zip(self._blocks, sections, strict=False)
        ])  # fmt: skip

    def _fold(self) -> None:
        """The sentence stands beside the title, or, where there is little room, beneath it."""
        narrow = self.width() < self.fontMetrics().horizontalAdvance("M") * FOLDED_EM
        middle = Qt.AlignmentFlag.AlignVCenter
        if narrow:
            self._head.addWidget(self._sentence, 1, 0, 1, 4)
            self._head.addWidget(self._legend, 2, 0, 1, 4)
        else:
            self._head.addWidget(self._sentence, 0, 1, middle)
            self._head.addWidget(self._legend, 0, 2, middle)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Another width may have room for the sentence, or not."""
        super().resizeEvent(event)
        self._fold()
