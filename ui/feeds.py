"""The users' own screens: what X and Y each see, what is missing from it, and where they write.

Rules this file keeps: it draws `ScreenView`s and says lines of the verb language, nothing else;
drawing twice touches nothing, so that typed text, focus and scroll position survive sixty frames a
second; a user who leaves is hidden, not deleted; who does something comes into sight, unless
somebody is typing.
"""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QApplication, QLineEdit, QVBoxLayout, QWidget

from explorer.frame import Frame
from explorer.frame_screens import ScreenView
from ui.article_screens import EditorScreen, ReaderScreen
from ui.feed_screen import FeedScreen
from ui.people_finder import PeopleFinder
from ui.scrolled import Scrolled
from ui.user_screen import UserScreen

SCREENS: dict[str, Callable[[str], UserScreen]] = {
    "user": FeedScreen, "reader": ReaderScreen, "editor": EditorScreen,
}  # fmt: skip
"""What a screen looks like, by whose it is."""
HALVES = 2
"""So many share the height, however low it is; where there is room for more, more do."""
LINES = 12
"""What there is room for is a screen of so many lines."""
SPACING = 8
KEPT = 24
"""So many screens of people who are not shown keep what was typed there."""
AT_ONCE, A_TURN = 4, 2
"""So many new screens at once, about as many as are in sight, and in each turn after that."""
NOTCH = 3
"""Steps that a notch of the wheel scrolls."""


class Feeds(Scrolled):
    """The screens of all users, one beneath the other, as high as one another.

    As many as are in sight at once fill the height, and it is scrolled by whole screens: so the
    head of what is in sight is in sight as well.
    """

    command = Signal(str)

    def __init__(self) -> None:
        super().__init__("feeds")
        self._screens: dict[str, UserScreen] = {}
        self._acted: tuple[int, str] | None = None
        self._selected = ""
        self._next_turn = QTimer(self)
        """What has still to be made of a frame is made when the window has nothing else to do."""
        self._next_turn.setSingleShot(True)
        self._next_turn.timeout.connect(self._go_on)
        self._frame: Frame | None = None
        self.setAccessibleName(self.tr("The users' screens"))
        self._body = QWidget()
        self._box = QVBoxLayout(self._body)
        self._box.setContentsMargins(0, 0, 0, 0)
        self._box.setSpacing(SPACING)
        self.setWidget(self._body)
        self._finder = PeopleFinder()
        self._finder.setParent(self)
        self._finder.hide()
        self._finder.chosen.connect(lambda user: self.command.emit(f"select user {user}"))

    def show_frame(self, frame: Frame) -> None:
        """Shows every user's screen; a user who is not there (yet) has none."""
        users = {screen.user for screen in frame.screens}
        for user, widget in self._screens.items():
            widget.setVisible(user in users)
        self._let_go()
        self._make(frame.screens)
        self._frame = frame
        for screen in frame.screens:
            if (shown := self._screens.get(screen.user)) is not None:
                shown.show_screen(screen, frame.now_us)
                shown.mark(frame.subject)
        self._offer_others(frame, len(users))
        self._share(len(users))
        if users - self._screens.keys():
            self._next_turn.start()
            return
        self._follow(frame.screens)
        if frame.subject != self._selected:
            self._selected = frame.subject
            self._bring(frame.subject.removeprefix("user "))

    def _make(self, screens: Sequence[ScreenView]) -> None:
        """Makes screens for those who have none: a few at once."""
        new = [screen for screen in screens if screen.user not in self._screens]
        for screen in new[: A_TURN if self._screens else AT_ONCE]:
            self._new_screen(screen)

    def _go_on(self) -> None:
        if self._frame is not None:
            self.show_frame(self._frame)

    def _offer_others(self, frame: Frame, shown: int) -> None:
        """Where not everybody has a screen, anybody can be looked for."""
        people = [user for server in frame.servers for user in server.users]
        some = len(people) > shown
        if some:
            self._finder.know(people)
        if some is self._finder.isHidden():
            self._finder.setVisible(some)
            high = self._finder.sizeHint().height() + SPACING
            self.setViewportMargins(0, high if some else 0, 0, 0)
        self._seat_finder()

    def _seat_finder(self) -> None:
        self._finder.setGeometry(0, 0, self.viewport().width(), self._finder.sizeHint().height())

    def _let_go(self) -> None:
        """Of many people who once had a screen, the first ones' are deleted."""
        away = [user for user, widget in self._screens.items() if widget.isHidden()]
        for user in away[: max(0, len(away) - KEPT)]:
            self._screens.pop(user).deleteLater()

    def _share(self, count: int) -> None:
        """Gives each of so many screens its part of the height that is in sight."""
        height, line = self.viewport().height() + SPACING, self.fontMetrics().lineSpacing()
        at_once = max(HALVES, height // (LINES * line + SPACING))
        step = height // at_once
        least = step - SPACING if count > at_once else 0  # else the layout shares it out
        for shown in self._screens.values():
            if shown.minimumHeight() != least:
                shown.setMinimumHeight(least)
        self.verticalScrollBar().setSingleStep(max(1, step // NOTCH))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Another height is shared anew."""
        super().resizeEvent(event)
        self._seat_finder()
        self._share(sum(not shown.isHidden() for shown in self._screens.values()))

    def _follow(self, screens: Sequence[ScreenView]) -> None:
        """Brings the screen of who did something last into sight, once for each time."""
        acted = max(((s.acted_us, s.user) for s in screens if s.acted_us is not None), default=None)
        if acted is None or acted == self._acted:
            return
        self._acted = acted
        field = QApplication.focusWidget()
        if not (isinstance(field, QLineEdit) and self.isAncestorOf(field) and field.text()):
            self._bring(acted[1])

    def _bring(self, user: str) -> None:
        """Brings a screen into sight, once what was drawn is laid out."""
        QTimer.singleShot(0, self, lambda: self._show_screen_of(user))

    def _show_screen_of(self, user: str) -> None:
        shown = self._screens.get(user)
        if shown is not None and not shown.isHidden():
            self._box.activate()  # a screen that is new has its place only then
            high = max(self.viewport().height(), self._body.minimumSizeHint().height())
            self._body.resize(self._body.width(), high)
            self.ensureWidgetVisible(shown, 0, 0)

    def forget(self) -> None:
        """Another story begins: its screens are new, with nothing typed or scrolled."""
        for widget in self._screens.values():
            widget.hide()
            widget.deleteLater()
        self._screens.clear()
        self._next_turn.stop()
        self._frame = None
        self._acted, self._selected = None, ""

    def _new_screen(self, screen: ScreenView) -> None:
        shown = SCREENS[screen.role](screen.user)
        shown.command.connect(self.command)
        self._screens[screen.user] = shown
        self._box.addWidget(shown, 1)
