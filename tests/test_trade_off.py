"""What is made of a sweep's rows: the frontier, heat maps, and what the window may draw of it."""

import json
from pathlib import Path
from signal import SIGTERM

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sweep_rows import a_row

from explorer import presets, script
from explorer.__main__ import main
from explorer.lines import ScriptError
from explorer.problems import InputError
from explorer.sweeps import asking, heat, kept, trade_off, usual, work
from explorer.sweeps.axes import Axis
from explorer.sweeps.figures import Span
from explorer.sweeps.kept import Kept
from explorer.sweeps.plan import planned
from explorer.sweeps.sweeping import Sweeping
from explorer.sweeps.trade_off import Point
from explorer.sweeps.view import EXACT, INTERVALS, Views
from explorer.sweeps.wanted import Wanted
from explorer.worker import Worker

STORY = str(Path(__file__).parent / "data" / "race.yaml")
R, W, REPAIR = Axis("r", ("1", "2")), Axis("w", ("1", "2")), Axis("read_repair", ("off", "async"))


def a_plan(*axes, seeds=range(1, 4), variant=None):
    return planned(STORY, variant, axes or (R, W), seeds)


def rows_of(plan, **by_name):
    """A row for each combination and seed; `R1W2={...}`: what the rows of that one have."""
    return [
        a_row(values, seed=seed, **by_name.get(_name(values), {}))
        for values in plan.values
        for seed in plan.seeds
    ]


def _name(values):
    return "".join(f"{name.upper()}{value}" for name, value in values.items())


# -- the frontier


def point(ms, stale):
    return Point((("r", 1),), Span(ms, None, None), Span(stale, None, None), 1)


def beaten(one, others):
    """The law itself: another one is at least as fast and as fresh, and better in one of them."""
    mine = one.latency_ms.value, one.stale.value
    costs = [(other.latency_ms.value, other.stale.value) for other in others]
    return any(c != mine and c[0] <= mine[0] and c[1] <= mine[1] for c in costs)


FEW = st.integers(0, 5).map(float)
"""So few that many are alike in one or in both."""


@given(st.lists(st.builds(point, FEW, FEW), min_size=1, max_size=12))
def test_on_the_frontier_is_what_no_other_point_beats(points):
    found = trade_off.ranked(points)
    assert [each.best for each in found] == [not beaten(each, points) for each in points]


def test_a_setting_under_which_some_run_answered_nothing_is_named_and_not_drawn():
    plan = a_plan()
    rows = rows_of(plan)
    rows[3] = a_row(plan.values[1], seed=1, write_ms=None)
    found = trade_off.traded(plan, rows)
    assert [each.name for each in found.points] == ["R 1 W 1", "R 2 W 1", "R 2 W 2"]
    assert found.silent == ("R 1 W 2",)
    assert found.kinds == ("read", "write")
    (told,) = trade_off.told(found)
    assert told.endswith("answered: R 1 W 2.")


def test_what_was_not_answered_is_told_for_no_latency_has_it():
    plan = a_plan()
    found = trade_off.traded(plan, rows_of(plan, R1W2={"ok": 199}, R2W2={"ok": 150}))
    assert [each.unanswered for each in found.points] == [0.0, 0.005, 0.0, 0.25]
    (told,) = trade_off.told(found)
    assert told.endswith("under R 2 W 2 25 % of requests were not.")
    assert not list(trade_off.told(trade_off.traded(plan, rows_of(plan))))


def test_runs_that_are_all_alike_are_exact_and_have_no_interval():
    plan = a_plan(seeds=range(1, 9))
    lucky = trade_off.traded(plan, rows_of(plan, R1W1={"stale": 40}))
    alike = trade_off.traded(plan, rows_of(plan, R1W1={"stale": 40, "digest": "one"}))
    assert lucky.points[0].stale.low < 0.4 < lucky.points[0].stale.high
    assert lucky.points[0].latency_ms.low is not None
    assert alike.points[0].stale == Span(0.4, None, None)
    assert alike.points[0].latency_ms == Span(6.0, None, None)
    alone = a_plan(seeds=range(1, 2))
    assert trade_off.traded(alone, rows_of(alone)).points[0].stale.high is not None


# -- heat maps


def figures(found):
    return [[cell.span and cell.span.value for cell in row] for row in found.rows]


def test_a_heat_map_has_a_row_for_each_value_of_one_setting_and_a_cell_for_each_of_the_other():
    plan = a_plan()
    rows = rows_of(plan, R1W1={"stale": 40}, R2W1={"stale": 10}, R2W2={"read_ms": 9.0})
    found = heat.heated(plan, rows, Wanted("w", "r"))
    assert (found.down, found.across, found.unit, found.percentile) == ("w", "r", "%", "")
    assert figures(found) == [[0.4, 0.1], [0.0, 0.0]]
    assert [[cell.part for cell in row] for row in found.rows] == [[1.0, 0.25], [0.0, 0.0]]
    assert found.rows[0][1].settings == (("r", 2), ("w", 1))
    reads = heat.heated(plan, rows, Wanted(measure="read"))
    assert (reads.down, reads.across, reads.percentile) == ("r", "w", "p99")
    assert figures(reads) == [[4.0, 4.0], [4.0, 9.0]]
    assert figures(heat.heated(plan, rows, Wanted(measure="latency"))) == [[6.0, 6.0], [6.0, 11.0]]
    assert figures(heat.heated(plan, rows, Wanted(measure="write"))) == [[2.0, 2.0], [2.0, 2.0]]


def test_a_cell_whose_runs_answered_nothing_is_empty_but_for_what_was_not_answered():
    plan = a_plan()
    none = {"read_ms": None, "write_ms": None, "reads": 0, "ok": 50}
    rows = rows_of(plan, R2W2=none)[:-1]
    assert figures(heat.heated(plan, rows, Wanted())) == [[0.0, 0.0], [0.0, None]]
    refused = heat.heated(plan, rows, Wanted(measure="unanswered"))
    assert figures(refused) == [[0.0, 0.0], [0.0, 0.75]]
    assert [cell.runs for row in refused.rows for cell in row] == [3, 3, 3, 2]


def test_of_more_settings_than_two_the_others_are_held_and_never_mixed():
    plan = a_plan(R, W, REPAIR, seeds=range(1, 3))
    rows = [
        a_row(values, seed=seed, stale=10 if values["read_repair"] == "async" else 30)
        for values in plan.values
        for seed in plan.seeds
    ]
    first = heat.heated(plan, rows, Wanted())
    assert first.held == (("read_repair", "off"),)
    assert figures(first) == [[0.3, 0.3], [0.3, 0.3]]
    other = heat.heated(plan, rows, Wanted(held=(("read_repair", "async"),)))
    assert figures(other) == [[0.1, 0.1], [0.1, 0.1]]
    across = heat.heated(plan, rows, Wanted("w", "read_repair"))
    assert across.held == (("r", 1),)
    assert figures(across) == [[0.3, 0.1], [0.3, 0.1]]


def test_one_setting_alone_has_no_heat_map():
    plan = a_plan(R)
    assert "two settings" in heat.heated(plan, rows_of(plan), Wanted())


# -- one variant of a story


def test_a_sweep_is_of_one_variant_whatever_the_others_can_have():
    plan = planned("19", "full", (Axis("r", ("1", "3")), Axis("w", ("2",))), range(1, 3))
    assert [origin.settings for origin in plan.origins] == [
        ("full:r=1", "full:w=2"), ("full:r=3", "full:w=2"),
    ]  # fmt: skip
    story = presets.load_again(plan.origins[1], plan.file)
    assert story.scenario("full").cluster.settings.r == 3
    assert story.scenario("one").cluster.settings.n == 1
    with pytest.raises(InputError) as refused:
        presets.load("19", ["ful:r=1", "full:r=9"])
    assert "there is no variant 'ful'" in str(refused.value)
    assert "R is 1 to N = 3, not 9" in str(presets_refusal("full:r=9"))


def presets_refusal(setting):
    with pytest.raises(InputError) as refused:
        presets.load("19", [setting])
    return refused.value


def test_a_round_has_one_seed_of_every_combination():
    assert a_plan().in_rounds() == [0, 3, 6, 9, 1, 4, 7, 10, 2, 5, 8, 11]


def test_unless_somebody_says_more_r_and_w_are_varied_up_to_n():
    assert usual.axes(presets.load("2").scenario()) == (
        Axis("r", ("1", "2", "3")), Axis("w", ("1", "2", "3")),
    )  # fmt: skip
    assert usual.axes(presets.load("1").scenario()) == ()


# -- a file


def saved(path):
    plan = a_plan(seeds=range(5, 7), variant="mended")
    some = Kept(plan)
    for place in (0, 3, 6):
        some.add(place, work.row(plan.job(place)))
    some.save(path)
    return some


def test_a_file_alone_has_the_story_the_settings_and_the_rows(tmp_path):
    some = saved(tmp_path / "some.jsonl")
    found = kept.opened(tmp_path / "some.jsonl")
    assert found.plan == some.plan
    assert found.rows == some.rows
    assert found.missing == [1, 2, 4, 5, 7]
    run = asking.opened(tmp_path / "some.jsonl")
    assert (run.scenario.variant, run.sweeping.state) == ("mended", "cancelled")


@pytest.mark.parametrize(
    "spoil",
    [
        lambda head: head | {"version": "0.0.1"},
        lambda head: head | {"plan": "x"},
        lambda head: head | {"vary": {"r": 3}},
        lambda head: head | {"vary": {"r": [1, 2]}},
        lambda head: head | {"seeds": [6, 5]},
        lambda head: head | {"seeds": ["a", "b"]},
        lambda head: head | {"variant": "other"},
        lambda head: head | {"story": {"text": "a: [", "settings": [], "full": False}},
        lambda head: {"sweep": head["sweep"]},
        lambda _: [],
        lambda _: "not JSON at all",
    ],
)
def test_what_is_no_sweep_is_refused_by_its_first_line(spoil, tmp_path):
    saved(tmp_path / "some.jsonl")
    head, *rows = (tmp_path / "some.jsonl").read_text().splitlines()
    spoilt = spoil(json.loads(head))
    lines = [spoilt if isinstance(spoilt, str) else json.dumps(spoilt), *rows]
    (tmp_path / "bad.jsonl").write_text("\n".join(lines))
    with pytest.raises(InputError) as refused:
        kept.opened(tmp_path / "bad.jsonl")
    (told,) = refused.value.problems
    assert (told.line, told.message[:16]) == (1, "this is no sweep")


def test_rows_without_the_figures_that_are_drawn_are_told_by_their_lines(tmp_path):
    saved(tmp_path / "some.jsonl")
    head, first, second, third = (tmp_path / "some.jsonl").read_text().splitlines()
    bare, wrong = json.loads(first), json.loads(third)
    bare["measures"] = {}
    wrong["measures"]["staleness"]["stale_reads"] = 10**6
    lines = [head, json.dumps(bare), second, json.dumps(wrong), "{"]
    (tmp_path / "bad.jsonl").write_text("\n".join(lines))
    with pytest.raises(InputError) as refused:
        kept.opened(tmp_path / "bad.jsonl")
    assert [problem.line for problem in refused.value.problems] == [2, 4, 5]


def test_a_file_that_is_not_there_or_empty_is_refused(tmp_path):
    with pytest.raises(InputError, match="there is no such file"):
        kept.opened(tmp_path / "none.jsonl")
    (tmp_path / "empty.jsonl").write_text("")
    with pytest.raises(InputError, match="this is no sweep"):
        kept.opened(tmp_path / "empty.jsonl")


def test_the_command_line_opens_a_sweep_in_a_window(tmp_path, monkeypatch, capsys):
    saved(tmp_path / "some.jsonl")
    shown = []
    monkeypatch.setattr("ui.app.show", lambda _story, **more: shown.append(more["run"]) or 0)
    assert main(["open", str(tmp_path / "some.jsonl")]) == 0
    assert len(shown[0].sweeping.kept) == 3
    (tmp_path / "some.jsonl").write_text("{}")
    assert main(["open", str(tmp_path / "some.jsonl")]) == 2
    assert f"{tmp_path}/some.jsonl:1:1: this is no sweep" in capsys.readouterr().err


# -- in a process of its own


def test_a_sweep_that_is_cancelled_ends_at_once_and_keeps_what_is_done():
    plan = a_plan(seeds=range(1, 501))
    sweeping = Sweeping()
    sweeping.begin(plan)
    assert sweeping.busy
    while not sweeping.collect():
        sweeping._workers[0].wait()
    workers = list(sweeping._workers)
    processes = [worker._process for worker in workers]
    sweeping.cancel()
    assert (sweeping.state, sweeping.busy) == ("cancelled", False)
    for process in processes:
        process.join(20)
    assert processes
    assert [process.exitcode for process in processes] == [-SIGTERM] * len(workers)
    assert 0 < len(sweeping.kept) < len(plan)
    assert sweeping.kept.rows[0] == work.row(plan.job(0))


def test_what_is_left_of_a_sweep_is_done_beside_the_run_and_the_rows_are_the_same(monkeypatch):
    begun, start = [], Worker.start
    monkeypatch.setattr(
        Worker, "start", lambda self, do, jobs: begun.extend(jobs) or start(self, do, jobs)
    )
    plan = a_plan(seeds=range(1, 3))
    rows = [work.row(plan.job(place)) for place in range(len(plan))]
    some, sweeping = Kept(plan), Sweeping()
    for place in (0, 5):
        some.add(place, rows[place])
    sweeping.take(some)
    asking.begin(sweeping, presets.load(STORY).scenario())
    sweeping.collect(wait=True)
    assert sweeping.state == "swept"
    assert sweeping.kept is some
    assert some.rows == rows
    assert sorted(job.place for job in begun) == [1, 2, 3, 4, 6, 7]


def test_more_runs_than_a_window_can_have_are_refused_and_nothing_begins():
    sweeping = Sweeping()
    with pytest.raises(ValueError, match="2,000 are the most in a window"):
        sweeping.begin(a_plan(seeds=range(1, 502)))
    assert (sweeping.state, sweeping.kept) == ("none", None)


# -- what may be drawn


def view_of(found, wanted=None, state="swept"):
    return Views().view(state, found, wanted, presets.load(STORY).scenario())


def filled(plan, rows):
    found = Kept(plan)
    for place, row in enumerate(rows):
        found.add(place, row)
    return found


def test_a_view_says_what_is_varied_as_a_line_has_it():
    views = Views()
    assert views.view("none", None, None, presets.load("2").scenario()).words == (
        "r=1..3 w=1..3 seeds 1..20"
    )
    assert views.view("none", None, None, presets.load("1").scenario()).words == ""
    assert view_of(Kept(a_plan(R, REPAIR))).words == "r=1,2 read_repair=off,async seeds 1..3"
    read = script.parse("sweep " + view_of(Kept(a_plan(R, REPAIR))).words)[1]
    assert read.arguments == ("vary", "1..3", "r=1,2", "read_repair=off,async")


def test_a_view_tells_by_which_formula_or_that_nothing_is_left_to_luck():
    plan = a_plan()
    assert INTERVALS in view_of(filled(plan, rows_of(plan))).about
    alike = {_name(values): {"digest": "one"} for values in plan.values}
    about = view_of(filled(plan, rows_of(plan, **alike))).about
    assert EXACT in about
    assert INTERVALS not in about


def test_a_view_knows_which_of_its_settings_the_run_has_that_is_shown():
    plan = a_plan(variant="open")
    views, found = Views(), filled(plan, rows_of(plan))
    own = presets.load(STORY)
    assert views.view("swept", found, None, own.scenario()).shown == (("r", 1), ("w", 1))
    other = presets.load_again(plan.origins[2], plan.file)
    assert views.view("swept", found, None, other.scenario("open")).shown == (("r", 2), ("w", 1))
    assert views.view("swept", found, None, own.scenario("mended")).shown == ()


def test_while_it_goes_on_a_map_is_not_made_anew_for_each_run_of_many():
    plan = a_plan(seeds=range(1, 301))
    found, views = Kept(plan), Views()
    rows, maps = rows_of(plan), []
    for place, row in enumerate(rows[:24]):
        found.add(place, row)
        view = views.view("sweeping", found, None, presets.load(STORY).scenario())
        assert view.done == place + 1
        if not any(view.map is each for each in maps):
            maps.append(view.map)
    assert len(maps) == 5
    last = views.view("cancelled", found, None, presets.load(STORY).scenario())
    assert last.map.points[0].runs == 24


# -- what is said


@pytest.mark.parametrize(
    ("line", "arguments"),
    [
        ("sweep", ()),
        ("sweep off", ("off",)),
        ("sweep map", ("map",)),
        ("sweep heat", ("heat", "", "", "stale")),
        ("sweep heat w r of read at n=3 hints=on", ("heat", "w", "r", "read", "n=3", "hints=on")),
        ("sweep run r=1 w=2", ("run", "r=1", "w=2")),
        ('sweep save "a b.csv"', ("save", "a b.csv")),
        ("sweep r=1..3, 5 hints=off,on", ("vary", "1..20", "r=1..3,5", "hints=off,on")),
        ("sweep r=1 seeds 7..9", ("vary", "7..9", "r=1")),
        ("sweep seeds 7..9", ("vary", "7..9")),
    ],
)
def test_what_a_line_says_of_a_sweep(line, arguments):
    assert script.parse(line)[1].arguments == arguments


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("sweep r=3..1 hints=maybe", "write the smaller number first; hints=maybe: hints is off"),
        ("sweep r=1 seeds 9..7", "'9..7' is no range of seeds"),
        ("sweep r=1 seeds", "seeds, as 1..20 is missing"),
        ("sweep heat r w of luck", "'luck' is no measure of a sweep: there are stale, latency"),
        ("sweep run", "a setting with its value, as r=1 is missing"),
        ("sweep run r", "'r' is no setting with its value"),
    ],
)
def test_what_cannot_be_said_of_a_sweep(line, reason):
    with pytest.raises(ScriptError) as refused:
        script.parse(line)
    assert reason in str(refused.value)
