"""What is said of a sweep in the window: a point, a cell, a figure, and how long it will take."""

from PySide6.QtCore import QCoreApplication

from explorer.sweeps.figures import Span, named
from explorer.sweeps.heat import Cell, HeatMap
from explorer.sweeps.trade_off import Point, TradeOff


def tr(text: str) -> str:
    """A text of this file in the language of the window."""
    return QCoreApplication.translate("Sweep", text)


def number(value: float, unit: str) -> str:
    """A figure to three digits: '7.51 ms', '12.8 %'."""
    return f"{_plain(value, unit)} {unit}"


def interval(span: Span, unit: str) -> str:
    """Its 95 % interval, '7.4 to 7.6'; '' where none is known."""
    if span.low is None or span.high is None:
        return ""
    return tr("{0} to {1}").format(_plain(span.low, unit), _plain(span.high, unit))


def figure(span: Span, unit: str) -> str:
    """A figure, and its interval in parentheses."""
    around = interval(span, unit)
    return number(span.value, unit) + (f" ({around})" if around else "")


def of_point(point: Point, *, shown: bool) -> str:
    """A point of the trade-off in a sentence."""
    best = tr("nothing else is as fast and as fresh")
    worse = tr("something else is better in one and not worse in the other")
    silent = tr(", requests without an answer {0}").format(number(point.unanswered, "%"))
    return tr("{0}{1}: latency {2}, stale reads {3}{4}; {5}; {6} runs").format(
        point.name, tr(", as in the run that is shown") if shown else "",
        figure(point.latency_ms, "ms"), figure(point.stale, "%"),
        silent if point.unanswered else "", best if point.best else worse, f"{point.runs:,}",
    )  # fmt: skip


def of_cell(cell: Cell, unit: str, *, shown: bool) -> str:
    """A cell of a heat map in a sentence."""
    name = named(cell.settings) + (tr(", as in the run that is shown") if shown else "")
    if cell.span is None:
        silent, unrun = tr("{0}: in some run nothing was answered"), tr("{0}: not run yet")
        return (silent if cell.runs else unrun).format(name)
    return tr("{0}: {1}; {2} runs").format(name, figure(cell.span, unit), f"{cell.runs:,}")


def of_latency(found: TradeOff) -> str:
    """What the latency of a trade-off is of."""
    both = tr("{0} of a read and of a write together, in ms")
    one = tr("{0} of a read, in ms")
    return (both if "write" in found.kinds else one).format(found.percentile)


def measures() -> dict[str, str]:
    """What a heat map may show, by its name in a line."""
    return {
        "stale": tr("stale reads"),
        "latency": tr("read and write together"),
        "read": tr("reads' latency"),
        "write": tr("writes' latency"),
        "unanswered": tr("requests without an answer"),
    }


def of_measure(found: HeatMap) -> str:
    """What a heat map shows, in which unit."""
    name = measures()[found.measure]
    if found.percentile:
        return tr("{0} of {1}, in {2}").format(found.percentile, name, found.unit)
    return tr("{0}, in {1}").format(name, found.unit)


def time_left(seconds: float) -> str:
    """A time that is only known about: '40 s', '3 min', '2 h'."""
    if seconds < 90:
        return tr("{0} s").format(max(1, round(seconds)))
    if seconds < 5400:
        return tr("{0} min").format(round(seconds / 60))
    return tr("{0} h").format(round(seconds / 3600))


def _plain(value: float, unit: str) -> str:
    return f"{value * (100 if unit == '%' else 1):.3g}"
