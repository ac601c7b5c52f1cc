"""How long a link takes, as people write it."""

from engine.latency import (
    FITS,
    REGION_ROUND_TRIP_MS,
    Constant,
    Exponential,
    Latency,
    Shifted,
    region_pair,
)
from explorer.times import parse_span, write_time


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
