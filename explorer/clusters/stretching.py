"""A story with more time for everything, for real servers: they need milliseconds for an answer.

What is due in five milliseconds would be over before the answer of a real server; so the script,
the links and the time limits all become so many times longer, and the run says its real times.
"""

from dataclasses import replace

from engine.latency import Constant, Latency
from engine.spec import ClusterSpec
from explorer.stories import Scenario

MOST, LASTS_US = 20, 12_000_000
"""At most so many times longer, and no longer than it takes to last so long."""


def factor(scenario: Scenario) -> int:
    """How many times longer a story becomes on real servers."""
    return max(1, min(MOST, LASTS_US // scenario.until_us))


def stretched(scenario: Scenario, times: int) -> Scenario:
    """The same with everything so many times longer.

    A link has its mean delay, for a relay holds back all for the same time.
    """
    steps = tuple(
        replace(
            step,
            at_us=step.at_us * times,
            claims=tuple(replace(claim, due_us=claim.due_us * times) for claim in step.claims),
        )
        for step in scenario.steps
    )
    cluster, until_us = _cluster(scenario.cluster, times), scenario.until_us * times
    return replace(scenario, steps=steps, cluster=cluster, until_us=until_us)


def _cluster(spec: ClusterSpec, times: int) -> ClusterSpec:
    links = tuple(replace(link, latency=_longer(link.latency, times)) for link in spec.links)
    settings = replace(spec.settings, timeout_us=spec.settings.timeout_us * times)
    return replace(spec, latency=_longer(spec.latency, times), links=links, settings=settings)


def _longer(latency: Latency, times: int) -> Latency:
    return Constant(latency.mean_us * times)
