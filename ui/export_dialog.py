"""What is to be made of a run: a film, a page, a handout or a picture, of which part, and where.

Rules this file keeps: it says one line of the verb language, and that only when nothing is wrong
with it; what is wrong is told here, where it can be put right.
"""

from pathlib import Path

from PySide6.QtCore import QSize, QStandardPaths, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QHBoxLayout,
    QLineEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from explorer import film_order
from explorer.film_order import Order
from explorer.lines import quoted
from explorer.preferences import THEMES
from explorer.times import write_time
from ui import file_dialog, only_one, theme
from ui.bar_parts import Choice
from ui.export_formats import FORMATS, ExportFormats
from ui.export_plan import Plan
from ui.export_span import ExportSpan
from ui.labels import label, words
from ui.scrolled import Scrolled

SIZES = ((960, 540), (1280, 720), (1920, 1080), (2560, 1440))
WIDE_PT, EDGES_PX = 62, 40
"""How wide it is, in font sizes, if the window is larger than that by so much."""
_last: list[Path] = []
"""The folder in which something was made last, as long as the program runs."""


class ExportDialog(QDialog):
    """Asks for all that an export needs; `command` says it as a line."""

    command = Signal(str)

    def __init__(self, parent: QWidget, plan: Plan, order: Order) -> None:
        """With what is known of it already chosen. Modal to its window; Esc closes it."""
        super().__init__(parent)
        self._over, self._plan = parent, plan
        self.finished.connect(parent.activateWindow)  # the keys are the window's again
        self.finished.connect(self.deleteLater)
        self.setObjectName("export-dialog")
        only_one.replace(self)
        self.setWindowTitle(self.tr("Export"))
        self.setAccessibleName(self.tr("Export"))
        self._formats, self._span = ExportFormats(order.name), ExportSpan(plan, order.span)
        self._make_look(order)
        self._make_file()
        self._lay_out()
        self._formats.changed.connect(self._tell)
        self._span.changed.connect(self._tell)
        self._file.textChanged.connect(lambda: self._tell())
        self._size.currentIndexChanged.connect(lambda: self._tell())
        self._tell()

    # -- parts

    def _make_look(self, order: Order) -> None:
        self._size = Choice("export-size", "{}", self.tr("Size of its pictures"))
        self._theme = Choice("export-theme", "{}", self.tr("Theme of its pictures"))
        sizes = [(f"{wide}x{high}", f"{wide} × {high}") for wide, high in SIZES]
        self._size.show_choice(f"{order.size[0]}x{order.size[1]}", sizes)
        titles = {
            "dark": self.tr("Dark"),
            "light": self.tr("Light"),
            "projector": self.tr("Projector"),
        }
        self._theme.show_choice(order.theme, [(name, titles[name]) for name in THEMES])

    def _make_file(self) -> None:
        self._file = QLineEdit(str(_folder() / f"{self._plan.stem}.{self._formats.chosen}"))
        self._file.setObjectName("export-file")
        self._file.setAccessibleName(self.tr("The file to make"))
        self._choose = QPushButton(self.tr("Choose…"))
        self._choose.setObjectName("export-choose")
        self._choose.setAccessibleName(self.tr("Choose the file to make"))
        self._choose.clicked.connect(self._ask_file)
        self._told = words("small", "export-told")
        self._buttons, role = QDialogButtonBox(), QDialogButtonBox.ButtonRole
        self._make = self._buttons.addButton(self.tr("Make it"), role.AcceptRole)
        self._make.setObjectName("export-make")
        self._make.setProperty("role", "primary")
        leave = self._buttons.addButton(self.tr("Cancel"), role.RejectRole)
        leave.setObjectName("export-leave")
        self._buttons.accepted.connect(self._say)
        self._buttons.rejected.connect(self.reject)

    def _lay_out(self) -> None:
        """What is too high for a small screen scrolls; the buttons stay in sight."""
        body = QWidget()
        parts = self._parts = QVBoxLayout(body)
        parts.setContentsMargins(0, 0, 0, 0)
        parts.setSpacing(8)
        parts.addWidget(self._formats)
        parts.addWidget(self._head(self.tr("Which part")))
        parts.addWidget(self._span)
        parts.addWidget(self._head(self.tr("How it looks")))
        parts.addLayout(self._row(self._size, self._theme))
        parts.addWidget(self._head(self.tr("Where")))
        parts.addLayout(self._row(self._file, self._choose))
        parts.addWidget(self._told)
        parts.addStretch(1)
        self._told.setMinimumHeight(2 * self._told.fontMetrics().lineSpacing())
        area = self._area = Scrolled("export-parts")
        area.setWidget(body)
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 16, 20, 14)
        column.setSpacing(8)
        column.addWidget(area)
        column.addWidget(self._buttons)

    def fit(self, room: QSize) -> None:
        """As wide as its lines want to be, and as high as its words need then, within this room."""
        most = room - QSize(EDGES_PX, EDGES_PX)
        self.resize(min(round(WIDE_PT * theme.current().font_pt), most.width()), most.height())
        left = self._area.viewport().height() - self._parts.totalHeightForWidth(
            self._area.viewport().width()
        )
        self.resize(self.width(), min(most.height(), most.height() - left))

    def showEvent(self, event: QShowEvent) -> None:
        """Once it wears its letters it is known how large it has to be."""
        super().showEvent(event)
        self.fit(self._over.size())

    def _head(self, text: str) -> QWidget:
        head = label("heading")
        head.setText(text)
        head.setContentsMargins(0, 6, 0, 0)
        return head

    def _row(self, *parts: QWidget) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(8)
        for part in parts:
            row.addWidget(part)
        return row

    # -- what is chosen, and told

    def _order(self) -> Order:
        """What is asked for. Raises ValueError, in words, where a time is none."""
        wide, _, high = str(self._size.currentData()).partition("x")
        path = Path(self._file.text()).expanduser()
        look = str(self._theme.currentData())
        return Order(self._formats.chosen, path, self._span.span(), (int(wide), int(high)), look)

    def _tell(self) -> None:
        """Everything is told anew: what one choice means depends on the others."""
        name, path = self._formats.chosen, Path(self._file.text())
        self._span.show_format(name)
        ending = path.suffix.lower().removeprefix(".")
        if ending in FORMATS and ending != name:
            self._file.setText(str(path.with_suffix(f".{name}")))  # which tells it again
            return
        try:
            order = self._order()
        except ValueError as error:
            self._complain(f"{error}.")
            return
        self._formats.show_plan(self._plan, order)
        wrong = film_order.wrong(order, self._plan.end_us)
        self._complain(" ".join(f"{said}: {text}." for _, said, text in wrong))
        if not wrong and order.path.exists():
            self._told.setText(self.tr("This file is there already: it will be replaced."))

    def _complain(self, text: str) -> None:
        self._told.setText(text)
        theme.restyle(self._told, tone="bad" if text else "plain")
        self._make.setEnabled(not text)

    def _ask_file(self) -> None:
        kinds = self.tr("Files of this kind (*.{0})").format(self._formats.chosen)
        file_dialog.ask(
            self, "export-file-dialog", self.tr("Export"), file_dialog.SAVE, kinds,
            self._file.text(), self._file.setText,
        )  # fmt: skip

    def _say(self) -> None:
        """All of it as one line."""
        order = self._order()
        _last[:] = [order.path.parent]
        said = [f"export {order.name} {quoted(str(order.path))}"]
        for word, us in zip(("from", "until"), order.span, strict=True):
            said += [] if us is None else [f"{word} {write_time(us)}"]
        said += [f"size {order.size[0]}x{order.size[1]}", f"theme {order.theme}"]
        self.accept()
        self.command.emit(" ".join(said))


def _folder() -> Path:
    """Where it is made unless somebody says otherwise: where the last one was, else a usual one."""
    if _last:
        return _last[0]
    place = QStandardPaths.StandardLocation
    usual = (place.MoviesLocation, place.PicturesLocation, place.DocumentsLocation)
    found = (Path(QStandardPaths.writableLocation(each)) for each in usual)
    return next((path for path in found if path.is_dir()), Path.home())
