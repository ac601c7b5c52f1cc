"""The context menu of a thing: what can be done with it, and why the rest cannot.

Rule this file keeps: the engine decides what is possible; its reasons come with the offers.
"""

from collections.abc import Callable, Iterable

from PySide6.QtCore import QCoreApplication
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QWidget

from explorer.frame_stage import Offer
from ui.tips import tip


def build(parent: QWidget, key: str, offers: Iterable[Offer], do: Callable[[str], None]) -> QMenu:
    """The menu of a thing: `do` is called with the chosen line, which is the entry's data."""
    menu = _menu(parent, "stageMenu")
    name = QCoreApplication.translate("StageMenu", "What can be done with {0}")
    stage = QCoreApplication.translate("StageMenu", "the stage")
    menu.setAccessibleName(name.format(key or stage))
    under: dict[str, QMenu] = {"": menu}
    for offer in offers:
        if offer.under not in under:
            under[offer.under] = _menu(menu, f"stageMenu: {offer.under}")
            under[offer.under].setTitle(offer.under)
            menu.addMenu(under[offer.under])
        action = add(under[offer.under], offer.words, offer.line, offer.reason)
        action.setCheckable(offer.chosen)
        action.setChecked(offer.chosen)
        action.triggered.connect(lambda _checked=False, chosen=offer.line: do(chosen))
    return menu


def _menu(parent: QWidget, name: str) -> QMenu:
    menu = QMenu(parent)
    menu.setObjectName(name)
    menu.setToolTipsVisible(True)
    return menu


def add(menu: QMenu, words: str, line: str, reason: str | None = None) -> QAction:
    """One entry; with a reason it is greyed, and says the reason."""
    action = QAction(words if reason is None else f"{words} ({reason})", menu)
    action.setObjectName(f"stage: {line}")
    action.setData(line)
    action.setToolTip(reason or tip(line))
    action.setEnabled(reason is None)
    menu.addAction(action)
    return action
