"""What the words of a command line may be: each is read, or refused in words, by argparse."""

import argparse

from explorer.film import FORMATS as FILMS
from explorer.formats import NAMES
from explorer.pace import GREATEST_SPEED, LEAST_SPEED
from explorer.preferences import Preferences
from explorer.times import parse_time

SERVERS = range(2, 10)
"""So many a real cluster may have."""


def time_us(text: str) -> int:
    """An argument that is a time: microseconds, not negative."""
    try:
        value = parse_time(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(str(error)) from None
    if value < 0:
        raise argparse.ArgumentTypeError(f"{text!r} is before the start")
    return value


def size(text: str) -> tuple[int, int]:
    """An argument such as 1600x1000: pixels."""
    width, _, height = text.partition("x")
    if not (width.isdigit() and height.isdigit()):
        raise argparse.ArgumentTypeError(
            f"{text!r} is no size: write WIDTHxHEIGHT, such as 1600x1000"
        )
    if not (640 <= int(width) <= 7680 and 480 <= int(height) <= 4320):
        raise argparse.ArgumentTypeError(f"{text!r} is not between 640x480 and 7680x4320")
    return int(width), int(height)


def percent(text: str) -> int:
    """An argument such as 150%: the size of letters."""
    if not text.removesuffix("%").isdecimal():
        raise argparse.ArgumentTypeError(f"{text!r} is no size of letters: write it as 150%")
    if reason := Preferences(font=int(text.removesuffix("%"))).wrong():
        raise argparse.ArgumentTypeError(reason)
    return int(text.removesuffix("%"))


def factor(text: str) -> float:
    """An argument such as 0.05: how fast time is seen to run."""
    wrong = f"{text!r} is no pace: write {LEAST_SPEED:g} to {GREATEST_SPEED:g}, such as 0.05"
    try:
        value = float(text)
    except ValueError:
        raise argparse.ArgumentTypeError(wrong) from None
    if not LEAST_SPEED <= value <= GREATEST_SPEED:
        raise argparse.ArgumentTypeError(wrong)
    return value


def part(text: str) -> float:
    """An argument that is a part of a whole: above 0, at most 1."""
    try:
        value = float(text)
    except ValueError:
        value = 0.0
    if not 0 < value <= 1:
        raise argparse.ArgumentTypeError(f"{text!r} is no part: write a number up to 1, such as .1")
    return value


def seed(text: str) -> int:
    """An argument that is a seed: a whole number, not negative."""
    if not text.isascii() or not text.isdigit():
        raise argparse.ArgumentTypeError(f"{text!r} is no seed: write a whole number from 0 on")
    return int(text)


def times(text: str) -> int:
    """An argument that says how often: 1 to 1000."""
    if not (text.isascii() and text.isdigit() and 1 <= int(text) <= 1000):
        raise argparse.ArgumentTypeError(f"{text!r} is no number of times: write 1 to 1000")
    return int(text)


def seeds(text: str) -> range:
    """An argument such as 1..100: the seeds from the first to the last."""
    first, sign, last = text.partition("..")
    if not (sign and first.isdigit() and last.isdigit() and int(first) <= int(last)):
        raise argparse.ArgumentTypeError(
            f"{text!r} is no range of seeds: write A..B, such as 1..100"
        )
    return range(int(first), int(last) + 1)


def export_format(text: str) -> str:
    """An argument that is something to make of a run."""
    if text not in (*FILMS, *NAMES):
        known = ", ".join((*FILMS, *NAMES))
        raise argparse.ArgumentTypeError(f"{text!r} cannot be made: there are {known}")
    return text


def servers(text: str) -> int:
    """An argument that says how many servers there are."""
    if not (text.isascii() and text.isdigit() and int(text) in SERVERS):
        raise argparse.ArgumentTypeError(
            f"{text!r} is no number of servers: write {SERVERS[0]} to {SERVERS[-1]}"
        )
    return int(text)
