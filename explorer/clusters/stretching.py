"""A story with more time for everything, for real servers: they need milliseconds for an answer.

What is due in five milliseconds would be over before the answer of a real server; so the script,
the links and the time limits all become so many times longer, and the run says its real times.
"""

import re
from dataclasses import replace

from engine.faults import Change, Retime
from engine.latency import Constant, Latency
from engine.social import Request
from engine.spec import ClusterSpec
from explorer import expectations
from explorer.stories import Claim, Scenario, Step
from explorer.times import parse_time, write_time
from explorer.verbs import Action

ANSWERS_US = 300_000
"""So long the answers of real servers may take in all, on a busy machine."""
LEAST = 0.95
"""Clocks of a program and of its relays are read one after the other."""
_TIMED = re.compile(r"((?:latency|arrival|end|window) of .+) (=|<=) (\d[\d.]*m?s)")
MOST, LASTS_US = 20, 12_000_000
"""At most so many times longer, and no longer than it takes to last so long."""
LONGEST_WAY_US = 1_000_000
"""A link that takes longer keeps the servers from being made ready in any time worth waiting."""


def factor(scenario: Scenario) -> int:
    """How many times longer a story becomes on real servers; 1 if it was written for them."""
    if scenario.engine != "embedded":
        return 1
    spec = scenario.cluster
    links = [spec.latency.mean_us, *(link.latency.mean_us for link in spec.links)]
    longest = LONGEST_WAY_US // max(1, *links)
    return max(1, min(MOST, LASTS_US // scenario.until_us, longest))


def stretched(scenario: Scenario, times: int) -> Scenario:
    """The same with everything so many times longer.

    A link has its mean delay, for a relay holds back all for the same time.
    """
    steps = tuple(_step(step, times) for step in scenario.steps)
    expected = tuple(
        expectations.parse(text)
        for expectation in scenario.expectations
        for text in ranges(expectation.text, times)
    )
    cluster, until_us = _cluster(scenario.cluster, times), scenario.until_us * times
    return replace(
        scenario, steps=steps, expectations=expected, cluster=cluster, until_us=until_us
    )  # fmt: skip


def _step(step: Step, times: int) -> Step:
    claims = tuple(
        Claim(text, expectations.parse(text), claim.due_us * times)
        for claim in step.claims
        for text in ranges(claim.text, times)
    )
    return replace(
        step, at_us=step.at_us * times, action=_action(step.action, times), claims=claims
    )


def _action(action: Action | None, times: int) -> Action | None:
    """What is done, with the times in it: a setting, a law of a link, a pause for thought."""
    match action:
        case Change(name, int(value)) if name.endswith("_us"):
            return replace(action, value=value * times)
        case Retime(_, latency) if latency is not None:
            return replace(action, latency=_longer(latency, times))
        case Request(thinking_us=int(us)):
            return replace(action, thinking_us=us * times)
    return action


def ranges(text: str, times: int) -> tuple[str, ...]:
    """What an expectation becomes where everything takes so many times longer, on a real clock.

    A time is a range there: no shorter than the links make it, and by no more longer than real
    servers may need for their answers.
    """
    timed = _TIMED.fullmatch(text)
    if timed is None:
        return (text,)
    what, sign, told = timed.groups()
    us = parse_time(told) * times
    most = f"{what} <= {write_time(us + ANSWERS_US)}"
    if sign == "<=" or not us:
        return (most,)
    return f"{what} >= {write_time(round(us * LEAST))}", most


def _cluster(spec: ClusterSpec, times: int) -> ClusterSpec:
    links = tuple(replace(link, latency=_longer(link.latency, times)) for link in spec.links)
    settings = replace(spec.settings, timeout_us=spec.settings.timeout_us * times)
    return replace(spec, latency=_longer(spec.latency, times), links=links, settings=settings)


def _longer(latency: Latency, times: int) -> Latency:
    return Constant(latency.mean_us * times)
