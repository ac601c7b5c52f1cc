"""P(fresh, t): what is measured against a slow twin, what is predicted against published figures.

And the leaf that shows both: found by role and name, as a person finds it.
"""

import json
from math import sqrt
from pathlib import Path
from random import Random

import pytest
from page import Page, settle
from PySide6.QtWidgets import QLabel

from engine.faults import Change, Crash, Restart, Trials
from engine.latency import FITS, Constant, Shifted
from engine.spec import ClusterSpec, LinkSpec, ServerSpec, Settings
from explorer import freshness, published, trials
from explorer.experiment import Experiment
from explorer.freshness import Freshness, FreshRow, FreshView, ModelView, TimeRow
from explorer.percentiles import Estimate
from explorer.predict import Case, predict
from explorer.presets import load
from explorer.shares import FEW, Share
from explorer.timeline import Timeline
from explorer.wars import measure
from ui.chart_fresh import bottom_of
from ui.fresh_table import fresh_cells, tell_ms, time_cells

FIGURES = json.loads((Path(__file__).parent / "data/pbs_figures.json").read_text(encoding="utf-8"))
MS = 1_000
SECOND = 1_000 * MS
HOUR = 3_600 * SECOND
DISK = FITS["lnkd-disk"]
FAR = tuple(LinkSpec(a, b, Shifted(75 * MS, DISK)) for a, b in ("AB", "AC", "BC"))
LEAF = "Fresh reads"


def spec(servers="ABC", latency=DISK, links=(), **changes):
    settings = {"n": len(servers), "timeout_us": HOUR, "ask": "all", "shortcut": "off", **changes}
    names = tuple(ServerSpec(name) for name in servers)
    return ClusterSpec(names, links, settings=Settings(**settings), latency=latency)


def run(cluster, *commands, until_us=SECOND, seed=1):
    timeline = Timeline(
        cluster, seed, [(0, c) if not isinstance(c, tuple) else c for c in commands]
    )
    timeline.run_until(until_us)
    return timeline


def view(cluster, *commands, **options):
    return Freshness().view(run(cluster, *commands, **options))


# -- intervals


@pytest.mark.parametrize(("hits", "n", "low", "high"), [
    (81, 263, 0.2553, 0.3662), (15, 148, 0.0624, 0.1605), (0, 20, 0.0, 0.1611),
    (1, 29, 0.0061, 0.1718),
])  # fmt: skip
def test_wilsons_interval_is_that_of_the_books(hits, n, low, high):
    """Newcombe, Statistics in Medicine 17, 1998, table I, method 3."""
    assert Share(hits, n).band == pytest.approx((low, high), abs=5e-5)
    assert Share(n - hits, n).band == pytest.approx((1 - high, 1 - low), abs=5e-5)


# -- measured, against a slow twin


def slow_row(timeline, after_us):
    """Counts all over again."""
    reads = trials.answers(timeline.branch.history, timeline.place).get(after_us, [])
    return sum(reads), len(reads)


def test_what_is_measured_is_what_a_recount_measures_at_any_moment():
    command, luck, fresh = Trials(150, 4 * MS, (0, 7 * MS, 40 * MS)), Random(3), Freshness()
    timeline = run(spec(), command)
    for at_us in [*(luck.randrange(SECOND) for _ in range(30)), 0, SECOND]:
        timeline.seek(at_us)
        found = fresh.view(timeline)
        assert [row.after_us for row in found.rows] == [0, 7 * MS, 40 * MS]
        for row in found.rows:
            assert (row.measured.hits, row.measured.trials) == slow_row(timeline, row.after_us)
    assert {row.measured.trials for row in found.rows} == {150}


def test_times_are_those_that_stories_are_checked_by():
    timeline = run(spec(), Trials(1_100, MS), until_us=3 * SECOND)
    history, place = timeline.branch.history, timeline.place
    for row in Freshness().view(timeline).times[1:]:
        wanted_us = trials.percentile_us(history, place, row.kind, 0.999)
        assert (row.n, row.measured.value) == (1_100, pytest.approx(wanted_us / MS))
        assert row.measured.low < row.measured.value
        assert row.measured.high is None, "one value is beyond it"


def test_who_waited_in_vain_would_have_waited_for_longer():
    """Of writes that take two acks, more than one in a thousand takes more than 6 ms."""
    slow = run(spec(w=2, timeout_us=6 * MS), Trials(3_000, MS), until_us=5 * SECOND)
    vain = sum(o.outcome == "info" for o in slow.branch.history.ended if o.kind == "write")
    assert vain > 3
    view = Freshness().view(slow)
    assert (view.model, view.reason) == (None, freshness.GAVE_UP)
    writes = view.times[-1]
    assert (writes.kind, writes.measured.high, writes.measured.at_least) == ("write", None, True)
    assert time_cells(writes)[2].startswith("≥ 6.00 ms")


def test_nothing_is_folded_twice_and_the_same_place_is_the_same_view(monkeypatch):
    timeline, folded, fresh = run(spec(), Trials(50)), [], Freshness()
    fold = freshness.Tally._fold
    monkeypatch.setattr(freshness.Tally, "_fold", lambda *a: (folded.append(a[2].number), fold(*a)))
    views = [fresh.view(timeline) for _ in range(3)]
    timeline.seek(30 * MS)
    assert fresh.view(timeline) != views[0]
    timeline.seek(SECOND)
    assert fresh.view(timeline) == views[0]
    assert views[0] is views[1] is views[2]
    assert len(folded) == len(set(folded)) == 100


def test_each_branch_has_its_own():
    timeline, fresh = run(spec(), Trials(80)), Freshness()
    whole = fresh.view(timeline)
    timeline.seek(200 * MS)
    timeline.submit(Crash("A"))
    timeline.run_until(SECOND)
    assert fresh.view(timeline).rows[0].measured.trials < 80
    assert fresh.view(timeline).reason == "there were faults"
    timeline.go("story")
    timeline.run_until(SECOND)
    assert fresh.view(timeline) == whole


def test_reads_without_an_answer_are_counted_apart():
    cluster = spec(r=3, timeout_us=60 * MS)
    found = view(cluster, Trials(40), (50 * MS, Crash("B")), (90 * MS, Restart("B")))
    row, times = found.rows[0], {row.kind: row for row in found.times}
    assert row.unanswered > 0
    assert row.measured.trials + row.unanswered <= 40
    assert times["read"].n <= row.measured.trials + row.unanswered


def test_before_the_first_trial_there_is_nothing_and_without_trials_no_view():
    assert view(spec(), (5 * MS, Trials(3)), until_us=MS) == FreshView()
    assert view(spec(), Crash("A")) is None
    assert view(spec(), Trials(3), until_us=MS).rows[0].measured.known is False


# -- predicted


@pytest.mark.parametrize(("fit", "quorum"), [
    (fit, quorum) for fit, curves in FIGURES["curves_simulated_N3"].items()
    for quorum in ("R1W1", "R1W2", "R2W1") if quorum in curves
])  # fmt: skip
def test_the_curve_goes_through_the_reference(fit, quorum):
    """The case comes from a cluster; the figures from 5,000,000 trials of another simulation."""
    figures = FIGURES["curves_simulated_N3"][fit]
    after_us = tuple(round(ms * MS) for ms in figures["t_ms"])
    cluster = spec(latency=FITS[fit.lower()], r=int(quorum[1]), w=int(quorum[3]))
    found = view(cluster, Trials(1, after_us=after_us), until_us=0)
    assert found.model.case == f"N = 3, R = {quorum[1]}, W = {quorum[3]}, {fit.lower()}"
    for row, wanted in zip(found.rows, figures[quorum], strict=True):
        assert row.predicted.value == pytest.approx(wanted, abs=0.005)
    us, low, value, high = zip(*found.model.curve, strict=True)
    assert (us[0], value[0]) == (0, found.rows[0].predicted.value)
    assert us[-1] > after_us[-1]
    for lower, higher in ((low, value), (value, high), (value[:-1], value[1:])):
        assert all(a <= b for a, b in zip(lower, higher, strict=True))


def test_the_papers_table_is_the_papers():
    for fit, rows in FIGURES["table4_paper_N3"].items():
        for quorum, row in rows.items():
            printed = published.TABLE_4[fit.lower(), int(quorum[1]), int(quorum[3])]
            assert printed == tuple(
                row[k] for k in ("Lr_p999_ms", "Lw_p999_ms", "t_visibility_999_ms")
            )
    assert len(published.TABLE_4) == 24


CASES = {
    ("3", "disk"): Case(3, 1, 1, "lnkd-disk"), ("3", "ssd"): Case(3, 1, 1, "lnkd-ssd"),
    ("3", "yammer"): Case(3, 1, 1, "ymmr"), ("3", "disk-quorum"): Case(3, 2, 2, "lnkd-disk"),
    ("3", "ssd-quorum"): Case(3, 2, 2, "lnkd-ssd"), ("4", "other"): Case(3, 1, 1, "wan", "other"),
    ("4", "same"): Case(3, 1, 1, "wan", "same"), ("4", "anywhere"): Case(3, 1, 1, "wan"),
    ("4", "two-answers"): Case(3, 2, 1, "wan"),
}  # fmt: skip


@pytest.mark.parametrize(("story", "variant"), CASES)
def test_every_variant_has_a_case_of_its_own_and_its_run_agrees(story, variant):
    experiment = Experiment(load(story).scenario(variant))
    experiment.seek(3 * SECOND)
    found = experiment.fresh()
    assert found.model.case == freshness.told(CASES[story, variant])
    for row in found.rows:
        n, p = row.measured.trials, row.predicted.value
        assert n >= 300
        room = 4 * sqrt(p * (1 - p) / n) + 5 / n
        assert row.measured.value == pytest.approx(p, abs=room), row
    paper_known = [row.paper_ms is not None for row in found.times]
    assert paper_known == [CASES[story, variant].reader == "any"] * 3


@pytest.mark.parametrize(
    ("reader", "wanted"), [("same", 0.9998), ("other", 0.0006), ("any", 0.3337)]
)
def test_where_the_reader_is_decides_it_on_two_continents(reader, wanted):
    assert predict(Case(3, 1, 1, "wan", reader), 100_000).fresh(0).value == pytest.approx(
        wanted, abs=0.006)  # fmt: skip
    assert measure(Case(3, 1, 1, "wan", reader), 400).fresh(0).value == pytest.approx(
        wanted, abs=0.1)  # fmt: skip


@pytest.mark.parametrize("case", [(3, 1, 1, "wan", "near"), (1, 1, 1, "wan", "other")])
def test_a_reader_that_cannot_be_is_refused(case):
    with pytest.raises(ValueError, match="no such reader"):
        Case(*case)


@pytest.mark.parametrize(("changes", "reason"), [
    ({"shortcut": "on"}, "without a message (shortcut: on)"),
    ({"ask": "nearest"}, "a read does not ask all homes (ask: nearest)"),
    ({"hints": "on"}, "others keep for it"),
    ({"read_repair": "async"}, "mend what is behind"),
    ({"service_us": 100}, "requests wait in queues"),
    ({"agreement": "all"}, "the servers agree on every write"),
    ({"latency": Constant(MS)}, "the delays lnkd-ssd, lnkd-disk, ymmr"),
    ({"links": FAR[:2]}, "75 ms more than lnkd-disk"),
    ({"links": FAR, "latency": FITS["lnkd-ssd"]}, "75 ms more than lnkd-disk"),
    ({"links": FAR, "n": 2}, "75 ms more than lnkd-disk"),
    ({"links": (LinkSpec("A", "B", DISK, 0.1),)}, "links lose messages"),
])  # fmt: skip
def test_where_the_model_does_not_apply_it_says_why(changes, reason):
    found = view(spec(**changes), Trials(2), until_us=0)
    assert reason in found.reason
    assert found.model is None
    assert [row.predicted for row in found.rows] == [None]
    assert {row.predicted_ms for row in found.times} == {None}


def test_what_happens_in_the_run_can_put_the_model_out_of_force():
    trial = Trials(20, 5 * MS)
    changed = view(spec(), trial, (50 * MS, Change("r", 2)))
    assert changed.reason == "a setting was changed after the trials had begun"
    before = view(spec(), (0, Change("r", 2)), (MS, trial))
    assert before.model.case == "N = 3, R = 2, W = 1, lnkd-disk"
    two = view(spec(links=FAR), Trials(2, at="same"), (MS, Trials(2, at="other")))
    assert two.reason == "some trials are read elsewhere than others"
    assert view(spec(), Trials(2, at="same"), (MS, Trials(2, at="other"))).model is not None


# -- the leaf


def row(hits, n, predicted=0.5, after_us=10 * MS):
    return FreshRow(after_us, Share(hits, n), Share(int(predicted * 1e6), 1_000_000))


def test_a_row_of_the_table():
    assert fresh_cells(row(520, 1_000)) == (
        "fresh at 10 ms",
        "50.0 %",
        "52.0 %",
        "48.9 … 55.1 %",
        "1,000",
        "+2.00 points, inside",
        "–",
    )
    assert fresh_cells(row(600, 1_000))[5] == "+10.00 points, outside"
    assert fresh_cells(row(0, FEW - 1))[2:] == ("too few samples", "–", "29", "–", "–")
    assert fresh_cells(FreshRow(0, Share(9, 90), None))[1:6] == (
        "–", "10.0 %", "5.4 … 17.9 %", "90", "–")  # fmt: skip


def test_a_row_of_times():
    known = TimeRow("write", 2_000, Estimate(9.806, 9.082, None), 10.905, 10.99)
    assert time_cells(known) == ("p99.9 of writes", "10.90 ms", "9.81 ms", "9.08 ms or more",
                                 "2,000", "−10.1 %, inside", "10.99 ms (−0.8 %)")  # fmt: skip
    assert time_cells(TimeRow("read", 6_000, Estimate(0.67, 0.7, 0.908), 0.659))[3:6] == (
        "0.700 … 0.908 ms", "6,000", "+1.7 %, outside")  # fmt: skip
    assert time_cells(TimeRow("read", 12, predicted_ms=1.6))[2] == "too few samples"
    assert time_cells(TimeRow("visible", predicted_ms=52.4, paper_ms=45.5)) == (
        "99.9 % fresh from", "52.40 ms", "not measured", "–", "–", "–",
        "45.50 ms (+15.2 %)")  # fmt: skip
    assert [tell_ms(ms) for ms in (0, 0.65, 0.9999, 151.28, 999.999)] == [
        "0 ms", "0.650 ms", "1.00 ms", "151.28 ms", "1.00 s"]  # fmt: skip


def test_the_axis_begins_where_nothing_is_left_out():
    def with_model(low, *rows):
        return FreshView(rows, (), ModelView("", 1, ((0, low, low, low),)))

    assert bottom_of(with_model(0.9734)) == 95
    assert bottom_of(with_model(0.9734, row(40, 40))) == 90
    assert bottom_of(with_model(0.9734, row(3, FEW - 1))) == 95, "too few are not drawn"
    assert bottom_of(with_model(0.4366)) == 0
    assert bottom_of(FreshView()) == 0


@pytest.fixture
def disk(page: Page) -> Page:
    """Disk or SSD?, with disks, at its start."""
    page.window.open_scenario(load("3").scenario("disk"))
    settle()
    return page


def leaf(page: Page) -> str:
    page.window.page.panels["fresh"].flush()
    settle()
    return page.get_by_role("region", LEAF).texts()


def test_a_story_with_trials_opens_on_them_and_tells_nothing_before_it_begins(disk):
    assert disk.get_by_role("tab", "Fresh reads").count() == 1
    assert leaf(disk) == "No trial has begun yet: press play."


def test_from_variant_to_variant_the_leaf_stays(disk):
    disk.window.do("variant ssd")
    assert disk.window.page.front == "fresh"
    disk.window.do("show charts")
    disk.window.do("variant disk")
    assert disk.window.page.front == "charts"
    disk.window.do("open 4")
    assert disk.window.page.front == "fresh"
    disk.window.do("open 2")
    assert disk.window.page.front == "charts"


def test_what_is_told_is_of_the_playhead(disk):
    disk.window.do("seek 50ms")
    assert leaf(disk).count("too few samples") == 6
    disk.window.do("seek 1s")
    disk.window.arrive()
    assert "PBS model: N = 3, R = 1, W = 1, lnkd-disk" in leaf(disk)
    cells = leaf(disk).split("\n")
    assert cells[cells.index("fresh at 0 ms") : cells.index("fresh at 1.97 ms")] == [
        "fresh at 0 ms", "43.7 %", "45.0 %", "38.3 … 51.9 %", "200", "+1.32 points, inside", "–",
    ]  # fmt: skip
    said = disk.window.page.panels["fresh"].findChild(QLabel, "fresh-cell-1-0").accessibleName()
    assert said == ("fresh at 0 ms: model 43.7 %, this run 45.0 %, 95 % interval 38.3 … 51.9 %, "
                    "n 200, run − model +1.32 points, inside")  # fmt: skip
    chart = disk.window.page.panels["fresh"].charts[0]
    assert chart.accessibleDescription() == (
        "predicted, 95 % band; measured, 95 % interval, n = 190 … 200"
    )
    assert chart._points.getData()[0].tolist() == [0, 1_970, 10 * MS, 52_500]
    assert chart.values_at(10 * MS) == "predicted 92.7 %"
    disk.window.do("seek 50ms")
    assert leaf(disk).count("too few samples") == 6
    disk.window.do("seek 0ms")
    disk.window.do("start")
    assert leaf(disk) == "No trial has begun yet: press play."


def test_where_the_model_does_not_apply_there_are_words_and_no_curve(disk):
    disk.window.do("seek 500ms")
    disk.window.arrive()
    disk.window.do("set shortcut on")
    disk.window.do("seek 1s")
    disk.window.arrive()
    assert "The PBS model says nothing of these trials" in leaf(disk)
    assert "It does not apply: a setting was changed" in leaf(disk)
    assert len(disk.window.page.panels["fresh"].charts[0]._curve.getData()[0]) == 0


def test_a_run_without_trials_says_so_and_has_no_tab_of_them(page):
    page.window.open_scenario(load("2").scenario())
    settle()
    assert page.get_by_role("tab", "Fresh reads").count() == 0
    page.press("F")
    assert leaf(page).startswith("This run has no trials.")
    page.press("C")
    assert page.window.page.front == "charts"
    assert page.get_by_role("tab", "Fresh reads").count() == 0
