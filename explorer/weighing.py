"""What the one setting buys and what it costs, beside the other: counts, and a sentence. Pure.

Rules this file keeps: counts are of these two runs, and exact; a percentile, and how much a crowd
is answered, are said to differ only where the two intervals lie apart; where there are too few
samples, nothing is said of it.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from math import sqrt
from typing import Literal

from explorer.explain import listed
from explorer.frame_verdicts import VerdictView
from explorer.percentiles import Estimate
from explorer.tallies import Rate, Totals

NEITHER = "They were asked different things, so neither is the better one for what stands here."
"""Said of two such runs instead of what the one buys and costs."""
MOST_SAID = 3
"""So many things are said in a sentence that are bought, and that it costs."""
_RATE = "answered a second"
_ALIKE = "Both answer as many a second, as far as these samples tell."
_STILL = "still waiting"
_CHANCE = "within the intervals"
_QUEUES = "as many wait on both sides"
Better = Literal["left", "right", "same", "each", "unknown"]
"""Which side does better in a row; `unknown`: these samples do not tell."""


@dataclass(frozen=True, slots=True)
class Row:
    """One measure of both runs, in words, and what it says of them."""

    name: str
    left: str
    right: str
    buys: str = ""
    """In what the right run does better, as a phrase."""
    costs: str = ""
    """In what it does worse."""
    why: str = ""
    """Why nothing is said, where these samples do not tell."""

    @property
    def better(self) -> Better:
        """Which side does better."""
        if self.why:
            return "unknown"
        if self.buys:
            return "each" if self.costs else "right"
        return "left" if self.costs else "same"


@dataclass(frozen=True, slots=True)
class Weighed:
    """One run as it is weighed: its counts, its lost writes (None: not counted), its verdicts."""

    totals: Totals
    lost: int | None
    verdicts: tuple[VerdictView, ...]
    rate: Rate | None = None
    """How much of a crowd it has answered, over the same span on both sides."""


def rows(left: Weighed, right: Weighed) -> tuple[Row, ...]:
    """Every measure: what was read, what was kept, who was answered, how long, at what expense.

    With a crowd, how much is answered comes first: that is what servers are bought for.
    """
    ours, theirs = left.totals, right.totals
    read = (
        _stale(ours, theirs),
        *_lost(left.lost, right.lost),
        _broken(left.verdicts, right.verdicts),
    )
    ended = _answered(ours, theirs), *_waiting(ours, theirs), *_waits(ours, theirs)
    if left.rate is None or right.rate is None:
        return *read, *ended, *_messages(ours, theirs)
    by_chance = _by_chance(ended, ours, theirs)
    return throughput(left.rate, right.rate), *by_chance, *read, *_messages(ours, theirs)


def apart(found: Sequence[Row], why: str) -> tuple[Row, ...]:
    """The same measures of two runs of which none says who does better, and why."""
    return tuple(replace(row, buys="", costs="", why=why) for row in found)


def sentence(found: Sequence[Row], left: str, right: str) -> str:
    """What the right run buys and costs beside the left one."""
    buys = [row.buys for row in found if row.buys]
    costs = [row.costs for row in found if row.costs]
    if any(row.name.startswith(_RATE) and row.why == _CHANCE for row in found):
        return f"{_ALIKE} {_weighed(found, buys, costs, left, right)}"
    return _weighed(found, buys, costs, left, right)


def _weighed(found: Sequence[Row], buys: list[str], costs: list[str], left: str, right: str) -> str:
    if not buys and not costs:
        return "So far neither is better in anything that is counted here."
    bought = f"buys {_first(buys)}" if buys else "buys nothing that is counted here so far"
    cost = f"It costs {_first(costs)}." if costs else "It has cost nothing that is counted here."
    if not costs and any(row.why for row in found):
        cost = "What it costs does not show in these samples."
    return f"Beside “{left}”, “{right}” {bought}. {cost}"


def _change(left: float, right: float, what: str) -> str:
    """'2 stale reads more', '1.5 messages fewer'; `what` is in the plural with an s."""
    if left == right:
        return ""
    by = abs(right - left)
    number = f"{by:,}" if isinstance(by, int) else f"{by:.1f}"
    one = what.removesuffix("s")
    return f"{number} {what if number != '1' else one} {'more' if right > left else 'fewer'}"


def _fewer(name: str, texts: tuple[str, str], left: float, right: float, what: str) -> Row:
    """A measure of which less is better."""
    said = _change(left, right, what)
    return Row(name, *texts, *(("", said) if right > left else (said, "")))


def _first(said: list[str]) -> str:
    """The first of them; how many more there are, as they all stand in the table."""
    more = len(said) - MOST_SAID
    return listed(said) if more < 2 else f"{', '.join(said[:MOST_SAID])} and more in {more} rows"


def throughput(left: Rate, right: Rate) -> Row:
    """Answers a second, of which more are better."""
    texts = _rate(left), _rate(right)
    name = f"{_RATE}, {_span(left)}"
    (low, high), (least, most) = left.interval, right.interval
    if low <= most and least <= high:
        return Row(name, *texts, why=_CHANCE)
    more = right.answers > left.answers
    by = _figure(abs(right.a_second() - left.a_second()))
    said = f"{by} answers a second {'more' if more else 'fewer'}"
    return Row(name, *texts, *((said, "") if more else ("", said)))


def _span(rate: Rate) -> str:
    """'5–12 s'."""
    unit, us = ("s", 1_000_000) if rate.until_us >= 1_000_000 else ("ms", 1_000)
    return f"{round(rate.since_us / us, 2):g}–{round(rate.until_us / us, 2):g} {unit}"


def _rate(rate: Rate) -> str:
    low, high = rate.interval
    return f"{_figure(rate.a_second())} ({_figure(low)}–{_figure(high)})"


def _figure(number: float) -> str:
    return f"{number:,.0f}" if number >= 100 else f"{float(f'{number:.2g}'):g}"


def _by_chance(found: Sequence[Row], left: Totals, right: Totals) -> Iterator[Row]:
    """The same rows of a crowd: where as many wait on both sides, chance alone tells them apart.

    As many have asked, so the queues differ by as much as the answers do, which come by chance. In
    a queue that grows, waits are not independent of one another, and their intervals too narrow.
    """
    chance = 1.96 * sqrt(left.answered + right.answered)
    alike = abs(left.waiting - right.waiting) <= chance
    queued = alike and min(left.waiting, right.waiting) > chance
    for row in found:
        waits = row.name.startswith(("reads", "writes"))
        if (alike and row.name == _STILL) or (queued and waits):
            yield replace(row, buys="", costs="", why=_CHANCE if row.name == _STILL else _QUEUES)
        else:
            yield row


def _stale(left: Totals, right: Totals) -> Row:
    one, other = (f"{t.stale:,} of {t.reads:,}" if t.reads else "none read" for t in (left, right))
    return _fewer("stale reads", (one, other), left.stale, right.stale, "stale reads")


def _lost(left: int | None, right: int | None) -> Iterator[Row]:
    if left is not None and right is not None:
        texts = f"{left}", f"{right}"
        yield _fewer("acknowledged, then lost", texts, left, right, "lost writes")


def _broken(left: tuple[VerdictView, ...], right: tuple[VerdictView, ...]) -> Row:
    ours, theirs = ([v.title for v in side if v.answer == "violated"] for side in (left, right))
    texts = f"{len(ours)}", f"{len(theirs)}"
    if any(v.answer == "judging" for v in (*left, *right)):
        return Row("guarantees broken", *texts, why="judging")
    kept = _few([title for title in ours if title not in theirs], "kept")
    broke = _few([title for title in theirs if title not in ours], "broken")
    return Row("guarantees broken", *texts, kept, broke)


def _few(titles: list[str], what: str) -> str:
    """'2 guarantees broken (regular, linearizable)', for `what` is 'broken'; '' without any."""
    if not titles:
        return ""
    more = " …" if len(titles) > 2 else ""
    many = "s" * (len(titles) > 1)
    return f"{len(titles)} guarantee{many} {what} ({', '.join(titles[:2])}{more})"


def _share(totals: Totals) -> str:
    if totals.requests < 1_000:
        return f"{totals.answered} of {totals.requests}"
    return f"{100 * totals.answered / totals.requests:.1f} % of {totals.requests:,}"


def _answered(left: Totals, right: Totals) -> Row:
    """Of those that have ended; more are better where as many have ended, else a greater share."""
    name, texts = "answered, of what has ended", (_share(left), _share(right))
    if not left.requests or not right.requests:
        return Row(name, *texts, why="nothing has ended yet")
    if left.requests == right.requests:
        more, said = (
            right.answered > left.answered,
            _change(left.answered, right.answered, "answered"),
        )
    else:
        by = 100 * (right.answered / right.requests - left.answered / left.requests)
        points = f"{abs(by):.1f} points {'more' if by > 0 else 'less'} answered"
        more, said = by > 0, points if abs(by) >= 0.05 else ""
    return Row(name, *texts, *((said, "") if more else ("", said)))


def _waiting(left: Totals, right: Totals) -> Iterator[Row]:
    """Who has no answer of any kind yet, where that is anybody."""
    ours, theirs = left.waiting, right.waiting
    if ours or theirs:
        texts = f"{ours:,}", f"{theirs:,}"
        yield _fewer(_STILL, texts, ours, theirs, "waiting requests")


def _waits(left: Totals, right: Totals) -> Iterator[Row]:
    """p50 and p99 of each kind of which there is any."""
    for ours, theirs in zip(left.waited, right.waited, strict=True):
        kind, counts = ours[0], (ours[1], theirs[1])
        if not any(counts):
            continue
        name = f"{kind}s, p50 (n={' | '.join(f'{n:,}' for n in dict.fromkeys(counts))})"
        yield _wait(name, f"{kind}s' p50", ours[2], theirs[2])
        if ours[3] is not None or theirs[3] is not None:  # else they are too few
            yield _wait(f"{kind}s, p99", f"{kind}s' p99", ours[3], theirs[3])


def _wait(name: str, what: str, left: Estimate | None, right: Estimate | None) -> Row:
    one, other = _estimate(left), _estimate(right)
    if left is None or right is None:
        return Row(name, one, other, why="too few samples")
    if not (_above(left, right) or _above(right, left)):
        return Row(name, one, other, why=_CHANCE)
    slower = right.value > left.value
    at_least = "at least " if (right if slower else left).at_least else ""
    by = _ms(abs(right.value - left.value))
    said = f"{what} {at_least}{by} {'longer' if slower else 'shorter'}"
    return Row(name, one, other, *(("", said) if slower else (said, "")))


def _above(one: Estimate, other: Estimate) -> bool:
    """Whether all of one interval lies above all of the other."""
    return one.low is not None and other.high is not None and one.low > other.high


def _estimate(found: Estimate | None) -> str:
    if found is None:
        return "too few"
    if found.at_least:
        return f"≥ {_ms(found.value)}"
    low, high = ("" if each is None else _ms(each).removesuffix(" ms")
                 for each in (found.low, found.high))  # fmt: skip
    if high.endswith(" s"):
        low = low.removesuffix(" s") if low.endswith(" s") else f"{low} ms" * bool(low)
    interval = f"{low}–{high}" if low and high else f"≥ {low}" if low else f"≤ {high}"
    return f"{_ms(found.value)} ({interval})"


def _ms(ms: float) -> str:
    """To three digits: '35 ms', '0.42 ms', '1.2 s'."""
    if ms >= 1_000:
        return f"{float(f'{ms / 1_000:.3g}'):g} s"
    return f"{float(f'{ms:.3g}'):g} ms"


def _messages(left: Totals, right: Totals) -> Iterator[Row]:
    """Where servers have sent any."""
    name, ours, theirs = "messages per request", left.each, right.each
    if not ours and not theirs:
        return
    if ours is None or theirs is None:
        yield Row(name, "", "", why="nothing was asked yet")
        return
    texts = f"{ours:.1f}", f"{theirs:.1f}"
    yield _fewer(name, texts, round(ours, 1), round(theirs, 1), name)
