"""The arguments of each command. Their names are a contract."""

from argparse import ArgumentParser
from pathlib import Path

from explorer.arguments import (
    SERVERS,
    export_format,
    factor,
    part,
    percent,
    seed,
    seeds,
    servers,
    size,
    time_us,
    times,
)
from explorer.clusters.postgres import notes
from explorer.film import FORMATS as FILMS
from explorer.formats import NAMES
from explorer.preferences import MOTIONS, THEMES


def _json(sub: ArgumentParser) -> None:
    sub.add_argument("--json", action="store_true", help="as JSON")


def _open(sub: ArgumentParser) -> None:
    sub.add_argument("story", metavar="PRESET|FILE",
                     help="number, slug, YAML file, recording (.qscope), or a scenario "
                     "(.scenario.yaml), which stands at its end or where it failed")  # fmt: skip
    sub.add_argument("--variant", metavar="NAME", help="the variant to show (else the first)")
    sub.add_argument(
        "--quit-after", type=time_us, metavar="TIME", help="close after so long, as 5s"
    )
    sub.add_argument("--screenshot", metavar="F.png", help="save a picture before closing")


def _run(sub: ArgumentParser) -> None:
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


def _schema(sub: ArgumentParser) -> None:
    sub.add_argument("what", nargs="?", choices=("story", "scenario"),
                     help="of one of them (else of both)")  # fmt: skip


def _receipt(sub: ArgumentParser) -> None:
    sub.add_argument("story", metavar="PRESET|FILE", help="number, slug or YAML file")
    sub.add_argument("operation", metavar="OPERATION", help="its name in the story, or its number")
    sub.add_argument("--variant", metavar="NAME", help="the variant to run (else the first)")
    sub.add_argument("--seed", type=seed, metavar="N", help="another seed than the story's")
    sub.add_argument("--at", type=time_us, metavar="TIME", help="as of then (else the end)")


def _check(sub: ArgumentParser) -> None:
    sub.add_argument("histories", nargs="+", metavar="HISTORY|FOLDER",
                     help="EDN or JSON, or a folder of them")  # fmt: skip
    sub.add_argument("--model", choices=("register", "cas-register", "list-append", "sessions"),
                     help="else found by what is in the file")  # fmt: skip
    _json(sub)


def _bench(sub: ArgumentParser) -> None:
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


def _console(sub: ArgumentParser) -> None:
    sub.add_argument("story", nargs="?", default="1", metavar="PRESET|FILE",
                     help="number, slug, YAML file or recording (.qscope), default: 1")  # fmt: skip
    sub.add_argument("--variant", metavar="NAME", help="the variant to run (else the first)")
    sub.add_argument("--listen", action="append", metavar="ADDRESS:PORT",
                     help="default: 127.0.0.1:8222; an address that other machines can reach has "
                     "to be typed twice, each with --listen")  # fmt: skip


def _swarm(sub: ArgumentParser) -> None:
    sub.add_argument("--seeds", type=seeds, required=True, metavar="A..B", help="which seeds")
    sub.add_argument("--artifacts", metavar="DIR",
                     help="where failing seeds are saved, default: swarm-failures")  # fmt: skip
    _json(sub)


def _predict(sub: ArgumentParser) -> None:
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


def _screenshot(sub: ArgumentParser) -> None:
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


def _export(sub: ArgumentParser) -> None:
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


def _sweep(sub: ArgumentParser) -> None:
    sub.add_argument("story", metavar="PRESET|FILE", help="number, slug or YAML file")
    sub.add_argument("--variant", metavar="NAME", help="the variant to run (else the first)")
    sub.add_argument("--vary", action="append", default=[], metavar="SETTING=VALUES",
                     help="a setting and its values, as r=1..3 or read_repair=off,async; of "
                     "several settings every combination is run")  # fmt: skip
    sub.add_argument("--seeds", type=seeds, required=True, metavar="A..B",
                     help="each combination is run with each of these seeds")  # fmt: skip
    sub.add_argument("--full", action="store_true", help="the full size of the story")
    group = sub.add_mutually_exclusive_group()
    group.add_argument(
        "--workers", type=times, metavar="K", help="processes here (else one for each processor)"
    )
    group.add_argument(
        "--dask", metavar="ADDRESS", help="a Dask cluster that has this program, as tcp://host:8786"
    )
    group.add_argument("--ssh", metavar="HOSTS",
                       help="start Dask by SSH on a,b,c, a worker each time that a host is named; "
                       "their keys have to be in ~/.ssh/known_hosts")  # fmt: skip
    sub.add_argument(
        "--remote-python", metavar="PATH", help="with --ssh: the Python that has this program there"
    )
    sub.add_argument(
        "--resume",
        metavar="F.jsonl",
        help="keep what is done in this file, and do only what is not in it",
    )
    sub.add_argument("--csv", metavar="F.csv", help="write the rows as a table")
    sub.add_argument("--plot", metavar="F.png",
                     help="paint the trade-off between latency and staleness")  # fmt: skip
    sub.add_argument("--json", action="store_true", help="a row a line, as JSON")


def _cluster(sub: ArgumentParser) -> None:
    sub.add_argument("do", choices=("up", "status", "down"), metavar="up|status|down",
                     help="make and start one, tell how it is, or end and remove it")  # fmt: skip
    sub.add_argument("--engine", choices=("postgres",), default="postgres",
                     help="what its servers are, default: postgres")  # fmt: skip
    sub.add_argument("--servers", "--nodes", type=servers, default=3, metavar="N", dest="servers",
                     help=f"how many, {SERVERS[0]} to {SERVERS[-1]}, default: 3")  # fmt: skip
    sub.add_argument("--hosts", type=Path, metavar="FILE",
                     help="on other machines by SSH, whose keys have to be in ~/.ssh/known_hosts: "
                     "a line for each server, [USER@]HOST[:PORT] [FOLDER]")  # fmt: skip
    sub.add_argument("--folder", type=Path, metavar="F",
                     help=f"where it lies, default: {notes.usual()}")  # fmt: skip
    sub.add_argument("--json", action="store_true", help="as JSON")


ARGUMENTS = {
    "presets": _json,
    "open": _open,
    "run": _run,
    "schema": _schema,
    "receipt": _receipt,
    "check": _check,
    "bench": _bench,
    "console": _console,
    "swarm": _swarm,
    "predict": _predict,
    "screenshot": _screenshot,
    "export": _export,
    "sweep": _sweep,
    "cluster": _cluster,
}
"""By command: what adds its arguments to its parser; a command that is not here has none."""
