"""Frames made by hand: servers that are linked with one another, and messages between them."""

from dataclasses import replace

from explorer.frame import Frame
from explorer.frame_stage import LinkState, LinkView, MessageView, ServerView
from explorer.frame_story import LessonView, PromiseView
from explorer.frame_time import TimelineView
from ui.stage_layout import Pair

NAMES = "ABCDEFGHIJKL"
NOW = 5_310_000


def link(a: str, b: str, state: LinkState = "open", *blocked: Pair) -> LinkView:
    return LinkView(a, b, 40_000, state, blocked, None if state == "open" else 4_000_000)


def frame(count: int = 3, **changes: object) -> Frame:
    names = NAMES[:count]
    made = Frame(
        now_us=NOW,
        seed=7,
        promise=PromiseView(
            3, 1, 1, 3, "", overlap=False, lines=(), user_session="", read_repair=""
        ),
        servers=tuple(ServerView(n, "Frankfurt" if n == "B" else "", "up", 2, 2) for n in names),
        links=tuple(link(a, b) for i, a in enumerate(names) for b in names[i + 1 :]),
        messages=(),
        deaths=(),
        operations=(),
        screens=(),
        callouts=(),
        lesson=LessonView(1, "", 1, "", (), "", "", (), ""),
        timeline=TimelineView(0, 0, (), (), (), ()),
    )
    return replace(made, **changes)  # type: ignore[arg-type]


def message(number: int, source: str = "A", target: str = "B", part: float = 0.6) -> MessageView:
    sent = NOW - round(part * 40_000)
    return MessageView(
        number, "write", source, target, sent, sent + 40_000, "write «lunch at noon?»", 1
    )
