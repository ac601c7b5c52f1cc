"""Simulated time as people write it: '40ms', '5.31s', '500us', '2min'."""

import re
from decimal import Decimal

_UNITS = {"us": 1, "µs": 1, "ms": 1_000, "s": 1_000_000, "min": 60_000_000}
WRITTEN = r"[0-9]+(\.[0-9]+)? *(us|µs|ms|s|min)"
"""A time, for those who only look at its letters."""
_TIME = re.compile(r"([+-]?\d+(?:\.\d+)?)\s*(us|µs|ms|s|min)")

LONGEST_US = 24 * 3600 * 1_000_000
"""A day: far beyond any run, and small enough that nothing overflows."""


def parse_time(text: str) -> int:
    """Microseconds. Raises ValueError, in words, for anything that is not a time."""
    match = _TIME.fullmatch(text.strip())
    if not match:
        raise ValueError(f"{text!r} is no time: write a number and a unit, such as 40ms or 5.31s")
    value = Decimal(match[1]) * _UNITS[match[2]]
    if value != value.to_integral_value():
        raise ValueError(f"{text!r} is finer than a microsecond")
    if abs(value) > LONGEST_US:
        raise ValueError(f"{text!r} is longer than a day")
    return int(value)


def parse_span(text: str) -> int:
    """Microseconds, not negative. Raises ValueError, in words, for anything else."""
    us = parse_time(text)
    if us < 0:
        raise ValueError(f"{text!r} is negative: nothing takes less than no time")
    return us


def tell_time(us: int) -> str:
    """A time as it is told in a sentence, to the microsecond: '40 ms', '39.99 ms', '1.1 s'."""
    text = write_time(us)
    unit = next(unit for unit in ("ms", "us", "s") if text.endswith(unit))
    return f"{text.removesuffix(unit)} {unit.replace('us', 'µs')}"


def write_time(us: int) -> str:
    """The shortest way to write it: '40ms', '5.31s', '39.99ms', '0ms'."""
    for unit, size in (("s", 1_000_000), ("ms", 1_000)):
        if abs(us) >= size or (us == 0 and unit == "ms"):
            return f"{(Decimal(us) / size).normalize():f}{unit}"
    return f"{us}us"
