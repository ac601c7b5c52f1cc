"""The stage where there is little room: what stands hides nothing, in real moments of stories."""

import math
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from page import wear
from PySide6.QtCore import QRectF, QSizeF
from pytestqt.qtbot import QtBot

from explorer import framing
from explorer.experiment import Experiment
from explorer.frame import Frame
from explorer.presets import load
from ui import stage_note, stage_place
from ui.stage_layout import distance
from ui.stage_room import Room, length_to
from ui.stage_scene import Scene, box_of
from ui.stage_view import StageView

MOMENTS = {
    "5": (12_000, 60_000), "2": (12_000, 500_000), "8": (700_000, 5_000_000),
    "14": (900_000, 3_000_000), "16": (2_000_000,), "21": (3_000_000,), "22": (3_000_000,),
    "23": (1_000_000,),
}  # fmt: skip
"""Of each story, moments with a stale read or a fault."""
SIZES = ((300, 220), (330, 200), (420, 300), (540, 345), (600, 215), (860, 300), (940, 596))
"""Stages of a window of 1024x700 and of 1280x720, of two side by side, and a large one."""


@pytest.fixture(scope="module")
def frames() -> list[tuple[str, Frame]]:
    """Each moment of each story."""
    found = []
    for story, moments in MOMENTS.items():
        run = Experiment(load(story).scenario())
        for at_us in moments:
            run.seek(at_us)
            found.append((f"story {story} at {at_us} us", framing.frame(run, ())))
    return found


def told(scene: Scene) -> dict[str, QRectF]:
    """All words that stand, by what they are."""
    found = {f"caption {name}": rect for name, (rect, _) in scene.captions.items()}
    found |= {f"link {pair}": rect for pair, (rect, _) in scene.link_labels.items()}
    found |= {f"unconfirmed {name}": rect for name, (rect, _) in scene.unconfirmed.items()}
    found |= {f"chip {number}": rect for number, rect in scene.chips.items()}
    return found | {f"callout {box.number}": box.rect for box in scene.callouts}


@pytest.mark.parametrize("look", ["dark", "projector"])
@pytest.mark.parametrize("size", SIZES)
def test_no_words_hide_a_server_or_other_words(
    qtbot: QtBot, frames: list[tuple[str, Frame]], size: tuple[int, int], look: str
) -> None:
    wear(look)
    stage = StageView()
    qtbot.addWidget(stage)
    stage.may_drop_legend = True
    stage.setMinimumSize(1, 1)
    stage.resize(*size)
    hidden = []
    for moment, frame in frames:
        stage.show_frame(frame)
        scene = stage.scene()
        assert scene is not None
        words = told(scene)
        note, rect = stage_note.place(frame, scene, stage.traffic())
        words |= {f"note {note!r}": rect} if note else {}
        words |= {f"label {each.text!r}": each.rect for each in stage.traffic().labels}
        assert len(scene.callouts) == len(frame.callouts)
        for (one, a), (other, b) in combinations(words.items(), 2):
            hidden += [f"{moment}: {one} on {other}"] if a.intersects(b) else []
        discs = Room(box_of(stage.rect().toRectF()), discs=scene.room.discs)
        hidden += [f"{moment}: {n}" for n, r in words.items() if not discs.is_free(box_of(r))]
        outside = stage.rect().toRectF().adjusted(-1, -1, 1, 1)
        hidden += [f"{moment}: {n} outside" for n, r in words.items() if not outside.contains(r)]
    assert not hidden


corners = st.tuples(*(st.integers(-30, 30).map(float) for _ in range(4)))
discs = st.tuples(*(st.integers(-30, 30).map(float) for _ in range(2)), st.integers(1, 20))


@given(corners, st.lists(discs, max_size=3))
def test_a_place_is_free_if_no_disc_reaches_into_it(corner, discs):
    """Asked of each disc alone: how far from its middle is the nearest point of the box?"""
    (left, right), (top, bottom) = sorted(corner[:2]), sorted(corner[2:])
    nearest = [
        math.hypot(x - min(max(x, left), right), y - min(max(y, top), bottom)) - radius
        for x, y, radius in discs
    ]
    free = Room((-99, -99, 99, 99), (), discs).is_free((left, top, right, bottom))
    assert free == all(gap >= 0 for gap in nearest)


@pytest.mark.usefixtures("qapp")
@pytest.mark.parametrize("size", [(540, 160), (600, 240), (540, 340), (900, 420)])
@pytest.mark.parametrize(("story", "at_us"), [("5", 150_000), ("12", 2_000_000), ("2", 40_000)])
def test_words_stand_beside_their_own_server_or_nowhere(story, at_us, size):
    experiment = Experiment(load(story).scenario())
    experiment.seek(at_us)
    shown = framing.frame(experiment)
    for look in ("dark", "projector"):
        wear(look)
        scene = stage_place.build(shown, QSizeF(*size), {}, may_drop_legend=True)
        centres = scene.plan.servers
        for server, (rect, _) in scene.captions.items():
            away = {name: length_to(box_of(rect), (c.x(), c.y())) for name, c in centres.items()}
            assert min(away, key=away.__getitem__) == server
        for (a, b), (rect, _) in scene.link_labels.items():
            links = scene.plan.links
            near = {ends: distance(rect.center(), line) for ends, line in links.items()}
            state = next(link.state for link in shown.links if (link.a, link.b) == (a, b))
            assert state != "open" or min(near, key=near.__getitem__) == (a, b)
    wear("dark")
