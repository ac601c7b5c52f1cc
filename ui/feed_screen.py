"""A user's screen in the social network: a feed, and a line to post in."""

from explorer.frame_screens import ScreenView
from ui.post_list import PostList
from ui.screen_header import FeedHeader
from ui.user_screen import UserScreen
from ui.writer import Writer, quoted


class FeedScreen(UserScreen):
    """Header, feed, notice and composer."""

    def __init__(self, user: str) -> None:
        super().__init__(user, FeedHeader(user))
        self._list = PostList(user)
        self._list.setObjectName(f"feed-{user}")
        title = self.tr("What {user} writes").format(user=user)
        self._composer = Writer(user, f"composer-{user}", self.tr("Post"), title)
        self._composer.field.setPlaceholderText(self.tr("Write something…"))
        self.lay_out(self._list, self._composer)
        self._list.command.connect(self.command)
        self._composer.written.connect(
            lambda text: self.command.emit(f"post {user} {quoted(text)}")
        )

    def on_refusal(self, action: str) -> None:
        """A post that was refused goes back to where it was written."""
        if action == "post":
            self._composer.give_back()

    def mark(self, key: str) -> None:
        """Shows whether its user is selected, or what wrote one of its posts."""
        super().mark(key)
        self._list.mark(key)

    def show_middle(self, screen: ScreenView, now_us: int) -> None:
        """Shows the feed."""
        self._list.show_screen(screen, now_us)
