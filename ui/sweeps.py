"""What a window does with a sweep besides running it: opens one of its runs, and saves it."""

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from explorer.experiment import Experiment
from explorer.lines import ScriptError, quoted
from explorer.sweeps import asking, sheet
from explorer.sweeps.kept import SUFFIX, Kept
from ui import file_dialog, sweep_picture

if TYPE_CHECKING:
    from ui.window import MainWindow

ENDINGS = (".csv", SUFFIX, ".png")


class Sweeps(QObject):
    """Does what the lines `sweep run`, `sweep save` and `open "FILE.jsonl"` say."""

    def __init__(self, window: "MainWindow") -> None:
        super().__init__(window)
        self._window = window

    def open(self, name: str) -> None:
        """The story of a sweep that was saved, with all that was done of it. Raises InputError."""
        self._window.show_run(asking.opened(Path(name)))

    def run(self, *settings: str) -> None:
        """The run with these settings, beside which the sweep stays, and goes on."""
        run = asking.chosen(self._shown(), settings)
        self._window.show_run(run)
        text = self.tr("The run of the sweep with {0} and seed {1}.")
        self._window.notice.tell(text.format(", ".join(settings), run.seed))

    def save(self, name: str = "") -> None:
        """Its rows, or its picture; without a name somebody is asked for one."""
        run = self._shown()
        kept = run.sweeping.kept
        if kept is None or not len(kept):
            raise ScriptError(self.tr("there is nothing to save: no run of a sweep is done"))
        if not name:
            file_dialog.ask(
                self._window, "sweep-dialog", self.tr("Save the sweep"), file_dialog.SAVE,
                self.tr("Tables (*.csv);;Rows, to be opened again (*.jsonl);;Pictures (*.png)"),
                f"{run.scenario.preset.model.slug}-sweep.csv",
                lambda path: self._window.do(f"sweep save {quoted(path)}"),
            )  # fmt: skip
            return
        self._write(run, kept, Path(name).expanduser())
        self._window.notice.tell(self.tr("The sweep is in {file}.").format(file=name))

    def _write(self, run: Experiment, kept: Kept, path: Path) -> None:
        ending = path.suffix.lower()
        if ending == ".csv":
            sheet.write(kept.plan, kept.rows, path)
        elif ending == SUFFIX:
            kept.save(path)
        elif ending == ".png":
            sweep_picture.save(run.sweeping.view(run.scenario), path)
        else:
            known = self.tr("the name of the file ends in {0}").format(", ".join(ENDINGS))
            raise ScriptError(known)

    def _shown(self) -> Experiment:
        """The run that is shown now."""
        assert self._window.experiment is not None
        return self._window.experiment
