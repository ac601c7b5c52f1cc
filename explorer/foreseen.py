"""What a story will show of what it asks: run beside it, in slices, for whoever presents it."""

from explorer.experiment import Experiment
from explorer.questions import Found
from explorer.stories import Scenario


class Foreseen:
    """The answers of one variant, once its run has come to the end."""

    def __init__(self, scenario: Scenario, seed: int) -> None:
        """Nothing has been run."""
        self._scenario = scenario
        self.run: Experiment | None = Experiment(scenario, seed) if scenario.questions else None
        """None: it is over, or there was nothing to look for."""
        self._found: tuple[Found | None, ...] = ()

    def go_on(self, most: int) -> bool:
        """Runs on by so many steps; whether it is over."""
        run = self.run
        if run is not None and run.timeline.run_until(self._scenario.until_us, most):
            self._found = tuple(map(run.found, self._scenario.questions))
            return True
        return run is None

    def found(self, number: int) -> Found | None:
        """What will come of a prediction; None: that is not known yet."""
        return self._found[number] if number < len(self._found) else None
