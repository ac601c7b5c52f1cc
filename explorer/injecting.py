"""How the words of a fault, of a load and of a setting are read, after their verb."""

import re
from collections.abc import Callable
from dataclasses import replace

from engine import faults, nemesis
from engine.latency import FITS
from engine.spec import GUARANTEES, SETTINGS
from explorer.latencies import parse_latency
from explorer.lines import ScriptError, Words
from explorer.times import parse_time


def on_server(fault: Callable[[str], faults.Fault]) -> Callable[[Words], faults.Fault]:
    """Makes a fault of one server."""
    return lambda words: fault(words.take("a server"))


def _links(words: Words, *ends: str, first: str = "a server") -> tuple[faults.Direction, ...]:
    """`A - B`, `A -> B`, `A | B C`, or several of these after commas, up to one of `ends`."""
    links: list[faults.Direction] = []
    stops = ("-", "->", "|", ",", "holding", *ends)
    while True:
        one = words.names(first, *stops)
        column = words.column
        sign = words.accept("-", "->", "|")
        if not sign:
            raise ScriptError("after a server comes -, -> or |", column)
        other = words.names("a server", *stops)
        if sign == "->":
            links += [(a, b) for a in one for b in other]
        else:
            links += faults.between(one, other)
        while words.accept("|"):
            # A | B | C: each group is cut off from all before it.
            one, other = (*one, *other), words.names("a server", *stops)
            links += faults.between(one, other)
        if not words.accept(","):
            return tuple(dict.fromkeys(links))


def cut(words: Words) -> faults.Fault:
    """Links, or a shape; `holding` at the end keeps what is in flight."""
    shape = words.accept("isolate", "bridge", "halves", "ring")
    if shape:
        server = words.take("a server") if shape in ("isolate", "bridge") else ""
        return faults.Partition(shape, server)
    links = _links(words)
    return faults.Cut(links, held=bool(words.accept("holding")))


SERVER_OR_MESSAGE = "a server or a message"


def hold(words: Words) -> faults.Fault:
    """One message, or the links whose messages stay where they are."""
    if words.peek().startswith("#"):
        return faults.HoldMessage(message(words))
    return faults.Hold(_links(words, first=SERVER_OR_MESSAGE))


def release(words: Words) -> faults.Fault:
    """One message, or the links on which they go on; none: all."""
    if words.peek().startswith("#"):
        return faults.ReleaseMessage(message(words))
    return faults.Release(_links(words, first=SERVER_OR_MESSAGE) if words.more() else ())


def slow(words: Words) -> faults.Fault:
    """A server, whether it is its disk, and by how much."""
    server = words.take("a server")
    its_disk = bool(words.accept("disk"))
    return faults.Slow(server, words.time(), disk=its_disk)


def lag(words: Words) -> faults.Fault:
    """A server, and how late it makes writes readable."""
    return faults.Lag(words.take("a server"), words.time())


def disk(words: Words) -> faults.Fault:
    """A server, and `full` or `free`."""
    server, column = words.take("a server"), words.column
    state = words.accept("full", "free")
    if not state:
        raise ScriptError("a disk is full or free", column)
    return faults.FillDisk(server, free=state == "free")


def skew(words: Words) -> faults.Fault:
    """A server, and how far its clock jumps."""
    return faults.Skew(words.take("a server"), words.time(signed=True))


def degrade(words: Words) -> faults.Fault:
    """Chances in per cent and times, in any order; none: the links are in order again."""
    chances = {"loss": 0.0, "duplicate": 0.0, "reorder": 0.0}
    times = {"delay": 0, "spread": 50_000}
    links = () if words.peek() in (*chances, *times, "") else _links(words, *chances, *times)
    while what := words.accept(*chances, *times):
        if what in times:
            times[what] = words.time()
        else:
            chances[what] = words.chance()
    return faults.Degrade(links, **chances, spread_us=times["spread"], delay_us=times["delay"])


AS_FIRST = "as-first"
SERVER_OR_DELAY = "a server or a delay"
A_DELAY = "a delay"


def latency(words: Words) -> faults.Fault:
    """Links, none: all; and how long messages take there, in the words of presets."""
    first = next((word for word, rest in words.tails() if _is_law(rest)), "")
    no_link = words.peek() in ("", first)
    links = () if no_link else _links(words, first)
    if words.accept(AS_FIRST):
        return faults.Retime(links)
    if not words.more() or not words.peek():
        words.accept("exponential", *FITS)  # these may come next
    column = words.column
    try:
        return faults.Retime(
            links, parse_latency(words.rest(SERVER_OR_DELAY if no_link else A_DELAY))
        )
    except ScriptError:
        raise
    except ValueError as error:
        raise ScriptError(str(error), column) from None


def _is_law(text: str) -> bool:
    """Whether the end of a line says how long messages take: links stand before that."""
    if text == AS_FIRST:
        return True
    try:
        parse_latency(text)
    except ValueError:
        return False
    return not {"-", "->", "|", ","} & set(text.split())


def at_random(words: Words) -> faults.Fault:
    """`for TIME`, and each kind of fault with its rate: times a second."""
    if not words.accept("for"):
        raise ScriptError("a nemesis lasts `for` a time", words.column)
    lasts_us = words.time()
    rates: list[tuple[str, float]] = []
    while words.more() or not rates:
        column = words.column
        kind = words.accept(*nemesis.KINDS)
        if not kind:
            known = ", ".join(nemesis.KINDS)
            raise ScriptError(f"here comes a kind of fault: {known}", column)
        rates.append((kind, words.rate()))
    return faults.Nemesis(tuple(rates), lasts_us)


def load(words: Words) -> faults.Fault:
    """`off`, `RATE/s` or `closed USERS`; then what else is said of it, in any order."""
    if words.accept("off"):
        return faults.Load()
    if words.accept("closed"):
        wanted = faults.Load(closed=words.count())
    else:
        wanted = faults.Load(rate=words.per_second())
    readers: dict[str, tuple[str, Callable[[], float]]] = {
        "to": ("to", words.per_second), "for": ("lasts_us", words.time),
        "thinking": ("thinking_us", words.time),
        "reads": ("reads", words.chance), "users": ("users", words.count),
        "pages": ("keys", words.count), "parts": ("parts", words.count),
        "zipf": ("zipf", words.rate),
    }  # fmt: skip
    while what := words.accept(*readers):
        name, read = readers[what]
        wanted = replace(wanted, **{name: read()})  # type: ignore[arg-type]
    if wanted.to is not None and (wanted.closed or not wanted.lasts_us):
        text = "a load that grows or shrinks is an open one, and says `for` how long"
        raise ScriptError(text, words.column)
    return wanted


def trials(words: Words) -> faults.Fault:
    """How many; then how often, when they are read, and where, in any order."""
    wanted = faults.Trials(words.count())
    while what := words.accept("every", "reading", "at"):
        if what == "every":
            wanted = replace(wanted, every_us=words.time())
        elif what == "reading":
            wanted = replace(wanted, after_us=words.times("every", "reading", "at"))
        else:
            wanted = replace(wanted, at=_place(words))
    return wanted


def _place(words: Words) -> str:
    column = words.column
    place = words.accept("same", "other", "any")
    if not place:
        raise ScriptError("a trial is read at the same server, at an other, or at any", column)
    return place


def number(words: Words, what: str) -> int:
    """A number after a hash; `what` it is of, in words."""
    column, text = words.column, words.take(what)
    if not re.fullmatch(r"#\d{1,9}", text):
        raise ScriptError(f"{text!r} is no {what.split()[-1]}, such as #1042", column)
    return int(text[1:])


def message(words: Words) -> int:
    """Which message."""
    return number(words, "a message")


def delay(words: Words) -> faults.Fault:
    """A message, and how much later it arrives."""
    return faults.DelayMessage(message(words), words.time())


def heal(words: Words) -> faults.Fault:
    """The links that pass messages again; none: all."""
    return faults.Heal(_links(words) if words.more() else ())


def join(words: Words) -> faults.Fault:
    """`web`, or a server and where it streams from."""
    if words.accept("web"):
        return faults.MoveWeb()
    return faults.Join(words.take("a server"), _source(words))


def leave(words: Words) -> faults.Fault:
    """`web`, or a server."""
    if words.accept("web"):
        return faults.MoveWeb(leaves=True)
    return faults.Leave(words.take("a server"))


def renew(words: Words) -> faults.Fault:
    """A server, and where its new machine streams from."""
    return faults.Replace(words.take("a server"), _source(words))


def _source(words: Words) -> str:
    """`from SERVER`, or nothing: the right ones."""
    return words.take("a server") if words.accept("from") else ""


def set_to(words: Words) -> faults.Change:
    """A setting and its value."""
    column = words.column
    name, text = words.take("a setting"), words.take("a value")
    try:
        return change(name, text)
    except ValueError as error:
        raise ScriptError(str(error), column) from None


def change(name: str, text: str) -> faults.Change:
    """A setting by its name in presets, and its value as text. Raises ValueError, in words."""
    setting = SETTINGS.get(name)
    if setting is None:
        raise ValueError(f"there is no setting {name!r}; there are {', '.join(SETTINGS)}")
    value: int | str | None = text
    if text in setting.words:
        value = setting.words[text]
    elif setting.is_time:
        value = _setting_time(name, text, tuple(setting.words))
    elif not setting.choices:
        if not re.fullmatch(r"\d{1,6}", text):
            raise ValueError(f"{name} is a whole number, not {text!r}")
        value = int(text)
    reason = setting.refusal(name, value)
    if reason:
        raise ValueError(reason)
    return faults.Change(setting.attribute, value)


def session(words: Words) -> faults.Fault:
    """A user, and a guarantee or `as-set`."""
    user, column = words.take("a user"), words.column
    guarantee = words.accept(*GUARANTEES, "as-set")
    if not guarantee:
        raise ScriptError(f"a user session demands {', '.join(GUARANTEES)} or as-set", column)
    return faults.Demand(user, "" if guarantee == "as-set" else guarantee)


def move(words: Words) -> faults.Fault:
    """A user, `to`, and a server."""
    user = words.take("a user")
    if not words.accept("to"):
        raise ScriptError("after the user comes `to` and a server", words.column)
    return faults.MoveUser(user, words.take("a server"))


def remove(words: Words) -> faults.Fault:
    """A user."""
    return faults.RemoveUser(words.take("a user"))


def _setting_time(name: str, text: str, words: tuple[str, ...]) -> int:
    try:
        return parse_time(text)
    except ValueError as error:
        if not words:
            raise
        raise ValueError(f"{name} is {', '.join(words)} or a time: {error}") from None
