"""What the command line can be asked for: a table of commands, and the arguments of each.

Its names are a contract.
"""

import argparse
import sys
from collections.abc import Callable
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

from explorer import doctor
from explorer.arguments import (
    export_format,
    factor,
    part,
    percent,
    seed,
    seeds,
    size,
    time_us,
    times,
)
from explorer.commands import (
    bench,
    check,
    cluster,
    export,
    gallery,
    predict,
    run,
    schema,
    swarm,
    sweep,
    window,
)
from explorer.film import FORMATS as FILMS
from explorer.formats import NAMES
from explorer.preferences import MOTIONS, THEMES

Command = Callable[[argparse.Namespace], int]


@dataclass(frozen=True, slots=True)
class Entry:
    """One command: its name, what it does, an example, its function and its arguments."""

    name: str
    help: str
    example: str
    command: Command
    arguments: Callable[[argparse.ArgumentParser], None] | None = None


def entries() -> tuple[Entry, ...]:
    """The whole command line, a command a row."""
    return (
        Entry("open", "the window on a story, by number, slug or file, or on a recording",
              "quorumscope open 5 --variant sticky", window.open, _open),
        Entry("presets", "the stories: number, slug, title, question, seconds",
              "quorumscope presets --json", run.presets, _json),
        Entry("run", "runs stories and scenarios and checks what they expect",
              "quorumscope run 9 --variant w1 --set timeout=250ms --seeds 1..10", run.run, _run),
        Entry("receipt", "who answered an operation of a story when, and what became of it",
              "quorumscope receipt 11 post --variant ask-a-b", run.receipt, _receipt),
        Entry("check", "judges Jepsen histories: linearizable, sessions, lists",
              "quorumscope check store/latest/history.edn --json", check.check, _check),
        Entry("predict", "how fresh and how fast a quorum is, by the PBS model alone",
              "quorumscope predict --n 3 --r 1 --w 1 --fit lnkd-ssd --at 0,1,5,10",
              predict.predict, _predict),
        Entry("swarm", "random configurations and faults against every invariant",
              "quorumscope swarm --seeds 1..100 --json", swarm.swarm, _swarm),
        Entry("sweep", "a story over many settings and seeds, on processes or other machines",
              "quorumscope sweep disk-or-ssd --vary r=1..3 --vary w=1..3 --seeds 1..100 --csv F",
              sweep.sweep, sweep.arguments),
        Entry("screenshot", "a picture of the window at a moment of a story",
              "quorumscope screenshot 2 --at 20ms --out ripple.png --theme light",
              window.screenshot, _screenshot),
        Entry("export", "a story or a recording as a film, picture or page, or for other tools",
              "quorumscope export 5 --variant sticky --to gif --out sticky.gif",
              export.export, _export),
        Entry("schema", "JSON Schema of stories and scenarios, for editors",
              "quorumscope schema scenario > scenario.schema.json", schema.schema, _schema),
        Entry("console", "a story that you drive by ssh, without a window; prints the line to type",
              "quorumscope console 5 --listen 127.0.0.1:8222", _serve, _console),
        Entry("cluster", "a real PostgreSQL cluster on this machine, until it is told to go",
              "quorumscope cluster up --engine postgres --servers 3",
              cluster.cluster, cluster.arguments),
        Entry("bench", "what the program is measured by, each row beside its peer or its limit",
              "quorumscope bench engine_vs_heap seek --json", bench.bench, _bench),
        Entry("doctor", "what this machine lacks, and the exact line that installs it",
              "quorumscope doctor", lambda _: doctor.report(sys.stdout)),
    )  # fmt: skip


def parser() -> argparse.ArgumentParser:
    """Reads a command line by the table of `entries`."""
    top = argparse.ArgumentParser(
        prog="quorumscope",
        description="See why distributed systems are hard. Without a command: the window.",
    )
    top.add_argument("--version", action="version", version=f"quorumscope {version('quorumscope')}")
    top.set_defaults(command=gallery.gallery)
    verbs = top.add_subparsers(metavar="COMMAND")
    for entry in entries():
        sub = verbs.add_parser(
            entry.name, help=entry.help, description=entry.help, epilog=f"example: {entry.example}"
        )
        sub.set_defaults(command=entry.command)
        if entry.arguments is not None:
            entry.arguments(sub)
    return top


def _json(sub: argparse.ArgumentParser) -> None:
    sub.add_argument("--json", action="store_true", help="as JSON")


def _open(sub: argparse.ArgumentParser) -> None:
    sub.add_argument("story", metavar="PRESET|FILE",
                     help="number, slug, YAML file, recording (.qscope), or a scenario "
                     "(.scenario.yaml), which stands at its end or where it failed")  # fmt: skip
    sub.add_argument("--variant", metavar="NAME", help="the variant to show (else the first)")
    sub.add_argument(
        "--quit-after", type=time_us, metavar="TIME", help="close after so long, as 5s"
    )
    sub.add_argument("--screenshot", metavar="F.png", help="save a picture before closing")


def _run(sub: argparse.ArgumentParser) -> None:
    sub.add_argument("stories", nargs="+", metavar="PRESET|FILE",
                     help="number, slug, YAML file, a scenario (.scenario.yaml), or a recording "
                     "(.qscope): that is run again, and what differs from what was recorded is "
                     "named (exit 1)")  # fmt: skip
    sub.add_argument("--variant", metavar="NAME", help="only this variant (else every one)")
    sub.add_argument("--set", action="append", default=[], metavar="KEY=VALUE", dest="settings",
                     help="another setting, as w=2; NAME:w=2: of one variant alone")  # fmt: skip
    group = sub.add_mutually_exclusive_group()
    group.add_argument("--seed", type=seed, metavar="N", help="another seed than the story's")
    group.add_argument("--seeds", type=seeds, metavar="A..B", help="a run for each of these seeds")
    sub.add_argument("--repeat", type=times, metavar="N",
                     help="each run so often; one that comes out otherwise fails, and on real "
                     "servers it is said at the end in how many runs each thing held")  # fmt: skip
    sub.add_argument("--until", type=time_us, metavar="TIME", help="stop at this simulated time")
    sub.add_argument("--on", choices=("embedded", "postgres"),
                     help="where stories run: computed here, or played on real servers: those of "
                     "`cluster up`, if it has the story's, else some that are made for it; every "
                     "seed and repeat is one more run there; default: where the story says, and "
                     "then as it was recorded there, if it was")  # fmt: skip
    sub.add_argument("--folder", type=Path, metavar="F",
                     help="with --on postgres: that of the cluster, if not the usual")  # fmt: skip
    sub.add_argument("--window", action="store_true",
                     help="by the widgets of the real window (which scenarios with hands have "
                     "anyway, off screen)")  # fmt: skip
    sub.add_argument("--pace", type=factor, metavar="FACTOR",
                     help="with --window: simulated seconds in a second of yours, as 0.05, so that "
                     "it can be followed (else as fast as the machine can)")  # fmt: skip
    sub.add_argument("--artifacts", metavar="DIR",
                     help="of each scenario a folder with its events, a recording, pictures and "
                     "accessibility trees, and a page that shows them")  # fmt: skip
    sub.add_argument("--junitxml", metavar="F.xml", help="a report for build servers")
    sub.add_argument(
        "--full",
        action="store_true",
        help="the full sizes of stories that are shorter otherwise (minutes)",
    )
    sub.add_argument(
        "--record", metavar="F.qscope", help="record the run; it has to be a single one"
    )
    _json(sub)


def _schema(sub: argparse.ArgumentParser) -> None:
    sub.add_argument("what", nargs="?", choices=("story", "scenario"),
                     help="of one of them (else of both)")  # fmt: skip


def _receipt(sub: argparse.ArgumentParser) -> None:
    sub.add_argument("story", metavar="PRESET|FILE", help="number, slug or YAML file")
    sub.add_argument("operation", metavar="OPERATION", help="its name in the story, or its number")
    sub.add_argument("--variant", metavar="NAME", help="the variant to run (else the first)")
    sub.add_argument("--seed", type=seed, metavar="N", help="another seed than the story's")
    sub.add_argument("--at", type=time_us, metavar="TIME", help="as of then (else the end)")


def _check(sub: argparse.ArgumentParser) -> None:
    sub.add_argument("histories", nargs="+", metavar="HISTORY|FOLDER",
                     help="EDN or JSON, or a folder of them")  # fmt: skip
    sub.add_argument("--model", choices=("register", "cas-register", "list-append", "sessions"),
                     help="else found by what is in the file")  # fmt: skip
    _json(sub)


def _bench(sub: argparse.ArgumentParser) -> None:
    sub.add_argument("names", nargs="*", metavar="NAME",
                     help="which ones, such as seek or soak (else all)")  # fmt: skip
    sub.add_argument("--rounds", type=times, default=3, metavar="N",
                     help="measures all sides of a row so often in turn, default: 3")  # fmt: skip
    sub.add_argument("--part", type=part, default=1.0, metavar="SHARE",
                     help="at this part of the full size, as .1, default: 1")  # fmt: skip
    sub.add_argument("--seconds", type=time_us, default=300_000_000, metavar="TIME",
                     help="how long a soak lasts, default: 300s")  # fmt: skip
    sub.add_argument("--seed", type=seed, default=1, metavar="N", help="what a soak does")
    sub.add_argument("--slowest", action="store_true",
                     help="tells where the program was in the longest gaps")  # fmt: skip
    _json(sub)


def _serve(options: argparse.Namespace) -> int:
    from explorer.commands import console  # late: SSH takes a while to import

    return console.console(options)


def _console(sub: argparse.ArgumentParser) -> None:
    sub.add_argument("story", nargs="?", default="1", metavar="PRESET|FILE",
                     help="number, slug, YAML file or recording (.qscope), default: 1")  # fmt: skip
    sub.add_argument("--variant", metavar="NAME", help="the variant to run (else the first)")
    sub.add_argument("--listen", action="append", metavar="ADDRESS:PORT",
                     help="default: 127.0.0.1:8222; an address that other machines can reach has "
                     "to be typed twice, each with --listen")  # fmt: skip


def _swarm(sub: argparse.ArgumentParser) -> None:
    sub.add_argument("--seeds", type=seeds, required=True, metavar="A..B", help="which seeds")
    sub.add_argument("--artifacts", metavar="DIR",
                     help="where failing seeds are saved, default: swarm-failures")  # fmt: skip
    _json(sub)


def _predict(sub: argparse.ArgumentParser) -> None:
    # Words, required or not: the command reads them, to say all that is wrong with them at once.
    sub.usage = (
        "%(prog)s --n N --r R --w W --fit FIT [--trials N] [--seed N] [--at MS,...] [--engine] "
        "[--json]"
    )
    sub.add_argument("--engine", action="store_true", help="measure it on the real engine")
    sub.add_argument("--n", help="home servers of a key, 1 to 10")
    sub.add_argument("--r", help="responses that a read waits for, 1 to N")
    sub.add_argument("--w", help="acks that a write waits for, 1 to N")
    sub.add_argument("--fit", help="how long messages take: lnkd-ssd, lnkd-disk, ymmr or wan")
    sub.add_argument("--trials", metavar="N", help="default: 1000000; 20000 on the engine")
    sub.add_argument("--seed", metavar="N", default="1", help="default: 1")
    sub.add_argument("--at", metavar="MS,...", default="0,1,5,10",
                     help="ms after the ack at which reads start, default: 0,1,5,10")  # fmt: skip
    _json(sub)


VIEWS = (
    "main", "gallery", "compare", "present", "palette", "verdicts", "receipt", "inspector",
    "settings", "fresh", "charts", "servers", "tradeoff", "spacetime", "log", "next", "watch",
    "branches",
)  # fmt: skip


def _screenshot(sub: argparse.ArgumentParser) -> None:
    sub.add_argument("story", metavar="PRESET|FILE",
                     help="number, slug, YAML file or recording (.qscope)")  # fmt: skip
    sub.add_argument("--variant", metavar="NAME", help="the variant to show (else the first)")
    sub.add_argument("--at", type=time_us, required=True, metavar="TIME", help="simulated time")
    sub.add_argument("--out", required=True, metavar="F.png", help="the file to write")
    sub.add_argument("--size", type=size, default=(1600, 1000), metavar="WxH", help="pixels")
    sub.add_argument("--theme", choices=THEMES,
                     help="default: dark, and projector for an audience")  # fmt: skip
    sub.add_argument("--font", type=percent, default=100, metavar="P%", help="letters, as 150%%")
    sub.add_argument("--motion", choices=MOTIONS, default="full")
    sub.add_argument(
        "--view",
        choices=VIEWS,
        default="main",
        help="main, gallery, compare (this variant beside the next), present (what an audience "
        "sees), palette, or main with a panel "
        "opened (servers: what adding them bought is measured first, which takes up to a minute; "
        "tradeoff: every R and W is run first, with twenty seeds; "
        "inspector: of the server that is furthest behind)",
    )


def _export(sub: argparse.ArgumentParser) -> None:
    sub.add_argument("story", metavar="PRESET|RECORDING",
                     help="number, slug, YAML file or recording (.qscope)")  # fmt: skip
    sub.add_argument("--variant", metavar="NAME", help="the variant to show (else the first)")
    sub.add_argument("--from", dest="start", type=time_us, metavar="TIME",
                     help="begin at this simulated time (png: the moment; else the one that says "
                     "most)")  # fmt: skip
    sub.add_argument("--until", type=time_us, metavar="TIME",
                     help="end at this simulated time (sqlite: the moment)")  # fmt: skip
    sub.add_argument("--to", type=export_format, required=True, metavar="FORMAT",
                     help=f"a film, picture or page: {', '.join(FILMS)}; for other tools: "
                     f"{', '.join(NAMES)}")  # fmt: skip
    sub.add_argument("--out", metavar="F", help="the file to write, a folder for jepsen and csv "
                     "(else named after the story)")  # fmt: skip
    sub.add_argument("--size", type=size, metavar="WxH",
                     help="of its pictures, 800x500 to 2560x1440, default: 1280x720")  # fmt: skip
    sub.add_argument("--theme", choices=THEMES, help="of its pictures, default: dark")
