"""The story of a window played on real servers, in a process beside it; cancelling ends it at once.

Rules this file keeps: nobody waits for it unless told to; the servers end with that process, and so
with the program, however it ends.
"""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any, Literal

from engine.cluster import Command, Timed
from explorer.clusters import capabilities, installed
from explorer.clusters.by_hand import and_now, with_given
from explorer.clusters.played import played
from explorer.clusters.retold import on_servers
from explorer.clusters.transcript import Transcript
from explorer.problems import problem
from explorer.stories import Origin, Scenario
from explorer.worker import Worker

State = Literal["none", "playing", "played", "kept", "cancelled", "refused"]
"""`kept`: it was played before, and is shown again."""
Where = tuple[Origin, str, str]
"""The story that is played, its file and its variant: another process reads it again."""


TOO_LONG = "the servers took too long: this machine may be busy"


def _work(asked: tuple[Where, tuple[Timed, ...]], send: Callable[[Any], None]) -> None:
    """The other process: says how far it is, and then sends what happened, or why nothing did."""
    from explorer import presets
    from explorer.clusters.postgres.hosts import HostError
    from explorer.clusters.postgres.playing import play

    (origin, file, variant), given = asked
    scenario = presets.load_again(origin, file).scenario(variant)
    scenario = with_given(on_servers(scenario), given)
    try:
        send(play(scenario, lambda text, part: send((text, part))))
    except HostError as error:
        send(error)
    except TimeoutError:
        send(HostError(TOO_LONG))


def refusal(scenario: Scenario) -> str:
    """Why a story cannot be played on real servers from here, in words; empty: it can."""
    return installed.lacking() or "; ".join(capabilities.POSTGRES.lacks(on_servers(scenario)))


def went(scenario: Scenario, told: Callable[[int], object], folder: Path | None = None) -> Scenario:
    """The story as it goes on real servers, from here and now; `told`: so many per cent of it.

    `folder`: of the cluster on which it is played, if not the usual one.

    Raises InputError, in words, where the servers cannot be had.
    """
    from explorer.clusters.postgres.hosts import HostError
    from explorer.clusters.postgres.playing import play

    def say(_text: str, part: float) -> None:
        told(round(100 * min(1.0, part)))

    longer = on_servers(scenario)
    try:
        return played(longer, play(longer, say, folder))
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
        self._given: tuple[Timed, ...] = ()
        """What is given by hand to the run that is played."""
        self._kept: list[Scenario] = []
        """The runs that were shown before, each with what was given to it."""
        self._undone: list[tuple[Timed, ...]] = []

    @property
    def busy(self) -> bool:
        """Whether it goes on."""
        return self.state == "playing"

    def begin(self, scenario: Scenario) -> None:
        """Plays the story on real servers; one that happened there, with all that it was given.

        Raises ValueError, in words, for a story that asks for what they cannot do.
        """
        there = scenario.transcript
        self._play(scenario, there.given if there else ())

    def _play(self, scenario: Scenario, given: tuple[Timed, ...]) -> None:
        preset = scenario.preset
        story = preset.scenario(scenario.variant)
        asked = with_given(on_servers(story), given)
        if why := refusal(asked):
            raise ValueError(why)
        where = (preset.origin, preset.file, scenario.variant)
        self._asked, self._given = asked, given
        self._worker.start(_work, (where, given))
        self.state, self.said, self.happened = "playing", ("", 0.0), None

    # -- by hand

    def give(self, shown: Scenario, at_us: int, command: Command) -> None:
        """Plays it again with one command more, at a moment of the run that is shown."""
        given = and_now(self._given_to(shown), at_us, command)
        self._play(shown, given)
        self._undone.clear()

    def undo(self, shown: Scenario) -> None:
        """Leads to the run without the last command given by hand, which may have to be played."""
        given = self._given_to(shown)
        if not given:
            raise ValueError("nothing was done by hand yet")
        self._lead(shown, given[:-1])
        self._undone.append(given)

    def redo(self, shown: Scenario) -> None:
        """Leads to the run with the command that was undone last."""
        self._given_to(shown)
        if not self._undone:
            raise ValueError("nothing was undone, or something else has been done since")
        self._lead(shown, self._undone.pop())

    def leave(self, shown: Scenario) -> None:
        """Leads to the run without anything given by hand; redo leads back."""
        if given := self._given_to(shown):
            self._lead(shown, ())
            self._undone.append(given)

    def _given_to(self, shown: Scenario) -> tuple[Timed, ...]:
        """What was given by hand to the run that is shown, which is kept from now on."""
        if self.busy:
            raise ValueError("the story is being played: wait for its end, or say on embedded")
        assert shown.transcript is not None
        if not any(kept is shown for kept in self._kept):
            self._kept.append(shown)
        return shown.transcript.given

    def _lead(self, shown: Scenario, given: tuple[Timed, ...]) -> None:
        for kept in self._kept:
            if kept.transcript is not None and kept.transcript.given == given:
                self.state, self.happened = "kept", kept
                return
        self._play(shown, given)

    def collect(self, *, wait: bool = False) -> bool:
        """Takes what has come, or all there will be; whether anything has changed."""
        found, over = self._worker.take(wait=wait)
        for each in found:
            if isinstance(each, Transcript):
                happened = replace(each, given=self._given)
                self.state, self.happened = "played", played(self._asked, happened)
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
