"""The button that runs until something: an operation's end, the next thing that happens, a step.

Its menu is made when it is opened, of what the frame of that moment has.
"""

from PySide6.QtCore import QCoreApplication, Qt, Signal
from PySide6.QtWidgets import QMenu, QToolButton, QWidget

from explorer.frame import Frame
from explorer.offering import SERVERS_SHOWN
from explorer.times import tell_time, write_time
from ui.tips import tip

MOST_OPERATIONS = 8

Entry = tuple[str, str]
"""Words for people, and the line of the verb language."""


def entries(frame: Frame) -> list[Entry]:
    """What can be run until, at the moment of this frame."""
    translate = QCoreApplication.translate
    pending = [o for o in frame.operations if o.state == "pending"]
    ends = translate("UntilMenu", "Until {0}'s {1} (#{2}) has ended")
    found = [
        (ends.format(o.user, o.action, o.number), f"play until end of #{o.number}")
        for o in pending[:MOST_OPERATIONS]
    ]
    arrival = next((i for i in frame.ahead.items if i.kind == "message"), None)
    if arrival is not None:
        text = translate("UntilMenu", "Until {0}: {1}").format(
            tell_time(arrival.at_us), arrival.text
        )
        found.append((text, f"play until {write_time(arrival.at_us)}"))
    step = next((m for m in frame.timeline.marks if m.at_us > frame.now_us), None)
    if step is not None:
        text = translate("UntilMenu", "Until the story's next step, at {0}").format(
            tell_time(step.at_us)
        )
        found.append((text, f"play until {write_time(step.at_us)}"))
    if len(frame.servers) <= SERVERS_SHOWN:
        text = translate("UntilMenu", "Until the next event at {0}")
        found += [(text.format(s.name), f"play until {s.name}") for s in frame.servers]
    end = frame.timeline.end_us
    return [
        *found,
        (
            translate("UntilMenu", "To the end, {0}").format(tell_time(end)),
            f"play until {write_time(end)}",
        ),
    ]


class UntilMenu(QToolButton):
    """'until ▾': what it offers is what is under way."""

    command = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("transport_until")
        self.setAccessibleName(self.tr("Play until"))
        self.setToolTip(self.tr("Play until an operation has ended, or something happens"))
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.setProperty("role", "flat")
        self._frame: Frame | None = None
        menu = QMenu(self)
        menu.setObjectName("until-menu")
        menu.setAccessibleName(self.tr("Play until"))
        menu.setToolTipsVisible(True)
        menu.aboutToShow.connect(self._fill)
        self.setMenu(menu)

    def show_frame(self, frame: Frame) -> None:
        """Takes what it will offer from this frame."""
        self._frame = frame

    def _fill(self) -> None:
        self.menu().clear()
        for words, line in entries(self._frame) if self._frame is not None else ():
            action = self.menu().addAction(words)
            action.setObjectName(f"until: {line}")
            action.setToolTip(tip(line))
            action.triggered.connect(lambda _on=False, line=line: self.command.emit(line))
