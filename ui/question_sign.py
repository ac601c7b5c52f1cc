"""The sign of a question: two servers talk, are cut, a check mark, many servers."""

from PySide6.QtCore import QPointF, QRectF, QSize
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from ui import theme

HUES = {1: "accent", 2: "stale", 3: "fresh", 4: "user_z"}
"""The colour of each question."""
FIELD = (60.0, 40.0)


class QuestionSign(QWidget):
    """The sign as a widget, as high as two lines."""

    def __init__(self, question: int) -> None:
        super().__init__()
        self._question = question

    def sizeHint(self) -> QSize:
        """As high as two lines."""
        height = round(self.fontMetrics().height() * 2)
        return QSize(round(height * 1.5), height)

    minimumSizeHint = sizeHint

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paints it in the middle of its height."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        size = self.sizeHint()
        box = QRectF(0, (self.height() - size.height()) / 2, size.width(), size.height())
        paint_sign(painter, self._question, box)


def paint_sign(painter: QPainter, question: int, box: QRectF, *, faint: bool = False) -> None:
    """Paints the sign of a question into a box of 3 : 2, in the colour of the question."""
    color = theme.current().color(HUES.get(question, "accent"))
    color.setAlphaF(0.35 if faint else 1.0)
    painter.save()
    painter.translate(box.topLeft())
    painter.scale(box.width() / FIELD[0], box.height() / FIELD[1])
    painter.setPen(QPen(color, 3))
    {2: _cut, 3: _fresh, 4: _many}.get(question, _talk)(painter)
    painter.restore()


def _talk(painter: QPainter) -> None:
    painter.drawEllipse(QPointF(11, 20), 8, 8)
    painter.drawEllipse(QPointF(49, 20), 8, 8)
    painter.drawLine(QPointF(20, 20), QPointF(40, 20))
    painter.drawPolyline([QPointF(34, 14), QPointF(40, 20), QPointF(34, 26)])


def _cut(painter: QPainter) -> None:
    painter.drawEllipse(QPointF(11, 20), 8, 8)
    painter.drawEllipse(QPointF(49, 20), 8, 8)
    painter.drawLine(QPointF(25, 14), QPointF(35, 26))
    painter.drawLine(QPointF(35, 14), QPointF(25, 26))


def _fresh(painter: QPainter) -> None:
    painter.drawRoundedRect(QRectF(6, 5, 48, 30), 5, 5)
    painter.drawPolyline([QPointF(20, 20), QPointF(28, 28), QPointF(42, 12)])


def _many(painter: QPainter) -> None:
    for x, y in ((10, 28), (30, 28), (50, 28), (20, 10), (40, 10)):
        painter.drawEllipse(QPointF(x, y), 6, 6)
