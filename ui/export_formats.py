"""What can be made of a run, one of which is chosen: each with a line of what it is.

Rules this file keeps: of a film the line says how long it will be, and of all about how long that
takes; what cannot be made here is greyed, with the line that installs what it needs.
"""

from dataclasses import replace

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QButtonGroup, QGridLayout, QLabel, QRadioButton, QWidget

from explorer import film_order
from explorer.film_order import Order
from ui import export_plan, film_mp4
from ui.export_plan import Plan
from ui.labels import words

FORMATS = ("gif", "mp4", "html", "pdf", "png")
"""Films first: it is what most come for."""


class ExportFormats(QWidget):
    """A button for each format, and what it is."""

    changed = Signal()

    def __init__(self, chosen: str) -> None:
        super().__init__()
        names = {
            "gif": self.tr("GIF"), "mp4": self.tr("MP4"), "html": self.tr("Page"),
            "pdf": self.tr("Handout"), "png": self.tr("Picture"),
        }  # fmt: skip
        self._what = {
            "gif": self.tr("A film of {0} s that moves wherever pictures are shown."),
            "mp4": self.tr("A film of {0} s with sharper letters, for a player."),
            "html": self.tr("One page: a film of {0} s, the words, the verdicts, the charts."),
            "pdf": self.tr("To print: questions, pictures, and a sheet of answers."),
            "png": self.tr("One picture of one moment."),
        }
        self._group = QButtonGroup(self)
        self._about: dict[str, QLabel] = {}
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(14)
        grid.setColumnStretch(1, 1)
        for row, name in enumerate(FORMATS):
            button = QRadioButton(names[name])
            button.setObjectName(f"export-{name}")
            button.setAccessibleName(names[name])
            self._group.addButton(button, row)
            self._about[name] = words("small", f"export-about-{name}")
            grid.addWidget(button, row, 0, Qt.AlignmentFlag.AlignTop)
            grid.addWidget(self._about[name], row, 1)
        self._no_film = "" if film_mp4.there() else film_mp4.LACKING
        if self._no_film:
            self._group.button(FORMATS.index("mp4")).setEnabled(False)
            about = self._about["mp4"]  # the line is there to be copied
            about.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents, on=False)
            about.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        first = "gif" if chosen == "mp4" and self._no_film else chosen
        self._group.button(FORMATS.index(first or "gif")).setChecked(True)
        self._group.idToggled.connect(lambda _id, on: self.changed.emit() if on else None)

    @property
    def chosen(self) -> str:
        """The name of the format, as a line has it."""
        return FORMATS[self._group.checkedId()]

    def show_plan(self, plan: Plan, order: Order) -> None:
        """What each would be, of what is asked for."""
        for name, about in self._about.items():
            text = self._line(plan, replace(order, name=name))
            about.setText(text)
            self._group.button(FORMATS.index(name)).setAccessibleDescription(text)

    def _line(self, plan: Plan, order: Order) -> str:
        if order.name == "mp4" and self._no_film:
            return self._no_film
        if any(film_order.wrong_span(order, plan.end_us)):  # that of a picture is none of a film
            order = replace(order, span=(None, None))
        text = self._what[order.name]
        if order.name in export_plan.PICTURE_S:
            text = text.format(round(plan.film_s(order)))
        return self.tr("{0} Making it takes {1}.").format(text, self._lasting(plan.making_s(order)))

    def _lasting(self, seconds: float) -> str:
        for most, text in (
            (6, self.tr("a few seconds")),
            (18, self.tr("about ten seconds")),
            (45, self.tr("about half a minute")),
            (90, self.tr("about a minute")),
        ):
            if seconds < most:
                return text
        return self.tr("some minutes")
