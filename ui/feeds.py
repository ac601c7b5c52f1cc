"""The users' own screens: what X and Y each see, what is missing from it, and where they write.

Rules this file keeps: it draws `ScreenView`s and says lines of the verb language, nothing else;
drawing twice touches nothing, so typed text, focus and scroll position survive sixty frames a
second; a user who leaves is hidden, not deleted.
"""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QScrollArea, QVBoxLayout, QWidget

from explorer.frame import Frame, ScreenView
from ui.labels import breakable, label, show_text
from ui.post_list import PostList
from ui.screen_header import Header
from ui.writer import Writer, quoted


class UserScreen(QFrame):
    """The screen of one user: header, feed, notice and composer."""

    command = Signal(str)

    def __init__(self, user: str) -> None:
        super().__init__()
        self._shown: tuple[ScreenView, int] | None = None
        self.setObjectName(f"screen-{user}")
        self.setProperty("role", "panel")
        self.setAccessibleName(self.tr("{user}'s screen").format(user=user))
        self._header = Header(user)
        self._list = PostList(user)
        self._list.setObjectName(f"feed-{user}")
        self._notice = label("small", wrap=True)
        self._notice.setObjectName(f"notice-{user}")
        self._notice.setProperty("tone", "unknown")
        title = self.tr("What {user} writes").format(user=user)
        self._composer = Writer(user, f"composer-{user}", self.tr("Post"), title)
        self._composer.field.setPlaceholderText(self.tr("Write something…"))
        self._lay_out()
        self._header.command.connect(self.command)
        self._list.command.connect(self.command)
        self._composer.written.connect(
            lambda text: self.command.emit(f"post {user} {quoted(text)}")
        )

    def _lay_out(self) -> None:
        box = QVBoxLayout(self)
        box.setContentsMargins(12, 10, 10, 10)
        box.setSpacing(6)
        box.addWidget(self._header)
        box.addWidget(self._list, 1)
        box.addWidget(self._notice)
        box.addWidget(self._composer)

    def render_screen(self, screen: ScreenView, now_us: int) -> None:
        """Shows the screen as it is at `now_us`."""
        if self._shown == (screen, now_us):
            return
        if self._shown is None or self._shown[0] != screen:
            self._header.render_header(screen)
            show_text(self._notice, breakable(screen.notice and f"! {screen.notice}"))
            before = self._shown[0].notice if self._shown else ""
            if screen.notice != before and screen.notice.startswith("post refused"):
                self._composer.give_back()
        self._shown = (screen, now_us)
        self._list.render_posts(screen, now_us)


class Feeds(QScrollArea):
    """The screens of all users, one beneath the other."""

    command = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._screens: dict[str, UserScreen] = {}
        self.setObjectName("feeds")
        self.setAccessibleName(self.tr("The users' screens"))
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        body = QWidget()
        self._box = QVBoxLayout(body)
        self._box.setContentsMargins(0, 0, 0, 0)
        self._box.setSpacing(8)
        self.setWidget(body)

    def render(self, frame: Frame) -> None:  # type: ignore[override]
        """Shows every user's screen; a user who is not there (yet) has none."""
        users = {screen.user for screen in frame.screens}
        for user, widget in self._screens.items():
            widget.setVisible(user in users)
        for screen in frame.screens:
            shown = self._screens.get(screen.user) or self._new_screen(screen.user)
            shown.render_screen(screen, frame.now_us)

    def forget(self) -> None:
        """Another story begins: its screens are new, with nothing typed or scrolled."""
        for widget in self._screens.values():
            widget.hide()
            widget.deleteLater()
        self._screens.clear()

    def _new_screen(self, user: str) -> UserScreen:
        screen = UserScreen(user)
        screen.command.connect(self.command)
        self._screens[user] = screen
        self._box.addWidget(screen, 1)
        return screen
