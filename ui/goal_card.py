"""The goal in the lesson: what is asked, what has been used, what holds, and what came of it.

Rules this file keeps: it draws a `GoalView` and says `goal`, `goal way` and `goal off`; it is
offered when the story has been told, and while it is tried it stands before the steps.
"""

from PySide6.QtCore import QCoreApplication, Signal
from PySide6.QtWidgets import QBoxLayout, QFrame, QLabel, QPushButton, QVBoxLayout

from explorer.frame_story import GoalView
from ui import theme
from ui.labels import show_text, words
from ui.term_text import TermText, link
from ui.tips import tip

_TONES = {"won": "good", "lost": "bad", "shown": "plain"}


def turn_of(kind: str) -> str:
    """What is offered, in a few words."""
    texts = {
        "break": QCoreApplication.translate("Goal", "Your turn: break it"),
        "survive": QCoreApplication.translate("Goal", "Your turn: survive it"),
    }
    return texts.get(kind, "")


class GoalCard(QFrame):
    """What somebody is asked to bring about."""

    command = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self._shown: GoalView | None = None
        self.state, self._home = "", -1
        """How it stood last, and its place among the parts of the lesson."""
        self.setObjectName("goal")
        self.setProperty("role", "card")
        self._heading, self._ask = words("heading", "goal-heading"), TermText("", "goal-ask")
        self._ask.command.connect(self.command)
        self._told, self._shows = words("heading", "goal-told"), TermText("", "goal-shows")
        self._shows.command.connect(self.command)
        self._lines: list[QLabel] = []
        self._rows = QVBoxLayout()
        self._rows.setSpacing(2)
        self._begin = self._button("begin", self.tr("Try it"), "goal")
        self._begin.setProperty("role", "primary")
        self._way = self._button("way", self.tr("Show me one way"), "goal way")
        self._off = self._button("off", self.tr("Leave it"), "goal off")
        self._buttons = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._buttons.addWidget(self._begin)
        self._buttons.addWidget(self._off)
        box = QVBoxLayout(self)
        box.setContentsMargins(10, 8, 10, 9)
        box.setSpacing(5)
        for part in (self._heading, self._told, self._shows, self._ask):
            box.addWidget(part)
        box.addLayout(self._rows)
        box.addLayout(self._buttons)
        box.addWidget(self._way)

    @property
    def tried(self) -> bool:
        """Whether somebody tries to reach it now."""
        return self.state not in ("", "offered")

    def _button(self, name: str, text: str, line: str) -> QPushButton:
        button = QPushButton(text)
        button.setObjectName(f"goal-{name}")
        button.setAccessibleName(text)
        button.setToolTip(tip(line))
        button.clicked.connect(lambda: self.command.emit(line))
        return button

    def show_goal(self, goal: GoalView | None, lesson: QBoxLayout, *, told: bool) -> None:
        """Shows it in this layout; what is only offered is, once the story is `told`."""
        offered = goal is not None and goal.state == "offered"
        seen = goal is not None and (told or not offered)
        self.setVisible(seen)
        if goal is None or not seen:
            self.state = ""
            return
        way = QBoxLayout.Direction
        self._buttons.setDirection(
            way.TopToBottom if theme.current().large else way.LeftToRight
        )  # beside one another large ones would be wider than the lesson
        if goal != self._shown:
            self._shown = goal
            self._tell(goal)
        if goal.state != self.state:
            self._place(goal, lesson)

    def _place(self, goal: GoalView, lesson: QBoxLayout) -> None:
        """First of all while it is tried; else where the story has put it."""
        self.state = goal.state
        if self._home < 0:
            self._home = lesson.indexOf(self)
        place = self._home if goal.state == "offered" else 0
        if lesson.indexOf(self) != place:
            lesson.removeWidget(self)
            lesson.insertWidget(place, self)

    def _tell(self, goal: GoalView) -> None:
        state = goal.state
        marks = {"won": "✓ ", "lost": "✗ "}
        self._heading.setText(turn_of(goal.kind))
        self._ask.setText(goal.ask)
        show_text(self._told, f"{marks.get(state, '')}{goal.told}" if goal.told else "")
        show_text(self._shows, goal.shows)
        link([self._ask, self._shows])
        theme.restyle(self._told, tone=_TONES.get(state, ""))
        signs = {True: "✓", False: "✗", None: "○"}
        tones = {True: "good", False: "plain", None: "plain"}
        rows = [(f"{signs[held]} {text}", tones[held]) for text, held in goal.needs]
        rows = rows if state in ("begun", "lost", "won") else []
        used = goal.used if rows else ()
        self._show_rows([*rows, *((text, "plain") for text in used)])
        self._begin.setText(self.tr("Try it") if state == "offered" else self.tr("From the start"))
        self._begin.setAccessibleName(self._begin.text())
        self._off.setVisible(state != "offered")
        self._way.setVisible(state in ("begun", "lost", "won"))

    def _show_rows(self, rows: list[tuple[str, str]]) -> None:
        while len(self._lines) < len(rows):
            self._lines.append(words("small", f"goal-line-{len(self._lines) + 1}"))
            self._rows.addWidget(self._lines[-1])
        for index, row in enumerate(self._lines):
            row.setVisible(index < len(rows))
            if index < len(rows):
                row.setText(rows[index][0])
                theme.restyle(row, tone=rows[index][1])
