"""What is lit on the stage while the cause of an anomaly is shown, and how all else is dimmed.

Rule this file keeps: what is dimmed is there still, so that one sees where all of it happened.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

from PySide6.QtGui import QPainter

from explorer.cause import Cause
from explorer.cone import pair
from explorer.frame import Frame
from ui.stage_travel import Traffic

DIMMED = 0.32


def is_lit(lit: Cause | None, key: str) -> bool:
    """Whether a thing ('server A', 'link A - B', 'user X', 'message 4', 'operation 2') mattered."""
    if lit is None:
        return True
    kind, _, name = key.partition(" ")
    match kind:
        case "server":
            return name in lit.servers
        case "link":
            return pair(*name.split(" - ")) in lit.links
        case "user":
            return name in lit.users
        case "message":
            return int(name) in lit.messages
        case _:
            return int(name) in lit.operations


@contextmanager
def dimmed(painter: QPainter, *, on: bool) -> Iterator[None]:
    """Paints faintly while it lasts, if it is `on`."""
    before = painter.opacity()
    painter.setOpacity(before * DIMMED if on else before)
    yield
    painter.setOpacity(before)


@contextmanager
def light_of(painter: QPainter, frame: Frame, key: str) -> Iterator[None]:
    """Paints a thing faintly unless it is lit."""
    with dimmed(painter, on=not is_lit(frame.lit, key)):
        yield


def parts(traffic: Traffic, lit: Cause | None) -> Iterator[tuple[Traffic, bool]]:
    """What moves, in two parts: what is dimmed comes first, so that it hides nothing."""
    if lit is None:
        yield traffic, False
        return
    for on in (False, True):
        yield replace(
            traffic,
            ways=[] if on else traffic.ways,
            dots=[dot for dot in traffic.dots if (dot.message.number in lit.messages) is on],
            deaths=[(death, dot) for death, dot in traffic.deaths
                    if (death.message.number in lit.messages) is on],
            labels=[label for label in traffic.labels if (label.message in lit.messages) is on],
        ), not on  # fmt: skip
