"""What a user's device has seen of posts, and what it makes of what it is told next. Pure.

A device forgets nothing of a post that it shows: a feed may come from a server that lacks what an
earlier one had, and an edit overwrites all that its author has ever seen of the post.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from engine import merging
from engine.values import Cell, Copy, Row
from engine.versions import GENESIS, Version


@dataclass(frozen=True, slots=True)
class SeenPost:
    """A post that a user has seen, or has written: what the user's device knows of it."""

    number: str
    author: str
    text: str
    siblings: tuple[str, ...] = ()
    """All texts that it has at once, the oldest first, where there is more than one."""
    comments: tuple[tuple[str, str, str], ...] = ()
    """(id, author, text) of each."""
    context: tuple[Row, ...] = ()
    """The post's own rows that were ever seen."""
    newest: Version = GENESIS
    """The highest version among them."""

    def is_called(self, reference: str) -> bool:
        """Whether these words mean this post: its number or one of its texts."""
        return reference in (self.number, self.text, *self.siblings)

    def with_past(self, before: "SeenPost | None") -> "SeenPost":
        """The post with all of it that was seen before, which the last answer may have missed."""
        if before is None or (before.context == self.context and before.newest <= self.newest):
            return self
        context = tuple(sorted({*before.context, *self.context}))
        return replace(self, context=context, newest=max(before.newest, self.newest))

    def edited(self, text: str, written: merging.Post) -> "SeenPost":
        """The post after its user's own text was acknowledged, written in these rows."""
        news = replace(self, text=text, siblings=(), context=written.context)
        return replace(news, newest=written.newest).with_past(self)


def owner(post: str) -> str:
    """Who wrote the post: its number begins with the author's name."""
    return post.partition("#")[0]


def posts(found: Mapping[Cell, Copy]) -> list[SeenPost]:
    """The posts among the rows found, the oldest first; deleted ones are not there."""
    rows = merging.of_walls(found)
    comments = merging.comments(rows)
    shown = [
        SeenPost(
            number=number,
            author=owner(number),
            text=post.texts[-1],
            siblings=post.texts if len(post.texts) > 1 else (),
            comments=tuple(comments.get(number, ())),
            context=post.context,
            newest=post.newest,
        )
        for number, post in merging.posts(rows).items()
        if post.texts
    ]
    return list(in_order(shown))


def in_order(shown: Iterable[SeenPost]) -> tuple[SeenPost, ...]:
    """These posts, the oldest first."""
    return tuple(sorted(shown, key=lambda post: (post.newest, post.number)))


def after_feed(
    seen: Iterable[SeenPost], user: str, found: Mapping[Cell, Copy]
) -> tuple[SeenPost, ...]:
    """The feed just read; a device also knows its user's own posts that the feed did not show."""
    before = {post.number: post for post in seen}
    there = merging.posts(merging.of_walls(found))
    own = [p for p in before.values() if p.author == user and p.number not in there]
    return (*(post.with_past(before.get(post.number)) for post in posts(found)), *own)


def after_write(
    seen: Iterable[SeenPost], text: str, found: Mapping[Cell, Copy]
) -> tuple[SeenPost, ...]:
    """With the user's own text of the post that these rows are of, which was acknowledged."""
    written = merging.posts(merging.of_walls(found))
    return tuple(p.edited(text, written[p.number]) if p.number in written else p for p in seen)
