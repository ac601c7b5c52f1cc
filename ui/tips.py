"""Tool tips of what says a line of the verb language: from the tables of verbs and of keys."""

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QWidget

from explorer.verbs import VERBS
from ui.keys import CLICKER, KEYS


def tip(line: str, says: str = "") -> str:
    """What the line does, the line itself, and the keys that say it.

    `says` tells what the line does where it is more than a verb.
    """
    verb = VERBS[line.split()[0]]
    told = says or QCoreApplication.translate("Verbs", verb.gist)
    keys = [sequence for key in (*KEYS, *CLICKER) if key.line == line for sequence in key.sequences]
    return "\n".join((told, " \u00b7 ".join((line, *keys))))


def keep_tip(widget: QWidget, line: str, says: str = "") -> None:
    """Gives the tip of this line to a widget whose line changes with the frames."""
    told = tip(line, says)
    if widget.toolTip() != told:
        widget.setToolTip(told)
