"""A link inspected: how long messages take on it, what is done to it, and what is and was on it.

Pure, as of a moment.
"""

from collections.abc import Iterator

from engine import traffic
from engine.faults import Direction
from engine.items import ARRIVES, KIND, NUMBER, OPERATION, SOURCE, TARGET
from engine.network import WHOLE
from explorer import explain
from explorer.inspection import Inspection, Moment, Row, few
from explorer.latencies import quantile_us, say_latency
from explorer.times import tell_time


def inspection(moment: Moment, name: str) -> Inspection:
    """What is known of the link, way by way."""
    a, _, b = name.partition(" - ")
    key, title = f"link {name}", f"Link {name}"
    if not {a, b} <= set(moment.cluster.replicas):
        return Inspection(key, title, f"There is no link {name} at this moment.")
    laws = {way: tuple(_delay(moment, way)) for way in ((a, b), (b, a))}
    sections = [("Delay", laws[a, b])]
    if laws[a, b] != laws[b, a]:
        sections = [(f"Delay {x} → {y}", rows) for (x, y), rows in laws.items()]
    for way in ((a, b), (b, a)):
        sections.append((f"{way[0]} → {way[1]}", tuple(_way(moment, way))))
        sections.append((f"On its way {way[0]} → {way[1]}", few(_flying(moment, way), "messages")))
    shown = tuple(section for section in sections if section[1])
    return Inspection(key, title, _sentence(moment, a, b), shown)


def _sentence(moment: Moment, a: str, b: str) -> str:
    states = {way: _state(moment, way) for way in ((a, b), (b, a))}
    if states[a, b] == states[b, a]:
        return f"Between {a} and {b} the link is {states[a, b]}."
    return f"From {a} to {b} the link is {states[a, b]}; from {b} to {a} it is {states[b, a]}."


def _state(moment: Moment, way: Direction) -> str:
    network = moment.cluster.network
    if way in network.blocked:
        kept = "; what is on it is held" if way in network.keeping else ""
        return f"cut since {tell_time(network.blocked[way])}{kept}"
    if way in network.holding:
        return f"held since {tell_time(network.holding[way])}"
    return "open"


def _delay(moment: Moment, way: Direction) -> Iterator[Row]:
    """The law of a way in order; a click on it offers others."""
    network = moment.cluster.network
    (latency, loss), (first, _) = network.law(*way), network.first_law(*way)
    yield Row("one way", say_latency(latency), f"menu link {' - '.join(sorted(way))}")
    if latency != first:
        yield Row("at first", say_latency(first))
    yield Row("mean", tell_time(latency.mean_us))
    for kind in dict.fromkeys(("write", "read")):
        yield Row(f"p99 of a {kind}", tell_time(quantile_us(latency, 0.99, kind)))
    yield Row("loss", _per_cent(loss))


def _way(moment: Moment, way: Direction) -> Iterator[Row]:
    yield Row("state", _state(moment, way))
    worse = moment.cluster.network.degraded.get(way, WHOLE)
    if worse is not WHOLE:
        if worse.delay_us:
            yield Row("delayed", f"{tell_time(worse.delay_us)} more")
        for what, chance in (("loses", worse.loss), ("duplicates", worse.duplicate),
                             ("reorders", worse.reorder)):  # fmt: skip
            if chance:
                yield Row(what, _per_cent(chance))
        if worse.duplicate or worse.reorder:
            yield Row("spread", f"up to {tell_time(worse.spread_us)} later")
    sent, delivered, lost = moment.history.messages.counts(way, moment.at)
    held = sum((i[SOURCE], i[TARGET]) == way for _, i in moment.cluster.held)
    yield Row("sent so far", f"{sent:,}")
    yield Row("delivered", f"{delivered:,}")
    yield Row("lost", f"{lost:,}")
    yield Row("held now", f"{held:,}")


def _flying(moment: Moment, way: Direction) -> Iterator[Row]:
    held = {item[NUMBER] for _, item in moment.cluster.held}
    for item in traffic.in_flight(moment.cluster):
        if (item[SOURCE], item[TARGET]) != way:
            continue
        number, operation = item[NUMBER], moment.history.operations.get(item[OPERATION])
        of = f" of {operation.user}'s {explain.deed(operation)}" if operation else ""
        standing = number in held
        due = "held" if standing else f"arrives {moment.left(item[ARRIVES])}"
        fact = "held" if standing else item[ARRIVES]
        yield Row(f"#{number}", f"{item[KIND]}{of}, {due}", f"select message {number}", fact)


def _per_cent(chance: float) -> str:
    return f"{100 * chance:g} %"
