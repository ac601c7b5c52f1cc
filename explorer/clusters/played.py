"""A story as it was played on real servers: its script at the times at which things were done.

Rules this file keeps: a step happens when its command was really given; what its sentence claims is
judged when that command has come to its end, for an answer takes a while on real servers, but
before the next command, which may change it. Nothing is asked to be predicted: the answers are
about times that only a computed run keeps to.
"""

from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import replace

from engine.cluster import Command
from explorer.clusters.transcript import Transcript
from explorer.stories import Scenario, Step

ENDS = ("ok", "fail", "unavailable", "info")


def played(scenario: Scenario, transcript: Transcript) -> Scenario:
    """The scenario, as this transcript tells how it went."""
    given_us = [at_us for at_us, _ in transcript.commands]
    ends_us = _ends(transcript)
    steps = tuple(_steps(scenario, given_us, ends_us))
    last_us = transcript.events[-1][0] if transcript.events else 0
    until_us = max(scenario.until_us, last_us)
    return replace(
        scenario, steps=steps, until_us=until_us, questions=(), transcript=transcript
    )  # fmt: skip


def _steps(scenario: Scenario, given_us: list[int], ends_us: dict[int, int]) -> Iterator[Step]:
    """Each where it really was; what was not done any more keeps its time."""
    number = now_us = 0
    for step in scenario.steps:
        at_us = max(step.at_us, now_us)
        end_us = at_us
        if isinstance(step.action, Command) and number < len(given_us):
            at_us = given_us[number]
            end_us = ends_us.get(at_us, at_us)
            number += 1
        later_us = bisect_right(given_us, at_us)
        latest_us = given_us[later_us] - 1 if later_us < len(given_us) else end_us
        shift_us = max(at_us, min(end_us, latest_us)) - step.at_us
        claims = tuple(replace(claim, due_us=claim.due_us + shift_us) for claim in step.claims)
        yield replace(step, at_us=at_us, claims=claims)
        now_us = at_us


def _ends(transcript: Transcript) -> dict[int, int]:
    """By when an operation began: when it ended."""
    began = {event[2]: event[0] for event in transcript.events if event[1] == "invoked"}
    return {began[event[2]]: event[0] for event in transcript.events if event[1] in ENDS}
