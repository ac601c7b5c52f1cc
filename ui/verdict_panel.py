"""The verdicts: each guarantee, whether it is promised, and whether the run has kept it so far.

Rules this file keeps: a verdict is a shape and a word before it is a colour; what is unknown or not
judged yet never looks like a pass; what was judged at an earlier moment says so.
"""

from PySide6.QtCore import QCoreApplication, QEvent, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from explorer.frame import Frame
from explorer.frame_verdicts import VerdictsView, VerdictView
from ui import theme
from ui.buttons import Clickable, flat
from ui.labels import breakable, label, show_text, words
from ui.scrolled import Scrolled
from ui.term_text import TermText, link
from ui.tips import tip
from ui.words import format_time

LEFT = ("read_your_writes", "monotonic_reads", "monotonic_writes", "writes_follow_reads",
        "no_lost_writes", "no_resurrection", "unique_names")  # fmt: skip
"""The guarantees of the left column: those of a user's own view."""
ROOM_PT = 90
"""How wide two columns are at the least, in font sizes."""
WITNESSES = 3
"""Operations that show how something broke which have a button of their own."""
_TONES = {
    "holds": "good", "violated": "bad", "unknown": "unknown", "none": "plain", "judging": "plain",
}  # fmt: skip


class VerdictRow(Clickable):
    """One guarantee; a click opens the receipt of what broke it."""

    command = Signal(str)

    def __init__(self, name: str) -> None:
        super().__init__()
        self._shown: VerdictView | None = None
        self._luck = True
        self.setObjectName(f"verdict-{name}")
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        self._pill = label("pill")
        self._pill.setObjectName(f"verdict-{name}-answer")
        self._pill.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._pill.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self._title, self._promise = TermText("heading"), words("small")
        self._title.command.connect(self.command)
        self._title.setWordWrap(False)
        self._promise.setWordWrap(False)
        self._text = words("small", f"verdict-{name}-why")
        self._text.setMinimumHeight(1)  # its height follows from its width alone
        self._witness = [flat(f"verdict-{name}-witness-{index}") for index in range(WITNESSES)]
        for index, button in enumerate(self._witness):
            button.clicked.connect(lambda _on=False, index=index: self._select(index))
        self._show_me = flat(f"verdict-{name}-show")
        self._show_me.setText(self.tr("Show me \u203a"))
        self._show_me.clicked.connect(self._seek)
        self._example = flat(f"verdict-{name}-example")
        self._example.setText(self.tr("Example\u2026"))
        self._example.clicked.connect(lambda: self.command.emit(f"example {name}"))
        self.clicked.connect(self._open)
        self._lay_out()

    def _lay_out(self) -> None:
        first = QHBoxLayout()
        first.setSpacing(8)
        for part in (self._title, self._pill, self._promise):
            first.addWidget(part)
        first.addStretch(1)
        for button in (*self._witness, self._show_me, self._example):
            first.addWidget(button)
        box = QVBoxLayout(self)
        box.setContentsMargins(8, 3, 8, 3)
        box.setSpacing(1)
        box.addLayout(first)
        box.addWidget(self._text)

    def _open(self) -> None:
        if self._shown is not None and self._shown.witness:
            self.command.emit(f"receipt #{self._shown.witness[-1]}")

    def _select(self, index: int) -> None:
        if self._shown is not None:
            self.command.emit(f"select operation {self._shown.witness[index]}")

    def _show_witness(self, witness: tuple[int, ...]) -> None:
        for index, button in enumerate(self._witness):
            button.setVisible(index < len(witness))
            if index < len(witness):
                button.setText(f"#{witness[index]}")
                button.setAccessibleName(self.tr("Select operation {0}").format(witness[index]))
                told = self.tr("Select this operation, which shows it")
                button.setToolTip(tip(f"select operation {witness[index]}", told))

    def mark(self, key: str) -> None:
        """Shows which of its witnesses is selected."""
        for button in self._witness:
            here = key == f"operation {button.text().removeprefix('#')}"
            theme.restyle(button, chosen="yes" if here else "")

    def _seek(self) -> None:
        if self._shown is not None and self._shown.show_us is not None:
            self.command.emit(f"cause {self._shown.name}")

    def align(self, title: int, pill: int) -> None:
        """Makes title and pill as wide as the widest of all rows."""
        self._title.setMinimumWidth(title)
        self._pill.setMinimumWidth(pill)

    def widths(self) -> tuple[int, int]:
        """How wide title and pill are by themselves."""
        return self._title.sizeHint().width(), self._pill.sizeHint().width()

    def show_verdict(self, verdict: VerdictView, *, luck: bool) -> None:
        """Shows the verdict; where no `luck` can change it, there is no example to look for."""
        if (verdict, luck) == (self._shown, self._luck):
            return
        self._shown, self._luck = verdict, luck
        sign, word = {
            "holds": ("✓", self.tr("holds")), "violated": ("✗", self.tr("violated")),
            "unknown": ("?", self.tr("unknown")), "none": ("○", self.tr("not yet")),
            "judging": ("…", self.tr("judging")),
        }[verdict.answer]  # fmt: skip
        promise = self.tr("promised") if verdict.promised else self.tr("not promised")
        if verdict.promised and verdict.answer == "violated":
            promise = self.tr("promised, and broken")
        self._title.setText(verdict.title)
        link([self._title])
        self._pill.setText(f"{sign} {word}")
        theme.restyle(self._pill, tone=_TONES[verdict.answer])
        self._promise.setText(promise)
        told = verdict.text or verdict.meaning  # what holds says what it is that holds
        show_text(self._text, breakable(told))
        self._show_witness(verdict.witness)
        self._show_me.setVisible(verdict.show_us is not None)
        self._show_me.setAccessibleName(self.tr("Show where {0} broke").format(verdict.title))
        may_break = not verdict.promised and verdict.answer in ("holds", "none")
        self._example.setVisible(luck and may_break)
        look = self.tr("Look for a run with other luck in which {0} is broken")
        self._example.setAccessibleName(look.format(verdict.title))
        self._example.setToolTip(tip(f"example {verdict.name}", self._example.accessibleName()))
        can_open = bool(verdict.witness)
        self.setCursor(
            Qt.CursorShape.PointingHandCursor if can_open else Qt.CursorShape.ArrowCursor
        )
        self.setAccessibleName(f"{verdict.title}: {word}, {promise}. {told}")
        opens = self.tr("Click: the receipt of what broke it.") if can_open else ""
        self.setToolTip(f"<p>{verdict.meaning}</p><p>{opens}</p>")
        self.updateGeometry()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """A raised ground, with a frame while it has the focus or the pointer."""
        now = theme.current()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setBrush(now.color("raised"))
        opens = self._shown is not None and bool(self._shown.witness)
        marked = self.hasFocus() or (self.underMouse() and opens)
        painter.setPen(QPen(now.color("accent" if marked else "raised"), now.line_width))
        painter.drawRoundedRect(self.rect().adjusted(1, 1, -2, -2), 6, 6)


class VerdictPanel(Scrolled):
    """All guarantees, in two columns: a user's own view, and that of all together."""

    command = Signal(str)

    def __init__(self) -> None:
        super().__init__("verdicts")
        self.setAccessibleName(self.tr("Verdicts"))
        self._rows: dict[str, VerdictRow] = {}
        self._shown: VerdictsView | None = None
        self._arranged = False, 0
        """In two columns or not, and how many rows."""
        body = QWidget()
        row = QHBoxLayout(body)
        row.setContentsMargins(0, 0, 4, 0)
        row.setSpacing(8)
        self._across = row
        self._columns = QVBoxLayout(), QVBoxLayout()
        for column in self._columns:
            column.setSpacing(4)
            row.addLayout(column)
            column.addStretch(1)
        self.setWidget(body)

    def show_frame(self, frame: Frame) -> None:
        """Shows the verdicts of this frame."""
        if frame.verdicts is not self._shown:
            self._shown = frame.verdicts
            for verdict in frame.verdicts.rows:
                if verdict.name not in self._rows:
                    self._add(verdict.name)
                self._rows[verdict.name].show_verdict(verdict, luck=frame.verdicts.luck)
            self._align()
        for row in self._rows.values():
            row.mark(frame.subject)

    def _align(self) -> None:
        widths = [row.widths() for row in self._rows.values()]
        for row in self._rows.values():
            row.align(max(title for title, _ in widths), max(pill for _, pill in widths))

    def changeEvent(self, event: QEvent) -> None:
        """A new theme has wider letters."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange and self._rows:
            self._align()
            self._arrange()

    def _add(self, name: str) -> None:
        row = self._rows[name] = VerdictRow(name)
        row.command.connect(self.command)
        self._arrange()

    def _arrange(self) -> None:
        """Two columns, where two have room."""
        two = self.width() >= ROOM_PT * theme.current().font_pt
        if self._arranged == (two, len(self._rows)):
            return
        self._arranged = two, len(self._rows)
        for name, row in self._rows.items():
            for column in self._columns:
                column.removeWidget(row)
            column = self._columns[two and name not in LEFT]
            column.insertWidget(column.count() - 1, row)
        self._across.setStretch(0, 1)
        self._across.setStretch(1, int(two))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Another width may have room for another number of columns."""
        super().resizeEvent(event)
        self._arrange()


def summary(view: VerdictsView, now_us: int) -> tuple[str, str]:
    """The verdicts in a line, for when they are not on screen, and its tone."""

    def tr(text: str) -> str:
        return QCoreApplication.translate("Verdicts", text)

    answers = [row.answer for row in view.rows]
    if not view.rows or "judging" in answers:
        return tr("… judging"), "plain"
    broken, unknown = answers.count("violated"), answers.count("unknown")
    promised = any(row.promised for row in view.rows if row.answer == "violated")
    held = answers.count("holds")
    # What nobody was promised is no alarm: most settings give some of it up for something else.
    sign = tr("✗ {0} violated") if promised else tr("◐ {0} broken")
    parts = [sign.format(broken)] if broken else []
    parts += [tr("✓ {0} hold").format(held)] if held else []
    parts += [tr("? {0} unknown").format(unknown)] if unknown else []
    if not parts:
        parts = [tr("○ nothing to judge yet")]
    if not view.current and view.as_of_us < now_us:
        parts.append(tr("as of {0}, judging…").format(format_time(view.as_of_us)))
    return ", ".join(parts), "bad" if promised else "unknown" if unknown else "plain"
