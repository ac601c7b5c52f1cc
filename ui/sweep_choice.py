"""What is drawn of a sweep, chosen from lists: which settings, of what, and where the rest is held.

Rules this file keeps: it says whole lines of the verb language; what the sweep did not vary is not
offered.
"""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from explorer.sweeps.heat import HeatMap
from explorer.sweeps.view import SweepView
from ui import sweep_words
from ui.bar_parts import Choice


class SweepChoice(QWidget):
    """The lists of a heat map: down, across, the measure, and one for each other setting."""

    command = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("tradeoff-choice")
        self._down = self._list("down", self.tr("Setting from top to bottom"))
        self._across = self._list("across", self.tr("Setting from left to right"))
        self._measure = self._list("measure", self.tr("What is shown"))
        self._held: dict[str, Choice] = {}
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(3)
        for box in (self._measure, self._down, self._across):
            self._column.addWidget(box)

    def _list(self, name: str, says: str) -> Choice:
        box = Choice(f"tradeoff-{name}", "", says)
        box.command.connect(self.command)
        return box

    def show_view(self, view: SweepView) -> None:
        """Shows what is drawn, where that is a heat map."""
        found = view.heat
        self.setVisible(found is not None)
        if found is None:
            return
        names = [axis.setting for axis in view.axes]
        held = tuple((name, str(value)) for name, value in found.held)
        text = self.tr("down: {0}")
        self._down.show_choice(found.down, [(name, text.format(name)) for name in names])
        self._down.say(_line(found, "{0}", found.across, held))
        text = self.tr("across: {0}")
        self._across.show_choice(
            found.across, [(name, text.format(name)) for name in names if name != found.down]
        )
        self._across.say(_line(found, found.down, "{0}", held))
        self._measure.show_choice(found.measure, list(sweep_words.measures().items()))
        self._measure.say(_line(found, found.down, found.across, held, "{0}"))
        self._show_held(view, found, dict(held))

    def _show_held(self, view: SweepView, found: HeatMap, held: dict[str, str]) -> None:
        for name in self._held.keys() - held.keys():
            self._held.pop(name).deleteLater()
        values = {axis.setting: axis.values for axis in view.axes}
        for name, value in held.items():
            if name not in self._held:
                says = self.tr("{0} is held at").format(name)
                self._held[name] = self._list(f"at-{name}", says)
                self._column.addWidget(self._held[name])
            choices = [(each, f"{name} {each}") for each in values[name]]
            self._held[name].show_choice(value, choices)
            others = tuple((n, "{0}" if n == name else v) for n, v in held.items())
            self._held[name].say(_line(found, found.down, found.across, others))


def _line(
    found: HeatMap, down: str, across: str, held: tuple[tuple[str, str], ...], measure: str = ""
) -> str:
    at = "".join(f" {name}={value}" for name, value in held)
    line = f"sweep heat {down} {across} of {measure or found.measure}"
    return f"{line} at{at}" if at else line
