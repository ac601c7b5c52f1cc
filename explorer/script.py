"""The one table of verbs: presets, buttons, the command line and tests all speak it.

A line is `[at TIME] VERB ARGUMENTS`. Each verb is defined once: what it takes, what it does in one
line, an example, and how its arguments become an action: a command for the cluster, a control of
the window or the run, or an expectation.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from hashlib import scrypt, sha256

from engine import articles, faults, nemesis
from engine.applications import READS
from engine.cluster import Command
from engine.social import Request
from engine.spec import GUARANTEES, SETTINGS
from explorer.lines import ScriptError, Words
from explorer.times import parse_time, write_time


@dataclass(frozen=True, slots=True)
class Control:
    """What steers the run or the window and changes nothing in the cluster."""

    verb: str
    argument: str = ""


@dataclass(frozen=True, slots=True)
class Expect:
    """Something that must hold at that moment of the run; `explorer.expectations` reads it."""

    text: str


Action = Command | Control | Expect


@dataclass(frozen=True, slots=True)
class Verb:
    """One verb: the names of its arguments, what it does, and a whole line as an example."""

    name: str
    usage: str
    help: str
    example: str
    make: Callable[[Words], Action]


def parse(line: str) -> tuple[int | None, Action]:
    """When (None: now) and what. Raises ScriptError with the column at which it went wrong."""
    words = Words(line)
    at_us = words.time() if words.accept("at") else None
    column = words.column
    name = words.take("a verb")
    verb = VERBS.get(name)
    if verb is None:
        raise ScriptError(f"there is no verb {name!r}; there are {', '.join(VERBS)}", column)
    try:
        action = verb.make(words)
    except ScriptError as error:
        raise ScriptError(f"{error}: {verb.name} {verb.usage}".rstrip(), error.column) from None
    if words.more():
        column = words.column
        text = f"{words.rest('')!r} is too much: {verb.name} {verb.usage}".rstrip()
        raise ScriptError(text, column)
    return at_us, action


# -- users' requests


def _routed(words: Words, request: Request) -> Request:
    """`via SERVER`, of a read `asking SERVER...`, `with` its own N, R or W, in this order."""
    if words.accept("via"):
        request = replace(request, via=words.take("a server"))
    if request.action in READS and words.accept("asking"):
        request = replace(request, asking=words.names("a server", "with"))
    if words.accept("with"):
        request = _with(words, request)
    return request


def _with(words: Words, request: Request) -> Request:
    """`n 3`, `r 2`, `w 1`: one of them at least, in any order."""
    column, own = words.column, dict[str, int]()
    while name := words.accept("n", "r", "w"):
        column = words.column
        try:
            own[name] = int(change(name, words.take("a number")).value or 0)
        except ScriptError:
            raise
        except ValueError as error:
            raise ScriptError(str(error), column) from None
    if not own:
        raise ScriptError("after with comes n, r or w and a number", column)
    return replace(request, **own)  # type: ignore[arg-type]


def _request(action: str, *fields: str) -> Callable[[Words], Action]:
    """Makes a Request whose fields are the words in this order."""
    said = {"user": "a user", "text": "a text in quotes", "post": "a post", "other": "a user"}
    if action in articles.ACTIONS:
        said["post"] = "an article's title"

    def make(words: Words) -> Action:
        request = Request(action, user="")
        for name in fields:
            request = replace(request, **{name: words.take(said[name])})  # type: ignore[arg-type]
        return _routed(words, request)

    return make


def _page(words: Words) -> Action:
    """Whose page, and how long after the ACL the wall is read."""
    request = Request("page", words.take("a user"), other=words.take("a user"))
    if words.accept("thinking"):
        request = replace(request, thinking_us=words.time() or None)
    return _routed(words, request)


def _secret(action: str) -> Callable[[Words], Action]:
    """Makes a Request with salt and key instead of the password, which ends here."""

    def make(words: Words) -> Action:
        user, password = words.take("a user"), words.take("a password")
        salt, key = salted(user, password)
        return _routed(words, Request(action, user, salt=salt, key=key))

    return make


def salted(user: str, password: str) -> tuple[str, str]:
    """Salt and scrypt key of a password, in hex.

    The salt is made from the user's name, so that the same run has the same bytes each time; a real
    service draws it at random.
    """
    salt = sha256(f"salt of {user}".encode()).digest()[:16]
    return salt.hex(), scrypt(password.encode(), salt=salt, n=1 << 14, r=8, p=1, dklen=32).hex()


# -- faults and settings


def _server(fault: Callable[[str], faults.Fault]) -> Callable[[Words], Action]:
    return lambda words: fault(words.take("a server"))


def _links(words: Words, *ends: str) -> tuple[faults.Direction, ...]:
    """`A - B`, `A -> B`, `A | B C`, or several of these after commas, up to one of `ends`."""
    links: list[faults.Direction] = []
    stops = ("-", "->", "|", ",", "holding", *ends)
    while True:
        one = words.names("a server", *stops)
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


def _cut(words: Words) -> Action:
    """Links, or a shape; `holding` at the end keeps what is in flight."""
    shape = words.accept("isolate", "bridge", "halves", "ring")
    if shape:
        server = words.take("a server") if shape in ("isolate", "bridge") else ""
        return faults.Partition(shape, server)
    links = _links(words)
    return faults.Cut(links, held=bool(words.accept("holding")))


def _hold(words: Words) -> Action:
    return faults.Hold(_links(words))


def _release(words: Words) -> Action:
    return faults.Release(_links(words) if words.more() else ())


def _pause(words: Words) -> Action:
    """A server when one is named, else the time."""
    return faults.Pause(words.take("a server")) if words.more() else Control("pause")


def _slow(words: Words) -> Action:
    server = words.take("a server")
    disk = bool(words.accept("disk"))
    return faults.Slow(server, words.time(), disk=disk)


def _disk(words: Words) -> Action:
    server, column = words.take("a server"), words.column
    state = words.accept("full", "free")
    if not state:
        raise ScriptError("a disk is full or free", column)
    return faults.FillDisk(server, free=state == "free")


def _skew(words: Words) -> Action:
    return faults.Skew(words.take("a server"), words.time(signed=True))


def _degrade(words: Words) -> Action:
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


def _nemesis(words: Words) -> Action:
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


def _load(words: Words) -> Action:
    """`off`, `RATE/s` or `closed USERS`; then what else is said of it, in any order."""
    if words.accept("off"):
        return faults.Load()
    if words.accept("closed"):
        load = faults.Load(closed=words.count())
    else:
        load = faults.Load(rate=words.per_second())
    readers: dict[str, tuple[str, Callable[[], float]]] = {
        "for": ("lasts_us", words.time), "thinking": ("thinking_us", words.time),
        "reads": ("reads", words.chance), "users": ("users", words.count),
        "pages": ("keys", words.count), "parts": ("parts", words.count),
        "zipf": ("zipf", words.rate),
    }  # fmt: skip
    while what := words.accept(*readers):
        name, read = readers[what]
        load = replace(load, **{name: read()})  # type: ignore[arg-type]
    return load


def _trials(words: Words) -> Action:
    """How many; then how often, when they are read, and where, in any order."""
    trials = faults.Trials(words.count())
    while what := words.accept("every", "reading", "at"):
        if what == "every":
            trials = replace(trials, every_us=words.time())
        elif what == "reading":
            trials = replace(trials, after_us=words.times("every", "at"))
        else:
            trials = replace(trials, at=_place(words))
    return trials


def _place(words: Words) -> str:
    column = words.column
    place = words.accept("same", "other", "any")
    if not place:
        raise ScriptError("a trial is read at the same server, at an other, or at any", column)
    return place


def _number(words: Words, what: str) -> int:
    column, text = words.column, words.take(what)
    if not re.fullmatch(r"#\d{1,9}", text):
        raise ScriptError(f"{text!r} is no {what.split()[-1]}, such as #1042", column)
    return int(text[1:])


def _message(words: Words) -> int:
    return _number(words, "a message")


def _delay(words: Words) -> Action:
    return faults.DelayMessage(_message(words), words.time())


def _heal(words: Words) -> Action:
    return faults.Heal(_links(words) if words.more() else ())


def _join(words: Words) -> Action:
    if words.accept("web"):
        return faults.MoveWeb()
    return faults.Join(words.take("a server"), _source(words))


def _leave(words: Words) -> Action:
    if words.accept("web"):
        return faults.MoveWeb(leaves=True)
    return faults.Leave(words.take("a server"))


def _replace(words: Words) -> Action:
    return faults.Replace(words.take("a server"), _source(words))


def _source(words: Words) -> str:
    """`from SERVER`, or nothing: the right ones."""
    return words.take("a server") if words.accept("from") else ""


def _set(words: Words) -> Action:
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


def _session(words: Words) -> Action:
    """A user, and a guarantee or `as-set`."""
    user, column = words.take("a user"), words.column
    guarantee = words.accept(*GUARANTEES, "as-set")
    if not guarantee:
        raise ScriptError(f"a user session demands {', '.join(GUARANTEES)} or as-set", column)
    return faults.Demand(user, "" if guarantee == "as-set" else guarantee)


def _setting_time(name: str, text: str, words: tuple[str, ...]) -> int:
    try:
        return parse_time(text)
    except ValueError as error:
        if not words:
            raise
        raise ValueError(f"{name} is {', '.join(words)} or a time: {error}") from None


# -- the run and the window


def _control(verb: str, what: str = "", *, optional: bool = False) -> Callable[[Words], Action]:
    def make(words: Words) -> Action:
        if not what or (optional and not words.more()):
            return Control(verb)
        return Control(verb, words.rest(what))

    return make


def _about(verb: str) -> Callable[[Words], Action]:
    return lambda words: Control(verb, str(_number(words, "an operation")))


def _show(words: Words) -> Action:
    column, view = words.column, words.take("a view")
    if view not in VIEWS:
        raise ScriptError(f"{view!r} is no view: there are {', '.join(VIEWS)}", column)
    if view == "servers" and words.more():
        return Control("show", f"servers {_tier(words)}")
    return Control("show", view)


def _tier(words: Words) -> str:
    column, tier = words.column, words.take("a tier")
    if tier not in TIERS:
        raise ScriptError(f"{tier!r} is no tier: there are {' and '.join(TIERS)}", column)
    return tier


def _measure(words: Words) -> Action:
    return Control("measure", "off" if words.accept("off") else "")


def _play(words: Words) -> Action:
    return Control("play", write_time(words.time()) if words.accept("until") else "")


def _expect(words: Words) -> Action:
    return Expect(words.rest("what is expected"))


VIEWS = ("charts", "verdicts", "receipt", "fresh", "servers")
"""What the lower part of the window can show."""
TIERS = ("database", "web")

_TABLE = (
    Verb("post", 'USER "TEXT" [via SERVER] [with n|r|w K...]', "the user writes a post",
         'post X "lunch at noon?"', _request("post", "user", "text")),
    Verb("comment", 'USER POST "TEXT" [via SERVER] [with n|r|w K...]',
         "the user comments on a post seen before",
         'comment Y "lunch at noon?" "gladly"', _request("comment", "user", "post", "text")),
    Verb("like", "USER POST [via SERVER] [with n|r|w K...]", "the user likes a post seen before",
         'like Y "lunch at noon?"', _request("like", "user", "post")),
    Verb("unlike", "USER POST [via SERVER] [with n|r|w K...]", "the user takes a like back",
         'unlike Y "lunch at noon?"', _request("unlike", "user", "post")),
    Verb("edit", 'USER POST "TEXT" [via SERVER] [with n|r|w K...]',
         "the user gives a post another text: the author may, and the author's friends",
         'edit Y "lunch at noon?" "lunch at one?"', _request("edit", "user", "post", "text")),
    Verb("delete", "USER POST [via SERVER] [with n|r|w K...]",
         "the user deletes one of their own posts or comments",
         'delete X "lunch at noon?"', _request("delete", "user", "post")),
    Verb("follow", "USER OTHER [via SERVER] [with n|r|w K...]",
         "the user follows another; both ways makes friends",
         "follow X Y", _request("follow", "user", "other")),
    Verb("unfollow", "USER OTHER [via SERVER] [with n|r|w K...]",
         "the user follows another no more",
         "unfollow X Y", _request("unfollow", "user", "other")),
    Verb("feed", "USER [via SERVER] [asking SERVER...] [with n|r|w K...]",
         "the user reads the posts of all followed",
         "feed Y via B asking A C", _request("feed", "user")),
    Verb("page", "USER OTHER [thinking TIME] [via SERVER] [asking SERVER...] [with n|r|w K...]",
         "the user opens another's wall: who may see it is read, and what is on it so much later",
         "page Boss X thinking 30ms", _page),
    Verb("hide", "USER OTHER [via SERVER] [with n|r|w K...]",
         "the user hides the own wall's page from another (feeds do not ask)",
         "hide X Boss", _request("hide", "user", "other")),
    Verb("unhide", "USER OTHER [via SERVER] [with n|r|w K...]",
         "the user shows the own wall's page to another again",
         "unhide X Boss", _request("unhide", "user", "other")),
    Verb("publish", 'USER TITLE "TEXT" [via SERVER] [with n|r|w K...]',
         "the editor of a site of articles publishes one",
         'publish X "Weather" "sun"', _request("publish", "user", "post", "text")),
    Verb("correct", 'USER TITLE "TEXT" [via SERVER] [with n|r|w K...]',
         "the editor gives an article another text: a new edition",
         'correct X "Weather" "rain"', _request("correct", "user", "post", "text")),
    Verb("read", "USER TITLE [via SERVER] [asking SERVER...] [with n|r|w K...]",
         "somebody opens an article; what is not answered is asked again, as `retries` says",
         'read Y "Weather"', _request("read", "user", "post")),
    Verb("sign-up", 'USER "PASSWORD" [via SERVER] [with n|r|w K...]',
         "somebody new takes a user name",
         'sign-up Sam "open sesame"', _secret("sign_up")),
    Verb("sign-in", 'USER "PASSWORD" [via SERVER] [with n|r|w K...]',
         "a user begins a user session",
         'sign-in Sam "open sesame"', _secret("sign_in")),
    Verb("crash", "SERVER", "the server's process dies; what was not synced is lost",
         "crash A", _server(faults.Crash)),
    Verb("restart", "SERVER", "a server that is down comes back with what its disk holds",
         "restart A", _server(faults.Restart)),
    Verb("wipe", "SERVER", "the server's disk is lost for good, and the server is down",
         "wipe A", _server(faults.Wipe)),
    Verb("pause", "[SERVER]", "the server stands still (none named: time does)",
         "pause A", _pause),
    Verb("resume", "SERVER", "a paused server goes on with all that has arrived",
         "resume A", _server(faults.Resume)),
    Verb("slow", "SERVER [disk] TIME", "the server, or its disk, takes so much longer",
         "slow A disk 100ms", _slow),
    Verb("disk", "SERVER full|free", "the server's disk is full, or has room again",
         "disk A full", _disk),
    Verb("skew", "SERVER +TIME|-TIME", "the server's wall clock jumps", "skew A +3s", _skew),
    Verb("join", "SERVER [from SERVER] | web",
         "a new server joins, and streams what it will be a home of (none named: from the homes "
         "that it takes over from); a web server takes requests at once", "join D", _join),
    Verb("leave", "SERVER | web",
         "a server streams what it holds to the new homes, and then is gone; the last web server "
         "does what it has", "leave C", _leave),
    Verb("replace", "SERVER [from SERVER]",
         "the disk is lost, and a new machine takes the name and streams what it needs (none "
         "named: from a majority of the other homes)", "replace A from C", _replace),
    Verb("cut", "A - B | A -> B | A | B C [holding] | isolate A | bridge A | halves | ring",
         "nothing passes these links; what is in flight is dropped, or held; users have sides too",
         "cut A | B C", _cut),
    Verb("heal", "[A - B | A -> B | A | B C]", "these links pass messages again; none named: all",
         "heal", _heal),
    Verb("hold", "A - B | A -> B | A | B C", "messages on these links stay where they are",
         "hold A -> C", _hold),
    Verb("release", "[A - B | A -> B | A | B C]", "what was held goes on; none named: on all links",
         "release A -> C", _release),
    Verb("degrade", "[LINKS] [loss P%] [duplicate P%] [reorder P%] [spread TIME] [delay TIME]",
         "links lose, duplicate, reorder and delay messages; nothing named: in order again",
         "degrade A - B loss 2% reorder 10% delay 30ms", _degrade),
    Verb("nemesis", "for TIME KIND RATE...",
         f"random faults, so many a second of each kind; then all is undone: "
         f"{', '.join(nemesis.KINDS)}", "nemesis for 4s crash 0.5 cut 1", _nemesis),
    Verb("load", "RATE/s | closed USERS [thinking TIME] | off, [for TIME] [reads P%] [users K] "
         "[pages K] [parts K] [zipf S]", "many users read and write pages, several at once if so "
         "told: so many requests a second whatever happens (open), or so many users who wait for "
         "answers (closed)",
         "load 250/s for 10s reads 90% pages 200 zipf 1.1", _load),
    Verb("trials", "COUNT [every TIME] [reading TIME...] [at same|other|any]",
         "so often: something new is written at a server drawn at random, and read by somebody "
         "else so long after the ack, at the same server, an other or any",
         "trials 2000 every 5ms reading 0ms 10ms at other", _trials),
    Verb("drop", "#MESSAGE", "takes one message in flight off", "drop #1042",
         lambda words: faults.DropMessage(_message(words))),
    Verb("delay", "#MESSAGE TIME", "has one message in flight arrive later", "delay #1042 30ms",
         _delay),
    Verb("duplicate", "#MESSAGE", "has one message in flight arrive twice", "duplicate #1042",
         lambda words: faults.DuplicateMessage(_message(words))),
    Verb("set", "SETTING VALUE",
         f"changes a setting: {', '.join(SETTINGS)}",
         "set w 2", _set),
    Verb("session", "USER GUARANTEE|as-set", "what one user's session demands from now on: "
         f"{', '.join(GUARANTEES)}", "session X causal", _session),
    Verb("expect", "WHAT", "something that must hold at that moment",
         "expect stale reads of Y > 0", _expect),
    Verb("play", "[until TIME]", "time runs, to the end or until a moment", "play until 40ms",
         _play),
    Verb("start", "", "goes to before anything has happened", "start", _control("start")),
    Verb("step", "", "lets the next single thing happen", "step", _control("step")),
    Verb("back", "", "goes back before the last single thing", "back", _control("back")),
    Verb("next", "", "goes on to the next fault, stale read or unknown outcome", "next",
         _control("next")),
    Verb("previous", "", "goes back to the last fault, stale read or unknown outcome", "previous",
         _control("previous")),
    Verb("seek", "TIME", "goes to a moment of the run", "seek 5.31s", _control("seek", "a time")),
    Verb("speed", "FACTOR", "simulated seconds in a second of yours", "speed 0.005",
         _control("speed", "a factor")),
    Verb("variant", "NAME", "shows the story in another variant", "variant sticky",
         _control("variant", "a variant")),
    Verb("undo", "", "goes back before the last command given by hand", "undo", _control("undo")),
    Verb("story", "", "goes back to the story, before the first thing done by hand", "story",
         _control("story")),
    Verb("branch", "NAME", "goes to another branch of the run", "branch 2",
         _control("branch", "a branch")),
    Verb("open", "STORY", "opens a story by its number or slug", "open 5",
         _control("open", "a story")),
    Verb("gallery", "", "shows all stories", "gallery", _control("gallery")),
    Verb("receipt", "#OPERATION", "shows who answered an operation when, and by how much",
         "receipt #88", _about("receipt")),
    Verb("why", "#OPERATION", "explains an operation in a few sentences", "why #88",
         _about("why")),
    Verb("show", "charts|verdicts|receipt|fresh|servers [database|web]",
         "shows one of them below the stage (fresh: what trials measure, beside what is predicted)",
         "show verdicts", _show),
    Verb("measure", "[off]", "measures what adding servers buys, beside the run; off: no further",
         "measure", _measure),
    Verb("theme", "dark|light|projector|next", "changes the colours", "theme light",
         _control("theme", "a theme")),
    Verb("keys", "", "shows the keys", "keys", _control("keys")),
)  # fmt: skip

VERBS: dict[str, Verb] = {verb.name: verb for verb in _TABLE}
"""Every verb by its name."""
