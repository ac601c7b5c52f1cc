"""What is in the light on the stage, and how all else is dimmed.

There are two lights: of the cause of an anomaly while it is shown, and else the lesson's, of what
its sentence is about. Rule this file keeps: what is dimmed is there still, so that one sees where
all of it happened; who is in the lesson's light has a halo in corners, a shape of its own.
"""

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, replace

import numpy as np
from PySide6.QtGui import QPainter

from explorer.cause import Cause
from explorer.cone import pair
from explorer.frame import Frame
from explorer.frame_story import Spot
from ui.stage_travel import Traffic

DIMMED = 0.32
CALM = 0.62
"""How faint is what the lesson's sentence is not about."""


@dataclass(frozen=True, slots=True)
class Light:
    """What is lit: a cause, or by the lesson `spot`, on the way from what was `before`."""

    cause: Cause | None = None
    spot: Spot | None = None
    before: Spot | None = None
    part: float = 1.0
    """How far that way has been gone: 0 to 1."""

    @staticmethod
    def of(frame: Frame) -> "Light":
        """The light of a frame that stands."""
        return Light(frame.lit, frame.spot)

    @property
    def spots(self) -> bool:
        """Whether it is the lesson's."""
        return self.cause is None and not (self.spot is None and self.before is None)

    def level(self, key: str) -> float:
        """How strongly a thing is painted ('server A', 'link A - B', 'user X', 'operation 2')."""
        if self.cause is not None:
            return 1.0 if is_lit(self.cause, key) else DIMMED
        if self.spot is self.before or self.part >= 1:
            return _level(self.spot, key)
        return self.part * _level(self.spot, key) + (1 - self.part) * _level(self.before, key)

    def halo(self, key: str) -> float:
        """How strong the halo of a server, user or link is; 0: it has none."""
        now, was = _has_halo(self.spot, key), _has_halo(self.before, key)
        return self.part * now + (1 - self.part) * was


def _level(spot: Spot | None, key: str) -> float:
    """Operations and messages are what goes on, and as bright as ever."""
    kind, _, name = key.partition(" ")
    lit = (
        spot is None
        or (kind == "server" and name in spot.servers)
        or (kind == "user" and name in spot.users)
        or (kind == "link" and spot.has_link(*name.split(" - ")))
        or kind not in ("server", "user", "link")
    )
    return 1.0 if lit else CALM


def _has_halo(spot: Spot | None, key: str) -> bool:
    if spot is None:
        return False
    kind, _, name = key.partition(" ")
    if kind == "link":
        return tuple(name.split(" - ")) in spot.links
    return name in (spot.servers if kind == "server" else spot.users)


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
def faint(painter: QPainter, level: float) -> Iterator[None]:
    """Paints so strongly while it lasts."""
    before = painter.opacity()
    painter.setOpacity(before * level)
    yield
    painter.setOpacity(before)


def dimmed(painter: QPainter, *, on: bool) -> AbstractContextManager[None]:
    """Paints faintly while it lasts, if it is `on`."""
    return faint(painter, DIMMED if on else 1.0)


def light_of(painter: QPainter, light: Light, key: str) -> AbstractContextManager[None]:
    """Paints a thing as strongly as the light on it is."""
    return faint(painter, light.level(key))


def parts(traffic: Traffic, lit: Cause | None) -> Iterator[tuple[Traffic, bool]]:
    """What moves, in two parts: what is dimmed comes first, so that it hides nothing."""
    if lit is None:
        yield traffic, False
        return
    mattered = [*lit.messages]
    for on in (False, True):
        yield replace(
            traffic,
            ways=[] if on else traffic.ways,
            dots=traffic.dots.where(lambda m: np.isin(m.numbers, mattered) == on),  # noqa: B023
            deaths=[(death, dot) for death, dot in traffic.deaths
                    if (death.message.number in lit.messages) is on],
            labels=[label for label in traffic.labels if (label.message in lit.messages) is on],
        ), not on  # fmt: skip
