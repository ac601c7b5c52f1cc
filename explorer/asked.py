"""What the crowds of two scripts ask for: whether it is the same, and in words. Pure.

Rule this file keeps: two runs that were asked different things are neither better nor worse than
one another, so whoever weighs them asks here first.
"""

from collections.abc import Sequence

from engine.cluster import Timed
from engine.faults import Load, Trials
from explorer.explain import listed
from explorer.telling import tell
from explorer.times import tell_time

Crowd = Load | Trials
Asked = tuple[int, Crowd]
Script = Sequence[Timed]
WHY = "they were asked different things"
"""Why nothing is said of two runs that were not asked the same."""


def parts_us(left: Script, right: Script) -> int | None:
    """From when on the crowds of the two ask for other things; None: it is the same throughout."""
    ours, theirs = _crowds(left), _crowds(right)
    alone = [each for each in ours if each not in theirs]
    alone += [each for each in theirs if each not in ours]
    return min((at_us for at_us, _ in alone), default=None)


def difference(left: Script, right: Script) -> str:
    """What the crowds of either ask for, as two clauses; empty where it is the same."""
    if parts_us(left, right) is None:
        return ""
    crowds = [_crowds(script) for script in (left, right)]
    sides = [_told(each) for each in crowds]
    if sides[0] == sides[1]:  # they differ in what is seldom set, and has no words of its own
        sides = [listed([f"«{tell(crowd)}»" for _, crowd in each]) for each in crowds]
    return f"left, {sides[0]}; right, {sides[1]}."


def of(script: Script) -> str:
    """What the crowd of one script asks for: '250 requests a second until 5 s, then 700'."""
    return _told(_crowds(script))


def in_words(crowd: Crowd) -> str:
    """What one crowd asks for: '700 requests a second, 10 % of them writes'."""
    return f"{_plainly(crowd)}{_mix(crowd)}" if _any(crowd) else "nothing more"


def _crowds(script: Script) -> list[Asked]:
    return [(at_us, what) for at_us, what in script if isinstance(what, Load | Trials)]


def _told(crowds: Sequence[Asked]) -> str:
    """'250 requests a second until 5 s, then 700 until 20 s, 10 % of them writes'."""
    ends = [*(f" until {tell_time(at_us)}" for at_us, _ in crowds[1:]), ""]
    some = [(crowd, end) for (_, crowd), end in zip(crowds, ends, strict=False) if _any(crowd)]
    mixes = [_mix(crowd) for crowd, _ in some]
    same = len(set(mixes)) == 1
    parts: list[str] = []
    for (crowd, end), mix in zip(some, mixes, strict=True):
        words = _plainly(crowd)
        if parts:  # of what was said just before, the number is enough
            words = words.removesuffix(" requests a second")
        parts.append(f"{words}{'' if same else mix}{end}")
    return (", then ".join(parts) or "no crowd") + (mixes[0] if same else "")


def _any(crowd: Crowd) -> bool:
    return isinstance(crowd, Trials) or bool(crowd.rate or crowd.closed)


def _plainly(crowd: Crowd) -> str:
    if isinstance(crowd, Trials):
        where = {"any": "at any server", "same": "at the same server", "other": "at another one"}
        reads = listed([tell_time(after_us) for after_us in crowd.after_us])
        return f"{crowd.count:,} writes, read {reads} after their acks {where[crowd.at]}"
    if crowd.closed:
        return f"{crowd.closed:,} users who ask one after the other"
    to = "" if crowd.to is None else f" to {crowd.to:,g}"
    return f"{crowd.rate:,g}{to} requests a second"


def _mix(crowd: Crowd) -> str:
    """What the requests of a load are, where they are not single reads."""
    if isinstance(crowd, Trials):
        return ""
    writes = f", {100 * (1 - crowd.reads):.3g} % of them writes" if crowd.reads < 1 else ""
    return writes + (f", each of {crowd.parts} parts" if crowd.parts > 1 else "")
