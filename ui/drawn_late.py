"""Widgets that hold charts: built shortly after the first show, drawn at most 15 times a second.

So the window is painted first, and what is not on screen costs nothing. The last frame is never
left out. For a still: `flush`.
"""

from PySide6.QtCore import QEvent, QTimer
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import QWidget

from explorer.frame import Frame
from ui import theme
from ui.chart_panel import ChartPanel

_FIRST_MS = 30
_BETWEEN_MS = 66


class DrawnLate(QWidget):
    """`charts` are its charts, and `draw` fills all that it shows."""

    charts: tuple[ChartPanel, ...] = ()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._frame: Frame | None = None
        self.drawn: Frame | None = None
        """The frame that was drawn last."""
        self.stale = True
        """Whether the same frame would look different now: another size, another theme."""
        self._theme = theme.current()
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self._tick)

    def draw(self, frame: Frame) -> None:
        """Draws the frame; what is `stale` is drawn even where nothing else has changed."""
        raise NotImplementedError

    @property
    def due(self) -> bool:
        """Whether a frame that comes now is drawn at once."""
        return self.isVisible() and not self._timer.isActive()

    def show_frame(self, frame: Frame) -> None:
        """Takes the newest frame; draws it now, or when the last drawing is old enough."""
        self._frame = frame
        if self.due:
            self._tick()

    def flush(self) -> None:
        """Draws the newest frame at once, as a still picture needs."""
        self._build()
        if self._frame is not None:
            self._draw(self._frame)

    def forget(self) -> None:
        """Another story begins: a frame has hold of the whole run that it is of."""
        self._frame = self.drawn = None
        self.stale = True

    def showEvent(self, event: QShowEvent) -> None:
        """Draws soon, but lets the window be painted first."""
        super().showEvent(event)
        self._timer.start(_FIRST_MS)

    def hideEvent(self, event: QHideEvent) -> None:
        """What is not on screen is not drawn."""
        super().hideEvent(event)
        self._timer.stop()

    def changeEvent(self, event: QEvent) -> None:
        """A new theme restyles the plots."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange and self._theme is not theme.current():
            # Not at once: Qt is still giving the children their fonts.
            self.draw_again()

    def draw_again(self) -> None:
        """Names at the ends of lines are placed by pixels: after a resize they move."""
        self.stale = True
        if self.isVisible():
            self._timer.start(0)

    def _tick(self) -> None:
        self._build()
        if self._frame is not None and (self.stale or self._frame is not self.drawn):
            self._draw(self._frame)
            self._timer.start(_BETWEEN_MS)

    def _build(self) -> None:
        if self._theme is not theme.current():
            self._theme, self.stale = theme.current(), True
            for chart in self.charts:
                chart.restyle()
        for chart in self.charts:
            if chart.plot is None:
                chart.build()
            chart.settle()

    def _draw(self, frame: Frame) -> None:
        self.draw(frame)
        self.drawn, self.stale = frame, False
