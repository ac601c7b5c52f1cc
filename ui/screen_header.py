"""The head of a user's screen: whose it is and how fresh it is; of a feed: whom the user follows.

Rules this file keeps: a menu that is open is left alone; a badge that does not fit beside the name
goes beneath it, or, where a second line has no room, beside the letter that stands for the name.
"""

from collections.abc import Sequence
from html import escape

from PySide6.QtCore import QCoreApplication, QEvent, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QContextMenuEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
)
from PySide6.QtWidgets import (
    QBoxLayout,
    QHBoxLayout,
    QMenu,
    QSizePolicy,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from explorer.frame_screens import ScreenView
from ui import theme
from ui.buttons import Clickable, flat
from ui.labels import PILL_PADDING, breakable, label, show_text
from ui.tips import tip
from ui.tools import show_me
from ui.words import format_span

ROW, COLUMN = QBoxLayout.Direction.LeftToRight, QBoxLayout.Direction.TopToBottom

SCROLL_BAR_PX = 10
"""What a scroll bar beside it may take of the width."""

BADGES = {
    "fresh": ("✓ ", "good"),
    "unconfirmed": ("◔ ", "plain"),
    "stale": ("◐ ", "bad"),
    "older": ("◐ ", "plain"),
    "unavailable": ("✕ ", "bad"),
    "waiting": ("… ", "unknown"),
    "none": ("", "plain"),
}
"""The sign and the tone of each badge: colour never speaks alone."""


def badge_words(screen: ScreenView) -> str:
    """What the badge of a screen says."""
    tr = QCoreApplication.translate
    if screen.badge_text:
        return screen.badge_text
    if screen.asked_us is not None:
        return tr("Header", "fresh at {0}").format(format_span(screen.asked_us))
    words = {
        "fresh": tr("Header", "fresh"),
        "stale": tr("Header", "behind"),
        "unavailable": tr("Header", "no answer"),
        "waiting": tr("Header", "waiting"),
    }
    return words.get(screen.badge, tr("Header", "nothing read yet"))


class Initial(Clickable):
    """A user's letter on a disc in the user's colour; a click selects the user."""

    def __init__(self, user: str) -> None:
        super().__init__()
        self._user = user
        self.setObjectName(f"select-{user}")
        self.setAccessibleName(self.tr("Select {user}").format(user=user))
        known = self.tr("What is known of {user}").format(user=user)
        self.setToolTip(tip(f"select user {user}", known))

    def sizeHint(self) -> QSize:
        """As high as a line and a half."""
        side = round(self.fontMetrics().height() * 1.6)
        return QSize(side, side)

    minimumSizeHint = sizeHint

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paints the disc and the letter."""
        now = theme.current()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        side = self.sizeHint().width()
        disc = QRectF(0, (self.height() - side) / 2, side, side)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(now.user(self._user))
        painter.drawEllipse(disc)
        painter.setPen(now.color("on_accent"))
        if self.hasFocus() or self.underMouse():
            painter.setPen(now.color("text"))
            painter.drawEllipse(disc.adjusted(1, 1, -1, -1))
            painter.setPen(now.color("on_accent"))
        painter.setFont(theme.font(bold=True))
        painter.drawText(disc, Qt.AlignmentFlag.AlignCenter, self._user[:1])


LISTED = 50
"""Of more people than that nobody finds one in a menu."""


class PeopleMenu(QToolButton):
    """Whom this user follows, who is a friend, and who could be followed.

    It has room for the most that it could say of these people, so that it stays as wide as it is
    when somebody is followed; where the names of all of them do not fit it says only what it is.
    """

    command = Signal(str)

    def __init__(self, user: str) -> None:
        super().__init__()
        self._user = user
        self._shown: tuple[object, ...] | None = None
        self.setObjectName(f"people-{user}")
        self.setProperty("role", "flat")
        self._short = self._long = self.tr("People ▾")
        self._widest = self._short
        self.setText(self._short)
        self.setAccessibleName(self.tr("People of {user}").format(user=user))
        self.setToolTip(self.tr("Follow, unfollow, friends and the home server"))
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        self.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self._menu = QMenu(self)
        self._menu.setToolTipsVisible(True)
        self.setMenu(self._menu)

    def show_people(self, screen: ScreenView) -> None:
        """Fills the menu anew when somebody came or went, but never while it is open."""
        people = (screen.server, screen.follows, screen.friends, screen.others)
        if people == self._shown or self._menu.isVisible():
            return
        self._shown = people
        one_way = [other for other in screen.follows if other not in screen.friends]
        summary = self._said(screen.friends, one_way)
        known = (*screen.follows, *screen.others[:LISTED])
        might = self._said(), self._said(known), self._said(known[:1], known[1:])
        self._long, self._widest = summary, max(might, key=self._wide)
        self.updateGeometry()
        self._fit()
        self.setAccessibleDescription(summary.removesuffix(" ▾"))
        self._menu.clear()
        self._say(self.tr("Home server: {server}").format(server=screen.server))
        self._menu.addSeparator()
        for other in screen.follows:
            friend = self.tr(" (friends ⇄)") if other in screen.friends else ""
            self._offer("unfollow", other, self.tr("Unfollow {other}") + friend)
        for other in screen.others if len(screen.others) <= LISTED else ():
            self._offer("follow", other, self.tr("Follow {other}"))
        if len(screen.others) > LISTED:
            text = self.tr("{n} others: say «follow {user} NAME» in the palette (Ctrl+K)")
            self._say(text.format(n=f"{len(screen.others):,}", user=self._user))
        if not screen.follows and not screen.others:
            self._say(self.tr("Nobody else is here"))

    def _hint_of(self, text: str) -> QSize:
        hint = super().sizeHint()
        return QSize(hint.width() + self._wide(text) - self._wide(self.text()), hint.height())

    def _wide(self, text: str) -> int:
        """As Qt measures the text of a button."""
        return self.fontMetrics().size(Qt.TextFlag.TextShowMnemonic, text).width()

    def sizeHint(self) -> QSize:
        """As wide as the most that it could say, whatever it says."""
        return self._hint_of(self._widest)

    def minimumSizeHint(self) -> QSize:
        """As wide as what it says without them."""
        return self._hint_of(self._short)

    def names_width(self) -> int:
        """How wide it has to be to say the names."""
        return self._hint_of(self._long).width()

    def _fit(self) -> None:
        fits = self.width() >= self.names_width()
        self.setText(self._long if fits else self._short)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Names the people where there is room."""
        super().resizeEvent(event)
        self._fit()

    def _said(self, friends: Sequence[str] = (), one_way: Sequence[str] = ()) -> str:
        parts = []
        if friends:
            parts.append(self.tr("friends with {users}").format(users=", ".join(friends)))
        if one_way:
            parts.append(self.tr("follows {users}").format(users=", ".join(one_way)))
        return (", ".join(parts) or self.tr("follows nobody")) + " ▾"

    def _say(self, text: str) -> None:
        self._menu.addAction(text).setEnabled(False)

    def _offer(self, verb: str, other: str, text: str) -> None:
        action = self._menu.addAction(text.format(other=other))
        action.setObjectName(f"{verb}-{self._user}-{other}")
        line = f"{verb} {self._user} {other}"
        action.setToolTip(tip(line))
        action.triggered.connect(lambda: self.command.emit(line))


class Header(QWidget):
    """Whose screen this is, where, and how fresh it is; a click selects its user."""

    command = Signal(str)

    def __init__(self, user: str) -> None:
        super().__init__()
        self._user = user
        self._low = False
        self._title = label("heading")
        self._title.setText(self.tr("{user}'s screen").format(user=user))
        self._near = label("small")
        self._pill = label("pill")
        self._pill.setObjectName(f"badge-{user}")
        self._pill.setIndent(0)
        self._pill.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._who = QHBoxLayout()
        self._who.setSpacing(8)
        self._initial = Initial(user)
        self._initial.clicked.connect(lambda: self.command.emit(f"select user {user}"))
        self._names = self._title, self._near
        for part in (self._initial, *self._names):
            self._who.addWidget(part)
        self._who.addStretch(1)
        self._fold = QBoxLayout(ROW, self)
        self._fold.addLayout(self._who, 1)
        self._fold.addWidget(self._pill)
        self.more = QWidget()
        """What belongs to the head and may be scrolled away; the screen gives it its place."""
        self._box = QVBoxLayout(self.more)
        for layout in (self._fold, self._box):
            layout.setContentsMargins(0, 0, 0, 0)
            layout.setSpacing(4)

    def show_header(self, screen: ScreenView) -> None:
        """Shows the badge; its reason is the tool tip."""
        sign, tone = BADGES[screen.badge]
        tone = "plain" if screen.overtaken else tone
        near = self.tr("near {server}, hidden") if screen.hidden else self.tr("near {server}")
        self._near.setText(near.format(server=screen.server))
        show_text(self._pill, sign + badge_words(screen))
        theme.restyle(self._pill, tone=tone)
        self._pill.setToolTip(f"<qt>{escape(screen.explanation)}</qt>")
        name = self.tr("{user}'s feed: {badge}")
        if screen.role != "user":
            name = self.tr("{user}'s screen: {badge}")
        self._pill.setAccessibleName(name.format(user=self._user, badge=self._pill.text()))
        self._fold_when_narrow()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """A click on the name, as one on the letter."""
        if event.button() == Qt.MouseButton.LeftButton:
            self.command.emit(f"select user {self._user}")

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """What can be done with the user."""
        self.command.emit(f"menu user {self._user}")
        event.accept()

    def minimumSizeHint(self) -> QSize:
        """As wide as the name: a badge that does not fit beside it goes beneath."""
        named = sum(part.sizeHint().width() + 8 for part in (self._initial, *self._names))
        return QSize(named, super().minimumSizeHint().height())

    def make_low(self, *, on: bool) -> None:
        """Whether there is no room for two lines: what is beneath it has to be seen."""
        if on != self._low:
            self._low = on
            self._fold_when_narrow()

    def _fold_when_narrow(self) -> None:
        pill = self._pill.fontMetrics().horizontalAdvance(self._pill.text()) + PILL_PADDING
        self._pill.setWordWrap(pill > self.width())
        named = sum(part.sizeHint().width() + 8 for part in (self._initial, *self._names))
        beside = named + pill <= self.width()
        for part in self._names:
            part.setVisible(beside or not self._low)
        wanted = ROW if beside or self._low else COLUMN
        if self._fold.direction() != wanted:
            self._fold.setDirection(wanted)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Puts the badge beneath the name where both do not fit."""
        super().resizeEvent(event)
        self._fold_when_narrow()

    def changeEvent(self, event: QEvent) -> None:
        """Does the same when a theme with other letters comes."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange and self.layout() is not None:
            self._fold_when_narrow()


class FeedHeader(Header):
    """The head of a feed: with what to do about it, and whom its user follows."""

    def __init__(self, user: str) -> None:
        super().__init__(user)
        why = self.tr("Show why {user} sees this").format(user=user)
        self._show_me = show_me(f"cause-of-{user}", why)
        self._show_me.clicked.connect(self._explain)
        self._read: int | None = None
        self._why = label("small", wrap=True)
        self._why.setObjectName(f"why-{user}")
        says = self.tr("Refresh the feed of {user}").format(user=user)
        told = tip(f"feed {user}", self.tr("Reads the feed again"))
        refresh = flat(f"refresh-{user}", self.tr("⟳ Refresh"), says, told)
        self._people = PeopleMenu(user)
        self._tools, self._refresh = QHBoxLayout(), refresh
        self._tools.setSpacing(2)
        for button in (refresh, self._people):
            self._tools.addWidget(button)
        self._tools.addStretch(1)
        self._box.addLayout(self._tools)
        self._box.addWidget(self._why)
        self._box.addWidget(self._show_me, 0, Qt.AlignmentFlag.AlignRight)
        refresh.clicked.connect(lambda: self.command.emit(f"feed {user}"))
        self._people.command.connect(self.command)

    def show_header(self, screen: ScreenView) -> None:
        """Shows the badge, and its reason unless the feed is fresh."""
        super().show_header(screen)
        self._read = screen.read
        self._show_me.setVisible(screen.read is not None)
        told = screen.explanation if screen.badge in ("unavailable", "waiting") else ""
        show_text(self._why, breakable(told))
        self._people.show_people(screen)
        self._fold_when_narrow()

    def _fold_when_narrow(self) -> None:
        """What explains it stands beside the other buttons, where they leave it room."""
        super()._fold_when_narrow()
        beside = (self._refresh, self._show_me)
        room = self.width() - SCROLL_BAR_PX - self._people.names_width() - 2
        fits = sum(button.sizeHint().width() + 2 for button in beside) <= room
        if fits != (self._tools.indexOf(self._show_me) >= 0):
            for layout in (self._tools, self._box):
                layout.removeWidget(self._show_me)
            if fits:
                self._tools.addWidget(self._show_me)
            else:
                self._box.addWidget(self._show_me, 0, Qt.AlignmentFlag.AlignRight)

    def _explain(self) -> None:
        if self._read is not None:
            self.command.emit(f"cause #{self._read}")
