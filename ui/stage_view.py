"""The stage as a picture: a frame goes in, and is drawn, told in sentences, found by points.

Rules this file keeps: the same frame gives the same picture; scene and traffic are only kept
to save time; of the hand it knows what has to be drawn, and it changes nothing by itself.
"""

from collections.abc import Hashable
from dataclasses import replace

import numpy as np
from PySide6.QtCore import QElapsedTimer, QPoint, QPointF, QSizeF, Qt, QTimer
from PySide6.QtGui import (
    QPainter,
    QPaintEvent,
)
from PySide6.QtWidgets import QWidget

from explorer.frame import Frame
from explorer.frame_messages import KINDS, Messages
from explorer.frame_stage import Callout, MessageView
from ui import stage_access, stage_find, stage_paint, stage_place, stage_words, theme
from ui.stage_find import Thing
from ui.stage_glide import WHOLE, Gliding, View
from ui.stage_homes import Place
from ui.stage_light import Light
from ui.stage_links import Hand
from ui.stage_scene import Scene
from ui.stage_travel import Traffic, traffic

GLIDING_MS = 16
"""How often the stage is painted while it is on its way to what a sentence is about."""


class StageView(QWidget):
    """The cluster of a frame, without hands: see `ui.stage.Stage` for those."""

    is_walk = True
    """How the accessibility factory knows a picture that is walked."""

    may_drop_legend = False
    """Whether it may do without its legend where it is low."""

    hands = True
    """Whether there is somebody to click and point."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("stage")
        self.setAccessibleName(self.tr("Stage"))
        self.setMinimumSize(320, 160)
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._frame: Frame | None = None
        self._moved: dict[str, Place] = {}
        self._away: set[tuple[str, int, int]] = set()
        """The callouts that a hand has put away."""
        self._scene: tuple[Hashable, Scene] | None = None
        self._key: tuple[Frame, Hashable] | None = None
        self._traffic: tuple[Frame, Scene, Traffic] | None = None
        self._things: tuple[Traffic, View, list[Thing]] | None = None
        self._gliding, self._clock, self._glide = Gliding(), QElapsedTimer(), QTimer(self)
        self._clock.start()
        self._glide.setInterval(GLIDING_MS)
        self._glide.timeout.connect(self._glide_on)
        self._hand = Hand()
        self._cursor = ""
        self._by_keyboard = False
        stage_access.install()

    def show_frame(self, frame: Frame) -> None:
        """Shows a frame; the same frame gives the same picture."""
        kept = tuple(each for each in frame.callouts if _name(each) not in self._away)
        frame = frame if len(kept) == len(frame.callouts) else replace(frame, callouts=kept)
        self._frame = _drawn(frame)
        said = stage_words.hidden(frame.hidden, frame.hidden_servers, stage_words.users_away(frame))
        if said != self.accessibleDescription():
            self.setAccessibleDescription(said)
        self._hand.selected = frame.subject
        if frame.spot != self._gliding.spot:  # else where all stands is worked out when painted
            self._gliding.turn_to(frame.spot, self.view(), self._clock.elapsed())
            self._set_out()
        self.update()

    # Where one looks

    def view(self) -> View:
        """From where the scene is seen now."""
        scene = self.scene()
        return WHOLE if scene is None else self._gliding.view(scene, self._clock.elapsed())

    def keep_view(self, view: View) -> None:
        """A hand wants it seen from there until the next sentence."""
        self._gliding.keep(view, self.view(), self._clock.elapsed())
        self._set_out()

    def arrive(self) -> None:
        """Whatever glides is where it glides to, as a picture needs."""
        self._glide.stop()
        self._gliding.arrive()
        self.update()

    def _set_out(self) -> None:
        """Nothing glides for who wants it calm, or where nobody sees it."""
        if theme.current().calm or not self.isVisible():
            self.arrive()
        else:
            self._glide.start()

    def _glide_on(self) -> None:
        if self._gliding.part(self._clock.elapsed()) >= 1:
            self._glide.stop()
        self.update()

    def _light(self, frame: Frame) -> Light:
        part = self._gliding.part(self._clock.elapsed())
        return Light(frame.lit, frame.spot, self._gliding.before, part)

    def put_away(self, callout: Callout) -> None:
        """Shows a callout no more."""
        self._away.add(_name(callout))
        if self._frame is not None:
            self.show_frame(self._frame)

    # What is on the stage

    def scene(self) -> Scene | None:
        """Where all stands at this size; None without servers."""
        if self._frame is None or not self._frame.servers:
            return None
        size = QSizeF(self.size())
        if self._key is None or self._key[0] is not self._frame:
            self._key = self._frame, stage_place.key(self._frame)
        moved = tuple(sorted(self._moved.items()))
        key = size.width(), size.height(), theme.current(), moved, self._key[1]
        if self._scene is None or self._scene[0] != key:
            drop, hands = self.may_drop_legend, self.hands
            scene = stage_place.build(
                self._frame, size, self._moved, may_drop_legend=drop, hands=hands
            )
            self._scene = (key, scene)
        return self._scene[1]

    def traffic(self) -> Traffic:
        """What moves in this frame."""
        scene = self.scene()
        if scene is None or self._frame is None:
            return Traffic()
        known = self._traffic
        if known is None or known[0] is not self._frame or known[1] is not scene:
            known = self._traffic = (self._frame, scene, traffic(self._frame, scene))
        return known[2]

    def things(self) -> list[Thing]:
        """The stage as a walk of things, each with its sentence and its place."""
        scene, moving, view = self.scene(), self.traffic(), self.view()
        if scene is None or self._frame is None:
            return []
        known = self._things
        if known is None or known[0] is not moving or known[1] != view:
            known = moving, view, stage_find.things(self._frame, scene, moving, view)
            self._things = known
        return known[2]

    def sentences(self) -> list[str]:
        """The stage in plain sentences, in the order in which Up and Down walk it."""
        return [thing.sentence for thing in self.things()]

    def key_at(self, point: QPointF) -> str:
        """What lies under a point: 'server A', 'user X', ...; empty for the ground."""
        scene = self.scene()
        if scene is None:
            return ""
        return stage_find.legend_at(scene, point) or stage_find.key_at(
            scene, self.traffic(), self.view().at(point)
        )

    def tip_at(self, point: QPointF) -> str:
        """The sentence that hovering over a point shows."""
        scene, key = self.scene(), self.key_at(point)
        if scene is None or self._frame is None or not key:
            return ""
        return stage_find.tip(self._frame, scene, key)

    def said_at(self, place: QPoint) -> str:
        """The same; of the ground, what can be done there."""
        ground = self.tr("The stage: nothing is here. A line drawn across links cuts them.")
        return self.tip_at(QPointF(place)) or ground

    def said_at_focus(self) -> str:
        """The sentence of what the keyboard is at."""
        things, index = self.things(), self.cursor_index()
        return things[index].sentence if index >= 0 else self.accessibleName()

    def tip(self, key: str) -> str:
        """One sentence about a thing now; empty when it is gone."""
        scene = self.scene()
        ready = scene is not None and self._frame is not None
        return stage_find.tip(self._frame, scene, key) if ready else ""  # type: ignore[arg-type]

    def cursor_index(self) -> int:
        """The stop of the walk that the keyboard is at, or -1."""
        keys = (index for index, thing in enumerate(self.things()) if thing.key == self._cursor)
        return next(keys, -1)

    def reset_places(self) -> None:
        """Puts all dragged servers back."""
        self._moved.clear()
        self.update()

    # Painting

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        area = self.rect().toRectF()
        stage_paint.paint_ground(painter, area)
        scene = self.scene()
        if scene is None or self._frame is None:
            stage_paint.paint_empty(painter, area)
            return
        focus = self.cursor_index() if self.hasFocus() and self._by_keyboard else -1
        self._hand.focused = self.things()[focus].rect if focus >= 0 else None
        light, view = self._light(self._frame), self.view()
        stage_paint.paint(painter, self._frame, scene, self.traffic(), self._hand, light, view)


def _drawn(frame: Frame) -> Frame:
    """The frame without what is hidden; a message that was lost is seen to die all the same.

    With a server go its users, its links and their messages. What is said of it and asked of it
    stays, to be counted in the corner.
    """
    if not frame.hidden and not frame.hidden_servers:
        return frame
    away = frame.hidden_servers
    deaths = () if "lost" in frame.hidden else frame.deaths
    return replace(
        frame,
        servers=tuple(one for one in frame.servers if one.name not in away),
        web=tuple(one for one in frame.web if one.name not in away),
        links=tuple(one for one in frame.links if one.a not in away and one.b not in away),
        messages=_shown(Messages.of(frame.messages), frame),
        deaths=tuple(one for one in deaths if _between(one.message, away)),
    )


def _shown(messages: Messages, frame: Frame) -> Messages:
    """Those of kinds that are drawn, between servers that are."""
    gone = np.array([name in frame.hidden_servers for name in messages.names], np.bool_)
    kinds = [place for place, kind in enumerate(KINDS) if kind in frame.hidden]
    return messages.only(
        ~(gone[messages.sources] | gone[messages.targets] | np.isin(messages.kinds, kinds))
    )


def _between(message: MessageView, away: tuple[str, ...]) -> bool:
    """Whether both of its ends are drawn."""
    return message.source not in away and message.target not in away


def _name(callout: Callout) -> tuple[str, int, int]:
    """What makes it the same callout in another frame."""
    return callout.server, callout.at_us, callout.operation
