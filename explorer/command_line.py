"""What the command line can be asked for: a table of commands.

Its names are a contract. What a command needs is imported once it is asked for.
"""

import argparse
import sys
from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from importlib.metadata import version

from explorer import doctor
from explorer.command_arguments import ARGUMENTS

Command = Callable[[argparse.Namespace], int]


@dataclass(frozen=True, slots=True)
class Entry:
    """One command: its name, what it does, an example and its function."""

    name: str
    help: str
    example: str
    command: Command


def entries() -> tuple[Entry, ...]:
    """The whole command line, a command a row."""
    return (
        Entry("open", "the window on a story, by number, slug or file, or on a recording",
              "quorumscope open 5 --variant sticky", _late("window.open")),
        Entry("presets", "the stories: number, slug, title, question, seconds",
              "quorumscope presets --json", _late("run.presets")),
        Entry("run", "runs stories and scenarios and checks what they expect",
              "quorumscope run 9 --variant w1 --set timeout=250ms --seeds 1..10", _late("run.run")),
        Entry("receipt", "who answered an operation of a story when, and what became of it",
              "quorumscope receipt 11 post --variant ask-a-b", _late("run.receipt")),
        Entry("check", "judges Jepsen histories: linearizable, sessions, lists",
              "quorumscope check store/latest/history.edn --json", _late("check.check")),
        Entry("predict", "how fresh and how fast a quorum is, by the PBS model alone",
              "quorumscope predict --n 3 --r 1 --w 1 --fit lnkd-ssd --at 0,1,5,10",
              _late("predict.predict")),
        Entry("swarm", "random configurations and faults against every invariant",
              "quorumscope swarm --seeds 1..100 --json", _late("swarm.swarm")),
        Entry("sweep", "a story over many settings and seeds, on processes or other machines",
              "quorumscope sweep disk-or-ssd --vary r=1..3 --vary w=1..3 --seeds 1..100 --csv F",
              _late("sweep.sweep")),
        Entry("screenshot", "a picture of the window at a moment of a story",
              "quorumscope screenshot 2 --at 20ms --out ripple.png --theme light",
              _late("window.screenshot")),
        Entry("export", "a story or a recording as a film, picture or page, or for other tools",
              "quorumscope export 5 --variant sticky --to gif --out sticky.gif",
              _late("export.export")),
        Entry("schema", "JSON Schema of stories and scenarios, for editors",
              "quorumscope schema scenario > scenario.schema.json", _late("schema.schema")),
        Entry("console", "a story that you drive by ssh, without a window; prints the line to type",
              "quorumscope console 5 --listen 127.0.0.1:8222", _late("console.console")),
        Entry("cluster", "a real PostgreSQL cluster on this machine, until it is told to go",
              "quorumscope cluster up --engine postgres --servers 3",
              _late("cluster.cluster")),
        Entry("bench", "what the program is measured by, each row beside its peer or its limit",
              "quorumscope bench engine_vs_heap seek --json", _late("bench.bench")),
        Entry("doctor", "what this machine lacks, and the exact line that installs it",
              "quorumscope doctor", lambda _: doctor.report(sys.stdout)),
    )  # fmt: skip


def _late(place: str) -> Command:
    """The function at `module.name` of `explorer.commands`, imported when it is called."""

    def command(options: argparse.Namespace) -> int:
        module, _, name = place.partition(".")
        status: int = getattr(import_module(f"explorer.commands.{module}"), name)(options)
        return status

    return command


def parser() -> argparse.ArgumentParser:
    """Reads a command line by the table of `entries`."""
    top = argparse.ArgumentParser(
        prog="quorumscope",
        description="See why distributed systems are hard. Without a command: the window.",
    )
    top.add_argument("--version", action="version", version=f"quorumscope {version('quorumscope')}")
    top.set_defaults(command=_late("gallery.gallery"))
    verbs = top.add_subparsers(metavar="COMMAND")
    for entry in entries():
        sub = verbs.add_parser(
            entry.name, help=entry.help, description=entry.help, epilog=f"example: {entry.example}"
        )
        sub.set_defaults(command=entry.command)
        if entry.name in ARGUMENTS:
            ARGUMENTS[entry.name](sub)
    return top
