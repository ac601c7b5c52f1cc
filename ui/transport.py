"""The transport: play, step, jump, pace, and where we are in the run, above the time line.

The keys named in the tool tips belong to the window; here is only what a hand on the mouse, or on
Tab and Space, needs.
"""

from PySide6.QtCore import QEvent, QSignalBlocker, Qt, Signal
from PySide6.QtWidgets import (
    QComboBox,
    QHBoxLayout,
    QLabel,
    QSlider,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from explorer.frame import BranchView, Frame
from ui import theme
from ui.icons import icon
from ui.labels import Elided
from ui.time_line import TimeLine
from ui.verdict_panel import summary
from ui.words import format_factor, format_span, format_speed, format_time

_STOPS = (mantissa * 10.0**power for power in range(-5, 2) for mantissa in (1, 2, 5))
SPEEDS = (*(round(stop, 9) for stop in _STOPS), 100.0)
"""The stops of the speed control: simulated seconds per wall second, three a decade."""


class Transport(QWidget):
    """Buttons, time, speed, seed, branches; the time line below."""

    command = Signal(str)

    def __init__(self, parent: QWidget | None = None, *, of_two: bool = False) -> None:
        """`of_two` runs on one clock: each has verdicts of its own, which stand elsewhere."""
        super().__init__(parent)
        self._of_two = of_two
        self.setObjectName("transport")
        self.setProperty("role", "panel")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._playing, self._speed = False, 1.0
        self._buttons: dict[str, QToolButton] = {}
        self._shown: dict[str, object] = {}
        self.time_line = TimeLine(self)
        self.time_line.command.connect(self.command)
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 6, 8, 4)
        column.setSpacing(3)
        column.addLayout(self._row())
        column.addWidget(self.time_line)
        self._restyle()
        self.show_playback(playing=False, speed=1.0)

    def render(self, frame: Frame) -> None:  # type: ignore[override]
        """Shows the time, the seed, the branches and the time line of `frame`."""
        self._say(self._time, format_time(frame.now_us))
        self._say(self._end, self.tr("of {0}").format(format_span(frame.timeline.end_us)))
        seed = self.tr("seed {0} for both") if self._of_two else self.tr("seed {0}")
        self._say(self._seed, seed.format(frame.seed))
        self._show_branches(frame.timeline.branches)
        text, tone = summary(frame.verdicts, frame.now_us)
        self._verdicts.show_text(self.tr("Verdicts: {0}").format(text))
        theme.restyle(self._verdicts, tone=tone)
        self.time_line.render(frame)

    def show_playback(self, *, playing: bool, speed: float) -> None:
        """Shows whether the run plays, and how fast."""
        self._playing, self._speed = playing, speed
        play = self._buttons["play"]
        if self._shown.get("playing") != playing:
            self._shown["playing"] = playing
            play.setAccessibleName(self.tr("Pause") if playing else self.tr("Play"))
            play.setToolTip(self.tr("Pause (Space, K)") if playing else self.tr("Play (Space, K)"))
            self._draw_icon("play")
        self._say(self._pace, format_speed(speed))
        with QSignalBlocker(self._slider):
            self._slider.setValue(_nearest(speed))
        self._buttons["slower"].setEnabled(speed > SPEEDS[0])
        self._buttons["faster"].setEnabled(speed < SPEEDS[-1])

    def changeEvent(self, event: QEvent) -> None:
        """A new theme recolours the icons."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange and self._shown.get("theme") != theme.current():
            self._restyle()

    def _row(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(6)
        for name, says, tip, line in (
            ("start", self.tr("To the start"), self.tr("To the start (Home)"), "start"),
            ("previous", self.tr("Previous interesting event"),
             self.tr("Back to the last fault, stale read, conflict or verdict (P)"), "previous"),
            ("back", self.tr("Step back"), self.tr("One event back (Left)"), "back"),
            ("play", self.tr("Play"), self.tr("Play (Space, K)"), ""),
            ("step", self.tr("Step forward"), self.tr("One event on (Right)"), "step"),
            ("next", self.tr("Next interesting event"),
             self.tr("On to the next fault, stale read, conflict or verdict (N)"), "next"),
        ):  # fmt: skip
            row.addWidget(self._button(name, says, tip, line))
        self._buttons["play"].setProperty("role", "primary")
        row.addSpacing(8)
        self._time = self._label(row, "time", "title", self.tr("Time now"))
        self._time.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self._end = self._label(row, "time_end", "muted", self.tr("End of the run"))
        row.addSpacing(10)
        row.addStretch(1)
        self._add_speed(row)
        row.addStretch(1)
        self._seed = self._label(row, "seed", "muted", self.tr("Seed of the run"))
        self._seed.setToolTip(self.tr("The same seed and commands give the same run, always"))
        row.addSpacing(8)
        row.addWidget(self._branch_combo())
        row.addStretch(1)
        self._verdicts = Elided("small", 80)
        self._verdicts.setObjectName("verdicts-summary")
        self._verdicts.setVisible(not self._of_two)
        row.addWidget(self._verdicts)
        return row

    def _add_speed(self, row: QHBoxLayout) -> None:
        tips = self.tr("Slower (J)"), self.tr("Faster (L)")
        slower = self._button("slower", self.tr("Slower"), tips[0], "")
        faster = self._button("faster", self.tr("Faster"), tips[1], "")
        self._slider = QSlider(Qt.Orientation.Horizontal)
        self._slider.setObjectName("transport_speed")
        self._slider.setAccessibleName(self.tr("Speed"))
        self._slider.setToolTip(self.tr("How long simulated time lasts on your clock (J, L)"))
        self._slider.setRange(0, len(SPEEDS) - 1)
        self._slider.setPageStep(3)
        self._slider.valueChanged.connect(lambda stop: self._emit_speed(SPEEDS[stop]))
        for widget in (slower, self._slider, faster):
            row.addWidget(widget)
        self._pace = self._label(row, "speed_text", "plain", self.tr("Speed in words"))

    def _branch_combo(self) -> QComboBox:
        self._branches = QComboBox()
        self._branches.setObjectName("transport_branch")
        self._branches.setAccessibleName(self.tr("Branch"))
        self._branches.setToolTip(self.tr("Another course of events (Tab, then Up and Down)"))
        self._branches.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        self._branches.activated.connect(
            lambda index: self.command.emit(f"branch {self._branches.itemData(index)}")
        )
        self._branches.hide()
        return self._branches

    def _button(self, name: str, says: str, tip: str, line: str) -> QToolButton:
        button = QToolButton()
        button.setObjectName(f"transport_{name}")
        button.setAccessibleName(says)
        button.setToolTip(tip)
        # By Tab only: a click must leave the Space bar to the window's play and pause.
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        button.clicked.connect(lambda: self._pressed(name, line))
        self._buttons[name] = button
        return button

    def _label(self, row: QHBoxLayout, name: str, role: str, says: str) -> QLabel:
        label = QLabel()
        label.setObjectName(f"transport_{name}")
        label.setProperty("role", role)
        label.setAccessibleDescription(says)
        row.addWidget(label)
        return label

    def _pressed(self, name: str, line: str) -> None:
        if name == "play":
            self.command.emit("pause" if self._playing else "play")
        elif name == "slower":
            self._emit_speed(max((s for s in SPEEDS if s < self._speed * 0.999), default=SPEEDS[0]))
        elif name == "faster":
            self._emit_speed(
                min((s for s in SPEEDS if s > self._speed * 1.001), default=SPEEDS[-1])
            )
        else:
            self.command.emit(line)

    def _emit_speed(self, speed: float) -> None:
        self.command.emit(f"speed {format_factor(speed)}")

    def _say(self, label: QLabel, text: str) -> None:
        if label.text() != text:
            label.setText(text)

    def _show_branches(self, branches: tuple[BranchView, ...]) -> None:
        if self._shown.get("branches") == branches:
            return
        self._shown["branches"] = branches
        self._branches.clear()
        for index, branch in enumerate(branches):
            forked = branch.forked_us
            since = "" if forked is None else self.tr(", from {0}").format(format_span(forked))
            self._branches.addItem(f"{branch.name}{since}", branch.name)
            if branch.current:
                self._branches.setCurrentIndex(index)
        self._branches.setVisible(len(branches) > 1)

    def _restyle(self) -> None:
        now = self._shown["theme"] = theme.current()
        # Letters grow with the theme, the window does not: what can be narrow becomes so.
        self._slider.setFixedWidth(64 if now.large else 96)
        self._branches.setMaximumWidth(160)
        self._time.setMinimumWidth(round(7.8 * now.font_pt))
        self._pace.setMinimumWidth(round(10 * now.font_pt))
        for name in self._buttons:
            self._draw_icon(name)

    def _draw_icon(self, name: str) -> None:
        now = theme.current()
        drawn = {"slower": "minus", "faster": "plus"}.get(name, name)
        if name == "play" and self._playing:
            drawn = "pause"
        color = now.color("on_accent" if name == "play" else "text")
        size = round(now.font_pt * 1.5)
        button = self._buttons[name]
        button.setIcon(icon(drawn, color, now.color("muted"), size))
        button.setIconSize(
            button.iconSize().scaled(size, size, Qt.AspectRatioMode.IgnoreAspectRatio)
        )


def _nearest(speed: float) -> int:
    """The stop of the slider that is nearest by ratio, not by difference."""
    return min(range(len(SPEEDS)), key=lambda i: max(SPEEDS[i] / speed, speed / SPEEDS[i]))
