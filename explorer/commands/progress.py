"""How far long work is: a bar on a terminal, once it has taken more than two seconds."""

import sys
from collections.abc import Callable
from time import perf_counter

PATIENCE_S = 2.0
EVERY_S = 0.2
"""So long it stays as it is, at least: eyes are no faster."""
WIDTH = 30


def bar(total: int, what: str) -> Callable[[int], None]:
    """Draws how many of `total` are behind, whenever it is told; nothing where nobody looks."""
    started = perf_counter()
    shown, shown_s, wide = 0, 0.0, 0

    def show(done: int) -> None:
        nonlocal shown, shown_s, wide
        if done == shown or not sys.stderr.isatty():
            return
        now_s = perf_counter() - started
        if now_s <= PATIENCE_S or (now_s - shown_s < EVERY_S and done < total):
            return
        shown, shown_s = done, now_s
        text = _drawn(done, total, what, now_s * (total - done) / done)
        wide = max(wide, len(text))  # the next one may be shorter, and covers all of it
        end = "\n" if done == total else ""
        print(f"\r{text:<{wide}}", end=end, file=sys.stderr, flush=True)

    return show


def _drawn(done: int, total: int, what: str, left_s: float) -> str:
    part = done * WIDTH // total
    left = f", {_told(left_s)} left" if done < total else ""
    return f"[{'#' * part}{'.' * (WIDTH - part)}] {done:,} of {total:,} {what}{left}"


def _told(seconds: float) -> str:
    """A while to wait, in the largest units that say something."""
    whole = max(1, round(seconds))
    if whole < 100:
        return f"{whole} s"
    minutes = round(whole / 60)
    return f"{minutes} min" if minutes < 100 else f"{minutes / 60:.1f} h"
