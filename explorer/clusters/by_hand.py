"""Commands given by hand to a story on real servers: it is played again, and has them in it.

Rules this file keeps: a command is given at a moment of the run that is shown, on the clock of the
longer story; those that came after it there are not given any more, as in a branch of a computed
run. What came before can differ by milliseconds, for a real clock is no seed.
"""

from collections.abc import Sequence
from dataclasses import replace

from engine.cluster import Command, Timed
from engine.social import Request
from explorer.clusters.played import ends
from explorer.given_lines import given_of
from explorer.stories import Scenario, Step


def with_given(scenario: Scenario, given: Sequence[Timed]) -> Scenario:
    """The longer story with these commands among those of its script, and time for them."""
    added = [Step(at_us, command, given_of((at_us, command)).line, by_hand=True)
             for at_us, command in given]  # fmt: skip
    steps = sorted([*scenario.steps, *added], key=lambda step: step.at_us)
    until_us = max(scenario.until_us, *(_over_us(scenario, timed) for timed in given), 0)
    return replace(scenario, steps=tuple(steps), until_us=until_us)


def _over_us(scenario: Scenario, given: Timed) -> int:
    """When there is no more to be seen of a command: of a request, that it timed out."""
    at_us, command = given
    waits_us = scenario.cluster.settings.timeout_us if isinstance(command, Request) else 0
    return at_us + max(scenario.until_us // 5, waits_us)


def and_now(given: Sequence[Timed], at_us: int, command: Command) -> tuple[Timed, ...]:
    """What is given by hand with one more command; what came after it is not."""
    return *(timed for timed in given if timed[0] < at_us), (at_us, command)


def when_given(happened: Scenario) -> tuple[Timed, ...]:
    """What was given by hand, each at the moment at which it really was."""
    return tuple(
        (step.at_us, step.action)
        for step in happened.steps
        if step.by_hand and isinstance(step.action, Command)
    )


def moment_us(before: Scenario, now_us: int, after: Scenario) -> int:
    """Where to look at a run that takes the place of another one: at what has become different.

    A request is seen from where it is asked, of a fault that it was done.
    """
    assert before.transcript is not None
    assert after.transcript is not None
    was, now = before.transcript.given, after.transcript.given
    if now == was[: len(now)]:  # something was undone, or nothing
        return min([now_us, *(at_us - 1 for at_us, _ in when_given(before)[len(now) :])])
    at_us, command = when_given(after)[-1]
    return at_us if isinstance(command, Request) else ends(after.transcript).get(at_us, at_us)
