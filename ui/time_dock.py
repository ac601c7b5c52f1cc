"""The dock of time: what explains an anomaly, or looks for one, and the transport, with no title.

As wide as the window: a sentence that has to be read across a room has few lines there.
"""

from PySide6.QtWidgets import QDockWidget, QSizePolicy, QVBoxLayout, QWidget

from ui.told_bar import ToldBar
from ui.transport import Transport

GAP_PX = 8


class TimeDock(QDockWidget):
    """What is told is above the transport, while there is something to tell."""

    def __init__(self, told: tuple[ToldBar, ...], transport: Transport) -> None:
        super().__init__()
        self.setWindowTitle(self.tr("Time"))
        self._told, self._transport = told, transport
        self.setObjectName("dock-time")
        self.setFeatures(QDockWidget.DockWidgetFeature.NoDockWidgetFeatures)
        self.setTitleBarWidget(QWidget())
        both = QWidget()
        both.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        column = QVBoxLayout(both)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(GAP_PX)
        for part in (*told, transport):
            column.addWidget(part)
        self.setWidget(both)

    @property
    def silent(self) -> tuple[bool, ...]:
        """Of each bar above the transport: whether it has nothing to tell."""
        return tuple(bar.isHidden() for bar in self._told)

    @property
    def told_px(self) -> int:
        """How high the bars are that have something to tell, with the gaps below them."""
        return sum(b.sizeHint().height() + GAP_PX for b in self._told if not b.isHidden())

    @property
    def high_px(self) -> int:
        """How high all is that is there: that of a bar is known only after its layout."""
        return self._transport.sizeHint().height() + self.told_px

    def show_axis(self, *, on: bool) -> None:
        """With the time line, or without."""
        self._transport.show_axis(on=on)
        for part in (self._transport, self.widget()):
            part.updateGeometry()  # at once: else axis and panels are both there for a moment
