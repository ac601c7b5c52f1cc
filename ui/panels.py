"""The panels around the stage: one table of what there is, what it is called, and where it begins.

A panel is a widget that takes frames (`show_frame`), says lines of the verb language (`command`),
and has an object name. Where it draws late it can be told to draw at once (`flush`).
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QWidget

from explorer.frame import Frame
from ui.branches_panel import BranchesPanel
from ui.charts import Charts
from ui.event_log import EventLog
from ui.feeds import Feeds
from ui.fresh_panel import FreshPanel
from ui.inspector import InspectorPanel
from ui.lesson import LessonPanel
from ui.next_panel import NextPanel
from ui.receipt_panel import ReceiptPanel
from ui.servers_panel import ServersPanel
from ui.settings_panel import SettingsPanel
from ui.spacetime_panel import SpaceTimePanel
from ui.tradeoff_panel import TradeOffPanel
from ui.verdict_panel import VerdictPanel
from ui.watch_panel import WatchPanel

Area = Literal["left", "right", "below"]


def _always(_frame: Frame) -> bool:
    return True


@dataclass(frozen=True, slots=True)
class Panel:
    """One panel: its name in `show NAME`, its title, how it is made, and where it begins."""

    name: str
    title: str
    make: Callable[[], QWidget]
    area: Area = "below"
    offered: Callable[[Frame], bool] = _always
    """Whether this run has anything for it; else it has no tab."""


PANELS = (
    Panel("lesson", "Story", LessonPanel, "left"),
    Panel("screens", "Screens", Feeds, "right"),
    Panel("charts", "Charts", Charts),
    Panel("verdicts", "Verdicts", VerdictPanel),
    Panel("receipt", "Receipt", ReceiptPanel),
    Panel("inspector", "Inspector", InspectorPanel),
    Panel("settings", "Cluster", SettingsPanel),
    Panel("fresh", "Fresh reads", FreshPanel, offered=lambda frame: frame.fresh is not None),
    Panel("servers", "Servers", ServersPanel),
    Panel("tradeoff", "Trade-off", TradeOffPanel),
    Panel("spacetime", "Space-time", SpaceTimePanel),
    Panel("log", "Event log", EventLog),
    Panel("next", "Next", NextPanel),
    Panel("watch", "Watch", WatchPanel),
    # The last of them: it comes while a hand is on its way to another tab.
    Panel(
        "branches",
        "Branches",
        BranchesPanel,
        offered=lambda frame: len(frame.timeline.branches) > 1,
    ),
)
"""Every panel, in the order of their tabs."""


def title(panel: Panel) -> str:
    """The title in the user's language."""
    return QCoreApplication.translate("Panels", panel.title)
