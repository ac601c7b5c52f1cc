"""Stories in text files: a comment, commands, `----`, and what came of them.

`pytest --rewrite-goldens` writes down what comes of them now: read the diff.
"""

from pathlib import Path

import pytest

from engine.cluster import Cluster
from engine.events import view
from engine.history import History
from engine.latency import Constant
from engine.spec import ClusterSpec, LinkSpec, ServerSpec, Settings, UserSpec
from engine.versions import GENESIS
from explorer import injecting, script
from explorer.latencies import parse_latency
from explorer.times import parse_time, write_time

STORIES = sorted((Path(__file__).parent / "goldens").glob("*.txt"))


@pytest.mark.parametrize("path", STORIES, ids=lambda path: path.stem)
def test_the_story_is_told_as_it_was(path, pytestconfig):
    text = path.read_text(encoding="utf-8")
    story = Story()
    told = "\n\n".join(answered(block, story) for block in text.strip().split("\n\n")) + "\n"
    if pytestconfig.getoption("rewrite_goldens"):
        path.write_text(told, encoding="utf-8")
    else:
        assert told == text


def answered(block, story):
    """The block's comment and commands, and what comes of the commands now."""
    asked = block.partition("\n----")[0]
    commands = [line for line in asked.splitlines() if not line.startswith("#")]
    answers = [line for command in commands for line in story.do(command)]
    return "\n".join((asked, "----", *answers)) if commands else block


class Story:
    """One cluster, and what has been told of it."""

    def do(self, command):
        """Does what the line says; returns the lines of the answer."""
        word, _, rest = command.partition(" ")
        if word == "cluster":
            return self.cluster_of(rest.split())
        if word == "run":
            return self.run(parse_time(rest))
        if word in ("state", "history"):
            return getattr(self, word)()
        at_us, action = script.parse(command.replace("{1001 letters}", "a" * 1001))
        self.cluster.schedule(self.cluster.now_us + 1 if at_us is None else at_us, action)
        return []

    def cluster_of(self, words):
        """`A B C X@A A-B=40ms delay=10ms loss=0.5 homes=A,B seed=3 follows=nobody w=2 ...`."""
        names = [word for word in words if "=" not in word and "@" not in word]
        users = dict(word.split("@") for word in words if "@" in word)
        values = dict(word.split("=") for word in words if "=" in word)
        own = {key: values.pop(key, "") for key in ("delay", "loss", "homes", "seed", "follows")}
        links = [(*pair.split("-"), text) for pair, text in values.items() if "-" in pair]
        changes = [injecting.change(k, text) for k, text in values.items() if "-" not in k]
        loss, friends = float(own["loss"] or 0), [] if own["follows"] == "nobody" else users
        spec = ClusterSpec(
            tuple(ServerSpec(name) for name in names),
            tuple(LinkSpec(a, b, parse_latency(text), loss) for a, b, text in links),
            tuple(UserSpec(u, at, tuple(f for f in friends if f != u)) for u, at in users.items()),
            Settings(**{change.name: change.value for change in changes}),
            tuple(own["homes"].split(",")) if own["homes"] else (),
            parse_latency(own["delay"]) if own["delay"] else Constant(5_000),
            loss,
        )
        self.cluster, self.log = Cluster(spec, int(own["seed"] or 1)), History()
        return []

    def run(self, at_us):
        """Lets time run to that moment; a line for each thing that happened."""
        self.cluster.run_until(at_us)
        events, self.cluster.events = self.cluster.events, []
        lines = []
        for event in events:
            self.log.fold(event)
            if text := self.told(**view(event)):
                lines.append(f"{write_time(event[0]):>8}  {text}")
        return lines or ["nothing happens"]

    def told(self, event, **f):
        tell = getattr(self, f"told_{event}", None)
        if tell:
            return tell(f)
        if event in ("command", "behind"):  # the next line says it; `state` draws it
            return ""
        return f"{f.get('server', '')} {event}".strip()

    def told_refused(self, f):
        return f"refused: {f['text']}: {f['reason']}"

    def told_invoked(self, f):
        text = f"{f['text'][:20]}…" if len(f["text"]) > 20 else f["text"]
        said = f" «{text}»" if text else ""
        return f"#{f['operation']} {f['user']} asks {f['coordinator']} to {f['action']}{said}"

    def told_asked(self, f):
        return f"#{f['operation']} {f['phase']}: {' '.join(f['servers'])}, {f['need']} needed"

    def told_stamped(self, f):
        return f"#{f['operation']} is {row(f['cell'], f['value'])} {version(f['version'])}"

    def told_ok(self, f):
        values = self.log.values()
        news = [row(cell, values.get((cell, v))) for cell, v in f["result"] if v != GENESIS]
        read = self.log.operations[f["operation"]].kind == "read"
        return f"#{f['operation']} ok" + (f": {', '.join(news) or 'nothing new'}" if read else "")

    def told_fail(self, f):
        return f"#{f['operation']} fail: {f['reason']}"

    def told_unavailable(self, f):
        return f"#{f['operation']} unavailable: {f['reason']}"

    def told_repaired(self, f):
        return f"{f['server']} repairs its own copy"

    def told_info(self, f):
        return f"#{f['operation']} info: {f['reason']}"

    def told_sent(self, f):
        way = f"{f['source']} -> {f['target']} {f['kind']} #{f['operation']}"
        return f"{way} arrives {write_time(f['arrives_us'])}"

    def told_delivered(self, f):
        return f"{self.way(f)} arrived"

    def told_dropped(self, f):
        return f"{self.way(f)} dropped at {f['where_millionths'] / 10_000:.0f} %: {f['reason']}"

    def told_stored(self, f):
        return f"{f['server']} stores {name(f['cell'])} {version(f['version'])}"

    def told_crashed(self, f):
        lost = [f"{name(cell)} (left: {version(left)})" for cell, left in f["lost"]]
        return f"{f['server']} crashed, lost: {', '.join(lost) or 'nothing'}"

    def told_cut(self, f):
        return f"cut {', '.join(f'{a} -> {b}' for a, b in f['links'])}"

    def told_healed(self, f):
        return f"healed {', '.join(f'{a} -> {b}' for a, b in f['links'])}"

    def told_changed(self, f):
        return f"{f['name']} = {f['value']}"

    def way(self, f):
        message = self.log.messages[f["message"]]
        return f"{message.source} -> {message.target} {message.kind} #{message.operation}"

    def state(self):
        """A line for each server: what it holds of all that was written, and since when behind."""
        lines = []
        for server, replica in self.cluster.replicas.items():
            copies = sorted(replica.copies.items())
            held = ", ".join(
                f"{row(cell, value)} {version(v)}" for cell, (v, value) in copies if v != GENESIS
            )
            since_us = self.cluster.ledger.standing[server].behind_since_us
            late = "" if since_us is None else f" | behind since {write_time(since_us)}"
            lines.append(f"{server} {'up' if replica.up else 'down':<4} | {held or '-'}{late}")
        return lines

    def history(self):
        """A line for each operation: who, what, outcome, latency, staleness."""
        return [self.line(o) for o in self.log.operations.values()]

    def line(self, o):
        if o.outcome is None:
            return f"#{o.number} {o.user} {o.action} in progress"
        lasted = write_time(o.ended_us - o.invoked_us)
        stale = o.staleness and o.staleness.versions
        missed = f" stale by {stale}, {write_time(o.staleness.age_us)}" if stale else ""
        missed += " (own)" * bool(o.own_missed) + " (went back)" * bool(o.went_back)
        fresh = " fresh" if o.staleness and not stale else ""
        return f"#{o.number} {o.user} {o.action} {o.outcome} after {lasted}{fresh}{missed}"


def version(v):
    """`A@40ms`, with `+1` for a counter; the server's wall clock, not ours."""
    if v in (None, GENESIS):
        return "nothing" if v is None else "genesis"
    wall_us, counter, server = v
    return f"{server}@{write_time(wall_us)}{f'+{counter}' if counter else ''}"


def name(cell):
    """A cell as people say it: `X#1`, `X#1 like Y`, `X follows Y`, `account X`."""
    (what, _, who), cell_row = cell[0].partition(":"), cell[1]
    if what == "wall":
        return " ".join(cell_row[1:2] + ((cell_row[0], *cell_row[2:]) if len(cell_row) > 2 else ()))
    return f"{who} follows {cell_row[0]}" if what == "follows" else f"{what} {who[:6]}"


def row(cell, value):
    """A cell with what is in it: `X#1 «hi»`, `X#1 deleted`, `X follows Y: no`."""
    if cell[0].startswith(("account", "session")) or value is True:
        return name(cell)
    if isinstance(value, tuple):
        return f"{name(cell)} «{value[1]}» by {value[0]}"
    return (
        f"{name(cell)} {'deleted' if value is None else 'no' if value is False else f'«{value}»'}"
    )
