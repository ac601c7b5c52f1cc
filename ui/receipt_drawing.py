"""The receipt as a picture: a lane for each server, when what came there, and the two quorums.

Rules this file keeps: it draws `Receipt.lanes` and says the same in words to assistive technology;
what came in time is filled, what came too late is hollow; both sets have a letter and a shape;
while a cause is lit, servers that had no part in it are dimmed, as they are on the stage.
"""

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QFontMetricsF, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from explorer.cause import Cause
from explorer.lanes import Lane, Lanes
from explorer.times import tell_time
from ui import theme
from ui.stage_light import dimmed, is_lit
from ui.stage_marks import cross, mark

EDGE = 8.0
LANE = 1.7
"""How high a lane is, in lines of text."""


class ReceiptDrawing(QWidget):
    """The lanes of one operation."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("receipt-drawing")
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._lanes: Lanes | None = None
        self._lit: Cause | None = None

    def show_lanes(self, lanes: Lanes | None, lit: Cause | None = None) -> None:
        """Draws these lanes, and is not there without any; what is not `lit` is dimmed."""
        self._lanes, self._lit = lanes, lit
        self.setVisible(lanes is not None)
        told = [self._told(lane) for lane in lanes.lanes] if lanes is not None else []
        self.setAccessibleName(". ".join(told))
        self.setToolTip("<p>" + "<br>".join(told) + "</p>")
        self.updateGeometry()
        self.update()

    def _told(self, lane: Lane) -> str:
        """One lane in words."""
        parts = [self.tr("home") if lane.home else self.tr("no home")]
        parts += [self.tr("in the write set")] if lane.wrote else []
        parts += [self.tr("in the read set")] if lane.was_read else []
        for text, us in (
            (self.tr("has it since {0}"), lane.stored_us),
            (self.tr("its ack came at {0}"), lane.ack_us),
            (self.tr("was looked at at {0}"), lane.looked_us),
            (self.tr("its reply came at {0}"), lane.reply_us),
        ):
            parts += [text.format(tell_time(us))] if us is not None else []
        parts += [self._verdict(lane)] if self._verdict(lane) else []
        parts += [lane.silent] if lane.silent else []
        return f"{lane.server}: {', '.join(parts)}"

    def _verdict(self, lane: Lane) -> str:
        """By how much its copy was there or not; empty where that was not asked."""
        us = lane.margin_us
        if us is None:
            return self.tr("no copy came") if lane.lacks else ""
        text = self.tr("{0} too late") if us < 0 else self.tr("{0} early")
        return text.format(tell_time(abs(us)))

    # -- sizes

    def _line(self) -> float:
        return QFontMetricsF(theme.font(scale=0.84)).height()

    def sizeHint(self) -> QSize:
        """A lane is a line and a half high; above them stand the headings."""
        count = len(self._lanes.lanes) if self._lanes is not None else 0
        return QSize(420, round(self._line() * (LANE * count + 2.6)))

    def minimumSizeHint(self) -> QSize:
        """Narrow it may become, lower not."""
        return QSize(280, self.sizeHint().height())

    def _left(self) -> float:
        """Where the time axis begins: after the name and the two sets."""
        assert self._lanes is not None
        metrics = QFontMetricsF(theme.font(scale=0.84, bold=True))
        widest = max(metrics.horizontalAdvance(lane.server) for lane in self._lanes.lanes)
        return EDGE + widest + self._line() * 3.6

    def _right(self) -> float:
        """Where it ends: before the margins."""
        metrics = QFontMetricsF(theme.font(scale=0.84, bold=True))
        assert self._lanes is not None
        told = [text for lane in self._lanes.lanes if (text := self._verdict(lane))]
        room = max((metrics.horizontalAdvance(text) for text in told), default=0.0)
        return self.width() - EDGE - room - (10 if told else 0)

    def _x(self, us: int) -> float:
        assert self._lanes is not None
        span = max(1, self._lanes.end_us - self._lanes.start_us)
        left, right = self._left() + 10, self._right() - 10
        return left + (right - left) * (us - self._lanes.start_us) / span

    # -- painting

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Headings, the two moments, then lane by lane."""
        lanes = self._lanes
        if lanes is None or not lanes.lanes:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        line = self._line()
        top = line * 2.3
        self._headings(painter, line)
        self._moments(painter, lanes, line)
        for index, lane in enumerate(lanes.lanes):
            row = QRectF(0, top + index * line * LANE, self.width(), line * LANE)
            with dimmed(painter, on=not is_lit(self._lit, f"server {lane.server}")):
                self._row(painter, lanes, lane, row)

    def _headings(self, painter: QPainter, line: float) -> None:
        now = theme.current()
        painter.setFont(theme.font(scale=0.84))
        painter.setPen(now.color("muted"))
        left = self._left()
        for text, x in (("W", left - line * 2.6), ("R", left - line * 1.2)):
            cell = QRectF(x - line, line * 1.2, 2 * line, line)
            painter.drawText(cell, Qt.AlignmentFlag.AlignCenter, text)

    def _moments(self, painter: QPainter, lanes: Lanes, line: float) -> None:
        """A line down at the acknowledgement and at the answer, each with its words above."""
        texts = (
            (lanes.acknowledged_us, self.tr("acknowledged {0}"), "write"),
            (lanes.answered_us, self.tr("answered {0}"), "read"),
        )
        now, metrics = theme.current(), QFontMetricsF(theme.font(scale=0.84))
        for index, (us, text, role) in enumerate(texts):
            if us is None:
                continue
            x, words = self._x(us), text.format(tell_time(us))
            wide = metrics.horizontalAdvance(words)
            start = min(max(self._left(), x - wide / 2), self.width() - wide - 2)
            painter.setPen(now.color(role))
            painter.drawText(QPointF(start, line * (0.9 + index)), words)
            painter.setPen(QPen(now.color(role), now.line_width, Qt.PenStyle.DashLine))
            painter.drawLine(QPointF(x, line * (1.0 + index)), QPointF(x, self.height() - 4))

    def _row(self, painter: QPainter, lanes: Lanes, lane: Lane, row: QRectF) -> None:
        now, line, middle = theme.current(), self._line(), row.center().y()
        both = lane.wrote and lane.was_read
        if both:
            veil = now.color("fresh")
            veil.setAlphaF(0.16)
            painter.fillRect(row.adjusted(2, 1, -2, -1), veil)
        painter.setFont(theme.font(scale=0.84, bold=lane.home))
        painter.setPen(now.color("text" if lane.home else "muted"))
        painter.drawText(QPointF(EDGE, middle + line * 0.3), lane.server)
        left, size = self._left(), line * 0.36
        for inside, kind, x in ((lane.wrote, "write", left - line * 2.6),
                                (lane.was_read, "read", left - line * 1.2)):  # fmt: skip
            if inside:
                mark(painter, kind, x, middle, size)
        painter.setPen(QPen(now.color("line"), 1))
        painter.drawLine(QPointF(left, middle), QPointF(self._right(), middle))
        self._marks(painter, lanes, lane, middle, size)
        self._beside(painter, lane, row)

    def _marks(
        self, painter: QPainter, lanes: Lanes, lane: Lane, middle: float, size: float
    ) -> None:
        """The copy, the ack, the look and the reply; between look and copy the time that lacked."""
        now = theme.current()
        if lane.margin_us is not None and lane.stored_us is not None and lane.looked_us is not None:
            role = "stale" if lane.margin_us < 0 else "fresh"
            painter.setPen(QPen(now.color(role), now.line_width * 2))
            start, end = self._x(lane.looked_us), self._x(lane.stored_us)
            painter.drawLine(QPointF(start, middle), QPointF(end, middle))
        for us, kind, until in (
            (lane.stored_us, "write", None),
            (lane.ack_us, "ack", lanes.acknowledged_us),
            (lane.looked_us, "read", None),
            (lane.reply_us, "reply", None),
        ):
            if us is None:
                continue
            late = until is not None and us > until
            mark(painter, kind, self._x(us), middle, size)
            if late:
                painter.setPen(QPen(now.color("panel"), 1))
                painter.setBrush(now.color("panel"))
                painter.drawEllipse(QPointF(self._x(us), middle), size * 0.34, size * 0.34)

    def _beside(self, painter: QPainter, lane: Lane, row: QRectF) -> None:
        """The margin in words, or a cross where nothing has come."""
        now = theme.current()
        told = self._verdict(lane)
        if told:
            bad = lane.lacks or (lane.margin_us or 0) < 0
            painter.setFont(theme.font(scale=0.84, bold=True))
            painter.setPen(now.color("stale" if bad else "fresh"))
            right = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight
            painter.drawText(row.adjusted(0, 0, -EDGE, 0), right, told)
        elif lane.silent:
            size = self._line() * 0.22
            cross(painter, self._right() - size, row.center().y(), size, now.color("lost"))
