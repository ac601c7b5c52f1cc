"""What every user's screen has: a frame, a head, and a line for what went wrong.

Rules this file keeps: what has not changed is not drawn again; whose screen it is, and how fresh,
is always in sight: what is beneath it scrolls where it has no room.
"""

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from explorer.frame_screens import ScreenView
from ui import theme
from ui.labels import breakable, label, show_text
from ui.screen_header import Header
from ui.scrolled import Scrolled
from ui.shelf import Shelf
from ui.tools import show_me

LOW_LINES = 8
"""What is beneath a head and less high than so many lines is low."""
LOW_SCREEN = 8
"""And so is a screen of fewer lines than these, its head and all."""


class Body(Scrolled):
    """What is beneath the head of a screen: its tools, what the user sees, and what is below."""

    def __init__(self, user: str, tools: QWidget) -> None:
        super().__init__(f"body-{user}")
        self.tools: QWidget = tools
        self.middle: Shelf | None = None
        self.setAccessibleName(self.tr("What is on {user}'s screen").format(user=user))
        self._inside = QWidget()
        self.setWidget(self._inside)
        self.box = QVBoxLayout(self._inside)
        self.box.setContentsMargins(0, 0, 0, 0)
        self.box.setSpacing(4)

    def sizeHint(self) -> QSize:
        """As high as what is in it."""
        return self._inside.sizeHint()

    def minimumSizeHint(self) -> QSize:
        """A line."""
        return QSize(0, self.fontMetrics().lineSpacing())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Where it is low, what the user sees comes before what can be done."""
        super().resizeEvent(event)
        if self.middle is None:
            return
        low = self.height() < LOW_LINES * self.fontMetrics().lineSpacing()
        self.middle.show_whole(on=low)
        first, second = (self.middle, self.tools) if low else (self.tools, self.middle)
        if self.box.indexOf(first) > self.box.indexOf(second):
            self.box.removeWidget(first)
            self.box.insertWidget(0, first, int(first is self.middle))


class UserScreen(QFrame):
    """The screen of one user: its head, what it shows, a notice, and what there is to write in."""

    command = Signal(str)

    def __init__(self, user: str, header: Header) -> None:
        super().__init__()
        self._shown: tuple[ScreenView, int] | None = None
        self._user = user
        self.setObjectName(f"screen-{user}")
        self.setProperty("role", "panel")
        self.setAccessibleName(self.tr("{user}'s screen").format(user=user))
        self._header = header
        header.command.connect(self.command)
        self._body = Body(user, header.more)
        self._notice = label("small", wrap=True)
        self._notice.setObjectName(f"notice-{user}")
        self._notice.setProperty("tone", "unknown")
        why = self.tr("Show why {user} is told this").format(user=user)
        self._why = show_me(f"cause-of-notice-{user}", why)
        self._why.clicked.connect(self._explain)
        self._why.hide()

    def lay_out(self, middle: Shelf, *below: QWidget) -> None:
        """Puts the parts in their places; `middle` gets the room that there is."""
        box = QVBoxLayout(self)
        box.setContentsMargins(10, 7, 8, 7)
        box.setSpacing(4)
        box.addWidget(self._header)
        box.addWidget(self._body, 1)
        told = QHBoxLayout()
        told.setSpacing(6)
        told.addWidget(self._notice, 1)
        told.addWidget(self._why, 0, Qt.AlignmentFlag.AlignTop)
        self._body.middle = middle
        self._body.box.addWidget(self._header.more)
        self._body.box.addWidget(middle, 1)
        self._body.box.addLayout(told)
        for part in below:
            self._body.box.addWidget(part)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Where it is low, its head has one line."""
        super().resizeEvent(event)
        self._header.make_low(on=self.height() < LOW_SCREEN * self.fontMetrics().lineSpacing())

    def _explain(self) -> None:
        if self._shown is not None and self._shown[0].noticed is not None:
            self.command.emit(f"cause #{self._shown[0].noticed}")

    def show_screen(self, screen: ScreenView, now_us: int) -> None:
        """Shows the screen as it is at `now_us`."""
        if self._shown == (screen, now_us):
            return
        if self._shown is None or self._shown[0] != screen:
            self._header.show_header(screen)
            show_text(self._notice, breakable(screen.notice and f"! {screen.notice}"))
            self._why.setVisible(screen.noticed is not None)
            before = self._shown[0].refused if self._shown else None
            if screen.refused is not None and screen.refused != before:
                self.on_refusal(screen.refused[0])
        self._shown = (screen, now_us)
        self.show_middle(screen, now_us)

    def mark(self, key: str) -> None:
        """Shows whether its user is selected, or something on it."""
        theme.restyle(self, chosen="yes" if key == f"user {self._user}" else "")

    def on_refusal(self, action: str) -> None:
        """What the user asked for last was refused."""

    def show_middle(self, screen: ScreenView, now_us: int) -> None:
        """Shows what is in the middle; also called when only the time is another."""
        raise NotImplementedError
