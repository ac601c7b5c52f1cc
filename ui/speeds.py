"""The speeds that a hand can choose: stops of a logarithmic scale, and express above them all."""

from explorer.frame_time import PlaybackView
from explorer.pace import GREATEST_SPEED
from ui.words import format_factor

_STOPS = (mantissa * 10.0**power for power in range(-4, 2) for mantissa in (1, 2, 5))
SPEEDS = (*(round(stop, 9) for stop in _STOPS), GREATEST_SPEED)
"""Simulated seconds per wall second, three stops a decade, from the least speed on."""
EXPRESS = len(SPEEDS)
"""The stop above the greatest speed: as fast as the machine can."""


def line(stop: int) -> str:
    """What choosing a stop says."""
    return "speed express" if stop == EXPRESS else f"speed {format_factor(SPEEDS[stop])}"


def nearest(view: PlaybackView) -> int:
    """The stop that is nearest by ratio, not by difference."""
    if view.express:
        return EXPRESS
    speed = view.speed
    return min(range(EXPRESS), key=lambda i: max(SPEEDS[i] / speed, speed / SPEEDS[i]))


def faster(view: PlaybackView) -> str:
    """The next stop up."""
    return line(next((i for i in range(EXPRESS) if SPEEDS[i] > view.speed * 1.001), EXPRESS))


def slower(view: PlaybackView) -> str:
    """The next stop down; from express to the greatest speed."""
    if view.express:
        return line(EXPRESS - 1)
    below = [i for i in range(EXPRESS) if SPEEDS[i] < view.speed * 0.999]
    return line(below[-1] if below else 0)
