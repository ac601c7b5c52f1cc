"""What a history keeps packed comes out as whoever keeps all of it as it is has it."""

from bisect import bisect_left
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine import all_operations, rows
from engine.all_operations import AllOperations
from engine.records import Line, Operation, Staleness
from engine.rows import Rows
from engine.shelf import Shelf
from engine.table import Table
from engine.writers import Writers
from explorer.filed import FiledShelf

SMALL = st.integers(0, 9)


@pytest.fixture
def tiny(monkeypatch):
    """Pages of two operations, or rows; one more is kept as it is."""
    for module in (all_operations, rows):
        monkeypatch.setattr(module, "PAGE", 2)
        monkeypatch.setattr(module, "KEPT", 1)


class Plain:
    """All operations one by one: large, and obvious."""

    def __init__(self) -> None:
        self.all: dict[int, Operation] = {}
        self.ended: list[int] = []

    def take(self, operations, step, at):
        """Does the same here and there."""
        what, which, user = step
        number = 1 + len(self.all) if what == "begin" or not self.all else 1 + which % len(self.all)
        if what == "begin" or not self.all:
            made = operation(number, user, at)
            self.all[number] = made
            operations.begin(replace(made))
            return
        here, there = self.all[number], operations.to_change(number)
        for each in (here, there):
            if what == "note":
                each.course += ((at, at, "mend", ("A",), 0),)
            elif what == "end":
                each.outcome, each.ended_us, each.ended_at = "info", 10 * at, at
                each.staleness = Staleness((which,), which) if which % 3 else None
        if what == "end":
            self.ended.append(number)
            operations.end(there)
            for each in (here, there):  # what is said of it right after its end
                each.reason = f"late {at}"


def operation(number, user, at):
    return Operation(number, user, "open", "A", "read", "", "", ("page:1",), None, 10 * at, at)


STEPS = st.lists(
    st.tuples(
        st.sampled_from(["begin", "end", "end", "note"]), SMALL, st.sampled_from(["X", "reader 1"])
    ),
    max_size=60,
)


@pytest.mark.usefixtures("tiny")
@pytest.mark.parametrize("kind", [Shelf, FiledShelf])
def test_operations_come_out_as_they_went_in(kind):
    @given(STEPS, SMALL, SMALL)
    def check(steps, at, other):
        plain, operations = Plain(), AllOperations(kind())
        for place, step in enumerate(steps):
            plain.take(operations, step, place)
        assert list(operations.items()) == list(plain.all.items())
        assert list(operations.begun) == list(plain.all.values())
        assert list(operations.ended) == [plain.all[number] for number in plain.ended]
        assert operations.begun[at:other] == list(plain.all.values())[at:other]
        begun = [o.invoked_at for o in plain.all.values()]
        assert operations.begun.before(5 * at) == bisect_left(begun, 5 * at)
        assert operations.begun.before_us(50 * at) == bisect_left(begun, 5 * at)
        known = [number for number in range(-3, 63) if number in operations]
        assert known == list(plain.all)
        assert operations.get(0) is operations.get(-1) is operations.get(62) is None

    check()


@pytest.mark.usefixtures("tiny")
def test_of_what_is_over_a_few_are_whole_and_people_always_are():
    operations = AllOperations(Shelf())
    for number in range(1, 41):
        asked = operation(number, "X" if number % 10 == 0 else "reader 1", number)
        operations.begin(asked)
        asked.ended_at = asked.ended_us = number
        if number != 7:
            operations.end(asked)
    whole = {o.number for o in operations.whole}
    assert {7, 10, 20, 30, 40} < whole
    assert len(whole) <= 5 + 3
    operations.to_change(8).n = 3
    for number in range(41, 51):
        late = operation(number, "reader 2", number)
        operations.begin(late)
        operations.end(late)
    assert 8 not in {o.number for o in operations.whole}, "it is packed once more"
    assert operations[8].n == 3


ROWS = st.lists(st.tuples(st.integers(0, 2), st.integers(-(1 << 63), (1 << 63) - 1)), max_size=30)


@pytest.mark.usefixtures("tiny")
def test_rows_are_as_in_a_list():
    @given(ROWS, st.integers(-1, 60), SMALL)
    def check(told, value, changed):
        found, plain, now = Rows(2, Shelf(), rising=(0,)), [], 0
        for later, what in told:
            now += later
            found.newest.extend((now, what))
            plain.append((now, what))
            if len(found.newest) >= found.most:
                assert list(found.oldest(1)) == [r[1] for r in plain[found.packed :][: found.page]]
                found.pack()
            if changed == what % 10:
                found.newest[-1] = changed
                plain[-1] = now, changed
        assert [tuple(found[i]) for i in range(len(plain))] == plain
        assert found.below(0, value) == bisect_left([row[0] for row in plain], value)

    check()


@given(st.lists(st.tuples(SMALL, SMALL, st.text(), SMALL)), st.integers(-9, 9), st.integers(-9, 9))
def test_a_table_is_as_a_list(told, first, end):
    table = Table("iqOi")
    for row in told:
        table.append(row)
    assert list(table) == told
    assert list(reversed(table)) == told[::-1]
    assert table[first:end] == told[first:end]
    assert [table[i] for i in range(-len(told), len(told))] == told + told
    assert len(table) == len(told)


VERSION = st.tuples(SMALL, SMALL, st.sampled_from("AB"))


@given(st.lists(st.tuples(st.integers(0, 2), SMALL, VERSION, SMALL)), VERSION | st.none(), SMALL)
def test_a_line_tells_of_what_was_newer(told, version, before):
    line, plain, at = Line(), [], 0
    for later, time_us, other, number in told:
        at += later
        line.add(at, time_us, other, number)
        plain.append((at, time_us, other, number))
    newer = [e for e in plain if e[0] < before and (version is None or e[2] > version)]
    assert line.above(version, before) == newer[::-1]


CELL = st.sampled_from([("page:1", ("text",)), ("page:2", ("text",))])


@given(st.lists(st.tuples(CELL, VERSION, SMALL)), CELL, VERSION)
def test_writers_are_as_in_a_dict(told, cell, version):
    writers, plain = Writers(), {}
    for each in told:
        writers.add(*each)
        plain[each[:2]] = each[2]
    assert writers == plain
    assert len(writers) == len(plain)
    assert writers.get((cell, version)) == plain.get((cell, version))
    assert writers.first == (told[0][2] if told else None)
