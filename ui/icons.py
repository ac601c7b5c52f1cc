"""The icons of the transport, as paths: fonts lack some of these signs, and paths stay crisp.

Each icon lives on a grid of 24 x 24 and is painted for screens of one, two and three dots a pixel.
"""

from collections.abc import Callable

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QIcon, QPainter, QPainterPath, QPixmap, QPolygonF

_GRID = 24.0
_DOTS_A_PIXEL = (1, 2, 3)


def icon(name: str, color: QColor, disabled: QColor, size: int = 18) -> QIcon:
    """The icon called `name` (a key of `PATHS`) in `color`, and in `disabled` where greyed."""
    result = QIcon()
    path = PATHS[name]()
    for dots in _DOTS_A_PIXEL:
        result.addPixmap(_pixmap(path, color, size, dots), QIcon.Mode.Normal)
        result.addPixmap(_pixmap(path, disabled, size, dots), QIcon.Mode.Disabled)
    return result


def _pixmap(path: QPainterPath, color: QColor, size: int, dots: int) -> QPixmap:
    pixmap = QPixmap(QSize(size * dots, size * dots))
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.scale(size * dots / _GRID, size * dots / _GRID)
    painter.fillPath(path, color)
    painter.end()
    pixmap.setDevicePixelRatio(dots)
    return pixmap


def _triangle(path: QPainterPath, base: float, tip: float, half: float = 8.0) -> None:
    corners = (QPointF(base, 12 - half), QPointF(tip, 12), QPointF(base, 12 + half))
    path.addPolygon(QPolygonF(corners))
    path.closeSubpath()


def _bar(path: QPainterPath, left: float, width: float = 3.0, half: float = 8.0) -> None:
    path.addRect(QRectF(left, 12 - half, width, 2 * half))


def _play() -> QPainterPath:
    path = QPainterPath()
    _triangle(path, 6, 20, 9)
    return path


def _pause() -> QPainterPath:
    path = QPainterPath()
    _bar(path, 5, 5)
    _bar(path, 14, 5)
    return path


def _start() -> QPainterPath:
    path = QPainterPath()
    _bar(path, 4)
    _triangle(path, 20, 8)
    return path


def _previous() -> QPainterPath:
    path = QPainterPath()
    _triangle(path, 12, 2, 7)
    _triangle(path, 22, 12, 7)
    return path


def _back() -> QPainterPath:
    path = QPainterPath()
    _triangle(path, 15, 3)
    _bar(path, 18)
    return path


def _step() -> QPainterPath:
    path = QPainterPath()
    _bar(path, 3)
    _triangle(path, 9, 21)
    return path


def _next() -> QPainterPath:
    path = QPainterPath()
    _triangle(path, 2, 12, 7)
    _triangle(path, 12, 22, 7)
    return path


def _minus() -> QPainterPath:
    path = QPainterPath()
    path.addRect(QRectF(4, 10.5, 16, 3))
    return path


def _plus() -> QPainterPath:
    path = _minus()
    path.addRect(QRectF(10.5, 4, 3, 6.5))
    path.addRect(QRectF(10.5, 13.5, 3, 6.5))
    return path


PATHS: dict[str, Callable[[], QPainterPath]] = {
    "play": _play,
    "pause": _pause,
    "start": _start,
    "previous": _previous,
    "back": _back,
    "step": _step,
    "next": _next,
    "minus": _minus,
    "plus": _plus,
}
