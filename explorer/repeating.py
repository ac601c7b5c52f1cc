"""A step that is done again and again, written once: `every: 10ms` and `times: 100`, or `until:`.

`{i}` in its line and its name counts from 0. What it says, and claims, is said once: with the
first.
"""

from collections.abc import Iterable
from typing import Any

from explorer.schema import StepModel


def each(steps: Iterable[StepModel]) -> list[tuple[int, int, StepModel]]:
    """Every step as often as it is done: its place in the file, the how-many-eth it is, from 0."""
    return [
        (place, i, _nth(step, i)) for place, step in enumerate(steps) for i in range(step.repeats)
    ]


def _nth(step: StepModel, i: int) -> StepModel:
    if step.every is None:
        return step
    said: dict[str, Any] = {} if i == 0 else {"say": None, "claim": [], "show": []}
    counted = {
        key: text.replace("{i}", str(i))
        for key, text in (("do", step.do), ("name", step.name))
        if text
    }
    return step.model_copy(update={"at": step.at + i * step.every, **counted, **said})
