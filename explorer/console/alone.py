"""A run without a window, as a console acts on it: time runs only while somebody waits for it."""

from collections.abc import Callable
from pathlib import Path

from explorer import presets, saving_as, script
from explorer.controls import Control
from explorer.experiment import Experiment
from explorer.lines import ScriptError
from explorer.problems import InputError
from explorer.recorder import save
from explorer.recording import is_one
from explorer.steering import STEERED, steer
from explorer.verbs import Action, Expect

Paint = Callable[[Experiment, str, Path], None]
"""Paints a view ('stage', a panel, '' for all) of a run as it stands into a file."""
BESIDE = frozenset(("shrink", "example", "measure", "sweep", "on"))
"""What other processes look for, whose finds a window collects."""


class Alone:
    """A run and what can be done to it where nothing is shown."""

    keeps_time = False

    def __init__(self, run: Experiment, reopen: Callable[[str], Experiment], paint: Paint) -> None:
        """`reopen` runs a recording again, by its file."""
        self.run = run
        self._reopen, self._paint = reopen, paint

    def do(self, line: str) -> tuple[str, int] | None:
        """Does it, or says why not, and in which column (0: all of it)."""
        try:
            _, action = script.parse(line)
            if isinstance(action, Control):
                self._control(action)
            else:
                self._submit(line, action)
        except (InputError, ValueError) as error:
            return str(error), getattr(error, "column", 0)
        return None

    def _submit(self, line: str, action: Action) -> None:
        assert not isinstance(action, Control | Expect)
        self.run.drop_errand()
        if reason := self.run.refusal(action):
            raise ScriptError(f"{line} cannot be done now: {reason}", 0)
        self.run.submit(action)

    def _control(self, control: Control) -> None:
        verb, said = control.verb, control.arguments
        if verb in _OWN:
            _OWN[verb](self, *said)
        elif verb in STEERED - BESIDE:
            steer(self.run, control)
        else:
            raise ScriptError(f"{verb} needs the window, and this is a run without one")

    def _open(self, story: str) -> None:
        if is_one(story):
            self.run = self._reopen(story)
        else:
            self.run = Experiment(presets.load(story).scenario())

    def _variant(self, name: str) -> None:
        self.run = Experiment(self.run.scenario.preset.scenario(name))

    def _save(self, name: str) -> None:
        path = Path(name)
        saving_as.check(path)
        if is_one(name):
            save(self.run, path).result()
        else:
            saving_as.save_text(self.run, path)

    def _plot(self, name: str) -> None:
        path = Path(name)
        if path.suffix.lower() == ".csv":
            path.write_text(self.run.chart_table(), encoding="utf-8", newline="")
        else:
            self._screenshot("charts", name)

    def _screenshot(self, view: str, name: str) -> None:
        if Path(name).suffix.lower() != ".png":
            raise ScriptError("the name of the file ends in .png")
        self._paint(self.run, view, Path(name))


_OWN: dict[str, Callable[..., None]] = {
    "open": Alone._open,
    "variant": Alone._variant,
    "save": Alone._save,
    "plot": Alone._plot,
    "screenshot": Alone._screenshot,
}
"""By verb: what needs no window, though a window does it otherwise."""
