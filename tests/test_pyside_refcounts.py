"""PySide6 6.12.0 loses a reference to None or True on every void call and every `emit()`.

Under Python 3.11 the process then aborts after some 580 emits, or at exit. From 3.12 on both are
immortal, and these counts stand still whatever Qt does.
"""

import sys

from PySide6.QtCore import QObject, Signal

CALLS = 20_000
NOISE = 100  # other code takes and drops a few references meanwhile
KEPT: list[list[bool | None]] = []


class Bell(QObject):
    """Something that can be rung, as our widgets are."""

    rung = Signal(bool)


def reference_counts() -> tuple[int, int]:
    return sys.getrefcount(None), sys.getrefcount(True)


def drift_of_each(calls) -> list[int]:
    spare = [None, True] * (2 * CALLS)  # so that a loss is told here, and does not abort pytest
    before = reference_counts()
    calls()
    drift = [abs(now - then) for now, then in zip(reference_counts(), before, strict=True)]
    if max(drift) >= NOISE:
        KEPT.append(spare)  # given back, they would take the counts below zero
    return drift


def test_void_calls_keep_the_references_to_none_and_true():
    bell = Bell()

    def call():
        for _ in range(CALLS):
            bell.setObjectName("bell")

    assert max(drift_of_each(call)) < NOISE


def test_emits_keep_the_references_to_none_and_true():
    bell = Bell()
    heard = []
    bell.rung.connect(lambda loud: heard.append(1) if loud else None)

    def emit():
        for _ in range(CALLS):
            bell.rung.emit(True)

    assert max(drift_of_each(emit)) < NOISE
    assert len(heard) == CALLS
