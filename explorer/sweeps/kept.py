"""The rows of a sweep as far as it has come, told in the plan's order; and as a file to go on from.

The file is JSON, an object a line: first whose rows they are, then those that are done. It takes
its place whole, so that a sweep can be killed at any moment and continued.
"""

import json
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Any

from explorer import presets
from explorer.problems import InputError, Problem, problem
from explorer.stories import Origin
from explorer.sweeps.axes import Axis
from explorer.sweeps.figures import is_measured
from explorer.sweeps.plan import Plan, varied
from explorer.sweeps.row import OURS, Row
from explorer.whole import whole

SUFFIX = ".jsonl"
KEYS = {"settings", "seed", "digest", "passed", "measures", "guarantees"}


class Kept:
    """The rows of a plan that are done."""

    def __init__(self, plan: Plan) -> None:
        """None is done."""
        self.plan = plan
        self._rows: dict[int, Row] = {}
        self._told = 0

    def add(self, place: int, row: Row) -> None:
        """One more is done."""
        self._rows[place] = row

    def __len__(self) -> int:
        """How many are done."""
        return len(self._rows)

    @property
    def rows(self) -> list[Row]:
        """Those that are done, in the plan's order."""
        return [self._rows[place] for place in sorted(self._rows)]

    @property
    def missing(self) -> list[int]:
        """The places of those that are not."""
        return [place for place in range(len(self.plan)) if place not in self._rows]

    def following(self, *, last: bool = False) -> Iterator[Row]:
        """Those that were not told before and have no gap before them; at the `last`: the rest."""
        while self._told in self._rows:
            self._told += 1
            yield self._rows[self._told - 1]
        if last:
            rest = sorted(place for place in self._rows if place > self._told)
            yield from (self._rows[place] for place in rest)

    def save(self, path: Path) -> None:
        """Writes what is done. Raises InputError where that cannot be."""
        with whole(path) as making, making.made.open("w", encoding="utf-8") as file:
            for each in (_head(self.plan), *self.rows):
                file.write(json.dumps(each, ensure_ascii=False) + "\n")


def resumed(plan: Plan, path: Path) -> Kept:
    """What was done of this plan; nothing where there is no such file yet.

    Raises InputError where it is a file of something else.
    """
    try:
        lines = _lines(path)
    except FileNotFoundError:
        return Kept(plan)
    head = _json(lines[0]) if lines else None
    if not _is_of(head, plan):
        text = "these are no runs of this sweep: of another story, with other settings or seeds, \
or by another version"
        raise InputError([Problem(str(path), 1, 1, "", text)])
    return _filled(plan, path, lines)


def is_one(reference: str) -> bool:
    """Whether somebody who writes this means such a file, by the end of its name."""
    return reference.lower().endswith(SUFFIX)


def opened(path: Path) -> Kept:
    """A sweep by its file alone, which has its story in it. Raises InputError."""
    try:
        lines = _lines(path)
    except FileNotFoundError:
        raise problem(str(path), "there is no such file") from None
    head = _json(lines[0]) if lines else None
    try:
        plan = _plan(head)
    except (InputError, AttributeError, LookupError, TypeError, ValueError):
        plan = None
    if plan is None or not _is_of(head, plan):
        text = f"this is no sweep of version {OURS}, as sweep --resume writes it"
        raise InputError([Problem(str(path), 1, 1, "", text)])
    return _filled(plan, path, lines)


def _lines(path: Path) -> list[str]:
    """Raises FileNotFoundError, and InputError where it cannot be read."""
    try:
        return path.read_text(encoding="utf-8").splitlines()
    except FileNotFoundError:
        raise
    except (OSError, UnicodeDecodeError) as error:
        reason = getattr(error, "strerror", None) or "it is no UTF-8"
        raise problem(str(path), f"it cannot be read: {reason}") from error


def _filled(plan: Plan, path: Path, lines: list[str]) -> Kept:
    kept, wrong = Kept(plan), []
    places = {_key(plan.job(place)): place for place in range(len(plan))}
    for number, line in enumerate(lines[1:], 2):
        row = _json(line)
        place = places.get(_row_key(row))
        if place is None:
            wrong.append(Problem(str(path), number, 1, "", "this is no run of this sweep"))
        else:
            kept.add(place, row)
    if wrong:
        raise InputError(wrong)
    return kept


def _head(plan: Plan) -> Row:
    """Whose rows they are, and all that is needed to do the rest of them."""
    return {
        "sweep": plan.title, "version": OURS, "plan": plan.fingerprint(), "file": plan.file,
        "story": asdict(plan.origin), "variant": plan.variant,
        "vary": {axis.setting: axis.values for axis in plan.axes},
        "seeds": [plan.seeds[0], plan.seeds[-1]],
    }  # fmt: skip


def _is_of(head: Any, plan: Plan) -> bool:
    ours = _head(plan)
    names = ("sweep", "version", "plan")
    return isinstance(head, dict) and all(head.get(name) == ours[name] for name in names)


def _plan(head: Any) -> Plan:
    """The plan that a head tells of. Raises what it may, where it is none."""
    story, (first, last) = head["story"], head["seeds"]
    origin = Origin(story["text"], tuple(story["settings"]), story["full"])
    axes = [Axis(setting, tuple(values)) for setting, values in head["vary"].items()]
    own = presets.load_again(origin, head["file"])
    seeds = range(first, last + 1)
    if not seeds:
        raise ValueError("a sweep has seeds")
    return varied(own, head["variant"], axes, seeds)


def _key(job: Any) -> str:
    return json.dumps([dict(job.values), job.seed])


def _row_key(row: Any) -> str:
    """Of what is no row: none that a run has."""
    return json.dumps([row["settings"], row["seed"]]) if _is_row(row) else ""


def _is_row(row: Any) -> bool:
    return isinstance(row, dict) and row.keys() == KEYS and is_measured(row)


def _json(line: str) -> Any:
    try:
        return json.loads(line)
    except (ValueError, RecursionError):
        return None
