"""A run as tests written in Python have it: lines of the verb language, waits and sentences."""

from explorer import expectations
from explorer.experiment import Experiment
from explorer.performing import Hands, judge, wait_until
from explorer.scenarios import Sentence
from explorer.times import parse_span


class Cluster:
    """A cluster that is acted on; whatever goes wrong is an AssertionError, in words.

    `__tracebackhide__` has pytest show the line of the test, and not one of this file.
    """

    def __init__(self, hands: Hands) -> None:
        """By the hands of a window, or without one."""
        self._hands = hands

    @property
    def experiment(self) -> Experiment:
        """The run, with its digest and measures."""
        return self._hands.experiment

    def do(self, line: str, name: str = "") -> None:
        """Does what a line says, as `post X "lunch?"`; what a user asks for can have a name."""
        __tracebackhide__ = True
        try:
            self._hands.do(line, name)
        except ValueError as error:
            raise AssertionError(str(error)) from None

    def wait(self, time: str) -> None:
        """Lets so much simulated time pass, as `20ms`."""
        wait_until(self._hands, self.experiment.now_us + parse_span(time))

    def wait_until(self, time: str) -> None:
        """Goes on to a moment of simulated time, as `5.31s`, that is not past."""
        __tracebackhide__ = True
        try:
            wait_until(self._hands, parse_span(time))
        except ValueError as error:
            raise AssertionError(str(error)) from None

    def expect(self, text: str) -> str:
        """A sentence, as `stale reads of Y > 0 within 5s`, holds; what was observed."""
        __tracebackhide__ = True
        sentence, within_us = expectations.deadline(text)
        wanted = Sentence(text, expectations.parse(sentence), within_us)
        try:
            return judge(self._hands, wanted)
        except ValueError as error:
            raise AssertionError(f"{text}: {error}") from None
