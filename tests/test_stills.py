"""The picture of each story: its moment, and that what it is said to show is so in the run."""

from dataclasses import replace
from itertools import islice

import pytest
from page import wear
from PySide6.QtCore import QSize

from explorer import framing, presets, stills
from explorer.experiment import Experiment
from explorer.problems import InputError
from explorer.stills import Still
from ui import still, theme

STORED = presets.load_all()
SOON = [story for story in STORED if story.model.still is None or story.model.still.at < 10_000_000]
SIZE = QSize(372, 171)


def developed(story: presets.Preset) -> Still:
    return next(still for still in stills.develop(story, 100_000) if still is not None)


@pytest.fixture(scope="module")
def shown() -> dict[int, Still]:
    return {story.model.number: developed(story) for story in SOON}


def test_every_story_asks_one_sentence_and_has_a_picture_of_its_moment(shown):
    for story in STORED:
        asks = story.model.asks or ""
        assert asks.endswith("?"), story.file
        named = story.model.still
        if named is not None and story in SOON:
            assert shown[story.model.number].frame.now_us == named.at
    assert len(shown) >= 22


def test_what_a_picture_shows_is_the_point_of_its_story(shown):
    points = {2: "stale", 5: "vanished", 6: "backwards", 7: "unordered", 8: "leak", 9: "lost",
              10: "backwards", 11: "returned", 13: "discarded", 14: "crossing", 16: "twice",
              17: "down", 18: "stale", 22: "backwards", 23: "older", 24: "queue"}  # fmt: skip
    assert {number: shown[number].shows for number in points} == points
    assert all(still.shows != "fresh" for still in shown.values())


def test_one_write_under_way_crosses_nothing():
    experiment = Experiment(presets.load("5").scenario("none"))
    experiment.seek(2_000)
    frame = framing.frame(experiment, ())
    assert [(m.kind, m.source, m.target) for m in frame.messages] == [
        ("write", "A", "B"), ("write", "A", "C"),
    ]  # fmt: skip
    assert stills.shows(experiment, frame) == "fresh"


def test_a_picture_is_never_of_an_empty_stage(shown):
    """Something moves, has died, is cut or down, or somebody has just read something old."""
    for number, still_ in shown.items():
        frame = still_.frame
        told = frame.messages or frame.deaths or frame.callouts or frame.web
        assert told or any(s.state != "up" for s in frame.servers), number


def test_without_a_moment_of_its_own_it_is_the_first_that_is_worth_seeing():
    ripple = presets.load("2")
    assert ripple.model.still is None
    assert developed(ripple).frame.now_us == 39_990, "the first stale read"


def test_where_nothing_happens_it_is_the_middle():
    story = presets.load_text(
        "number: 99\nslug: calm\ntitle: Calm\nquestion: 1\nstory: Nothing.\n"
        "cluster: {servers: [A]}\nusers: {X: A}\nuntil: 80ms\n"
        "script: [{at: 0ms, do: post X hello}]\ntakeaway: None.\nleaves_out: All.\n"
    )
    made = developed(story)
    assert (made.frame.now_us, made.shows) == (40_000, "fresh")


def test_it_is_run_a_little_at_a_time():
    wall = presets.load("24")
    slices = list(islice(stills.develop(wall, 10), 40))
    assert slices[:39] == [None] * 39


def test_the_loss_of_a_write_is_seen_only_once_it_is_lost():
    story = presets.load("9")
    before = story.model.model_copy(update={"still": story.model.still.model_copy(
        update={"at": 499_999})})  # fmt: skip
    early = developed(replace(story, model=before))
    assert early.shows == "cut"
    assert developed(story).shows == "lost"


@pytest.mark.parametrize(
    ("line", "problem"),
    [
        ("still: 9s", "still.at: the story ends at 180 ms"),
        ("still: {at: 1ms, variant: nobody}", "still.variant: there is no variant 'nobody'"),
        ("still: soon", "still.at: 'soon' is no time"),
        ("asks: " + "x" * 91, "asks: "),
    ],
)
def test_a_wrong_moment_is_told_with_its_place(line, problem):
    path = next(p for p in presets.shipped() if p.name.startswith("05"))
    text = path.read_text(encoding="utf-8")
    kept = [x for x in text.splitlines() if not x.startswith(line.split(":", maxsplit=1)[0])]
    with pytest.raises(InputError) as caught:
        presets.load_text("\n".join([line, *kept]))
    assert problem in str(caught.value)


@pytest.mark.usefixtures("qapp")
@pytest.mark.parametrize("name", ["dark", "light", "projector"])
def test_the_picture_is_painted_in_the_theme_that_is_on(shown, name):
    wear(name)
    image = still.picture(shown[5].frame, SIZE, 1.0).toImage()
    assert image.pixelColor(186, 4) == theme.current().color("ground")
    assert image.pixelColor(0, 0).alpha() == 0, "round corners"
    colors = {image.pixelColor(x, y).name() for x in range(372) for y in range(171)}
    assert {theme.current().color(role).name() for role in ("write", "fresh", "stale")} <= colors
    wear("dark")


def test_a_larger_screen_gets_a_sharper_picture(qapp, shown):
    assert qapp is not None
    assert still.picture(shown[2].frame, SIZE, 2.0).size() == SIZE * 2
