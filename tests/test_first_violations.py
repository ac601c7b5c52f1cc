"""When each guarantee was broken first: by halves, and the same as by looking at every end."""

import pytest

from explorer import items, verdicts
from explorer.experiment import Experiment
from explorer.presets import load


def first_broken_one_by_one(ops, order):
    """The slow twin: after each end, in turn, everything is judged."""
    found = {}
    for at in sorted({op.end for op in ops if op.end is not None}):
        so_far = [verdicts._as_of(op, at + 1) for op in ops if op.call <= at]
        for name, verdict in verdicts.judged(so_far, order).items():
            if verdict.answer == "violated":
                found.setdefault(name, at)
    return found


@pytest.mark.parametrize("name", ["5:none", "6:none", "7:without", "8:eventual", "10:off",
                                  "11:ask-a-b", "13:wall", "15:two-phase", "18:one"])  # fmt: skip
def test_the_first_violation_is_the_one_that_looking_one_by_one_finds(name):
    number, _, variant = name.partition(":")
    run = Experiment(load(number).scenario(variant))
    run.seek(run.end_us)
    ops, order = items.register_operations(run.timeline.branch.history)
    _, broken = verdicts.judged_and_broken(ops, order)
    assert broken == first_broken_one_by_one(ops, order)


def test_of_many_violations_the_first_is_found_by_halves(monkeypatch):
    """Story 3: hundreds of reads miss something, and each shows that a guarantee is broken."""
    run = Experiment(load("3").scenario("disk"))
    run.seek(2_000_000)
    ops, order = items.register_operations(run.timeline.branch.history, run.timeline.place)
    asked, judged = [], verdicts.judged
    monkeypatch.setattr(verdicts, "judged", lambda *said: asked.append(1) or judged(*said))
    found, broken = verdicts.judged_and_broken(ops, order)
    assert found["linearizable"].answer == "violated"
    assert broken
    assert len(asked) <= 2 + len(ops).bit_length() + len(broken)
