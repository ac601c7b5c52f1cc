"""What a presenter is reminded of at a place of a talk: what can be pointed at, and what was so.

Rule this file keeps: all of it is read off the run as it stands there, nothing was written before.
"""

from collections.abc import Iterator

from explorer.expectations import readable
from explorer.experiment import Experiment
from explorer.frame import Frame
from explorer.questions import Found
from explorer.talk import Place

SIGNS = {True: "✓", False: "✗", None: "○"}
MOST_SERVERS = 5
LETTERS = "ABCDEF"


def notes(
    run: Experiment, frame: Frame, place: Place, foreseen: Found | None = None
) -> tuple[str, ...]:
    """Sentences, what is seen first; of a prediction what was `foreseen`."""
    if place.kind in ("question", "reveal"):
        return tuple(_answered(place, foreseen))
    if place.kind != "beat":
        return tuple(text for text in place.more if text)
    return tuple(dict.fromkeys([*_seen(frame), *_claimed(run, place)]))


def _answered(place: Place, foreseen: Found | None) -> Iterator[str]:
    """The answers, with a sign at those that will hold; then what the run will show, and why."""
    for number, answer in enumerate(place.more):
        right = None if foreseen is None else number in foreseen.right
        yield f"{SIGNS[right]} {LETTERS[number]}  {answer}"
    if foreseen is not None:
        yield from (*foreseen.shown, *foreseen.why)


def _seen(frame: Frame) -> Iterator[str]:
    """What of the picture is worth pointing at."""
    for callout in frame.callouts:
        yield f"{callout.server}: {callout.title}. {' '.join(callout.lines)}".rstrip()
    for screen in frame.screens:
        if screen.badge not in ("none", "fresh") and screen.explanation:
            yield f"{screen.user}'s screen: {screen.explanation}"
    behind = [server for server in frame.servers if server.missing]
    if behind and len(behind) <= MOST_SERVERS:
        lacks = ", ".join(f"{server.name} lacks {len(server.missing)}" for server in behind)
        yield f"Of what was acknowledged {lacks}."
    away = [server for server in frame.servers if server.state != "up"]
    if away:
        yield ", ".join(f"{server.name} is {server.state}" for server in away) + "."
    cut = [link for link in frame.links if link.state != "open"]
    if cut:
        yield ", ".join(f"{link.a} - {link.b}: {link.state}" for link in cut) + "."


def _claimed(run: Experiment, place: Place) -> Iterator[str]:
    """What the sentence claims, and what this run has shown of it."""
    for step in run.scenario.steps:
        if (step.at_us, step.say) == (place.at_us, place.text):
            for claim, result in zip(step.claims, run.claims(step), strict=True):
                text = readable(claim.text, claim.expectation.names, run.scenario.called)
                observed = f" [{result.observed}]" if result.observed else ""
                yield f"{SIGNS[result.held]} {text}{observed}"
