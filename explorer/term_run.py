"""The example of a word, being run: a span of a story, played in ten seconds of yours.

Rules this file keeps: it is a run of its own, which nobody acts on; where its span does not begin
with the story, the way there is an errand like any other and is gone on with in slices.
"""

from explorer import presets
from explorer.errands import FIRST_SLICE
from explorer.evidence import Evidence
from explorer.expectations import Expectation, Result, readable
from explorer.experiment import Experiment
from explorer.glossary import Example

SECONDS = 10
"""How long an example takes on the wall clock."""


class TermRun(Experiment):
    """A run that shows what a word means."""

    def __init__(self, example: Example) -> None:
        """At the start of the story, on the way to where the example begins."""
        story = presets.load(example.story, example.settings)
        super().__init__(story.scenario(example.variant))
        self.example = example
        self.set_speed((example.until_us - example.from_us) / SECONDS / 1_000_000)
        if example.asks:
            self.watches.add(example.asks)
        self.replay()

    def replay(self) -> None:
        """Plays it, from its beginning."""
        self.pause()
        if self.example.from_us:
            self.begin(lambda: self.going(self.example.from_us), FIRST_SLICE)
        else:
            self.start()  # what happens at once is seen to happen
        self._play_on_arrival()

    def _play_on_arrival(self) -> None:
        if self.errand is None and not self.playing and self.now_us < self.example.until_us:
            self.play(self.example.until_us)

    def go_on(self, most_steps: int | None = None) -> bool:
        """Goes on with the way to its beginning, and then with the example."""
        on_its_way = self.errand is not None
        more = super().go_on(most_steps)
        if on_its_way and self.errand is None:
            self._play_on_arrival()
            return False
        return more

    @property
    def part(self) -> float:
        """How much of the example has been played: 0 to 1."""
        example = self.example
        gone_us = self.now_us - example.from_us
        return min(1.0, max(0.0, gone_us / (example.until_us - example.from_us)))

    @property
    def shown(self) -> bool:
        """Whether it has been played to its end."""
        return self.errand is None and self.now_us >= self.example.until_us

    def shows(self) -> tuple[tuple[str, bool | None], ...]:
        """What the example claims, in words, and whether it is so; None: it is still to come."""
        return tuple(self._claimed(each) for each in self.example.claims)

    def _claimed(self, claim: Expectation) -> tuple[str, bool | None]:
        text = readable(claim.text, claim.names, self.scenario.called)
        if not self.shown:
            return text, None
        return text, self.check(claim).held

    def check(self, claim: Expectation) -> Result:
        """A claim as it is at the playhead."""
        timeline, spec = self.timeline, self.scenario.cluster
        history, now_us = timeline.branch.history, self.now_us
        return claim.check(Evidence(history, timeline.place, over=True, spec=spec, now_us=now_us))
