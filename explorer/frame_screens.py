"""The screens in a frame: what each user, reader or editor sees, and what is missing from it."""

from dataclasses import dataclass
from typing import Literal

PostState = Literal["seen", "sending", "posted", "unknown"]
BadgeState = Literal["none", "fresh", "unconfirmed", "stale", "older", "unavailable", "waiting"]
"""`older`: stale as well, where that does no harm; `unconfirmed`: not stale, nor acknowledged."""
ArticleState = Literal[
    "unread", "newest", "unconfirmed", "older", "absent", "asking", "unanswered", "unknown"
]
"""`unconfirmed`: what was read nobody has acknowledged so far; `unknown`: what was written."""
ScreenRole = Literal["user", "reader", "editor"]
"""Whose screen it is: a user of the social network, or of a site of articles."""


@dataclass(frozen=True, slots=True)
class PostView:
    """A post as one user sees it."""

    number: str
    author: str
    text: str
    state: PostState
    posted_us: int
    likes: int = 0
    liked: bool = False
    comments: tuple[tuple[str, str], ...] = ()
    """(author, text), in the order of their versions."""
    fate: str = ""
    """What became of one whose outcome is unknown, seen from outside; empty: that is open."""
    operation: int = 0
    """The operation that wrote it; 0: it was there before the run."""
    siblings: tuple[str, ...] = ()
    """All texts that it has at once, the oldest first, where there is more than one."""


@dataclass(frozen=True, slots=True)
class MissingView:
    """Something acknowledged before the user's last read began, which that read did not show."""

    text: str
    reason: str


@dataclass(frozen=True, slots=True)
class ArticleView:
    """An article as one person's device has it; `text` is empty where it has none."""

    title: str
    text: str
    state: ArticleState
    said: str
    """One sentence: which edition it is, or what is being done to get it."""
    why: str = ""
    """Why it is not the newest, or why there is none."""
    read: int | None = None
    """The read that missed the newest, whose cause "show me" lights."""


@dataclass(frozen=True, slots=True)
class ScreenView:
    """What one user sees: the last feed that was read, and what the user did since.

    At a site of articles there are `articles` instead of posts, and nobody is followed.
    """

    user: str
    server: str
    user_session: str
    badge: BadgeState
    badge_text: str
    """Two to five words: '1 version behind', 'no answer'; none where `asked_us` says it."""
    explanation: str
    """One sentence on why the badge is what it is."""
    posts: tuple[PostView, ...]
    missing: tuple[MissingView, ...]
    follows: tuple[str, ...]
    friends: tuple[str, ...]
    others: tuple[str, ...]
    """Users whom this one could follow."""
    read: int | None = None
    """The read that the badge is about, whose cause it leads to; None where nothing is amiss."""
    notice: str = ""
    """The last refusal or unknown outcome, in words; empty when there is none."""
    noticed: int | None = None
    """The write that the notice is about, to whose cause it leads; None: it is about none."""
    refused: tuple[str, int] | None = None
    """The action and the number of the user's last write, while it is a refused one."""
    role: ScreenRole = "user"
    articles: tuple[ArticleView, ...] = ()
    hidden: bool = False
    """Whether the server that its user is near is not drawn."""
    acted_us: int | None = None
    """When its user last asked for something or was answered."""
    asked_us: int | None = None
    """When a feed that was fresh had been asked for: of that moment it says so."""
    overtaken: bool = False
    """Something that it does not show has been acknowledged since."""
