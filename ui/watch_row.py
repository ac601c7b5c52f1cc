"""One expression that is watched: its value now, a mark if the last event changed it."""

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from explorer.lines import quoted
from explorer.watching import Watched
from ui import theme
from ui.buttons import flat
from ui.labels import Elided, breakable, label, words
from ui.tips import tip

SHORT = 240
"""Letters of a value that are shown; its tool tip has more."""


class WatchRow(QWidget):
    """A mark, the expression, its value, and what can be done with it."""

    command = Signal(str)

    def __init__(self, number: int) -> None:
        super().__init__()
        self.setObjectName(f"watch-{number}")
        self._row = Watched("", "")
        self._stale = False
        self._mark, self._text, self._value = label("muted"), Elided("heading", 90), words("")
        self._value.setMinimumHeight(1)  # its height follows from its width alone
        self._until = flat(f"watch-{number}-until")
        self._off = flat(f"watch-{number}-off")
        self._off.setText("×")
        self._until.clicked.connect(lambda: self._say("play until {0}"))
        self._off.clicked.connect(lambda: self._say("watch off {0}"))
        middle = Qt.AlignmentFlag.AlignVCenter
        across = QHBoxLayout(self)
        across.setContentsMargins(3, 1, 3, 1)
        across.setSpacing(6)
        across.addWidget(self._mark, 0, middle)
        across.addWidget(self._text, 2, middle)
        across.addWidget(self._value, 3, middle)
        across.addWidget(self._until, 0, middle)
        across.addWidget(self._off, 0, middle)

    def changeEvent(self, event: QEvent) -> None:
        """Another theme has other letters: how wide some parts are is measured anew."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange:
            self._stale = True

    def _say(self, line: str) -> None:
        self.command.emit(line.format(quoted(self._row.expression)))

    def show_row(self, row: Watched) -> None:
        """Shows the expression and what it comes to."""
        if row == self._row and not self._stale:
            return
        self._row, self._stale = row, False
        was = self.tr(" (was {0})").format(row.was) if row.was else ""
        value = row.wrong or row.value
        short = value if len(value) <= SHORT else value[: SHORT - 1] + "…"
        tone = "bad" if row.wrong else "changed" if row.changed else ""
        self._mark.setText("▸" if row.changed else "")
        self._mark.setFixedWidth(self._mark.fontMetrics().horizontalAdvance("▸"))
        self._text.show_text(row.expression)
        self._text.setToolTip(row.expression)
        self._value.setText(breakable(short + was))
        self._value.setToolTip(value)
        self._value.setProperty("role", "small" if row.wrong else "")
        for part in (self._mark, self._value):
            theme.restyle(part, tone=tone)
        changed = self.tr(" (changed by the last event)") if row.changed else ""
        self.setAccessibleName(f"{row.expression}: {value}{changed}")
        self._show_until(row)
        off = self.tr("Watch {0} no more").format(row.expression)
        self._off.setAccessibleName(off)
        self._off.setToolTip(tip(f"watch off {quoted(row.expression)}", off))

    def _show_until(self, row: Watched) -> None:
        """Says when it would stop: of a list nobody can tell what it is that becomes true."""
        words = {
            "true": (
                self.tr("run until true"),
                self.tr("Play until {0} becomes true"),
                self.tr("it is true now, and has to become so anew"),
            ),
            "filled": (
                self.tr("run until not empty"),
                self.tr("Play until there is something in {0}"),
                self.tr("there is now, and it has to become empty first"),
            ),
            "": (self.tr("run until"), self.tr("Play until {0}"), ""),
        }
        short, meaning, again = words[row.until]
        meaning = meaning.format(row.expression)
        self._until.setText(short)
        wide = self._until.fontMetrics().horizontalAdvance
        beside = self._until.sizeHint().width() - wide(short)
        self._until.setMinimumWidth(beside + max(wide(each) for each, *_ in words.values()))
        self._until.setAccessibleName(meaning)
        self._until.setEnabled(not row.refused)
        told = tip(
            f"play until {quoted(row.expression)}", f"{meaning}: {again}" if row.so else meaning
        )
        self._until.setToolTip(row.refused or told)
