"""Controls: what steers the run or the window, and how the words after their verbs are read.

`explorer.steering` does what those of a run say; those of the window are done by the window.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass

from engine import faults
from engine.social import Request
from explorer.expression import Expression
from explorer.injecting import number, set_to
from explorer.letters import KINDS as MESSAGES
from explorer.lines import ScriptError, Words
from explorer.log_filter import Filter, narrowed
from explorer.other_luck import NAMES
from explorer.preferences import GREATEST_FONT, LEAST_FONT
from explorer.selection import KINDS
from explorer.state import names
from explorer.telling import setting
from explorer.times import write_time
from explorer.verdicts import GUARANTEES

VIEWS = (
    "lesson", "screens", "charts", "verdicts", "receipt", "inspector", "settings", "fresh",
    "servers", "tradeoff", "spacetime", "log", "next", "watch", "branches",
)  # fmt: skip
"""The panels around the stage."""
TIERS = ("database", "web")
STAGE = "stage"
QUESTIONS = ("1", "2", "3", "4")
MOMENT_OR_SERVER = "a time, a server or an expression in quotes"
OF_EITHER_TIER = "a server of either tier"
EXPRESSION = "an expression"
A_TERM = "a word of the field"
EVERY = "events"
FEEDS = ("fault", "election", "stale", "older", "refused", "unknown", "conflict", "lost", EVERY)
"""What a console tells as it happens: kinds of moments (`explorer.moments`), or every event."""


@dataclass(frozen=True, slots=True)
class Control:
    """What steers the run or the window and changes nothing in the cluster."""

    verb: str
    arguments: tuple[str, ...] = ()


def pause(words: Words) -> faults.Pause | Control:
    """A server when one is named, else the time."""
    return faults.Pause(words.take("a server")) if words.more() else Control("pause")


def control(verb: str, what: str = "") -> Callable[[Words], Control]:
    """One without an argument, or with `what`: all the rest of the line."""
    return lambda words: Control(verb, (words.rest(what),) if what else ())


def about(verb: str) -> Callable[[Words], Control]:
    """One that is about an operation."""
    return lambda words: Control(verb, (str(number(words, "an operation")),))


def _view(words: Words) -> str:
    column, view = words.column, words.take("a view")
    if view not in VIEWS:
        raise ScriptError(f"{view!r} is no view: there are {', '.join(VIEWS)}", column)
    return view


def show(words: Words) -> Control:
    """A panel; of the one about servers a tier as well."""
    view = _view(words)
    tier = (_tier(words),) if view == "servers" and words.more() else ()
    return Control("show", (view, *tier))


def close(words: Words) -> Control:
    """A panel that is to be hidden."""
    return Control("close", (_view(words),))


def thing(verb: str) -> Callable[[Words], Control]:
    """A kind and a name; nothing: no thing."""

    def make(words: Words) -> Control:
        if not words.more():
            return Control(verb)
        column, kind = words.column, words.take("a kind of thing")
        if kind not in KINDS:
            text = f"{kind!r} is nothing to select: there are {', '.join(KINDS)}"
            raise ScriptError(text, column)
        return Control(verb, (f"{kind} {words.rest('its name')}",))

    return make


def file(verb: str, what: str = "a file") -> Callable[[Words], Control]:
    """A file, or a story; nothing: somebody is asked."""
    return lambda words: Control(verb, (words.take(what),) if words.more() else ())


def forget(words: Words) -> Control:
    """A run by its file, or what has been told; `off` takes that back."""
    if not words.quoted() and words.accept("progress"):
        return Control("forget", ("progress", *_word(words, "off")))
    return Control("forget", (words.take("a file"),))


def drawn(verb: str, ask: Callable[[Words], Request]) -> Callable[[Words], Request | Control]:
    """A kind of message, a server, nothing for all, or what a user asks for, who is named first."""

    def make(words: Words) -> Request | Control:
        if not words.more():
            return Control(verb)
        if kind := words.accept_last(*MESSAGES):
            return Control(verb, (kind,))
        if server := words.accept("server"):
            all_of_them = verb == "unhide" and not words.more()
            name = "" if all_of_them else words.take(OF_EITHER_TIER)
            return Control(verb, (f"{server} {name}".rstrip(),))
        if words.alone():
            text = f"{words.take('a user')!r} is no kind of message, and of a wall two are named"
            raise ScriptError(text, words.column)
        return ask(words)

    return make


def zoom(words: Words) -> Control:
    """A span, `in`, `out`, or nothing: all of it."""
    if step := words.accept("in", "out"):
        return Control("zoom", (step,))
    return Control("zoom", _span(words) if words.more() else ())


def _span(words: Words) -> tuple[str, str]:
    """Two moments, the second after the first."""
    from_us, column = words.time(), words.column
    until_us = words.time()
    if until_us <= from_us:
        raise ScriptError("it ends before it begins", column)
    return write_time(from_us), write_time(until_us)


def log(words: Words) -> Control:
    """What the log is narrowed to, left as it was written: what it adds to is not known here."""
    line = words.line[words.column - 1 :].strip()
    narrowed(words, Filter())
    return Control("log", (line,))


def brush(words: Words) -> Control:
    """A span of time, or nothing: none."""
    return Control("brush", _span(words) if words.more() else ())


def _tier(words: Words) -> str:
    column, tier = words.column, words.take("a tier")
    if tier not in TIERS:
        raise ScriptError(f"{tier!r} is no tier: there are {' and '.join(TIERS)}", column)
    return tier


def one_of(verb: str, what: str, *names: str) -> Callable[[Words], Control]:
    """A control with one of a few words."""

    def make(words: Words) -> Control:
        column, name = words.column, words.accept(*names)
        if not name:
            said = words.take(what)
            raise ScriptError(f"{said!r} is not {what}: there are {', '.join(names)}", column)
        return Control(verb, (name,))

    return make


def font(words: Words) -> Control:
    """A size of letters in per cent."""
    column, text = words.column, words.take("a size")
    if not re.fullmatch(r"\d{1,3}%", text):
        raise ScriptError(f"{text!r} is no size of letters, such as 120%", column)
    if not LEAST_FONT <= int(text[:-1]) <= GREATEST_FONT:
        raise ScriptError(f"letters are {LEAST_FONT}% to {GREATEST_FONT}%, not {text}", column)
    return Control("font", (text[:-1],))


def gallery(words: Words) -> Control:
    """One of the questions, or none."""
    return Control("gallery", _word(words, *QUESTIONS))


def answer(words: Words) -> Control:
    """One of the answers by its number, from 1, or `skip`."""
    if words.accept("skip"):
        return Control("answer", ("skip",))
    column, text = words.column, words.take("an answer")
    if not re.fullmatch(r"[1-9]", text):
        raise ScriptError(f"{text!r} is no number of an answer, such as 2, nor skip", column)
    return Control("answer", (text,))


def measure(words: Words) -> Control:
    """Off, or nothing: it begins."""
    return Control("measure", _word(words, "off"))


def goal(words: Words) -> Control:
    """Begins, shows a way, or ends."""
    return Control("goal", _word(words, "way", "off"))


def term(words: Words) -> Control:
    """A word of the field, or nothing: all of them."""
    return Control("term", (words.rest(A_TERM),) if words.more() else ())


def present(words: Words) -> Control:
    """Off, or nothing: it begins."""
    return Control("present", _word(words, "off"))


def beat(words: Words) -> Control:
    """The next one, the one before, or one by its number."""
    if word := _word(words, "next", "back"):
        return Control("beat", word)
    column, text = words.column, words.take("next, back or a number")
    if not re.fullmatch(r"[1-9]\d{0,3}", text):
        raise ScriptError(f"{text!r} is no beat: next, back or a number such as 4", column)
    return Control("beat", (text,))


def explain(words: Words) -> Control:
    """On, off, or nothing: the other way round."""
    return Control("explain", _word(words, "on", "off"))


def _word(words: Words, *known: str) -> tuple[str, ...]:
    word = words.accept(*known)
    return (word,) if word else ()


def compare(words: Words) -> Control:
    """Two variants, one changed setting, or nothing; `off` alone leaves: a variant may be so."""
    if not words.more():
        return Control("compare")
    if words.accept("with"):
        return Control("compare", ("with", *setting(set_to(words))))
    first = words.take("a variant")
    if first == "off" and not words.more():
        return Control("compare", ("off",))
    return Control("compare", (first, words.take("another variant")))


def play(words: Words) -> Control:
    """Until nothing, a moment, an operation's end, an event at a server, or something is true."""
    if not words.accept("until"):
        return Control("play")
    if words.quoted():
        return Control("play", (f"true {_expression(words)}",))
    if words.accept("end") or words.peek().startswith("#"):
        words.accept("of")
        return Control("play", (f"#{number(words, 'an operation')}",))
    if not words.peek() or words.peek()[0].isalpha():
        return Control("play", (f"server {words.take(MOMENT_OR_SERVER)}",))
    return Control("play", (write_time(words.time()),))


def watch(words: Words) -> Control:
    """An expression, or one that is watched no more: none named, all of them; or what happens."""
    if kind := words.accept_last(*FEEDS):
        return Control("watch", ("feed", kind))
    if words.accept("off"):
        return Control("watch", ("off", *([_text(words)[0]] if words.more() else [])))
    return Control("watch", ("on", _expression(words)))


def _expression(words: Words) -> str:
    """An expression about the state that can be asked, in quotes or as all the rest of the line."""
    text, column = _text(words)
    try:
        return Expression(text, names()).text
    except ScriptError as error:
        raise ScriptError(str(error), column + error.column - 1) from None


def _text(words: Words) -> tuple[str, int]:
    """An expression as it was written, and where it begins; after an escape columns are less."""
    column = words.column
    if words.quoted():
        return words.take(EXPRESSION), column + 1
    return words.rest(EXPRESSION), column


def speed(words: Words) -> Control:
    """A factor, or express."""
    if words.accept("express"):
        return Control("speed", ("express",))
    column, text = words.column, words.rest("a factor, or express")
    try:
        right = 0 < float(text) < float("inf")
    except ValueError:
        right = False
    if not right:
        raise ScriptError(f"{text!r} is no speed, such as 0.005, nor express", column)
    return Control("speed", (text,))


def name(words: Words) -> Control:
    """The name that the branch is given."""
    column = words.column
    if not words.accept("branch"):
        raise ScriptError("only a branch can be given a name", column)
    return Control("name", (words.take("a name"),))


def _guilty(words: Words) -> str:
    """An operation, or a guarantee: what an anomaly is named by."""
    if words.peek().startswith("#"):
        return f"#{number(words, 'an operation')}"
    column, name = words.column, words.take("an operation or a guarantee")
    if name not in GUARANTEES:
        raise ScriptError(
            f"{name!r} is neither #88 nor a guarantee: {', '.join(GUARANTEES)}", column
        )
    return name


def cause(words: Words) -> Control:
    """An anomaly, or nothing: none is lit."""
    return Control("cause", (_guilty(words),) if words.more() else ())


def example(words: Words) -> Control:
    """What is to happen in some run, or what becomes of the search."""
    if word := words.accept("off", "open"):
        return Control("example", (word,))
    return one_of("example", "what may happen", *NAMES)(words)


def shrink(words: Words) -> Control:
    """An anomaly, or what becomes of what was found."""
    if words.accept("save"):
        return Control("shrink", ("save", words.take("a file")))
    return Control("shrink", (words.accept("off", "open") or _guilty(words),))


def console(words: Words) -> Control:
    """On, at an address of this machine, or at another that is said twice; off; or how it is."""
    if not words.more():
        return Control("console")
    column, how = words.column, words.accept("on", "off")
    if not how:
        said = words.take("on or off")
        raise ScriptError(f"{said!r} is not on or off", column)
    typed = words.names("an address") if how == "on" and words.more() else ()
    return Control("console", (how, *typed))
