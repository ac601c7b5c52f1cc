"""A run of a story, and whether it has shown what the story says and expects.

Rules this file keeps: everything is judged as of the playhead, or at a moment of its own; what was
judged once is so for good, in its branch.
"""

from collections.abc import Sequence
from dataclasses import replace

from engine.cluster import Timed
from engine.history import History
from engine.snapshots import State
from explorer import crowd, expectations
from explorer.clusters import shipped
from explorer.clusters.by_hand import when_given
from explorer.clusters.given import Given
from explorer.evidence import Evidence
from explorer.expectations import Expectation, Result
from explorer.playback import Playback
from explorer.stories import Claim, Scenario, Step, command_number
from explorer.subjects import Said
from explorer.timeline import Timeline
from explorer.times import tell_time
from explorer.verbs import Expect

OTHERWISE = "This run went otherwise than its story says, so it does not show what that teaches."


class Judged(Playback):
    """A scenario being run."""

    def __init__(self, scenario: Scenario, seed: int | None = None) -> None:
        """At the start, standing still."""
        scenario = shipped.told(scenario)
        self.scenario = scenario
        self.seed = scenario.seed if seed is None else seed
        super().__init__(
            _timeline(scenario, self.seed),
            scenario.until_us,
            scenario.until_us / max(1, scenario.preset.model.lasts),
            scenario.beats,
            scenario.questions,
        )
        self._known: dict[tuple[int, str, int, int], Result] = {}
        """By branch, sentence, place and moment: what was judged once, and is so for good."""

    def results(self) -> list[Result]:
        """Every expectation of the scenario as the playhead sees it."""
        return [result for _, result in self._step_results()] + self.expected()

    def expected(self) -> list[Result]:
        """What the story as a whole expects, as the playhead sees it."""
        return [self._so_far(expectation) for expectation in self.scenario.expectations]

    def broken(self) -> list[tuple[Step, Result]]:
        """What a step expects, or its sentence claims, and this run has not shown."""
        return [(step, result) for step, result in self._step_results() if result.held is False]

    def claims(self, step: Step) -> list[Result]:
        """Whether what the sentence of a step claims was so at its moment."""
        return [self._judged(claim) for claim in step.claims]

    def is_off(self, step: Step) -> bool:
        """Whether a sentence is out of force: the script was left, and it does not hold any more.

        One that claims nothing that can be checked is out of force from there on; and where the
        story has other settings than its own, or was played on real servers, from the start.
        """
        scenario, left_us = self.scenario, self.timeline.left_us
        if scenario.transcript is not None or scenario.settings:
            left_us = 0
        if left_us is None or step.at_us < left_us:
            return False
        return not step.claims or any(result.held is False for result in self.claims(step))

    @property
    def otherwise(self) -> bool:
        """Whether it has gone otherwise than its story says: in a sentence, or in what it expects.

        What the script expects says nothing against it once that was left; sentences still do.
        """
        if any(self.is_off(step) for step in self.scenario.steps if step.say):
            return True
        return self.timeline.left_us is None and any(one.held is False for one in self.results())

    @property
    def takeaway(self) -> str:
        """What the story teaches, wherever it is told; only a run that shows it is told so."""
        return OTHERWISE if self.otherwise else self.scenario.preset.model.takeaway

    def has_reached(self, step: Step) -> bool:
        """Whether what a step does has happened, and so it is told."""
        now_us, cluster = self.now_us, self.timeline.cluster
        if step.at_us != now_us or not self.timeline.place:
            return step.at_us < now_us and self.timeline.place > 0
        number = command_number(self.scenario.steps, step)
        if number is not None:
            return cluster.has_begun(number)
        following = cluster.next_us()
        return following is None or following > now_us

    @property
    def telling(self) -> tuple[Said, ...]:
        """What is told now: the sentences of the last moment so far that has any.

        None once the script was left, nor when the story is over, but for its very last moment.
        """
        if self.timeline.left_us is not None:
            return ()
        return tuple(step.said for step in self._told_last() if not self._is_past(step))

    @property
    def marked(self) -> Step | None:
        """The one sentence that is read now: the last so far, and of several each in its turn."""
        told = self._told_last()
        turn = self.turn(told[0].at_us) if told else None
        return told[-1 if turn is None else min(turn, len(told) - 1)] if told else None

    def _told_last(self) -> list[Step]:
        """The sentences of the last moment so far that has any."""
        told = [step for step in self.scenario.steps if step.say and self.has_reached(step)]
        return [step for step in told if step.at_us == told[-1].at_us]

    def _is_past(self, step: Step) -> bool:
        """Whether the story was over before, or its end has come after what a step tells."""
        return step.at_us < self.now_us and self.now_us >= self.scenario.until_us

    def _so_far(self, expectation: Expectation) -> Result:
        """An expectation as of the playhead; what needs the whole crowd is judged at the end."""
        whole = expectation.whole or len(self._history.ended) > crowd.MANY
        if whole and not self.over:
            return Result(expectation.text, None, "not yet")
        at, spec = self.timeline.place, self.scenario.cluster
        if not whole:  # it may be otherwise soon: nothing is known for good
            return expectation.check(Evidence(self._history, at, self.over, spec, self.now_us))
        return self._known_of(expectation.text, expectation, at, self.now_us)

    def _known_of(self, text: str, expectation: Expectation, at: int, us: int) -> Result:
        """As it is at a moment for good; what is not known yet is judged."""
        key = (self.timeline.branch.number, text, at, us)
        if key not in self._known:
            spec = self.scenario.cluster
            evidence = Evidence(self._history, at, over=True, spec=spec, now_us=us)
            self._known[key] = expectation.check(evidence)
        return self._known[key]

    def _step_results(self) -> list[tuple[Step, Result]]:
        """What the script expects and its sentences claim, each judged at its own moment."""
        results: list[tuple[Step, Result]] = []
        for step in self.scenario.steps:
            if isinstance(step.action, Expect):
                text, within_us = expectations.deadline(step.action.text)
                due_us = step.at_us + within_us
                claim = Claim(text, expectations.parse(text), due_us)
                results.append((step, self._judged(claim)))
            results += ((step, result) for result in self.claims(step))
        return results

    def _judged(self, claim: Claim) -> Result:
        text = f"at {tell_time(claim.due_us)}: {claim.text}"
        following = self.timeline.cluster.next_us()
        if self.now_us < claim.due_us or (following is not None and following <= claim.due_us):
            return Result(text, None, "not yet")
        return replace(self._known_at(claim), text=text)

    def _known_at(self, claim: Claim) -> Result:
        """At its moment; or, of several that will do, at the first at which it holds."""
        at = self.timeline.place_at(claim.due_us)
        known = self._known_of(claim.text, claim.expectation, at, claim.due_us)
        if known.held or claim.since_us is None:
            return known
        for place in range(self.timeline.place_at(claim.since_us), at):
            us = self.timeline.branch.events[place][0]
            if (sooner := self._known_of(claim.text, claim.expectation, place, us)).held:
                return sooner
        return known

    @property
    def _history(self) -> History:
        return self.timeline.branch.history


def _timeline(scenario: Scenario, seed: int) -> Timeline:
    """Computed by the engine; or, where it was played on real servers, as that went."""
    there = scenario.transcript
    if there is None:
        return Timeline(scenario.cluster, seed, scenario.commands)

    def made(_commands: Sequence[Timed], state: State | None) -> Given:
        return Given(scenario.cluster, there, state)

    given = when_given(scenario)
    script = [timed for timed in there.commands if timed not in given]
    timeline = Timeline(scenario.cluster, seed, script, made)
    timeline.branch.given = list(given)
    return timeline
