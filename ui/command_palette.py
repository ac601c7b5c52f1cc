"""The command palette: a few words find whatever can be done; a line can be written by hand.

Rules this file keeps: what is done leaves as a line of the verb language; a line that cannot be
done comes back (`complain`) and is shown here, with the column at which it goes wrong; it is all
used by the keyboard, which never leaves the field.
"""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from explorer import completing, matching, script
from explorer.completing import Candidate, Completion
from explorer.frame import Frame
from explorer.stories import Preset
from explorer.verbs import VERBS
from ui import theme
from ui.labels import show_text, words
from ui.palette_entries import Entry, entries
from ui.palette_field import Caret, PaletteField
from ui.palette_list import PaletteList, Row

SHOWN_MOST = 60
"""So many entries are listed; who wants another writes one more word."""
WIDTH, TOP, PAGE = 780, 60, 8


class CommandPalette(QFrame):
    """Over the window, at its top; hidden until it is called."""

    command = Signal(str)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("palette")
        self.setProperty("role", "palette")
        self.setAccessibleName(self.tr("Command palette"))
        self._stories: Sequence[Preset] = ()
        self._frame: Frame | None = None
        self._entries: list[Entry] = []
        self._made_for: object = None
        self._found: list[Entry] = []
        self._completion: Completion | None = None
        self._make()
        self.hide()

    def _make(self) -> None:
        self._field, self._list = PaletteField(), PaletteList()
        self._field.textEdited.connect(lambda _: self._written())
        self._field.pressed.connect(self._pressed)
        self._field.left.connect(self._left)
        self._list.itemClicked.connect(lambda _: self._enter())
        self._caret = Caret(self._field)
        self._wrong, self._usage = words("small", "palette-error"), words("small", "palette-usage")
        self._wrong.setProperty("tone", "bad")
        self._hint = words("small", "palette-hint")
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 12, 12, 10)
        column.setSpacing(5)
        for part in (self._field, self._caret, self._wrong, self._usage):
            column.addWidget(part)
        column.addWidget(self._list, 1)
        column.addWidget(self._hint)

    # -- what it knows

    def offer(self, stories: Sequence[Preset]) -> None:
        """The stories that there are."""
        self._stories, self._entries = stories, []

    def show_frame(self, frame: Frame | None) -> None:
        """What can be done at this moment; hidden, it only remembers the frame."""
        self._frame = frame
        if self.isVisible():
            self._look()

    def call(self) -> None:
        """Comes, with an empty field."""
        self._field.begin()
        self.complain("")
        self.show()
        self.raise_()
        self._look()
        self._field.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def leave(self) -> None:
        """Goes, and gives the keyboard back to the window."""
        self.hide()
        self.window().setFocus()

    def _left(self) -> None:
        if not self.underMouse():
            self.hide()

    def fit(self) -> None:
        """Takes its place in a window of this size."""
        room = self.window().size()
        wide = min(round(WIDTH * max(1.0, theme.current().font_pt / 10)), room.width() - 60)
        high = min(round(room.height() * 0.7), room.height() - TOP - 20)
        self.setGeometry((room.width() - wide) // 2, TOP, wide, high)

    def showEvent(self, event: QShowEvent) -> None:
        """Is as large as the window lets it be."""
        super().showEvent(event)
        self.fit()

    # -- looking

    def _look(self) -> None:
        """Finds what matches what is written, or how the line goes on."""
        text = self._field.text()
        self._completion = self._completed(text)
        if self._completion is None:
            self._find(text)
        elif self._is_no_line(self._completion) and self._matching(text):
            self._completion = None  # it begins as a verb does, and goes on in words
            self._find(text)
        else:
            self._list.show_rows(self._ways_on(self._completion), chosen=-1)
        self._show_usage()
        self._show_hint()

    def _ways_on(self, going_on: Completion) -> list[Row]:
        """The words that may come, those grey with which the line could not be done."""
        offers = self._frame.offers if self._frame is not None else ()
        reasons = {offer.line: offer.reason for offer in offers if offer.reason}
        before = self._field.text()[: going_on.start]
        return [
            Row(word.text, "", word.help, reasons.get(before + word.text, ""))
            for word in going_on.candidates[:SHOWN_MOST]
        ]

    def _completed(self, text: str) -> Completion | None:
        """How the line goes on, where one is being written; None while words are looked for."""
        first, space, _ = text.lstrip().partition(" ")
        if not space or (first not in VERBS and first != "at"):
            return None
        return completing.complete(text, completing.known(self._frame, self._stories))

    def _is_no_line(self, going_on: Completion) -> bool:
        """Whether what is written can be done neither as it is nor with more after it."""
        try:
            script.parse(self._field.text())
        except ValueError:
            return not going_on.candidates
        return False

    def _matching(self, text: str) -> list[Entry]:
        key = _depends_on(self._frame)
        if key != self._made_for or not self._entries:
            self._entries, self._made_for = entries(self._stories, self._frame), key
        places = matching.rank(text, [(entry.title, entry.about) for entry in self._entries])
        return [self._entries[place] for place in places[:SHOWN_MOST]]

    def _find(self, text: str) -> None:
        self._found = self._matching(text)
        rows = [Row(e.title, "; ".join(e.lines), e.help, e.reason) for e in self._found]
        self._list.show_rows(rows, chosen=0)

    def _show_usage(self) -> None:
        """Of the verb that is written or chosen: what it takes, what it does, an example."""
        chosen, going_on = self._chosen(), self._completion
        verb = VERBS.get(chosen.begins.strip()) if chosen is not None else None
        verb = verb if going_on is None else going_on.verb
        if verb is None:
            show_text(self._usage, "")
            return
        text = self.tr("{name} {usage}: {help}. Example: {example}")
        said = text.format(
            name=verb.name, usage=verb.usage, help=verb.help, example=verb.example
        ).replace(" :", ":")
        now = self._now(going_on) if going_on is not None else ""
        show_text(self._usage, f"{said}\n{now}".strip())

    def _show_hint(self) -> None:
        """What its keys do, and that time does not wait for what is written."""
        keys = self.tr("Enter does it · Tab completes · Up: what was done · Esc closes")
        runs = self.tr("Time runs on meanwhile, and a line counts from its Enter; pause halts it")
        playing = self._frame is not None and self._frame.playback.playing
        show_text(self._hint, f"{keys}\n{runs}" if playing else keys)

    def _now(self, going_on: Completion) -> str:
        """What the word is that has been written, or what is to be written here."""
        written = self._field.text()[going_on.start :]
        whole = [word for word in going_on.candidates if word.text == written]
        if whole:
            told = f"{whole[0].text}: {whole[0].help}" if whole[0].help else whole[0].text
            return self.tr("Enter does it: {what}.").format(what=told)
        wanted = self.tr(" or ").join(going_on.wanted)
        return self.tr("Here comes {what}.").format(what=wanted) if wanted else ""

    def _chosen(self) -> Entry | None:
        row = self._list.currentRow()
        found = self._completion is None and 0 <= row < len(self._found)
        return self._found[row] if found else None

    # -- what is wrong

    def complain(self, text: str, column: int = 0) -> None:
        """Says what is wrong with the line, and shows at which column; with '' all is well."""
        show_text(self._wrong, text)
        self._wrong.setAccessibleName(text)
        self._caret.point_at(column)

    # -- hands

    def _written(self) -> None:
        self.complain("")
        self._look()

    def _pressed(self, key: Qt.Key) -> None:
        steps = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1,
                 Qt.Key.Key_PageUp: -PAGE, Qt.Key.Key_PageDown: PAGE}  # fmt: skip
        if key == Qt.Key.Key_Escape:
            self.leave()
        elif key == Qt.Key.Key_Tab:
            self._complete()
        elif key in steps:
            self._move(steps[key])
        else:
            self._enter()

    def _move(self, step: int) -> None:
        """Along the list; from an empty field Up leads into what was done before."""
        if self._field.turn(step):
            self._written()
        else:
            self._list.move_by(step)
            self._show_usage()

    def _complete(self) -> None:
        """Puts what is chosen, or the first, into the field, to be written on."""
        going_on, row = self._completion, max(0, self._list.currentRow())
        entry = self._chosen()
        if going_on is not None and going_on.candidates:
            self._put(going_on, going_on.candidates[row])
        elif entry is not None:
            self._begin(entry.begins or entry.lines[0])

    def _put(self, going_on: Completion, candidate: Candidate) -> None:
        self._begin(f"{self._field.text()[: going_on.start]}{candidate.text} ")

    def _begin(self, text: str) -> None:
        self._field.begin(text)
        self._written()

    def _enter(self) -> None:
        """Does the line, or what is chosen; a verb that takes more is begun."""
        row = self._list.currentRow()
        if self._completion is None:
            self._take(self._chosen())
        elif row >= 0:
            self._put(self._completion, self._completion.candidates[row])
        else:
            self._do((self._whole(self._completion).strip(),))

    def _whole(self, going_on: Completion) -> str:
        """The line, its last word written out where it can only be one."""
        text, names = self._field.text(), [word.text for word in going_on.candidates]
        begun = text[going_on.start :]
        alike = [name for name in names if begun and name.casefold().startswith(begun.casefold())]
        if begun in names or len(alike) != 1:
            return text
        return text[: going_on.start] + alike[0]

    def _take(self, entry: Entry | None) -> None:
        if entry is None:
            self.complain(self.tr("Nothing is called so: try fewer words, or other ones."))
        elif entry.reason:
            self.complain(self.tr("Not now: {reason}").format(reason=entry.reason))
        elif entry.begins:
            self._begin(entry.begins)
        else:
            self._do(entry.lines)

    def _do(self, lines: tuple[str, ...]) -> None:
        """Says the lines one after the other, up to one that is complained of."""
        self.complain("")
        self._field.remember(lines[0])
        self.leave()
        for line in lines:
            self.command.emit(line)
            if self._wrong.text():
                self.show()
                self._field.setFocus()
                return


def _depends_on(frame: Frame | None) -> object:
    """All that the entries depend on."""
    if frame is None:
        return None
    names = tuple(server.name for server in frame.servers)
    lesson = frame.lesson.number, frame.lesson.variants
    return frame.offers, *lesson, len(frame.links), names, frame.hidden
