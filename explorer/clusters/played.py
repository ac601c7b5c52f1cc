"""A story as it was played on real servers: its script at the times at which things were done.

Rules this file keeps: a step happens when its command was really given; what its sentence claims
has to hold at some moment until that command has come to its end, for an answer takes a while on
real servers, but before the next command, which may change it. Nothing is asked to be predicted of
a story that was written for a computed run: the answers are about times that only that keeps to.
"""

from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import replace

from engine.cluster import Command
from engine.social import Request
from explorer.clusters.stretching import ANSWERS_US
from explorer.clusters.transcript import Transcript
from explorer.questions import Question
from explorer.stories import Scenario, Step

ENDS = ("ok", "fail", "unavailable", "info")
"""The events with which a request ends."""
DONE = (
    "refused", "crashed", "restarted", "wiped", "paused", "resumed", "cut", "healed", "retimed",
    "changed", "slowed", "promoted", "rewound", "moved", "demands", "removed",
)  # fmt: skip
"""Those that tell that a fault was done."""


def played(scenario: Scenario, transcript: Transcript) -> Scenario:
    """The scenario, as this transcript tells how it went."""
    steps = tuple(_steps(scenario, transcript))
    dues_us = (claim.due_us for step in steps for claim in step.claims)
    last_us = transcript.events[-1][0] if transcript.events else 0
    until_us = max(scenario.until_us, last_us, *dues_us)
    return replace(
        scenario, steps=steps, until_us=until_us, questions=tuple(_questions(scenario, steps)),
        transcript=transcript,
    )  # fmt: skip


def _questions(scenario: Scenario, steps: tuple[Step, ...]) -> Iterator[Question]:
    """Those of a story that was written for real servers, before their steps as they were."""
    if scenario.engine != "embedded":
        for question in scenario.questions:
            yield replace(question, at_us=steps[question.step].at_us)


def _steps(scenario: Scenario, transcript: Transcript) -> Iterator[Step]:
    """Each where it really was, with what is said of the same moment; else its time stays."""
    given_us, ends_us = [at_us for at_us, _ in transcript.commands], ends(transcript)
    meant_us = [at_us for at_us, _ in scenario.commands][: len(given_us)]
    number = at_us = end_us = 0
    for step in scenario.steps:
        if isinstance(step.action, Command) and number < len(given_us):
            at_us = given_us[number]
            end_us = ends_us.get(at_us, at_us)
            number += 1
        elif not number or step.at_us > meant_us[number - 1]:
            at_us = end_us = max(step.at_us, at_us)
        following = bisect_right(meant_us, step.at_us)
        next_us = given_us[following] - 1 if following < len(given_us) else None
        due_us = max(end_us, at_us + ANSWERS_US)
        shift_us = (due_us if next_us is None else min(due_us, next_us)) - step.at_us
        claims = tuple(
            replace(claim, due_us=claim.due_us + shift_us, since_us=at_us) for claim in step.claims
        )
        yield replace(step, at_us=at_us, claims=claims)


def ends(transcript: Transcript) -> dict[int, int]:
    """By when a command was given: when its operation ended, or when its fault was done."""
    ends_us: dict[int, int] = {}
    asked, fault_us = list[int](), 0
    commands = iter(transcript.commands)
    for at_us, name, *fields in transcript.events:
        if name == "command":
            given_us, command = next(commands)
            if isinstance(command, Request):
                asked.append(given_us)
            else:
                fault_us = given_us
        elif name in ENDS:
            ends_us[asked[fields[0] - 1]] = at_us
        elif name in DONE:
            ends_us[fault_us] = at_us
    return ends_us
