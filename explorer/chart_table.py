"""What the charts show as a table, of all operations and not of a part: for `plot "FILE.csv"`.

Long form, a row a value: chart, series, time in microseconds, value, its unit, and what else is
known (RFC 4180: commas, quotes doubled, lines that end in CR LF).
"""

import csv
import io
from collections.abc import Iterator

from engine.history import History
from engine.records import Operation, Staleness
from explorer import crowd
from explorer.frame_charts import ChartsView

HEAD = ("chart", "series", "at_us", "value", "unit", "detail")
Row = tuple[str, str, int, float, str, str]


def table(history: History, place: int, view: ChartsView) -> str:
    """The table as text, in the order of the charts."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(HEAD)
    writer.writerows(_rows(history, place, view))
    return out.getvalue()


def _rows(history: History, place: int, view: ChartsView) -> Iterator[Row]:
    done = crowd.finished(history, place)
    yield from map(_latency, done)
    for at_us, p50, p99 in view.percentiles:
        yield "latency", "p50", at_us, p50, "ms", "sliding window"
        yield "latency", "p99", at_us, p99, "ms", "sliding window"
    for series in view.staleness:
        for at_us, behind_us in series.corners:
            yield "staleness", series.server, at_us, behind_us / 1_000, "ms behind", "corner"
    yield from (_age(o, o.staleness) for o in done if o.staleness is not None)
    for point in view.rates:
        yield "throughput", "asked", point.until_us, point.asked, "a second", ""
        yield "throughput", "answered", point.until_us, point.answered, "a second", ""
    for queue in view.queues:
        yield from (("queues", queue.name, at, many, "requests", "") for at, many in queue.points)


def _latency(o: Operation) -> Row:
    took_us = (o.ended_us or 0) - o.invoked_us
    what = f"#{o.number} {o.user} {o.action}: {o.outcome}"
    return "latency", o.kind, o.ended_us or 0, took_us / 1_000, "ms", what


def _age(o: Operation, stale: Staleness) -> Row:
    what = f"#{o.number} {stale.versions} versions"
    return "staleness", f"reads of {o.user}", o.invoked_us, stale.age_us / 1_000, "ms old", what
