"""What the event log is narrowed to: kinds, words, a server, a user, a request. Pure.

`Filter` is what `log kinds faults`, `log find "lunch"`, `log at B`, `log of X`, `log follow #88`
and `log all` make of one another; all of it has to be so of an event that is shown.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from engine.events import FIELDS
from explorer.event_facts import GROUPS
from explorer.letters import LETTERS
from explorer.lines import ScriptError, Words, quoted

CROWD = "crowd"
"""The name that stands for all users of a load."""
TERMS = ("who", "at", "kind", "op")
"""What may be searched for as `term=value`, beside plain words."""


@dataclass(frozen=True, slots=True)
class Filter:
    """Which events are shown; what is empty narrows nothing."""

    kinds: tuple[str, ...] = ()
    """Names of groups, of events and of kinds of messages."""
    find: str = ""
    """Plain words, and terms such as `at=B`."""
    server: str = ""
    user: str = ""
    follow: int = 0
    """The operation whose request is followed."""

    @property
    def reads_sentences(self) -> bool:
        """Whether an event's sentence has to be made before it is known to be shown."""
        return bool(searched(self.find)[1])


@dataclass(frozen=True, slots=True)
class Names:
    """Who is there to narrow the log to; where nobody is known, any name will do."""

    servers: tuple[str, ...] = ()
    users: tuple[str, ...] = ()

    def server(self, name: str, column: int = 1) -> str:
        """The name. Raises ScriptError, with those that there are, when it is no server's."""
        return _one_of(name, self.servers, "server", column)

    def user(self, name: str, column: int = 1) -> str:
        """The same of a user."""
        return _one_of(name, self.users, "user", column)


def _one_of(name: str, there: tuple[str, ...], what: str, column: int) -> str:
    if there and name not in there:
        raise ScriptError(f"there is no {what} {name!r}; there are {', '.join(there)}", column)
    return name


NOBODY_KNOWN = Names()


def narrowed(words: Words, before: Filter, names: Names = NOBODY_KNOWN) -> Filter:
    """What the words after `log` make of a filter. Raises ScriptError for what is none of them."""
    column = words.column
    match words.take("what the log is narrowed to"):
        case "all":
            return Filter()
        case "kinds":
            return replace(before, kinds=tuple(_kinds(words)))
        case "find":
            column = words.column
            find = words.take("words") if words.more() else ""
            check(find, names, column)
            return replace(before, find=find)
        case "at":
            column = words.column
            server = names.server(words.take("a server"), column) if words.more() else ""
            return replace(before, server=server)
        case "of":
            column = words.column
            user = names.user(words.take("a user"), column) if words.more() else ""
            return replace(before, user=user)
        case "follow":
            return replace(before, follow=_number(words) if words.more() else 0)
        case other:
            told = "all, kinds, find, at, of and follow"
            raise ScriptError(f"the log is not narrowed by {other!r}: there are {told}", column)


def _kinds(words: Words) -> Iterator[str]:
    while words.more():
        column, kind = words.column, words.take("a kind")
        if not _is_kind(kind):
            told = ", ".join(GROUPS)
            raise ScriptError(f"{kind!r} is no kind of event, as are {told}", column)
        yield kind


def _is_kind(kind: str) -> bool:
    return kind in GROUPS or kind in FIELDS or kind in LETTERS


def _number(words: Words) -> int:
    column, text = words.column, words.take("an operation")
    number = text.removeprefix("#")
    if not number.isdecimal():
        raise ScriptError(f"{text!r} is no operation, such as #88", column)
    return int(number)


def searched(find: str) -> tuple[dict[str, str], tuple[str, ...]]:
    """The terms of a search, and its plain words in small letters."""
    terms: dict[str, str] = {}
    plain: list[str] = []
    for word in find.split():
        term, equals, value = word.partition("=")
        if equals and value and term in TERMS:
            terms[term] = value
        else:
            plain.append(word.casefold())
    return terms, tuple(plain)


def check(find: str, names: Names, column: int = 1) -> None:
    """A term that can never be met is an error, rather than a log that is empty for no reason."""
    terms, _ = searched(find)
    if "at" in terms:
        names.server(terms["at"], column)
    if "who" in terms:
        names.user(terms["who"], column)
    kind, op = terms.get("kind", "sent"), terms.get("op", "1")
    if not _is_kind(kind):
        raise ScriptError(f"{kind!r} is no kind of event, as are {', '.join(GROUPS)}", column)
    if not op.removeprefix("#").isdecimal():
        raise ScriptError(f"{op!r} is no operation, such as op=88", column)


def line_of(verb: str, value: object = "") -> str:
    """The line that narrows the log so."""
    if verb in ("find", "of") and value:
        return f"log {verb} {quoted(str(value))}"
    return f"log {verb} {value}".rstrip()
