"""The bar at the top: the question being shown, N R W, and what this configuration promises.

Rules this file keeps: it shows `Frame.promise` and `Frame.lesson`, and says lines of the verb
language; a list that is open is left alone; where one row does not fit, it takes two.
"""

from html import escape

from PySide6.QtCore import QPoint, QSize, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from engine.spec import GUARANTEES
from explorer.frame import Frame
from explorer.frame_story import LessonView, LoadView, PromiseView
from ui import theme
from ui.bar_parts import Choice, Stepper
from ui.labels import MOST_PX, Elided
from ui.tips import tip
from ui.tools import saying, tools

TITLE_WIDTH_MIN, PILL_WIDTH_MIN = 96, 90
USUAL = "◐ R + W ≤ N: a read can miss a write"
"""A promise for which a row has to have room; a longer one is cut, and the bar stays as it is."""


class QuorumBar(QFrame):
    """The bar at the top of the window."""

    command = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("quorum-bar")
        self.setProperty("role", "panel")
        self._name = QLabel(self.tr("Quorumscope"))
        self._name.setProperty("role", "heading")
        self._question = QLabel()
        self._question.setProperty("role", "small")
        self._title = Elided("muted", TITLE_WIDTH_MIN)
        self._title.setObjectName("story-title")
        self._pill = Elided("pill", PILL_WIDTH_MIN, USUAL)
        self._pill.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._pill.setObjectName("promise")
        self._make_settings()
        self._make_places()
        self._lay_out()

    def _make_settings(self) -> None:
        self._steppers = {
            "n": Stepper("N", self.tr("N: how many servers keep a copy of each thing")),
            "r": Stepper("R", self.tr("R: how many answers a read waits for")),
            "w": Stepper("W", self.tr("W: how many acks a write waits for")),
        }
        session = self.tr("User session: does a user stay with one server?")
        self._session = Choice("user-session", "set user_session {}", session)
        self._session.tips = self._session_tips()
        repair = self.tr("Read repair: does a read bring behind servers up to date?")
        self._repair = Choice("read-repair", "set read_repair {}", repair)
        load = self.tr(
            "How the crowd asks. Open: as they come, whatever becomes of their requests. Closed: a "
            "few users who each wait for the answer first. They ask a slow server less often, so "
            "that its worst moments are hardly seen: coordinated omission."
        )
        self._load = Choice("load", "{}", load)
        for stepper in self._steppers.values():
            stepper.command.connect(self.command)
        for choice in (self._session, self._repair, self._load):
            choice.command.connect(self.command)

    def _make_places(self) -> None:
        title = self.tr("Variant of this story")
        self._variants = Choice("variant", "variant {}", title)
        self._variants.command.connect(self.command)
        self._stories = QPushButton(self.tr("Stories"))
        self._stories.setObjectName("stories")
        self._stories.setAccessibleName(self.tr("All stories"))
        self._stories.setToolTip(tip("gallery"))
        self._stories.clicked.connect(lambda: self.command.emit("gallery"))
        self._compare = QPushButton(self.tr("Compare"))
        self._compare.setObjectName("compare")
        self._compare.setAccessibleName(self.tr("Compare"))
        self._compare.setToolTip(tip("compare"))
        self._compare.clicked.connect(lambda: self.command.emit("compare"))
        self._present = QPushButton(self.tr("Present"))
        self._present.setObjectName("present")
        self._present.setAccessibleName(self.tr("Present"))
        self._present.setToolTip(tip("present"))
        self._present.clicked.connect(lambda: self.command.emit("present"))
        for place in (self._stories, self._compare, self._present):
            place.setProperty("tone", "low")
        self._make_tools()

    def _make_tools(self) -> None:
        """The small buttons, in two rows: there is no room for another in the one."""
        say = self.command.emit
        explain = saying("explain", "explain", "?", self.tr("What am I looking at?"), say)
        self._panels = saying("panels", "panels", "▤", self.tr("Panels"), say)
        export = saying("export", "export", "⤓", self.tr("Export"), say)
        palette, settings = tools("run", say)
        self._tools = QWidget()
        grid = QGridLayout(self._tools)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setSpacing(0)
        grid.addWidget(palette, 0, 0, 1, 2, Qt.AlignmentFlag.AlignHCenter)
        grid.addWidget(export, 0, 2, Qt.AlignmentFlag.AlignHCenter)
        for column, button in enumerate((explain, self._panels, settings)):
            grid.addWidget(button, 1, column, Qt.AlignmentFlag.AlignHCenter)

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.setSpacing(8)
        head.addWidget(self._name)
        head.addWidget(self._question)
        head.addStretch(1)
        self._names = QWidget()
        names = QVBoxLayout(self._names)
        names.setContentsMargins(0, 0, 0, 0)
        names.setSpacing(0)
        names.addStretch(1)
        names.addLayout(head)
        names.addWidget(self._title)
        names.addStretch(1)
        self._settings = self._row(
            *self._steppers.values(), self._session, self._repair, self._load, self._pill
        )
        self._places = self._row(
            self._variants, self._compare, self._present, self._stories, self._tools
        )
        self._grid = QGridLayout(self)
        self._grid.setSizeConstraint(QGridLayout.SizeConstraint.SetNoConstraint)  # it can fold
        self._grid.setContentsMargins(12, 4, 10, 4)
        self._grid.setHorizontalSpacing(10)
        self._grid.setVerticalSpacing(6)
        self._grid.addWidget(self._names, 0, 0)
        self._grid.addWidget(self._settings, 0, 1)
        self._grid.addWidget(self._places, 0, 2)
        self._grid.setColumnStretch(0, 1)

    def _row(self, *parts: QWidget) -> QWidget:
        row = QWidget()
        box = QHBoxLayout(row)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(5)
        for part in parts:
            box.addWidget(part, 0, Qt.AlignmentFlag.AlignVCenter)
        row.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Preferred)
        return row

    def minimumSizeHint(self) -> QSize:
        """As wide as the settings without a long promise: they can have a row of their own."""
        margins = self._grid.contentsMargins()
        width = self._settings.minimumSizeHint().width() + margins.left() + margins.right()
        return QSize(width, super().minimumSizeHint().height())

    def _fold_when_narrow(self) -> None:
        """Where one row does not hold everything the names go first, which the story has too.

        Neither depends on what the run has come to: nothing moves while time runs.
        """
        title = max(TITLE_WIDTH_MIN, self._name.sizeHint().width() + 8)
        names = title + self._question.sizeHint().width() + 44
        longer = self._pill.sizeHint().width() - self._pill.width_of(USUAL)
        settings = self._settings.sizeHint().width() - longer
        parts = settings + self._places.sizeHint().width()
        one_row = parts + 34 <= self.width()
        self._names.setVisible(not one_row or names + parts <= self.width())
        row, column, span = (0, 1, 1) if one_row else (1, 0, 3)
        if self._grid.getItemPosition(self._grid.indexOf(self._settings))[0] != row:  # type: ignore[index]
            self._grid.addWidget(self._settings, row, column, 1, span)
        # The choices say what is set, and the promise what follows from it: that is cut first.
        others = self._settings.sizeHint().width() - self._pill.sizeHint().width()
        margins = self._grid.contentsMargins()
        room = self.width() - margins.left() - margins.right() - others
        self._pill.setMaximumWidth(MOST_PX if one_row else max(PILL_WIDTH_MIN, room))

    def below(self) -> QPoint:
        """Where the menu of the panels opens, on the screen."""
        return self._panels.mapToGlobal(self._panels.rect().bottomLeft())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Takes a second row where one does not hold everything."""
        super().resizeEvent(event)
        self._fold_when_narrow()

    def show_frame(self, frame: Frame) -> None:
        """Shows the story, the settings and the promise of this frame."""
        self._show_story(frame.lesson)
        self._show_settings(frame.promise)
        self._show_promise(frame.promise)
        self._show_load(frame.load, has_one=frame.has_load)
        self._fold_when_narrow()

    def _show_story(self, lesson: LessonView) -> None:
        question = self.tr("Question {n}").format(n=lesson.question)
        if question != self._question.text():
            self._question.setText(question)
        self._title.show_text(lesson.title)
        self._title.setToolTip(f"<qt>{escape(lesson.title)}</qt>")
        self._variants.setVisible(bool(lesson.variants))
        if lesson.variants:
            self._variants.show_choice(lesson.variant, lesson.variants)

    def _show_settings(self, promise: PromiseView) -> None:
        decided = dict(promise.forbidden) | self._decided(promise)
        self._steppers["n"].show_value(promise.n, promise.servers, decided.get("n", ""))
        self._steppers["r"].show_value(promise.r, promise.n, decided.get("r", ""))
        self._steppers["w"].show_value(promise.w, promise.n, decided.get("w", ""))
        self._session.show_choice(promise.user_session, self._sessions())
        repairs = [
            ("off", self.tr("no read repair")),
            ("async", self.tr("read repair")),
            ("blocking", self.tr("blocking")),
        ]
        self._repair.show_choice(promise.read_repair, repairs)

    def _decided(self, promise: PromiseView) -> dict[str, str]:
        """What each number is where Raft decides, and why it cannot be changed here."""
        if not promise.agreed:
            return {}
        confirmed = self.tr("Raft decides: {r} of {n}, a majority, confirm who leads at each read")
        alone = self.tr("Raft decides: a leader answers reads alone, without a check that it leads")
        return {
            "n": self.tr("Raft decides: every server is to hold everything"),
            "r": (confirmed if promise.r > 1 else alone).format(r=promise.r, n=promise.n),
            "w": self.tr(
                "Raft decides: {w} of {n}, a majority, hold a write before its ack"
            ).format(w=promise.w, n=promise.n),
        }

    def _session_tips(self) -> dict[str, str]:
        """What a user's session demands, in a sentence each."""
        return {
            "none": self.tr("Nothing is demanded: whichever server is asked answers as it can"),
            "sticky": self.tr("The user stays with one server"),
            "token-wait": self.tr(
                "The device remembers what was seen and written; a server that is behind that waits"
            ),
            "token-forward": self.tr(
                "The device remembers the same; a server that is behind asks one that has it"
            ),
            "token-refuse": self.tr(
                "The device remembers the same; a server that is behind refuses the read"
            ),
            "monotonic-writes": self.tr("A user's writes are taken in everywhere in their order"),
            "writes-follow-reads": self.tr(
                "A write is taken in only after what its user had seen before it"
            ),
            "causal": self.tr("A write is taken in only after all that came before it"),
            "causal-snapshot": self.tr(
                "The same, and a read shows nothing without what came before that"
            ),
        }

    def _sessions(self) -> list[tuple[str, str]]:
        words = {
            "none": self.tr("no session"),
            "sticky": self.tr("sticky"),
            "token-wait": self.tr("token, wait"),
            "token-forward": self.tr("token, forward"),
            "token-refuse": self.tr("token, refuse"),
            "monotonic-writes": self.tr("own order"),
            "writes-follow-reads": self.tr("after reads"),
            "causal": self.tr("causal"),
            "causal-snapshot": self.tr("causal, whole"),
        }
        return [(name, words.get(name, name)) for name in GUARANTEES]

    def _show_load(self, load: LoadView | None, *, has_one: bool) -> None:
        """Where there is a load at some time its place is kept, so that nothing moves then."""
        self._load.setVisible(has_one or load is not None)
        self._load.setEnabled(load is not None)
        kinds = self.tr("open load"), self.tr("closed load")
        if load is None:
            self._load.show_choice("", [("", self.tr("no load")), *zip(kinds, kinds, strict=True)])
        else:
            lines = (load.open, load.closed)
            known = [(line, kind) for line, kind in zip(lines, kinds, strict=True) if line]
            self._load.show_choice(load.line, known)

    def _show_promise(self, promise: PromiseView) -> None:
        sign = "✓" if promise.overlap else "◐"
        short = "plain" if promise.stale_is_fine else "bad"
        theme.restyle(self._pill, tone="good" if promise.overlap else short)
        self._pill.show_text(f"{sign} {promise.headline}")
        fine = (self.tr("Here an old answer does no harm."),) if promise.stale_is_fine else ()
        lines = (promise.headline, *promise.lines, *fine)
        self._pill.setToolTip("<qt>" + "<br>".join(map(escape, lines)) + "</qt>")
