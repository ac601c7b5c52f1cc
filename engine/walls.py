"""Who may open the page of a user's wall, and what such a page shows. Pure.

`acl:X` has a row `(READER,)` for everybody from whom X has hidden the wall: True, or False when X
does so no more. Whoever opens X's page has it read that key first and then `wall:X`, and what was
read of both decides. A feed asks for walls alone.
"""

from collections.abc import Iterable, Mapping

from engine import seen
from engine.seen import SeenPost
from engine.values import Cell, Copy


def rule(owner: str, reader: str) -> Cell:
    """The row that says whether the owner's wall is hidden from the reader."""
    return f"acl:{owner}", (reader,)


def keys(owner: str) -> tuple[str, str]:
    """What a page reads, in this order."""
    return f"acl:{owner}", f"wall:{owner}"


def is_hidden(owner: str, reader: str, found: Mapping[Cell, Copy]) -> bool:
    """Whether the owner has hidden the wall from the reader, by the rows found."""
    copy = found.get(rule(owner, reader))
    return copy is not None and copy[1] is True


def shown(owner: str, reader: str, found: Mapping[Cell, Copy]) -> dict[Cell, Copy]:
    """The rows found that the reader may see."""
    hidden = is_hidden(owner, reader, found)
    return {cell: copy for cell, copy in found.items() if not hidden and cell[0] == keys(owner)[1]}


def after_page(
    known: Iterable[SeenPost], owner: str, reader: str, found: Mapping[Cell, Copy]
) -> tuple[SeenPost, ...]:
    """What the reader's device knows of posts: of the owner's, those on the page just opened."""
    before = {post.number: post for post in known}
    page = [post.with_past(before.get(post.number)) for post in
            seen.posts(shown(owner, reader, found))]  # fmt: skip
    return (*(post for post in before.values() if post.author != owner), *page)


def overlaid(
    rows: Mapping[Cell, Copy], owner: str, reader: str, found: Mapping[Cell, Copy]
) -> dict[Cell, Copy]:
    """The rows on a reader's screen once the page is there instead of what it showed of the wall.

    What the screen has of other users stays.
    """
    others = {cell: copy for cell, copy in rows.items() if cell[0] != keys(owner)[1]}
    return others | shown(owner, reader, found)
