"""The words of the field: a list to look in, what each means, and ten seconds that show it.

Rules this file keeps: it shows the glossary that it is given and says lines of the verb language;
what plays in it is a run of its own, which ends when the dialog is closed.
"""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import (
    QDialog,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QSizePolicy,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from explorer import glossary, matching
from explorer.experiment import Experiment
from explorer.glossary import Glossary, Term
from explorer.stories import Preset
from explorer.times import write_time
from ui.buttons import closing, flat
from ui.labels import label, words
from ui.palette_list import ROW, Painter, Row
from ui.term_stage import TermStage
from ui.term_text import TermText, link
from ui.tips import tip

LIST_LETTERS = 26
"""How wide the list is, in letters 'x'."""
MOST_LINKS = 8
WALKED = (Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_PageUp, Qt.Key.Key_PageDown)


class GlossaryDialog(QDialog):
    """All words of the field."""

    command = Signal(str)

    def __init__(
        self, parent: QWidget, known: Glossary, let_go: Callable[[Experiment], None]
    ) -> None:
        """Modal to its window; Esc closes it."""
        super().__init__(parent)
        self.finished.connect(parent.activateWindow)  # the keys are the window's again
        self._window = parent
        self._known, self._stories = known, list[Preset]()
        self._term: Term | None = None
        self.setObjectName("glossary")
        self.setWindowTitle(self.tr("The words of the field"))
        self.setAccessibleName(self.tr("The words of the field"))
        self._make_list()
        self._make_entry(let_go)
        across = QHBoxLayout()
        across.setSpacing(18)
        across.addLayout(self._left)
        across.addLayout(self._right, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(18, 16, 18, 12)
        column.addLayout(across, 1)
        column.addLayout(self._foot)
        self._fill("")

    def _make_list(self) -> None:
        self._filter = QLineEdit()
        self._filter.setObjectName("glossary-filter")
        self._filter.setAccessibleName(self.tr("Look for a word"))
        self._filter.setPlaceholderText(self.tr("Look for a word"))
        self._filter.setClearButtonEnabled(False)
        self._filter.textChanged.connect(self._fill)
        self._list = QListWidget()
        self._list.setObjectName("glossary-list")
        self._list.setAccessibleName(self.tr("Words"))
        self._list.setItemDelegate(Painter(self._list))
        self._list.setFrameShape(QFrame.Shape.NoFrame)
        self._list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._list.currentItemChanged.connect(self._chosen)
        self._nothing = words("muted", "glossary-nothing")
        self._left = QVBoxLayout()
        self._left.addWidget(self._filter)
        self._left.addWidget(self._nothing)
        self._left.addWidget(self._list, 1)

    def _make_entry(self, let_go: Callable[[Experiment], None]) -> None:
        self._name, self._also = label("title"), words("small", "term-also")
        self._name.setObjectName("term-name")
        self._means, self._watch = TermText("", "term-means"), words("muted", "term-watch")
        self._means.command.connect(self._follow)
        self.example = TermStage(let_go)
        self._replay = QPushButton(self.tr("Again"))
        self._replay.setObjectName("term-replay")
        self._replay.setAccessibleName(self.tr("Play the example again"))
        self._replay.clicked.connect(self.example.replay)
        self._open = QPushButton(self.tr("Open this story here"))
        self._open.setObjectName("term-open")
        self._open.setProperty("role", "primary")
        self._open.setToolTip(tip("open"))
        self._open.clicked.connect(self._open_story)
        self._see, self._told = _Links("term-see"), _Links("term-story")
        links = QGridLayout()
        links.setHorizontalSpacing(10)
        links.setVerticalSpacing(0)
        links.setColumnStretch(1, 1)
        for row, (text, part) in enumerate((
            (self.tr("See also"), self._see), (self.tr("In the stories"), self._told),
        )):  # fmt: skip
            heading = label("small")
            heading.setText(text)
            links.addWidget(heading, row, 0)
            links.addWidget(part, row, 1)
        self._right = QVBoxLayout()
        self._right.setSpacing(6)
        for widget in (self._name, self._also, self._means, self._watch):
            self._right.addWidget(widget)
        self._right.addWidget(self.example, 1)
        self._right.addLayout(links)
        self._foot = QHBoxLayout()
        self._foot.addWidget(self._replay)
        self._foot.addWidget(self._open)
        self._foot.addWidget(closing(self, self.tr("Close the words")), 1)

    # The list

    def offer(self, stories: Sequence[Preset]) -> None:
        """The stories in which words may come up."""
        self._stories = list(stories)
        if self._term is not None:
            self._tell_stories(self._term)

    def begin(self) -> None:
        """Opens, as large as its window has room for; the word that was shown last is shown."""
        window = self._window
        self.resize(min(1100, window.width() - 40), min(860, window.height() - 40))
        letters = self._list.fontMetrics().horizontalAdvance("x") * LIST_LETTERS
        self._filter.setFixedWidth(letters)
        self._list.setFixedWidth(letters)
        self._nothing.setFixedWidth(letters)
        self._filter.selectAll()
        self._filter.setFocus()
        self.open()

    def show_term(self, name: str) -> bool:
        """Shows a word, however it is written; whether there is one."""
        term = self._known.find(name)
        if term is None:
            return False
        self._filter.clear()
        for row in range(self._list.count()):
            if self._list.item(row).data(Qt.ItemDataRole.UserRole + 1) == term.name:
                self._list.setCurrentRow(row)
        return True

    def _fill(self, text: str) -> None:
        """The words that match, the best first; the one that is shown stays, if it is one."""
        told = [(" ".join(term.written), term.means) for term in self._known.terms]
        found = [self._known.terms[place] for place in matching.rank(text, told)]
        self._list.blockSignals(True)
        self._list.clear()
        for term in found:
            item = QListWidgetItem(self._list)
            item.setData(ROW, Row(term.name))
            item.setData(Qt.ItemDataRole.UserRole + 1, term.name)
            item.setData(Qt.ItemDataRole.AccessibleTextRole, term.name)
        self._list.blockSignals(False)
        self._list.setVisible(bool(found))
        self._nothing.setVisible(not found)
        self._nothing.setText(self.tr("No word here has \u00ab{0}\u00bb.").format(text.strip()))
        names = [term.name for term in found]
        stays = not text and self._term is not None and self._term.name in names
        if names:
            self._list.setCurrentRow(names.index(self._term.name) if stays and self._term else 0)

    def _chosen(self, item: QListWidgetItem | None, _before: object = None) -> None:
        term = self._known.find(item.data(Qt.ItemDataRole.UserRole + 1)) if item else None
        if term is not None and term is not self._term:
            self._show(term)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Up and Down walk the list from the field; Enter there presses nothing."""
        if event.key() in WALKED and self._filter.hasFocus() and self._list.count():
            step = -1 if event.key() in (Qt.Key.Key_Up, Qt.Key.Key_PageUp) else 1
            row = self._list.currentRow() + step
            self._list.setCurrentRow(max(0, min(row, self._list.count() - 1)))
        elif event.key() not in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            super().keyPressEvent(event)

    # A word

    def _show(self, term: Term) -> None:
        self._term = term
        self._name.setText(term.name)
        also = self.tr("Also called: {0}").format(", ".join(term.also))
        self._also.setText(also)
        self._also.setVisible(bool(term.also))
        self._means.setText(term.means)
        link([self._means], [term.name])
        self._watch.setText(self.tr("Watch: {0}").format(term.watch))
        self._see.show_links([(each.name, f"term {each.name}") for each in
                              self._known.named(term.see)], self._follow)  # fmt: skip
        self._tell_stories(term)
        self._open.setAccessibleName(self.tr("Open the story of this example at its moment"))
        self.example.show_example(term.example, term.watch)

    def _tell_stories(self, term: Term) -> None:
        told = glossary.told_in(term, self._stories)
        stories = [(f"{story.model.number} {story.model.title}", f"open {story.model.slug}")
                   for story in told]  # fmt: skip
        self._told.show_links(stories, self._leave)

    def _follow(self, line: str) -> None:
        """Another word is to be shown, in this dialog."""
        self.command.emit(line)

    def _leave(self, *lines: str) -> None:
        """Closes, and does these."""
        self.accept()
        for line in lines:
            self.command.emit(line)

    def _open_story(self) -> None:
        """The story as the example has it, at the moment at which that begins."""
        if self._term is None:
            return
        example = self._term.example
        lines = [f"open {example.story}"]
        lines += [f"variant {example.variant}"] if example.variant else []
        lines += [f"set {setting.replace('=', ' ')}" for setting in example.settings]
        lines += [f"seek {write_time(example.from_us)}"] if example.from_us else []
        self._leave(*lines)


class _Links(QWidget):
    """A row of words to press, as many as there is room for."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self._name = name
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(4)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self._buttons: list[QToolButton] = []
        self._row.addStretch(1)

    def show_links(self, links: Sequence[tuple[str, str]], does: Callable[[str], None]) -> None:
        """(text, line) of each."""
        for button in self._buttons:
            button.setParent(None)
            button.deleteLater()
        self._buttons = []
        for place, (text, line) in enumerate(links[:MOST_LINKS]):
            button = flat(f"{self._name}-{place + 1}", text, text, tip(line))
            button.setProperty("role", "link")
            button.clicked.connect(lambda _on=False, line=line: does(line))
            self._row.insertWidget(place, button)
            self._buttons.append(button)
        self._fit()

    def _fit(self) -> None:
        """Those are seen that there is room for, and none is cut off."""
        left = self.width()
        for button in self._buttons:
            left -= button.sizeHint().width() + self._row.spacing()
            button.setVisible(left >= 0)

    def minimumSizeHint(self) -> QSize:
        """As narrow as need be, and as high as any button of its kind."""
        return QSize(1, self.sizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Another width has room for others."""
        super().resizeEvent(event)
        self._fit()
