"""What would other settings cost and give? Run beside the story, over many seeds, and drawn.

Rules this file keeps: it draws `Frame.sweep` and says lines of the verb language; while there is
nothing to draw it says what would be, and offers to begin.
"""

from collections.abc import Callable
from time import monotonic

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLineEdit,
    QProgressBar,
    QPushButton,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from explorer.frame import Frame
from explorer.sweeps.view import SweepView
from ui import sweep_words, theme, trade_off
from ui.buttons import flat
from ui.labels import Elided, show_text, words
from ui.scrolled import Scrolled
from ui.sweep_canvas import SweepCanvas
from ui.sweep_choice import SweepChoice
from ui.tips import keep_tip, tip

BAR_PX = 120
LEAST_S = 2.0
"""Before that nothing is said of how long it will take."""


class TradeOffPanel(QWidget):
    """The panel of a sweep: what is varied, the map, and what has to be known to read it."""

    command = Signal(str)

    def __init__(self, clock_s: Callable[[], float] = monotonic) -> None:
        """The clock tells how long a sweep will take, and nothing else."""
        super().__init__()
        self.setObjectName("tradeoff")
        self.setProperty("role", "panel")
        self.setAccessibleName(self.tr("Trade-off"))
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)  # else a panel has no ground
        self._view: SweepView | None = None
        self._clock_s = clock_s
        self._since: tuple[float, int] | None = None
        """When this sweep was first seen to go on, and how many runs were done then."""
        self._title, self._state = Elided("heading", 90), Elided("small", 60)
        self._title.setObjectName("tradeoff-title")
        self._state.setObjectName("tradeoff-state")
        self._bar = QProgressBar()
        self._bar.setObjectName("tradeoff-progress")
        self._bar.setAccessibleName(self.tr("How many of the runs are done"))
        self._bar.setTextVisible(False)
        self._bar.setMaximumWidth(BAR_PX)
        self._tabs = {
            "map": self._tab("map", self.tr("Map"), self.tr("Latency against stale reads")),
            "heat": self._tab("heat", self.tr("Heat map"), self.tr("One measure, two settings")),
        }
        self._go = QPushButton()
        self._go.setObjectName("tradeoff-go")
        self._go.clicked.connect(lambda: self.command.emit(self._line))
        save = self.tr("Save the sweep: .csv, .jsonl or .png")
        self._save = flat("tradeoff-save", "⤓", save, tip("sweep save", save))
        self._save.setProperty("tone", "tool")
        self._save.clicked.connect(lambda: self.command.emit("sweep save"))
        self._field = QLineEdit()
        self._field.setObjectName("tradeoff-varied")
        self._field.setAccessibleName(self.tr("What is varied, and over which seeds"))
        self._field.setPlaceholderText("r=1..3 w=1..3 seeds 1..20")
        self._field.returnPressed.connect(lambda: self.command.emit(self._line))
        self._field.textEdited.connect(self._name_button)
        self._told, self._about = words("", "tradeoff-told"), words("muted", "tradeoff-about")
        self._empty = words("muted", "tradeoff-empty")
        self._choice, self.canvas = SweepChoice(), SweepCanvas()
        self._choice.command.connect(self.command)
        self.canvas.command.connect(self.command)
        self.canvas.told.connect(self._tell)
        self._side = self._scroller()
        self._lay_out()
        self.show_view(SweepView())

    def _tab(self, name: str, text: str, says: str) -> QToolButton:
        tab = flat(f"tradeoff-{name}", text, says, tip(f"sweep {name}", says))
        tab.setProperty("role", "tab")
        tab.clicked.connect(lambda: self.command.emit(f"sweep {name}"))
        return tab

    def _scroller(self) -> Scrolled:
        """What is told beside the map: large letters may need more room than there is."""
        inner = QWidget()
        column = QVBoxLayout(inner)
        column.setContentsMargins(0, 0, 4, 0)
        column.setSpacing(4)
        for part in (self._told, self._choice, self._about):
            column.addWidget(part)
        column.addStretch(1)
        area = Scrolled("tradeoff-side", self.tr("What is drawn, and how it was measured"),
                        by_keys=True)  # fmt: skip
        area.setWidget(inner)
        return area

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.setSpacing(8)
        head.addWidget(self._title)
        for tab in self._tabs.values():
            head.addWidget(tab)
        head.addWidget(self._state, 1)
        head.addWidget(self._bar)
        head.addWidget(self._field, 1)
        head.addWidget(self._go)
        head.addWidget(self._save)
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(self._side, 3)
        row.addWidget(self.canvas, 9)
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 4, 8, 4)
        column.setSpacing(2)
        column.addLayout(head)
        column.addWidget(self._empty)
        column.addLayout(row, 1)
        column.addStretch(0)

    # -- hands

    @property
    def _line(self) -> str:
        """What the button says now."""
        if self._view is not None and self._view.state == "sweeping":
            return "sweep off"
        return f"sweep {self._field.text()}".rstrip()

    def _tell(self, sentence: str) -> None:
        show_text(self._told, sentence or self._usual())

    # -- what is shown

    def show_frame(self, frame: Frame) -> None:
        """Shows the sweep of this frame."""
        self.show_view(frame.sweep)

    def show_view(self, view: SweepView) -> None:
        """The same view is shown once."""
        if view is self._view:
            return
        if self._view is None or view.words != self._view.words:
            self._field.setText(view.words)
        self._view = view
        self._time()
        begun = view.state != "none"
        self._title.show_text(self.tr("What freshness costs"))
        for name, tab in self._tabs.items():
            tab.setVisible(begun and (name == "map" or len(view.axes) > 1))
            shown = (name == "heat") == (view.wanted is not None)
            theme.restyle(tab, tone="shown" if shown else "plain")
        show_text(self._empty, "" if begun else self._empty_text())
        self._side.setVisible(begun)
        self.canvas.setVisible(begun)
        self._save.setVisible(view.done > 0)
        self._bar.setVisible(view.state == "sweeping")
        self._bar.setRange(0, max(1, view.total))
        self._bar.setValue(view.done)
        self._state.show_text(self._state_text())
        theme.restyle(self._state, tone="unknown" if view.state == "died" else "")
        self._choice.show_view(view)
        show_text(self._told, self._usual())
        show_text(self._about, "\n".join(view.about))
        self.canvas.show_view(view)
        self._name_button()

    def _name_button(self) -> None:
        view = self._view
        assert view is not None
        going_on, same = view.state == "sweeping", self._field.text() == view.words
        rest = same and view.state in ("cancelled", "died")
        self._go.setText(
            self.tr("Cancel") if going_on else self.tr("Go on") if rest else self.tr("Sweep")
        )
        self._go.setAccessibleName(
            self.tr("Run no further settings") if going_on
            else self.tr("Run what is left of the sweep") if rest
            else self.tr("Run the story under all these settings")
        )  # fmt: skip
        keep_tip(self._go, self._line, self._go.accessibleName())
        self._go.setEnabled(going_on or not (same and view.state == "swept"))
        self._field.setEnabled(not going_on)

    def _time(self) -> None:
        """Notes when a sweep began that goes on now."""
        view = self._view
        assert view is not None
        if view.state != "sweeping":
            self._since = None
        elif self._since is None:
            self._since = self._clock_s(), view.done

    def _state_text(self) -> str:
        """How far it is."""
        view = self._view
        assert view is not None
        if view.state == "sweeping":
            text = self.tr("{0} of {1} runs").format(f"{view.done:,}", f"{view.total:,}")
            left = self._left_s()
            if left is not None:
                text += self.tr(", about {0} left").format(sweep_words.time_left(left))
            return text
        texts = {
            "cancelled": self.tr("{0} of {1} runs are done, and kept."),
            "died": self.tr("The process that runs them has died after {0} of {1} runs."),
            "swept": self.tr("{0} runs. A click on a point opens its run."),
        }
        return texts.get(view.state, "").format(f"{view.done:,}", f"{view.total:,}")

    def _left_s(self) -> float | None:
        """How long it will take, by what it took so far; None: too early to say."""
        view = self._view
        if view is None or self._since is None:
            return None
        began_s, before = self._since
        took_s, made = self._clock_s() - began_s, view.done - before
        if made < 1 or took_s < LEAST_S:
            return None
        return took_s / made * (view.total - view.done)

    def _usual(self) -> str:
        """What is told while nothing is pointed at: the signs, or why there is nothing to see."""
        view = self._view
        if view is None or view.state == "none":
            return ""
        if view.map is None and view.heat is None:
            return self.tr("Nothing to draw yet: {0}.").format(view.why_not)
        if view.map is not None:
            return "\n".join(trade_off.key())
        return self.tr("The fuller a cell, the greater its figure. A click opens its run.")

    def _empty_text(self) -> str:
        """What would be measured."""
        view = self._view
        assert view is not None
        text = self.tr(
            "Sweep runs this story under every R and W, with twenty seeds each, beside the run "
            "that is shown: each is a point between latency and stale reads, and a click opens "
            "its run. Other settings can be varied as well: write them into the field, as "
            "read_repair=off,async."
        )
        if view.words:
            return text
        none = self.tr("R and W can only be 1 here, as N is. ")
        return none + text
