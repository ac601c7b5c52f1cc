"""Which chart of a crowd's run shows what its story is about: what it expects most of. Pure."""

from explorer.stories import Scenario

_SHOWN = (
    ("rates", ("throughput", "goodput", "recovery")),
    ("latency", ("latency", "p50", "p95", "p99", "p999")),
    ("answered", ("success", "availability")),
    ("staleness", ("stale", "fresh")),
)
"""The charts, by the words of the expectations whose numbers they draw."""


def chart(scenario: Scenario) -> str:
    """Its name; of several that are as good the first."""

    def counted(words: tuple[str, ...]) -> int:
        texts = (set(expectation.text.split()) for expectation in scenario.expectations)
        return sum(not text.isdisjoint(words) for text in texts)

    return max(_SHOWN, key=lambda each: counted(each[1]))[0]
