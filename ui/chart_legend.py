"""The legend of a chart: shapes with words beside them, outside of the data, on at most two lines.

The shapes are those of the data itself, drawn by the same paths, so that they cannot disagree.
"""

from dataclasses import dataclass
from functools import cache

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPaintEvent, QPen, QTransform
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget

from ui import theme

LINES = 2
_SWATCH, _AFTER = 1.5, 0.9


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry: `shape` is a key of `marker`, 'line' or 'none'; `dashes` in widths of the pen."""

    text: str
    color: str
    shape: str = "line"
    dashes: tuple[float, ...] = ()
    filled: bool = True


class HeadLine(QLabel):
    """One line that ends in dots where it must, but claims up to `share` of its parent's width.

    Where it does not fit and there is a `short` form, that is shown.
    """

    def __init__(self, text: str, share: float, short: str = "") -> None:
        super().__init__(text)
        self._share, self._short = share, short

    def minimumSizeHint(self) -> QSize:
        """As wide as the text, or as the share allows."""
        parent = self.parentWidget()
        most = 40 if parent is None else int(parent.width() * self._share)
        hint = super().sizeHint()
        return QSize(min(hint.width(), most), hint.height())

    def form(self) -> str:
        """The text, or its short form where the text does not fit."""
        fits = self.fontMetrics().horizontalAdvance(self.text()) <= self.width()
        return self.text() if fits or not self._short else self._short

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paints what fits."""
        del event
        painter = QPainter(self)
        text, width = self.form(), self.width()
        shown = self.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, width)
        painter.setPen(self.palette().color(self.foregroundRole()))
        painter.drawText(self.rect(), Qt.AlignmentFlag.AlignVCenter, shown)
        painter.end()


class Legend(QWidget):
    """Entries from left to right, wrapped to a second line, cut with dots where it ends.

    Where several have no room there, it says how many.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self._entries: tuple[Entry, ...] = ()

    def show_entries(self, entries: tuple[Entry, ...]) -> bool:
        """Shows `entries`; says whether they differ from those shown."""
        if entries == self._entries:
            return False
        self._entries = entries
        self.update()
        return True

    def sizeHint(self) -> QSize:
        """Two lines of text, whether filled or not: the plots must not jump."""
        return QSize(120, LINES * self.fontMetrics().height())

    def minimumSizeHint(self) -> QSize:
        """The same height; any width."""
        return QSize(40, self.sizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paints each entry: its shape, then its words."""
        del event
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        metrics, line = self.fontMetrics(), self.fontMetrics().height()
        for entry, x, row in self.placed():
            self._paint_swatch(painter, entry, QRectF(x, row * line, 1.2 * line, line))
            left = x + (_SWATCH * line if entry.color else 0)
            room = max(0.0, self.width() - left)
            text = metrics.elidedText(entry.text, Qt.TextElideMode.ElideRight, int(room) + 1)
            painter.setPen(theme.current().color("text"))
            painter.drawText(QRectF(left, row * line, room + 1, line), 0x81, text)
        painter.end()

    def placed(self) -> list[tuple[Entry, float, int]]:
        """What is painted: each entry, where it begins, and its line."""
        line, wide = self.fontMetrics().height(), self.width()
        found: list[tuple[Entry, float, int, float]] = []
        x, row = 0.0, 0
        for entry in self._entries:
            end = x + _SWATCH * line + self.fontMetrics().horizontalAdvance(entry.text)
            if x > 0 and end > wide and row < LINES - 1:
                x, row, end = 0.0, row + 1, end - x
            found.append((entry, x, row, end))
            x = end + _AFTER * line
        shown, more = len(found), ""
        if sum(x > 0 and end > wide for _, x, _, end in found) > 1:
            while shown and (found[shown - 1][3] + _AFTER * line
                             + self.fontMetrics().horizontalAdvance(more) > wide):  # fmt: skip
                shown -= 1
                more = self.tr("and {n} more").format(n=len(found) - shown)
        told = [(entry, x, row) for entry, x, row, _ in found[:shown]]
        if more:
            at = found[shown - 1][3] + _AFTER * line if shown else 0.0
            told.append((Entry(more, "", "none"), at, LINES - 1))
        return told

    def _paint_swatch(self, painter: QPainter, entry: Entry, box: QRectF) -> None:
        if entry.shape == "none":  # it is counted, and not drawn
            return
        color, width = QColor(entry.color), max(1.5, theme.current().line_width)
        pen = QPen(color, width)
        if entry.shape == "line":
            if entry.dashes:
                pen.setDashPattern([part * 0.8 for part in entry.dashes])
            painter.setPen(pen)
            middle = box.center().y()
            painter.drawLine(QPointF(box.left(), middle), QPointF(box.right(), middle))
            return
        side = box.height() * (0.95 if entry.shape.endswith("beyond") else 0.62)
        painter.save()
        painter.translate(box.center())
        painter.scale(side, side)
        painter.setPen(QPen(color, 1.3 / side))
        painter.setBrush(color if entry.filled else Qt.BrushStyle.NoBrush)
        painter.drawPath(marker(entry.shape))
        painter.restore()


@cache
def marker(shape: str) -> QPainterPath:
    """A marker in the square from -0.5 to 0.5; '... beyond' carries an arrow upward."""
    name, _, beyond = shape.partition(" ")
    if not beyond:
        return _SHAPES[name]()
    path = _shrunk(_SHAPES[name]())
    _polyline(path, (0.0, 0.0), (0.0, -0.5))
    _polyline(path, (-0.2, -0.28), (0.0, -0.5), (0.2, -0.28))
    return path


def _shrunk(path: QPainterPath) -> QPainterPath:
    """Half as large, in the lower half, so that the arrow has room."""
    return QTransform(0.5, 0, 0, 0.5, 0, 0.25).map(path)


def _polyline(path: QPainterPath, *points: tuple[float, float]) -> None:
    path.moveTo(*points[0])
    for point in points[1:]:
        path.lineTo(*point)


def _circle() -> QPainterPath:
    path = QPainterPath()
    path.addEllipse(QRectF(-0.45, -0.45, 0.9, 0.9))
    return path


def _closed(*points: tuple[float, float]) -> QPainterPath:
    path = QPainterPath()
    _polyline(path, *points)
    path.closeSubpath()
    return path


def _diamond() -> QPainterPath:
    return _closed((0, -0.5), (0.5, 0), (0, 0.5), (-0.5, 0))


def _wedge() -> QPainterPath:
    return _closed((-0.5, -0.45), (0.5, -0.45), (0, 0.5))


def _cross() -> QPainterPath:
    path = QPainterPath()
    _polyline(path, (-0.4, -0.4), (0.4, 0.4))
    _polyline(path, (-0.4, 0.4), (0.4, -0.4))
    return path


_SHAPES = {"circle": _circle, "diamond": _diamond, "wedge": _wedge, "cross": _cross}
