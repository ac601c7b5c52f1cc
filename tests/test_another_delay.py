"""Links whose delay is changed while the cluster runs: `latency A - B exponential 20ms`."""

import re
from dataclasses import replace

import pytest
from page import RIGHT, Page, close_popups, settle
from test_freshness import DISK, FAR, spec, view
from test_hands import menu_of
from test_mechanisms import Run
from test_recordings import assert_same, reopened, saved

from engine import latency, nemesis
from engine.cluster import Cluster
from engine.faults import Degrade, Join, Retime, Trials, between
from engine.latency import FITS, Constant, Exponential, Shifted
from engine.spec import ClusterSpec, ServerSpec, Settings
from engine.traffic import in_flight
from explorer import (
    cause,
    framing,
    plainer,
    saving,
    script,
    storms,
    study,
    swarm,
    twin_of,
    under_way,
)
from explorer.completing import complete, known
from explorer.event_words import Teller
from explorer.experiment import Experiment
from explorer.lines import ScriptError
from explorer.offering import offers
from explorer.presets import load, load_text
from explorer.series import bands
from explorer.telling import tell

MS = 1_000
PAIR = ClusterSpec((ServerSpec("A"), ServerSpec("B")), settings=Settings(n=2))
BOTH = (("A", "B"), ("B", "A"))


def do(run: Experiment, *lines: str) -> None:
    for line in lines:
        run.submit(script.parse(line)[1])


def ripple(at_ms: int = 0) -> Experiment:
    """X's post leaves A at 0 ms, and comes to B at 40 ms, to C at 75 ms."""
    run = Experiment(load("2").scenario())
    run.seek(at_ms * MS)
    return run


# -- the line


@pytest.mark.parametrize(("line", "links", "law"), [
    ("A - B 20ms", BOTH, Constant(20 * MS)),
    ("A -> B exponential 20ms", (("A", "B"),), Exponential(20 * MS)),
    ("A | B C 1ms + exponential 5ms", between(("A",), ("B", "C")), Exponential(5 * MS, MS)),
    ("A - B, A -> C lnkd-ssd", (*BOTH, ("A", "C")), FITS["lnkd-ssd"]),
    ("A - B 75ms + lnkd-disk", BOTH, Shifted(75 * MS, FITS["lnkd-disk"])),
    ("A - B Sao Paulo-Sydney", BOTH, Constant(164 * MS)),
    ("London-Frankfurt", (), Constant(6_500)),
    ("20ms", (), Constant(20 * MS)),
    ("A - B as-first", BOTH, None),
    ("as-first", (), None),
])  # fmt: skip
def test_links_come_first_and_then_a_delay_in_the_words_of_presets(line, links, law):
    assert script.parse(f"latency {line}")[1] == Retime(links, law)


@pytest.mark.parametrize(("line", "wrong"), [
    ("latency", "a server or a delay is missing"),
    ("latency A - B", "a delay is missing"),
    ("latency A 20ms", "after a server comes -, -> or |"),
    ("latency soon", "after a server comes -, -> or |"),
    ("latency London - Frankfurt", "a delay is missing"),
    ("latency A - B 20ms soon", "a delay is missing"),
])  # fmt: skip
def test_what_is_no_delay_is_said(line, wrong):
    with pytest.raises(ScriptError, match=re.escape(wrong)):
        script.parse(line)


def test_servers_and_laws_are_completed():
    names = known(framing.frame(ripple(), ()))
    assert {"A", "B", "C", "exponential", "as-first", *FITS} == {
        c.text for c in complete("latency ", names).candidates
    }
    after = {c.text for c in complete("latency A - B ", names).candidates}
    assert {"exponential", "as-first", *FITS} <= after
    assert [c.text for c in complete("latency A - B lnkd-s", names).candidates] == ["lnkd-ssd"]


# -- what it does


def test_what_is_sent_from_then_on_takes_so_long_and_what_is_under_way_comes_as_it_was_due():
    script_of = """
        at 0ms post X "one" as one
        at 2ms latency A -> B 50ms
        at 100ms post X "two" as two
        at 200ms latency A -> B as-first
        at 300ms post X "three" as three
    """
    run = Run(script_of, 900, homes="AB", n=2, w=2)
    run.holds("latency of one = 10ms", "latency of two = 55ms", "latency of three = 10ms")


def test_one_way_is_one_way():
    run = Run("at 0ms latency A -> B 50ms\nat 1ms latency B -> A 20ms", 2)
    ways = (("A", "B"), ("B", "A"), ("A", "C"))
    delays_us = [run.cluster.network.distance_us(*way) for way in ways]
    assert delays_us == [50 * MS, 20 * MS, 5 * MS]


def test_none_named_is_every_way_also_to_itself_and_of_servers_to_come():
    cluster = Cluster(PAIR, 1, [(0, Retime(latency=Constant(7 * MS))), (1, Join("C"))])
    cluster.run_until(MS)
    ways = [("A", "A"), ("A", "B"), ("B", "C"), ("C", "C")]
    assert {cluster.network.law(*way)[0] for way in ways} == {Constant(7 * MS)}


def test_a_link_keeps_its_loss_and_comes_back_to_its_own_delay():
    run = ripple()

    def law(*way: str):
        return run.timeline.cluster.network.law(*way)

    before = law("A", "B"), law("A", "C")
    do(run, "latency 3ms", "latency A - B 9ms")
    assert [law(*way) for way in (("A", "B"), ("A", "C"))] == [
        (Constant(9 * MS), before[0][1]), (Constant(3 * MS), before[1][1])
    ]  # fmt: skip
    do(run, "latency A - B as-first")
    assert (law("A", "B"), law("A", "C")[0]) == (before[0], Constant(3 * MS))
    do(run, "latency as-first")
    assert (law("A", "B"), law("A", "C")) == before
    lossy = Cluster(replace(PAIR, loss=0.5), 1, [(0, Retime(BOTH, Constant(MS)))])
    lossy.run_until(MS)
    assert lossy.network.law("A", "B") == (Constant(MS), 0.5)


def test_what_is_so_already_and_what_is_no_link_is_refused():
    run = ripple()

    def reason(line: str) -> str | None:
        return run.refusal(script.parse(line)[1])

    assert reason("latency A - B 40ms") == "messages take so long there already"
    assert reason("latency as-first") == "messages take so long there already"
    assert reason("latency A - Q 1ms") == "there is no link A - Q"
    assert reason("latency 40ms") is None, "A - C takes 75 ms"
    other = latency.ByKind(Constant(1), Constant(2))
    assert "no words for" in run.refusal(Retime(BOTH, other))


def test_reads_that_ask_the_nearest_ask_who_is_nearest_now():
    run = Run("at 0ms latency A - C 1ms\nat 5ms feed X as read", 100, r=2, ask="nearest")
    run.holds("latency of read = 2ms")


@pytest.mark.parametrize("law", [
    Constant(5), Exponential(7, 2), *FITS.values(), Shifted(3, FITS["ymmr"]),
    Shifted(3, Exponential(9)),
])  # fmt: skip
def test_the_log_has_each_law_in_whole_numbers_and_text(law):
    told = latency.facts(law)
    assert latency.of_facts(told) == law
    assert all(isinstance(one, str | int) for one in told)


# -- a run is played again


def test_it_is_replayed_undone_and_branched():
    run = ripple(10)
    do(run, "latency A - B exponential 20ms", 'post X "again"')
    run.seek(run.end_us)
    whole = run.digest()
    for at_ms in (5, 11, 40, 100):
        run.seek(at_ms * MS)
    run.seek(run.end_us)
    assert run.digest() == whole
    assert ripple(10).timeline.cluster.network.law("A", "B")[0] == Constant(40 * MS)
    run.seek(5 * MS)
    assert run.timeline.cluster.network.law("A", "B")[0] == Constant(40 * MS)
    run.seek(run.end_us)
    run.undo()
    run.undo()
    assert run.timeline.cluster.network.law("A", "B")[0] == Constant(40 * MS)
    run.redo()
    assert run.timeline.cluster.network.law("A", "B")[0] == Exponential(20 * MS)


def test_it_is_saved_as_a_preset_and_in_a_recording(tmp_path):
    run = ripple(10)
    do(run, "latency A - B exponential 20ms", "latency 75ms + lnkd-disk", "latency B -> A as-first")
    run.seek(run.end_us)
    words = saving.Words("other", "Other", "Links change.", "They do.", "Much.")
    cluster, commands = run.scenario.cluster, run.timeline.commands
    text = saving.preset_text(cluster, run.seed, commands, run.end_us, words)
    again = Experiment(load_text(text).scenario())
    again.seek(run.end_us)
    assert again.digest() == run.digest()
    assert "latency A - B exponential 20ms" in text
    assert_same(run, reopened(saved(run, tmp_path / "a.qscope")).experiment)


def test_it_is_done_to_both_of_two_runs():
    pair = twin_of.made(ripple())
    pair.submit(script.parse("latency A - B 9ms")[1])
    laws = [s.timeline.cluster.network.law("A", "B")[0] for s in pair.sides]
    assert laws == [Constant(9 * MS)] * 2


# -- what is told of it


def last_event(run: Experiment, name: str):
    return next(e for e in reversed(run.timeline.branch.events) if e[1] == name)


@pytest.mark.parametrize(("line", "sentence", "band"), [
    ("latency A - B exponential 20ms",
     "What is sent on A - B takes from now on: exponential, 20 ms on average",
     "A - B: exponential 20ms"),
    ("latency A -> B lnkd-ssd",
     "What is sent on A → B takes from now on: as measured at LinkedIn, on "
     "SSDs (the fit lnkd-ssd of the PBS paper)",
     "A -> B: lnkd-ssd"),
    ("latency 5ms", "What is sent on every link takes from now on: always 5 ms", "all links: 5ms"),
])  # fmt: skip
def test_the_log_the_time_line_and_a_stop_say_so(line, sentence, band):
    run = ripple(10)
    do(run, line)
    run.seek(20 * MS)
    history = run.timeline.branch.history
    assert Teller(history).say(last_event(run, "retimed")) == sentence
    assert [(b.text, b.kind, b.end_us) for b in bands(history)] == [(band, "ailing", None)]
    where = line.split()[1:-1] if "-" in line.split() or "->" in line.split() else []
    do(run, " ".join(["latency", *where[:3], "as-first"]) if where else "latency as-first")
    run.seek(30 * MS)
    assert "takes as long as at first" in Teller(history).say(last_event(run, "retimed"))
    assert [b.end_us is None for b in bands(run.timeline.branch.history)] == [False]
    stops = [moment.text for moment in run.timeline.branch.moments.found if moment.kind == "fault"]
    assert stops[0] == line


def test_a_delay_of_all_ends_the_bands_of_single_links():
    run = ripple()
    do(run, "latency A - B 9ms", "latency A - C 8ms", "latency 5ms", "latency as-first")
    ended = {b.text: b.end_us is not None for b in bands(run.timeline.branch.history)}
    assert ended == {"A - B: 9ms": True, "A - C: 8ms": True, "all links: 5ms": True}


def test_a_cause_names_the_moment_at_which_a_link_became_longer():
    script_of = """
        at 0ms latency A -> B 300ms
        at 1ms latency A -> C 1ms
        at 2ms post X "hi" as post
        at 50ms feed Y as read
    """
    run = Run(script_of, 900)
    assert cause.of_operation(run.history, run.op("read").number).faults == {0}


def test_a_link_says_how_long_it_takes_now_and_took_at_first():
    run = ripple()
    run.select("link A - B")
    link = framing.frame(run, ()).links[0]
    assert (link.delay_us, link.law) == (40 * MS, "")
    do(run, "latency A - B 9ms")
    link = framing.frame(run, ()).links[0]
    assert (link.delay_us, link.slowed, link.law) == (
        9 * MS, (), "always 9 ms, at first always 40 ms"
    )  # fmt: skip
    rows = {
        (heading, row.label): row for heading, rows in run.inspection().sections for row in rows
    }
    assert rows["Delay", "one way"].value == "always 9 ms"
    assert rows["Delay", "one way"].line == "menu link A - B"
    assert rows["Delay", "at first"].value == "always 40 ms"
    do(run, "latency A -> B 90ms")
    link = framing.frame(run, ()).links[0]
    assert (link.delay_us, link.slowed) == (9 * MS, (("A", "B", 90 * MS),))
    assert link.law == (
        "A → B always 90 ms, at first always 40 ms; B → A always 9 ms, at first always 40 ms"
    )
    rows = {(heading, row.label): row.value
            for heading, rows in run.inspection().sections for row in rows}  # fmt: skip
    assert rows["Delay A → B", "one way"] == "always 90 ms"
    assert rows["Delay B → A", "one way"] == "always 9 ms"


def test_menus_offer_delays_and_say_which_is_on():
    run = ripple()
    do(run, "latency A - B 20ms")

    def menu(key: str):
        return {o.line: o for o in offers(run.timeline, key) if o.line.startswith("latency")}

    link = menu("link A - B")
    assert {o.under for o in link.values()} == {"Its delay"}
    assert link["latency A - B 20ms"].chosen
    assert link["latency A - B 20ms"].reason == "messages take so long there already"
    assert link["latency A - B as-first"].reason is None
    assert menu("link A - C")["latency A - C as-first"].reason is not None
    assert menu("")["latency exponential 20ms"].words == "Exponential, 20 ms on average"


@pytest.mark.parametrize(("line", "said"), [
    ("latency A - B 100ms", "1 message is under way there already: it keeps its delay."),
    ("latency 100ms", "2 messages are under way there already: they keep their delay."),
    ("degrade A - B delay 100ms", "1 message is under way there already: it keeps its delay."),
    ("degrade A - B loss 10%", ""), ("latency B - C 1ms", ""), ("crash B", ""),
])  # fmt: skip
def test_what_is_under_way_is_said_to_keep_its_delay_and_does(line, said):
    run = ripple()
    run.seek(10 * MS)
    command = script.parse(line)[1]
    due = [item[0] for item in in_flight(run.timeline.cluster)]
    do(run, line)
    assert under_way.kept(run.timeline.cluster, command) == said
    if said:
        assert [item[0] for item in in_flight(run.timeline.cluster)] == due


# -- models


def test_trials_that_begin_under_another_delay_have_the_case_of_that():
    ssd = FITS["lnkd-ssd"]
    before = view(spec(), (0, Retime(latency=ssd)), (MS, Trials(20, 5 * MS)))
    assert before.model.case == "N = 3, R = 1, W = 1, lnkd-ssd"
    near = spec(links=FAR)
    assert view(near, Trials(2, at="same"), until_us=0).model.case.startswith(
        "N = 3, R = 1, W = 1, wan"
    )
    assert view(near, (0, Retime(latency=DISK)), (MS, Trials(2))).model.case == (
        "N = 3, R = 1, W = 1, lnkd-disk"
    )


@pytest.mark.parametrize("links", [BOTH, BOTH[1:]])
def test_where_only_some_ways_are_otherwise_there_is_no_case(links):
    found = view(spec(), (0, Retime(links, FITS["lnkd-ssd"])), (MS, Trials(20, 5 * MS)))
    assert found.model is None
    assert "not every link has the same one of the delays" in found.reason


def test_a_delay_that_changes_while_trials_go_on_puts_the_model_out_of_force():
    found = view(spec(), Trials(20, 5 * MS), (50 * MS, Retime(BOTH, FITS["lnkd-ssd"])))
    assert (found.model, found.reason) == (
        None, "a link got another delay after the trials had begun"
    )  # fmt: skip


def test_a_study_takes_links_as_they_are_now():
    scenario = load("19").scenario("full")
    run = Experiment(scenario)

    def plan():
        return study.planned(run.timeline, scenario.commands, scenario.seed)

    whole = plan()
    assert (whole.spec.latency, whole.spec.links) == (
        scenario.cluster.latency, scenario.cluster.links
    )  # fmt: skip
    do(run, "latency 9ms", "latency A - B exponential 20ms")
    assert plan().spec.latency == Constant(9 * MS)
    assert {frozenset((x.a, x.b)): x.latency for x in plan().spec.links}[frozenset("AB")] == (
        Exponential(20 * MS)
    )
    do(run, "latency A -> B 1ms")
    assert plan() == "the two ways of a link differ here, and of more servers nobody knows how"


# -- random runs, and what is left of them


def test_a_nemesis_changes_delays_and_puts_them_back():
    schedule = nemesis.schedule("x", ("A", "B", "C"), 2_000_000, {"latency": 3.0})
    laws = [fault.latency for _, fault in schedule]
    assert any(law is not None for law in laws)
    assert schedule[-1] == (2_000_000, Retime())
    assert [nemesis.is_fault(f) for f in (Retime(BOTH, Constant(1)), Retime())] == [True, False]


def test_a_quarter_of_the_swarm_has_it_and_the_rest_is_as_without():
    drawn = [storms.draw(seed) for seed in range(1, 61)]
    changed = [case for case in drawn if any(isinstance(c, Retime) for _, c in case.commands)]
    assert 5 <= len(changed) <= 30
    case = min(changed, key=lambda one: len(one.spec.servers))
    assert any(type(c) is Retime and not c.links and c.latency is None for _, c in case.commands)
    assert swarm.run(case.seed).violations == []


def case_of(*commands):
    cluster = ClusterSpec(tuple(map(ServerSpec, "ABC")), settings=Settings(n=2))
    return storms.Case(cluster, 1, tuple((i, c) for i, c in enumerate(commands)), calm=False)


def test_what_is_left_of_a_run_is_plainer():
    luck = case_of(Retime(BOTH, Exponential(20 * MS, MS)), Retime(), Degrade())
    assert [c for _, c in plainer.without_luck(luck).commands] == [
        Retime(BOTH, Constant(21 * MS)), Retime(), Degrade()
    ]  # fmt: skip
    steps = {step.keywords.get("name"): step for step in plainer.simpler(luck)
             if hasattr(step, "keywords")}  # fmt: skip
    ends = between(("A",), ("B", "C"))
    less = steps["B"](case_of(Retime(ends, Constant(9)), Retime(BOTH, Constant(9)), Retime()))
    assert [c for _, c in less.commands] == [
        Retime((("A", "C"), ("C", "A")), Constant(9)),
        Retime(),
    ]


def test_a_stranger_in_a_preset_is_named():
    text = tell(Retime((("A", "Q"),), Constant(MS)))
    again = replace(load("2").scenario(), until_us=1)
    assert text == "latency A -> Q 1ms"
    assert Experiment(again).refusal(script.parse(text)[1]) == "there is no link A - Q"


# -- in the window


def test_the_menu_of_a_link_changes_its_delay_and_the_stage_says_so(page: Page):
    page.window.do("open 2")
    page.window.do("seek 12ms")
    page.window.do("select link A - B")
    page.window.do("show inspector")
    settle()
    page.on_stage(re.compile("^link A - B, 40 ms, open")).click(RIGHT)
    menu_of(page)["latency A - B 100ms"].trigger()
    close_popups()
    said = "link A - B, 100 ms, always 100 ms, at first always 40 ms, open"
    assert page.on_stage(said).count() == 1
    page.window.page.flush()
    shown = page.get_by_role("region", "Inspector").texts()
    assert "always 100 ms" in shown
    assert "always 40 ms" in shown
    page.window.do("undo")
    assert page.on_stage(re.compile("^link A - B, 40 ms, open")).count() == 1
