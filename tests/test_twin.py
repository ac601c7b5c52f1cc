"""Two runs on one clock: what is the same in both, where they part, and what is said of it."""

import re
from dataclasses import replace
from itertools import combinations
from math import exp

import pytest

from engine.events import FIELDS
from explorer import (
    asked,
    divergence,
    happenings,
    loads,
    pairing,
    presets,
    script,
    twin_of,
    weighing,
)
from explorer.divergence import SETTLED, Arrivals, Parting, Reading
from explorer.experiment import Experiment
from explorer.frame_verdicts import VerdictView
from explorer.percentiles import Estimate
from explorer.tallies import Rate, Tally, Totals
from explorer.twin import Twin

STORIES = {story.model.slug: story for story in presets.load_all()}
SECOND_US = 1_000_000
LONG_US = 1_500_000
"""Of a story with a load so much is run here."""
SAME_STORM = (
    ("did-my-post-vanish", "none", "sticky"), ("did-my-post-vanish", "none", "wait"),
    ("the-feed-went-backwards", "none", "token"), ("acknowledged-then-gone", "w1", "w2"),
    ("quorums-yet-time-runs-backwards", "off", "async"), ("sloppy-quorum", "strict", "sloppy"),
    ("each-side-of-the-cut", "one", "majority"), ("slowest-friend", "plain", "hedged"),
)  # fmt: skip


def of(slug: str, left: str, right: str) -> Twin:
    return twin_of.of_variants(STORIES[slug], left, right)


def until_us(pair: Twin) -> int:
    scenario = pair.left.scenario
    crowd = any(step.line.startswith(("load", "trials")) for step in scenario.steps)
    return min(scenario.until_us, LONG_US) if crowd else scenario.until_us


def ran(slug: str, left: str, right: str) -> Twin:
    pair = of(slug, left, right)
    pair.seek(until_us(pair))
    return pair


# -- the same storm


def slowly(pair: Twin, until: int) -> list[list[tuple[object, ...]]]:
    """A slow twin of the comparison: the events before a moment, without what the settings say."""
    found = []
    for side in pair.sides:
        plain = (e[:-1] if e[1] == "asked" else e for e in side.timeline.branch.events)
        found.append([e for e in plain if e[1] not in SETTLED and e[0] < until])
    return found


@pytest.mark.parametrize(("slug", "left", "right"), SAME_STORM)
def test_until_the_first_difference_every_event_is_the_same(slug, left, right):
    pair = ran(slug, left, right)
    first = pair.difference()
    assert first is not None
    ours, theirs = slowly(pair, first.at_us)
    assert ours == theirs
    more = slowly(pair, first.at_us + 1)
    assert more[0] != more[1]


@pytest.mark.parametrize(("slug", "left", "right"), SAME_STORM)
def test_what_arrives_is_the_same_throughout(slug, left, right):
    pair = ran(slug, left, right)
    arrivals = []
    for side in pair.sides:
        history = side.timeline.branch.history
        asked = [(o.invoked_us, o.user, o.action, o.text) for o in history.operations.values()
                 if not o.first]  # fmt: skip
        done = [e for e in side.timeline.branch.events if e[1] == "command"]
        arrivals.append((asked, done))
    assert arrivals[0] == arrivals[1]
    assert pair.arrivals_differ_us() is None
    assert pairing.picture(pair).compared == "The same requests and faults, at the same moments."


@pytest.mark.parametrize("slug", [s for s, story in STORIES.items() if len(story.variants) > 1])
def test_of_every_pair_of_variants_the_sentence_names_both_sides(slug):
    story = STORIES[slug]
    runs = {}
    for name in story.variants:
        runs[name] = Experiment(story.scenario(name))
        crowd = any(s.line.startswith(("load", "trials")) for s in story.scenario(name).steps)
        runs[name].seek(min(LONG_US // 3, runs[name].end_us) if crowd else runs[name].end_us)
    for one, other in combinations(story.variants, 2):
        sides = [runs[one].timeline.branch, runs[other].timeline.branch]
        commands = [runs[name].scenario.commands for name in (one, other)]
        readings = [Reading(b.events, b.history, c) for b, c in zip(sides, commands, strict=True)]
        found = Parting(*readings).look(min(branch.head_us for branch in sides))
        arrive = Arrivals(sides[0].events, sides[1].events)
        differ_us = arrive.look(min(branch.head_us for branch in sides))
        if found is not None:
            assert re.fullmatch(r"left, .+; right, .+", found.sentence)
            assert found.left != found.right
            assert "None" not in found.sentence
            assert "{" not in found.sentence
        assert found is None or differ_us is None or found.at_us <= differ_us
        said = divergence.scripts(*commands)
        assert bool(said) == (commands[0] != commands[1])
        assert not said or "left " in said
        assert not said or "right " in said


def test_every_event_has_words():
    told = set(happenings._TELLERS) | set(happenings._PLAIN)
    assert told == set(FIELDS)


def test_what_is_written_without_words_is_told_without_a_programs_words():
    experiment = Experiment(STORIES["did-my-post-vanish"].scenario("none"))
    experiment.seek(20_000)
    experiment.submit(script.parse("unfollow Y X")[1])
    experiment.seek(60_000)
    experiment.submit(script.parse("follow Y X")[1])
    experiment.seek(experiment.end_us)
    branch = experiment.timeline.branch
    said = [happenings.told(branch.history, event, place)
            for place, event in enumerate(branch.events) if event[1] == "stamped"]  # fmt: skip
    assert "Y's follow wrote a row" in said
    assert "X's post wrote 'lunch at noon?'" in said


def test_the_first_difference_is_told_in_a_sentence():
    first = ran("did-my-post-vanish", "none", "sticky").difference()
    assert first is not None
    assert first.at_us == 5_000
    assert first.sentence == (
        "left, X's feed was answered by B, 1 write behind; right, X's feed was answered by A, with "
        "nothing missing. Until then every arrival, message and fault was the same."
    )


def test_a_run_that_still_waits_says_for_what():
    first = ran("acknowledged-then-gone", "w1", "w2").difference()
    assert first is not None
    assert first.left == "«lunch at noon?» by X was acknowledged, with the only copy on A"
    assert first.right == "X's post was still waiting for 2 acks of A, B and C"


def test_other_scripts_are_never_called_the_same():
    pair = ran("new-disk-old-news", "from-c", "from-b")
    assert pairing.picture(pair).compared == (
        "What is done differs: left «replace A from C» at 1 s; right «replace A from B» at 1 s."
    )


def test_requests_that_wait_for_answers_come_at_other_moments_and_that_is_said():
    pair = of("disk-or-ssd", "disk-quorum", "ssd-quorum")
    pair.seek(50_000)
    assert pair.arrivals_differ_us() == 547
    assert pairing.picture(pair).compared.startswith("From 547 µs on other requests come")


def test_what_differs_only_within_a_microsecond_is_no_difference():
    history = Experiment(STORIES["ripple"].scenario()).timeline.branch.history
    one, other = (5, "paused", "A"), (5, "paused", "B")
    sides = [Reading([*events], history, ()) for events in ((one, other), (other, one))]
    assert Parting(*sides).look(10) is None
    sides = [Reading([*events], history, ()) for events in ((one, other), (one,))]
    found = Parting(*sides).look(10)
    assert (found.left, found.right) == ("B stood still", "nothing like it happened then")


# -- one clock


def test_both_stand_at_the_same_moment_whatever_is_done():
    pair = of("acknowledged-then-gone", "w1", "w2")
    pair.play()
    for _ in range(30):
        pair.advance(0.1, 3)
        assert pair.left.now_us == pair.right.now_us
    for act in (pair.step, pair.back, pair.next, pair.next, pair.previous, pair.step, pair.start):
        act()
        assert pair.left.now_us == pair.right.now_us


def test_steps_are_shared_and_what_is_owed_is_played_later():
    pair = of("more-servers", "full", "ask-two")
    pair.play()
    pair.advance(0.25, 500)
    assert 0 < pair.now_us < 250_000 * pair.speed
    steps = sum(side.timeline.cluster.steps for side in pair.sides)
    assert steps <= 510


def test_it_plays_as_a_seek_goes():
    played, sought = (of("sloppy-quorum", "strict", "sloppy") for _ in range(2))
    played.play()
    while played.playing:
        played.advance(0.2, 7)
    sought.seek(sought.end_us)
    digests = [[side.digest() for side in pair.sides] for pair in (played, sought)]
    assert digests[0] == digests[1]


def test_next_stops_at_the_first_difference():
    """Both variants leave a session nothing stale: where they part, nothing else is of interest."""
    pair = of("did-my-post-vanish", "sticky", "wait")
    for _ in range(20):
        pair.next()
        if pair.difference() is not None:
            break
    assert pair.now_us == pair.difference().at_us
    at = [side.timeline.place - 1 for side in pair.sides]
    assert not any(side.is_interesting(place) for side, place in zip(pair.sides, at, strict=True))


def test_a_command_by_hand_goes_to_both_in_the_same_microsecond_and_undo_takes_it_back():
    pair = of("acknowledged-then-gone", "w1", "w2")
    pair.seek(100_000)
    _, cut = script.parse("crash B")
    assert pair.refusal(cut) is None
    assert pair.submit(cut) == 100_001
    for side in pair.sides:
        assert (100_001, "crashed", "B") in [event[:3] for event in side.timeline.branch.events]
    assert pair.refusal(cut) is not None
    pair.undo()
    assert pair.refusal(cut) is None
    assert pair.left.now_us == pair.right.now_us
    assert [side.timeline.branch.given for side in pair.sides] == [[], []]


def test_a_seed_is_for_something_where_either_of_the_two_has_luck():
    experiment = Experiment(STORIES["ripple"].scenario())

    def luck(*what):
        view = pairing.picture(twin_of.asked(experiment, *what))
        sides = tuple(side.frame.verdicts.luck for side in (view.left, view.right))
        return (*sides, view.clock.verdicts.luck)

    assert luck("with", "w", "2") == (False, False, False)
    assert luck("with", "ask", "random") == (False, True, True)


def test_one_changed_setting_stands_beside_the_story_as_it_stands():
    experiment = Experiment(STORIES["ripple"].scenario())
    experiment.seek(10_000)
    experiment.submit(script.parse('post Y "by hand"')[1])
    experiment.seek(60_000)
    pair = twin_of.asked(experiment, "with", "w", "2")
    assert pair.titles == ("W = 1", "W = 2")
    assert pair.now_us == experiment.now_us
    assert [side.timeline.cluster.settings.w for side in pair.sides] == [1, 2]
    experiment.seek(experiment.end_us)
    pair.seek(pair.end_us)
    assert pair.left.digest() == experiment.digest()
    assert pair.arrivals_differ_us() is None


def test_what_cannot_be_compared_is_said_in_words():
    experiment = Experiment(STORIES["did-my-post-vanish"].scenario("none"))
    for what, words in (("with w 9", "W is 1 to N"), ("with r 1", "the same"), ("none none", "two"),
                        ("none nobody", "no variant")):  # fmt: skip
        with pytest.raises(ValueError, match=words):
            twin_of.asked(experiment, *what.split())


def test_a_name_with_a_blank_is_no_variant():
    experiment = Experiment(STORIES["did-my-post-vanish"].scenario("none"))
    for line in ('compare "none sticky" wait', 'compare none "sticky wait"', 'compare "" none'):
        _, asked = script.parse(line)
        with pytest.raises(ValueError, match="no variant"):
            twin_of.asked(experiment, *asked.arguments)


def test_what_was_read_of_a_branch_is_read_anew_where_its_history_is_another():
    pair = of("did-my-post-vanish", "none", "sticky")
    pair.seek(3_000)
    assert pair.difference() is None
    pair.tallies()
    pair.submit(script.parse('post X "only here"')[1])
    pair.seek(pair.end_us)
    pair.undo()
    pair.seek(pair.end_us)
    plain = ran("did-my-post-vanish", "none", "sticky")
    assert pair.difference() == plain.difference()
    asked = [[tally.by(side.timeline.place, side.now_us, run.end_us)
              for side, tally in zip(run.sides, run.tallies(), strict=True)]
             for run in (pair, plain)]  # fmt: skip
    assert asked[0] == asked[1]


def test_none_named_it_is_this_variant_and_the_next_or_another_w():
    story = STORIES["did-my-post-vanish"]
    for open_now, pair in (("none", ("none", "sticky")), ("wait", ("wait", "forward")),
                           ("forward", ("none", "forward"))):  # fmt: skip
        found = twin_of.asked(Experiment(story.scenario(open_now)))
        assert tuple(side.scenario.variant for side in found.sides) == pair
    assert twin_of.asked(Experiment(STORIES["ripple"].scenario())).titles == ("W = 1", "W = 2")


def test_of_a_crowd_the_pair_that_is_offered_was_asked_the_same_where_there_is_one():
    for slug, here, pair in (
        ("more-servers", "one", ("one", "full")),
        ("more-servers", "ask-all", ("one", "ask-all")),
        ("more-servers", "full-half", ("one-half", "full-half")),
        ("more-servers", "split", ("alone", "split")),
        ("articles-not-friends", "one", ("one", "two")),
        ("articles-not-friends", "four", ("one", "four")), ("disk-or-ssd", "ssd", ("disk", "ssd")),
        ("disk-or-ssd", "disk-quorum", ("disk-quorum", "ssd-quorum")),
        ("articles-not-friends", "lossy", ("lossy", "once")),
        ("which-tier-is-full", "three", ("one", "three")),
        ("retry-storm", "light", ("storm", "light")),
    ):  # fmt: skip
        found = twin_of.usual(Experiment(STORIES[slug].scenario(here)))
        assert tuple(side.scenario.variant for side in found.sides) == pair
        fair = not pairing.picture(found).asked
        assert fair == (pair != ("storm", "light"))


def test_of_two_that_were_asked_different_things_neither_is_called_better():
    pair = of("more-servers", "one", "full-half")
    pair.seek(LONG_US)
    view = pairing.picture(pair)
    assert view.asked == (
        "left, 250 requests a second until 5 s, then 1,600 until 15 s, 10 % of them writes; "
        "right, 250 requests a second until 5 s, then 1,000 until 15 s, 50 % of them writes."
    )
    assert view.sentence == weighing.NEITHER
    assert {row.better for row in view.rows} == {"unknown"}
    assert {row.why for row in view.rows} == {"they were asked different things"}
    assert view.compared == "The two are asked different things."
    assert view.fairer == ("one", "full")
    assert view.difference.left == (
        "the crowd began to ask for 250 requests a second, 10 % of them writes"
    )
    same = of("more-servers", "one", "ask-all")
    same.seek(LONG_US)
    assert "buys" in pairing.picture(same).sentence


LATER = """
number: 30
slug: later
title: Later
question: 4
story: One is asked more after a second.
cluster: {servers: [A, B], n: 2, r: 1, w: 1}
users: {X: A}
seed: 1
until: 2s
variants:
  same: {title: as before, script: [{at: 0ms, do: load 20/s}]}
  more: {title: more, script: [{at: 0ms, do: load 20/s}, {at: 1s, do: load 40/s}]}
  two: {title: with another R, r: 2, script: [{at: 0ms, do: load 20/s}]}
expect: {same: [stale reads = 0], more: [stale reads = 0], two: [stale reads = 0]}
takeaway: None.
leaves_out: All.
"""


def test_until_they_are_asked_other_things_two_can_be_compared_and_the_choice_says_so():
    pair = twin_of.of_variants(presets.load_text(LATER), "same", "more")
    pair.seek(SECOND_US - 1)
    view = pairing.picture(pair)
    assert (view.asked, view.fairer) == ("", None)
    assert view.sentence != weighing.NEITHER
    pair.seek(SECOND_US)
    view = pairing.picture(pair)
    assert view.asked == (
        "left, 20 requests a second; right, 20 requests a second until 1 s, then 40."
    )
    assert view.fairer == ("same", "two")
    right = of("more-servers", "one", "ring").choices[1]
    parts_us = {each.name: each.parts_us for each in right}
    assert parts_us == dict.fromkeys(("one", "full", "ask-two", "ask-all")) | {
        "ring": 15 * SECOND_US, "one-half": 0, "full-half": 0, "alone": 0, "split": 0,
    }  # fmt: skip
    assert [each.alike for each in right] == [True] * 4 + [False] * 5


def test_how_much_a_crowd_is_answered_is_told_first_over_the_same_span():
    pair = of("more-servers", "one-half", "full-half")
    pair.seek(7 * SECOND_US)
    view = pairing.picture(pair)
    first, ended, waiting, *_ = view.rows
    assert first.name == "answered a second, 5–7 s"
    history = [side.timeline.branch.history for side in pair.sides]
    slowly = [loads.throughput(each, each.length, (5 * SECOND_US, 7 * SECOND_US))
              for each in history]  # fmt: skip
    assert [text.split(" ")[0] for text in (first.left, first.right)] == [
        f"{rate:,.0f}" for rate in slowly
    ]
    assert first.better == "right"
    assert view.sentence.index(first.buys) < view.sentence.index(waiting.buys)
    assert (ended.name, waiting.name) == ("answered, of what has ended", "still waiting")


def test_where_the_crowd_is_gone_the_span_is_over_as_well():
    pair = of("more-servers", "alone", "split")
    pair.seek(21 * SECOND_US)
    assert pairing.picture(pair).rows[0].name == "answered a second, 0–20 s"


def test_by_chance_nobody_answers_more_nor_waits_less_and_nobody_is_left_out():
    pair = of("more-servers", "one", "ask-all")
    pair.seek(6_500_000)
    view = pairing.picture(pair)
    assert view.sentence.startswith("Both answer as many a second, as far as these samples tell.")
    assert "buys nothing" in view.sentence
    unsure = {row.name.split(",")[0] for row in view.rows if row.better == "unknown"}
    assert unsure >= {"answered a second", "still waiting", "reads", "writes"}
    answered, waiting = re.fullmatch(
        r"([\d,]+) answered, ([\d,]+) waiting", view.left.fact
    ).groups()
    asked_for = len(pair.left.timeline.branch.history.begun)
    assert int(answered.replace(",", "")) + int(waiting.replace(",", "")) == asked_for


@pytest.mark.parametrize(
    ("fact", "short"),
    [
        ("24,931 answered, 11,374 waiting, 2 stale", "11,374 waiting, 2 stale"),
        ("17,474 of 17,474 answered, 1 stale", "17,474 of 17,474 answered"),
        ("900 of 1,000 answered", "900 of 1,000 answered"),
        ("◐ X's feed: 1 write behind, after 0 ms", "◐ X's feed: 1 write behind, after 0 ms"),
    ],
)
def test_of_a_crowd_those_who_wait_are_told_first(fact, short):
    view = pairing.picture(of("acknowledged-then-gone", "w1", "w2")).left
    assert replace(view, fact=fact).fact_short == short


@pytest.mark.parametrize("count", [0, 1, 4, 400])
def test_the_interval_of_a_rate_holds_the_mean_as_often_as_it_says(count):
    """Of Poisson counts, those of which the interval leaves the mean out are 1 in 20 at most."""
    out, chance = 0.0, exp(-count)
    for seen in range(2 * count + 40):
        low, high = Rate(seen, 0, SECOND_US).interval
        out += chance * (not low <= count <= high)
        chance *= count / (seen + 1)
    assert out < 0.06


@pytest.mark.parametrize("lines", [
    ("load 5/s pages 10", "load 5/s pages 20"), ("load 5/s", "trials 3"), ("load 5/s", ""),
    ("load closed 3", "load 3/s"), ("load 5/s parts 2", "load 5/s"),
    ("load 5/s to 7/s for 1s", "load 5/s"),
])  # fmt: skip
def test_what_crowds_are_asked_is_told_apart_in_words(lines):
    scripts = [[(0, script.parse(line)[1])] if line else [] for line in lines]
    assert asked.difference(scripts[0], scripts[0]) == ""
    left, right = asked.difference(*scripts).split("; right, ")
    assert left.removeprefix("left, ") != right.removesuffix(".")


def test_the_verb_knows_a_variant_called_off():
    assert script.parse("compare off")[1].arguments == ("off",)
    assert script.parse("compare off async")[1].arguments == ("off", "async")
    assert script.parse("compare with user_session causal")[1].arguments == (
        "with", "user_session", "causal",
    )  # fmt: skip
    with pytest.raises(ValueError, match="another variant is missing"):
        script.parse("compare sticky")


# -- what it buys


def totals(**known: object) -> Totals:
    usual: dict[str, object] = {"requests": 10, "answered": 10, "reads": 5, "stale": 0, "begun": 10,
                                "messages": 40}  # fmt: skip
    return Totals(**{**usual, **known})  # type: ignore[arg-type]


def weighed(**known: object) -> weighing.Weighed:
    return weighing.Weighed(totals(**known), 0, ())


def waits(value: float, low: float, high: float) -> tuple[object, ...]:
    return (("read", 500, Estimate(value, low, high), None),)


def row(name: str, left: weighing.Weighed, right: weighing.Weighed) -> weighing.Row:
    return next(r for r in weighing.rows(left, right) if r.name.startswith(name))


def test_a_percentile_differs_only_where_the_intervals_lie_apart():
    slow, fast = weighed(waited=waits(35, 30, 40)), weighed(waited=waits(12, 10, 14))
    near = weighed(waited=waits(33, 25, 36))
    assert row("reads, p50", slow, fast).buys == "reads' p50 23 ms shorter"
    assert row("reads, p50", fast, slow).costs == "reads' p50 23 ms longer"
    between = row("reads, p50", slow, near)
    assert (between.better, between.buys, between.costs) == ("unknown", "", "")
    few = weighed(waited=(("read", 3, None, None),))
    assert row("reads, p50", slow, few).why == "too few samples"


def test_counts_say_who_does_better_and_by_how_much():
    assert row("stale", weighed(stale=3), weighed(stale=1)).buys == "2 stale reads fewer"
    assert row("stale", weighed(), weighed(stale=1)).costs == "1 stale read more"
    assert row("answered", weighed(answered=9), weighed()).buys == "1 answered more"
    waits_on = row("still waiting", weighed(begun=13), weighed())
    assert (waits_on.left, waits_on.right, waits_on.buys) == ("3", "0", "3 waiting requests fewer")
    assert not [r for r in weighing.rows(weighed(), weighed()) if r.name == "still waiting"]
    assert row("messages", weighed(), weighed(messages=60)).costs == "2.0 messages per request more"


def verdict(name: str, answer: str) -> VerdictView:
    return VerdictView(name, name, "", False, answer, "", (), None)  # type: ignore[arg-type]


def test_where_each_breaks_what_the_other_keeps_both_are_told():
    """And nothing is told of what both break."""
    sides = [
        weighing.Weighed(totals(), 0, tuple(map(verdict, "abc", (*answers, "violated"))))
        for answers in (("violated", "holds"), ("holds", "violated"))
    ]
    found = row("guarantees", *sides)
    assert (found.buys, found.costs) == ("1 guarantee kept (a)", "1 guarantee broken (b)")
    assert found.better == "each"


def test_the_sentence_says_what_is_bought_and_what_it_costs():
    rows = weighing.rows(weighed(stale=3), weighed(answered=8))
    assert weighing.sentence(rows, "one", "two") == (
        "Beside “one”, “two” buys 3 stale reads fewer. It costs 2 answered fewer."
    )
    same = weighing.rows(weighed(), weighed())
    assert weighing.sentence(same, "one", "two").startswith("So far neither is better")


@pytest.mark.parametrize("at_us", [0, 5_000, 60_000, 180_000])
def test_a_tally_counts_what_a_slow_count_finds(at_us):
    experiment = Experiment(STORIES["did-my-post-vanish"].scenario("none"))
    experiment.seek(experiment.end_us)
    tally = Tally(experiment.timeline.branch)
    tally.by(experiment.timeline.place, experiment.now_us, experiment.end_us)
    experiment.seek(at_us)
    timeline = experiment.timeline
    found = tally.by(timeline.place, at_us, experiment.end_us)
    log = timeline.branch.events[: timeline.place]
    assert found.messages == sum(event[1] == "sent" for event in log)
    assert found.begun == sum(event[1] == "invoked" for event in log)
    done = [o for o in timeline.branch.history.operations.values() if o.ended_by(timeline.place)]
    assert found.requests == len(done)
    assert found.answered == sum(o.outcome == "ok" for o in done)
    assert found.stale == sum(bool(o.staleness and o.staleness.versions) for o in done)


@pytest.mark.parametrize(
    ("slug", "variant"), [("articles-not-friends", "lossy"), ("slowest-friend", "hedged")]
)
def test_tries_of_one_request_count_once(slug, variant):
    """Also where two of them are answered, as with a hedge."""
    experiment = Experiment(STORIES[slug].scenario(variant))
    experiment.seek(2_000_000)
    timeline, history = experiment.timeline, experiment.timeline.branch.history
    found = Tally(timeline.branch).by(timeline.place, experiment.now_us, experiment.end_us)
    assert any(o.first for o in history.operations.values())
    assert found.begun == sum(not o.first for o in history.operations.values())
    calls = {o.first or o.number for o in history.ended if o.outcome == "ok"}
    assert found.answered == len(calls)


def test_what_is_said_of_an_earlier_read_says_that_it_is_an_earlier_one():
    pair = of("did-my-post-vanish", "none", "wait")
    pair.seek(60_000)
    assert pairing.picture(pair).left.fact == "◐ X's feed: 1 write behind, after 0 ms"
    pair.seek(pair.end_us)
    assert pairing.picture(pair).left.fact == "◐ X's feed at 5 ms: 1 write behind, after 0 ms"


def test_the_picture_of_a_like_button_says_what_is_seen():
    view = pairing.picture(ran("like-button", "count", "counter"))
    assert (view.left.fact, view.right.fact) == ("Z sees 100 likes", "Z sees 200 likes")


def test_a_wait_is_from_the_first_try_to_the_first_answer_and_vain_ones_count():
    experiment = Experiment(STORIES["articles-not-friends"].scenario("lossy"))
    experiment.seek(2_000_000)
    timeline, history = experiment.timeline, experiment.timeline.branch.history
    found = Tally(timeline.branch).by(timeline.place, experiment.now_us, experiment.end_us)
    slowly: dict[int, float] = {}
    answered = set()
    for o in (o for o in history.ended if o.kind == "read" and o.outcome in ("ok", "info")):
        call = o.first or o.number
        if call not in answered:
            slowly[call] = (o.ended_us - history.operations[call].invoked_us) / 1000
        answered |= {call} if o.outcome == "ok" else set()
    kind, n, p50, _ = found.waited[0]
    assert (kind, n) == ("read", len(slowly))
    assert p50.value == pytest.approx(sorted(slowly.values())[n // 2], rel=0.05)


def test_a_hedged_read_waits_for_the_faster_of_two():
    pair = of("slowest-friend", "plain", "hedged")
    pair.seek(10_000_000)
    rows = {r.name.partition(" (")[0]: r for r in pairing.picture(pair).rows}
    assert "shorter" in rows["reads, p99"].buys


def test_a_long_way_is_gone_in_slices_and_both_arrive_together():
    pair = of("retry-storm", "storm", "calm")
    pair.begin_seek(20_000_000, 500)
    assert pair.busy
    assert pair.goal_us == 20_000_000
    rounds = 0
    while pair.go_on(500):
        rounds += 1
    assert rounds > 10
    assert not pair.busy
    assert [side.now_us for side in pair.sides] == [20_000_000, 20_000_000]
    at_once = of("retry-storm", "storm", "calm")
    at_once.seek(20_000_000)
    for side, other in zip(pair.sides, at_once.sides, strict=True):
        assert side.timeline.branch.events == other.timeline.branch.events


def test_what_is_worth_seeing_is_looked_for_in_slices_and_is_the_same_as_at_once():
    pair, at_once = (of("retry-storm", "storm", "calm") for _ in range(2))
    rounds = 0
    for _ in range(3):
        at_once.next()
        pair.begin_next(50)
        while pair.go_on(50):
            assert pair.left.now_us == pair.right.now_us
            rounds += 1
        assert not pair.busy
        assert (pair.now_us, pair._places()) == (at_once.now_us, at_once._places())
    assert rounds > 20
    for each in (pair, at_once):
        each.seek(pair.now_us + 2_000_000)
    at_once.previous()
    pair.begin_previous(20)
    assert pair.go_on(20)
    while pair.go_on(20):
        pass
    assert (pair.now_us, pair._places()) == (at_once.now_us, at_once._places())


@pytest.mark.parametrize(("left", "right"), [("sticky", "wait"), ("wait", "sticky")])
def test_previous_goes_back_through_what_is_worth_seeing_in_either_and_to_the_difference(
    left, right
):
    """Of the three moments one is of both, one of `sticky` alone, and one where they part."""
    pair = of("did-my-post-vanish", left, right)
    pair.seek(pair.end_us)
    moments = {pair.difference().at_us}
    for side in pair.sides:
        happened = enumerate(side.timeline.branch.events[: side.timeline.place])
        moments |= {event[0] for place, event in happened if side.is_interesting(place)}
    assert len(moments) == 3
    for at_us in sorted(moments, reverse=True):
        pair.previous()
        assert [side.now_us for side in pair.sides] == [at_us, at_us]


@pytest.mark.parametrize("stopped", [False, True])
def test_a_command_in_a_long_past_is_given_when_both_pasts_are_folded(stopped):
    pair, at_once = (of("retry-storm", "storm", "calm") for _ in range(2))
    _, crash = script.parse("crash A")
    for each in (pair, at_once):
        each.seek(8_000_000)
        each.seek(6_000_000)
    at_once.submit(crash)
    given = []
    pair.begin_submit(crash, lambda: given.append(pair.now_us), 500)
    assert pair.busy
    assert not given
    if stopped:
        pair.pause()
    while pair.go_on():
        pass
    assert given == [6_000_001] == [at_once.now_us]
    assert not pair.busy
    for side, other in zip(pair.sides, at_once.sides, strict=True):
        assert side.timeline.branch.events == other.timeline.branch.events


def test_who_is_stopped_on_the_way_stands_together_again():
    pair = of("retry-storm", "storm", "calm")
    pair.begin_seek(20_000_000, 500)
    pair.go_on(500)
    pair.pause()
    assert not pair.busy
    assert pair.left.now_us == pair.right.now_us < 20_000_000


def test_a_cost_that_samples_do_not_show_is_not_said_to_be_none():
    few = weighing.Row("reads, p50 (n=1)", "too few", "too few", why="too few samples")
    row = weighing.Row("stale reads", "1", "0", buys="1 stale read fewer")
    said = weighing.sentence([row, few], "one", "two")
    assert said.endswith("fewer. What it costs does not show in these samples.")
