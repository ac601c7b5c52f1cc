"""What is above the time line while an example is looked for: how often it was seen, where first.

Rules this file keeps: it draws `Frame.example` and says lines of the verb language; while none was
asked for it is not there at all.
"""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QSizePolicy

from explorer.examples import ExampleView
from explorer.frame import Frame
from ui import theme
from ui.buttons import flat
from ui.few_lines import FewLines
from ui.labels import label


class ExampleBar(QFrame):
    """A sign, how the search stands, and what can be done."""

    command = Signal(str)
    fitted = Signal()
    """It needs another height from now on."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("example")
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        self.setProperty("role", "panel")
        self.setAccessibleName(self.tr("Example"))
        self._shown: ExampleView | None = None
        self._sign = label("heading")
        self._text = FewLines("example")
        self._text.setAccessibleName(self.tr("How often it happens"))
        self._text.fitted.connect(self.fitted)
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 4, 8, 4)
        row.setSpacing(8)
        top = Qt.AlignmentFlag.AlignTop
        row.addWidget(self._sign, 0, top)
        row.addWidget(self._text, 1, top)
        self._buttons = {
            name: flat(f"example-{name}") for name in ("open", "cancel", "away")
        }  # fmt: skip
        for name, text, tip, line in (
            ("open", self.tr("Open it"), self.tr("Open the first run in which it happens"),
             "example open"),
            ("cancel", self.tr("Cancel"), self.tr("Look for an example no further"), "example off"),
            ("away", self.tr("× Close"), self.tr("Close the search for an example"), "example off"),
        ):  # fmt: skip
            button = self._buttons[name]
            button.setText(text)
            button.setAccessibleName(tip)
            button.setToolTip(tip)
            button.clicked.connect(lambda _on=False, line=line: self.command.emit(line))
            row.addWidget(button, 0, top)
        self.hide()

    def render(self, frame: Frame) -> None:  # type: ignore[override]
        """Shows how the search stands; hides where there is none."""
        view = frame.example
        if view == self._shown:
            return
        self._shown = view
        self.setVisible(view is not None)
        if view is None:
            return
        looking = view.state == "looking"
        self._sign.setText("…" if looking else "✓" if view.seed is not None else "○")
        theme.restyle(self._sign, tone="good" if view.seed is not None else "plain")
        text = self._said(view)
        self._buttons["open"].setVisible(view.seed is not None)
        self._buttons["cancel"].setVisible(looking)
        self._buttons["away"].setVisible(not looking)
        self._text.show_text(text)

    def _said(self, view: ExampleView) -> str:
        if view.state == "died":
            return self.tr("The process that looked for an example has died: ask again.")
        if view.state == "looking":
            text = self.tr("Looking for an example of: {0}. Seed {1} of {2}: {3}")
            seen = self.tr("seen in {0}").format(view.seen) if view.seen else self.tr("not yet")
            return text.format(view.title, view.tried, view.most or "…", seen)
        told = f"{view.title}: {view.text}"
        return self.tr("Cancelled. {0}").format(told) if view.state == "cancelled" else told
