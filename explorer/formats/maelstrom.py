"""Messages as JSON lines, in the shape of Maelstrom's journal: what was sent, and what arrived.

Maelstrom keeps its journal in a binary file; these are the same facts, an object a line, times in
nanoseconds. What was lost has no `recv`.
"""

import json
from collections.abc import Iterator
from typing import Any

from engine.records import Message
from explorer.formats.facts import NS_IN_US, Facts

ANSWERS = {
    "ack": ("write", "hint", "repair"), "reply": ("read",), "sync": ("tree", "sync"),
    "streamed": ("stream",), "decided": ("propose",), "answer": ("consult",),
    "appended": ("append",), "voted": ("vote",), "heard": ("heartbeat",),
}  # fmt: skip
"""By the kind of an answer: what it may answer."""


def lines(facts: Facts) -> Iterator[str]:
    """The journal."""
    answered = answers(facts)
    for time_us, name, number, *_ in facts.events:
        if name not in ("sent", "delivered") or time_us < facts.from_us:
            continue
        message = facts.history.messages[number]
        row = {
            "type": "send" if name == "sent" else "recv",
            "time": time_us * NS_IN_US,
            "message": _told(message, answered.get(number)),
        }
        yield json.dumps(row, ensure_ascii=False) + "\n"


def _told(message: Message, answers: int | None) -> dict[str, Any]:
    body = {
        "type": message.kind, "msg_id": message.number, "in_reply_to": answers,
        "operation": message.operation or None,
    }  # fmt: skip
    return {"id": message.number, "src": message.source, "dest": message.target, "body": body}


def answers(facts: Facts) -> dict[int, int]:
    """By message: which one it answers, the last of the same matter that had come from there."""
    last: dict[tuple[str, str, int, str], int] = {}
    """By who answers, who asked, operation and kind: the message that arrived last."""
    found: dict[int, int] = {}
    for _, name, number, *_ in facts.events:
        if name not in ("sent", "delivered"):
            continue
        m = facts.history.messages[number]
        if name == "delivered":
            last[m.target, m.source, m.operation, m.kind] = number
            continue
        asked = (last.get((m.source, m.target, m.operation, kind)) for kind in
                 ANSWERS.get(m.kind, ()))  # fmt: skip
        newest = max((number for number in asked if number is not None), default=None)
        if newest is not None:
            found[number] = newest
    return found
