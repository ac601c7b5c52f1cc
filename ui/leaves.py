"""What lies below the time line, one at a time: charts, verdicts, a receipt, trials, a study.

The row above them says at each moment how the verdicts stand, whichever is shown.
"""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QToolButton, QVBoxLayout, QWidget

from explorer.frame import Frame
from ui import theme
from ui.buttons import flat
from ui.charts import Charts
from ui.fresh_panel import FreshPanel
from ui.labels import Elided
from ui.receipt_panel import ReceiptPanel
from ui.servers_panel import ServersPanel
from ui.verdict_panel import VerdictPanel, summary

Leaf = Charts | VerdictPanel | ReceiptPanel | FreshPanel | ServersPanel


class Leaves(QWidget):
    """Charts, verdicts, receipt, trials and what servers buy, as leaves of a book."""

    command = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("leaves")
        self.charts, self.verdicts, self.receipt = Charts(), VerdictPanel(), ReceiptPanel()
        self.fresh, self.servers = FreshPanel(), ServersPanel()
        self._pages: dict[str, tuple[Leaf, str]] = {
            "charts": (self.charts, self.tr("Charts")),
            "verdicts": (self.verdicts, self.tr("Verdicts")),
            "receipt": (self.receipt, self.tr("Receipt")),
            "fresh": (self.fresh, self.tr("Fresh reads")),
            "servers": (self.servers, self.tr("Servers")),
        }
        self._book = QStackedWidget()
        self._tabs: dict[str, QToolButton] = {}
        self._summary = Elided("small", 80)
        self._summary.setObjectName("verdicts-summary")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(self._row())
        column.addWidget(self._book, 1)
        self.turn_to("charts")

    def _row(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setContentsMargins(2, 0, 8, 0)
        row.setSpacing(4)
        for name, (leaf, title) in self._pages.items():
            leaf.command.connect(self.command)
            self._book.addWidget(leaf)
            tab = self._tabs[name] = flat(f"tab-{name}")
            tab.setProperty("role", "tab")
            tab.setText(title)
            tab.setAccessibleName(self.tr("Show the {0}").format(title.lower()))
            tab.clicked.connect(lambda _on=False, name=name: self.command.emit(f"show {name}"))
            row.addWidget(tab)
        row.addStretch(1)
        row.addWidget(self._summary)
        return row

    @property
    def shown(self) -> str:
        """Which of them is shown, by the name that `show` has for it."""
        return list(self._pages)[self._book.currentIndex()]

    def turn_to(self, name: str) -> None:
        """Shows one of them."""
        self._book.setCurrentWidget(self._pages[name][0])
        for other, tab in self._tabs.items():
            theme.restyle(tab, tone="shown" if other == name else "plain")
            tab.setAccessibleDescription(self.tr("shown now") if other == name else "")

    def flush(self) -> None:
        """Draws what is drawn late at once, as a still picture needs."""
        for leaf in (self.charts, self.fresh, self.servers):
            leaf.flush()

    def render(self, frame: Frame) -> None:  # type: ignore[override]
        """Gives the frame to all of them, and says how the verdicts stand."""
        for leaf, _ in self._pages.values():
            leaf.render(frame)
        self._tabs["fresh"].setVisible(frame.fresh is not None or self.shown == "fresh")
        text, tone = summary(frame.verdicts, frame.now_us)
        self._summary.show_text(self.tr("Verdicts: {0}").format(text))
        theme.restyle(self._summary, tone=tone)
