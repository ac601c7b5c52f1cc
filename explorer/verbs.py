"""The one table of verbs: presets, buttons, the command line and tests all speak it.

Each verb is defined once: what it takes, what it does in one line, an example, and how its
arguments become an action: a command for the cluster (`requesting`, `injecting`), a control of the
window or the run (`controls`), or an expectation.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass

from engine import faults, nemesis
from engine.cluster import Command
from engine.latency import FITS
from engine.spec import GUARANTEES as SESSIONS
from engine.spec import SETTINGS
from explorer import controls, exporting, varying
from explorer.controls import Control
from explorer.film import FORMATS
from explorer.injecting import (
    at_random,
    cut,
    degrade,
    delay,
    disk,
    heal,
    hold,
    join,
    lag,
    latency,
    leave,
    load,
    message,
    move,
    on_server,
    release,
    remove,
    renew,
    session,
    set_to,
    skew,
    slow,
    trials,
)
from explorer.letters import KINDS as MESSAGES
from explorer.lines import ScriptError, Words
from explorer.other_luck import KINDS as OTHERS
from explorer.preferences import GREATEST_FONT, LEAST_FONT, MOTIONS, ON_OFF, THEMES
from explorer.requesting import page, request, secret
from explorer.selection import KINDS
from explorer.sweeps.wanted import MEASURES
from explorer.verdicts import GUARANTEES

_CLAUSE = re.compile(r"(?:\([^)]*\)|[^;:(])*")
"""Up to a semicolon or a colon that stands in no parentheses."""


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

    @property
    def gist(self) -> str:
        """What the bare verb does, as a sentence begins: the first clause of its help."""
        first = _CLAUSE.match(self.help)
        assert first is not None
        return first[0][:1].upper() + first[0][1:]


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
    Verb("hide",
         f"USER OTHER [via SERVER] [with n|r|w K...] | [server SERVER|{'|'.join(MESSAGES)}]",
         "the user hides the own wall's page from another (feeds do not ask); or a server, or "
         "messages of a kind, are not drawn; nothing named: all are again",
         "hide X Boss", controls.drawn("hide", request("hide", "user", "other"))),
    Verb("unhide",
         f"USER OTHER [via SERVER] [with n|r|w K...] | [server [SERVER]|{'|'.join(MESSAGES)}]",
         "the user shows the own wall's page to another again; or a server (all, if none is "
         "named), or messages of a kind, are drawn again; nothing named: all are",
         "unhide X Boss", controls.drawn("unhide", request("unhide", "user", "other"))),
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
    Verb("pause", "[SERVER]", "time stands still; where a server is named, that one does",
         "pause A", controls.pause),
    Verb("resume", "SERVER", "a paused server goes on with all that has arrived",
         "resume A", on_server(faults.Resume)),
    Verb("slow", "SERVER [disk] TIME", "the server, or its disk, takes so much longer",
         "slow A disk 100ms", slow),
    Verb("disk", "SERVER full|free", "the server's disk is full, or has room again",
         "disk A full", disk),
    Verb("skew", "SERVER +TIME|-TIME", "the server's wall clock jumps", "skew A +3s", skew),
    Verb("lag", "SERVER TIME", "a server that follows the primary makes writes readable so late "
         "(PostgreSQL alone)", "lag C 300ms", lag),
    Verb("promote", "SERVER", "the server is the primary from now on, and the others follow it; "
         "the one before is left alone, and may go on as one (PostgreSQL alone)",
         "promote B", on_server(faults.Promote)),
    Verb("rejoin", "SERVER", "the server follows the primary again; what it has alone is lost for "
         "good (PostgreSQL alone)", "rejoin A", on_server(faults.Rejoin)),
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
    Verb("hold", "#MESSAGE | A - B | A -> B | A | B C",
         "one message in flight, or all on these links, stay where they are",
         "hold A -> C", hold),
    Verb("release", "[#MESSAGE | A - B | A -> B | A | B C]",
         "what was held goes on; nothing named: all that is", "release A -> C", release),
    Verb("degrade", "[LINKS] [loss P%] [duplicate P%] [reorder P%] [spread TIME] [delay TIME]",
         "links lose, duplicate, reorder and delay messages; nothing named: in order again",
         "degrade A - B loss 2% reorder 10% delay 30ms", degrade),
    Verb("latency", "DELAY|as-first | LINKS DELAY|as-first",
         "what is sent there from now on takes so long (no link named: everywhere), as presets say "
         f"it: 40ms, exponential 5ms, 1ms + exponential 5ms, {', '.join(FITS)}, London-Frankfurt",
         "latency A - B exponential 20ms", latency),
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
    Verb("remove", "USER",
         "the user's account is closed: nothing is asked by that name any more, nor is it given "
         "again; what the user wrote stays", "remove Y", remove),
    Verb("expect", "WHAT", "something that must hold at that moment",
         "expect stale reads of Y > 0", lambda words: Expect(words.rest("what is expected"))),
    Verb("play", '[until TIME|[end of] #OPERATION|SERVER|"EXPRESSION"]',
         "time runs, to the end; or until a moment, an operation's end, the next event at a "
         "server, or an expression about the state (see `watch`) becomes true",
         "play until 40ms",
         controls.play),
    Verb("start", "", "goes to before anything has happened", "start", controls.control("start")),
    Verb("step", "", "lets the next single thing happen", "step", controls.control("step")),
    Verb("back", "", "goes back before the last single thing", "back", controls.control("back")),
    Verb("next", "", "goes on to the next fault, stale read, conflict, unknown outcome or verdict",
         "next", controls.control("next")),
    Verb("previous", "", "goes back to the last fault, stale read, conflict, unknown outcome or "
         "verdict", "previous", controls.control("previous")),
    Verb("seek", "TIME", "goes to a moment of the run", "seek 5.31s",
         controls.control("seek", "a time")),
    Verb("answer", "NUMBER|skip", "answers what the story asks before it shows, and time runs on; "
         "skip: it is not answered", "answer 2", controls.answer),
    Verb("speed", "FACTOR|express",
         "simulated seconds in a second of yours; express: as fast as the machine can",
         "speed 0.005", controls.speed),
    Verb("variant", "NAME", "shows the story in another variant", "variant sticky",
         controls.control("variant", "a variant")),
    Verb("on", "embedded|postgres", "runs the story on the embedded cluster, which computes it; or "
         "plays it on real servers, and shows what happened there: slower, as it was recorded",
         "on postgres", controls.one_of("on", "an engine", "embedded", "postgres")),
    Verb("compare", "[VARIANT VARIANT | with SETTING VALUE | off]",
         "two runs side by side on one clock: two variants of the story (none named: this one and "
         "the next), or the story as it stands under one changed setting; off: one run again",
         "compare with w 2", controls.compare),
    Verb("undo", "", "goes back before the last command given by hand", "undo",
         controls.control("undo")),
    Verb("redo", "", "does again what was undone last", "redo", controls.control("redo")),
    Verb("story", "", "goes back to the story, before the first thing done by hand", "story",
         controls.control("story")),
    Verb("branch", "NAME", "goes to another branch of the run", "branch crash A at 40 ms",
         controls.control("branch", "a branch")),
    Verb("name", 'branch "NAME"', "gives the branch that is shown a name of its own",
         'name branch "no cut"', controls.name),
    Verb("finish", "", "runs every branch to the end, so that they can be compared", "finish",
         controls.control("finish")),
    Verb("goal", "[way | off]", "begins what the story asks you to bring about; way: shows one way "
         "to reach it; off: it is tried no more", "goal way", controls.goal),
    Verb("open", '[STORY | "FILE"]',
         "opens a story by its number or slug, or a recording (none named: asks which)", "open 5",
         controls.file("open", "a story")),
    Verb("quit", "", "closes the window, or ends the console's session; what was done in the run "
         "is kept", "quit",
         controls.control("quit")),
    Verb("save", '["FILE"]', "saves the run with all that was done in it (none named: asks where); "
         "in a .scenario.yaml: what was done by hand, to be done again, and changed; in another "
         ".yaml: all of it as a story",
         'save "lunch.qscope"', controls.file("save")),
    Verb("forget", '"FILE" | progress [off]', "takes one of the recent runs away for good; or "
         "nothing counts as told or predicted yet (off: it is remembered again)",
         'forget "run-812-0.qscope"', controls.forget),
    Verb("gallery", "[1|2|3|4]", "shows all stories; those of one of the four questions first",
         "gallery 2", controls.gallery),
    Verb("receipt", "#OPERATION", "shows who answered an operation when, and by how much",
         "receipt #88", controls.about("receipt")),
    Verb("why", "#OPERATION", "explains an operation in a few sentences", "why #88",
         controls.about("why")),
    Verb("cause", "[#OPERATION|GUARANTEE]",
         "goes to the moment that decided an anomaly, and lights only what mattered to it (none "
         "named: everything is lit again)", "cause #88", controls.cause),
    Verb("shrink", "#OPERATION|GUARANTEE | off | open | save FILE",
         "looks for the smallest run that has this anomaly still; off: no further; then it can be "
         "opened, or saved as a preset", "shrink #88", controls.shrink),
    Verb("example", "GUARANTEE|ANOMALY | off | open",
         "looks for a run of this story, with other luck, in which this happens: a guarantee is "
         f"broken ({', '.join(GUARANTEES)}), or {', '.join(OTHERS)}; off: no further; then it can "
         "be opened", "example stale-read", controls.example),
    Verb("show", f"{'|'.join(controls.VIEWS)} [database|web]",
         "shows a panel (fresh: what trials measure, beside what is predicted)",
         "show verdicts", controls.show),
    Verb("close", "|".join(controls.VIEWS), "hides a panel, until it is shown again",
         "close lesson", controls.close),
    Verb("fold", "", "leaves only the tabs of the panels below the stage, or unfolds them", "fold",
         controls.control("fold")),
    Verb("panels", "", "offers all panels, those that are hidden too", "panels",
         controls.control("panels")),
    Verb("layout", "", "puts all panels back where they were at first", "layout",
         controls.control("layout")),
    Verb("select", f"[{'|'.join(KINDS)} NAME]",
         "marks one thing in every view; nothing named: nothing is marked", "select server A",
         controls.thing("select")),
    Verb("menu", f"[{'|'.join(KINDS)} NAME]",
         "shows what can be done with a thing now, and why not; nothing named: with all",
         "menu server A", controls.thing("menu")),
    Verb("watch", f"\"EXPRESSION\" | off [\"EXPRESSION\"] | {'|'.join(controls.FEEDS)}",
         "shows what an expression of JMESPath about the state comes to now, and what the last "
         "event changed of it; off: no more; or a console tells what happens, as it happens",
         'watch "servers[?held < acknowledged].name"',
         controls.watch),
    Verb("zoom", "[FROM UNTIL | in | out]", "has the charts show a part of time; nothing named: "
         "all of it", "zoom 3s 4.5s", controls.zoom),
    Verb("plot", '["FILE"]', "saves the charts as a picture (.png) or as a table (.csv); no "
         "file: asks for one", 'plot "storm.csv"', controls.file("plot")),
    Verb("copy", f"[{controls.STAGE}|{'|'.join(controls.VIEWS)}] | "
         f"{exporting.REPRODUCTION} [\"FILE\"]",
         "a picture of this goes to the clipboard (none named: of all that is shown), or the line "
         "for a terminal that does the run again, with what was done by hand in a scenario",
         "copy stage", exporting.copied),
    Verb("screenshot", f"[{controls.STAGE}|{'|'.join(controls.VIEWS)}] [\"FILE\"]",
         "saves a picture of this (none named: of all that is shown; no file: asks for one)",
         'screenshot stage "cut.png"', exporting.pictured),
    Verb("export", f"[{'|'.join(FORMATS)} [\"FILE\"] [from TIME] [until TIME] [size WIDTHxHEIGHT] "
         f"[theme {'|'.join(THEMES)}]] | off | open | folder",
         "makes a film, a picture, a page or a handout of the run, beside it (no file: asks); off: "
         "no further; then it can be opened, or its folder",
         'export gif "cut.gif" from 1s until 2s', exporting.export),
    Verb("log", 'all | kinds [KIND...] | find ["WORDS"] | at [SERVER] | of [USER] | '
         "follow [#OPERATION]",
         "narrows the event log: to kinds of events, to what is searched for, to a server or a "
         "user, to what belongs to one request; without a value no longer, all: no longer at all",
         "log follow #88", controls.log),
    Verb("brush", "[TIME TIME]", "narrows the event log to a span, marked in the space-time "
         "diagram; none named: no longer", "brush 3s 4s", controls.brush),
    Verb("measure", "[off]", "measures what adding servers buys, beside the run; off: no further",
         "measure", controls.measure),
    Verb("sweep", "[SETTING=VALUES...] [seeds A..B] | off | map | heat [SETTING SETTING] "
         f"[of {'|'.join(MEASURES)}] [at SETTING=VALUE...] | run SETTING=VALUE... | "
         'save ["FILE"]',
         "runs the story under each of these settings with many seeds, beside the run (none named: "
         "what is left of the last, or R and W from 1 to N); off: no further, and what is done "
         "stays; map: latency against stale reads; heat: one measure over two settings; run: opens "
         "a run of it; save: its rows (.csv, or .jsonl to be opened again) or its picture (.png)",
         "sweep r=1..3 w=1..3 seeds 1..20", varying.sweep),
    Verb("explain", "[on|off]", "tells in one sentence whatever is pointed at, or has the focus; "
         "neither: the other way round", "explain on",
         controls.explain),
    Verb("present", "[off]",
         "shows the story to an audience, sentence by sentence, on the second screen where there "
         "is one; off: back to where one was", "present", controls.present),
    Verb("beat", "next | back | NUMBER",
         "goes to the next place of the story that is presented, to the one before, or to one by "
         "its number, whatever was done meanwhile", "beat 4", controls.beat),
    Verb("blank", "", "darkens what the audience sees, or shows it again", "blank",
         controls.control("blank")),
    Verb("theme", f"{'|'.join(THEMES)}|next", "changes the colours", "theme light",
         controls.one_of("theme", "a theme", *THEMES, "next")),
    Verb("font", f"PERCENT%, {LEAST_FONT}% to {GREATEST_FONT}%",
         "makes all letters larger or smaller", "font 120%", controls.font),
    Verb("motion", "|".join(MOTIONS),
         "whether anything glides; reduced: nothing does, and the picture changes at most three "
         "times a second",
         "motion reduced", controls.one_of("motion", "how much moves", *MOTIONS)),
    Verb("predict", "|".join(ON_OFF), "whether a story asks what will come before it shows it",
         "predict off", controls.one_of("predict", "on or off", *ON_OFF)),
    Verb("palette", "", "looks for anything that can be done, by a few words of it", "palette",
         controls.control("palette")),
    Verb("settings", "", "shows what can be set for the person who looks: theme, letters, motion",
         "settings", controls.control("settings")),
    Verb("term", "[NAME]", "tells what a word of the field means, and shows ten seconds of a story "
         "in which it is seen; none named: all of them", "term quorum", controls.term),
    Verb("keys", "", "shows the keys", "keys", controls.control("keys")),
    Verb("help", "[VERB]", "tells what a verb takes, with an example; none named: all of them",
         "help cut", lambda words: _help(words)),
    Verb("console", "[on [ADDRESS:PORT ADDRESS:PORT] | off]",
         "lets you drive this window by ssh with these same verbs, from this machine alone unless "
         "another address is written twice; off: no more; neither: shows how it stands and what to "
         "type", "console on", controls.console),
)  # fmt: skip


def _help(words: Words) -> Control:
    """One of the verbs of the table, or none."""
    if not words.more():
        return Control("help")
    column, name = words.column, words.take("a verb")
    if name not in VERBS:
        raise ScriptError(f"there is no verb {name!r}; there are {', '.join(VERBS)}", column)
    return Control("help", (name,))


VERBS: dict[str, Verb] = {verb.name: verb for verb in _TABLE}
"""Every verb by its name."""
