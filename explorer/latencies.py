"""How long a link takes, as people write it."""

from math import exp, log

from engine.faults import Direction, Retime
from engine.latency import (
    FITS,
    REGION_ROUND_TRIP_MS,
    ByKind,
    Constant,
    Exponential,
    Facts,
    Latency,
    ParetoExponential,
    Shifted,
    of_facts,
    region_pair,
)
from explorer.times import parse_span, tell_time, write_time


def parse_latency(text: str) -> Latency:
    """'40ms', 'exponential 5ms', '1ms + exponential 5ms', a fit, '75ms + ' a fit, or two regions.

    Raises ValueError, in words, for anything else.
    """
    floor, _, rest = text.rpartition("+")
    words = rest.split()
    if len(words) == 2 and words[0] == "exponential":
        return Exponential(parse_span(words[1]), parse_span(floor) if floor else 0)
    if rest.strip() in FITS:
        fit = FITS[rest.strip()]
        return Shifted(parse_span(floor), fit) if floor else fit
    one, sign, other = text.partition("-")
    if sign and frozenset((one.strip(), other.strip())) in REGION_ROUND_TRIP_MS:
        return region_pair(one.strip(), other.strip())
    try:
        return Constant(parse_span(text))
    except ValueError:
        fits = ", ".join(FITS)
        raise ValueError(
            f"{text!r} is no delay: a time (40ms), 'exponential 5ms', '1ms + exponential 5ms', "
            f"a fit ({fits}) or two regions (London-Frankfurt)"
        ) from None


MEASURED = {
    "lnkd-ssd": "at LinkedIn, on SSDs",
    "lnkd-disk": "at LinkedIn, on disks",
    "ymmr": "at Yammer",
}
"""Where the delays of each fit come from."""


def write_latency(latency: Latency) -> str:
    """What `parse_latency` reads as this. Raises ValueError for one that it cannot read."""
    if isinstance(latency, Constant):
        return write_time(latency.us)
    if isinstance(latency, Exponential):
        rest = f"exponential {write_time(latency.mean_rest_us)}"
        return f"{write_time(latency.floor_us)} + {rest}" if latency.floor_us else rest
    if isinstance(latency, Shifted) and latency.rest in FITS.values():
        return f"{write_time(latency.extra_us)} + {write_latency(latency.rest)}"
    for name, fit in FITS.items():
        if fit == latency:
            return name
    raise ValueError(f"there are no words for {latency}")


def say_latency(latency: Latency) -> str:
    """The law in words: 'always 40 ms', 'the fit lnkd-ssd, and 75 ms'."""
    match latency:
        case Constant(us):
            return f"always {tell_time(us)}"
        case Exponential(mean_us, floor_us):
            rest = f"exponential, {tell_time(mean_us)} on average"
            return f"{tell_time(floor_us)} and a rest: {rest}" if floor_us else rest
        case Shifted(extra_us, rest_of_it):
            return f"{tell_time(extra_us)} and {say_latency(rest_of_it)}"
        case ByKind() | ParetoExponential():
            name = next((name for name, fit in FITS.items() if fit == latency), "")
            paper = (
                f"as measured {MEASURED[name]} (the fit {name} of the PBS paper)" if name else ""
            )
            return paper or "Pareto with exponential tail"
        case _:
            return str(latency)


def retimed(links: tuple[Direction, ...], law: Facts | None) -> Retime:
    """What an event of this name tells of, as what was done."""
    return Retime(links, None if law is None else of_facts(law))


def quantile_us(latency: Latency, part: float, kind: str = "read") -> int:
    """The least delay, in microseconds, that this part of the messages of a kind does not exceed.

    Where there is no closed form it is found by halving, from the chance to take longer.
    """
    match latency:
        case Constant(us):
            return us
        case Shifted(extra_us, rest):
            return extra_us + quantile_us(rest, part, kind)
        case ByKind(write, others):
            return quantile_us(write if kind in ("write", "append") else others, part, kind)
        case Exponential(mean_us, floor_us):
            return floor_us + round(-log(1 - part) * mean_us)
        case ParetoExponential():
            return _halved(latency, 1 - part)
        case _:
            raise ValueError(f"there is no quantile of {latency}")


def _halved(latency: ParetoExponential, chance: float) -> int:
    low, high = 0, 1
    while _longer(latency, high) > chance:
        low, high = high, 2 * high
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (middle, high) if _longer(latency, middle) > chance else (low, middle)
    return high


def _longer(latency: ParetoExponential, us: int) -> float:
    """The chance that a message takes longer than this."""
    weight, least_us = latency.pareto_weight, latency.pareto_least_us
    body: float = 1.0 if us <= least_us else (least_us / us) ** latency.pareto_alpha
    return weight * body + (1 - weight) * exp(-us / latency.exponential_mean_us)
