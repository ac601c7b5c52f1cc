"""The one table of verbs: presets, buttons, the command line and tests all speak it.

A line is `[at TIME] VERB ARGUMENTS`. Each verb is defined once: what it takes, what it does in one
line, an example, and how its arguments become an action: a command for the cluster, a control of
the window or the run, or an expectation.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass

from engine import faults, nemesis
from engine.cluster import Command
from engine.spec import GUARANTEES as SESSIONS
from engine.spec import SETTINGS
from explorer.injecting import (
    at_random,
    cut,
    degrade,
    delay,
    disk,
    heal,
    hold,
    join,
    leave,
    load,
    message,
    move,
    number,
    on_server,
    release,
    renew,
    session,
    set_to,
    skew,
    slow,
    trials,
)
from explorer.lines import ScriptError, Words
from explorer.log_filter import Filter, narrowed
from explorer.preferences import GREATEST_FONT, LEAST_FONT, MOTIONS, THEMES
from explorer.requesting import page, request, secret
from explorer.selection import KINDS
from explorer.telling import setting
from explorer.times import write_time
from explorer.verdicts import GUARANTEES


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


# -- the run and the window


def _pause(words: Words) -> Action:
    """A server when one is named, else the time."""
    return faults.Pause(words.take("a server")) if words.more() else Control("pause")


def _control(verb: str, what: str = "", *, optional: bool = False) -> Callable[[Words], Action]:
    def make(words: Words) -> Action:
        if not what or (optional and not words.more()):
            return Control(verb)
        return Control(verb, words.rest(what))

    return make


def _about(verb: str) -> Callable[[Words], Action]:
    return lambda words: Control(verb, str(number(words, "an operation")))


def _view(words: Words) -> str:
    column, view = words.column, words.take("a view")
    if view not in VIEWS:
        raise ScriptError(f"{view!r} is no view: there are {', '.join(VIEWS)}", column)
    return view


def _show(words: Words) -> Action:
    view = _view(words)
    if view == "servers" and words.more():
        return Control("show", f"servers {_tier(words)}")
    return Control("show", view)


def _close(words: Words) -> Action:
    return Control("close", str(_view(words)))


def _thing(verb: str) -> Callable[[Words], Action]:
    """A kind and a name; nothing: no thing."""

    def make(words: Words) -> Action:
        if not words.more():
            return Control(verb)
        column, kind = words.column, words.take("a kind of thing")
        if kind not in KINDS:
            text = f"{kind!r} is nothing to select: there are {', '.join(KINDS)}"
            raise ScriptError(text, column)
        return Control(verb, f"{kind} {words.rest('its name')}")

    return make


def _file(verb: str, what: str = "a file") -> Callable[[Words], Action]:
    return lambda words: Control(verb, words.take(what) if words.more() else "")


def _zoom(words: Words) -> Action:
    """A span, `in`, `out`, or nothing: all of it."""
    if step := words.accept("in", "out"):
        return Control("zoom", step)
    return Control("zoom", _span(words) if words.more() else "")


def _span(words: Words) -> str:
    """Two moments, the second after the first."""
    from_us, column = words.time(), words.column
    until_us = words.time()
    if until_us <= from_us:
        raise ScriptError("it ends before it begins", column)
    return f"{write_time(from_us)} {write_time(until_us)}"


def _log(words: Words) -> Action:
    line = words.line[words.column - 1 :].strip()
    narrowed(words, Filter())
    return Control("log", line)


def _brush(words: Words) -> Action:
    return Control("brush", _span(words) if words.more() else "")


def _tier(words: Words) -> str:
    column, tier = words.column, words.take("a tier")
    if tier not in TIERS:
        raise ScriptError(f"{tier!r} is no tier: there are {' and '.join(TIERS)}", column)
    return tier


def _one_of(verb: str, what: str, *names: str) -> Callable[[Words], Action]:
    """A control with one of a few words."""

    def make(words: Words) -> Action:
        column, name = words.column, words.accept(*names)
        if not name:
            said = words.take(what)
            raise ScriptError(f"{said!r} is not {what}: there are {', '.join(names)}", column)
        return Control(verb, name)

    return make


def _font(words: Words) -> Action:
    column, text = words.column, words.take("a size")
    if not re.fullmatch(r"\d{1,3}%", text):
        raise ScriptError(f"{text!r} is no size of letters, such as 120%", column)
    if not LEAST_FONT <= int(text[:-1]) <= GREATEST_FONT:
        raise ScriptError(f"letters are {LEAST_FONT}% to {GREATEST_FONT}%, not {text}", column)
    return Control("font", text[:-1])


def _gallery(words: Words) -> Action:
    return Control("gallery", words.accept(*QUESTIONS))


def _measure(words: Words) -> Action:
    return Control("measure", "off" if words.accept("off") else "")


def _compare(words: Words) -> Action:
    """Two variants, one changed setting, or nothing; `off` alone leaves: a variant may be so."""
    if not words.more():
        return Control("compare")
    if words.accept("with"):
        return Control("compare", f"with {' '.join(setting(set_to(words)))}")
    first = words.take("a variant")
    if first == "off" and not words.more():
        return Control("compare", "off")
    return Control("compare", f"{first} {words.take('another variant')}")


def _play(words: Words) -> Action:
    """Until nothing, a moment, or an operation's end."""
    if not words.accept("until"):
        return Control("play")
    if words.accept("end") or words.peek().startswith("#"):
        words.accept("of")
        return Control("play", f"#{number(words, 'an operation')}")
    return Control("play", write_time(words.time()))


def _speed(words: Words) -> Action:
    if words.accept("express"):
        return Control("speed", "express")
    column, text = words.column, words.rest("a factor, or express")
    try:
        right = 0 < float(text) < float("inf")
    except ValueError:
        right = False
    if not right:
        raise ScriptError(f"{text!r} is no speed, such as 0.005, nor express", column)
    return Control("speed", text)


def _name(words: Words) -> Action:
    column = words.column
    if not words.accept("branch"):
        raise ScriptError("only a branch can be given a name", column)
    return Control("name", words.take("a name"))


def _expect(words: Words) -> Action:
    return Expect(words.rest("what is expected"))


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


def _cause(words: Words) -> Action:
    return Control("cause", _guilty(words) if words.more() else "")


def _shrink(words: Words) -> Action:
    if words.accept("save"):
        return Control("shrink", f"save {words.take('a file')}")
    return Control("shrink", words.accept("off", "open") or _guilty(words))


VIEWS = (
    "lesson", "screens", "charts", "verdicts", "receipt", "inspector", "settings", "fresh",
    "servers", "spacetime", "log", "next", "branches",
)  # fmt: skip
"""The panels around the stage."""
TIERS = ("database", "web")
QUESTIONS = ("1", "2", "3", "4")

_TABLE = (
    Verb("post", 'USER "TEXT" [via SERVER] [with n|r|w K...]', "the user writes a post",
         'post X "lunch at noon?"', request("post", "user", "text")),
    Verb("comment", 'USER POST "TEXT" [via SERVER] [with n|r|w K...]',
         "the user comments on a post seen before",
         'comment Y "lunch at noon?" "gladly"', request("comment", "user", "post", "text")),
    Verb("like", "USER POST [via SERVER] [with n|r|w K...]", "the user likes a post seen before",
         'like Y "lunch at noon?"', request("like", "user", "post")),
    Verb("unlike", "USER POST [via SERVER] [with n|r|w K...]", "the user takes a like back",
         'unlike Y "lunch at noon?"', request("unlike", "user", "post")),
    Verb("edit", 'USER POST "TEXT" [via SERVER] [with n|r|w K...]',
         "the user gives a post another text: the author may, and the author's friends",
         'edit Y "lunch at noon?" "lunch at one?"', request("edit", "user", "post", "text")),
    Verb("delete", "USER POST [via SERVER] [with n|r|w K...]",
         "the user deletes one of their own posts or comments",
         'delete X "lunch at noon?"', request("delete", "user", "post")),
    Verb("follow", "USER OTHER [via SERVER] [with n|r|w K...]",
         "the user follows another; both ways makes friends",
         "follow X Y", request("follow", "user", "other")),
    Verb("unfollow", "USER OTHER [via SERVER] [with n|r|w K...]",
         "the user follows another no more",
         "unfollow X Y", request("unfollow", "user", "other")),
    Verb("feed", "USER [via SERVER] [asking SERVER...] [with n|r|w K...]",
         "the user reads the posts of all followed",
         "feed Y via B asking A C", request("feed", "user")),
    Verb("page", "USER OTHER [thinking TIME] [via SERVER] [asking SERVER...] [with n|r|w K...]",
         "the user opens another's wall: who may see it is read, and what is on it so much later",
         "page Boss X thinking 30ms", page),
    Verb("hide", "USER OTHER [via SERVER] [with n|r|w K...]",
         "the user hides the own wall's page from another (feeds do not ask)",
         "hide X Boss", request("hide", "user", "other")),
    Verb("unhide", "USER OTHER [via SERVER] [with n|r|w K...]",
         "the user shows the own wall's page to another again",
         "unhide X Boss", request("unhide", "user", "other")),
    Verb("publish", 'USER TITLE "TEXT" [via SERVER] [with n|r|w K...]',
         "the editor of a site of articles publishes one",
         'publish X "Weather" "sun"', request("publish", "user", "post", "text")),
    Verb("correct", 'USER TITLE "TEXT" [via SERVER] [with n|r|w K...]',
         "the editor gives an article another text: a new edition",
         'correct X "Weather" "rain"', request("correct", "user", "post", "text")),
    Verb("read", "USER TITLE [via SERVER] [asking SERVER...] [with n|r|w K...]",
         "somebody opens an article; what is not answered is asked again, as `retries` says",
         'read Y "Weather"', request("read", "user", "post")),
    Verb("sign-up", 'USER "PASSWORD" [via SERVER] [with n|r|w K...]',
         "somebody new takes a user name",
         'sign-up Sam "open sesame"', secret("sign_up")),
    Verb("sign-in", 'USER "PASSWORD" [via SERVER] [with n|r|w K...]',
         "a user begins a user session",
         'sign-in Sam "open sesame"', secret("sign_in")),
    Verb("crash", "SERVER", "the server's process dies; what was not synced is lost",
         "crash A", on_server(faults.Crash)),
    Verb("restart", "SERVER", "a server that is down comes back with what its disk holds",
         "restart A", on_server(faults.Restart)),
    Verb("wipe", "SERVER", "the server's disk is lost for good, and the server is down",
         "wipe A", on_server(faults.Wipe)),
    Verb("pause", "[SERVER]", "the server stands still (none named: time does)",
         "pause A", _pause),
    Verb("resume", "SERVER", "a paused server goes on with all that has arrived",
         "resume A", on_server(faults.Resume)),
    Verb("slow", "SERVER [disk] TIME", "the server, or its disk, takes so much longer",
         "slow A disk 100ms", slow),
    Verb("disk", "SERVER full|free", "the server's disk is full, or has room again",
         "disk A full", disk),
    Verb("skew", "SERVER +TIME|-TIME", "the server's wall clock jumps", "skew A +3s", skew),
    Verb("join", "SERVER [from SERVER] | web",
         "a new server joins, and streams what it will be a home of (none named: from the homes "
         "that it takes over from); a web server takes requests at once", "join D", join),
    Verb("leave", "SERVER | web",
         "a server streams what it holds to the new homes, and then is gone; the last web server "
         "does what it has", "leave C", leave),
    Verb("replace", "SERVER [from SERVER]",
         "the disk is lost, and a new machine takes the name and streams what it needs (none "
         "named: from a majority of the other homes)", "replace A from C", renew),
    Verb("cut", "A - B | A -> B | A | B C [holding] | isolate A | bridge A | halves | ring",
         "nothing passes these links; what is in flight is dropped, or held; users have sides too",
         "cut A | B C", cut),
    Verb("heal", "[A - B | A -> B | A | B C]", "these links pass messages again; none named: all",
         "heal", heal),
    Verb("hold", "A - B | A -> B | A | B C", "messages on these links stay where they are",
         "hold A -> C", hold),
    Verb("release", "[A - B | A -> B | A | B C]", "what was held goes on; none named: on all links",
         "release A -> C", release),
    Verb("degrade", "[LINKS] [loss P%] [duplicate P%] [reorder P%] [spread TIME] [delay TIME]",
         "links lose, duplicate, reorder and delay messages; nothing named: in order again",
         "degrade A - B loss 2% reorder 10% delay 30ms", degrade),
    Verb("nemesis", "for TIME KIND RATE...",
         f"random faults, so many a second of each kind; then all is undone: "
         f"{', '.join(nemesis.KINDS)}", "nemesis for 4s crash 0.5 cut 1", at_random),
    Verb("load", "RATE/s [to RATE/s for TIME] | closed USERS [thinking TIME] | off, [for TIME] "
         "[reads P%] [users K] [pages K] [parts K] [zipf S]",
         "many users read and write pages, several at once if so told: so many requests a second "
         "whatever happens (open; `to` is what they grow to), or so many users who wait for "
         "answers (closed)",
         "load 250/s for 10s reads 90% pages 200 zipf 1.1", load),
    Verb("trials", "COUNT [every TIME] [reading TIME...] [at same|other|any]",
         "so often: something new is written at a server drawn at random, and read by somebody "
         "else so long after the ack, at the same server, an other or any",
         "trials 2000 every 5ms reading 0ms 10ms at other", trials),
    Verb("drop", "#MESSAGE", "takes one message in flight off", "drop #1042",
         lambda words: faults.DropMessage(message(words))),
    Verb("delay", "#MESSAGE TIME", "has one message in flight arrive later", "delay #1042 30ms",
         delay),
    Verb("duplicate", "#MESSAGE", "has one message in flight arrive twice", "duplicate #1042",
         lambda words: faults.DuplicateMessage(message(words))),
    Verb("set", "SETTING VALUE",
         f"changes a setting: {', '.join(SETTINGS)}",
         "set w 2", set_to),
    Verb("session", "USER GUARANTEE|as-set", "what one user's session demands from now on: "
         f"{', '.join(SESSIONS)}", "session X causal", session),
    Verb("move", "USER to SERVER", "the user is near another server from now on",
         "move Y to A", move),
    Verb("expect", "WHAT", "something that must hold at that moment",
         "expect stale reads of Y > 0", _expect),
    Verb("play", "[until TIME|[end of] #OPERATION]",
         "time runs, to the end, until a moment or an operation's end", "play until 40ms", _play),
    Verb("start", "", "goes to before anything has happened", "start", _control("start")),
    Verb("step", "", "lets the next single thing happen", "step", _control("step")),
    Verb("back", "", "goes back before the last single thing", "back", _control("back")),
    Verb("next", "", "goes on to the next fault, stale read, conflict, unknown outcome or verdict",
         "next", _control("next")),
    Verb("previous", "", "goes back to the last fault, stale read, conflict, unknown outcome or "
         "verdict", "previous", _control("previous")),
    Verb("seek", "TIME", "goes to a moment of the run", "seek 5.31s", _control("seek", "a time")),
    Verb("speed", "FACTOR|express",
         "simulated seconds in a second of yours; express: as fast as the machine can",
         "speed 0.005", _speed),
    Verb("variant", "NAME", "shows the story in another variant", "variant sticky",
         _control("variant", "a variant")),
    Verb("compare", "[VARIANT VARIANT | with SETTING VALUE | off]",
         "two runs side by side on one clock: two variants of the story (none named: this one and "
         "the next), or the story as it stands under one changed setting; off: one run again",
         "compare with w 2", _compare),
    Verb("undo", "", "goes back before the last command given by hand", "undo", _control("undo")),
    Verb("story", "", "goes back to the story, before the first thing done by hand", "story",
         _control("story")),
    Verb("branch", "NAME", "goes to another branch of the run", "branch crash A at 40 ms",
         _control("branch", "a branch")),
    Verb("name", 'branch "NAME"', "gives the branch that is shown a name of its own",
         'name branch "no cut"', _name),
    Verb("finish", "", "runs every branch to the end, so that they can be compared", "finish",
         _control("finish")),
    Verb("open", '[STORY | "FILE"]',
         "opens a story by its number or slug, or a recording (none named: asks which)", "open 5",
         _file("open", "a story")),
    Verb("save", '["FILE"]', "saves the run with all that was done in it (none named: asks where)",
         'save "lunch.qscope"', _file("save")),
    Verb("forget", '"FILE"', "takes one of the recent runs away for good",
         'forget "run-812-0.qscope"',
         lambda words: Control("forget", words.take("a file"))),
    Verb("gallery", "[1|2|3|4]", "shows all stories; those of one of the four questions first",
         "gallery 2", _gallery),
    Verb("receipt", "#OPERATION", "shows who answered an operation when, and by how much",
         "receipt #88", _about("receipt")),
    Verb("why", "#OPERATION", "explains an operation in a few sentences", "why #88",
         _about("why")),
    Verb("cause", "[#OPERATION|GUARANTEE]",
         "goes to the moment that decided an anomaly, and lights only what mattered to it (none "
         "named: everything is lit again)", "cause #88", _cause),
    Verb("shrink", "#OPERATION|GUARANTEE | off | open | save FILE",
         "looks for the smallest run that has this anomaly still; off: no further; then it can be "
         "opened, or saved as a preset", "shrink #88", _shrink),
    Verb("show", f"{'|'.join(VIEWS)} [database|web]",
         "shows a panel (fresh: what trials measure, beside what is predicted)",
         "show verdicts", _show),
    Verb("close", "|".join(VIEWS), "hides a panel, until it is shown again", "close lesson",
         _close),
    Verb("panels", "", "offers all panels, those that are hidden too", "panels",
         _control("panels")),
    Verb("layout", "", "puts all panels back where they were at first", "layout",
         _control("layout")),
    Verb("select", f"[{'|'.join(KINDS)} NAME]",
         "marks one thing in every view; nothing named: nothing is marked", "select server A",
         _thing("select")),
    Verb("menu", f"[{'|'.join(KINDS)} NAME]",
         "shows what can be done with a thing now, and why not; nothing named: with all",
         "menu server A", _thing("menu")),
    Verb("zoom", "[FROM UNTIL | in | out]", "has the charts show a part of time; nothing named: "
         "all of it", "zoom 3s 4.5s", _zoom),
    Verb("plot", '["FILE"]', "saves the charts as a picture (.png) or as a table (.csv); no "
         "file: asks for one", 'plot "storm.csv"', _file("plot")),
    Verb("log", 'all | kinds [KIND...] | find ["WORDS"] | at [SERVER] | of [USER] | '
         "follow [#OPERATION]",
         "narrows the event log: to kinds of events, to what is searched for, to a server or a "
         "user, to what belongs to one request; without a value no longer, all: no longer at all",
         "log follow #88", _log),
    Verb("brush", "[TIME TIME]", "narrows the event log to a span, marked in the space-time "
         "diagram; none named: no longer", "brush 3s 4s", _brush),
    Verb("measure", "[off]", "measures what adding servers buys, beside the run; off: no further",
         "measure", _measure),
    Verb("explain", "[on|off]", "tells in one sentence whatever is pointed at, or has the focus; "
         "neither: the other way round", "explain on",
         lambda words: Control("explain", words.accept("on", "off"))),
    Verb("theme", f"{'|'.join(THEMES)}|next", "changes the colours", "theme light",
         _one_of("theme", "a theme", *THEMES, "next")),
    Verb("font", f"PERCENT%, {LEAST_FONT}% to {GREATEST_FONT}%",
         "makes all letters larger or smaller", "font 120%", _font),
    Verb("motion", "|".join(MOTIONS),
         "reduced: nothing glides, the picture changes at most three times a second",
         "motion reduced", _one_of("motion", "how much moves", *MOTIONS)),
    Verb("palette", "", "looks for anything that can be done, by a few words of it", "palette",
         _control("palette")),
    Verb("settings", "", "shows what can be set for the person who looks: theme, letters, motion",
         "settings", _control("settings")),
    Verb("keys", "", "shows the keys", "keys", _control("keys")),
)  # fmt: skip

VERBS: dict[str, Verb] = {verb.name: verb for verb in _TABLE}
"""Every verb by its name."""
