"""An event of the log inspected: what it says, and what it is about.

Pure, as of a moment.
"""

from collections.abc import Iterator

from engine.events import Event
from explorer import event_facts
from explorer.clusters.given import Given
from explorer.event_words import Teller
from explorer.inspection import Inspection, Moment, Row, few, operations
from explorer.times import tell_time


def inspection(moment: Moment, name: str) -> Inspection:
    """What is known of the event at this place in the log."""
    key, title, place = f"event {name}", f"Event #{name}", int(name)
    if place >= moment.at:
        return Inspection(key, title, f"#{name} has not happened at this moment.")
    event = moment.events[place]
    said = Teller(moment.history).say(event)
    sections = [
        ("Event", (*_fields(event), *_known(moment, event))),
        ("About", tuple(_about(moment, event))),
    ]
    shown = tuple(section for section in sections if section[1])
    return Inspection(key, title, f"At {tell_time(event[0])}: {said}.", shown)


def _fields(event: Event) -> Iterator[Row]:
    yield Row("kind", event[1])
    yield Row("of", event_facts.GROUP_OF[event[1]])
    yield Row("happened", f"at {tell_time(event[0])}")


HOW = {
    "exact": "seen as it happened",
    "sampled": "sampled: it was looked at again and again, and it was so by then",
    "inferred": "inferred from what was seen",
}


def _known(moment: Moment, event: Event) -> Iterator[Row]:
    """Of a run on real servers, how it is known; what is computed needs no evidence."""
    if isinstance(moment.cluster, Given):
        yield Row("known", HOW[moment.cluster.transcript.how(event)])


def _about(moment: Moment, event: Event) -> Iterator[Row]:
    """The things that it names; each leads on, as long as it is there."""
    history = moment.history
    yield from few(operations(history, event_facts.operations(history, event)), "operations")
    if event_facts.GROUP_OF[event[1]] == "messages":
        yield Row("message", f"#{event[2]}", f"select message {event[2]}")
    for server in event_facts.servers(history, event):
        there = server in moment.cluster.replicas
        yield Row(f"server {server}", server, f"select server {server}" if there else "")
