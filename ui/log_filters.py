"""What narrows the event log: a search, kinds, a server, a user, the request that is followed.

Rules this file keeps: it shows the filter of the frame and says lines of the verb language.
"""

from PySide6.QtCore import QCoreApplication, QSignalBlocker, QTimer, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import (
    QComboBox,
    QHBoxLayout,
    QLineEdit,
    QMenu,
    QSizePolicy,
    QToolButton,
    QWidget,
)

from explorer.event_facts import GROUPS
from explorer.event_log import LogView
from explorer.lines import ScriptError
from explorer.log_filter import Filter, Names, check, line_of
from ui import theme
from ui.bar_parts import Choice
from ui.buttons import flat
from ui.labels import Elided
from ui.tips import tip

TYPED_MS = 250
"""A search begins so long after the last key."""


class LogFilters(QWidget):
    """One row of filters."""

    command = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("log-filters")
        self._shown = Filter()
        self._selected, self._names = "", Names()
        self._find = QLineEdit()
        self._find.setObjectName("log-find")
        self._find.setAccessibleName(self.tr("Search the log"))
        self._find.setPlaceholderText(self.tr("Search: lunch, or at=B kind=stored who=X op=88"))
        self._find.setClearButtonEnabled(True)
        self._find.setMinimumWidth(60)
        self._typed = QTimer(self)
        self._typed.setSingleShot(True)
        self._typed.setInterval(TYPED_MS)
        self._typed.timeout.connect(self._search)
        self._find.textEdited.connect(lambda _text: self._typed.start())
        self._find.returnPressed.connect(self._search)
        self._kinds = flat("log-kinds")
        self._kinds.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self._kinds.setAccessibleName(self.tr("Kinds of events that are shown"))
        self._kinds.setMenu(self._menu())
        self._servers = self._choice("log-servers", self.tr("At which server"), "at")
        self._users = self._choice("log-users", self.tr("Of which user"), "of")
        self._follow = flat("log-follow")
        self._follow.clicked.connect(self._press_follow)
        self._all = flat(
            "log-all", self.tr("× All"), self.tr("Show all events again"), tip("log all")
        )
        self._all.clicked.connect(lambda: self.command.emit("log all"))
        self._wrong = Elided("small", 60)
        self._wrong.setObjectName("log-find-wrong")
        self._wrong.setProperty("tone", "bad")
        self._wrong.hide()
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(4)
        row.addWidget(self._find, 1)
        row.addWidget(self._wrong, 2)
        for part in (self._kinds, self._servers, self._users, self._follow, self._all):
            row.addWidget(part)
        self.show_filter(None, "")

    def _menu(self) -> QMenu:
        menu = QMenu(self)
        menu.setObjectName("log-kinds-menu")
        menu.setToolTipsVisible(True)
        names = group_names()
        for group in GROUPS:
            action = menu.addAction(names[group])
            action.setObjectName(f"log-kind-{group}")
            action.setToolTip(tip("log kinds"))
            action.setCheckable(True)
            action.triggered.connect(lambda _on=False: self._choose_kinds())
        menu.addSeparator()
        every = menu.addAction(self.tr("All kinds"))
        every.setObjectName("log-kind-all")
        every.setToolTip(tip("log kinds"))
        every.triggered.connect(lambda: self.command.emit("log kinds"))
        return menu

    def _choice(self, name: str, meaning: str, verb: str) -> Choice:
        box = Choice(name, "", meaning)
        box.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        box.activated.connect(
            lambda _index: self.command.emit(line_of(verb, box.currentData() or ""))
        )
        return box

    def _search(self) -> None:
        self._typed.stop()
        text = self._find.text().strip()
        try:
            check(text, self._names)
        except ScriptError as error:
            self._complain(str(error))
            return
        self._complain("")
        if text != self._shown.find:
            self.command.emit(line_of("find", text))

    def _complain(self, text: str) -> None:
        """Says what is wrong with the search, beside it; the words stay to be mended."""
        self._wrong.show_text(text)
        self._wrong.setToolTip(text)
        self._wrong.setVisible(bool(text))
        self._find.setAccessibleDescription(text)

    def _choose_kinds(self) -> None:
        chosen = [group for group, action in self._actions() if action.isChecked()]
        self.command.emit(line_of("kinds", "" if len(chosen) == len(GROUPS) else " ".join(chosen)))

    def _actions(self) -> list[tuple[str, QAction]]:
        found = self._kinds.menu().actions()
        known = {action.objectName().removeprefix("log-kind-"): action for action in found}
        return [(group, known[group]) for group in GROUPS]

    def _press_follow(self) -> None:
        if self._shown.follow:
            self.command.emit("log follow")
        elif self._selected:
            self.command.emit(f"log follow #{self._selected}")

    def show_filter(self, view: LogView | None, selected: str) -> None:
        """Shows the filter of a view; `selected` is the operation that can be followed now."""
        chosen = view.filter if view is not None else Filter()
        if chosen.find != self._shown.find:
            self._complain("")
        self._shown, self._selected = chosen, selected
        self._names = view.names if view is not None else Names()
        unread = self._typed.isActive() or not self._wrong.isHidden()
        if not unread and self._find.text().strip() != chosen.find:
            self._find.setText(chosen.find)
        kinds = len(chosen.kinds)
        words = self.tr("all kinds") if not kinds else self.tr("{0} kinds").format(kinds)
        names = group_names()
        if kinds == 1:
            words = names.get(chosen.kinds[0], chosen.kinds[0]).lower()
        self._kinds.setText(f"{words} \u25be")
        for group, action in self._actions():
            action.setChecked(group in chosen.kinds)
        if view is not None:
            self._fill(self._servers, self.tr("at any server"), view.names.servers, chosen.server)
            self._fill(self._users, self.tr("of anybody"), view.names.users, chosen.user)
        followed = f"#{chosen.follow}" if chosen.follow else ""
        can = f"#{selected}" if selected else ""
        text = self.tr("× Following {0}").format(followed) if followed else (
            self.tr("Follow {0}").format(can) if can else self.tr("Follow")
        )  # fmt: skip
        self._follow.setText(text)
        self._follow.setEnabled(bool(followed or can))
        meaning = self.tr("Show only what belongs to the request that is selected")
        self._follow.setAccessibleName(self.tr("Show all requests again") if followed else meaning)
        self._follow.setToolTip(tip("log follow", self._follow.accessibleName()))
        theme.restyle(self._follow, tone="shown" if followed else "plain")
        self._all.setEnabled(chosen != Filter())

    @staticmethod
    def _fill(box: QComboBox, every: str, names: tuple[str, ...], chosen: str) -> None:
        wanted = [every, *names] + ([chosen] if chosen and chosen not in names else [])
        with QSignalBlocker(box):
            if [box.itemText(i) for i in range(box.count())] != wanted:
                box.clear()
                box.addItem(every, "")
                for name in wanted[1:]:
                    box.addItem(name, name)
            box.setCurrentIndex(wanted.index(chosen) if chosen else 0)


def group_names() -> dict[str, str]:
    """The groups of kinds of events, as they are shown."""
    return {group: QCoreApplication.translate("EventLog", group.capitalize()) for group in GROUPS}
