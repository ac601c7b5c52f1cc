"""The story of a window played on real servers, in a process beside it; cancelling ends it at once.

Rules this file keeps: nobody waits for it unless told to; the servers end with that process, and so
with the program, however it ends.
"""

from collections.abc import Callable
from typing import Any, Literal

from explorer.clusters import capabilities, installed
from explorer.clusters.played import played
from explorer.clusters.stretching import factor, stretched
from explorer.clusters.transcript import Transcript
from explorer.problems import problem
from explorer.stories import Origin, Scenario
from explorer.worker import Worker

State = Literal["none", "playing", "played", "cancelled", "refused"]
Where = tuple[Origin, str, str]
"""The story that is played, its file and its variant: another process reads it again."""


TOO_LONG = "the servers took too long: this machine may be busy"


def _work(where: Where, send: Callable[[Any], None]) -> None:
    """The other process: says how far it is, and then sends what happened, or why nothing did."""
    from explorer import presets
    from explorer.clusters.postgres.hosts import HostError
    from explorer.clusters.postgres.playing import play

    origin, file, variant = where
    scenario = presets.load_again(origin, file).scenario(variant)
    scenario = stretched(scenario, factor(scenario))
    try:
        send(play(scenario, lambda text, part: send((text, part))))
    except HostError as error:
        send(error)
    except TimeoutError:
        send(HostError(TOO_LONG))


def refusal(scenario: Scenario) -> str:
    """Why a story cannot be played on real servers from here, in words; empty: it can."""
    return installed.lacking() or "; ".join(capabilities.POSTGRES.lacks(scenario))


def went(scenario: Scenario, told: Callable[[int], object]) -> Scenario:
    """The story as it goes on real servers, from here and now; `told`: so many per cent of it.

    Raises InputError, in words, where the servers cannot be had.
    """
    from explorer.clusters.postgres.hosts import HostError
    from explorer.clusters.postgres.playing import play

    longer = stretched(scenario, factor(scenario))
    try:
        return played(longer, play(longer, lambda _text, part: told(round(100 * min(1.0, part)))))
    except HostError as error:
        raise problem("--on postgres", str(error)) from None
    except TimeoutError:
        raise problem("--on postgres", TOO_LONG) from None


class Elsewhere:
    """One run's story on other servers: nothing at first, then how far that is."""

    def __init__(self) -> None:
        """Nothing is asked yet."""
        self.state: State = "none"
        self.said: tuple[str, float] = "", 0.0
        """What is done now, and how much of the story is over, from 0 to 1; or why it ended."""
        self.happened: Scenario | None = None
        """The story as it went there."""
        self._worker = Worker()
        self._asked: Scenario

    @property
    def busy(self) -> bool:
        """Whether it goes on."""
        return self.state == "playing"

    def begin(self, scenario: Scenario) -> None:
        """Plays the story on servers of its own.

        Raises ValueError, in words, for a story that asks for what they cannot do.
        """
        preset = scenario.preset
        scenario = preset.scenario(scenario.variant)  # what it was, should it have been played
        if why := refusal(scenario):
            raise ValueError(why)
        self._asked = stretched(scenario, factor(scenario))
        self._worker.start(_work, (preset.origin, preset.file, scenario.variant))
        self.state, self.said, self.happened = "playing", ("", 0.0), None

    def collect(self, *, wait: bool = False) -> bool:
        """Takes what has come, or all there will be; whether anything has changed."""
        found, over = self._worker.take(wait=wait)
        for each in found:
            if isinstance(each, Transcript):
                self.state, self.happened = "played", played(self._asked, each)
            elif isinstance(each, Exception):
                self.state, self.said = "refused", (str(each), 0.0)
            else:
                self.said = each
        if over and self.busy:
            self.state, self.said = "refused", ("the process that played it has died", 0.0)
        return bool(found) or over

    def taken(self) -> Scenario:
        """The story as it went there, for whoever shows it; it is here no more."""
        assert self.happened is not None
        happened, self.happened = self.happened, None
        return happened

    def cancel(self) -> None:
        """Ends it now, and its servers; what happened there and was not taken is put away."""
        self.happened = None
        if self._worker.stop() and self.busy:
            self.state = "cancelled"
