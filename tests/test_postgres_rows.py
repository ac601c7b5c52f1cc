"""The social network's rows as the engine's cells, and who holds them: without any server."""

import pytest

pytest.importorskip("psycopg")

from engine import social
from engine.spec import RefusedError, UserSpec
from engine.versions import GENESIS
from explorer.clusters.postgres import cells, passwords
from explorer.clusters.postgres.spreading import Spreading
from explorer.clusters.postgres.tables import Comment, Follow, Like, Post, User

WALL = ("wall:X", ("post", "X#1"))


@pytest.mark.parametrize(("cell", "value", "table", "row"), [
    (WALL, "hi", Post, {"number": "X#1", "author": "X", "text": "hi"}),
    (WALL, None, Post, {"number": "X#1", "author": "X", "text": None}),
    (("wall:X", ("comment", "X#1", "7")), ("Y", "yes"), Comment,
     {"post": "X#1", "number": "7", "author": "Y", "text": "yes"}),
    (("wall:X", ("comment", "X#1", "7")), None, Comment,
     {"post": "X#1", "number": "7", "text": None}),
    (("wall:X", ("like", "X#1", "Y")), False, Like, {"post": "X#1", "liker": "Y", "likes": False}),
    (("follows:X", ("Y",)), True, Follow, {"follower": "X", "followed": "Y", "follows": True}),
    (("account:X", ("account",)), ("s", "k"), User, {"name": "X", "salt": "s", "key": "k"}),
])  # fmt: skip
def test_a_cell_is_a_row_of_one_table(cell, value, table, row):
    assert cells.columns(cell, value) == (table, row)


@pytest.mark.parametrize("cell", [
    ("wall:X", ("likes", "X#1")), ("wall:X", ("post", "X#1", "2")), ("article:Weather", ("text",)),
])  # fmt: skip
def test_a_cell_without_a_table_is_refused_by_name(cell):
    with pytest.raises(RefusedError, match=f"no table for {cell[0]} {' '.join(cell[1])}"):
        cells.columns(cell, 1)


def test_all_that_was_there_before_a_run_has_a_table():
    users = (UserSpec("X", "A", ("Y",), ("hi",)), UserSpec("Y", "B"))
    made = cells.create(social.genesis(users))
    texts = [text.split("(")[0].strip() for text, _ in made if text.startswith("INSERT")]
    assert texts == ["INSERT INTO social.users"] * 2 + [
        "INSERT INTO social.posts", "INSERT INTO social.follows",
    ]  # fmt: skip


def test_a_read_asks_only_the_tables_of_its_keys_and_for_their_owners():
    text, given = cells.read(("wall:X", "wall:Y", "follows:X"))
    tables = [layout.table.__tablename__ for layout in cells.LAYOUTS]
    assert {name for name in tables if f"social.{name}" in text} == {
        "posts",
        "comments",
        "likes",
        "follows",
    }
    assert (given["wall"], given["follows"]) == (["X", "Y"], ["X"])
    assert "account" not in given


def test_rows_come_back_as_cells_with_versions_of_the_runs_own_time():
    rows = [
        ("wall:X", ["post", "X#0.0"], "before", cells.BEFORE, ""),
        ("wall:X", ["post", "X#1"], "hi", 5_000_123, "A"),
        ("wall:X", ["comment", "X#1", "2"], ["Y", None], 5_000_200, "B"),
        ("account:X", ["account"], ["s", "k"], 5_000_300, "A"),
    ]
    assert cells.entries(rows, 5_000_000) == (
        (("wall:X", ("post", "X#0.0")), (GENESIS, "before")),
        (WALL, ((123, 0, "A"), "hi")),
        (("wall:X", ("comment", "X#1", "2")), ((200, 0, "B"), None)),
        (("account:X", ("account",)), ((300, 0, "A"), ("s", "k"))),
    )


def test_a_password_fits_what_is_stored_of_it_and_is_never_stored_twice_alike():
    one, other = passwords.hidden("sesame"), passwords.hidden("sesame")
    assert one[0] != other[0]
    assert one[1] != other[1]
    assert passwords.fits("sesame", one)
    assert not passwords.fits("Sesame", one)
    assert not passwords.fits("", passwords.NOBODY)


# -- who holds what

FIRST, SECOND = (10, 0, "A"), (20, 0, "A")


@pytest.fixture
def told():
    return []


@pytest.fixture
def spreading(told):
    return Spreading(("A", "B", "C"), "A", lambda *event: told.append(event))


def write(spreading, operation, version, position, replayed=(), primary="A"):
    spreading.committed(operation, primary, ((WALL, (version, "hi")),), position, replayed)


def stored(told):
    return [(event[1], event[3][0]) for event in told if event[0] == "stored"]


def test_a_standby_holds_a_write_once_it_has_replayed_so_much(spreading, told):
    write(spreading, 1, FIRST, 100, replayed=("C",))
    spreading.reached("B", 99)
    assert stored(told) == [("A", 10), ("C", 10)]
    assert (spreading.awaits("B"), spreading.awaits("C")) == (True, False)
    spreading.reached("B", 100)
    assert stored(told)[2:] == [("B", 10)]


def test_who_lacks_what_was_acknowledged_is_behind_until_it_has_it(spreading, told):
    write(spreading, 1, FIRST, 100, replayed=("C",))
    spreading.acknowledged(((WALL, (FIRST, "hi")),), 50)
    spreading.reached("B", 100)
    assert [event for event in told if event[0] == "behind"] == [
        ("behind", "B", 50), ("behind", "B", None),
    ]  # fmt: skip


def test_what_the_new_primary_lacks_nobody_gets_any_more(spreading, told):
    write(spreading, 1, FIRST, 100)
    write(spreading, 2, SECOND, 200)
    spreading.promoted("B", [(WALL, (FIRST, "hi"))], {(WALL, FIRST): 1, (WALL, SECOND): 2})
    spreading.reached("C", 300)
    assert stored(told) == [("A", 10), ("A", 20), ("B", 10), ("C", 10)]


def test_positions_count_for_nothing_while_the_log_changes(spreading, told):
    write(spreading, 1, FIRST, 100)
    with spreading.changing():
        spreading.reached("B", 500)
    assert stored(told) == [("A", 10)]


def test_writes_of_a_primary_that_was_replaced_spread_no_further(spreading, told):
    spreading.promoted("B", [], {})
    write(spreading, 1, FIRST, 100)
    spreading.reached("C", 100)
    assert stored(told) == [("A", 10)]


def test_a_server_that_rejoins_has_lost_what_it_alone_had(spreading, told):
    other = ("wall:X", ("post", "X#2"))
    writers = {(WALL, FIRST): 1, (WALL, SECOND): 2, (other, FIRST): 3}
    write(spreading, 1, FIRST, 100, replayed=("B", "C"))
    spreading.promoted("B", [(WALL, (FIRST, "hi"))], writers)
    write(spreading, 2, SECOND, 200)
    spreading.committed(3, "A", ((other, (FIRST, "hi")),), 210, ())
    lost = spreading.rejoined("A", [(WALL, (FIRST, "hi"))], writers)
    assert lost == ((WALL, FIRST), (other, None))
    spreading.found("A", [(other, (FIRST, "hi"))], writers)
    assert stored(told).count(("A", 10)) == 3  # what it had lost is news to it
    write(spreading, 4, (30, 0, "B"), 300, replayed=("A",), primary="B")
    assert stored(told)[-1] == ("A", 30)
