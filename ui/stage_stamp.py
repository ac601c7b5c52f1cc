"""Stamps: what takes long to paint and looks alike from frame to frame is painted once.

Rule this file keeps: a stamp looks just as if it were painted there, so it is laid from whole pixel
to whole pixel, and what it shows stands within it where it stands between the pixels of the stage.
"""

import math
from collections.abc import Callable, Hashable
from functools import lru_cache

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QPainter, QPixmap

from ui import theme

Paints = Callable[..., None]
"""Paints a thing: by a painter, around a centre, and as it looks."""


def stamp(
    painter: QPainter, centre: QPointF, reach: float, paints: Paints, *look: Hashable
) -> None:
    """Has it painted around the centre, where it reaches so far; `look` is all that it depends on.

    Besides, there is the theme. To paint anything but a picture faintly takes seven times as long.
    """
    ratio = painter.deviceTransform().m11()
    step = _step(ratio)
    left = math.floor((centre.x() - reach) / step) * step
    top = math.floor((centre.y() - reach) / step) * step
    within = centre.x() - left, centre.y() - top
    painter.drawPixmap(
        QPointF(left, top), _picture(theme.current(), ratio, within, reach, paints, look)
    )


@lru_cache(maxsize=8)
def _step(ratio: float) -> float:
    """From one whole pixel to another; where it can be had, of the stage and of the device.

    Else words, which are set in the pixels of the stage, would be set a little otherwise.
    """
    return next((step for step in range(1, 9) if (step * ratio).is_integer()), 1 / ratio)


@lru_cache(maxsize=1024)
def _picture(
    now: theme.Theme, ratio: float, within: tuple[float, float], reach: float, paints: Paints,
    look: tuple[Hashable, ...],
) -> QPixmap:  # fmt: skip
    """The picture of a thing that has its centre `within`; the theme tells stamps apart."""
    assert now == theme.current(), "a stamp is drawn in the theme that is on"
    side = math.ceil((2 * reach + 1 + _step(ratio)) * ratio)
    picture = QPixmap(side, side)
    picture.setDevicePixelRatio(ratio)
    picture.fill(Qt.GlobalColor.transparent)
    with QPainter(picture) as painter:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        paints(painter, QPointF(*within), *look)
    return picture
