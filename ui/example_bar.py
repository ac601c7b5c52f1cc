"""What is above the time line while an example is looked for: how often it was seen, where first.

Rules this file keeps: it draws `Frame.example` and says lines of the verb language; while none was
asked for it is not there at all.
"""

from explorer.examples import ExampleView
from explorer.frame import Frame
from ui.told_bar import ToldBar


class ExampleBar(ToldBar):
    """How the search stands, and what can be done."""

    def __init__(self) -> None:
        super().__init__("example")
        self.setAccessibleName(self.tr("Example"))
        self._text.setAccessibleName(self.tr("How often it happens"))
        self._shown: ExampleView | None = None
        for name, text, says, line in (
            ("open", self.tr("Open it"), self.tr("Open the first run in which it happens"),
             "example open"),
            ("cancel", self.tr("Cancel"), self.tr("Look for an example no further"), "example off"),
            ("away", self.tr("× Close"), self.tr("Close the search for an example"), "example off"),
        ):  # fmt: skip
            button = self.add(name, text, line, says)
            button.clicked.connect(lambda _on=False, line=line: self.command.emit(line))

    def show_frame(self, frame: Frame) -> None:
        """Shows how the search stands; hides where there is none."""
        view = frame.example
        if view == self._shown:
            return
        self._shown = view
        self.setVisible(view is not None)
        if view is None:
            return
        looking = view.state == "looking"
        self._buttons["open"].setVisible(view.seed is not None)
        self._buttons["cancel"].setVisible(looking)
        self._buttons["away"].setVisible(not looking)
        sign = "…" if looking else "✓" if view.seed is not None else "○"
        self.say(sign, "good" if view.seed is not None else "plain", self._said(view))

    def _said(self, view: ExampleView) -> str:
        if view.state == "died":
            return self.tr("The process that looked for an example has died: ask again.")
        if view.state == "looking":
            text = self.tr("Looking for an example of: {0}. Seed {1} of {2}: {3}")
            seen = self.tr("seen in {0}").format(view.seen) if view.seen else self.tr("not yet")
            return text.format(view.title, view.tried, view.most or "…", seen)
        told = f"{view.title}: {view.text}"
        return self.tr("Cancelled. {0}").format(told) if view.state == "cancelled" else told
