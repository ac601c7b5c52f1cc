"""Contrast by WCAG 2: what is text, or says something by its colour, can be read in each theme."""

import pytest

from ui import theme
from ui.theme import THEMES, Theme

GROUNDS = ("ground", "panel", "raised", "field")
SPEAKING = (
    "text", "muted", "fresh", "stale", "unknown", "accent", "user_x", "user_y", "user_z",
    "write", "ack", "read", "reply", "repair", "hint", "entropy", "stream", "raft", "lost",
)  # fmt: skip
FILLED = ("accent", "user_x", "user_y", "user_z", "fresh")
"""What has words in `on_accent` on it."""


def luminance(colour: str) -> float:
    parts = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def under(theme_: Theme, roles: tuple[str, ...], grounds: tuple[str, ...], least: float):
    """The pairs that are under so much contrast, as (role, ground, contrast)."""
    pairs = ((role, ground) for role in roles for ground in grounds)
    found = ((r, g, contrast(getattr(theme_, r), getattr(theme_, g))) for r, g in pairs)
    return [(role, ground, round(is_, 2)) for role, ground, is_ in found if is_ < least]


def test_contrast_is_as_the_standard_says():
    assert contrast("#FFFFFF", "#000000") == pytest.approx(21)
    assert contrast("#777777", "#FFFFFF") == pytest.approx(4.48, abs=0.01)


@pytest.mark.parametrize("worn", THEMES.values(), ids=THEMES)
def test_all_that_speaks_can_be_read(worn):
    assert under(worn, SPEAKING, GROUNDS, 4.5) == []
    assert under(worn, ("on_accent",), FILLED, 4.5) == []


@pytest.mark.parametrize("worn", THEMES.values(), ids=THEMES)
def test_what_cannot_be_pressed_now_can_be_read_and_stands_back(worn):
    assert under(worn, ("faint",), GROUNDS, 3.0) == []
    assert contrast(worn.faint, worn.panel) < contrast(worn.muted, worn.panel)


def test_the_style_sheet_has_it():
    assert f"color: {theme.DARK.faint}" in theme.style_sheet(theme.DARK)
