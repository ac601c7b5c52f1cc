"""The heat map: a cell for each two values, the fuller the greater its figure, which is in it.

Colour never speaks alone: each cell has its number, and what was not measured is hatched.
"""

from PySide6.QtCore import QCoreApplication, QPointF, QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QFontMetricsF, QPainter

from explorer.sweeps.figures import Settings, named
from explorer.sweeps.heat import Cell, HeatMap
from ui import sweep_words, theme
from ui.sweep_stops import Stop, paint_cursor

SMALL, LARGE = 0.85, 1.3
EDGE, GAP = 24.0, 2.0
FULLEST = 0.85
"""So much of the colour has the greatest figure: the panel shines through."""


def tr(text: str) -> str:
    """A text of this file in the language of the window."""
    return QCoreApplication.translate("HeatMap", text)


class HeatDrawing:
    """A heat map in some area; its stops are the cells, row by row."""

    def __init__(
        self, found: HeatMap, area: QRectF, shown: Settings = (), *, titled: bool = False
    ) -> None:
        """The values of one setting stand at the left, of the other on top.

        One that stands for itself is `titled`.
        """
        self.found, self.ground, self._shown, self._titled = found, area, shown, titled
        self.area = area.adjusted(EDGE, EDGE, -EDGE, -EDGE) if titled else area
        self.columns = len(found.rows[0])
        self._scale = LARGE if titled else SMALL
        self._metrics = QFontMetricsF(theme.font(scale=self._scale))
        high = self._metrics.height()
        self._left = max(map(self._metrics.horizontalAdvance, map(self._at_left, found.rows))) + 12
        self._top = 2.4 * high
        self.plot = self.area.adjusted(self._left, self._top, -4, -4)

    def _at_left(self, row: tuple[Cell, ...]) -> str:
        return _value(row[0], self.found.down)

    def stops(self) -> list[Stop]:
        """The cells."""
        return [
            Stop(
                cell.settings,
                sweep_words.of_cell(
                    cell, self.found.unit, shown=cell.settings == self._shown
                ),
                self.rect(row, column),
            )
            for row, cells in enumerate(self.found.rows)
            for column, cell in enumerate(cells)
        ]  # fmt: skip

    def rect(self, row: int, column: int) -> QRectF:
        """Where a cell is."""
        wide, high = self.plot.width() / self.columns, self.plot.height() / len(self.found.rows)
        corner = self.plot.topLeft() + QPointF(column * wide, row * high)
        return QRectF(corner.x(), corner.y(), wide - GAP, high - GAP)

    def paint(self, painter: QPainter, cursor: int = -1) -> None:
        """Paints all of it, in the theme that is on."""
        painter.fillRect(self.ground, theme.current().color("panel"))
        self._paint_words(painter)
        for row, cells in enumerate(self.found.rows):
            for column, cell in enumerate(cells):
                self._paint_cell(painter, cell, self.rect(row, column))
        if cursor >= 0:
            paint_cursor(painter, self.rect(*divmod(cursor, self.columns)).adjusted(1, 1, -1, -1))

    def _paint_words(self, painter: QPainter) -> None:
        painter.setFont(theme.font(scale=self._scale))
        painter.setPen(theme.current().color("text"))
        high, area = self._metrics.height(), self.area
        above = QRectF(area.left() + 2, area.top(), area.width() - 6, 1.2 * high)
        text = self._metrics.elidedText(self._title(), Qt.TextElideMode.ElideRight, above.width())
        painter.drawText(above, Qt.AlignmentFlag.AlignVCenter, text)
        painter.setPen(theme.current().color("muted"))
        for row, cells in enumerate(self.found.rows):
            place = self.rect(row, 0)
            beside = QRectF(area.left(), place.top(), self._left - 6, place.height())
            side = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
            painter.drawText(beside, side, self._at_left(cells))
        for column, cell in enumerate(self.found.rows[0]):
            place = self.rect(0, column)
            top = QRectF(place.left(), area.top() + 1.2 * high, place.width(), 1.1 * high)
            said = _value(cell, self.found.across)
            said = self._metrics.elidedText(said, Qt.TextElideMode.ElideRight, place.width())
            painter.drawText(top, Qt.AlignmentFlag.AlignCenter, said)

    def _title(self) -> str:
        said = sweep_words.of_measure(self.found)
        held = named(self.found.held)
        said = tr("{0}; {1}").format(said, held) if held else said
        return tr("{0}: {1}").format(self.found.title, said) if self._titled else said

    def _paint_cell(self, painter: QPainter, cell: Cell, rect: QRectF) -> None:
        now = theme.current()
        if cell.span is None:
            painter.fillRect(rect, QBrush(now.color("line"), Qt.BrushStyle.BDiagPattern))
            self._write(painter, rect, "–", now.color("muted"))
            return
        ground = blend(now.color("raised"), now.color("accent"), FULLEST * cell.part)
        painter.fillRect(rect, ground)
        ink = readable(ground)
        if cell.settings == self._shown:
            painter.setPen(ink)
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRect(rect.adjusted(3, 3, -3, -3))
        value = sweep_words.number(cell.span.value, self.found.unit)
        around = sweep_words.interval(cell.span, self.found.unit)
        shown = tr("shown") if cell.settings == self._shown else ""
        self._write(painter, rect, " · ".join(filter(None, (value, shown))), ink, around)

    def _write(
        self, painter: QPainter, rect: QRectF, value: str, ink: QColor, around: str = ""
    ) -> None:
        """The figure, and below it its interval where there is room for that."""
        painter.setPen(ink)
        font = theme.font(bold=True, scale=self._scale)
        wide = QFontMetricsF(font).horizontalAdvance(value)
        if wide > rect.width() - 2:
            return
        fits = self._metrics.horizontalAdvance(around) < rect.width() - 4
        two = around and fits and rect.height() >= 2.2 * self._metrics.height()
        middle = Qt.AlignmentFlag.AlignHCenter
        painter.setFont(font)
        upper = QRectF(rect)
        if two:
            upper.setBottom(rect.center().y())
        painter.drawText(upper, middle | (Qt.AlignmentFlag.AlignBottom if two else
                                          Qt.AlignmentFlag.AlignVCenter), value)  # fmt: skip
        if two:
            painter.setFont(theme.font(scale=self._scale))
            lower = QRectF(rect)
            lower.setTop(rect.center().y())
            painter.drawText(lower, middle | Qt.AlignmentFlag.AlignTop, around)


def _value(cell: Cell, setting: str) -> str:
    return named(tuple(each for each in cell.settings if each[0] == setting))


def blend(one: QColor, other: QColor, part: float) -> QColor:
    """So much of the other in one."""
    ends = zip(_parts(one), _parts(other), strict=True)
    return QColor.fromRgbF(*(start + (end - start) * part for start, end in ends))


def readable(ground: QColor) -> QColor:
    """Black or white, whichever stands out more on this ground (WCAG 2.2, contrast ratio)."""
    light = luminance(ground)
    return QColor("#000000" if (light + 0.05) / 0.05 > 1.05 / (light + 0.05) else "#FFFFFF")


def luminance(color: QColor) -> float:
    """How light a colour is, from 0 to 1; source: WCAG 2.2, relative luminance."""
    red, green, blue = map(_linear, _parts(color))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _parts(color: QColor) -> tuple[float, float, float]:
    return color.redF(), color.greenF(), color.blueF()


def _linear(part: float) -> float:
    return part / 12.92 if part <= 0.04045 else float(((part + 0.055) / 1.055) ** 2.4)
