"""Where one of many people is found by a part of the name."""

from collections.abc import Sequence

from PySide6.QtCore import QStringListModel, Qt, Signal
from PySide6.QtWidgets import QCompleter, QLineEdit

LISTED = 12
"""So many of those whose names fit are in sight at once."""


class PeopleFinder(QLineEdit):
    """A field for a part of a name; whoever is chosen is said, and it is empty again.

    The shortest names come first: so U9 stands before U10.
    """

    chosen = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self._people: tuple[str, ...] = ()
        self._names = QStringListModel(self)
        self.setObjectName("find-person")
        self.setAccessibleName(self.tr("Find somebody by name"))
        self.setClearButtonEnabled(True)
        fitting = QCompleter(self._names, self)
        fitting.setFilterMode(Qt.MatchFlag.MatchContains)
        fitting.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        fitting.setMaxVisibleItems(LISTED)
        fitting.activated.connect(self._choose, Qt.ConnectionType.QueuedConnection)
        self.setCompleter(fitting)
        self.returnPressed.connect(self._choose_first)

    def know(self, people: Sequence[str]) -> None:
        """These are the people that there are."""
        named = tuple(sorted(people, key=lambda name: (len(name), name.casefold())))
        if self._people != named:
            self._people = named
            self._names.setStringList(self._people)
            text = self.tr("{n} people: find one by name").format(n=f"{len(people):,}")
            self.setPlaceholderText(text)

    def _choose_first(self) -> None:
        """Enter alone takes who is called so, else the first one whose name fits."""
        part = self.text().casefold()
        fitting = [name for name in self._people if part and part in name.casefold()]
        for name in sorted(fitting, key=lambda name: name.casefold() != part)[:1]:
            self._choose(name)

    def _choose(self, name: str) -> None:
        if self.text():  # Enter in the list is told of twice
            self.clear()
            self.chosen.emit(name)
