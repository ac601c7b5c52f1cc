"""What the stage does not show, in words, and what can be done there: its corner and its hint.

Rules this file keeps: neither hides anything. What has no room in full is said shorter, and where
that has none either it is left out; the hint gives way to the note.
"""

import re
from collections.abc import Iterator

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter

from explorer.frame import Frame
from ui import pace_words, stage_people, stage_words, theme
from ui.stage_glide import WHOLE, View, out_of_sight
from ui.stage_room import Room
from ui.stage_scene import HINT, Scene, box_of
from ui.stage_travel import Traffic

ADVICE = re.compile(r": (?=point|see|click)")
"""What stands before it can be said without it."""
LIT = "only what mattered is lit (Esc: all)"


def notes(frame: Frame, scene: Scene, traffic: Traffic, view: View = WHOLE) -> list[str]:
    """All that is not shown, and that this happened elsewhere, if it did."""
    found = _of_all(frame, traffic)
    if away := out_of_sight(scene, view):
        found.insert(0, f"{stage_words.counted(away, 'server')} out of sight: click the ground")
    if untold := len(frame.callouts) - len(scene.callouts):
        found.append(f"{stage_words.counted(untold, 'sentence')} about hidden servers: show them")
    if people := stage_people.untold(frame):
        found.append(f"{people:,} people without a screen are not drawn")
    if bare := len(frame.operations) - len(scene.chips):
        found.append(f"{stage_words.counted(bare, 'more operation')} not shown here")
    if not scene.hands:
        return [ADVICE.split(note)[0] for note in found]
    if any(x.state == "open" and (x.a, x.b) not in scene.link_labels for x in frame.links):
        where = "where a link may be" if scene.plan.crowded else "at a link"
        found.append(f"point {where} to read its delay")
    if scene.untold:
        found.append("point at a server to read what it holds")
    return found


def _of_all(frame: Frame, traffic: Traffic) -> list[str]:
    """What is said of the whole picture."""
    playback = frame.playback
    recorded = pace_words.recorded(frame.where.engine, playback) if frame.where.engine else ""
    hidden = stage_words.hidden(frame.hidden)
    told = recorded, pace_words.thinned(playback), hidden, traffic.note
    return [note for note in told if note]


def place(frame: Frame, scene: Scene, traffic: Traffic, view: View = WHOLE) -> tuple[str, QRectF]:
    """The note and where it stands: as much of it as hides nothing."""
    words = (label.rect for label in traffic.labels)
    boxes = [box_of(view.seen(rect)) for rect in (*scene.words(), *words)]
    discs = [(x * view.scale + view.x, y * view.scale + view.y, radius * view.scale)
             for x, y, radius in scene.room.discs]  # fmt: skip
    room = Room(scene.room.bounds, (), discs, boxes)
    for note in _forms(notes(frame, scene, traffic, view)):
        rect = _corner(scene, note)
        if rect.right() <= scene.plan.bounds.right() and room.is_free(box_of(rect)):
            return note, rect
    return "", QRectF()


def _forms(found: list[str]) -> Iterator[str]:
    """In full, then without what to do about it, then only the first."""
    short = [ADVICE.split(note)[0] for note in found]
    yield from ("; ".join(each) for each in (found, short, short[:1]) if each)


def _corner(scene: Scene, note: str) -> QRectF:
    """The lower left corner, as wide as the note."""
    width, height = scene.letters.size(scene.letters.small, note)
    bounds = scene.plan.bounds
    return QRectF(bounds.left() + 2, bounds.bottom() - height - 2, width + 12, height + 4)


def hint_of(frame: Frame) -> str:
    """What a hand can do here; between servers without links there is nothing to cut."""
    if frame.lit:
        return LIT
    return HINT if frame.links else ""


def hint_is_free(scene: Scene, traffic: Traffic, note: QRectF) -> bool:
    """Whether nothing stands where the hint does."""
    labels = (label.rect for label in traffic.labels)
    words = [*scene.words(), *labels, note, *scene.plan.web.values()]
    return Room(scene.room.bounds, (), scene.room.discs, [box_of(rect) for rect in words]).is_free(
        box_of(scene.hint)
    )


def paint_note(
    painter: QPainter, frame: Frame, scene: Scene, traffic: Traffic, view: View = WHOLE
) -> None:
    """Both, as far as there is room."""
    note, rect = place(frame, scene, traffic, view)
    painter.setFont(scene.letters.small)
    hint = hint_of(frame)
    if hint and scene.hands and view == WHOLE and hint_is_free(scene, traffic, rect):
        right = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight
        painter.setPen(theme.current().color("accent" if frame.lit else "muted"))
        painter.drawText(scene.hint, right, stage_words.said(hint))
    if note:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.current().color("raised"))
        painter.drawRoundedRect(rect, 4, 4)
        painter.setPen(theme.current().color("muted"))
        painter.drawText(rect, Qt.AlignmentFlag.AlignCenter, note)
