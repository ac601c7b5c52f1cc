"""A study: which clusters it runs, what it measures there, and what it says of that."""

from dataclasses import replace

import pytest

from engine.faults import Load
from engine.latency import ByKind, Constant, Exponential
from engine.spec import LinkSpec
from explorer import bought, presets, scaling, study, study_points
from explorer.experiment import Experiment
from explorer.study import Plan
from explorer.study_points import Figure, Point
from explorer.studying import Studying


def plan(story: str, variant: str | None = None, at_us: int = 0, **changes) -> Plan:
    scenario = presets.load(story).scenario(variant)
    experiment = Experiment(scenario)
    load = study.load_at(at_us, scenario.commands)
    made = study.planned(experiment.timeline, scenario.commands, scenario.seed)
    assert isinstance(made, Plan)
    return replace(made, **{"load": load, "requests": 600, **changes})


def figure(value: float, half: float = 1.0) -> Figure:
    return Figure(value, half, 1_000)


def point(database: int, web: int = 0, rate: float = 500.0, **changes) -> Point:
    measured = Point(
        database, web, figure(rate), figure(4.0), figure(18.0), over=False, censored=0,
        busy=(("database", figure(80)),), full=("database",), hottest=("A", 99.0),
    )  # fmt: skip
    return replace(measured, **changes)


class Done(Studying):
    """A study as if it had been measured."""

    def __init__(self, made: Plan, points: list[Point], state: str = "measured") -> None:
        super().__init__()
        self.plan, self.points, self.state = made, tuple(points), state


# -- which clusters


def test_where_every_server_has_a_copy_of_all_n_grows_along():
    made = plan("19", "full")
    assert made.full_copies
    for servers in (1, 2, 5):
        settings = study.cluster_of(made, servers, 0).settings
        assert (settings.n, settings.r, settings.w) == (servers, 1, 1)


def test_on_a_ring_n_stays_as_far_as_there_are_servers():
    made = plan("19", "ring")
    assert not made.full_copies
    assert [study.settings_of(made, s, 0).n for s in (1, 2, 3, 12)] == [1, 2, 3, 3]
    assert made.numbers("database") == (1, 2, 3, 4, 6, 8, 10, 12)


def test_r_and_w_are_never_more_than_n():
    made = plan("19", "ask-two")
    assert [study.settings_of(made, s, 0).r for s in (1, 2, 3)] == [1, 2, 2]


def test_new_servers_are_called_like_none_that_is_there():
    names = study.cluster_of(plan("19", "one"), 4, 0).names
    assert names[0] == "A"
    assert len(set(names)) == 4
    assert len(study.cluster_of(plan("19", "one"), 60, 0).names) == 60


def test_a_study_goes_along_each_tier_that_takes_time_and_measures_no_cluster_twice():
    made = plan("24", "two")
    assert made.tiers == ("web", "database")
    assert made.sizes("web") == tuple((1, n) for n in range(1, 7))
    assert made.sizes("database") == tuple((n, 2) for n in range(1, 7))
    assert len(made.points()) == len(set(made.points())) == 11


@pytest.mark.parametrize(
    ("variant", "size", "rate"),
    [("full", (3, 0), 1_250), ("ask-two", (3, 0), 714), ("ask-all", (3, 0), 500),
     ("ring", (12, 0), 5_000), ("full-half", (3, 0), 750)],
)  # fmt: skip
def test_the_formula_is_that_of_the_stories(variant, size, rate):
    found = study.by_formula(plan("19", variant), *size)
    assert found == pytest.approx({"database": rate}, abs=0.5)


def test_the_formula_of_two_tiers_is_that_of_the_smaller():
    assert study.by_formula(plan("24", "two"), 1, 3) == {"database": 500, "web": 750}


# -- what refuses


@pytest.mark.parametrize(
    ("story", "reason"),
    [("2", "there is no load in this story"), ("21", "serving takes no time in this story")],
)
def test_a_story_with_nothing_to_measure_says_why(story, reason):
    scenario = presets.load(story).scenario()
    assert not study.can_study(scenario)
    experiment = Experiment(scenario)
    assert experiment.study().state == "impossible"
    assert experiment.study().reason.startswith(reason)
    with pytest.raises(ValueError, match=reason):
        experiment.measure()
    assert not experiment.studying.busy


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"agreement": "all"}, "leader"),
        ({"ask": "A+B"}, "by their names"),
        ({"n": 4}, "fewer servers than copies"),
        ({"n": 2}, "home servers are named"),
    ],
)
def test_settings_for_which_no_other_number_of_servers_can_be_tried(changes, reason):
    settings = replace(presets.load("19").scenario("full").cluster.settings, **changes)
    homes = ("A", "B") if changes == {"n": 2} else ()
    assert reason in study.refusal(settings, 3, homes, Load(rate=1))


def test_the_load_is_the_one_that_is_on_or_was_or_will_be():
    commands = presets.load("19").scenario("full").commands
    rates = [study.load_at(at_us, commands).rate for at_us in (0, 6_000_000, 20_000_000)]
    assert rates == [250, 1_600, 1_600]
    assert study.load_at(0, [(5, Load(rate=7)), (9, Load())]).rate == 7
    assert study.load_at(9, [(9, Load())]) is None


def test_a_load_by_hand_and_a_setting_by_hand_are_what_is_measured():
    experiment = Experiment(presets.load("19").scenario("full"))
    experiment.submit(Load(rate=321))
    experiment.advance(0)
    assert experiment.study().about.count("at 321 requests/s. 5 runs")


# -- real runs


def busy() -> Plan:
    """More than one server can do, and less than three with a copy of everything each."""
    made = plan("19", "full")
    return replace(made, load=replace(made.load, rate=800))


@pytest.fixture(scope="module")
def full() -> list[Point]:
    made = busy()
    return [study_points.measure(made, n, 0) for n in (1, 3)]


def test_capacity_is_what_the_formula_allows(full):
    made = plan("19", "full")
    for measured in full:
        expected = study.by_formula(made, measured.database, 0)["database"]
        assert abs(measured.capacity.value - expected) < measured.capacity.half + 0.05 * expected
        assert measured.full == ("database",)


def test_too_much_has_no_steady_wait_and_what_is_not_too_much_has(full):
    one, three = full
    assert (one.over, one.mean_ms, one.p99_ms) == (True, None, None)
    assert dict(one.busy)["database"].value > 99
    assert not three.over
    assert three.p99_ms.value > three.mean_ms.value > 2
    assert dict(three.busy)["database"].value == pytest.approx(64, abs=6)


def test_the_same_seed_measures_the_same_and_another_another(full):
    made = busy()
    assert study_points.measure(made, 3, 0) == full[1]
    assert study_points.measure(replace(made, seed=77), 3, 0) != full[1]


def test_an_m_m_1_queue_waits_as_long_as_the_formula_says():
    measured = study_points.measure(plan("1", "calm", requests=2_000), 1, 0)
    assert measured.mean_ms.value == pytest.approx(4, abs=measured.mean_ms.half + 0.4)
    assert dict(measured.busy)["database"].value == pytest.approx(50, abs=4)


def test_the_tier_that_is_full_is_named_and_no_other():
    made = plan("24", "two")
    assert study_points.measure(made, 1, 1).full == ("web",)
    assert study_points.measure(made, 1, 4).full == ("database",)


def test_who_waits_in_vain_counts_as_long_as_the_time_out():
    made = plan("23", "once")
    measured = study_points.measure(made, 4, 0)
    assert measured.censored == pytest.approx(0.36 * measured.mean_ms.n, rel=0.15)
    assert measured.p99_ms.value == pytest.approx(200)


def test_too_few_samples_are_no_number():
    measured = study_points.measure(plan("1", "calm", requests=80), 1, 0)
    assert measured.capacity is None
    assert measured.p99_ms is None
    assert not measured.over, "250 requests/s are half of what it can do"
    assert study_points.measure(plan("1", "calm", requests=3), 1, 0).capacity is None


def far_apart(requests: int, service_us: int) -> Plan:
    """Two full copies, 75 ms from each other, whom every request asks."""
    made = plan("19", "full", requests=requests)
    settings = replace(made.settings, n=2, r=2, w=2, service_us=service_us)
    spec = replace(
        made.spec, servers=made.spec.servers[:2], links=(), latency=Constant(75_000),
        settings=settings,
    )  # fmt: skip
    return replace(made, spec=spec, load=replace(made.load, rate=100))


def test_a_flood_lasts_several_round_trips():
    made = far_apart(requests=600, service_us=500)  # they would come in a fifth of a second
    measured = study_points.measure(made, 2, 0)
    assert study.by_formula(made, 2, 0)["database"] == pytest.approx(2_000)
    assert measured.capacity.value == pytest.approx(2_000, abs=measured.capacity.half + 40)
    assert dict(measured.busy)["database"].value == pytest.approx(5, abs=1.5)


def test_where_several_round_trips_are_too_many_requests_capacity_is_unknown():
    made = far_apart(requests=600, service_us=50)
    made = replace(made, load=replace(made.load, rate=10_000))
    measured = study_points.measure(made, 2, 0)
    assert (measured.capacity, measured.mean_ms, measured.p99_ms) == (None, None, None)
    assert (measured.over, measured.censored) == (False, 0)
    assert study_points.measure(made, 1, 0).capacity.value == pytest.approx(20_000, rel=0.05)


def test_the_answers_of_a_flood_that_ends_too_soon_are_no_capacity(monkeypatch):
    """It would last two seconds, and the first answers come after 1.7: in the rest come enough."""
    monkeypatch.setattr(study_points, "LEAST_ANSWERS", 15)
    made = far_apart(requests=240, service_us=12_500)
    made = replace(made, spec=replace(made.spec, latency=Constant(850_000)))
    assert study_points.measure(made, 2, 0).capacity is None


def test_the_longest_round_trip_is_that_of_the_slowest_way_that_is_there():
    spec = far_apart(600, 500).spec
    assert study_points.round_trip_us(spec) == 150_000
    near = LinkSpec("A", "B", ByKind(write=Exponential(1_000), others=Constant(2_000)))
    assert study_points.round_trip_us(replace(spec, links=(near,))) == pytest.approx(9_210, abs=5)
    assert study_points.round_trip_us(study.cluster_of(far_apart(600, 500), 1, 0)) == 0


def test_where_capacity_is_unknown_how_busy_they_are_says_what_is_too_much():
    made = plan("1", "calm", requests=80)
    measured = study_points.measure(replace(made, load=replace(made.load, rate=5_000)), 1, 0)
    assert measured.capacity is None
    assert measured.over


def test_users_who_wait_for_answers_never_ask_too_much():
    made = plan("19", "one", load=Load(closed=20, thinking_us=20_000))
    measured = study_points.measure(made, 1, 0)
    assert made.offered is None
    assert measured.capacity is not None
    assert dict(measured.busy)["database"].value > 98
    assert measured.mean_ms.value == pytest.approx(20 / 500 * 1_000 - 20, rel=0.2)
    assert not measured.over, "their queue is never longer than they are many"
    assert measured.censored == 0


# -- what is said


def rates(made: Plan, *found: float, **changes) -> bought.StudyView:
    points = [point(n, 0, rate, **changes) for n, rate in enumerate(found, start=1)]
    return bought.view(Done(made, points), made)


def test_servers_that_bought_nothing_are_named_and_the_full_tier_is_the_reason():
    made = plan("24", "two")
    points = [point(1, n, min(250 * n, 500), full=("database",)) for n in range(1, 7)]
    web = bought.view(Done(made, points), made).tiers[0]
    assert web.stopped == 2
    assert web.verdict[:2] == (
        "2 web servers answer 500 requests/s, 2.0 times what one does (250/s).",
        "Servers 3 to 6 bought nothing: the database tier is full.",
    )


def test_where_each_step_bought_something_it_is_said():
    told = rates(plan("19", "full"), 500, 1_000, 1_500, 2_000, 2_500, 3_000).tiers[0].verdict
    assert told[1] == (
        "Each one up to 6 bought something; more were not tried. Each copy takes all of the "
        "writes, 10 % of the requests: never more than 10 times one server, however many."
    )


def test_servers_that_bought_nothing_are_named_also_when_later_ones_did():
    made = plan("19", "ring")
    asking_all = replace(made.settings, ask="all")
    made = replace(made, spec=replace(made.spec, settings=asking_all))
    found = {1: 500, 2: 500, 3: 500, 4: 667, 6: 1_000, 8: 1_333, 10: 1_667, 12: 2_000}
    tier = bought.view(Done(made, [point(n, 0, x) for n, x in found.items()]), made).tiers[0]
    assert tier.stopped is None
    assert tier.verdict[1:3] == (
        "Servers 2 and 3 bought nothing: every request costs each of them.",
        "More than 12 were not tried.",
    )


def test_the_servers_that_bought_nothing_need_not_follow_each_other():
    told = " ".join(rates(plan("19", "one"), 500, 800, 790, 780, 1_000, 990).tiers[0].verdict)
    assert "Servers 3 and 4 bought nothing: " in told
    assert "Server 6 bought nothing: " in told
    assert "Each one up" not in told
    assert "not tried" not in told


def test_where_numbers_were_left_out_it_speaks_of_steps_and_of_all_servers_in_them():
    made = plan("19", "ring")
    found = [point(n, 0, 500 * n) for n in made.numbers("database")]
    told = bought.view(Done(made, found), made).tiers[0].verdict[1]
    assert told == "Each step up to 12 bought something; more were not tried."
    flat = [replace(p, capacity=figure(min(p.database, 4) * 500)) for p in found]
    told = bought.view(Done(made, flat), made).tiers[0].verdict[1]
    assert told.startswith("Servers 5 to 12 bought nothing: ")


def test_full_copies_stop_because_each_takes_all_of_the_writes():
    made = plan("19", "full-half")
    found = (500, 667, 750, 800, 833, 857)
    points = [point(n, capacity=figure(x, 25)) for n, x in enumerate(found, start=1)]
    tier = bought.view(Done(made, points), made).tiers[0]
    assert tier.stopped == 4
    ceiling = (
        "Each copy takes all of the writes, 50 % of the requests: never more than 2 times one "
        "server, however many."
    )
    assert tier.verdict[1] == f"Servers 5 and 6 bought nothing: the database is full. {ceiling}"
    exact = rates(made, *found).tiers[0]
    assert exact.stopped is None, "a sixth of what the fifth would bring if it scaled"
    assert exact.verdict[1].endswith(f"more were not tried. {ceiling}")


def test_without_writes_full_copies_have_no_ceiling():
    made = plan("19", "full")
    made = replace(made, load=replace(made.load, reads=1.0))
    told = rates(made, 500, 1_000, 1_500, 2_000, 2_500, 3_000).tiers[0].verdict
    assert told[1] == "Each one up to 6 bought something; more were not tried."


def test_the_ceiling_is_that_of_the_law(monkeypatch):
    monkeypatch.setattr(scaling.Law, "ceiling", property(lambda law: 77 if law.s else None))
    told = rates(plan("19", "full"), 501, 1_001, 1_501, 2_001, 2_501, 3_001).tiers[0].verdict
    assert "never more than 77 times one server" in told[1]


def test_where_a_read_asks_all_every_request_costs_each():
    made = plan("19", "ask-all")
    verdict = rates(made, 500, 501, 499, 500, 500, 500).tiers[0].verdict
    assert verdict[0] == "1 database server answers 500 requests/s."
    assert verdict[1] == "Servers 2 to 6 bought nothing: every request costs each of them."


def test_one_hot_server_is_told():
    made = plan("19", "one")
    view = rates(made, 500, 500, 500, 500, 500, 500, full=(), hottest=("C", 98.0))
    assert "C is full and others have time to spare" in view.tiers[0].verdict[1]


def test_nothing_is_said_before_all_is_measured_nor_where_samples_were_too_few():
    made = plan("19", "full")
    assert rates(made, 500, 900).tiers[0].verdict == ()
    points = [
        point(n, 0, 500 * n, capacity=None if n == 3 else figure(500 * n)) for n in range(1, 7)
    ]
    view = bought.view(Done(made, points), made).tiers[0]
    assert (view.verdict, view.stopped) == ((), None)
    assert [n for n, _ in view.points] == [1, 2, 3, 4, 5, 6]


def test_how_many_the_load_needs():
    made = plan("19", "full", at_us=6_000_000)
    points = [point(n, 0, 500 * n, over=n < 4) for n in range(1, 7)]
    assert bought.view(Done(made, points), made).tiers[0].verdict[2] == (
        "The story's load, 1,600 requests/s, needs 4 database servers: with fewer the queue grows "
        "for ever."
    )
    points = [replace(p, over=True) for p in points]
    assert (
        "more than any of these can do" in bought.view(Done(made, points), made).tiers[0].verdict[2]
    )


def test_how_many_the_load_needs_is_said_of_measured_numbers_alone():
    made = plan("19", "ring")
    found = [point(n, 0, 100 * n, over=n < 10) for n in made.numbers("database")]
    told = bought.view(Done(made, found), made).tiers[0].verdict
    assert (
        f"The story's load, {made.offered:,.0f} requests/s: 8 database servers are too few "
        "(the queue grows for ever), 10 are enough."
    ) in told
    found = [replace(p, over=p.database < 2) for p in found]
    told = " ".join(bought.view(Done(made, found), made).tiers[0].verdict)
    assert "needs 2 database servers: with fewer the queue grows for ever." in told


def test_a_load_that_is_turned_away_makes_no_queue_that_grows_for_ever():
    made = plan("19", "full")
    made = replace(
        made, spec=replace(made.spec, settings=replace(made.settings, shedding="deadline"))
    )
    view = bought.view(Done(made, [point(n, over=True) for n in range(1, 7)]), made)
    assert "can do: requests are turned away." in " ".join(view.tiers[0].verdict)


def test_where_reads_write_back_there_is_no_formula():
    made = plan("19", "full")
    made = replace(made, spec=replace(made.spec, settings=replace(made.settings, write_back="on")))
    assert bought.view(Done(made, [point(1)]), made).tiers[0].formula == ()


def test_a_law_that_misses_is_called_a_poor_description():
    made = plan("24", "two")
    points = [point(1, n, 250 if n == 1 else 500) for n in range(1, 7)]
    assert (
        bought.view(Done(made, points), made)
        .tiers[0]
        .verdict[-1]
        .endswith("% at most: a poor description.")
    )


def test_points_of_other_settings_say_so():
    made = plan("19", "full")
    now = replace(made, spec=replace(made.spec, settings=replace(made.settings, r=2)))
    assert bought.view(Done(made, [point(1)]), now).other == "Measured before r changed."
    now = replace(now, load=Load(rate=1))
    assert "r and the load" in bought.view(Done(made, [point(1)]), now).other
    assert bought.view(Done(made, [point(1)]), made).other == ""


def test_what_was_measured_is_fitted_once_whatever_the_load_is_now(monkeypatch):
    made, asked = plan("24", "two"), list[int]()
    points = [point(d, w, rate=90.0 * d + 100 * w + made.seed) for d, w in made.points()]
    spread = scaling.spread
    monkeypatch.setattr(scaling, "spread", lambda rates: asked.append(len(rates)) or spread(rates))
    first = bought.view(Done(made, points), made)
    for rate in range(1, 20):
        now = bought.view(Done(made, points), replace(made, load=replace(made.load, rate=rate)))
        assert now.other == "Measured before the load changed."
        assert now.tiers == first.tiers
    bought.view(Done(made, points, "measuring"), made)
    assert asked == [6, 6], "once for each tier"


def test_a_tier_that_is_whole_is_not_fitted_again_when_a_point_of_the_other_comes(monkeypatch):
    made, asked = plan("24", "two"), list[int]()
    points = [point(d, w, rate=80.0 * d + 100 * w + made.seed) for d, w in made.points()]
    spread = scaling.spread
    monkeypatch.setattr(scaling, "spread", lambda rates: asked.append(len(rates)) or spread(rates))
    for come in range(1, len(points) + 1):
        bought.view(Done(made, points[:come]), made)
    assert asked == [6, 6]


# -- in a process of its own


def test_points_come_from_another_process_and_are_the_same():
    made = plan("19", "one", requests=200)
    made = replace(made, spec=study.cluster_of(made, 1, 0))
    studying = Studying()
    studying.begin(made)
    assert studying.busy
    assert studying.collect(wait=True)
    assert studying.state == "measured"
    assert len(studying.points) == 6
    assert studying.points[0] == study_points.measure(made, 1, 0)


def test_cancelling_ends_the_process_and_keeps_what_came(monkeypatch):
    studying = Studying()
    studying.begin(plan("19", "ring", requests=1_000_000))
    process = studying._worker._process
    waited = []
    monkeypatch.setattr(process, "join", lambda *_: waited.append("for its end"))
    studying.cancel()
    assert waited == [], "the window would stand still"
    monkeypatch.undo()
    process.join(60)
    assert not process.is_alive()
    assert (studying.state, studying.points) == ("cancelled", ())
    assert not studying.collect(wait=True)
    studying.cancel()


def test_a_process_that_dies_is_told():
    studying = Studying()
    studying.begin(plan("19", "ring", requests=1_000_000))
    studying._worker._process.kill()
    studying.collect(wait=True)
    assert (studying.state, studying.points) == ("died", ())


def test_a_peak_is_told_only_where_the_measured_points_show_one():
    def told(low_k: float, high_k: float) -> str:
        law = scaling.Law(500, 0.09, 0.002)
        between = scaling.Law(500, 0.05, low_k), scaling.Law(500, 0.1, high_k)
        with pytest.MonkeyPatch.context() as patched:
            patched.setattr(scaling, "spread", lambda _rates: between)
            rates = [(n, law.at(n), 1.0) for n in (1, 2, 4)]
            return " ".join(bought._fitted(law, rates))

    assert "peak at 21" in told(0.001, 0.003)
    assert "no peak is shown" in told(0.0, 0.008)
