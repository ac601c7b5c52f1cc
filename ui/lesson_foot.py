"""Back and Next below the lesson: from step to step of the story.

Rules this file keeps: it says lines of the verb language; what was pressed on the way is done on
arrival, and a press that was meant for what a button has just ceased to say is not taken.
"""

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QWidget

from explorer.frame import Frame
from explorer.frame_story import StepView
from explorer.frame_time import PlaybackView
from ui.tips import keep_tip
from ui.words import format_seconds

SETTLING_MS = 400
"""As long as a hand takes that has seen one word on a button and presses another."""


class LessonFoot(QWidget):
    """The two buttons; what Next does depends on where time is on its way to."""

    command = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self._steps: tuple[StepView, ...] = ()
        self._playback, self._then_next, self._goes_there = PlaybackView(), False, False
        self.settling = QTimer(self)
        """Active while a press would be meant for what the button has just ceased to say."""
        self.settling.setSingleShot(True)
        row = QHBoxLayout(self)
        row.setContentsMargins(14, 4, 14, 0)
        self._back_button = QPushButton(self.tr("\u2039 Back"))
        self._back_button.setAccessibleName(self.tr("To the step before"))
        self._back_button.setObjectName("lesson-back")
        self._back_button.clicked.connect(lambda: self.command.emit(self._line_back))
        self._next_button = QPushButton(self.tr("Next \u203a"))
        self._next_button.setAccessibleName(self.tr("Play on to the next step"))
        self._next_button.setObjectName("lesson-next")
        self._next_button.setProperty("role", "primary")
        self._next_button.clicked.connect(self._next)
        row.addWidget(self._back_button)
        row.addWidget(self._next_button)

    def show_frame(self, frame: Frame) -> None:
        """Does what was asked for on the way, once time has arrived."""
        self._next_button.setEnabled(frame.now_us < frame.timeline.end_us)
        self._steps, self._playback = frame.lesson.steps, frame.playback
        if self._then_next and not self._playback.errand:
            self._then_next = False
            QTimer.singleShot(0, self, self._next)
        self._say_next()
        keep_tip(self._back_button, self._line_back, self._back_button.accessibleName())

    def forget(self) -> None:
        """Another story begins: what was to be done on arrival is not."""
        self._then_next = False

    @property
    def _coming(self) -> StepView | None:
        return next((step for step in self._steps if step.state == "next"), None)

    def _next(self) -> None:
        """Plays on to the next step; pressed on the way there, goes to it at once.

        Where that is not known before time has arrived somewhere, it is done then.
        """
        if self.settling.isActive():
            return
        if self._playback.errand:
            self._then_next = not self._then_next
            self._say_next()
        else:
            line = self._line_next  # before what it says changes
            self._goes_there = False  # what it says next has been asked for
            self.command.emit(line)

    @property
    def _line_next(self) -> str:
        coming = self._coming
        if coming is None:
            return "play"
        verb = "seek" if self._on_its_way(coming) else "play until"
        return f"{verb} {format_seconds(coming.at_us)}"

    def _on_its_way(self, step: StepView) -> bool:
        return self._playback.playing and self._playback.goal_us == step.at_us

    def _say_next(self) -> None:
        """What the button does now, in its words."""
        coming = self._coming
        text, says = self.tr("Next \u203a"), self.tr("Play on to the next step")
        goes_there = coming is not None and self._on_its_way(coming) and not self._playback.errand
        if self._playback.errand:
            text = self.tr("Then next\u2026") if self._then_next else self.tr("On its way\u2026")
            says = self.tr("Time is on its way: Next will be done when it has arrived")
        elif goes_there:
            text, says = self.tr("Go there \u203a"), self.tr("To the next step at once")
        if self._next_button.text() != text:
            if self._goes_there:
                self.settling.start(SETTLING_MS)
            self._next_button.setText(text)
        keep_tip(self._next_button, self._line_next, says)
        self._goes_there = goes_there

    @property
    def _line_back(self) -> str:
        told = [step for step in self._steps if step.state != "next"]
        earlier = [step for step in told if step.at_us < told[-1].at_us]
        return f"seek {format_seconds(earlier[-1].at_us)}" if earlier else "start"
