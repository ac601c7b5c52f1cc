"""Rows of a sweep as tests need them: of no run, with the figures that a test says."""

from itertools import count

NUMBERS = count()


def a_row(settings, *, seed=1, read_ms=4.0, write_ms=2.0, stale=0, reads=100, **more):
    """A run that no other is like. More: what was `asked`, and how much of it was `ok`."""

    def latency(ms):
        return {"n": 0 if ms is None else 9, "p99": ms, "p95": ms, "p50": ms}

    return {
        "settings": dict(settings), "seed": seed, "digest": more.get("digest", str(next(NUMBERS))),
        "passed": True, "guarantees": {},
        "measures": {
            "latency_ms": {"read": latency(read_ms), "write": latency(write_ms)},
            "staleness": {"stale_reads": stale, "reads": reads},
            "availability": {"asked": more.get("asked", 200), "ok": more.get("ok", 200)},
        },
    }  # fmt: skip
