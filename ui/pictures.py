"""The charts of a run as a picture in a file, sharp enough to be printed.

It is drawn for itself, as large as it needs to be, whatever room the window has; its head says of
what run and what moment it is.
"""

from pathlib import Path

from PySide6.QtCore import QCoreApplication, QPoint, Qt
from PySide6.QtGui import QPainter, QPixmap

from explorer.frame import Frame
from ui import theme
from ui.charts import Charts
from ui.words import format_time

SHARP = 2.0
"""Pixels of a picture for each of the window's."""
WIDE, HIGH = 420, 290
"""Of one chart, in pixels of the window."""
LEAST = 1_200
EDGE = 16


def save(frame: Frame, path: Path) -> None:
    """Writes a PNG of the charts at this moment. Raises OSError."""
    if not picture(frame).save(str(path), "PNG"):
        raise OSError("the picture cannot be written there")


def picture(frame: Frame) -> QPixmap:
    """The charts at this moment, in the theme that is on."""
    charts = Charts(hands=False)
    charts.setAttribute(Qt.WidgetAttribute.WA_DontShowOnScreen)
    charts.resize(LEAST, HIGH)
    charts.show_frame(frame)
    charts.resize(max(LEAST, WIDE * charts.shown), HIGH)
    charts.flush()  # plots that are there before it is shown are shown with it
    charts.show()
    charts.draw_again()
    charts.flush()
    made = _under(_head(frame), charts)
    charts.close()
    charts.deleteLater()
    return made


def _under(head: str, charts: Charts) -> QPixmap:
    font = theme.font(bold=True, scale=1.1)
    top = round(2.2 * theme.current().font_pt * charts.logicalDpiY() / 72) + EDGE
    wide, high = charts.width() + 2 * EDGE, charts.height() + top + EDGE
    picture = QPixmap(round(wide * SHARP), round(high * SHARP))
    picture.setDevicePixelRatio(SHARP)
    picture.fill(theme.current().color("ground"))
    painter = QPainter(picture)
    painter.setFont(font)
    painter.setPen(theme.current().color("text"))
    middle = Qt.AlignmentFlag.AlignVCenter
    painter.drawText(EDGE, EDGE // 2, wide - 2 * EDGE, top - EDGE // 2, middle, head)
    painter.end()
    charts.render_into(picture, QPoint(EDGE, top))
    return picture


def _head(frame: Frame) -> str:
    """The story, its variant, its seed and the moment; and since when it is no longer the story."""
    lesson = frame.lesson
    title = dict(lesson.variants).get(lesson.variant, "")
    said = QCoreApplication.translate("Pictures", "{0}. {1}").format(lesson.number, lesson.title)
    at = QCoreApplication.translate("Pictures", "seed {0}, at {1}")
    parts = [said, title, at.format(frame.seed, format_time(frame.now_us))]
    if lesson.left_us is not None:
        since = QCoreApplication.translate("Pictures", "changed by hand from {0} on")
        parts.append(since.format(format_time(lesson.left_us)))
    return "  ·  ".join(part for part in parts if part)
