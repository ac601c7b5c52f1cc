"""Widgets that hold charts: built shortly after the first show, drawn at most 15 times a second.

So the window is painted first, and what is not on screen costs nothing. Each is drawn in a turn of
the event loop of its own, and one with much to draw in several. The last frame is never left out.
For a still: `flush`.
"""

from collections.abc import Iterator

from PySide6.QtCore import QEvent, QTimer
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import QWidget

from explorer.frame import Frame
from ui import theme
from ui.chart_panel import ChartPanel

_FIRST_MS = 30
_BETWEEN_MS = 66
_NEXT_TURN_MS = 1


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
        self._parts: Iterator[None] | None = None
        """What is left to draw of a frame that has much."""
        self._theme = theme.current()
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self._tick)

    def draw(self, frame: Frame) -> Iterator[None] | None:
        """Draws the frame; what is `stale` is drawn even where nothing else has changed.

        Where that is much it yields between the parts, once it knows what is to be drawn.
        """
        raise NotImplementedError

    @property
    def due(self) -> bool:
        """Whether a frame that comes now is drawn next."""
        return self.isVisible() and not self._timer.isActive()

    def show_frame(self, frame: Frame) -> None:
        """Takes the newest frame; draws it soon, or when the last drawing is old enough."""
        self._frame = frame
        if self.due:
            self._timer.start(_NEXT_TURN_MS)

    def flush(self) -> None:
        """Draws the newest frame at once, as a still picture needs."""
        self._build()
        if self._frame is not None:
            more = self._begin(self._frame)
            while more:
                more = self._goes_on()

    def forget(self) -> None:
        """Another story begins: a frame has hold of the whole run that it is of."""
        self._frame = self.drawn = None
        self._parts = None
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
        more = self._goes_on() if self._parts is not None else self._begin_anew()
        if more is not None:
            self._timer.start(_NEXT_TURN_MS if more else _BETWEEN_MS)

    def _begin_anew(self) -> bool | None:
        """Begins with the newest frame; whether there may be more to do; None: nothing is new."""
        self._build()
        if self._frame is None or not (self.stale or self._frame is not self.drawn):
            return None
        return self._begin(self._frame)

    def _build(self) -> None:
        if self._theme is not theme.current():
            self._theme, self.stale = theme.current(), True
            for chart in self.charts:
                chart.restyle()
        for chart in self.charts:
            if chart.plot is None:
                chart.build()
            chart.settle()

    def _begin(self, frame: Frame) -> bool:
        """Draws the first part of the frame; whether there may be more."""
        self._parts = iter(self.draw(frame) or ())
        more = self._goes_on()
        self.drawn, self.stale = frame, False
        return more

    def _goes_on(self) -> bool:
        """Draws the next part of what was begun; whether there may be more."""
        assert self._parts is not None
        if next(self._parts, self) is None:
            return True
        self._parts = None
        return False
