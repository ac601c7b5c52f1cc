"""The menu of the panels: which are there, and all of them back where they were at first."""

from collections.abc import Callable, Mapping

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QDockWidget, QMenu, QWidget


def panel_menu(
    parent: QWidget, docks: Mapping[str, QDockWidget], say: Callable[[str], object]
) -> QMenu:
    """An entry for each panel, with a check mark where it is shown, by its line."""
    menu = QMenu(parent)
    menu.setObjectName("panels")
    menu.setAccessibleName(QCoreApplication.translate("PanelMenu", "Panels"))
    for name, dock in docks.items():
        shown = not dock.isHidden()
        action = menu.addAction(dock.windowTitle())
        action.setObjectName(f"panels: {name}")
        action.setCheckable(True)
        action.setChecked(shown)
        line = f"close {name}" if shown else f"show {name}"
        action.triggered.connect(lambda _on=False, line=line: say(line))
    menu.addSeparator()
    back = menu.addAction(QCoreApplication.translate("PanelMenu", "All back where they were"))
    back.setObjectName("panels: layout")
    back.triggered.connect(lambda: say("layout"))
    menu.aboutToHide.connect(menu.deleteLater)
    return menu
