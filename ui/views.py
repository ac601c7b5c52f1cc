"""What lines do to the views of a run: panels shown or closed, a menu, a picture of the charts.

Nothing of the run is changed here, save for what is asked about it.
"""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from explorer import framing, offering, selection
from explorer.experiment import Experiment
from explorer.lines import ScriptError, quoted
from ui import file_dialog, pictures
from ui.run_page import RunPage

_ASKED = {"receipt": "receipt", "watch": "watch", "sweep": "tradeoff"}
"""The panels that show what was asked, by verb."""


class Views(QObject):
    """The views on the page of a run; `command` says what was chosen in a dialog."""

    command = Signal(str)
    told = Signal(str)

    def __init__(self, page: RunPage) -> None:
        super().__init__(page)
        self._page = page

    def controls(self, experiment: Experiment) -> dict[str, Callable[..., object]]:
        """What each verb of this room does."""
        return {
            "why": lambda number: self.told.emit(" ".join(experiment.why(int(number)))),
            "show": lambda *names: self._show(experiment, *names),
            "close": self._page.close_panel,
            "menu": lambda key="": self._menu(experiment, key),
            "fold": self._page.fold,
            "layout": self._page.put_back,
            "panels": lambda: self._page.createPopupMenu().popup(self._page.bar.below()),
            "plot": lambda name="": self._plot(experiment, name),
        }

    def turn_to_what_was_asked(self, experiment: Experiment, verb: str) -> None:
        """What was asked about or selected is in sight, or told."""
        if verb in _ASKED:
            self._page.turn_to(_ASKED[verb])
        elif verb == "select" and experiment.selected:
            if self._page.front == "charts" and "inspector" not in self._page.in_sight():
                self._page.turn_to("inspector")
            if "inspector" not in self._page.in_sight():
                self._tell_selected(experiment.selected)

    def _tell_selected(self, key: str) -> None:
        sentence = self._page.stage.tip(key)
        if sentence:
            self.told.emit(sentence)

    def _show(self, experiment: Experiment, name: str, tier: str = "") -> None:
        """One of the panels; a receipt of the last operation that has ended, which selects nothing.

        What somebody has not selected dims nothing in the other views.
        """
        if tier:
            self._page.panels["servers"].choose(tier)
        last = experiment.last_ended()
        if name == "charts":
            experiment.inspected = None
        elif name == "receipt" and experiment.inspected is None:
            experiment.inspected = last
        self._page.turn_to(name)

    def _plot(self, experiment: Experiment, name: str) -> None:
        """Saves the charts as a picture or a table."""
        if not name:
            file_dialog.ask(
                self._page, "plot-dialog", self.tr("Save the charts"), file_dialog.SAVE,
                self.tr("Pictures and tables (*.png *.csv)"), _file_name(experiment),
                lambda path: self.command.emit(f"plot {quoted(path)}"),
            )  # fmt: skip
            return
        path = Path(name)
        if path.suffix.lower() not in (".png", ".csv"):
            raise ScriptError(self.tr("the name of the file ends in .png or .csv"))
        try:
            if path.suffix.lower() == ".csv":
                path.write_text(experiment.chart_table(), encoding="utf-8", newline="")
            else:
                pictures.save(framing.frame(experiment, {"lesson", "charts"}), path)
        except OSError as error:
            raise ScriptError(f"{name}: {error.strerror or error}") from None
        self.told.emit(self.tr("The charts are in {file}.").format(file=name))

    def _menu(self, experiment: Experiment, key: str) -> None:
        """What can be done with a thing now, asked of the engine for this one."""
        reason = selection.refusal(experiment.timeline, key) if key else None
        if reason is not None:
            raise ScriptError(reason)
        offered = offering.offers(experiment.timeline, key, experiment.hidden, experiment.forbids)
        self._page.stage.show_menu(key, offered)


def _file_name(experiment: Experiment) -> str:
    """What a picture is called unless somebody says otherwise: by its story and variant."""
    scenario = experiment.scenario
    parts = (scenario.preset.model.slug, scenario.variant, "charts")
    return "-".join(part for part in parts if part) + ".png"
