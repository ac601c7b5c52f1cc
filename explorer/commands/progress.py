"""How far long work is: a bar on a terminal, once it has taken more than two seconds."""

import sys
from collections.abc import Callable
from time import perf_counter

PATIENCE_S = 2.0
WIDTH = 30


def bar(total: int, what: str) -> Callable[[int], None]:
    """Draws how many of `total` are behind, whenever it is told; nothing where nobody looks."""
    started = perf_counter()
    shown = 0

    def show(done: int) -> None:
        nonlocal shown
        part = done * WIDTH // total
        if part > shown and perf_counter() - started > PATIENCE_S and sys.stderr.isatty():
            shown = part
            drawn = "#" * part + "." * (WIDTH - part)
            end = "\n" if part == WIDTH else ""
            text = f"\r[{drawn}] {done:,} of {total:,} {what}"
            print(text, end=end, file=sys.stderr, flush=True)

    return show
