"""The page of two runs side by side on one clock: what does the one setting buy, what does it cost?

Rules this file keeps: it draws a `TwinView` and says lines of the verb language; both stages have
the same size, and both rows of lamps show the same guarantees.
"""

from collections.abc import Sequence

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from explorer.frame_stage import Offer
from explorer.side_by_side import Choice as Variant
from explorer.twin_view import TwinView
from ui import theme
from ui.bar_parts import Choice
from ui.compare_charts import CompareCharts
from ui.compare_side import MOST_LAMPS, Side
from ui.compare_table import CompareTable
from ui.labels import MOST_PX, Elided, words
from ui.tips import tip
from ui.tools import tools
from ui.transport import Transport
from ui.words import format_seconds, format_time

HIGH_PT = 75
"""A page that is higher, in font sizes, has room for larger charts."""
ROUND_PX = 50
"""What stands around the head: margins of the bar and of the page."""
LAMP_PT = 19
"""How wide a lamp is at the least, in font sizes."""
TITLE_LEAST = "Did my post vanish"
"""The title has as much room at least as this has."""


class ComparePage(QWidget):
    """Two stages, one clock, and what the difference comes to."""

    command = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("compare-page")
        self.left, self.right = Side("left"), Side("right")
        self.transport, self.charts, self.table = (
            Transport(of_two=True),
            CompareCharts(),
            CompareTable(),
        )
        self.transport.setObjectName("compare-transport")
        self._strip = Strip()
        self._charts_first = False
        """Which of the two is shown where there is no room for both."""
        for part in (self.left, self.right, self.transport, self.charts, self._strip):
            part.command.connect(self.command)
        self._lay_out()

    def _lay_out(self) -> None:
        self.stages = QWidget()
        stages = QHBoxLayout(self.stages)
        stages.setContentsMargins(0, 0, 0, 0)
        stages.setSpacing(10)
        stages.addWidget(self.left, 1)
        stages.addWidget(self.right, 1)
        self._below = QWidget()
        below = QHBoxLayout(self._below)
        below.setContentsMargins(0, 0, 0, 0)
        below.setSpacing(8)
        below.addWidget(self.charts, 5)
        below.addWidget(self.table, 3)
        column = QVBoxLayout(self)
        column.setContentsMargins(10, 8, 10, 10)
        column.setSpacing(8)
        column.addWidget(self._head())
        column.addWidget(self.stages, 1)
        column.addWidget(self._strip)
        column.addWidget(self.transport)
        column.addWidget(self._below)
        self.share_out_room()

    def _head(self) -> QWidget:
        bar = QFrame()
        bar.setObjectName("compare-bar")
        bar.setProperty("role", "panel")
        self._title = Elided("heading", 80, least=TITLE_LEAST)
        self._title.setObjectName("compare-title")
        self._compared = Elided("muted", 120)
        self._compared.setObjectName("compare-what")
        self._choices = {
            side: Choice(f"compare-choose-{side}", "", title)
            for side, title in (("left", self.tr("Left variant")),
                                ("right", self.tr("Right variant")))
        }  # fmt: skip
        row = self._row = QHBoxLayout(bar)
        row.setContentsMargins(12, 6, 10, 6)
        row.setSpacing(10)
        row.addWidget(self._title)
        row.addWidget(self._compared, 100)
        row.addStretch(1)  # where that one is left out, buttons stay as they are
        signs = self.tr(
            "=: asked the same as the other side; ≠: asked other things, so the two cannot be "
            "compared; ≈: from some moment on"
        )
        for choice in self._choices.values():
            choice.setToolTip(f"<p>{choice.accessibleName()}</p><p>{signs}</p>")
            choice.command.connect(self.command)
            row.addWidget(choice)
        self._turn = QPushButton()
        self._turn.setObjectName("compare-turn")
        self._turn.clicked.connect(self._turn_over)
        row.addWidget(self._turn)
        for name, text, says, line in (
            ("leave", self.tr("Leave"), self.tr("Leave the comparison (Esc)"), "compare off"),
            ("stories", self.tr("Stories"), self.tr("All stories"), "gallery"),
        ):
            button = QPushButton(text)
            button.setObjectName(f"compare-{name}")
            button.setAccessibleName(says)
            button.setToolTip(tip(line, says))
            button.clicked.connect(lambda _on=False, line=line: self.command.emit(line))
            row.addWidget(button)
        for tool in tools("compare", self.command.emit):
            row.addWidget(tool)
        return bar

    def show_twin(self, view: TwinView) -> None:
        """Shows both runs at this moment."""
        self._title.show_text(view.title)
        self._compared.show_text(view.compared)
        self._compared.setToolTip(view.compared)
        self._offer(view)
        self._leave_out()
        lamps = max(1, min(MOST_LAMPS, self.left.width() // self._lamp_width()))
        self.left.show_side(view.left, lamps)
        self.right.show_side(view.right, lamps)
        self._strip.show_twin(view)
        self.transport.show_frame(view.clock)
        self.charts.show_twin(view)
        self.table.show_twin(view)

    @property
    def regions(self) -> list[QWidget]:
        """What one key goes through: both stages, time, what is below."""
        return [self.left.stage, self.right.stage, self.transport, self._below]

    def told(self, key: str) -> str:
        """One sentence about a thing now, in each of the two."""
        sides = {"left": self.left, "right": self.right}
        said = [(name, side.stage.tip(key)) for name, side in sides.items()]
        return " ".join(f"{name}: {sentence}" for name, sentence in said if sentence)

    def show_menu(self, key: str, offers: Sequence[Offer]) -> None:
        """What can be done with a thing in both, on the stage where that was asked for."""
        asked = self.right if self.right.stage.asks_menu else self.left
        asked.stage.show_menu(key, offers)

    def _leave_out(self) -> None:
        """What is the same in both gives way to what is compared; the title's tip has it then."""
        row = self._row
        items = (row.itemAt(index) for index in range(row.count()))
        parts = [part for item in items if item and (part := item.widget())]
        shown = [part for part in parts if not part.isHidden() or part is self._compared]
        wide = sum(part.sizeHint().width() + row.spacing() for part in shown)
        self._compared.setVisible(wide + ROUND_PX <= self.width())
        self._title.setToolTip(f"{self._title.accessibleName()}. {self._compared.accessibleName()}")

    def _lamp_width(self) -> int:
        return round(LAMP_PT * theme.current().font_pt)

    def _offer(self, view: TwinView) -> None:
        """Other variants for either side; none where it is one changed setting.

        The one on the other side is there too, in grey, so that each list stays as wide as it is.
        """
        taken = self.tr("It is on the other side")
        signs = not all(each.alike for side in (view.left, view.right) for each in side.choices)
        for side, choice in self._choices.items():
            mine, other = (view.left, view.right) if side == "left" else (view.right, view.left)
            choice.setVisible(bool(mine.choices))
            if mine.choices:
                pair = ("{}", other.variant) if side == "left" else (other.variant, "{}")
                choice.say("compare {} {}".format(*pair))
                choice.tips = {each.name: self._why(each, other.title) for each in mine.choices}
                offered = [(each.name, _marked(each, signs=signs)) for each in mine.choices]
                choice.show_choice(mine.variant, offered, {other.variant: taken})

    def _why(self, choice: Variant, other: str) -> str:
        """Whether a variant can be compared with what stands at the other side, and why not."""
        if choice.parts_us is None:
            return self.tr("asked the same as “{0}”: they can be compared").format(other)
        if not choice.parts_us:
            return self.tr("asked other things than “{0}”: neither is the better one").format(other)
        text = self.tr("asked the same as “{0}” until {1}: they can be compared until then")
        return text.format(other, format_time(choice.parts_us))

    def share_out_room(self) -> None:
        """The charts get a quarter of the height, or what their letters need."""
        large = theme.current().large
        least = round((14.5 if not large else 9.5) * theme.current().font_pt)
        part = 27 if self._is_high() else 21
        self._below.setFixedHeight(max(least, self.height() * part // 100))

        self._show_what_fits()

    def _is_high(self) -> bool:
        return self.height() > HIGH_PT * theme.current().font_pt

    def _show_what_fits(self) -> None:
        """Where letters are too large for all of it: the stages, or the charts, by a button."""
        both = not theme.current().is_low(self.height())
        self.stages.setVisible(both or not self._charts_first)
        self._below.setVisible(both or self._charts_first)
        if not both and self._charts_first:
            self._below.setMinimumHeight(0)
            self._below.setMaximumHeight(MOST_PX)
        self._turn.setVisible(not both)
        there = self.tr("Stages") if self._charts_first else self.tr("Charts")
        self._turn.setText(there)
        says = self.tr("Show the {0}: there is no room for all at once").format(there.lower())
        self._turn.setAccessibleName(says)
        self._turn.setToolTip(says)

    def _turn_over(self) -> None:
        self._charts_first = not self._charts_first
        self.share_out_room()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Another height has room for other charts."""
        super().resizeEvent(event)
        self.share_out_room()
        self._leave_out()

    def changeEvent(self, event: QEvent) -> None:
        """Another theme has other letters."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange:
            self.share_out_room()

    def flush(self) -> None:
        """Draws what is drawn late at once, as a still picture needs."""
        self.charts.flush()


def _marked(choice: Variant, *, signs: bool) -> str:
    """The title of a variant; where some cannot be compared, with a sign whether it can."""
    sign = "=" if choice.alike else "\N{ALMOST EQUAL TO}" if choice.parts_us else "\N{NOT EQUAL TO}"
    return f"{sign} {choice.title}" if signs else choice.title


class Strip(QFrame):
    """What both are asked, where it differs, and a fair pair; else where they first differ."""

    command = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("compare-strip")
        self.setProperty("role", "panel")
        self._line = ""
        self._head = words("heading", "compare-difference")
        self._head.setWordWrap(False)
        self._text = words("", "compare-difference-text")
        self._show = QPushButton(self.tr("show me \u203a"))
        self._show.setObjectName("compare-show")
        self._show.setProperty("role", "link")
        self._show.clicked.connect(lambda: self.command.emit(self._line))
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 6, 10, 6)
        row.setSpacing(12)
        row.addWidget(self._head)
        row.addWidget(self._text, 1)
        row.addWidget(self._show, 0, Qt.AlignmentFlag.AlignVCenter)

    def show_twin(self, view: TwinView) -> None:
        """What both are asked, where that is not the same; else where they part, if they do."""
        found = view.difference
        if view.asked:
            head = self.tr("The two are asked different things:")
            text = view.asked
        elif found is not None:
            head = self.tr("First difference at {0}:").format(format_time(found.at_us))
            text = found.sentence
        elif not view.begun:
            head = self.tr("Nothing has happened yet.")
            text = view.compared
        else:
            head = self.tr("No difference so far.")
            text = self.tr("Every arrival, message and fault has been the same in both.")
        self._lead(view)
        for label, said in ((self._head, head), (self._text, text)):
            if label.text() != said:
                label.setText(said)
                label.setAccessibleName(said)

    def _lead(self, view: TwinView) -> None:
        """The way to where they part; where nothing can be said of them, to two that are alike."""
        if view.asked and view.fairer:
            self._line = "compare {} {}".format(*view.fairer)
            titles = {each.name: each.title for side in (view.left, view.right)
                      for each in side.choices}  # fmt: skip
            text = self.tr("compare alike \u203a")
            says = self.tr("Compare two that are asked the same: “{0}” and “{1}”").format(
                *(titles[name] for name in view.fairer)
            )
        else:
            self._line = f"seek {format_seconds(view.difference.at_us if view.difference else 0)}"
            text, says = self.tr("show me \u203a"), self.tr("Go to the first difference")
        self._show.setVisible(view.difference is not None or bool(view.asked and view.fairer))
        told = tip(self._line, says)
        if self._show.toolTip() != told:
            self._show.setText(text)
            self._show.setAccessibleName(says)
            self._show.setToolTip(told)
