"""What a client was asked and answered, as operations to check: which model, keys and values.

`Asked` is an operation of the file as it stands there; `operations` makes operations to check of
them all, or says of each that it cannot. Values stay apart that Python would call equal: true is no
1, and 1.0 is none either.
"""

from collections.abc import Hashable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from engine.checkers.checks import Kind, Op, Outcome
from explorer.edn import Report, Word, word

Model = Literal["register", "cas-register", "list-append", "sessions"]
MODELS: tuple[Model, ...] = ("register", "cas-register", "list-append", "sessions")
MISSING: Any = object()
"""Where a field is not there: nil is a value."""
_NAMES: dict[str, Kind] = {"append": "append", "r": "read", "w": "write"}
_KINDS: dict[Any, Kind] = {
    alike: kind for name, kind in _NAMES.items() for alike in (name, ":" + name, word(":" + name))
}


@dataclass(slots=True)
class Asked:
    """One operation of the file; `call` and `end` are the numbers of its lines among all."""

    process: Hashable
    f: str
    """read, write, cas or txn."""
    key: Any
    value: Any
    call: int
    offset: int
    end: int | None = None
    outcome: Outcome = "info"
    answer: Any = None
    answered: int = 0
    """The offset of the completion."""


class MalformedError(ValueError):
    """An operation that is none of the model, by what was asked, or by what was answered."""

    def __init__(self, message: str, *, answered: bool = False) -> None:
        super().__init__(message)
        self.answered = answered


def model_of(found: Sequence[Asked]) -> Model | None:
    """The model that this history is of; None: there is no operation in it."""
    if not found:
        return None
    if any(asked.f == "txn" for asked in found):
        return "list-append" if any(map(_has_list, found)) else "register"
    if any(asked.f == "cas" for asked in found):
        return "cas-register"
    return "sessions" if found[0].key is not MISSING else "register"


def _has_list(asked: Asked) -> bool:
    """Whether it appends to a list, or read one."""
    parts = [*_parts(asked.value), *_parts(asked.answer)]
    return any(
        _KINDS.get(_hashable(part[0])) == "append" or isinstance(part[2], list) for part in parts
    )


def _parts(value: Any) -> list[list[Any]]:
    if not isinstance(value, list):
        return []
    return [part for part in value if isinstance(part, list) and len(part) == 3]


def _hashable(value: Any) -> Any:
    return value if isinstance(value, str | Word) else None


def operations(found: Sequence[Asked], model: Model, report: Report) -> list[Op]:
    """All operations of the model; what is none of it goes to `report`."""
    paired = is_paired(found)
    transactions = bool(found) and found[0].f == "txn"
    ops: list[Op] = []
    for number, asked in enumerate(found):
        try:
            if (asked.f == "txn") != transactions:
                raise MalformedError("transactions and single operations do not mix")
            if asked.f == "txn":
                ops += _transaction(number, asked, model)
            else:
                ops.append(_single(number, asked, model, paired=paired))
        except MalformedError as error:
            report(asked.answered if error.answered else asked.offset, str(error))
    return ops


def is_paired(found: Sequence[Asked]) -> bool:
    """Whether values are [key value], as jepsen.independent writes them.

    The first operation tells: a read is else invoked with nil, and a write with a scalar.
    """
    if not found or found[0].key is not MISSING:
        return False
    first = found[0].value
    return (
        isinstance(first, list)
        and len(first) == 2
        and (found[0].f != "cas" or isinstance(first[1], list))
    )


def _single(number: int, asked: Asked, model: Model, *, paired: bool) -> Op:
    if model == "list-append" or (model == "sessions" and asked.f == "cas"):
        raise MalformedError(f"{asked.f} is no operation of the model {model}")
    key, given = _keyed(asked, asked.value, paired=paired)
    value = _given(asked.f, given)
    if asked.outcome == "ok":
        value = _answered(asked, key, value, paired=paired)
    kind: Kind = "read" if asked.f == "read" else "cas" if asked.f == "cas" else "write"
    return Op(number, asked.process, kind, key, value, asked.call, asked.end, asked.outcome)


def _answered(asked: Asked, key: Hashable, value: Hashable, *, paired: bool) -> Hashable:
    """What was read; of what writes, what was asked for, unless the answer contradicts it."""
    if asked.answer is None and asked.f != "read":
        return value
    answer_key, answer = _keyed(asked, asked.answer, paired=paired, answered=True)
    if answer_key != key:
        raise MalformedError("this answers for another key than was asked for", answered=True)
    if asked.f == "read":
        return _scalar(answer, answered=True)
    if answer is not None and _given(asked.f, answer, answered=True) != value:
        raise MalformedError("this answers for another value than was asked for", answered=True)
    return value


def _given(f: str, value: Any, *, answered: bool = False) -> Hashable:
    """What is written, or tried: (old, new). A read is given nothing that matters."""
    if f == "read":
        return None
    if f == "write":
        return _scalar(value, answered=answered)
    if not isinstance(value, list) or len(value) != 2:
        raise MalformedError("a cas takes [old new]", answered=answered)
    return _scalar(value[0], answered=answered), _scalar(value[1], answered=answered)


def _keyed(
    asked: Asked, value: Any, *, paired: bool, answered: bool = False
) -> tuple[Hashable, Any]:
    """The key, and the value without it."""
    if not paired:
        return (None if asked.key is MISSING else _scalar(asked.key)), value
    if asked.key is not MISSING or not isinstance(value, list) or len(value) != 2:
        text = "here must be [key value], as in the first operation"
        raise MalformedError(text, answered=answered)
    return _scalar(value[0], answered=answered), value[1]


def _scalar(value: Any, *, answered: bool = False) -> Hashable:
    """A value that can be compared, unlike any of another type."""
    if value is None or type(value) in (int, str, Word):
        return value  # type: ignore[no-any-return]
    if type(value) in (bool, float):
        return word(str(value).lower())
    text = "here must be one value: a number, a text, a keyword or nil"
    raise MalformedError(text, answered=answered)


# -- transactions


def _transaction(number: int, asked: Asked, model: Model) -> Iterator[Op]:
    """Its operations, all with its number, call and end."""
    parts = _checked(asked.value)
    answers = _checked(asked.answer, answered=True) if asked.outcome == "ok" else parts
    if [(k, key) for k, key, _ in answers] != [(k, key) for k, key, _ in parts]:
        raise MalformedError("this answers for other operations than were asked for", answered=True)
    for (kind, key, value), (_, _, answer) in zip(parts, answers, strict=True):
        if (kind == "append") != (model == "list-append") and kind != "read":
            raise MalformedError(f"this is no operation of the model {model}")
        if kind == "read":
            known = answer if asked.outcome == "ok" else None
            read = _line(known) if model == "list-append" else _scalar(known, answered=True)
        else:
            read = _scalar(value)
            if _scalar(answer, answered=True) != read:
                raise MalformedError(
                    "this answers for another value than was asked for", answered=True
                )
        yield Op(number, asked.process, kind, key, read, asked.call, asked.end, asked.outcome)


def _checked(value: Any, *, answered: bool = False) -> list[tuple[Kind, Hashable, Any]]:
    if not isinstance(value, list) or len(_parts(value)) != len(value):
        text = "a transaction takes a vector of [f key value]"
        raise MalformedError(text, answered=answered)
    found = [(_KINDS.get(_hashable(f)), _scalar(key, answered=answered), v) for f, key, v in value]
    if any(kind is None for kind, _, _ in found):
        text = "a transaction's operations are append, r and w"
        raise MalformedError(text, answered=answered)
    return [(kind, key, v) for kind, key, v in found if kind is not None]


def _line(value: Any) -> tuple[Hashable, ...]:
    if value is None:
        return ()
    if not isinstance(value, list):
        raise MalformedError("a list is read here: a vector, or nil", answered=True)
    return tuple(_scalar(entry, answered=True) for entry in value)
