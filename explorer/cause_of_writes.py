"""What became of a write that its user did not hope for, and what that hung on. Pure.

Each looks at a write, gathers what mattered into its cone, and tells it in a sentence; None: that
was not what happened.
"""

from engine.history import History
from engine.records import Operation
from explorer import anomalies, measurements, sentences
from explorer.apart import lacking
from explorer.cone import LOSSES, Cone, Told, carriers, looked, losses_us
from explorer.exchange import acknowledged_by
from explorer.explain import listed, said
from explorer.shortfall import deaths, fate
from explorer.times import tell_time


def lost(cone: Cone, write: Operation) -> Told | None:
    """The write was acknowledged, and is on no disk any more."""
    history, at = cone.history, cone.at
    if write not in measurements.lost_acks(history, at):
        return None
    cone.acknowledging(write)
    had = _holders(history, write)
    losses = [(place, event) for place, event in history.faults
              if event[1] in LOSSES and event[2] in had and place > write.invoked_at]  # fmt: skip
    last_us = max((event[0] for _, event in losses), default=write.ended_us or 0)
    cone.faults |= {event[0] for _, event in losses}
    for server in write.asked.get("write", ((), 0))[0]:
        cone.copies(write, server, at)
    homes, need = write.asked["write"]
    fates = [fate(history, write, server, at) for server in homes if server not in had]
    sentence = (
        f"{said(write)} was acknowledged at {tell_time(write.ended_us or 0)} by "
        f"{listed(acknowledged_by(history, write))} (W = {need}), and {listed(had)} lost it at "
        f"{tell_time(last_us)}; {'; '.join(fates) or 'no other home was sent it'}."
    )
    return Told("lost ack", (write.user,), sentence, last_us)


def _holders(history: History, write: Operation) -> tuple[str, ...]:
    """The servers that ever stored a write."""
    assert write.cell is not None
    stores = history.stores.get(write.cell, ())
    return tuple(dict.fromkeys(s for _, _, s, v in stores if v == write.version))


def discarded(cone: Cone, write: Operation) -> Told | None:
    """The write was acknowledged and lost to one with a later time that was done before."""
    winner = anomalies.overruler(cone.history, write, cone.at)
    if winner is None:
        return None
    cone.acknowledging(write)
    cone.acknowledging(winner)
    cone.clocks(winner.coordinator, cone.at)
    seen = anomalies.winner(cone.history, write, cone.at) is None
    sentence = sentences.overruled(write, winner, seen=seen)
    return Told("lost to a later time", (write.user, winner.user), sentence, write.invoked_us)


def overwritten(cone: Cone, write: Operation) -> Told | None:
    """The count was acknowledged, and replaced by one that had not read it."""
    other = anomalies.overwriter(cone.history, write, cone.at)
    if other is None or write.cell is None:
        return None
    cone.acknowledging(write)
    cone.acknowledging(other)
    cone.reading(other)
    for server in (write.coordinator, other.coordinator):
        cone.copies(write, server, cone.at)
        cone.copies(other, server, cone.at)
    sent = carriers(cone.history, write, other.coordinator, cone.at)
    came = [m.arrives_us - other.invoked_us for m in sent if m.death is None]
    late = f", {tell_time(came[0])} before this one came there" if came and came[0] > 0 else ""
    sentence = (
        f"{said(write)}, acknowledged at {tell_time(write.ended_us or 0)}, is not in the count of "
        f"{said(other)}: that one read the count at {other.coordinator} at "
        f"{tell_time(other.invoked_us)}{late}, and the newer row replaced the older."
    )
    return Told("lost update", (write.user, other.user), sentence, other.invoked_us)


def came_back(cone: Cone, write: Operation) -> Told | None:
    """Nobody knew what had become of the write, and a later read showed it."""
    if write not in measurements.resurrected(cone.history, cone.at):
        return None
    reads = (o for o in cone.history.operations.values() if o.kind == "read" and o.outcome == "ok")
    read = next(r for r in reads if write.cell is not None
                and r.result.get(write.cell) == write.version
                and (r.ended_at or 0) > (write.ended_at or 0))  # fmt: skip
    cone.everything(write)
    cone.reading(read)
    held = cone.history.holders(write, read.invoked_at)
    source = [s for s in cone.servers if s in held]
    cone.servers = dict.fromkeys((*source, write.coordinator, read.coordinator))
    need = write.asked.get("write", ((), 0))[1]
    sentence = (
        f"{said(write)} was unknown from {tell_time(write.ended_us or 0)} on, as fewer than "
        f"W = {need} had acknowledged it; {listed(held)} kept it, and {read.user}, who read at "
        f"{read.coordinator} at {tell_time(read.invoked_us)}, was shown it."
    )
    shown_us = max((looked(cone.history, read, s)[1] for s in source), default=read.invoked_us)
    return Told("came back", (write.user, read.user), sentence, shown_us)


def apart(cone: Cone, write: Operation) -> Told | None:
    """Some homes have the write and others lack it, and nothing is on its way to them."""
    history, at = cone.history, cone.at
    found = ((cell, lacking(history, write, cell, at)) for cell, _, _ in write.written)
    cell, without = next((pair for pair in found if pair[1]), (None, ()))
    if cell is None:
        return None
    cone.operation(write)
    cone.acknowledging(write)
    having = history.copies(cell, next(v for c, v, _ in write.written if c == cell), at)
    cone.servers |= dict.fromkeys(having)
    moments = [write.ended_us or write.invoked_us]
    for server in without:
        cone.copies(write, server, at)
        moments += [died_us for _, died_us, _, _ in deaths(history, write, server, at)]
        moments += losses_us(history, write, server, at)
    fates = "; ".join(fate(history, write, server, at) for server in without)
    sentence = (
        f"{said(write)} is on {listed(having)} and not on {listed(without)}: {fates}; nothing has "
        "brought it there since."
    )
    return Told("convergence", (write.user,), sentence, max(moments))


def unknown(cone: Cone, write: Operation) -> Told | None:
    """The write timed out: whether it happened nobody can tell its user."""
    if write.outcome != "info":
        return None
    cone.everything(write)
    homes, before = write.asked.get("write", ((), 0))[0], write.ended_at or cone.at
    dead = {server: deaths(cone.history, write, server, before) for server in homes}
    fates = [fate(cone.history, write, server, before) for server in homes if dead[server]]
    sentence = (
        f"Nobody can tell {write.user} whether {said(write)} happened: since "
        f"{tell_time(write.ended_us or 0)} it is unknown, {write.reason}"
        f"{'; ' if fates else ''}{', '.join(fates)}."
    )
    moment_us = max((end[1] for ends in dead.values() for end in ends), default=write.ended_us or 0)
    return Told("unknown write", (write.user,), sentence, moment_us)
