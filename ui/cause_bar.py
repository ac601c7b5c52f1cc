"""What is above the time line while an anomaly is explained: its cause in words, and what to do.

Rules this file keeps: it draws `Frame.lit` and `Frame.shrink` and says lines of the verb language;
with neither of them it is not there at all.
"""

from explorer.cause import Cause
from explorer.frame import Frame
from explorer.frame_verdicts import ShrinkView
from explorer.lines import quoted
from ui import file_dialog
from ui.told_bar import ToldBar


class CauseBar(ToldBar):
    """The cause that is lit, or how the search for the smallest one stands."""

    def __init__(self) -> None:
        super().__init__("cause")
        self.setAccessibleName(self.tr("Cause"))
        self._text.setAccessibleName(self.tr("What caused it"))
        self._shown: tuple[Cause | None, ShrinkView | None] | None = None
        for name, text, line, says in (
            ("shrink", self.tr("Smallest cause"), "shrink",
             self.tr("Shrink the run to what this does not happen without")),
            ("cancel", self.tr("Cancel"), "shrink off",
             self.tr("Look for the smallest cause no further")),
            ("open", self.tr("Open it"), "shrink open",
             self.tr("Open what is left as a story of its own")),
            ("save", self.tr("Save…"), "shrink save",
             self.tr("Save what is left as a preset file")),
            ("close", self.tr("× Close"), "cause",
             self.tr("Close, and light everything again (Esc)")),
        ):  # fmt: skip
            button = self.add(name, text, line, says)
            button.clicked.connect(lambda _on=False, name=name: self._say(name))

    def _say(self, button: str) -> None:
        lit, search = self._shown or (None, None)
        if button == "save":
            self._ask_where()
            return
        closing = ["shrink off"] * (search is not None) + ["cause"] * (lit is not None)
        for line in {
            "shrink": [] if lit is None else [f"shrink {lit.subject}"],
            "cancel": ["shrink off"],
            "open": ["shrink open"],
            "close": closing,
        }[button]:
            self.command.emit(line)

    def _ask_where(self) -> None:
        """Asks for a file; meanwhile the run goes on."""
        file_dialog.ask(
            self, "cause-file", self.tr("Save as preset"), file_dialog.SAVE,
            self.tr("Presets (*.yaml)"), "smallest-cause.yaml",
            lambda path: self.command.emit(f"shrink save {quoted(path)}"),
        )  # fmt: skip

    def show_frame(self, frame: Frame) -> None:
        """Shows the cause, or how the search stands; hides where there is nothing to tell."""
        shown = frame.lit, frame.shrink
        if shown == self._shown:
            return
        self._shown = shown
        self.setVisible(any(part is not None for part in shown))
        lit, search = shown
        if lit is not None and _is_of_another(search, lit):
            search = None  # what was asked last is told
        self.say(*self._words(lit, search))
        state = search.state if search is not None else "none"
        wanted = {
            "shrink": lit is not None and bool(lit.kind) and search is None,
            "cancel": state == "shrinking",
            "open": search is not None and search.preset,
            "save": search is not None and search.preset,
            "close": state != "shrinking",
        }
        for name, button in self._buttons.items():
            button.setVisible(wanted[name])
        self._text.fit()

    def _words(self, lit: Cause | None, search: ShrinkView | None) -> tuple[str, str, str]:
        """A sign, its tone, and the text."""
        if search is None:
            return ("◉", "bad" if lit is not None and lit.kind else "plain",
                    lit.sentence if lit is not None else "")  # fmt: skip
        text = {
            "shrinking": self.tr(
                "Looking for the smallest cause of {0}: {1} runs of {2} at the most, "
                "{3} of {4} things done are left."
            ).format(search.subject, search.runs, search.budget or "…", search.left, search.things),
            "found": search.text,
            "cancelled": self.tr("The search for the smallest cause was cancelled."),
            "died": self.tr("The process that looked for the smallest cause has died: ask again."),
            "in vain": search.text,
        }.get(search.state, "")
        sign, tone = {"found": ("✓", "good"), "shrinking": ("…", "plain")}.get(
            search.state, ("!", "unknown")
        )
        return sign, tone, text


def _is_of_another(search: ShrinkView | None, lit: Cause) -> bool:
    """Whether it is over, and was about something else than what is lit."""
    return search is not None and search.state != "shrinking" and search.subject != lit.subject
