"""The rows of a sweep as far as it has come, told in the plan's order; and as a file to go on from.

The file is JSON, an object a line: first whose rows they are, then those that are done. It takes
its place whole, so that a sweep can be killed at any moment and continued.
"""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from explorer.problems import InputError, Problem, problem
from explorer.sweeps.plan import Plan
from explorer.sweeps.work import OURS, Row
from explorer.whole import whole

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
    kept = Kept(plan)
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except FileNotFoundError:
        return kept
    except (OSError, UnicodeDecodeError) as error:
        reason = getattr(error, "strerror", None) or "it is no UTF-8"
        raise problem(str(path), f"it cannot be read: {reason}") from error
    if not lines or _json(lines[0]) != _head(plan):
        text = "these are no runs of this sweep: of another story, with other settings or seeds, \
or by another version"
        raise InputError([Problem(str(path), 1, 1, "", text)])
    places = {_key(plan.job(place)): place for place in range(len(plan))}
    wrong = []
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
    return {"sweep": plan.title, "version": OURS, "plan": plan.fingerprint()}


def _key(job: Any) -> str:
    return json.dumps([dict(job.values), job.seed])


def _row_key(row: Any) -> str:
    """Of what is no row: none that a run has."""
    return json.dumps([row["settings"], row["seed"]]) if _is_row(row) else ""


def _is_row(row: Any) -> bool:
    return isinstance(row, dict) and row.keys() == KEYS


def _json(line: str) -> Any:
    try:
        return json.loads(line)
    except (ValueError, RecursionError):
        return None
