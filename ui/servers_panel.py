"""What did adding servers buy? Measured beside the run, against the number of servers of a tier.

Rules this file keeps: it draws `Frame.study` and says lines of the verb language; with nothing to
measure it says why, and which stories have something; what is of other settings says so.
"""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QHBoxLayout,
    QPushButton,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from explorer.frame import Frame
from explorer.study_view import StudyView, TierView
from ui import theme
from ui.buttons import flat
from ui.chart_busy import BusyChart
from ui.chart_servers import ServersChart
from ui.chart_throughput import ThroughputChart
from ui.chart_waiting import WaitChart
from ui.drawn_late import DrawnLate
from ui.labels import Elided, show_text, words
from ui.scrolled import Scrolled
from ui.tips import keep_tip, tip


class ServersPanel(DrawnLate):
    """The panel below the stage for a story with a load."""

    command = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("servers")
        self.setProperty("role", "panel")
        self.setAccessibleName(self.tr("What did adding servers buy?"))
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)  # else a panel has no ground
        self._view, self._last = StudyView(), (StudyView(), "")
        self._tier, self._stories = "web", ""
        self._title, self._state = Elided("heading", 120), Elided("small", 60)
        self._title.setObjectName("servers-title")
        self._state.setObjectName("servers-state")
        self._measure = QPushButton()
        self._measure.setObjectName("servers-measure")
        self._measure.clicked.connect(self._press)
        self._tabs = {name: self._tab(name) for name in ("web", "database")}
        self._empty, self._verdict = words("muted", "servers-empty"), words("", "servers-verdict")
        self.charts: tuple[ServersChart, ...] = (
            ThroughputChart("throughput", self.tr("Throughput at the most"), self.tr("answers/s")),
            WaitChart("waiting", self.tr("Waiting at this load"), self.tr("ms")),
            BusyChart("busy", self.tr("Busy at this load"), self.tr("% of the time")),
        )
        self._plots = QWidget()
        self._lay_out()
        self._render()

    def _tab(self, tier: str) -> QToolButton:
        texts = {"web": self.tr("Web servers"), "database": self.tr("Database servers")}
        tab = flat(f"servers-{tier}")
        tab.setProperty("role", "tab")
        tab.setText(texts[tier])
        tab.setAccessibleName(self.tr("Against the number of {0}").format(texts[tier].lower()))
        tab.setToolTip(tip(f"show servers {tier}", tab.accessibleName()))
        tab.clicked.connect(lambda: self.command.emit(f"show servers {tier}"))
        return tab

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.setSpacing(8)
        head.addWidget(self._title)
        for tab in self._tabs.values():
            head.addWidget(tab)
        head.addWidget(self._state, 1)
        head.addWidget(self._measure)
        row = QHBoxLayout(self._plots)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(4)
        row.addWidget(self._scroller(), 3)
        for chart in self.charts:
            chart.hovered.connect(self.show_crosshair)
            row.addWidget(chart, 4)
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 4, 8, 4)
        column.setSpacing(2)
        column.addLayout(head)
        column.addWidget(self._empty)
        column.addWidget(self._plots, 1)
        column.addStretch(0)

    def _scroller(self) -> Scrolled:
        """The verdict beside the charts: large letters may need more room than there is."""
        area = Scrolled("servers-bought", self.tr("What they bought"), by_keys=True)
        self._verdict.setAlignment(Qt.AlignmentFlag.AlignTop)
        area.setWidget(self._verdict)
        return area

    def _press(self) -> None:
        self.command.emit("measure off" if self._view.state == "measuring" else "measure")

    def offer(self, titles: list[str]) -> None:
        """The stories in which there is something to measure."""
        self._stories = " · ".join(titles)
        self._render()

    def choose(self, tier: str) -> None:
        """Shows what the servers of this tier bought, where there are any."""
        self._tier = tier
        self._render()
        self.draw_again()

    def show_frame(self, frame: Frame) -> None:
        """Shows the study of this frame."""
        if frame.study is not self._view:
            self._view = frame.study
            self._render()
        super().show_frame(frame)

    def show_crosshair(self, servers: int | None) -> None:
        """The same number of servers in all charts, with what was measured; None: no such line."""
        for chart in self.charts:
            chart.show_cross(servers)

    # -- what is shown

    def _shown(self) -> TierView | None:
        """The tier that was asked for, or the only one."""
        tiers = {view.tier: view for view in self._view.tiers}
        return next((v for name, v in tiers.items() if name == self._tier),
                    next(iter(tiers.values()), None))  # fmt: skip

    def _render(self) -> None:
        view, tier = self._view, self._shown()
        can = view.state not in ("impossible", "measuring") and not view.reason
        measuring = view.state == "measuring"
        text = self.tr("Cancel") if measuring else self.tr("Measure")
        self._measure.setText(text)
        self._measure.setAccessibleName(
            self.tr("Stop measuring") if measuring else self.tr("Measure what adding servers buys")
        )
        keep_tip(self._measure, "measure off" if measuring else "measure")
        self._measure.setVisible(measuring or can)
        self._state.show_text(_state_text(self, view))
        theme.restyle(self._state, tone="unknown" if view.other or view.state == "died" else "")
        titles = {
            "web": self.tr("What did adding web servers buy?"),
            "database": self.tr("What did adding database servers buy?"),
        }
        self._title.show_text(titles[tier.tier] if tier else self.accessibleName())
        begun = view.done > 0 or measuring
        show_text(self._empty, "" if begun else self._empty_text())
        self._plots.setVisible(begun)
        for name, tab in self._tabs.items():
            tab.setVisible(begun and len(view.tiers) > 1)
            theme.restyle(tab, tone="shown" if tier and tier.tier == name else "plain")
        self._verdict.setText("\n".join(tier.verdict) if tier and tier.verdict else view.about)

    def _empty_text(self) -> str:
        view = self._view
        if view.state != "impossible":
            return self.tr(
                "Measure runs this story's load on one server, on two, and so on: how many "
                "requests they answer, how long people wait, and who is busy. It goes on beside "
                "the story, which it does not change. {0}."
            ).format(view.about)
        reason = self.tr("There is nothing to measure: {0}.").format(view.reason or "…")
        there = self.tr(" These stories have a load, and servers that take time: {0}")
        return reason + (there.format(self._stories) if self._stories else "")

    # -- drawing

    def flush(self) -> None:
        """Draws at once, as a still picture needs."""
        self.stale = True
        super().flush()

    def _build(self) -> None:
        """Plots are made when something is measured, and not before."""
        if self._plots.isVisibleTo(self):
            super()._build()

    def draw(self, frame: Frame) -> None:
        """Draws the tier that is asked for."""
        tier, now = self._shown(), (self._view, self._tier)
        if tier is None or self.charts[0].plot is None or (now == self._last and not self.stale):
            return
        self._last = now
        for chart in self.charts:
            chart.draw(tier)
        self.setAccessibleDescription(" ".join(chart.sentences() for chart in self.charts))


def _state_text(panel: QWidget, view: StudyView) -> str:
    """How far it is, and how it was measured."""
    if view.state == "measuring":
        return f"{panel.tr('{0} of {1} points…').format(view.done, view.total)} {view.other}"
    if view.other:
        return view.other
    if view.state == "died":
        return panel.tr("The process that measures has died after {0} of {1} points.").format(
            view.done, view.total
        )
    if view.state == "cancelled" and view.done:
        return panel.tr("Cancelled after {0} of {1} points.").format(view.done, view.total)
    return view.about if view.state == "measured" else ""
