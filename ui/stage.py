"""The stage with hands: draw a line to cut links, drag a server, ask a thing what can be done.

Rules this file keeps: lines of the verb language come out, and nothing is changed here; the only
state is that of the hand (places of dragged servers, pointer, line, selection, cursor).
"""

from collections.abc import Sequence
from html import escape
from typing import Literal

from PySide6.QtCore import QEvent, QLineF, QPoint, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import (
    QContextMenuEvent,
    QFocusEvent,
    QHelpEvent,
    QKeyEvent,
    QMouseEvent,
)
from PySide6.QtWidgets import QApplication, QMenu, QToolTip, QWidget

from explorer.frame_stage import Offer
from explorer.offering import cut_line
from ui import only_one, stage_access, stage_find, stage_layout, stage_menu, stage_words
from ui.stage_glide import WHOLE
from ui.stage_layout import Pair
from ui.stage_scene import Scene
from ui.stage_view import StageView

Gesture = Literal["none", "pressed", "dragging", "drawing", "cancelled"]
ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class Stage(StageView):
    """Draws the cluster of a frame; a line drawn across links cuts them."""

    command = Signal(str)
    """A line of the verb language: 'cut A - B, A - C', 'crash A', 'heal'."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._gesture: Gesture = "none"
        self._start = QPointF()
        self._grabbed = ""
        self._last_stop = -1
        self._menu_at: QPoint | None = None
        """Where the menu opens that was asked for."""

    # The pointer

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() != Qt.MouseButton.LeftButton or self.scene() is None:
            super().mousePressEvent(event)
            return
        self._by_keyboard = False
        self._gesture, self._start = "pressed", event.position()
        self._grabbed = self.key_at(event.position())

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        point, scene = event.position(), self.scene()
        if scene is None:
            return
        if self._gesture == "none":
            self._point_at(self.key_at(point))
            return
        far = (point - self._start).manhattanLength() >= QApplication.startDragDistance()
        if self._gesture == "pressed" and far:
            self._gesture = self._begun()
            self.keep_view(self.view())
        if self._gesture == "dragging":
            self._drag(scene, self._grabbed.removeprefix("server "), self.view().at(point))
        elif self._gesture == "drawing":
            self._hand.stroke = QLineF(self._start, point)
            self._hand.would_cut = self._cuttable(scene, self._hand.stroke)
            self.update()

    def _begun(self) -> Gesture:
        """What a movement from here means: servers move, all else is ground to draw on."""
        if self._grabbed.startswith("server "):
            web = self._grabbed.removeprefix("server ") in self._web_boxes()
            return "cancelled" if web else "dragging"
        return (
            "cancelled"
            if self._grabbed.startswith(("callout ", "away ", "operation ", "kind "))
            else "drawing"
        )

    def _web_boxes(self) -> dict[str, QRectF]:
        """They stand in their row: only servers of the database are dragged."""
        scene = self.scene()
        return {} if scene is None else scene.plan.web

    def _point_at(self, key: str) -> None:
        if key == self._hand.hover:
            return
        self._hand.hover = key
        shape = Qt.CursorShape.PointingHandCursor if key else Qt.CursorShape.CrossCursor
        self.setCursor(shape)
        self.update()

    def _drag(self, scene: Scene, name: str, point: QPointF) -> None:
        plan = scene.plan
        self._moved[name] = stage_layout.normalised(plan.arena, plan.bounds, plan.radius, point)
        self.update()

    def _cuttable(self, scene: Scene, stroke: QLineF) -> tuple[Pair, ...]:
        """The links under a line of the widget that are not wholly cut already."""
        view = self.view()
        stroke = QLineF(view.at(stroke.p1()), view.at(stroke.p2()))
        links = self._frame.links if self._frame is not None else ()
        whole = {(link.a, link.b) for link in links if link.state != "cut"}
        return tuple(pair for pair in stage_layout.crossed(scene.plan, stroke) if pair in whole)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if event.button() != Qt.MouseButton.LeftButton or self._gesture == "none":
            super().mouseReleaseEvent(event)
            return
        gesture, grabbed, scene = self._gesture, self._grabbed, self.scene()
        self._let_go("none")
        if gesture == "pressed":
            if not grabbed:  # on the ground: it is all wanted in sight
                self.keep_view(WHOLE)
            self._select(grabbed)
        elif gesture == "drawing" and scene is not None:
            cut = self._cuttable(scene, QLineF(self._start, event.position()))
            if cut:
                self.command.emit(cut_line(cut))

    def _let_go(self, gesture: Gesture) -> None:
        self._gesture, self._grabbed = gesture, ""
        self._hand.stroke, self._hand.would_cut = None, ()
        self.update()

    def forget(self) -> None:
        """Another story begins: nothing of it is pointed at yet, or has been dragged."""
        self._moved.clear()
        self._away.clear()
        self._hand.hover = self._cursor = ""

    def _select(self, key: str) -> None:
        """Says what a click on a thing means; a callout leads to its moment."""
        self._cursor = key or self._cursor
        self.update()
        kind, _, name = key.partition(" ")
        if kind in ("away", "callout"):
            callouts = self._frame.callouts if self._frame is not None else ()
            for callout in callouts[int(name) : int(name) + 1]:  # it may be gone by now
                if kind == "away":
                    self.put_away(callout)
                else:
                    self.command.emit(f"cause #{callout.operation}")
        elif kind == "operation":
            self.command.emit(f"receipt #{name}")
        elif kind == "kind" and self._frame is not None:
            if name == stage_words.SERVERS:
                self.command.emit("unhide server")
            else:
                verb = "unhide" if name in self._frame.hidden else "hide"
                self.command.emit(f"{verb} {name}")
        else:
            self.command.emit(f"select {stage_find.public_key(key)}".rstrip())

    def leaveEvent(self, _event: QEvent) -> None:
        self._hand.hover = ""
        self.update()

    def event(self, event: QEvent) -> bool:
        """Tool tips are sentences about what lies under the pointer now."""
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            words = self.tip_at(QPointF(event.pos()))
            # Marked up, so that long sentences wrap; escaped, since users write the posts.
            QToolTip.showText(event.globalPos(), f"<p>{escape(words)}</p>" if words else "", self)
            return True
        return super().event(event)

    # The menu

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        if event.reason() == QContextMenuEvent.Reason.Keyboard:
            self._menu_at_cursor()
        else:
            self._ask_menu(self.key_at(QPointF(event.pos())), event.globalPos())

    def _ask_menu(self, key: str, where: QPoint) -> None:
        """What can be done with a thing is asked for; the answer comes by `show_menu`."""
        self._menu_at = where
        self.command.emit(f"menu {stage_find.public_key(key)}".rstrip())
        self._menu_at = None

    @property
    def asks_menu(self) -> bool:
        """Whether it is here that a menu was asked for: its line is being done."""
        return self._menu_at is not None

    def show_menu(self, key: str, offers: Sequence[Offer]) -> QMenu:
        """Shows what can be done with a thing; it does not block, so that the run goes on."""
        menu = stage_menu.build(self, key, offers, self.command.emit)
        if self._moved and not key:
            stage_menu.add(menu, self.tr("Put the servers back"), "reset places").triggered.connect(
                self.reset_places
            )
        if not key:
            self._offer_pictures(menu)
        only_one.replace(menu)
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(self._menu_at or self._place_of(key))
        return menu

    def _offer_pictures(self, menu: QMenu) -> None:
        """What can be done with the picture itself."""
        menu.addSeparator()
        for text, line in (
            (self.tr("Copy a picture of the stage"), "copy stage"),
            (self.tr("Save a picture of the stage…"), "screenshot stage"),
        ):
            action = stage_menu.add(menu, text, line)
            action.triggered.connect(lambda _on=False, line=line: self.command.emit(line))

    def _place_of(self, key: str) -> QPoint:
        """Where a thing stands on the screen; of what stands nowhere, the middle."""
        rects = (thing.rect for thing in self.things() if thing.key == key)
        rect = next(rects, QRectF())
        middle = rect.center().toPoint() if not rect.isNull() else self.rect().center()
        return self.mapToGlobal(middle)

    def _menu_at_cursor(self) -> None:
        index = self.cursor_index()
        thing = self.things()[index].key if index >= 0 else ""
        self._ask_menu(thing, self._place_of(thing))

    # The keyboard

    def focusInEvent(self, event: QFocusEvent) -> None:
        if event.reason() in stage_access.TABBED:
            self._by_keyboard = True
            if self.cursor_index() < 0:
                self._walk(1)
        super().focusInEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = Qt.Key(event.key())
        if key in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            self._walk(1 if key == Qt.Key.Key_Down else -1)
        elif key in ENTER and self._cursor.startswith(("operation ", "kind ")):
            self._select(self._cursor)
        elif key in (*ENTER, Qt.Key.Key_Menu):
            self._menu_at_cursor()
        elif key == Qt.Key.Key_Delete and self._cursor.startswith("callout "):
            self._select(self._cursor.replace("callout", "away"))
        elif key == Qt.Key.Key_Escape and self._gesture in ("drawing", "dragging"):
            self._let_go("cancelled")
        else:
            event.ignore()

    def _walk(self, step: int) -> None:
        """To the next stop; from where it was, when its thing has gone since."""
        things = self.things()
        if not things:
            return
        here = self.cursor_index()
        here = here if here >= 0 else min(self._last_stop, len(things) - 1)
        self._last_stop = min(max(here + step, 0), len(things) - 1)
        self._cursor = things[self._last_stop].key
        self._by_keyboard = True
        stage_access.announce(self, self._last_stop)
        self.update()
