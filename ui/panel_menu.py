"""The menu of the panels: which are there, pictures of them, and all back where they were."""

from collections.abc import Callable, Mapping

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QDockWidget, QMenu, QWidget

from explorer.controls import STAGE
from ui import only_one
from ui.tips import tip


def panel_menu(
    parent: QWidget, docks: Mapping[str, QDockWidget], say: Callable[[str], object]
) -> QMenu:
    """An entry for each panel, with a check mark where it is shown, by its line."""
    menu = QMenu(parent)
    menu.setObjectName("panels")
    menu.setToolTipsVisible(True)
    only_one.replace(menu)
    menu.setAccessibleName(QCoreApplication.translate("PanelMenu", "Panels"))
    for name, dock in docks.items():
        shown = not dock.isHidden()
        action = menu.addAction(dock.windowTitle())
        action.setObjectName(f"panels: {name}")
        action.setCheckable(True)
        action.setChecked(shown)
        line = f"close {name}" if shown else f"show {name}"
        action.setToolTip(tip(line))
        action.triggered.connect(lambda _on=False, line=line: say(line))
    menu.addSeparator()
    there = {n: d.windowTitle() for n, d in docks.items() if not d.isHidden()}
    menu.addMenu(_pictures(menu, "copy", there, say))
    menu.addMenu(_pictures(menu, "screenshot", there, say))
    menu.addSeparator()
    back = menu.addAction(QCoreApplication.translate("PanelMenu", "All back where they were"))
    back.setObjectName("panels: layout")
    back.setToolTip(tip("layout"))
    back.triggered.connect(lambda: say("layout"))
    menu.aboutToHide.connect(menu.deleteLater)
    return menu


def _pictures(
    parent: QMenu, verb: str, shown: Mapping[str, str], say: Callable[[str], object]
) -> QMenu:
    """An entry for each part of the window that there can be a picture of, by its line."""
    translate = QCoreApplication.translate
    titles = {
        "copy": translate("PanelMenu", "Copy a picture of"),
        "screenshot": translate("PanelMenu", "Save a picture of"),
    }
    menu = QMenu(titles[verb], parent)
    menu.setObjectName(f"panels: {verb}")
    menu.setToolTipsVisible(True)
    known = {"": translate("PanelMenu", "All that is shown"),
             STAGE: translate("PanelMenu", "Stage"), **shown}  # fmt: skip
    for name, text in known.items():
        line = f"{verb} {name}".rstrip()
        action = menu.addAction(text)
        action.setObjectName(f"panels: {line}")
        action.setToolTip(tip(line))
        action.triggered.connect(lambda _on=False, line=line: say(line))
    return menu
