"""Pictures from the command line: the same to the byte each time, and as they were approved.

A stored picture holds for one minor version of Qt and one font, written beside it; elsewhere the
comparison would say nothing about us, and what must be in the picture is looked for instead.
`--rewrite-pictures` writes it anew: look at it before you commit it.
"""

import json
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from PySide6.QtCore import qVersion
from PySide6.QtGui import QFontInfo

from ui import theme

PICTURES = Path(__file__).with_name("pictures")
RIPPLE = PICTURES / "ripple-20ms.png"
MADE_WITH = PICTURES / "made-with.json"
SIZE = (1280, 800)
CHANNEL_MOST, PARTS_MOST = 24, 0.001
"""A pixel differs when a channel is further off than this; so many of them may."""


def screenshot(out: Path, *options: str, story: str = "2") -> np.ndarray:
    """What `quorumscope screenshot` paints, as rows of pixels of three channels."""
    size = f"{SIZE[0]}x{SIZE[1]}"
    command = [
        sys.executable,
        "-m",
        "explorer",
        "screenshot",
        story,
        "--at",
        "20ms",
        "--size",
        size,
    ]
    done = subprocess.run(
        [*command, "--out", str(out), *options],
        env={**os.environ, "QT_QPA_PLATFORM": ""},
        capture_output=True, text=True, timeout=30, check=False,
    )  # fmt: skip
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    return pixels(out)


def pixels(path: Path) -> np.ndarray:
    with Image.open(path) as image:
        return np.asarray(image.convert("RGB"), dtype=np.int16)


def rgb(colour: str) -> tuple[int, int, int]:
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)


def count(picture: np.ndarray, colour: str) -> int:
    """How many pixels are of just this colour."""
    return int((picture == rgb(colour)).all(axis=2).sum())


def differing(one: np.ndarray, other: np.ndarray) -> float:
    """The part of all pixels that are not, or hardly, the same."""
    return float((np.abs(one - other).max(axis=2) > CHANNEL_MOST).mean())


def looks_right(picture: np.ndarray, name: str) -> None:
    """What any font and any Qt must paint: ground, fresh rings, a write on its way."""
    worn = theme.THEMES[name]
    assert picture.shape == (SIZE[1], SIZE[0], 3)
    assert len(np.unique(picture.reshape(-1, 3), axis=0)) > 50, "it is blank"
    for row, column in ((0, 0), (0, -1), (-1, 0), (-1, -1)):
        assert tuple(picture[row, column]) == rgb(worn.ground)
    for role, least in (("panel", 10_000), ("fresh", 50), ("write", 50), ("text", 50)):
        assert count(picture, getattr(worn, role)) > least, role


@pytest.fixture
def made_with(qapp) -> dict[str, str]:
    """What the looks of letters depend on here."""
    assert qapp is not None  # fonts are known only to an application
    minor = ".".join(qVersion().split(".")[:2])
    return {"qt": minor, "font": QFontInfo(theme.font()).family()}


@pytest.fixture(scope="module")
def dark(tmp_path_factory) -> tuple[Path, np.ndarray]:
    out = tmp_path_factory.mktemp("dark") / "a.png"
    return out, screenshot(out)


def test_the_same_moment_gives_the_same_bytes(dark, tmp_path):
    again = tmp_path / "b.png"
    screenshot(again)
    assert again.read_bytes() == dark[0].read_bytes()


def test_another_moment_gives_another_picture(dark, tmp_path):
    assert differing(screenshot(tmp_path / "b.png", "--at", "60ms"), dark[1]) > PARTS_MOST


def test_the_picture_is_as_it_was_approved(dark, made_with, request):
    out, picture = dark
    if request.config.getoption("--rewrite-pictures"):
        PICTURES.mkdir(exist_ok=True)
        RIPPLE.write_bytes(out.read_bytes())
        MADE_WITH.write_text(json.dumps(made_with, indent=2) + "\n", encoding="utf-8")
    looks_right(picture, "dark")
    if json.loads(MADE_WITH.read_text(encoding="utf-8")) == made_with:
        stored = pixels(RIPPLE)
        assert stored.shape == picture.shape
        part = differing(picture, stored)
        assert part <= PARTS_MOST, f"{part:.2%} differ: look, then --rewrite-pictures"


def test_a_difference_is_seen(dark):
    """The comparison itself: a shade is let pass, a moved word is not."""
    _, picture = dark
    shade = np.clip(picture + 8, 0, 255)
    moved = picture.copy()
    moved[300:340, 100:200] = 255 - moved[300:340, 100:200]
    assert differing(picture, shade) == 0
    assert differing(picture, moved) > PARTS_MOST


@pytest.mark.parametrize("name", ["light", "projector"])
def test_other_themes_paint_the_same_things_in_their_colours(dark, tmp_path, name):
    picture = screenshot(tmp_path / "b.png", "--theme", name)
    looks_right(picture, name)
    assert (picture.mean() > 200) == (name == "light")
    assert differing(picture, dark[1]) > {"light": 0.5, "projector": 0.05}[name]


def test_the_gallery_can_be_painted(dark, tmp_path):
    picture = screenshot(tmp_path / "b.png", "--view", "gallery")
    assert tuple(picture[0, 0]) == rgb(theme.DARK.ground)
    assert len(np.unique(picture.reshape(-1, 3), axis=0)) > 50
    assert differing(picture, dark[1]) > 0.05


def test_a_story_without_a_load_has_nothing_to_measure_and_is_painted_at_once(dark, tmp_path):
    picture = screenshot(tmp_path / "b.png", "--view", "servers")
    lower = slice(SIZE[1] * 3 // 4, None)
    assert differing(picture[lower], dark[1][lower]) > 0.02


@pytest.mark.parametrize("view", ["verdicts", "receipt"])
def test_verdicts_and_a_receipt_can_be_painted(dark, tmp_path, view):
    picture = screenshot(tmp_path / "b.png", "--view", view, "--at", "60ms")
    lower = slice(SIZE[1] * 2 // 3, None)
    assert differing(picture[lower], dark[1][lower]) > 0.05
    assert count(picture[lower], theme.DARK.fresh) > 50, "the last read was fresh, and more held"


def test_what_trials_measure_can_be_painted(tmp_path):
    picture = screenshot(tmp_path / "a.png", "--view", "fresh", "--at", "1s", story="3")
    chart = picture[SIZE[1] * 3 // 4 :, : SIZE[0] // 2]
    assert count(chart, theme.DARK.hint) > 50, "the curve"
    assert count(chart, theme.DARK.read) > 50, "diamonds and whiskers"


def test_the_least_window_in_the_largest_letters_of_a_theme_is_painted_as_asked(tmp_path):
    options = ("--theme", "projector", "--size", "1024x700")
    assert screenshot(tmp_path / "a.png", *options, story="5").shape == (700, 1024, 3)
