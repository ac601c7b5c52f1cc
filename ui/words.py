"""Times and speeds in words: one way to say them for the transport, the time line and the charts.

Pure functions. A clock never rounds up: 999.999 ms is '999.99 ms', not '1000.00 ms' or '1.00 s'.
"""

from PySide6.QtCore import QCoreApplication

from explorer.percentiles import Estimate

MS = 1_000
SECOND = 1_000_000

_SLOWEST_IN_SECONDS = 99.5
_SLOWEST_IN_MS = 99_500.0


def format_time(us: int) -> str:
    """A moment for a running clock, always of the same width: '0.25 ms', '40.00 ms', '5.31 s'."""
    sign, us = ("-", -us) if us < 0 else ("", us)
    if us == 0:
        return "0 ms"
    if us < MS:
        return f"{sign}{_at_least_two(f'0.{us:03d}')} ms"
    if us < SECOND:
        return f"{sign}{us // MS}.{us % MS // 10:02d} ms"
    return f"{sign}{us // SECOND}.{us % SECOND // 10_000:02d} s"


def format_span(us: int) -> str:
    """A length of time without idle zeros: '0.25 ms', '35 ms', '12.5 ms', '20 s'."""
    if us == 0:
        return "0 ms"
    number, unit = format_time(us).split(" ")
    return f"{_bare(number)} {unit}"


def format_seconds(us: int) -> str:
    """A moment for the verb language, exact to the microsecond: '0s', '0.00531s', '20s'."""
    return f"{_bare(f'{us // SECOND}.{us % SECOND:06d}')}s"


def format_on_axis(us: int, end_us: int) -> str:
    """A label of an axis that ends at `end_us`, so that all its labels have one unit."""
    unit, name = (SECOND, "s") if end_us >= SECOND else (MS, "ms")
    return f"{us / unit:.10g} {name}"


def format_ms(ms: float) -> str:
    """A measured latency, to three digits at most: '0.42 ms', '8.1 ms', '35 ms', '1.2 s'."""
    if ms >= MS:
        return f"{_three(ms / MS)} s"
    return f"{_three(ms)} ms"


def format_estimate(name: str, estimate: Estimate | None) -> str:
    """'p50 35 (33-37) ms', 'p99 1.2 s (≥ 980 ms)'; '' where there are too few samples."""
    if estimate is None:
        return ""
    if estimate.at_least:
        return f"{name} ≥ {format_ms(estimate.value)}"
    value, *ends = (format_ms(each) for each in known_ends(estimate))
    unit = value[value.index(" ") :]
    after = unit if all(end.endswith(unit) for end in ends) else ""
    value, *ends = (each.removesuffix(after) for each in (value, *ends))
    sign = "≤ " if estimate.low is None else "≥ " if estimate.high is None else ""
    return f"{name} {value} ({sign}{'-'.join(ends)}){after}"


def percentile_tip() -> str:
    """What p50, p99 and p99.9 mean."""
    return QCoreApplication.translate(
        "words",
        "p50: half of them took no longer. p99: 99 of 100 took no longer, and 1 in 100 took "
        "longer. p99.9: 1 in 1,000 took longer. In brackets is where each may lie; n: how many "
        "there were.",
    )


def known_ends(estimate: Estimate) -> list[float]:
    """The value and those ends of its interval that are known."""
    return [x for x in (estimate.value, estimate.low, estimate.high) if x is not None]


def format_share(share: float) -> str:
    """A part of a whole, with one digit more where it is near none or all: '43.7 %', '99.85 %'."""
    return f"{100 * share:.{1 if 0.05 <= share <= 0.95 else 2}f} %"


def format_factor(speed: float) -> str:
    """A speed as a plain decimal for the verb language: '0.005', '1', '20'."""
    return _bare(f"{speed:.9f}")


def format_speed(speed: float) -> str:
    """Simulated seconds per wall second in words: '1 ms lasts 0.2 s', 'real time'."""
    translate = QCoreApplication.translate
    if speed <= 0:
        return translate("words", "stands still")
    slower = 1 / speed
    if abs(speed - 1) < 0.005:
        return translate("words", "real time")
    if speed > 1:
        return translate("words", "{0} x real time").format(_three(speed))
    if slower <= _SLOWEST_IN_SECONDS:
        return translate("words", "1 s lasts {0} s").format(_three(slower))
    if slower <= _SLOWEST_IN_MS:
        return translate("words", "1 ms lasts {0} s").format(_three(slower / MS))
    return translate("words", "1 µs lasts {0} s").format(_three(slower / SECOND))


def _bare(number: str) -> str:
    return number.rstrip("0").rstrip(".") if "." in number else number


def _at_least_two(number: str) -> str:
    return number[:-1] if number.endswith("0") else number


def _three(value: float) -> str:
    """Two decimals below 1, one below 10, none above: what an eye can use."""
    digits = 0 if value >= 9.95 else 1 if value >= 0.995 else 2
    return _bare(f"{value:.{digits}f}")
