"""Which settings a sweep varies, as people write it: `r=1..3`, `w=1,2`, `read_repair=off,async`."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from explorer import injecting
from explorer.problems import Problem

MOST_VALUES = 1_000
"""So many values of one setting, at most."""
_RANGE = re.compile(r"(\d{1,9})\.\.(\d{1,9})", re.ASCII)


@dataclass(frozen=True, slots=True)
class Axis:
    """One setting, and the values that it takes, as they are written."""

    setting: str
    values: tuple[str, ...]


def read(texts: Sequence[str]) -> tuple[list[Axis], list[Problem]]:
    """The axes of a command line, in their order, and all that is wrong with them."""
    axes: list[Axis] = []
    problems: list[Problem] = []
    for text in texts:
        try:
            axis = _axis(text)
            if any(axis.setting == other.setting for other in axes):
                raise ValueError(f"{axis.setting} is varied twice")
            axes.append(axis)
        except ValueError as error:
            problems += [Problem(f"--vary {text}", 0, 0, "", line) for line in error.args]
    return axes, problems


def _axis(text: str) -> Axis:
    """Raises ValueError with each thing that is wrong."""
    setting, sign, written = text.partition("=")
    if not (setting and sign and written):
        raise ValueError("write SETTING=VALUES, such as r=1..3 or read_repair=off,async")
    values = [value for part in written.split(",") for value in _values(part)]
    if len(values) > MOST_VALUES:
        raise ValueError(f"these are {len(values):,} values; at most {MOST_VALUES:,} can be tried")
    wrong = [reason for value in values for reason in _refusals(setting, value)]
    twice = [value for value in dict.fromkeys(values) if values.count(value) > 1]
    wrong += [f"the value {value} stands there twice" for value in twice]
    if wrong:
        raise ValueError(*dict.fromkeys(wrong))
    return Axis(setting, tuple(values))


def _values(part: str) -> Sequence[str]:
    """One value, or all of a range."""
    found = _RANGE.fullmatch(part)
    if not found:
        return (part,)
    first, last = map(int, found.groups())
    if last < first:
        raise ValueError(f"the range {part} is empty: write the smaller number first")
    if last - first >= MOST_VALUES:
        raise ValueError(f"{part} has more than {MOST_VALUES:,} values")
    return [str(number) for number in range(first, last + 1)]


def _refusals(setting: str, value: str) -> list[str]:
    try:
        injecting.change(setting, value)
    except ValueError as error:
        return [str(error)]
    return []
