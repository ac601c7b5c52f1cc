"""The search for a smallest cause in a process of its own, with its progress and its result.

Rules this file keeps: nobody waits for it unless told to; what was found stays with what was asked;
cancelling ends it at once.
"""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from explorer import smallest_words, sought
from explorer.frame_verdicts import ShrinkState, ShrinkView
from explorer.smallest import Progress, Wanted, smallest
from explorer.worker import Search


@dataclass(frozen=True, slots=True)
class Found:
    """A smallest cause: in words, what it says of the anomaly, and as a preset."""

    text: str
    sentence: str
    preset: str
    unsayable: str = ""
    """Why there is no preset of it, in words."""


EVERY = 5
"""Of so many runs one is told of."""


def _work(wanted: Wanted, send: Callable[[Progress | Found | str], None]) -> None:
    """The other process: sends its progress, and at the end what it found, or why not."""
    try:
        found = smallest(wanted, lambda p: send(p) if p.runs % EVERY == 1 else None)
    except ValueError as error:
        send(str(error))
        return
    text = smallest_words.told(wanted, found)
    sentence = sought.sentence(wanted.sought, found.history)
    try:
        send(Found(text, sentence, smallest_words.preset(wanted, found, sentence)))
    except ValueError as error:
        send(Found(text, sentence, "", str(error)))


class Shrinker(Search):
    """The smallest cause of one anomaly of a run, as far as it has been looked for."""

    LOOKING = "shrinking"
    state: ShrinkState = "none"
    wanted: Wanted | None = None
    progress: Progress | None = None
    found: Found | None = None
    _reason = ""

    def begin(self, wanted: Wanted) -> None:
        """Looks for this one, instead of what is looked for now."""
        self._worker.start(_work, wanted)
        self.state, self.wanted, self.progress, self.found = "shrinking", wanted, None, None

    def collect(self, *, wait: bool = False) -> bool:
        """Takes what has come, or all there will be; whether anything has changed."""
        news, over = self._worker.take(wait=wait)
        for thing in news:
            if isinstance(thing, Found):
                self.state, self.found = "found", thing
            elif isinstance(thing, Progress):
                self.progress = thing
            else:
                self.state, self._reason = "in vain", thing
        if over and self.state == "shrinking":
            self.state = "died"
        return bool(news) or over

    def view(self) -> ShrinkView | None:
        """How it stands; None while nothing was asked."""
        if self.wanted is None:
            return None
        things = len(self.wanted.case.commands)
        text = self.found.text if self.found is not None else self._reason
        can_open = self.found is not None and bool(self.found.preset)
        if self.found is not None and self.found.unsayable:
            text += f" It cannot be saved: {self.found.unsayable}."
        done = self.progress or Progress(0, 0, things)
        return ShrinkView(self.state, self.wanted.subject, things, done.left, done.runs,
                          done.budget, text, can_open)  # fmt: skip

    def preset(self) -> str:
        """What was found, as a preset. Raises ValueError, in words, where there is none."""
        if self.found is None:
            raise ValueError("no smallest cause has been found yet: shrink #88, and wait for it")
        if not self.found.preset:
            raise ValueError(f"it cannot be told as a preset: {self.found.unsayable}")
        return self.found.preset

    def save(self, path: Path) -> None:
        """Writes the preset, all of it or nothing. Raises ValueError, in words, if that fails."""
        text, beside = self.preset(), path.with_name(f".{path.name}.new")
        try:
            beside.write_text(text, encoding="utf-8")
            beside.replace(path)
        except OSError as error:
            beside.unlink(missing_ok=True)
            raise ValueError(f"{path} cannot be written: {error.strerror}") from None
