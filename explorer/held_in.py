"""In how many runs on a real clock each thing held that a story expects. Pure.

A real clock is no seed: a run says what happened once. How often it happens only several runs say,
and the fewer they are the wider is the range in which that may lie.
"""

import re
from collections.abc import Iterable
from typing import Any

from explorer.shares import Share

_MOMENT = re.compile(r"at [^:]+: ")
"""When a sentence's claim was judged, which is another moment in each run."""


def tally(rows: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    """By story and variant that was played on real servers: how often each expectation held.

    `rows` are those of `run --json`. `share` is where the share of all such runs is, with 95 %
    confidence.
    """
    played: dict[tuple[str, str], list[dict[str, Any]]] = {}
    for row in rows:
        if "on" in row:
            played.setdefault((row["preset"], row["variant"]), []).append(row)
    return [
        {
            "preset": preset, "variant": variant, "on": runs[0]["on"], "runs": len(runs),
            "held_in": [_one(same) for same in zip(*map(_expected, runs), strict=True)],
        }
        for (preset, variant), runs in played.items()
    ]  # fmt: skip


def _expected(run: dict[str, Any]) -> list[dict[str, Any]]:
    expected: list[dict[str, Any]] = run["expectations"]
    return expected


def _one(same: tuple[dict[str, Any], ...]) -> dict[str, Any]:
    """One expectation in all runs, which have it at the same place."""
    held, of = sum(each["held"] is True for each in same), len(same)
    unknown = sum(each["held"] is None for each in same)
    share = [round(part, 3) for part in Share(held, of).band]
    text = _MOMENT.sub("", same[0]["text"], count=1)
    return {"text": text, "held": held, "unknown": unknown, "of": of, "share": share}


def told(tallied: dict[str, Any]) -> str:
    """A tally in words, a line for each expectation."""
    variant = f" / {tallied['variant']}" if tallied["variant"] else ""
    lines = [
        f"{tallied['preset']}{variant}, played {tallied['runs']} times on {tallied['on']}, "
        "where a clock is no seed:"
    ]
    for one in tallied["held_in"]:
        low, high = (100 * part for part in one["share"])
        unknown = f", unknown in {one['unknown']}" if one["unknown"] else ""
        share = f"{low:.0f} to {high:.0f} % of all such runs"
        lines.append(f"  held in {one['held']} of {one['of']} ({share}{unknown}): {one['text']}")
    return "\n".join(lines)
