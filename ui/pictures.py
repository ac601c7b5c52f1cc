"""The charts of a run, or any part of a window, as a picture, sharp enough to be printed.

Its head says of what run and what moment it is. The charts are drawn for themselves, as large as
they need to be, whatever room the window has.
"""

from pathlib import Path

from PySide6.QtCore import QCoreApplication, QPoint, QRect, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPixmap
from PySide6.QtWidgets import QWidget

from explorer.frame import Frame
from ui import dressing, theme
from ui.charts import Charts
from ui.words import format_time

SHARP = 2.0
"""Pixels of a picture for each of the window's."""
WIDE, HIGH = 420, 290
"""Of one chart, in pixels of the window."""
LEAST = 1_200
EDGE = 16
TALLEST = 2_000
"""So high is no head."""


def save(frame: Frame, path: Path) -> None:
    """Writes a PNG of the charts at this moment. Raises OSError."""
    if not picture(frame).save(str(path), "PNG"):
        raise OSError("the picture cannot be written there")


def picture(frame: Frame) -> QPixmap:
    """The charts at this moment, in the theme that is on."""
    charts = Charts(hands=False)
    charts.setAttribute(Qt.WidgetAttribute.WA_DontShowOnScreen)
    charts.setPalette(theme.palette())  # a theme that is lent is not the application's
    dressing.dress(charts)
    charts.resize(LEAST, HIGH)
    charts.show_frame(frame)
    charts.resize(max(LEAST, WIDE * charts.shown), HIGH)
    charts.flush()  # plots that are there before it is shown are shown with it
    charts.show()
    charts.draw_again()
    charts.flush()
    made = of(charts, head(frame))
    charts.close()
    charts.deleteLater()
    return made


def of(part: QWidget, told: str) -> QPixmap:
    """A part of a window as it is, below what is told of it, which takes as many lines as it must.

    Without that there is no head and no edge.
    """
    font, edge = theme.font(bold=True, scale=1.1), EDGE if told else 0
    wide = part.width() + 2 * edge
    lines = Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextWordWrap
    room = QRect(edge, edge // 2, wide - 2 * edge, 0)
    if told:
        room.setHeight(EDGE + QFontMetrics(font).boundingRect(
            QRect(0, 0, room.width(), TALLEST), lines, told
        ).height())  # fmt: skip
    top = room.bottom() + 1 + edge // 2
    made = QPixmap(round(wide * SHARP), round((part.height() + top + edge) * SHARP))
    made.setDevicePixelRatio(SHARP)
    made.fill(theme.current().color("ground"))
    painter = QPainter(made)
    painter.setFont(font)
    painter.setPen(theme.current().color("text"))
    painter.drawText(room, lines, told)
    painter.end()
    QWidget.render(part, made, QPoint(edge, top))  # pyqtgraph has a `render` of its own
    return made


def head(frame: Frame, *, beside: Frame | None = None) -> str:
    """The story, its variant, its seed and the moment; and since when it is no longer the story."""
    lesson = frame.lesson
    said = QCoreApplication.translate("Pictures", "{0}. {1}").format(lesson.number, lesson.title)
    at = QCoreApplication.translate("Pictures", "seed {0}, at {1}")
    parts = [said, _variant(frame), at.format(frame.seed, format_time(frame.now_us))]
    if beside is not None:
        both = QCoreApplication.translate("Pictures", "{0} beside {1}")
        if frame.lesson.variant != beside.lesson.variant:
            parts[1] = both.format(_variant(frame), _variant(beside))
    if lesson.left_us is not None:
        since = QCoreApplication.translate("Pictures", "changed by hand from {0} on")
        parts.append(since.format(format_time(lesson.left_us)))
    return "  ·  ".join(part for part in parts if part)


def _variant(frame: Frame) -> str:
    return dict(frame.lesson.variants).get(frame.lesson.variant, "")
