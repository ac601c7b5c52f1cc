"""The numbers that a sentence of a story may say, each from where it is set, done or claimed.

What a sentence claims is held against the run, and has been seen to fail with another number
(test_claims, test_load_stories); so nothing is run here.
"""

import re
from collections.abc import Iterable, Iterator
from itertools import product

from engine.entropy import LEAVES
from engine.faults import Load, Pause, Resume, Skew
from engine.latency import FITS, ByKind, Constant, ParetoExponential
from explorer.schema import GoalModel
from explorer.stories import Scenario, Step
from explorer.times import parse_time
from tests.numerals import Numeral

Known = tuple[Numeral, bool]
"""A number, and whether it was measured with a margin, so that a sentence may round it."""

_WRITTEN = re.compile(r"(?<![\w.#-])\+?(\d+(?:\.\d+)?)(us|ms|min|s|/s|%)?(?![\w.])")
_NOT_SAID = re.compile(r'"[^"]*"|from \S+ to \S+|after \S+|within \S+|\+- \S+(?= within|$)')
_TIMES = ("timeout_us", "handoff_wait_us", "service_us")


def told(scenario: Scenario, step: Step, siblings: Iterable[Scenario]) -> list[Known]:
    """What the sentence of a step may say."""
    own = [step.line, *(claim.text for claim in step.claims)]
    known = [*_set(scenario), *_written(own), *_spans(scenario, [step])]
    known += [*_moments(scenario), *_ratios(scenario, [step])]
    compares = " instead of " in step.say or " would have " in step.say
    return known + _written(_claimed(each for other in siblings for each in other.steps) * compares)


def asked(scenario: Scenario, since_us: int = 0) -> list[Known]:
    """What a question and its reason may say: with what is claimed from the beat before on."""
    steps = [step for step in scenario.steps if step.at_us >= _beat_before(scenario, since_us)]
    return [*_set(scenario), *_written(_claimed(steps)), *_spans(scenario, steps),
            *_moments(scenario)]  # fmt: skip


def elsewhere(siblings: Iterable[Scenario]) -> list[Known]:
    """What other variants have measured, to compare with."""
    known = _written(_claimed(step for other in siblings for step in other.steps))
    return [each for each in known if each[1]]


def goal(model: GoalModel) -> list[Known]:
    """What a goal may say besides: its moments, and what has to hold from when to when."""
    known = [(Numeral("time", us), False) for us in (model.at, model.by)]
    windows = [text.replace("from ", "").replace("to ", "") for text in model.must]
    return [*known, *_written(windows)]


def _claimed(steps: Iterable[Step]) -> list[str]:
    return [claim.text for step in steps for claim in step.claims]


def _written(texts: Iterable[str]) -> list[Known]:
    """The numbers of lines and claims, with their units; of a part also what is left to 100 %."""
    return [known for text in texts for known in of_text(text)]


def of_text(text: str) -> Iterator[Known]:
    """The numbers of a line or a claim."""
    for percentile in re.findall(r"\bp(\d\d)(\d?)\b", text):
        part = float(".".join(percentile).rstrip("."))
        yield from ((Numeral("part", each), False) for each in (part, 100 - part))
    measured = " +- " in text
    for number, unit in _WRITTEN.findall(_NOT_SAID.sub("", text)):
        if unit in ("us", "ms", "s", "min"):
            yield Numeral("time", parse_time(number + unit)), measured
        elif unit == "%":
            yield from ((Numeral("part", each), measured)
                        for each in (float(number), 100 - float(number)))  # fmt: skip
        else:
            yield Numeral("rate" if unit else "count", float(number)), measured


def _moments(scenario: Scenario) -> list[Known]:
    return [(Numeral("moment", step.at_us), False) for step in scenario.steps]


def _beat_before(scenario: Scenario, at_us: int) -> int:
    """When something was said last."""
    return max((step.at_us for step in scenario.steps if step.at_us < at_us), default=0)


def _spans(scenario: Scenario, steps: Iterable[Step]) -> list[Known]:
    """From what is done, or told just before, to these steps and the moments that they claim."""
    moments = {each.at_us for each in scenario.steps if each.action and not each.again}
    ends = {step.at_us for step in steps if not step.again}
    moments |= {_beat_before(scenario, end_us) for end_us in ends}
    ends |= {round(known.value) for known, measured in _written(_claimed(steps))
             if known.kind == "time" and not measured}  # fmt: skip
    return [(Numeral("time", abs(end - start)), False) for start, end in product(moments, ends)]


def _ratios(scenario: Scenario, steps: Iterable[Step]) -> Iterator[Known]:
    """How many times as much as one server answers."""
    one = 1e6 / (scenario.cluster.settings.service_us or 1e6)
    for known, measured in _written(_claimed(steps)):
        if known.kind == "rate":
            yield Numeral("times", known.value / one), measured


def _set(scenario: Scenario) -> list[Known]:
    """What the story sets and does, and what follows from it by arithmetic alone."""
    model = scenario.preset.model
    variant = model.variants.get(scenario.variant)
    given = model.cluster.model_dump(exclude_unset=True)
    given |= variant.model_dump(exclude_unset=True, exclude={"title", "script"}) if variant else {}
    values = [each for value in given.values()
              for each in (value.values() if isinstance(value, dict) else [value])]  # fmt: skip
    texts = [str(value) for value in values if isinstance(value, str)]
    exact = [*_by_name(scenario), *_capacity(scenario)]
    for step in (*model.script, *(variant.script if variant else ())):
        every_us = step.every or 0
        exact += [Numeral("count", step.repeats), Numeral("time", every_us),
                  Numeral("time", every_us * step.repeats)]  # fmt: skip
    measured = _yammer() if variant and variant.default_delay == "ymmr" else []
    return [*_written([*texts, *(step.line for step in scenario.steps)]),
            *((each, False) for each in exact), *((each, True) for each in measured)]  # fmt: skip


def _yammer() -> list[Numeral]:
    """How many copies are slow, and how slow those are on average."""
    fit = FITS["ymmr"]
    assert isinstance(fit, ByKind)
    assert isinstance(fit.write, ParetoExponential)
    slow = 100 - 100 * fit.write.pareto_weight
    return [Numeral("part", slow), Numeral("time", fit.write.exponential_mean_us)]


def _by_name(scenario: Scenario) -> Iterator[Numeral]:
    settings, spec = scenario.cluster.settings, scenario.cluster
    yield from (Numeral(name.upper(), getattr(settings, name)) for name in "nrw")
    yield Numeral("R + W", settings.r + settings.w)
    yield from (Numeral("count", each) for each in (len(spec.servers), LEAVES))
    yield from (Numeral("time", getattr(settings, name)) for name in _TIMES)
    if isinstance(spec.latency, Constant) and len(spec.servers) > 1:
        yield Numeral("time", spec.latency.us)
    yield from (Numeral("times", each) for each in (settings.retries, settings.retries + 1))
    yield Numeral("count", settings.budget_cap)
    for part in filter(None, (settings.request_loss, settings.retry_budget)):
        both = 100 - (100 - part) ** 2 / 100  # lost on the way there, or on the way back
        yield from (Numeral("part", each) for each in (part, 100 - part, both))
    yield from (Numeral("time", server.skew_us) for server in spec.servers if server.skew_us)
    for skew in (step.action for step in scenario.steps if isinstance(step.action, Skew)):
        yield from (Numeral("time", step.at_us + skew.by_us) for step in scenario.steps)


def _capacity(scenario: Scenario) -> Iterator[Numeral]:
    """What the servers can do and have to spare, how long that takes, and what a pause leaves."""
    settings = scenario.cluster.settings
    if not settings.service_us:
        return
    one, web = 1e6 / settings.service_us, 1e6 / settings.web_service_us
    yield Numeral("rate", one)
    if settings.web_servers:
        joined = settings.web_servers + ("join web" in [step.line for step in scenario.steps])
        yield from (Numeral("rate", web * servers) for servers in (1, settings.web_servers, joined))
    stood = [step.at_us for step in scenario.steps if isinstance(step.action, Pause | Resume)]
    for load in (step.action for step in scenario.steps if isinstance(step.action, Load)):
        if 0 < load.rate < one:
            yield Numeral("rate", one - load.rate)
            yield Numeral("time", 1e6 / (one - load.rate))  # M/M/1
            yield from (Numeral("count", load.rate * (stood[-1] - us) / 1e6) for us in stood[:-1])
