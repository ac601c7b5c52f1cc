"""What happened elsewhere as a text in a recording, and as a story again.

The story's own commands are not in it, only when each was given: whoever reads it has the story.
Those that were given by hand are.
"""

import json
from dataclasses import astuple
from typing import Any

from explorer import chain
from explorer.clusters.by_hand import with_given
from explorer.clusters.given import Given
from explorer.clusters.played import played
from explorer.clusters.retold import on_servers
from explorer.clusters.transcript import Transcript
from explorer.given_lines import Given as GivenLine
from explorer.given_lines import command_of, given_of
from explorer.stories import Scenario

KNOWN = ("sampled", "inferred")


def as_text(transcript: Transcript) -> str:
    """The same transcript gives the same text."""
    told = {
        "engine": transcript.engine,
        "times_us": [at_us for at_us, _ in transcript.commands],
        "events": transcript.events,
        "evidence": {str(at): known for at, known in transcript.evidence.items()},
        "place": transcript.place,
        "given": [astuple(given_of(timed)) for timed in transcript.given],
    }
    return json.dumps(told, separators=(",", ":"))


def happened(story: Scenario, text: str) -> Scenario:
    """The story, as this text tells how it went. Raises ValueError for what it cannot tell."""
    try:
        told: dict[str, Any] = json.loads(text)
        by_hand = tuple(command_of(GivenLine(*row)) for row in told.get("given", ()))
        longer = with_given(on_servers(story), by_hand)
        events = tuple(chain.read(json.dumps(told["events"]).encode()))
        evidence = {int(at): known for at, known in told["evidence"].items() if known in KNOWN}
        given = zip(told["times_us"], longer.commands, strict=False)
        commands = tuple((int(us), command) for us, (_, command) in given)
        transcript = Transcript(
            str(told["engine"]), commands, events, evidence, by_hand, str(told.get("place", ""))
        )
        Given(longer.cluster, transcript).run_until(events[-1][0])
        return played(longer, transcript)
    except (AttributeError, LookupError, TypeError, ValueError) as error:
        raise ValueError(f"what happened on real servers cannot be read: {error!r}") from error
