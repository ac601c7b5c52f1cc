"""Nice numbers for axes. Pure: the time line and the charts agree because both ask here.

An axis that follows the data would tremble; ours only grows, and only from one nice number to
the next.
"""

import math

_STEPS = (1.0, 2.0, 5.0, 10.0)
_CEILINGS = (1.0, 1.5, 2.0, 3.0, 4.0, 5.0, 6.0, 8.0, 10.0)


def nice_step(span: float, parts: int) -> float:
    """The smallest of 1, 2, 5, 10, 20 ... that cuts `span` into at most `parts` pieces."""
    return _round_up(span / max(1, parts), _STEPS)


def nice_ceiling(value: float) -> float:
    """The top of an axis that must hold `value`; 1 when there is nothing to hold."""
    return _round_up(value, _CEILINGS) if value > 0 else 1.0


def grown(top: float, value: float) -> float:
    """The law of the vertical axes: stay while `value` fits, else go on to the next nice top."""
    return top if value <= top else nice_ceiling(value)


def time_ticks(end_us: int, parts: int, from_us: int = 0) -> list[int]:
    """Moments from `from_us` (0) to `end_us` at nice distances, in microseconds."""
    if end_us <= from_us:
        return [from_us]
    step = max(1, round(nice_step(end_us - from_us, parts)))
    return list(range(-(-from_us // step) * step, end_us + 1, step))


def _round_up(value: float, mantissas: tuple[float, ...]) -> float:
    if value <= 0:
        return mantissas[0]
    power = 10.0 ** math.floor(math.log10(value))
    # The tolerance keeps 3.0000000000000004 from jumping to the next step.
    return next((m * power for m in mantissas if m * power >= value * (1 - 1e-9)), 10 * power)
