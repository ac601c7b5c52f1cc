"""On what the story runs: a list in the lesson, how its playing on real servers goes, and the end.

Rules this file keeps: it draws `Frame.where` and says `on`; what real servers cannot do is greyed,
and says why.
"""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QProgressBar, QVBoxLayout, QWidget

from explorer.frame_story import WhereView
from explorer.frame_time import PlaybackView
from ui import pace_words, theme
from ui.bar_parts import Choice
from ui.buttons import flat
from ui.labels import show_text, words
from ui.tips import tip


class Where(QWidget):
    """A title and a list; below them what is done now, or what this is a record of."""

    command = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._title = words("small", "where-title")
        self._title.setText(self.tr("Run this story on"))
        self._choice = Choice("where", "on {}", self.tr("Run this story on"))
        self._choice.tips = {
            "embedded": self.tr("A cluster inside this program: the same seed, the same run"),
            "postgres": self.tr(
                "Real servers: those of `quorumscope cluster up`, if it has the story's, else some "
                "that are made for it and removed afterwards. What happens there is recorded, "
                "and then shown slowed."
            ),
        }
        self._choice.command.connect(self.command)
        self._said = words("small", "where-said")
        self._bar = QProgressBar()
        self._bar.setObjectName("where-progress")
        self._bar.setAccessibleName(self.tr("How much of the story has been played"))
        self._bar.setTextVisible(False)
        cancel = self.tr("Cancel")
        self._cancel = flat(
            "where-cancel", cancel, self.tr("Play it no further"), tip("on embedded")
        )
        self._cancel.clicked.connect(lambda: self.command.emit("on embedded"))
        self._again = flat(
            "where-again", self.tr("Play it on servers now"),
            self.tr("Make real servers, and play the story on them once more"), tip("on postgres"),
        )  # fmt: skip
        self._again.clicked.connect(lambda: self.command.emit("on postgres"))
        self._lay_out()

    def _lay_out(self) -> None:
        going = QHBoxLayout()
        going.addWidget(self._bar, 1)
        going.addWidget(self._cancel)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(4)
        box.addWidget(self._title)
        box.addWidget(self._choice)
        box.addWidget(self._said)
        box.addWidget(self._again, 0, Qt.AlignmentFlag.AlignLeft)
        box.addLayout(going)

    def show_where(self, view: WhereView, playback: PlaybackView) -> bool:
        """As it stands now; whether that begins to be played there."""
        begins = view.state == "playing" and self._bar.isHidden()
        known = [("embedded", self.tr("embedded")), ("postgres", self.tr("PostgreSQL"))]
        going = view.state == "playing"
        on = "postgres" if going else view.on
        refused = {"postgres": view.refused, "embedded": view.not_computed}
        self._choice.show_choice(on, known, {at: why for at, why in refused.items() if why})
        show_text(self._said, self._words(view, playback))
        theme.restyle(self._said, tone="bad" if view.state == "refused" else "")
        self._bar.setVisible(going)
        self._bar.setRange(0, 100 if view.part else 0)
        self._bar.setValue(round(100 * view.part))
        self._cancel.setVisible(going)
        self._again.setVisible(bool(view.engine) and not going and not view.refused)
        return begins

    def _words(self, view: WhereView, playback: PlaybackView) -> str:
        if view.state == "playing":
            return view.said or self.tr("A process is started")
        if view.state == "refused":
            return self.tr("It was not played: {0}").format(view.said)
        if view.engine:
            told = pace_words.recorded(view.engine, playback)
            where = self.tr("It ran on {0}. ").format(view.place) if view.place else ""
            rest = self.tr("What the story says is told as far as it was so.")
            return f"{told[0].upper()}{told[1:]}. {where}{rest}"
        if view.on == "postgres":
            return self.tr("Nothing has happened yet, for it has not been played on any servers.")
        return ""
