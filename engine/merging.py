"""Values that are several rows of a key: what their rows say together. Pure.

Each row merges by its higher version, so a replica, a hint or a hash tree needs to know nothing of
these values. What they say is read off the shape of the rows, never off a setting, which may have
changed since they were written; rows of all shapes may stand side by side.

- Likes of a post. `("like", POST, USER)`, True: that user likes it. `("likes", POST)`, a number: a
  count that is read and written again. `("likes", POST, "+", "A.0")` and `"-"`, a number: how often
  server A in its incarnation 0 has counted up, and down. Newer is larger there, for such a row's
  version is its number: a PN-counter of two grow-only vectors, merged by the maximum.
- Whom a user follows. `(OTHER,)`: True or False, the last writer wins. `(OTHER, TAG)`, True: an
  addition of its own; a removal deletes those that it has seen, so an addition that it has not
  seen wins. `(OTHER, "+")` and `(OTHER, "-")`: two sets that only grow; what was removed once never
  comes back.
- A post. `("post", POST)`, then `("post", POST, DOT)` for every version that was written without
  overwriting the ones before. Each deletes those that its author has seen; two that have not seen
  each other stay side by side, as siblings.
- Comments. `("comment", POST, ID)`: a list that only grows, in the order of versions; a deleted one
  leaves its tombstone.

A plain row (`(OTHER,)` that is False, `("post", POST)` with a text) says something of the whole: it
overrules all other rows that are older. A tombstone deletes its own row and says no more.

Sources: Shapiro, Preguica, Baquero, Zawirski: "A Comprehensive Study of Convergent and Commutative
Replicated Data Types", INRIA RR-7506, 2011; Preguica, Baquero, Almeida, Fonte, Goncalves: "Dotted
Version Vectors", arXiv:1011.5808, 2010. A context here is the set of all dots seen, which is the
same relation as theirs without the compression.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from engine.values import Cell, Copy, Entry, Row
from engine.versions import Version

Rows = Mapping[Row, Copy]
"""The rows of one key, or of several walls."""
ByKey = Mapping[str, Mapping[Cell, Copy]]
"""The rows of all keys, key by key."""


def likes(rows: Rows) -> Counter[str]:
    """How often each post is liked."""
    found: Counter[str] = Counter()
    for row, (_, value) in rows.items():
        if row[0] == "like":
            found[row[1]] += bool(value)
        elif row[0] == "likes" and isinstance(value, int):
            found[row[1]] += -value if row[2:3] == ("-",) else value
    return found


def is_tally(row: Row) -> bool:
    """Whether it is a row of a counter: what is newer includes what is older."""
    return row[0] == "likes" and len(row) > 2


def members(rows: Rows) -> tuple[str, ...]:
    """Who is in the set, such as those whom a user follows."""
    found: defaultdict[str, dict[Row, Copy]] = defaultdict(dict)
    for row, copy in rows.items():
        found[row[0]][row[1:]] = copy
    return tuple(sorted(other for other, mine in found.items() if _is_member(mine)))


def _is_member(rows: Rows) -> bool:
    removed = rows.get(("-",))
    if removed is not None and removed[1]:
        return False
    plain = rows.get(())
    refused = plain[0] if plain is not None and plain[1] is False else None
    return any(on and (refused is None or version > refused) for version, on in rows.values())


@dataclass(frozen=True, slots=True)
class Post:
    """What a post's rows say."""

    texts: tuple[str, ...]
    """Its versions, the oldest first: more than one are siblings; none: it was deleted."""
    newest: Version
    """The version of the newest row, be it a tombstone."""
    context: tuple[Row, ...]
    """All its rows, those that were deleted as well."""


def posts(rows: Rows) -> dict[str, Post]:
    """The posts among these rows, by number."""
    found: defaultdict[str, dict[Row, Copy]] = defaultdict(dict)
    for row, copy in rows.items():
        if row[0] == "post":
            found[row[1]][row] = copy
    return {number: _post(mine) for number, mine in found.items()}


def _post(rows: Rows) -> Post:
    whole = [version for row, (version, text) in rows.items() if len(row) == 2 and text is not None]
    live = sorted(
        (version, row, str(text))
        for row, (version, text) in rows.items()
        if text is not None and (not whole or version >= whole[0])
    )
    newest = max(version for version, _ in rows.values())
    return Post(tuple(text for *_, text in live), newest, tuple(sorted(rows)))


def comments(rows: Rows) -> dict[str, list[tuple[str, str, str]]]:
    """The comments among these rows, by post: (id, author, text), by version and then by id."""
    found: defaultdict[str, list[tuple[Version, str, tuple[str, ...]]]] = defaultdict(list)
    for row, (version, value) in rows.items():
        if row[0] == "comment" and isinstance(value, tuple):
            found[row[1]].append((version, row[2], value))
    return {
        post: [(identity, author, text) for _, identity, (author, text) in sorted(mine)]
        for post, mine in found.items()
    }


def of_key(key: str, found: Mapping[Cell, Copy]) -> dict[Row, Copy]:
    """The rows of one key among the cells found."""
    return {row: copy for (k, row), copy in found.items() if k == key}


def by_key(entries: Iterable[Entry]) -> ByKey:
    """Rows by the key that they are of."""
    found: defaultdict[str, dict[Cell, Copy]] = defaultdict(dict)
    for cell, copy in entries:
        found[cell[0]][cell] = copy
    return found


def of_keys(keys: Iterable[str], rows: ByKey) -> dict[Cell, Copy]:
    """The rows of these keys, key by key."""
    return {cell: copy for key in keys for cell, copy in rows.get(key, {}).items()}


def of_walls(found: Mapping[Cell, Copy]) -> dict[Row, Copy]:
    """The rows of all walls among the cells found; a post's number tells whose it is."""
    return {row: copy for (key, row), copy in found.items() if key.startswith("wall:")}
