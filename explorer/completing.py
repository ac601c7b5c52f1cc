"""What may come next in a line of the verb language: for the palette and for consoles. Pure.

The parser itself is asked: a verb reads the words that are there, and what it asks for when they
run out is what may follow. So whatever a verb comes to take can be completed at once.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from engine.spec import SETTINGS
from explorer import glossary_reading, state
from explorer.controls import (
    A_TERM,
    EXPRESSION,
    MOMENT_OR_SERVER,
    OF_EITHER_TIER,
    QUESTIONS,
    TIERS,
    VIEWS,
)
from explorer.frame import Frame
from explorer.injecting import SERVER_OR_DELAY, SERVER_OR_MESSAGE
from explorer.lines import ScriptError, Words, last_word, quoted
from explorer.selection import KINDS
from explorer.stories import Preset
from explorer.verbs import VERBS, Verb

Named = tuple[str, str]
"""A word as it stands in a line, and what it is, in words."""
Known = Mapping[str, Sequence[Named]]
"""What there is of each kind that a verb may ask for, such as 'a server'."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A word that may come next, and what it is."""

    text: str
    help: str


@dataclass(frozen=True, slots=True)
class Completion:
    """What may stand from column `start` (from 0) on, instead of what has been begun there.

    `wanted` says in words what is asked for there, such as 'a server'; `verb` is the line's.
    """

    start: int
    candidates: tuple[Candidate, ...]
    wanted: tuple[str, ...] = ()
    verb: Verb | None = None


class Listener(Words):
    """Words that run out in the middle of a line, and remember what was asked for there."""

    def __init__(self, line: str) -> None:
        """With nothing asked so far."""
        super().__init__(line)
        self.wanted: dict[str, None] = {}
        self.keywords: dict[str, None] = {}

    def more(self) -> bool:
        """Always: something more may be written."""
        return True

    def alone(self) -> bool:
        """Never, for the same reason."""
        return False

    def take(self, what: str) -> str:
        """The next word; where there is none, `what` is wanted."""
        if not self._words:
            self.wanted[what] = None
        return super().take(what)

    def accept(self, *keywords: str) -> str:
        """The next word, if it is one of these; where there is none, each of them is wanted."""
        if not self._words:
            self.keywords |= dict.fromkeys(keywords)
        return super().accept(*keywords)

    def names(self, what: str, *ends: str) -> tuple[str, ...]:
        """Plain words; where they run out, another of them is wanted or one of `ends`."""
        found = super().names(what, *ends)
        if not self._words:
            self.wanted[what] = None
        return found

    def rest(self, what: str) -> str:
        """What is left; where that is nothing, `what` is wanted."""
        if not self._words:
            self.wanted[what] = None
        return super().rest(what)


def complete(line: str, known: Known) -> Completion:
    """What may come at the end of `line`, where its last word has only been begun."""
    start = last_word(line)
    part = line[start:]
    try:
        words = Listener(line[:start])
    except ScriptError:
        return Completion(start, ())
    return _in_line(words, start, part, known)


def _in_line(words: Listener, start: int, part: str, known: Known) -> Completion:
    try:
        if words.accept("at"):
            words.time()
    except ScriptError:
        return Completion(start, (), tuple(words.wanted))
    if not words.peek():
        begun = (verb for verb in _verbs() if verb[0].startswith(part))
        return Completion(start, tuple(Candidate(*verb) for verb in begun), ("a verb",))
    verb = VERBS.get(words.take("a verb"))
    if verb is None:
        return Completion(start, ())
    words.keywords.clear()
    try:
        verb.make(words)
    except (ScriptError, ValueError) as error:
        if not words.wanted and not words.keywords and isinstance(error, ScriptError):
            return Completion(start, (), (), verb)
    offered = [*_named(words, known), *((word, "") for word in words.keywords)]
    return Completion(start, tuple(_beginning(part, offered)), tuple(words.wanted), verb)


def _verbs() -> Iterator[Named]:
    return ((verb.name, verb.help) for verb in VERBS.values())


def _named(words: Listener, known: Known) -> Iterator[Named]:
    """The names of what is wanted."""
    last = words.line.split()[-1:]
    for what in words.wanted:
        if what == "a value":
            yield from _values(last[0] if last else "", known)
        elif what == "its name":
            yield from known.get(f"a {last[0]} by name" if last else "", ())
        else:
            yield from known.get(what, _FIXED.get(what, ()))


def _values(setting: str, known: Known) -> Iterator[Named]:
    """What a setting may be, as far as it has words for it."""
    about = SETTINGS.get(setting)
    if about is None:
        return
    for value in (*about.choices, *about.words):
        yield value, about.help
    if about.servers:
        yield from known.get("a server", ())


_FIXED: Known = {
    "a setting": tuple((name, setting.help) for name, setting in SETTINGS.items()),
    "a view": tuple((name, "") for name in VIEWS),
    "a tier": tuple((name, "") for name in TIERS),
    "a kind of thing": tuple((name, "") for name in KINDS),
    "a question": tuple((name, "") for name in QUESTIONS),
    "a theme": (("dark", ""), ("light", ""), ("projector", "large letters, strong contrast"),
                ("next", "the one after this")),
    EXPRESSION: tuple((quoted(each.expression), each.meaning) for each in state.known(None)),
}  # fmt: skip


def _beginning(part: str, offered: Iterable[Named]) -> Iterator[Candidate]:
    """Those that begin as the word does that is being written, then those told of by such a word.

    Each is given once.
    """
    wanted = part.removeprefix('"').casefold()
    helps: dict[str, str] = {}
    for name, told_of in offered:
        helps[name] = helps.get(name, "") or told_of
    named = [*helps.items()]
    first = [one for one in named if one[0].removeprefix('"').casefold().startswith(wanted)]
    told = [
        one
        for one in named
        if any(word.startswith(wanted) for word in one[1].casefold().split()) and one not in first
    ]
    yield from (Candidate(*one) for one in (*first, *told))


def known(frame: Frame | None, stories: Sequence[Preset] = ()) -> Known:
    """The names that there are at this moment of a run, and the stories."""
    named: dict[str, list[Named]] = {
        "a story": [(str(s.model.number), s.model.title) for s in stories],
        A_TERM: [(term.name, term.means) for term in glossary_reading.shipped().terms],
    }
    return named if frame is None else named | _of_run(frame)


def _of_run(frame: Frame) -> dict[str, list[Named]]:
    servers = [(s.name, ", ".join(filter(None, (s.place, s.state)))) for s in frame.servers]
    users = [(user, f"at {s.name}") for s in frame.servers for user in s.users]
    messages = [(str(m.number), f"{m.label or m.kind}, {m.source} to {m.target}")
                for m in frame.messages]  # fmt: skip
    operations = [(str(t.operation), t.text) for t in reversed(frame.timeline.ticks)]
    links: list[Named] = [(f"{link.a} - {link.b}", link.state) for link in frame.links]
    posts = {post.text: post.author for s in frame.screens for post in s.posts}
    articles = {article.title: article.said for s in frame.screens for article in s.articles}
    open_now = (one for one in frame.lesson.predictions if one.state == "asked")
    answers = [(str(number), answer.text) for one in open_now
               for number, answer in enumerate(one.question.answers, 1)]  # fmt: skip
    return {
        "an answer": answers,
        "a server": servers, "a user": users,
        MOMENT_OR_SERVER: servers,
        SERVER_OR_DELAY: servers,
        OF_EITHER_TIER: [*servers, *((w.name, "a web server") for w in frame.web)],
        SERVER_OR_MESSAGE: [*servers, *((f"#{number}", text) for number, text in messages)],
        "a post": [(quoted(text), f"by {author}") for text, author in posts.items()],
        "an article's title": [(quoted(title), said) for title, said in articles.items()],
        "a message": [(f"#{number}", text) for number, text in messages],
        "an operation": [(f"#{number}", text) for number, text in operations],
        "a variant": list(frame.lesson.variants),
        "a branch": [(branch.name, "") for branch in frame.timeline.branches],
        "a server by name": servers, "a user by name": users, "a link by name": links,
        "a message by name": messages, "a operation by name": operations,
    }  # fmt: skip
