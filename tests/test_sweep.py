"""Sweeps: which runs there are, rows that are the same whoever does them, and what is kept."""

import csv
import json
import os
from contextlib import closing
from itertools import count
from multiprocessing import active_children
from multiprocessing.connection import wait
from pathlib import Path
from threading import Event

import pytest
from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QImage

from explorer.__main__ import main
from explorer.problems import InputError
from explorer.shares import Share
from explorer.sweeps import axes, figures, home, kept, sheet, trade_off, work
from explorer.sweeps.axes import Axis
from explorer.sweeps.plan import planned
from explorer.sweeps.view import SweepView
from ui import sweep_picture, theme
from ui.trade_off import TradeOffMap

STORY = str(Path(__file__).parent / "data" / "race.yaml")
R, W = Axis("r", ("1", "2")), Axis("w", ("1", "2"))
NUMBERS = count()
SWEEP = ("sweep", STORY, "--vary", "r=1..2", "--vary", "w=1..2", "--seeds", "4..6")


def a_plan(seeds=range(4, 7)):
    return planned(STORY, None, (R, W), seeds)


def all_rows(plan):
    return [work.row(plan.job(place)) for place in range(len(plan))]


def in_order(found, plan):
    rows = dict(found)
    assert sorted(rows) == list(range(len(plan)))
    return [rows[place] for place in range(len(plan))]


def said_by(capsys):
    return [json.loads(line) for line in capsys.readouterr().out.splitlines()]


# -- which runs there are


def test_axes_are_ranges_and_lists_in_their_order():
    found, problems = axes.read(["r=1..3", "read_repair=off,async", "timeout=50ms,1s"])
    assert problems == []
    assert [axis.values for axis in found] == [("1", "2", "3"), ("off", "async"), ("50ms", "1s")]


def test_all_that_is_wrong_with_a_sweep_is_told_at_once(capsys, tmp_path):
    words = ["sweep", STORY, "--seeds", "1..2", "--csv", str(tmp_path / "no" / "f.csv")]
    words += ["--plot", str(tmp_path / "f.jpg"), "--vary", "r=1..4", "--vary", "w=3..1"]
    words += ["--vary", "hints=maybe,on,on", "--vary", "r=2", "--vary", "n"]
    assert main(words) == 2
    said = capsys.readouterr().err.splitlines()
    assert [line.rsplit(": ", 1)[1] for line in said] == [
        f"there is no folder {tmp_path / 'no'}",
        "a picture's name ends in .png",
        "R is 1 to N = 3, not 4",
        "hints is off or on, not 'maybe'",
        "the value on stands there twice",
        "write SETTING=VALUES, such as r=1..3 or read_repair=off,async",
        "r is varied twice",
        "write the smaller number first",
    ]


def test_a_sweep_needs_something_to_vary_and_has_an_end(capsys):
    assert main(["sweep", STORY, "--seeds", "1..2"]) == 2
    assert capsys.readouterr().err == "--vary: say what to vary, as --vary r=1..3\n"
    assert main(["sweep", STORY, "--vary", "r=1..2", "--seeds", "1..900000000"]) == 2
    assert "1,800,000,000 runs" in capsys.readouterr().err


def test_the_last_setting_varies_fastest_and_seeds_faster_still():
    plan = a_plan(range(4, 6))
    runs = [plan.job(place) for place in range(len(plan))]
    assert [(job.values["r"], job.values["w"], job.seed) for job in runs] == [
        (1, 1, 4), (1, 1, 5), (1, 2, 4), (1, 2, 5), (2, 1, 4), (2, 1, 5), (2, 2, 4), (2, 2, 5),
    ]  # fmt: skip


# -- rows


def test_a_row_is_what_run_tells_of_that_run(capsys):
    assert main(["run", STORY, "--variant", "mended", "--set", "r=2", "--seed", "9", "--json"]) in (
        0,
        1,
    )
    (run,) = said_by(capsys)
    plan = planned(STORY, "mended", (Axis("r", ("2",)),), range(9, 10))
    row = work.row(plan.job(0))
    assert row.keys() == kept.KEYS
    shared = ("seed", "digest", "passed", "measures", "guarantees")
    assert {name: row[name] for name in shared} == {name: run[name] for name in shared}
    assert row["settings"] == {"r": 2}


def test_each_seed_and_each_setting_makes_another_run():
    assert len({row["digest"] for row in all_rows(a_plan())}) == len(a_plan())


def test_a_worker_of_another_version_is_refused():
    with pytest.raises(work.StrangerError, match="version"):
        work.rows("0.0.0", [a_plan().job(0)])


def test_rows_are_the_same_and_in_the_same_order_whatever_the_processes(capsys):
    assert main([*SWEEP, "--json", "--workers", "2"]) == 0
    assert said_by(capsys) == all_rows(a_plan())


def test_what_a_killed_process_was_doing_is_done_again():
    plan, before = a_plan(range(30)), set(active_children())
    with closing(home.run(plan, range(len(plan)), 2)) as coming:
        found = [next(coming)]
        ours = set(active_children()) - before
        min(ours, key=lambda process: process.pid).kill()
        found += coming
    assert len(found) == len(plan)
    assert in_order(found, plan) == all_rows(plan)


def die(*_):
    os._exit(1)


def test_processes_that_die_whatever_they_are_given_end_the_sweep(monkeypatch):
    monkeypatch.setattr(home, "rows", die)
    with pytest.raises(home.LostError, match="die"):
        list(home.run(a_plan(), [0, 1], 1))


def only_the_first(version, jobs):
    """The others never end."""
    if jobs[0].place:
        Event().wait()
    return work.rows(version, jobs)


def test_who_has_had_enough_leaves_no_process_behind(monkeypatch):
    monkeypatch.setattr(home, "rows", only_the_first)
    plan, before = a_plan(), set(active_children())
    coming = home.run(plan, range(len(plan)), 2)
    next(coming)
    ends = [process.sentinel for process in set(active_children()) - before]
    coming.close()
    assert ends
    while ends:
        ended = wait(ends, 30)
        assert ended
        ends = [end for end in ends if end not in ended]


# -- what is kept


@pytest.fixture
def stopped_after(monkeypatch):
    """Ctrl+C after so many runs; they come out of their order."""

    def stop(count):
        def crew(plan, places, _workers):
            for place in list(reversed(places))[:count]:
                yield place, work.row(plan.job(place))
            raise KeyboardInterrupt

        monkeypatch.setattr(home, "run", crew)

    return stop


def test_ctrl_c_keeps_what_is_done_and_resume_does_the_rest(stopped_after, capsys, tmp_path):
    rows, plan = all_rows(a_plan()), a_plan()
    file, table = tmp_path / "done.jsonl", tmp_path / "done.csv"
    words = [*SWEEP, "--json", "--resume", str(file)]
    stopped_after(5)
    assert main([*words, "--csv", str(table)]) == 130
    assert said_by(capsys) == rows[-5:]
    assert len(table.read_text("utf-8").splitlines()) == 1 + 5
    assert kept.resumed(plan, file).missing == list(range(7))
    stopped_after(7)
    assert main(words) == 130
    assert said_by(capsys) == rows
    stopped_after(0)
    assert main(words) == 130  # nothing is left to do
    assert said_by(capsys) == rows
    assert sorted(tmp_path.iterdir()) == [table, file]


def test_rows_are_told_as_soon_as_none_before_them_is_missing():
    plan = a_plan()
    done = kept.Kept(plan)
    for place, told in ((1, []), (0, [0, 1]), (3, []), (2, [2, 3])):
        done.add(place, {"place": place})
        assert [row["place"] for row in done.following()] == told
    done.add(7, {"place": 7})
    assert [row["place"] for row in done.following(last=True)] == [7]


def test_a_file_of_another_sweep_is_refused(tmp_path):
    file = tmp_path / "done.jsonl"
    kept.Kept(a_plan(range(4, 8))).save(file)
    with pytest.raises(InputError, match=r"done\.jsonl:1:1: these are no runs of this sweep"):
        kept.resumed(a_plan(), file)


def test_each_line_that_is_no_run_of_the_sweep_is_told(tmp_path):
    plan, file = a_plan(), tmp_path / "done.jsonl"
    done = kept.Kept(plan)
    done.add(2, work.row(plan.job(2)) | {"seed": 99})
    done.save(file)
    file.write_text(file.read_text("utf-8") + "[1]\n{", "utf-8")
    with pytest.raises(InputError) as error:
        kept.resumed(plan, file)
    assert [(each.line, each.message) for each in error.value.problems] == [
        (line, "this is no run of this sweep") for line in (2, 3, 4)
    ]


def test_a_table_has_the_same_columns_in_each_row(tmp_path):
    plan, path = a_plan(), tmp_path / "rows.csv"
    rows = all_rows(plan)
    sheet.write(plan, rows, path)
    with path.open(encoding="utf-8", newline="") as file:
        read = list(csv.DictReader(file))
    assert [row["digest"] for row in read] == [row["digest"] for row in rows]
    write = rows[0]["measures"]["latency_ms"]["write"]
    ends = [float(read[0][f"latency_ms.write.p50.{end}"]) for end in ("low", "high")]
    assert (float(read[0]["latency_ms.write.p50"]), ends) == (
        write["p50"], write["intervals"]["p50"],
    )  # fmt: skip
    assert read[-1]["latency_ms.read.p999.low"] == ""
    assert read[-1]["guarantees.linearizable"] in ("holds", "violated", "unknown")
    assert None not in read[0]


# -- the trade-off


def a_row(values, read_ms, stale, reads=100, write_ms=2.0, p99=True):
    def latency(ms):
        return {"n": 9, "p99": ms if p99 else None, "p95": ms / 2, "p50": ms / 4}

    return {
        "settings": values,
        "digest": str(next(NUMBERS)),
        "measures": {
            "latency_ms": {"read": latency(read_ms), "write": latency(write_ms)},
            "staleness": {"stale_reads": stale, "reads": reads},
            "availability": {"asked": 100, "ok": 100},
        },
    }


def rows_of(*figures, **more):
    """One run for each combination of R and W: (ms of a read, stale of 100 reads)."""
    pairs = zip(a_plan().values, figures, strict=True)
    return [a_row(dict(values), ms, stale, **more) for values, (ms, stale) in pairs]


def test_the_frontier_is_what_nothing_else_is_better_than():
    found = trade_off.traded(a_plan(), rows_of((1, 50), (5, 20), (4, 20), (9, 0)))
    assert [(p.name, p.latency_ms.value) for p in found.frontier] == [
        ("R 1 W 1", 3.0), ("R 2 W 1", 6.0), ("R 2 W 2", 11.0),
    ]  # fmt: skip
    assert [p.stale.value for p in found.points] == [0.5, 0.2, 0.2, 0.0]


def test_points_that_are_alike_are_both_on_the_frontier():
    found = trade_off.traded(a_plan(), rows_of((1, 5), (1, 5), (2, 5), (1, 6)))
    assert [p.best for p in found.points] == [True, True, False, False]


def test_the_percentile_is_the_strictest_that_every_run_has():
    rows = rows_of((1, 5), (1, 5), (2, 5), (1, 6))
    assert trade_off.traded(a_plan(), rows).percentile == "p99"
    rows[2] = a_row(rows[2]["settings"], 2, 5, p99=False)
    found = trade_off.traded(a_plan(), rows)
    assert (found.percentile, found.points[0].latency_ms.value) == ("p95", 1 / 2 + 2 / 2)


def test_of_many_runs_the_median_counts_and_its_interval_is_between_two_of_them():
    plan = a_plan()
    rows = [a_row(dict(plan.values[0]), ms, 0) for ms in range(1, 22)]
    (point,) = trade_off.traded(plan, rows).points
    took = point.latency_ms
    assert (took.value, took.low, took.high) == (13, 8, 18)


def test_runs_that_differ_by_more_than_chance_say_less():
    alike = figures.share([10] * 10, [100] * 10)
    assert (alike.low, alike.high) == Share(100, 1000).band
    apart = figures.share([0, 20] * 5, [100] * 10)
    assert alike.value == apart.value == 0.1
    assert apart.low < alike.low < alike.high < apart.high
    none = figures.share([0, 0], [100, 100])
    assert (none.low, none.high) == Share(0, 200).band


def test_without_runs_or_reads_there_is_no_trade_off():
    assert trade_off.traded(a_plan(), []) == "no run is done"
    unread = rows_of((1, 0), (1, 0), (1, 0), (1, 0), reads=0)
    assert "reads" in trade_off.traded(a_plan(), unread)


@pytest.mark.usefixtures("qapp")
def test_the_map_has_a_place_for_each_point_in_its_axes(tmp_path):
    rows = rows_of((1, 50), (5, 20), (4, 20), (9, 0))
    found = trade_off.traded(a_plan(), rows)
    drawn = TradeOffMap(found, QRectF(0, 0, 600, 400))
    places = [drawn.place(point) for point in found.points]
    assert all(drawn.plot.contains(place) for place in places)
    xs, ys = [place.x() for place in places], [place.y() for place in places]
    assert xs[0] < xs[2] < xs[1] < xs[3]
    assert ys[0] < ys[1] == ys[2] < ys[3] == drawn.plot.bottom()
    sweep_picture.save(SweepView(map=found), tmp_path / "map.png")
    image = QImage(str(tmp_path / "map.png"))
    spot = TradeOffMap(found, sweep_picture.AREA).place(found.points[3])
    beside_its_bars = spot + QPointF(3, -3)
    shown = image.pixelColor((beside_its_bars * sweep_picture.SHARP).toPoint())
    assert shown == theme.current().color("accent")


def test_each_combination_is_told_in_a_line_with_its_intervals(capsys):
    assert main([*SWEEP, "--workers", "1"]) == 0
    head, *lines = capsys.readouterr().out.splitlines()
    assert head == "race / open: p50 of a read and a write"
    assert [line[2:9] for line in lines] == ["R 1 W 1", "R 1 W 2", "R 2 W 1", "R 2 W 2"]
    best = trade_off.traded(a_plan(), all_rows(a_plan())).points
    assert [line[0] == "*" for line in lines] == [point.best for point in best]
    assert all("3 runs" in line and "% (" in line for line in lines)


@pytest.mark.usefixtures("qapp")
def test_plot_paints_what_was_done(tmp_path):
    file = tmp_path / "map.png"
    assert main([*SWEEP, "--workers", "1", "--plot", str(file)]) == 0
    assert not QImage(str(file)).isNull()
