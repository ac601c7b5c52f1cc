"""The picture of a sweep as a file, as large and as sharp as it is to be read from."""

from pathlib import Path

from PySide6.QtCore import QCoreApplication, QRectF
from PySide6.QtGui import QImage, QPainter

from explorer.problems import problem
from explorer.sweeps.view import SweepView
from explorer.whole import whole
from ui.heat_map import HeatDrawing
from ui.sweep_stops import Drawing
from ui.trade_off import TradeOffMap

SIZE, SHARP = (1200, 760), 2
"""In pixels of a window, and how many pixels of the picture each of them has."""
AREA = QRectF(0, 0, *SIZE)


def save(view: SweepView, path: Path) -> None:
    """Writes what is drawn of a sweep as a PNG. Raises InputError where that cannot be."""
    if view.map is not None:
        drawing: Drawing = TradeOffMap(view.map, AREA)
    elif view.heat is not None:
        drawing = HeatDrawing(view.heat, AREA, titled=True)
    else:
        raise problem(str(path), f"there is nothing to paint: {view.why_not}")
    with whole(path) as making:
        if not paint(drawing).save(str(making.made), "PNG"):  # type: ignore[call-overload]
            text = QCoreApplication.translate("Sweep", "the picture cannot be written there")
            raise problem(str(path), text)


def paint(drawing: Drawing) -> QImage:
    """A drawing of this area, in the theme that is on."""
    image = QImage(SIZE[0] * SHARP, SIZE[1] * SHARP, QImage.Format.Format_RGB32)
    image.setDevicePixelRatio(SHARP)
    painter = QPainter(image)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    drawing.paint(painter)
    painter.end()
    return image
