"""Names at the right ends of lines; those that would cover one another share one label."""

from dataclasses import dataclass
from typing import Any

from PySide6.QtGui import QFont, QFontMetricsF

from ui import theme


@dataclass(frozen=True, slots=True)
class Label:
    """A name in a colour at the end of a line, in the units of the plot."""

    x: float
    y: float
    text: str
    color: str


def small_font(*, bold: bool = False) -> QFont:
    """The font of all that is written inside a chart."""
    return theme.font(scale=0.85 if not theme.current().large else 0.66, bold=bold)


def grouped(labels: list[Label], apart: float) -> list[list[Label]]:
    """The labels from the lowest up; those closer than `apart` to their group's first join it."""
    groups: list[list[Label]] = []
    for label in sorted(labels, key=lambda each: each.y):
        if groups and label.y - groups[-1][0].y < apart:
            groups[-1].append(label)
        else:
            groups.append([label])
    return groups


class EndLabels:
    """The labels of one plot."""

    def __init__(self, plot: Any) -> None:
        self._plot = plot
        self._items: list[Any] = []
        self._shown: object = None

    def show(self, labels: list[Label], across: tuple[float, float]) -> None:
        """Puts `labels` at the ends of their lines, left of them where the axis ends.

        Where there is room for one on neither side, it lies across. A line that ends outside of
        what is shown has no name there.
        """
        import pyqtgraph as pg

        box = self._plot.getViewBox()
        (_, (bottom, top)), pixels = box.viewRange(), max(1.0, box.height())
        font = small_font(bold=True)
        apart = 1.9 * font.pointSizeF() * (top - bottom) / pixels
        begin, end = across
        groups = grouped([each for each in labels if begin <= each.x <= end], apart)
        state = (groups, across, apart, box.width(), theme.current())
        if state == self._shown:
            return
        self._shown = state
        self._have(len(groups))
        metrics, ground = QFontMetricsF(font), theme.current().color("panel")
        ground.setAlpha(235)  # of what it covers all the same, little shows through
        for item, group in zip(self._items, groups, strict=True):
            item.setFont(font)
            item.fill = pg.mkBrush(ground)
            item.setHtml(
                "&nbsp; ".join(f'<span style="color:{e.color}">{e.text}</span>' for e in group)
            )
            wide = metrics.horizontalAdvance("  ".join(each.text for each in group)) + 10
            here = (group[0].x - begin) / (end - begin) * max(1.0, box.width())
            at_edge = wide > max(1.0, box.width()) - here
            part = (group[0].y - bottom) / (top - bottom)
            beside = 0.0 if part > 0.8 else 1.0  # it stays in the plot, and off its own line
            item.setAnchor((min(1.0, here / wide), beside) if at_edge else (0, 0.5))
            item.setPos(group[0].x, group[0].y)

    def _have(self, count: int) -> None:
        import pyqtgraph as pg

        while len(self._items) > count:
            self._plot.removeItem(self._items.pop())
        while len(self._items) < count:
            item = pg.TextItem()
            item.setZValue(5)
            self._plot.addItem(item, ignoreBounds=True)
            self._items.append(item)
