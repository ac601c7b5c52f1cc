"""`check`: is this history what its model promises? Returns its exit status."""

import gc
import json
import sys
from argparse import Namespace
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from time import perf_counter
from typing import Any

from engine.checkers import causal, lists, registers, session_checks
from engine.checkers.checks import Verdict, tell
from explorer import histories
from explorer.commands.run import FAILED, HELD, NOTHING, UNKNOWN
from explorer.histories import History
from explorer.problems import InputError, Problem

STATUS = {"holds": HELD, "violated": FAILED, "unknown": UNKNOWN}
EMPTY = (
    "there is no operation in it, so there is nothing to judge. `export --to jepsen` writes what "
    "was written during the run, and who read that: a run that only reads what was there before "
    "it has no history (exit status 5)"
)
LARGEST_FOR_CAUSAL = 20_000
"""Operations of a sessions history up to which it is told besides whether it is causal."""


def check(options: Namespace) -> int:
    """Judges each file by itself; bad ones are told of at the end, all of them."""
    paths = [path for reference in options.histories for path in histories.files_of(reference)]
    if not paths:
        print(f"no history in {' '.join(options.histories)}", file=sys.stderr)
    problems: list[Problem] = []
    statuses: list[int] = []
    for i, path in enumerate(paths):
        try:
            statuses.append(_check(path, options, f"{i + 1} of {len(paths)}"))
        except InputError as error:
            problems += error.problems
    if problems:
        raise InputError(problems)
    return next((s for s in (FAILED, UNKNOWN, HELD) if s in statuses), NOTHING)


def _check(path: Path, options: Namespace, which: str) -> int:
    """Prints one file's row; its exit status."""
    started = perf_counter()
    bar = _Bar(which)
    with _without_pauses():
        history = histories.read(path, options.model, bar.told)
        verdict = judge(history)
    bar.close()
    row = {
        "file": history.file, "model": history.model, "verdict": verdict.answer,
        "operations": history.count, "keys": len({op.key for op in history.ops}),
        "seconds": round(perf_counter() - started, 6), "explanation": verdict.explanation,
        "witness": list(verdict.witness),
    }  # fmt: skip
    text = json.dumps(row, ensure_ascii=False) if options.json else _told(row, history, verdict)
    # the name of a file need not be text
    print(text.encode("utf-8", "backslashreplace").decode(), flush=True)
    return STATUS[verdict.answer] if history.count else NOTHING


def judge(history: History) -> Verdict:
    """What the model's checker says of a history."""
    if not history.count:
        return Verdict("unknown", EMPTY)
    if history.model == "list-append":
        return lists.judge(history.ops)
    if history.model == "sessions":
        return _sessions(history)
    verdict = registers.linearizable(history.ops)
    if verdict.answer == "holds" and len(history.ops) > history.count:
        text = (
            "each key by itself is linearizable; whether transactions of several registers fit "
            "together is not decided"
        )
        return Verdict("unknown", text)
    return verdict


def _sessions(history: History) -> Verdict:
    """The four guarantees; that they are weaker than causal consistency is said."""
    verdict = session_checks.judge(history.ops)
    if verdict.answer != "holds":
        return verdict
    if any(op.kind == "write" for op in history.ops) and len(history.ops) > history.count:
        return Verdict("unknown", "transactions that write are not decided for sessions")
    text = "the four guarantees hold for some order of the versions; causal consistency is more"
    if len(history.ops) <= LARGEST_FOR_CAUSAL:
        more = causal.causal(history.ops)
        text += ", and holds too" if more.answer == "holds" else f": {more.explanation}"
    return Verdict("holds", text)


def _told(row: dict[str, Any], history: History, verdict: Verdict) -> str:
    """A verdict in words; of a violation, the lines that show it."""
    sign = {"holds": "✓ holds", "violated": "✗ VIOLATED", "unknown": "? unknown"}[verdict.answer]
    text = f"{row['file']}: {sign}"
    if history.model is not None:
        keys = f"{row['keys']:,} key{'s' * (row['keys'] != 1)}"
        text += (
            f" ({history.model}, {row['operations']:,} operations, {keys}, {row['seconds']:.2f} s)"
        )
    lines = [text, *(f"  {part}" for part in verdict.explanation.split("\n") if part)]
    shown = [op for op in history.ops if op.number in verdict.witness]
    lines += [f"  line {history.line(op.number)}: {tell(op)}" for op in shown]
    return "\n".join(lines)


@contextmanager
def _without_pauses() -> Iterator[None]:
    """Millions of operations live until the verdict: to look for garbage among them only costs."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


class _Bar:
    """A progress bar on a terminal, once the reading has taken two seconds."""

    def __init__(self, which: str) -> None:
        """For the file of this number."""
        self._which, self._started, self._width = which, perf_counter(), 0

    def told(self, part: float) -> None:
        """So much of the file has been read."""
        if perf_counter() - self._started > 2 and sys.stderr.isatty():
            done = int(part * 30)
            text = f"[{'#' * done}{'.' * (30 - done)}] file {self._which}"
            self._width = len(text)
            print(f"\r{text}", end="", file=sys.stderr, flush=True)

    def close(self) -> None:
        """Leaves the line empty for what is told next."""
        if self._width:
            print(f"\r{' ' * self._width}\r", end="", file=sys.stderr, flush=True)
