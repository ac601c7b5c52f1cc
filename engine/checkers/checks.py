"""What the consistency checkers share: operations as they judge them, verdicts, words. Pure.

    ops    --registers.linearizable-->  Verdict("violated", "«a» must come before «b»: ...", (3, 7))
    ops    --session_checks.judge-->    Verdict("holds")
    ops    --causal.causal-->           Verdict("unknown", "the value «a» is written twice")

An operation is ok, fail (it did not happen) or info (it may have happened, and its end is never).
One total order of events decides before and after, so there are no ties: `call` and `end` are
places in it. Values are compared by `==`, so whoever reads them in keeps 1 and True apart. The
initial value is None, "nothing there", as if written before all else.

Each checker says at its top what it decides, and how exactly. A verdict is `holds`, `violated`
with a witness, or `unknown` with its reason, which is never a pass. Nothing here depends on a
clock or on the order of a set: budgets are counted in steps, so that every verdict is repeatable.
"""

from collections import defaultdict
from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass
from typing import Literal, NamedTuple

Kind = Literal["read", "write", "cas", "append"]
Outcome = Literal["ok", "fail", "info"]
Answer = Literal["holds", "violated", "unknown"]

BEFORE = -1
"""The place of the initial value's write: before every event."""
NEVER = 1 << 200
"""The place of the end of an operation that never ended: after every event."""
LONGEST_SHOWN = 40
"""Letters of a value that are shown in a sentence."""


class Op(NamedTuple):
    """One operation on one key; those of one transaction share number, process, call and end."""

    number: int
    """Its number in the history, by which witnesses name it."""
    process: Hashable
    """Who asked: the user session, Jepsen's process."""
    kind: Kind
    key: Hashable
    """None where the history knows one register only."""
    value: Hashable
    """Written or appended, read (of a list: a tuple), or (expected, new) of a cas."""
    call: int
    end: int | None
    """None: never. An info operation has none."""
    outcome: Outcome = "ok"


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a checker found; `witness` are the numbers of the operations that show it."""

    answer: Answer
    explanation: str = ""
    witness: tuple[int, ...] = ()


HOLDS = Verdict("holds")


def happened(ops: Iterable[Op]) -> list[Op]:
    """What can be judged: neither failed operations nor reads of which no answer is known."""
    return [op for op in ops if op[7] == "ok" or (op[7] == "info" and op[2] != "read")]


def by_key(ops: Iterable[Op]) -> list[list[Op]]:
    """What can be judged, a list a key, the shortest first: an error is found soonest there."""
    groups: defaultdict[Hashable, list[Op]] = defaultdict(list)
    for op in ops:
        if op[7] == "ok" or (op[7] == "info" and op[2] != "read"):
            groups[op[3]].append(op)
    return sorted(groups.values(), key=len)


def impossible(ops: Sequence[Op], everything: Sequence[Op] | None = None) -> Verdict | None:
    """A read of what nobody wrote, or not yet; None when there is none.

    Of registers only, reused values and cas included. It is a violation of every model: the
    checkers look for it first, and may rely on it afterwards.
    """
    earliest: dict[tuple[Hashable, Hashable], Op] = {}
    for op in ops:
        if op.outcome != "fail" and op.kind != "read":
            cell = (op.key, gives(op))
            if cell not in earliest or op.call < earliest[cell].call:
                earliest[cell] = op
    for op in ops:
        cell = (op.key, op.value)
        if op.kind != "read" or op.end is None or op.outcome != "ok" or op.value is None:
            continue
        if cell not in earliest or op.end < earliest[cell].call:
            return phantom(op, earliest.get(cell), ops if everything is None else everything)
    return None


def phantom(read: Op, write: Op | None, ops: Iterable[Op]) -> Verdict:
    """The verdict on a read without a write, or with one that began after the read had ended."""
    if write is not None:
        text = f"{tell(read)} had ended before its write {tell(write)} began"
        return Verdict("violated", text, (read.number, write.number))
    for op in ops:
        same = op.key == read.key and op.kind != "read" and gives(op) == read.value
        if same and op.outcome == "fail":
            text = f"{tell(read)}, but that write, #{op.number}, had failed: it did not happen"
            return Verdict("violated", text, (read.number, op.number))
    return Verdict("violated", f"{tell(read)}, which nobody wrote", (read.number,))


def gives(op: Op) -> Hashable:
    """The value that a write, a cas or an append leaves."""
    return op.value[1] if op.kind == "cas" and isinstance(op.value, tuple) else op.value


def reused(ops: Iterable[Op]) -> Verdict | None:
    """Unknown, when a key's value was written twice or a cas tried; None when values are unique."""
    seen: set[tuple[Hashable, Hashable]] = set()
    for op in ops:
        if op.kind == "cas":
            return Verdict("unknown", f"{tell(op)} is no plain write: this is not decided")
        if op.kind == "write":
            cell = (op.key, op.value)
            if cell in seen or op.value is None:
                text = f"{tell(op)} writes what was there before: which write a read saw is open"
                return Verdict("unknown", text)
            seen.add(cell)
    return None


def tell(op: Op) -> str:
    """An operation in words: '#7 (Y reads «a» of wall:X)'."""
    where = "" if op.key is None else f" of {shown(op.key)}"
    if op.kind == "cas" and isinstance(op.value, tuple):
        what = f"sets {quoted(op.value[0])} to {quoted(op.value[1])}"
    else:
        what = f"{op.kind}s {quoted(op.value)}"
    who = f"process {op.process}" if isinstance(op.process, int) else shown(op.process)
    return f"#{op.number} ({who} {what}{where})"


def quoted(value: Hashable) -> str:
    """A value as it stands in a sentence."""
    return "nothing" if value is None else f"«{shown(value)}»"


def shown(value: Hashable) -> str:
    """A value in printable letters, cut when it is long."""
    if isinstance(value, tuple):
        # a list's newest entries are what a sentence about it is about
        hidden = "... " if len(value) > 5 else ""
        return f"[{hidden}{' '.join(map(shown, value[-5:]))}]"
    text = "".join(letter if letter.isprintable() else ascii(letter)[1:-1] for letter in str(value))
    return text if len(text) <= LONGEST_SHOWN else text[: LONGEST_SHOWN - 1] + "…"
