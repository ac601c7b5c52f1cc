"""What was wrong with a read, and what that hung on: a leak, an old answer, an inversion. Pure.

Each looks at a read, gathers what mattered into its cone, and tells it in a sentence; None: that
was not what happened.
"""

from engine.history import History
from engine.records import Operation
from explorer import anomalies, culprits, sentences
from explorer.cone import Cone, Told
from explorer.explain import listed, said
from explorer.shortfall import Shortfall
from explorer.times import tell_time


def leak(cone: Cone, page: Operation) -> Told | None:
    """The page showed what had been hidden before it was posted."""
    if page.action != "page" or page.outcome != "ok":
        return None
    found = anomalies.leaked(cone.history, page)
    if found is None:
        return None
    hiding, post = found
    short = Shortfall(cone.history, page, hiding, cone.at)
    place, at_us = page.kept_at or page.invoked_at, page.kept_us or page.invoked_us
    lacking(cone, short)
    cone.acknowledging(post)
    for server in short.read_set:
        cone.copies(post, server, page.ended_at or cone.at)
    arrivals = (_arrival(cone.history, hiding, server, place) for server in short.read_set)
    late = [us - at_us for us in arrivals if us is not None]
    why = f"the rule came {tell_time(min(late))} later" if late else "the rule never came there"
    sentence = (
        f"{page.user} saw {said(post)} at {tell_time(page.ended_us or 0)}, though {post.user} had "
        f"hidden the wall from {page.user} before posting: at {tell_time(at_us)} "
        f"{listed(short.read_set)} was asked who may see it, and {why}."
    )
    return Told("leak", (page.user, post.user), sentence, at_us)


def _arrival(history: History, write: Operation, server: str, after: int) -> int | None:
    """When a server first stored a write, or something newer, after a place."""
    if write.cell is None or write.version is None:
        return None
    stores = history.stores.get(write.cell, ())
    version = write.version
    return next((us for place, us, name, stored in stores
                 if name == server and stored >= version and place >= after), None)  # fmt: skip


def stale(cone: Cone, read: Operation) -> Told | None:
    """The read missed an acknowledged write."""
    missed = read.staleness.missed if read.staleness is not None else ()
    write = cone.history.operations.get(missed[0]) if missed else None
    if write is None:
        return None
    own = [n for n in read.own_missed if n in cone.history.operations]
    write = cone.history.operations[own[0]] if own else write
    short = Shortfall(cone.history, read, write, cone.at)
    lacking(cone, short)
    sentence = f"{sentences.missing(read, write)}; {short.clause()}."
    return Told("stale read", (read.user, write.user), sentence, short.decided_us)


def lacking(cone: Cone, short: Shortfall) -> None:
    """Takes in the read, the write with its acks, and the copies that were not there."""
    cone.reading(short.read)
    cone.acknowledging(short.write)
    for server in short.read_set:
        cone.copies(short.write, server, short.looked(server)[0])


def went_back(cone: Cone, read: Operation) -> Told | None:
    """The read showed less than an earlier one of the same user, or of somebody else."""
    found = anomalies.inverted(cone.history, read)
    if found is None:
        return None
    early, write = found
    short = Shortfall(cone.history, read, write, cone.at)
    lacking(cone, short)
    cone.reading(early)
    cell = culprits.seen_before(early, read) or write.written[0][0]
    sentence = f"{sentences.behind(cone.history, early, read, cell)}; {short.clause()}."
    return Told("inversion", (read.user, early.user), sentence, short.decided_us)
