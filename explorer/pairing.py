"""From two runs on one clock to the frozen picture of both. Nothing is changed."""

from collections import Counter
from collections.abc import Collection, Iterator
from dataclasses import replace

from engine.records import Operation
from explorer import asked, crowd, differing, divergence, framing
from explorer.experiment import Experiment
from explorer.explain import deed, versions
from explorer.frame import Frame
from explorer.frame_time import FaultBand, Tick, TimelineView
from explorer.frame_verdicts import VerdictView
from explorer.judging import HERE
from explorer.measurements import lost_acks
from explorer.tallies import Rate, Totals
from explorer.times import tell_time
from explorer.twin import Twin
from explorer.twin_view import FactTone, SideView, TwinView
from explorer.weighing import NEITHER, Weighed, apart, rows, sentence

Fact = tuple[str, FactTone]
Key = tuple[str, str, str, int]
"""A request by its user, what it was, its name or text, and how often that came before."""
BOTH = (0, 1)
"""Left and right."""


def picture(twin: Twin, anew: Collection[int] = BOTH) -> TwinView:
    """Everything that a window draws of both at this moment; charts `anew` of these sides."""
    left, right = (
        replace(framing.frame(side, ()), charts=charts, spot=None)  # no lesson is told there
        for side, charts in zip(twin.sides, twin.charts(anew), strict=True)
    )
    totals = [
        tally.by(side.timeline.place, side.now_us, side.end_us)
        for side, tally in zip(twin.sides, twin.tallies(), strict=True)
    ]
    rates = _rates(twin)
    weighed = [_weighed(side, each, frame, rate) for side, each, frame, rate in
               zip(twin.sides, totals, (left, right), rates, strict=True)]  # fmt: skip
    facts = _facts(twin, totals, left, right)
    lamps = _lamps(left.verdicts.rows, right.verdicts.rows)
    settings = differing.settings(*(side.scenario.cluster for side in twin.sides))
    sides = [
        SideView(title, side.scenario.variant, said, fact[0], fact[1], frame, each, choices)
        for side, title, said, fact, frame, each, choices in zip(
            twin.sides, twin.titles, settings, facts, (left, right), lamps, twin.choices,
            strict=True,
        )
    ]  # fmt: skip
    asks = _asked(twin)
    found = rows(weighed[0], weighed[1])
    if asks:
        found = apart(found, asked.WHY)
    first = twin.difference()
    return TwinView(
        twin.left.scenario.preset.model.title,
        "The two are asked different things." if asks else _compared(twin),
        asks,
        _fairer(twin) if asks else None,
        sides[0],
        sides[1],
        _clock(twin, left, right),
        first,
        any(side.timeline.place for side in twin.sides),
        found,
        NEITHER if asks else sentence(found, *twin.titles),
    )


def _clock(twin: Twin, left: Frame, right: Frame) -> Frame:
    """What is one for both: a moment, a time line, and a seed, which is for whoever has luck."""
    luck = left.verdicts.luck or right.verdicts.luck
    return replace(
        left,
        timeline=_timeline(twin, left, right),
        verdicts=replace(left.verdicts, luck=luck),
    )


# -- what is compared


def _asked(twin: Twin) -> str:
    """What either crowd asks for, where they have asked for different things by now."""
    scripts = [side.scenario.commands for side in twin.sides]
    parts_us = asked.parts_us(*scripts)
    return "" if parts_us is None or parts_us > twin.now_us else asked.difference(*scripts)


def _fairer(twin: Twin) -> tuple[str, str] | None:
    """One of the two beside the first other variant that is asked what it is asked."""
    left, right = (side.scenario.variant for side in twin.sides)
    found = [(left, choice.name) for choice in twin.choices[1] if choice.alike]
    found += [(choice.name, right) for choice in twin.choices[0] if choice.alike]
    return next((pair for pair in found if pair[0] != pair[1]), None)


def _compared(twin: Twin) -> str:
    """What arrives in both, and whether it is the same; never more than has been compared."""
    scripts = divergence.scripts(*(side.scenario.commands for side in twin.sides))
    if scripts:
        return scripts
    since_us = twin.arrivals_differ_us()
    if since_us is not None:
        asks = "somebody asks only after an answer"
        return f"From {tell_time(since_us)} on other requests come, since {asks}."
    return "The same requests and faults, at the same moments."


def _timeline(twin: Twin, left: Frame, right: Frame) -> TimelineView:
    """The time line of both; what only one has says so."""
    ours, theirs = left.timeline, right.timeline
    first = twin.difference()
    return replace(
        ours,
        end_us=twin.end_us,
        head_us=max(ours.head_us, theirs.head_us),
        bands=tuple(_bands(ours.bands, theirs.bands)),
        ticks=tuple(_ticks(ours.ticks, theirs.ticks)),
        flag_us=None if first is None else first.at_us,
    )


def _bands(left: tuple[FaultBand, ...], right: tuple[FaultBand, ...]) -> Iterator[FaultBand]:
    yield from (
        band if band in right else replace(band, text=f"left: {band.text}") for band in left
    )
    yield from (replace(b, text=f"right: {b.text}") for b in right if b not in left)


def _ticks(left: tuple[Tick, ...], right: tuple[Tick, ...]) -> Iterator[Tick]:
    both = set(left) & set(right)
    yield from (tick if tick in both else replace(tick, text=f"left: {tick.text}") for tick in left)
    yield from (replace(t, text=f"right: {t.text}") for t in right if t not in both)


# -- what came of it


def _weighed(side: Experiment, totals: Totals, frame: Frame, rate: Rate | None) -> Weighed:
    return Weighed(totals, _lost(side, totals), frame.verdicts.rows, rate)


def _rates(twin: Twin) -> tuple[Rate | None, Rate | None]:
    """How much each has answered over one span: while the last crowds of both were asking."""
    spans = [crowd.asking_us(s.timeline.branch.history, s.timeline.place, s.now_us)
             for s in twin.sides]  # fmt: skip
    known = [span for span in spans if span is not None]
    since_us = max((span[0] for span in known), default=0)
    until_us = min((span[1] for span in known), default=0)
    if len(known) < len(spans) or since_us >= until_us:
        return None, None
    one, other = (Rate(tally.answers(since_us, until_us), since_us, until_us)
                  for tally in twin.tallies())  # fmt: skip
    return one, other


def _lost(side: Experiment, totals: Totals) -> int | None:
    """How many acknowledged writes are gone; None: not counted, as they are too many to look after.

    None can be gone where no server has lost anything, nor a hint.
    """
    history, place = side.timeline.branch.history, side.timeline.place
    if not any(at < place for at, *_ in history.losses) and not any(
        event[-1] == "hint_lost" and event[0] < place for event in history.hints
    ):
        return 0
    return len(lost_acks(history, place)) if totals.requests <= HERE else None


def _lamps(
    left: tuple[VerdictView, ...], right: tuple[VerdictView, ...]
) -> tuple[tuple[VerdictView, ...], tuple[VerdictView, ...]]:
    """Both sides' verdicts in one order: those that differ, the broken, what is left."""

    def weight(pair: tuple[VerdictView, VerdictView]) -> int:
        answers = {each.answer for each in pair}
        promised = pair[0].promised != pair[1].promised
        return -4 * (len(answers) > 1) - 2 * ("violated" in answers) - promised

    pairs = sorted(zip(left, right, strict=True), key=weight)
    return tuple(pair[0] for pair in pairs), tuple(pair[1] for pair in pairs)


def _facts(twin: Twin, totals: list[Totals], left: Frame, right: Frame) -> tuple[Fact, Fact]:
    """Of the last request of a person that has come out differently, what came of it.

    Where the screens show a later one that has come out alike, it is said when it was asked for.
    Failing that, what a person sees differently; or how a crowd fares.
    """
    ours, theirs = ({key: (us, fate) for key, us, fate in _requests(s)} for s in twin.sides)
    differ = [key for key in ours if key in theirs and ours[key][1] != theirs[key][1]]
    if differ:
        last = [key for key in ours if key[0] == differ[-1][0]][-1]
        one, other = (
            _since(*side[differ[-1]], later=last != differ[-1]) for side in (ours, theirs)
        )
        return one, other
    if any(each.requests > HERE for each in totals):
        one, other = (_of_crowd(each) for each in totals)
        return one, other
    same: Fact = ("no difference to anybody yet", "plain")
    return next(_seen(left, right), (same, same))


def _since(asked_us: int, fate: Fact, *, later: bool) -> Fact:
    """What came of a request; and when it was, where its user has asked for something since."""
    text, tone = fate
    return text.replace(": ", f" at {tell_time(asked_us)}: ", 1) if later else text, tone


def _seen(left: Frame, right: Frame) -> Iterator[tuple[Fact, Fact]]:
    """What a person sees of a post in both, where that is not the same."""
    for ours, theirs in zip(left.screens, right.screens, strict=False):
        posts = {post.number: post for post in theirs.posts}
        for post in ours.posts:
            other = posts.get(post.number)
            if other is not None and other.likes != post.likes:
                one, two = (f"{ours.user} sees {count} like{'s' * (count != 1)}"
                            for count in (post.likes, other.likes))  # fmt: skip
                yield (one, "plain"), (two, "plain")
            elif other is not None and (other.text, other.siblings) != (post.text, post.siblings):
                yield tuple((f"{ours.user} sees «{each.text}»", "plain")
                            for each in (post, other))  # type: ignore[misc]  # fmt: skip


def _of_crowd(totals: Totals) -> Fact:
    """How many of all that asked were answered; whoever waits still has not been."""
    share = totals.answered / max(1, totals.begun)
    tone: FactTone = "good" if share > 0.99 else "bad" if share < 0.9 else "unknown"
    in_vain = totals.requests - totals.answered
    of = f" of {totals.begun:,}" if in_vain or not totals.waiting else ""
    said = [f"{totals.answered:,}{of} answered"]
    said += [f"{totals.waiting:,} waiting"] if totals.waiting else []
    said += [f"{totals.stale:,} stale"] if totals.stale else []
    return ", ".join(said), tone


def _requests(side: Experiment) -> Iterator[tuple[Key, int, Fact]]:
    """What people have asked by now, first tries only: when, and what became of it."""
    place, seen = side.timeline.place, Counter[tuple[str, str, str]]()
    history = side.timeline.branch.history
    again = {o.first for o in history.people.values()}
    for o in history.people.values():
        if o.first or o.invoked_at >= place:
            continue
        same = o.user, o.action, o.text
        yield (
            (*same, seen[same]),
            o.invoked_us,
            _fate(o, history.answer(o, place) if o.number in again else o, place),
        )
        seen[same] += 1


def _fate(first: Operation, last: Operation, place: int) -> Fact:
    """What became of a request by now, in a few words; `last` is the try that decided it."""
    what = f"{first.user}'s {deed(first)}"
    if not last.ended_by(place):
        return f"… {what}: waiting", "unknown"
    took = tell_time((last.ended_us or 0) - first.invoked_us)
    stale = last.staleness.versions if last.staleness else 0
    write = last.kind == "write"
    if last.outcome == "fail":
        return f"✗ {what}: refused", "bad"
    if last.outcome == "info":
        return f"? {what}: {'unknown' if write else 'no answer'} after {took}", "unknown"
    if stale:
        return f"◐ {what}: {versions(stale)} behind, after {took}", "bad"
    return f"✓ {what}: {'done' if write else 'fresh'} after {took}", "good"
