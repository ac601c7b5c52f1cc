"""The branches below the time line, a lane each: where it forks off, how far it was run, its name.

The one that is shown is bold and says so; the others are dashed. A click, or Enter on the one that
Up and Down have come to, goes there. To assistive technology it is a list that is walked alike.
"""

from dataclasses import dataclass

from PySide6.QtCore import QEvent, QLineF, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QFontMetrics,
    QHelpEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QWheelEvent,
)
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from explorer.frame import Frame
from explorer.frame_time import BranchView
from explorer.times import tell_time
from ui import stage_access, theme
from ui.time_line import TimeLine
from ui.time_line_paint import branches_name

MOST_LANES = 3
"""So many are drawn at a time; the wheel, or Up and Down, lead to the others."""


@dataclass(frozen=True, slots=True)
class Stop:
    """One branch: its sentence, and where its lane is; of one that is not drawn, nowhere."""

    sentence: str
    rect: QRectF


class BranchLanes(QWidget):
    """All branches on the axis of the time line; hidden while there is only the story."""

    command = Signal(str)

    is_walk = True
    """How the accessibility factory knows a picture that is walked."""

    def __init__(self, time_line: TimeLine) -> None:
        super().__init__()
        self.setObjectName("branch_lanes")
        self.setAccessibleName(self.tr("Branches"))
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self._time_line = time_line
        self._branches: tuple[BranchView, ...] = ()
        self._first, self._cursor = 0, 0
        stage_access.install()
        self.hide()

    def show_frame(self, frame: Frame) -> None:
        """Shows the branches of `frame`."""
        branches = frame.timeline.branches
        if branches == self._branches:
            return
        same = [b.current for b in branches] == [b.current for b in self._branches]
        self._branches = branches
        if not same:
            self._cursor = next((i for i, b in enumerate(branches) if b.current), 0)
            self._show_cursor()
        self.setVisible(len(branches) > 1)
        self._describe()
        self.updateGeometry()
        self.update()

    # -- hands

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """A click goes to the branch under it."""
        branch = self._at(event.position())
        if event.button() == Qt.MouseButton.LeftButton and branch is not None:
            self._go(branch)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Scrolls where there are more lanes than are drawn."""
        self._scroll(self._first + (-1 if event.angleDelta().y() > 0 else 1))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Up and Down walk the branches, Enter goes to one; the rest is the window's."""
        if event.key() in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            step = 1 if event.key() == Qt.Key.Key_Down else -1
            self._cursor = min(max(0, self._cursor + step), len(self._branches) - 1)
            self._show_cursor()
            self._describe()
            self.update()
            stage_access.announce(self, self._cursor)
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self._branches:
            self._go(self._branches[self._cursor])
        else:
            super().keyPressEvent(event)

    def event(self, event: QEvent) -> bool:
        """Says what the branch under the mouse is."""
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            branch = self._at(QPointF(event.pos()))
            QToolTip.showText(event.globalPos(), self.said(branch) if branch else "", self)
            return True
        return super().event(event)

    def _go(self, branch: BranchView) -> None:
        self.command.emit(f"branch {branch.name}")

    def _scroll(self, first: int) -> None:
        self._first = min(max(0, first), max(0, len(self._branches) - MOST_LANES))
        self.update()

    def _show_cursor(self) -> None:
        least = self._cursor - MOST_LANES + 1
        self._scroll(min(max(self._first, least), self._cursor))

    # -- words

    def said(self, branch: BranchView) -> str:
        """A branch in words."""
        since = self.tr("from the start")
        if branch.forked_us is not None:
            since = self.tr("from {0}").format(tell_time(branch.forked_us))
        text = self.tr("{0}, {1}, run to {2}").format(branch.name, since, tell_time(branch.head_us))
        return text + (self.tr(": this one is shown") if branch.current else "")

    def things(self) -> list[Stop]:
        """The branches, in the order in which Up and Down walk them."""
        high, drawn = self._line(), {self._first + lane: lane for lane, _ in self._shown()}
        return [
            Stop(
                self.said(branch),
                QRectF(0, drawn[at] * high, self.width(), high) if at in drawn else QRectF(),
            )
            for at, branch in enumerate(self._branches)
        ]

    def cursor_index(self) -> int:
        """The branch that the keyboard is at, or -1."""
        return self._cursor if self.hasFocus() and self._branches else -1

    def _describe(self) -> None:
        if self._branches:
            said = self.said(self._branches[self._cursor])
            text = self.tr("{0} of {1}: {2}. Enter: go there")
            self.setAccessibleDescription(text.format(self._cursor + 1, len(self._branches), said))

    # -- drawing

    def _line(self) -> int:
        return QFontMetrics(theme.font(scale=self._scale())).height() + 2

    def _scale(self) -> float:
        return 0.72 if theme.current().large else 0.9

    def sizeHint(self) -> QSize:
        """As high as its lanes."""
        return QSize(600, min(MOST_LANES, max(1, len(self._branches))) * self._line() + 2)

    def minimumSizeHint(self) -> QSize:
        """Narrow it may become, lower not."""
        return QSize(240, self.sizeHint().height())

    def _shown(self) -> list[tuple[int, BranchView]]:
        """The branches that are drawn, by their lanes."""
        part = self._branches[self._first : self._first + MOST_LANES]
        return list(enumerate(part))

    def _at(self, where: QPointF) -> BranchView | None:
        lane = int(where.y() // self._line())
        return next((branch for at, branch in self._shown() if at == lane), None)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draws a lane for each branch."""
        painter, now = QPainter(self), theme.current()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(theme.font(scale=self._scale()))
        painter.setPen(now.color("muted"))
        label = QRectF(0, 0, self._time_line.ground().left - 8, self._line())
        painter.drawText(label, Qt.AlignmentFlag.AlignVCenter, branches_name())
        for lane, branch in self._shown():
            self._paint_lane(painter, lane, branch)
        if hidden := len(self._branches) - len(self._shown()):
            painter.setFont(theme.font(scale=self._scale()))
            painter.setPen(now.color("muted"))
            where = QRectF(0, self._line(), label.width(), self._line())
            painter.drawText(
                where, Qt.AlignmentFlag.AlignVCenter, self.tr("+{0} more").format(hidden)
            )
        painter.end()

    def _paint_lane(self, painter: QPainter, lane: int, branch: BranchView) -> None:
        now, ground, high = theme.current(), self._time_line.ground(), self._line()
        y = (lane + 0.5) * high
        left, right = ground.x(branch.forked_us or 0), ground.x(branch.head_us)
        color = now.color("accent" if branch.current else "muted")
        style = Qt.PenStyle.SolidLine if branch.current else Qt.PenStyle.DashLine
        painter.setPen(QPen(color, now.line_width * (2 if branch.current else 1), style))
        painter.drawLine(QLineF(left, y, max(right, left + 2), y))
        if branch.forked_us is not None:
            self._paint_fork(painter, lane, branch, left)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(color)
        painter.drawEllipse(QPointF(left, y), 3.5, 3.5)
        self._paint_name(painter, branch, left, y)
        focused = self.hasFocus() and self._first + lane == self._cursor
        if focused:
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(now.color("accent"), 1, Qt.PenStyle.DotLine))
            painter.drawRect(
                QRectF(ground.left - 6, lane * high + 0.5, ground.width + 12, high - 1)
            )

    def _paint_fork(self, painter: QPainter, lane: int, branch: BranchView, x: float) -> None:
        """The way down from the lane that it left, or from the top where that is not drawn."""
        high = self._line()
        parent = -1 if branch.parent is None else branch.parent - self._first
        top = (parent + 0.5) * high if 0 <= parent < lane else 0.0
        painter.drawLine(QLineF(x, top, x, (lane + 0.5) * high))

    def _paint_name(self, painter: QPainter, branch: BranchView, x: float, y: float) -> None:
        """The name after the end of the lane, or, where that is too near the edge, upon it."""
        now, ground, high = theme.current(), self._time_line.ground(), self._line()
        name = self.tr("{0}: this one").format(branch.name) if branch.current else branch.name
        font = theme.font(scale=self._scale(), bold=branch.current)
        metrics, edge = QFontMetrics(font), ground.left + ground.width
        end = max(x, ground.x(branch.head_us))
        wanted = metrics.horizontalAdvance(name) + 4
        left = end + 8 if end + 8 + wanted <= edge else max(ground.left + 9.0, edge - wanted - 30)
        text = metrics.elidedText(name, Qt.TextElideMode.ElideRight, int(edge - left))
        rect = QRectF(left, y - high / 2, min(wanted, edge - left), high)
        painter.fillRect(rect.adjusted(-3, 2, 1, -2), now.color("panel"))
        painter.setFont(font)
        painter.setPen(now.color("text" if branch.current else "muted"))
        painter.drawText(rect, Qt.AlignmentFlag.AlignVCenter, text)
