"""The inspector: what is told of a thing is so at that moment, and what changed is what changed."""

from collections import Counter
from itertools import pairwise
from random import Random

import pytest
from page import Page, settle

from engine import quorum
from engine.latency import FITS, Constant, Exponential, Luck, Shifted
from explorer import framing
from explorer.experiment import Experiment
from explorer.inspecting import Inspector, inspection
from explorer.inspection import Moment, Row, compared
from explorer.latencies import quantile_us, say_latency
from explorer.presets import load
from ui.inspector_rows import Fact

MS = 1_000


def experiment(story, variant=None, at_ms=0):
    made = Experiment(load(story).scenario(variant))
    made.seek(round(at_ms * MS))
    return made


def told(made, key):
    """Every fact by its section and label."""
    made.select(key)
    found = made.inspection()
    assert found is not None
    return {(heading, row.label): row for heading, rows in found.sections for row in rows}


def values(made, key):
    return {place: row.value for place, row in told(made, key).items()}


# -- what is told


def test_of_a_long_queue_a_few_are_told_and_the_rest_counted():
    made = experiment("23", "one", 18_000)
    facts = values(made, "server A")
    queue = [label for heading, label in facts if heading == "Coordinates"]
    left = len(made.timeline.cluster.operations) - 8
    assert left > 10_000
    assert len(queue) == 9
    assert facts["Coordinates", "more"] == f"{left:,} more operations"


def test_a_server_tells_what_it_holds_and_what_it_lacks():
    made = experiment("5", "none", 60)
    facts = values(made, "server C")
    assert facts["Now", "state"] == "up since the start"
    assert facts["Now", "home of"] == "every key"
    assert facts["Lacks", "#1"] == (
        "«lunch at noon?» by X: The copy for C was still on its way: it was to arrive at 75 ms."
    )
    made.seek(110 * MS)
    assert ("Lacks", "#1") not in values(made, "server C")
    assert values(made, "server C")["Stores", "#1"].startswith(
        "«lunch at noon?» by X: the newest acknowledged; stamped "
    )
    assert values(made, "server A")["Now", "state"] == "down since 100 ms"


def test_a_server_tells_of_hints_coordination_and_timers():
    made = experiment("12", "sloppy", 1_520)
    facts = told(made, "server A")
    assert facts["Coordinates", "#1"].value == "X's post: 1 of 2 acks (A); gives up in 480 ms"
    assert facts["Waits for", "silent homes of #1"].value == "in 80 ms"
    made.seek(1_700 * MS)
    facts = told(made, "server D")
    assert facts["Keeps hints", "for B"].value == "1 row: «lunch at noon?» by X"
    assert facts["Keeps hints", "for B"].line == "select server B"


def test_a_link_tells_its_law_its_state_and_what_is_on_it():
    made = experiment("5", "none", 20)
    facts = told(made, "link A - C")
    assert facts["Delay", "one way"].value == "always 75 ms"
    assert facts["Delay", "p99 of a write"].value == "75 ms"
    flying = facts["On its way A → C", "#2"]
    assert (flying.value, flying.line) == ("write of X's post, arrives in 55 ms",
                                           "select message 2")  # fmt: skip
    assert facts["A → C", "sent so far"].value == "1"
    assert facts["A → C", "delivered"].value == "0"
    made = experiment("12", None, 1_600)
    assert values(made, "link A - B")["A → B", "state"] == "cut since 1 s"
    assert values(made, "link A - B")["A → B", "lost"] == "1"


@pytest.mark.parametrize("story", ["12", "3"])
def test_what_went_over_a_link_is_counted_as_in_the_log(story):
    made = experiment(story, None, 2_500)
    made.seek(2_000 * MS)  # what comes after it is known, and does not count yet
    branch, place = made.timeline.branch, made.timeline.place
    ways = {e[2]: (e[4], e[5]) for e in branch.events if e[1] == "sent"}
    happened = [e for e in branch.events[:place] if e[1] in ("sent", "delivered", "dropped")]
    counts = Counter((ways[e[2]], e[1]) for e in happened)
    assert counts, "nothing was sent"
    for a, b in {way for way, _ in counts}:
        facts = values(made, f"link {min(a, b)} - {max(a, b)}")
        for label, name in (("sent so far", "sent"), ("delivered", "delivered"),
                            ("lost", "dropped")):  # fmt: skip
            assert facts[f"{a} → {b}", label] == f"{counts[(a, b), name]:,}"


def test_a_message_tells_what_it_carries_and_what_became_of_it():
    made = experiment("5", "none", 20)
    facts = told(made, "message 2")
    assert facts["Message", "operation"].line == "select operation 1"
    assert facts["Fate", "arrives"].value == "on its way, arrives in 55 ms, at 75 ms"
    assert facts["Carries", "X's wall (post, X#1)"].value == "«lunch at noon?» by X"
    made.seek(110 * MS)
    assert values(made, "message 2")["Fate", "delivered"] == "delivered at 75 ms"
    made = experiment("12", None, 1_600)
    lost = next(m for m in made.timeline.branch.history.messages.deaths)
    assert values(made, f"message {lost.number}")["Fate", "lost"].endswith("was cut")


def test_an_operation_tells_its_story_and_leads_to_its_receipt():
    made = experiment("12", None, 1_700)
    facts = told(made, "operation 1")
    assert facts["Operation", "state"].value == "In progress: 1 of 2 acks (A)"
    assert facts["Operation", "gives up"].value == "in 300 ms"
    assert facts["Writes", "quorum"].value == "1 of 2 acks, asked at 1.5 s"
    assert facts["Operation", "receipt"].line == "receipt #1"
    made.seek(2_100 * MS)
    assert values(made, "operation 1")["Operation", "state"].startswith("Unknown after 500 ms")


def test_a_user_tells_what_was_asked_and_missed():
    made = experiment("5", "none", 50)
    facts = told(made, "user X")
    assert facts["Session", "near"].line == "select server A"
    assert facts["Missed by the last read", "#1"].value == "«lunch at noon?» by X"
    assert (facts["Asked for", "ok"].value, facts["Asked for", "stale"].value) == ("1", "1")
    made.seek(120 * MS)
    headings = [heading for heading, _ in _seen(made, "user X").sections]
    assert "Missed by the last read" not in headings, "a later one had it"


def test_an_event_tells_what_it_is_about():
    made = experiment("5", "none", 20)
    events = made.timeline.branch.events
    sent = next(i for i, e in enumerate(events) if e[1] == "sent" and e[5] == "C")
    facts = told(made, f"event {sent}")
    assert facts["About", "operation"].line == "select operation 1"
    assert facts["About", "message"].line == f"select message {events[sent][2]}"
    assert facts["About", "server C"].line == "select server C"
    assert made.inspection().sentence.startswith("At 0 ms: ")
    made.seek(0)
    made.start()
    assert "has not happened" in made.inspection().sentence


def test_the_past_is_told_as_it_was_then():
    """What has happened since is in the history, and must not show."""
    for story, variant, moments in (("12", "sloppy", (1_400, 1_600, 2_020)),
                                    ("5", "none", (20, 60, 105)), ("16", None, (60,))):  # fmt: skip
        late = experiment(story, variant)
        late.seek(late.end_us)
        for ms in moments:
            fresh = experiment(story, variant, ms)
            late.seek(ms * MS)
            for key in keys(fresh):
                assert _seen(fresh, key) == _seen(late, key), (story, ms, key)


def keys(made):
    cluster, history = made.timeline.cluster, made.timeline.branch.history
    names = [*cluster.replicas]
    found = [f"server {name}" for name in names] + [f"user {name}" for name in cluster.sessions]
    found += [f"link {a} - {b}" for a, b in pairwise(names)]
    found += [f"message {n}" for n in history.messages]
    found += [f"event {n}" for n in range(0, made.timeline.place, 7)]
    return found + [f"operation {n}" for n in history.operations]


def _seen(made, key):
    timeline = made.timeline
    branch = timeline.branch
    return inspection(Moment(timeline.cluster, branch.history, branch.events, timeline.place), key)


# -- what has changed


def test_what_is_marked_is_the_same_whether_stepped_to_or_played_anew():
    made = experiment("5", "none")
    kept = {key: Inspector() for key in ("server B", "link A - B", "operation 1", "user X")}
    marks = 0
    for _ in range(25):
        made.step()
        for key, one in kept.items():
            stepped = one.view(made.timeline, key, playing=False)
            assert stepped == Inspector().view(made.timeline, key, playing=False)
            marks += sum(row.changed for _, rows in stepped.sections for row in rows)
    assert marks > 20


def test_time_alone_changes_nothing():
    made = experiment("12", None, 1_600)
    for key in ("server A", "operation 1"):
        made.seek(1_600 * MS)
        then = _seen(made, key)
        before = {place: row for place, row in told(made, key).items() if row.fact is not None}
        made.seek(1_605 * MS)
        after = told(made, key)
        assert before
        for place, row in before.items():
            assert after[place].fact == row.fact
        assert any(after[place].value != row.value for place, row in before.items()), "time is left"
        marks = [row for _, rows in compared(then, _seen(made, key), 0).sections for row in rows]
        assert not any(row.changed for row in marks)


def test_while_time_runs_by_leaps_nothing_is_compared():
    made = experiment("5", "none", 20)
    made.select("server A")
    made.play()
    made.advance(0.1)
    assert made.playing
    assert made.inspection().changed_us is None
    made.pause()
    assert made.inspection().changed_us is not None


def test_what_is_gone_is_told():
    old = inspected(("Now", (Row("slow", "5 ms longer"),)),
                    ("On its way", (Row("#1", "write, arrives in 5 ms", fact=9), Row("#2", "x"))),
                   )  # fmt: skip
    new = compared(old, inspected(("Now", (Row("state", "up"),))), 7)
    assert new.sections == (
        ("Now", (Row("state", "up", changed=True),
                 Row("slow", "no longer: 5 ms longer", changed=True))),
        ("On its way", (Row("#1", "no longer", changed=True),
                        Row("#2", "no longer: x", changed=True))),
    )  # fmt: skip


def inspected(*sections):
    from explorer.inspection import Inspection

    return Inspection("server A", "Server A", "A is up.", sections)


# -- laws


def test_the_share_of_the_ring_is_what_keys_say():
    servers, keys = tuple("ABCDE"), [f"wall:{i}" for i in range(4_000)]
    for n in (1, 2, 3):
        shares = {s: quorum.share(s, servers, n) for s in servers}
        assert sum(shares.values()) == pytest.approx(n)
        for server, share in shares.items():
            found = sum(server in quorum.homes(key, servers, n) for key in keys) / len(keys)
            assert found == pytest.approx(share, abs=0.03)
    assert quorum.share("A", servers, 5) == quorum.share("A", ("A",), 1) == 1.0


@pytest.mark.parametrize("latency", [
    Constant(40_000), Exponential(5_000, 1_000), *FITS.values(), Shifted(75_000, FITS["ymmr"]),
], ids=say_latency)  # fmt: skip
@pytest.mark.parametrize("kind", ["write", "read"])
def test_a_percentile_of_a_link_is_that_of_its_draws(latency, kind):
    luck, random = Luck(5), Random(5)
    assert luck.seed == 5
    draws = sorted(latency.delay_us(kind, (random.random(), random.random()))
                   for _ in range(20_000))  # fmt: skip
    at = quantile_us(latency, 0.9, kind)
    assert sum(draw <= at for draw in draws) / len(draws) == pytest.approx(
        1.0 if isinstance(latency, Constant) else 0.9, abs=0.01
    )


# -- in the window


@pytest.fixture
def vanish(page: Page) -> Page:
    page.window.open_scenario(load("5").scenario("none"))
    page.window.do("seek 60ms")
    settle()
    return page


def facts_of(page):
    page.window.page.flush()
    settle()
    panel = page.window.page.panels["inspector"]
    return {f.accessibleName(): f for f in panel.findChildren(Fact) if f.isVisible()}


def test_selecting_turns_from_the_charts_to_the_inspector_and_stays_elsewhere(vanish):
    vanish.window.do("select server C")
    assert vanish.window.page.front == "inspector"
    assert "state: up since the start" in facts_of(vanish)
    vanish.window.do("show verdicts")
    vanish.window.do("select user X")
    assert vanish.window.page.front == "verdicts"


def test_a_fact_leads_to_what_it_names(vanish):
    vanish.window.do("select user X")
    facts_of(vanish)["near: A"].click()
    assert vanish.experiment.selected == "server A"
    vanish.window.do("select operation 1")
    facts_of(vanish)["receipt: open it"].click()
    assert vanish.window.page.front == "receipt"


def test_what_the_last_event_changed_is_marked_and_said(vanish):
    vanish.window.do("select server A")
    vanish.window.do("crash A")
    names = [*facts_of(vanish)]
    assert "state: down since 60.001 ms (changed by the last event)" in names
    assert "wall clock: right" in names
    panel = vanish.window.page.panels["inspector"]
    assert "▸ changed by the last event, at 60.00 ms" in vanish.get_by_role(
        "region", "Inspector").texts()  # fmt: skip
    assert panel.isVisible()


def test_escape_selects_nothing_and_then_brings_the_charts(vanish):
    vanish.window.do("select server C")
    vanish.press("Escape")
    assert (vanish.experiment.selected, vanish.window.page.front) == ("", "inspector")
    assert "Nothing is selected" in vanish.get_by_role("region", "Inspector").texts()
    vanish.press("Escape")
    assert vanish.window.page.front == "charts"


def test_what_is_not_in_sight_is_not_inspected():
    made = experiment("5", "none", 60)
    made.select("server A")
    assert framing.frame(made).inspection is not None
    assert framing.frame(made, frozenset()).inspection is None
