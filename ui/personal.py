"""What the person who looks prefers: worn by the whole window at once, and kept for the next start.

Rules this file keeps: where nothing is to be kept (tests, pictures), no file is read or written.
"""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QApplication

from explorer import preferences
from explorer.preferences import Preferences
from ui import dressing, theme


class Personal:
    """One person's preferences, from the file `kept`; None: the program's own, kept nowhere."""

    def __init__(self, kept: Path | None) -> None:
        self._kept = kept
        self._lent: tuple[str, float] | None = None
        """What an audience sees instead: the theme, and how large its letters are."""
        self.preferences = Preferences() if kept is None else preferences.read(kept)

    def controls(self) -> dict[str, Callable[..., None]]:
        """What each verb of this room does. They raise ValueError, in words, where they cannot."""
        return {
            "theme": self._theme,
            "font": lambda percent: self._prefer("font", int(percent)),
            "motion": lambda motion: self._prefer("motion", motion),
            "predict": lambda asks: self._prefer("predict", asks),
        }

    def _theme(self, name: str) -> None:
        names = list(theme.THEMES)
        following = names[(names.index(theme.current().name) + 1) % len(names)]
        self._prefer("theme", following if name == "next" else name)

    def lend(self, name: str, audience_pt: float) -> None:
        """For an audience, as large as that; another theme is lent as well, and not kept."""
        self._lent = (name, audience_pt)
        self._wear()

    def take_back(self) -> None:
        """The person's own preferences again."""
        self._lent = None
        self._wear()

    def _wear(self) -> None:
        wear(self.preferences, self._lent)

    def _prefer(self, name: str, value: object) -> None:
        if self._lent is not None and name == "theme":
            self._lent = (str(value), self._lent[1])
            self._wear()
            return
        self.preferences = self.preferences.changed(name, value)
        if name != "predict":
            self._wear()
        if self._kept is None:
            return
        try:
            preferences.write(self._kept, self.preferences)
        except OSError as error:
            text = QCoreApplication.translate(
                "Personal", "This shows now, and cannot be kept for the next start: {reason}"
            )
            raise ValueError(text.format(reason=error.strerror or error)) from error


def wear(preferred: Preferences, lent: tuple[str, float] | None = None) -> None:
    """The whole application looks so from now on, or as it was lent to an audience."""
    application = QApplication.instance()
    assert isinstance(application, QApplication)
    name, points = lent or (preferred.theme, 0.0)
    dressing.apply(
        application, name, font_percent=preferred.font, calm=preferred.calm, audience_pt=points
    )
