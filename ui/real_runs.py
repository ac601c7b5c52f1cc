"""Runs on real servers in a window: what has happened is shown, and what is done by hand to it.

Rules this file keeps: nothing that happened is changed; a command leads to another run, in which
it was given, undo to the one without it. Whoever looks is told that it is another one.
"""

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from engine.cluster import Command
from explorer.clusters import by_hand
from explorer.experiment import Experiment
from explorer.stories import Scenario

if TYPE_CHECKING:
    from ui.window import MainWindow


class RealRuns(QObject):
    """Shows them in a window, one in place of another."""

    def __init__(self, window: "MainWindow") -> None:
        super().__init__(window)
        self._window = window

    def happened(self, shown: Experiment) -> None:
        """Shows what has happened on real servers; what is watched is so there too.

        From its start; or, in place of a run that happened there, where it has become different.
        """
        kept, happened = shown.elsewhere.state == "kept", shown.elsewhere.taken()
        other = Experiment(happened)
        other.watches.expressions = shown.watches.expressions
        other.elsewhere = shown.elsewhere
        if shown.scenario.transcript is not None:
            at_us = by_hand.moment_us(shown.scenario, shown.now_us, happened)
            other.timeline.run_until(at_us)
        self._window.show_run(other)
        self._window.notice.tell(self._told(shown, happened, kept=kept))

    def _told(self, shown: Experiment, happened: Scenario, *, kept: bool) -> str:
        assert happened.transcript is not None
        if kept:
            return self.tr("This run was played before. Ctrl+Z and Ctrl+Shift+Z lead on from it.")
        if shown.scenario.transcript is None:
            text = self.tr("This happened on {0} just now. Play shows it slowed.")
        else:
            text = self.tr(
                "Played again on {0}, and shown from there on. What came before can differ by "
                "milliseconds: a real clock is no seed."
            )
        return text.format(happened.transcript.engine)

    def give(self, run: Experiment, line: str, command: Command) -> None:
        """Has the story played again with a command more, at the moment that is shown.

        Raises ValueError, in words, where it cannot be.
        """
        self._lead(run, line, lambda: run.elsewhere.give(run.scenario, run.now_us + 1, command))

    def acts(self, run: Experiment) -> dict[tuple[str, str], Callable[[], None]]:
        """What leads from a run that happened to others, by verb and first word."""
        ways = {
            "undo": run.elsewhere.undo,
            "redo": run.elsewhere.redo,
            "story": run.elsewhere.leave,
        }
        if run.scenario.transcript is None:
            return {}
        return {(verb, ""): self._way(run, verb, way) for verb, way in ways.items()}

    def _way(
        self, run: Experiment, verb: str, way: Callable[[Scenario], None]
    ) -> Callable[[], None]:
        return lambda: self._lead(run, verb, lambda: way(run.scenario))

    def _lead(self, run: Experiment, line: str, begin: Callable[[], None]) -> None:
        if self._window.presenting.on:  # nobody there waits for it
            text = self.tr("{0}: real servers would have to play the story again; Esc leads out")
            raise ValueError(text.format(line))
        begin()
        run.pause()
        if run.elsewhere.busy:
            text = self.tr("{0}: the story is played again on real servers.")
            self._window.notice.tell(text.format(line))
        self._window.showing.found()
