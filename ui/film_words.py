"""Words in the pictures of a film: fonts, lines that wrap or end in dots, pills. Only painting."""

from PySide6.QtCore import QRectF, QSizeF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPen

from ui import theme

LEFT = Qt.AlignmentFlag.AlignLeft
RIGHT = Qt.AlignmentFlag.AlignRight
MIDDLE = Qt.AlignmentFlag.AlignVCenter
PAD = 0.42
"""The room at either end of a pill, in its heights."""
TONES = {"good": "fresh", "bad": "stale", "unknown": "unknown", "plain": "muted"}
"""The colour role of a tone, as the style sheet has it."""


def panel(painter: QPainter, area: QRectF, role: str = "panel") -> None:
    """What words and drawings lie on."""
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(theme.current().color(role))
    painter.drawRoundedRect(area, 8, 8)


def wide(font: QFont, text: str) -> float:
    """How wide a text is on one line."""
    return QFontMetricsF(font).horizontalAdvance(text)


def line_high(font: QFont) -> float:
    """How high one line of it is."""
    return QFontMetricsF(font).height()


def wrapped(font: QFont, text: str, width: float) -> QSizeF:
    """The room that a text takes when it is wrapped to a width."""
    flags = Qt.TextFlag.TextWordWrap.value
    return QFontMetricsF(font).boundingRect(QRectF(0, 0, width, 10_000), flags, text).size()


def say(
    painter: QPainter,
    area: QRectF,
    text: str,
    font: QFont,
    color: QColor,
    at: Qt.AlignmentFlag = LEFT,
) -> None:
    """One line, in the middle of the height; what has no room ends in dots."""
    painter.setFont(font)
    painter.setPen(color)
    elide = Qt.TextElideMode.ElideRight
    painter.drawText(area, at | MIDDLE, QFontMetricsF(font).elidedText(text, elide, area.width()))


def say_lines(painter: QPainter, area: QRectF, text: str, font: QFont, color: QColor) -> None:
    """As many lines as it takes, in the middle of the height."""
    painter.setFont(font)
    painter.setPen(color)
    painter.drawText(area, Qt.TextFlag.TextWordWrap | MIDDLE, text)


def fitting(text: str, area: QSizeF, scales: tuple[float, ...], *, bold: bool = False) -> QFont:
    """The largest of these sizes of letters in which a text fits; else the last."""
    fonts = [theme.font(scale=scale, bold=bold) for scale in scales]
    fits = (f for f in fonts if wrapped(f, text, area.width()).height() <= area.height())
    return next(fits, fonts[-1])


def _pill_font() -> QFont:
    return theme.font(scale=0.9, bold=True)


def pill_wide(text: str, high: float) -> float:
    """How wide a pill is that is so high."""
    return wide(_pill_font(), text) + 2 * high * PAD + 1


def pill(painter: QPainter, right: float, row: QRectF, text: str, role: str, most: float) -> float:
    """A pill that ends at `right`, at most so wide; where it begins."""
    font, pad = _pill_font(), row.height() * PAD
    width = min(most, pill_wide(text, row.height()))
    box = QRectF(right - width, row.top() + 1, width, row.height() - 2)
    color = theme.current().color(role)
    painter.setPen(QPen(color, theme.current().line_width))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawRoundedRect(box, box.height() / 2, box.height() / 2)
    say(painter, box.adjusted(pad, 0, -pad + 1, 0), text, font, color)
    return box.left()
