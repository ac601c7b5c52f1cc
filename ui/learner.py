"""How far a person has come: read off the run that is told, and kept for the next start.

Rules this file keeps: where nothing is to be kept (tests, pictures), no file is read or written;
what cannot be kept holds until the window is closed.
"""

from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

from explorer import progress
from explorer.experiment import Experiment
from explorer.frame import Frame
from explorer.progress import Progress, Summary
from explorer.stories import Preset, Scenario


class Learner:
    """One person's progress, from the file `kept`; None: it begins anew, and is kept nowhere."""

    def __init__(self, kept: Path | None) -> None:
        self._kept = kept
        self.progress = Progress() if kept is None else progress.read(kept)
        self._forgotten: Progress | None = None
        """What can be remembered again."""
        self._played: Experiment | None = None
        """The run that was playing when it was looked at last."""
        self._stories: tuple[Preset, ...] = ()

    def take(self, stories: tuple[Preset, ...]) -> None:
        """The stories that there are, in their order."""
        self._stories = stories

    def see(self, run: Experiment, frame: Frame) -> bool:
        """Reads off the run that is told what is to be kept; whether there is anything new."""
        played, self._played = self._played is run, run if run.playing else None
        scenario, found = run.scenario, self.progress
        if frame.goal is not None and frame.goal.state == "won" and self._is_told(run):
            return self._change(found.won(scenario))
        if not run.told or run.timeline.branch.given or not self._is_told(run):
            return False
        if run.playing:
            found = found.begun(scenario)
        found = found.answered(scenario, frame.lesson.predictions)
        if played and run.over:
            found = found.ended(scenario)
        return self._change(found)

    def forget(self, off: str = "") -> None:
        """Nothing was told yet; off: what was forgotten is remembered again."""
        if not off:
            self._forgotten, kept = self.progress, Progress()
        elif self._forgotten is not None:
            kept, self._forgotten = self._forgotten, None
        else:
            raise ValueError("nothing was forgotten")
        self._change(kept)

    @property
    def may_remember(self) -> bool:
        """Whether something was forgotten that can be taken back."""
        return self._forgotten is not None

    def summaries(self) -> Mapping[str, Summary]:
        """How far somebody has come with each story, by its slug."""
        return {each.model.slug: self.progress.summary(each) for each in self._stories}

    def following(self) -> Scenario | None:
        """Where to go on; None where nothing was begun, or all is told."""
        return self.progress.following(self._stories)

    def _is_told(self, run: Experiment) -> bool:
        """Whether it is one of the stories, with no other luck."""
        origins = (each.origin for each in self._stories)
        return run.seed == run.scenario.seed and run.scenario.preset.origin in origins

    def _change(self, found: Progress) -> bool:
        if found == self.progress:
            return False
        self.progress = found
        if self._kept is not None:
            with suppress(OSError):  # no run waits for this
                progress.write(self._kept, found)
        return True
