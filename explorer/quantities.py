"""Numbers with their units, as expectations write them: 40ms, 250/s, 1.68%, 3; and `+- 10%`.

A margin in per cent is a part of the number, but for numbers that are themselves in per cent: of
these it is so many points.
"""

import math
import re
from decimal import Decimal

from explorer.times import parse_time, write_time

_UNITS = {"rate": "/s", "part": "%", "mean": ""}
_EXAMPLES = {"rate": "250/s", "part": "1.68%", "mean": "2.5"}


def read(text: str, unit: str) -> float:
    """A number in a unit: microseconds for a time. Raises ValueError, in words."""
    if unit == "time":
        return parse_time(text)
    if unit == "count":
        if not re.fullmatch(r"\d+", text):
            raise ValueError(f"{text!r} is no whole number")
        return int(text)
    if not re.fullmatch(rf"\d+(\.\d+)?{_UNITS[unit]}", text):
        raise ValueError(f"{text!r} is no such number: write it like {_EXAMPLES[unit]}")
    return float(text.removesuffix(_UNITS[unit]))


def margin(text: str | None, number: float, unit: str) -> float:
    """How far off it may be; 0 where nothing is said. Raises ValueError, in words."""
    if text is None:
        return 0
    if text.endswith("%") and unit != "part":
        return number * read(text, "part") / 100
    return read(text, unit)


def write(value: float, unit: str) -> str:
    """A number with its unit: whole numbers and times exactly, others to three digits."""
    if unit == "time":
        return write_time(round(value)) if math.isfinite(value) else "never so far"
    if unit == "count":
        return str(value)
    return f"{Decimal(f'{value:.4g}').normalize():f}{_UNITS[unit]}"
