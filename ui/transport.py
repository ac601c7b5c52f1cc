"""The transport: play, step, jump, pace, and where we are in the run, above the time line.

The keys named in the tool tips belong to the window; here is only what a hand on the mouse, or on
Tab and Space, needs.
"""

import re

from PySide6.QtCore import QEvent, QSignalBlocker, QSize, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QSizePolicy,
    QSlider,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from explorer.frame import Frame
from explorer.frame_time import PlaybackView
from ui import pace_words, speeds, theme
from ui.branch_lanes import BranchLanes
from ui.buttons import Link
from ui.icons import icon
from ui.labels import Elided
from ui.time_line import TimeLine
from ui.tips import keep_tip, tip
from ui.until_menu import UntilMenu
from ui.verdict_panel import summary
from ui.words import format_span, format_time

LEFT, RIGHT = 12, 8
VERDICTS_PT = 12
"""How much wider than the least the summary of the verdicts should be, in font sizes."""


class Transport(QWidget):
    """Buttons, time, speed, seed; the time line and the branches below."""

    command = Signal(str)

    def __init__(self, parent: QWidget | None = None, *, of_two: bool = False) -> None:
        """`of_two` runs on one clock: each has verdicts of its own, which stand elsewhere."""
        super().__init__(parent)
        self._of_two = of_two
        self.setObjectName("transport")
        self.setProperty("role", "panel")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        self._playback = PlaybackView()
        self._buttons: dict[str, QToolButton] = {}
        self._shown: dict[str, object] = {}
        self.time_line = TimeLine(self)
        self.time_line.command.connect(self.command)
        column = QVBoxLayout(self)
        column.setContentsMargins(LEFT, 6, RIGHT, 4)
        column.setSpacing(3)
        self._line = self._row()
        self._spare: tuple[QWidget, ...] = (self._end, self._slider, self._seed)
        """What the row can do without, what is needed most first."""
        column.addLayout(self._line)
        self.lanes = BranchLanes(self.time_line)
        self.lanes.command.connect(self.command)
        self._axis = QWidget()
        axis = QVBoxLayout(self._axis)
        axis.setContentsMargins(0, 0, 0, 0)
        axis.setSpacing(column.spacing())
        axis.addWidget(self.time_line)
        axis.addWidget(self.lanes)
        column.addWidget(self._axis)
        self._restyle()
        self._show_playback(PlaybackView())

    def show_frame(self, frame: Frame) -> None:
        """Shows the time, the seed, the branches and the time line of `frame`."""
        self._say(self._time, format_time(frame.now_us))
        self._keep_room_for_time(frame.timeline.end_us)
        self._say(self._end, self.tr("of {0}").format(format_span(frame.timeline.end_us)))
        seed = self.tr("seed {0} for both") if self._of_two else self.tr("seed {0}")
        self._say(self._seed, frame.where.engine or seed.format(frame.seed))
        self._say_seed(luck=frame.verdicts.luck, recorded=bool(frame.where.engine))
        text, tone = summary(frame.verdicts, frame.now_us)
        self._verdicts.show_text(self.tr("Verdicts: {0}").format(text), tone)
        self._show_playback(frame.playback)
        self._until.show_frame(frame)
        self.time_line.show_frame(frame)
        if not self._of_two:  # what is done to both branches both
            self.lanes.show_frame(frame)
        self._leave_out()

    def _say_seed(self, *, luck: bool, recorded: bool) -> None:
        """What the seed is for, and where it is for nothing."""
        same = self.tr("The same seed and commands give the same run, always")
        any_seed = self.tr("Nothing here is left to luck: any seed gives this run")
        once = self.tr("It was recorded on real servers: played again, it takes another course")
        told = once if recorded else same if luck else any_seed
        if self._seed.toolTip() != told:
            self._seed.setToolTip(told)

    def _keep_room_for_time(self, end_us: int) -> None:
        """As wide as any moment of the run, in words: nothing jumps, and nothing is cut."""
        if self._shown.get("end_us") != end_us:
            self._shown["end_us"] = end_us
            longest = (format_time(min(us, end_us)) for us in (end_us, 999_990))
            wide = (re.sub(r"\d", "0", text) for text in longest)
            self._time.ensurePolished()
            metrics = self._time.fontMetrics()
            self._time.setMinimumWidth(max(map(metrics.horizontalAdvance, wide)) + 2)

    # -- where there is little room

    def _wide(self, part: QWidget) -> int:
        return max(part.minimumWidth(), part.minimumSizeHint().width()) + self._line.spacing()

    def _least(self) -> int:
        """How wide the row is without what it can do without."""
        there = sum(self._wide(part) for part in self._spare if not part.isHidden())
        return self._line.minimumSize().width() - there + LEFT + RIGHT

    def _leave_out(self) -> None:
        """Where not all has room the seed goes first; the slider has buttons, the end is below.

        Before that the verdicts have room for a few words.
        """
        words = 0 if self._of_two else round(VERDICTS_PT * theme.current().font_pt)
        left = self.width() - self._least() - words
        for part in self._spare:
            left -= self._wide(part)
            if part.isHidden() == (left >= 0):
                part.setVisible(left >= 0)
                self._line.invalidate()  # else it is as wide as before until it is laid out anew

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Another width has room for another row."""
        super().resizeEvent(event)
        self._leave_out()

    def minimumSizeHint(self) -> QSize:
        """Without what can be left out."""
        return QSize(self._least(), super().minimumSizeHint().height())

    def show_axis(self, *, on: bool) -> None:
        """With the time line and the branches, or, where there is little room, without."""
        self._axis.setVisible(on)

    def _show_playback(self, view: PlaybackView) -> None:
        """Shows whether the run plays, how fast, and why it stands."""
        self._playback = view
        goes = view.playing or bool(view.errand)
        play = self._buttons["play"]
        if self._shown.get("goes") != goes:
            self._shown["goes"] = goes
            play.setAccessibleName(self.tr("Pause") if goes else self.tr("Play"))
            play.setToolTip(tip("pause" if goes else "play"))
            self._draw_icon("play")
        self._say(self._pace, pace_words.pace(view))
        self._said.show_text(pace_words.standing(view))
        self._said.setToolTip(pace_words.standing(view))
        with QSignalBlocker(self._slider):
            self._slider.setValue(speeds.nearest(view))
        keep_tip(self._buttons["slower"], speeds.slower(view), self.tr("Slower (J)"))
        keep_tip(self._buttons["faster"], speeds.faster(view), self.tr("Faster (L)"))
        self._buttons["slower"].setEnabled(view.express or view.speed > speeds.SPEEDS[0])
        self._buttons["faster"].setEnabled(not view.express)

    def changeEvent(self, event: QEvent) -> None:
        """A new theme recolours the icons."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange:
            self._restyle()

    def _row(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(6)
        for line, says in (
            ("start", self.tr("To the start")),
            ("previous", self.tr("Previous interesting event")),
            ("back", self.tr("Step back")),
            ("play", self.tr("Play")),
            ("step", self.tr("Step forward")),
            ("next", self.tr("Next interesting event")),
        ):
            row.addWidget(self._button(line, says))
            self._buttons[line].setToolTip(tip(line))
        self._until = UntilMenu()
        self._until.command.connect(self.command)
        row.addWidget(self._until)
        self._until.setHidden(self._of_two)  # an operation's end is about one run
        self._buttons["play"].setProperty("role", "primary")
        row.addSpacing(8)
        self._time = self._label(row, "time", "title", self.tr("Time now"))
        self._time.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self._end = self._label(row, "time_end", "muted", self.tr("End of the run"))
        row.addSpacing(10)
        self._add_speed(row)
        row.addSpacing(10)
        self._said = Elided("small", 20)
        self._said.setObjectName("transport_said")
        self._said.setAccessibleDescription(self.tr("Why time stands here"))
        row.addWidget(self._said, 1)
        self._seed = self._label(row, "seed", "muted", self.tr("Seed of the run"))
        row.addSpacing(8)
        self._verdicts = Link("show-verdicts", 80)
        self._verdicts.setToolTip(
            tip("show verdicts", self.tr("Each verdict, and what it hangs on"))
        )
        self._verdicts.clicked.connect(lambda: self.command.emit("show verdicts"))
        self._verdicts.setVisible(not self._of_two)
        row.addWidget(self._verdicts)
        return row

    def _add_speed(self, row: QHBoxLayout) -> None:
        slower = self._button("slower", self.tr("Slower"))
        faster = self._button("faster", self.tr("Faster"))
        self._slider = QSlider(Qt.Orientation.Horizontal)
        self._slider.setObjectName("transport_speed")
        self._slider.setAccessibleName(self.tr("Speed"))
        self._slider.setToolTip(
            self.tr("How long simulated time lasts on your clock (J, L); rightmost: express")
        )
        self._slider.setRange(0, speeds.EXPRESS)
        self._slider.setPageStep(3)
        self._slider.valueChanged.connect(lambda stop: self.command.emit(speeds.line(stop)))
        for widget in (slower, self._slider, faster):
            row.addWidget(widget)
        self._pace = self._label(row, "speed_text", "plain", self.tr("Speed in words"))

    def _button(self, name: str, says: str) -> QToolButton:
        button = QToolButton()
        button.setObjectName(f"transport_{name}")
        button.setAccessibleName(says)
        # By Tab only: a click must leave the Space bar to the window's play and pause.
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        button.clicked.connect(lambda: self._pressed(name))
        self._buttons[name] = button
        return button

    def _label(self, row: QHBoxLayout, name: str, role: str, says: str) -> QLabel:
        label = QLabel()
        label.setObjectName(f"transport_{name}")
        label.setProperty("role", role)
        label.setAccessibleDescription(says)
        row.addWidget(label)
        return label

    def _pressed(self, name: str) -> None:
        goes = self._playback.playing or bool(self._playback.errand)
        said = {
            "play": "pause" if goes else "play",
            "slower": speeds.slower(self._playback), "faster": speeds.faster(self._playback),
        }  # fmt: skip
        self.command.emit(said.get(name, name))

    def _say(self, label: QLabel, text: str) -> None:
        if label.text() != text:
            label.setText(text)

    def _restyle(self) -> None:
        now = theme.current()
        # Letters grow with the theme, the window does not: what can be narrow becomes so.
        self._slider.setFixedWidth(44 if now.large else 96)
        self._until.setText("▾" if now.large else self.tr("until ▾"))
        self._shown.pop("end_us", None)
        self._pace.setMinimumWidth(round(10 * now.font_pt))
        for name, button in self._buttons.items():
            theme.restyle(button, tone="low" if now.large else "")
            self._draw_icon(name)

    def _draw_icon(self, name: str) -> None:
        now = theme.current()
        drawn = {"slower": "minus", "faster": "plus"}.get(name, name)
        if name == "play" and self._shown.get("goes"):
            drawn = "pause"
        color = now.color("on_accent" if name == "play" else "text")
        size = round(now.font_pt * 1.5)
        button = self._buttons[name]
        button.setIcon(icon(drawn, color, now.color("muted"), size))
        button.setIconSize(
            button.iconSize().scaled(size, size, Qt.AspectRatioMode.IgnoreAspectRatio)
        )
