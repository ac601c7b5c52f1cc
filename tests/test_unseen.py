"""Acknowledged writes that nobody was ever shown: what is kept up is what one would find anew."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from test_values import Run

from engine import merging
from explorer import unseen

EDITS = "at 0ms edit X X#0.0 first\n" + "\n".join(
    f"at {40 * i}ms edit {'XY'[i % 2]} X#0.0 e{i}" for i in range(1, 30)
)


@pytest.fixture(scope="module")
def history():
    run = Run(EDITS, servers="ABC", delay_ms=10, r=1, w=1, clock="wall", skew={"A": 300})
    return run.at(4_000).history


def slow(history, at):
    """By all that was ever stored and ever acknowledged."""
    stored = {
        (cell, version)
        for cell, entries in history.stores.items()
        for place, _, _, version in entries
        if place < at
    }
    acknowledged = [
        o for o in history.operations.values()
        if o.kind == "write" and o.outcome == "ok" and o.ended_by(at)
    ]  # fmt: skip
    return {
        o.number for o in acknowledged for cell, version, _ in o.written[:1]
        if (cell, version) not in stored and not merging.is_tally(cell[1])
        and not history.hinted(cell, version, at)
    }  # fmt: skip


@given(st.lists(st.floats(0, 1), min_size=1, max_size=8))
def test_whatever_places_are_asked_for_in_whatever_order(history, parts):
    for part in parts:
        at = round(part * history.length)
        assert {o.number for o in unseen.never_visible(history, at)} == slow(history, at)


def test_the_example_has_some_and_not_all(history):
    found = [len(unseen.never_visible(history, at)) for at in range(history.length + 1)]
    writes = sum(o.kind == "write" for o in history.operations.values())
    assert 0 < max(found) < writes
