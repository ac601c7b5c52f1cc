"""The real engine, WARS-exact, says what the model says: the engine is right, or both are wrong."""

from math import sqrt

import pytest

from explorer.__main__ import main
from explorer.predict import Case, predict
from explorer.wars import measure

TRIALS = 2_000
CASES = [
    Case(1, 1, 1, "lnkd-ssd"), Case(3, 1, 1, "lnkd-ssd"), Case(3, 1, 1, "lnkd-disk"),
    Case(3, 1, 2, "ymmr"), Case(3, 2, 1, "lnkd-disk"), Case(3, 2, 2, "ymmr"), Case(3, 1, 1, "wan"),
    Case(5, 2, 1, "wan"), Case(10, 1, 1, "lnkd-disk"),
]  # fmt: skip


@pytest.mark.parametrize("case", CASES, ids=str)
def test_engine_and_model_agree(case):
    measured, modelled = measure(case, TRIALS, seed=5), predict(case, 200_000, seed=1)
    for at_ms in (0, 1, 5, 10, 75):
        share = modelled.fresh(at_ms).value
        allowed = 4 * sqrt(share * (1 - share) / TRIALS) + 2e-3
        assert measured.fresh(at_ms).value == pytest.approx(share, abs=allowed), at_ms
    for of in ("read_ms", "write_ms"):
        assert getattr(measured, of)(0.5) == pytest.approx(getattr(modelled, of)(0.5), rel=0.12)


def test_overlapping_quorums_are_always_fresh_on_the_engine():
    assert measure(Case(3, 2, 2, "lnkd-disk"), 500).fresh(0).hits == 500


def test_the_same_seed_measures_the_same():
    one, two = (measure(Case(3, 1, 1, "lnkd-ssd"), 300, seed=9) for _ in range(2))
    assert one.tau_ms.tolist() == two.tau_ms.tolist()


def test_the_command_measures(capsys):
    arguments = ["predict", "--n", "3", "--r", "1", "--w", "1", "--fit", "lnkd-ssd", "--engine"]
    assert main([*arguments, "--trials", "200"]) == 0
    assert "the real engine, WARS-exact, 200 trials" in capsys.readouterr().out
