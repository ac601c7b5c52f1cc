"""A run as Jepsen histories: registers, sessions and lists, each as its checkers want them.

Three sorts, each in a folder of its own, for a folder is what `check` reads: `registers` has a file
for every row that was written (Knossos, Porcupine); `sessions` has all rows in one, the user
session being the process; `lists` has walls as lists that posts are appended to (Elle). A value is
the number of the write that wrote it; what was there before the run is nil. An operation without
an answer is `info`, or, where the run ends first, has no completion.

A process asks for one thing at a time: what a user asks for besides has another process, and so in
`sessions` a session of its own. A read of several rows at once is, there, one after the other; so
a checker of sessions, who is not told the order of versions either, may find less than the run did.

Times are in nanoseconds. The order of the lines is the order of the log.
"""

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import groupby

from engine.records import Operation
from engine.values import Cell
from engine.versions import Version
from explorer import items
from explorer.formats.facts import NS_IN_US, Facts

Place = tuple[int, int]
"""Of an event in the log, and which of several lines at it."""
Post = tuple[Cell, int]
"""The row of a post, and the number of the write."""


@dataclass(frozen=True, slots=True)
class Asked:
    """One operation of a history; what was asked and answered as EDN (None: no answer)."""

    operation: Operation
    f: str
    asked: str
    answered: str | None
    key: str
    call: Place
    end: Place | None


def files(facts: Facts) -> Iterator[tuple[str, str]]:
    """(name below the folder, text) of every file."""
    asked = list(_registers(facts))
    of_item: dict[str, list[Asked]] = defaultdict(list)
    for one in asked:
        of_item[one.key].append(one)
    for number, (item, found) in enumerate(sorted(of_item.items()), 1):
        name = "".join(c if c.isalnum() else "-" for c in item).strip("-")
        yield f"registers/{number:03}-{name[:60]}.edn", _history(found)
    yield "sessions/sessions.edn", _history(list(_one_by_one(asked)), sessions=True)
    if lists := list(_lists(facts)):
        yield "lists/list-append.edn", _history(lists)


# -- operations


def _made(o: Operation, f: str, asked: str, answered: str | None, key: str = "") -> Asked:
    """An operation of the run, or a part of it."""
    end = None if o.ended_at is None else (o.ended_at, 0)
    answered = answered if o.outcome == "ok" else None
    return Asked(o, f, asked, answered, key, (o.invoked_at, 0), end)


def _registers(facts: Facts) -> Iterator[Asked]:
    """Operations on rows, as the run's own verdicts are judged from."""
    rows, _ = items.rows(facts.history)
    numbers = {value: number for number, _, kind, _, value, *_ in rows if kind == "write"}
    for number, _, kind, item, value, *_ in rows:
        told = "nil" if value is None else str(numbers[value])
        asked = told if kind == "write" else "nil"
        operation = facts.history.operations[number]
        yield _made(operation, f":{kind}", asked, told, json.dumps(item, ensure_ascii=False))


def _one_by_one(found: Iterable[Asked]) -> Iterator[Asked]:
    """What an operation did with several rows, one after the other, the first from its call on."""
    by_operation = sorted(found, key=lambda asked: asked.operation.number)
    for _, parts in groupby(by_operation, key=lambda asked: asked.operation.number):
        for at, part in enumerate(parts):
            if part.end is None:
                yield replace(part, call=(part.call[0], at))
            else:
                call = (part.end[0], 2 * at) if at else part.call
                yield replace(part, call=call, end=(part.end[0], 2 * at + 1))


def _lists(facts: Facts) -> Iterator[Asked]:
    """Posts as appends to their walls, and what reads of walls showed of them, oldest first."""
    posts: dict[str, dict[Cell, int]] = defaultdict(dict)
    for o in facts.history.begun:
        new = (cell for cell, _, _ in o.written if o.action == "post" and cell[1][0] == "post")
        for wall, row in new:
            if (wall, row) not in posts[wall]:
                posts[wall][wall, row] = o.number
                told = f"[[:append {json.dumps(wall)} {o.number}]]"
                yield _made(o, ":txn", told, told)
    for o in facts.history.begun:
        walls = [key for key in o.keys if key in posts]
        if o.kind == "read" and walls:
            asked = " ".join(f"[:r {json.dumps(wall)} nil]" for wall in walls)
            seen = " ".join(f"[:r {json.dumps(wall)} [{_shown(o, posts[wall])}]]" for wall in walls)
            yield _made(o, ":txn", f"[{asked}]", f"[{seen}]")


def _shown(read: Operation, posts: dict[Cell, int]) -> str:
    """The posts of a wall that a read returned, in the order of their versions."""
    found: list[tuple[Version, int]] = [
        (read.result[cell], number) for cell, number in posts.items() if cell in read.result
    ]
    return " ".join(str(number) for _, number in sorted(found))


# -- lines


def _history(found: list[Asked], *, sessions: bool = False) -> str:
    """Invocations and completions in the order of the log."""
    processes = _Processes(sessions=sessions)
    events = [(one.call, one, True) for one in found]
    events += [(one.end, one, False) for one in found if one.end is not None]
    lines: list[str] = []
    for _, one, begins in sorted(events, key=lambda event: (event[0], event[2])):
        process = processes.begin(one) if begins else processes.end(one)
        lines.append(_line(len(lines), one, process, begins=begins, keyed=sessions))
    return "".join(lines)


def _line(index: int, one: Asked, process: str, *, begins: bool, keyed: bool) -> str:
    o, info = one.operation, one.answered is None
    kind = ":invoke" if begins else ":info" if info else ":ok"
    value = one.asked if begins or info else one.answered
    ends = not begins or one.call[0] == o.ended_at  # a later part of it begins where it ended
    time_us = (o.ended_us or 0) if ends else o.invoked_us
    key = f" :key {one.key}," if keyed else ""
    return (
        f"{{:index {index}, :type {kind}, :process {process}, :f {one.f},{key} "
        f":value {value}, :time {time_us * NS_IN_US}}}\n"
    )


class _Processes:
    """Who asks: one thing at a time; and nothing more after `info`, save in sessions."""

    def __init__(self, *, sessions: bool) -> None:
        self._sessions = sessions
        self._free: dict[str, list[str]] = defaultdict(list)
        self._of: dict[int, str] = {}
        self._made: dict[str, int] = defaultdict(int)

    def begin(self, one: Asked) -> str:
        """The process of an operation that begins: the first of its user's that is free."""
        user = one.operation.user
        free = self._free[user]
        self._of[id(one)] = free.pop(0) if free else self._new(user)
        return self._of[id(one)]

    def end(self, one: Asked) -> str:
        """The same process, when the operation has ended."""
        process = self._of.pop(id(one))
        if self._sessions or one.answered is not None:
            self._free[one.operation.user].append(process)
            self._free[one.operation.user].sort()
        return process

    def _new(self, user: str) -> str:
        whose = user if self._sessions else ""
        self._made[whose] += 1
        count = self._made[whose]
        if not self._sessions:
            return str(count - 1)
        return json.dumps(user if count == 1 else f"{user}, at once {count}", ensure_ascii=False)
