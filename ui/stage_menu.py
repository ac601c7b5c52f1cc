"""The context menu of the stage: what can be done with one thing, and why the rest cannot.

Rule this file keeps: the engine decides what is possible; its reasons come with the frame.
"""

from collections.abc import Callable

from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QWidget

from explorer.frame import Frame, LinkView
from explorer.staging import free_name
from explorer.times import write_time

SOURCES_SHOWN = 4
"""With more other servers than these, the source of a replacement is named in words only."""

Entry = tuple[str, str]
"""Words for people, and the line of the verb language."""


def cut_line(links: list[tuple[str, str]]) -> str:
    """'cut A - B, A - C'."""
    return "cut " + ", ".join(f"{a} - {b}" for a, b in links)


def entries(frame: Frame, key: str) -> list[Entry]:
    """What could be done with the thing of this key, possible or not."""
    kind, _, name = key.partition(" ")
    if kind == "server":
        return _server_entries(frame, name)
    if kind == "link":
        return [
            (f"Cut the link {name}", f"cut {name}"),
            (f"Heal the link {name}", f"heal {name}"),
            (f"Hold what is on the link {name}", f"hold {name}"),
            (f"Release the link {name}", f"release {name}"),
        ]
    if kind == "message":
        return [
            ("Drop this message", f"drop #{name}"),
            ("Delay it by as long as it takes", f"delay #{name} {_way(frame, name)}"),
            ("Have it arrive twice", f"duplicate #{name}"),
        ]
    if kind == "operation":
        pending = any(str(o.number) == name and o.state == "pending" for o in frame.operations)
        until = [("Run until it has ended", f"play until end of #{name}")] if pending else []
        return [*until, ("Its receipt", f"receipt #{name}")]
    new = free_name(server.name for server in frame.servers)
    return [
        ("Heal everything", "heal"),
        ("Release everything that is held", "release"),
        (f"Have a new server join, {new}", f"join {new}"),
    ]


def _way(frame: Frame, number: str) -> str:
    """How long the message takes, as a time of the verb language."""
    found = (m.arrives_us - m.sent_us for m in frame.messages if str(m.number) == number)
    return write_time(max(1, next(found, 1)))


def _server_entries(frame: Frame, name: str) -> list[Entry]:
    found = [
        (f"Crash {name}", f"crash {name}"),
        (f"Restart {name}", f"restart {name}"),
        (f"Wipe {name} (it loses its disk)", f"wipe {name}"),
        (f"Pause {name}", f"pause {name}"),
        (f"Resume {name}", f"resume {name}"),
        (f"Have {name} leave", f"leave {name}"),
        (f"Replace {name} by a new machine", f"replace {name}"),
    ]
    others = [server.name for server in frame.servers if server.name != name]
    if len(others) <= SOURCES_SHOWN:
        found += [
            (f"Replace {name}, streaming from {other} alone", f"replace {name} from {other}")
            for other in others
        ]
    whole = [x for x in frame.links if name in (x.a, x.b) and x.state != "cut"]
    if len(whole) > 1:
        found.append((f"Cut {name} off from every server", cut_line(_pairs(whole))))
    return found


def _pairs(links: list[LinkView]) -> list[tuple[str, str]]:
    return [(link.a, link.b) for link in links]


def build(parent: QWidget, frame: Frame, key: str, do: Callable[[str], None]) -> QMenu:
    """The menu of a thing: `do` is called with the chosen line, which is the entry's data."""
    menu = QMenu(parent)
    menu.setObjectName("stageMenu")
    menu.setAccessibleName(f"What can be done with {key or 'the stage'}")
    menu.setToolTipsVisible(True)
    reasons = dict(frame.impossible)
    for words, line in entries(frame, key):
        add(menu, words, line, reasons.get(line)).triggered.connect(
            lambda _checked=False, chosen=line: do(chosen)
        )
    return menu


def add(menu: QMenu, words: str, line: str, reason: str | None = None) -> QAction:
    """One entry; with a reason it is greyed, and says the reason."""
    action = QAction(words if reason is None else f"{words} ({reason})", menu)
    action.setObjectName(f"stage: {line}")
    action.setData(line)
    action.setToolTip(reason or line)
    action.setEnabled(reason is None)
    menu.addAction(action)
    return action
