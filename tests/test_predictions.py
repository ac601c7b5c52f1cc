"""Predict, then reveal: a story asks before it shows, and the run alone says who is right."""

import random
import re
from collections import Counter
from dataclasses import replace

import pytest
from page import HandClock, settle
from PySide6.QtWidgets import QLabel, QWidget

from explorer import expectations, framing, handout, presets
from explorer.evidence import Evidence
from explorer.expectations import Result
from explorer.experiment import Experiment
from explorer.problems import InputError
from explorer.questions import Found, Prediction
from explorer.script import parse
from explorer.stories import Scenario

SHIPPED = presets.load_all()
CROWDED = {1, 3, 4, 19, 20, 21, 23, 24}
"""The stories under load, which take seconds to run: each question's answers are tested where their
numbers are, in test_load_stories."""
ASKED = [
    (scenario, number)
    for preset in SHIPPED
    if preset.model.number not in CROWDED
    for scenario in preset.scenarios.values()
    for number in range(len(scenario.questions))
]
A_LONG_TIME = 1_000.0
"""More wall time than any sentence takes."""

SHOWN: dict[tuple[int, str], list[Found]] = {}


def shown(scenario: Scenario, number: int) -> Found:
    """What a run shows of a question; it is run once for all tests."""
    key = scenario.preset.model.number, scenario.variant
    if key not in SHOWN:
        run = Experiment(scenario)
        told = [question.reveal_us for question in scenario.questions]
        run.seek(max(us or scenario.until_us for us in told))
        SHOWN[key] = [found for question in scenario.questions if (found := run.found(question))]
    return SHOWN[key][number]


def called(case) -> str:
    scenario, number = case
    return f"{scenario.preset.model.number}-{scenario.variant}-{number + 1}"


# -- what is asked


@pytest.mark.parametrize("case", ASKED, ids=called)
def test_exactly_one_answer_holds_when_it_can_be_known(case):
    found = shown(*case)
    assert len(found.right) == 1
    assert found.shown
    assert found.why


@pytest.mark.parametrize("case", ASKED, ids=called)
def test_what_is_revealed_is_the_same_whenever_it_is_looked_at_first(case):
    scenario, number = case
    run, luck = Experiment(scenario), random.Random(called(case))
    for _ in range(4):
        run.seek(luck.randrange(scenario.until_us + 1))
        found = run.found(scenario.questions[number])
        if found is not None:
            assert found == shown(*case)
            run = Experiment(scenario)


def test_what_becomes_of_a_write_later_is_not_told_when_it_times_out():
    raft = presets.load("18").scenario("raft")
    assert shown(raft, 0).why == (
        "A cannot get a majority to agree on it.",
        "A has it in the log, and no majority has agreed on it so far.",
    )


def test_every_question_under_load_has_its_reason():
    crowded = [s for p in SHIPPED if p.model.number in CROWDED for s in p.scenarios.values()]
    asked = [question for scenario in crowded for question in scenario.questions]
    assert [each.ask for each in asked if not each.why and each.reveal_us is not None] == []


@pytest.mark.parametrize(
    ("story", "variant", "number", "first"),
    [("8", "causal", 0, "The post says that it came after the rule."),
     ("13", "wall", 0, "A's clock is three seconds fast"),
     ("22", "from-b", 1, "B had the post, and the new machine has it from there."),
     ("22", "from-c", 1, "The new machine has what C had")],
)  # fmt: skip
def test_the_reason_of_a_variant_stands_before_what_the_receipt_says(story, variant, number, first):
    assert shown(presets.load(story).scenario(variant), number).why[0].startswith(first)


def test_of_a_long_feed_it_is_said_whether_the_post_is_in_it():
    gone = shown(presets.load("18").scenario("raft"), 2).shown
    assert gone == ("X's feed at 11.9 s: it shows 10 posts, 'X writes 9' not among them",)


def test_what_has_not_recovered_by_then_takes_longer_than_any_time():
    run = Experiment(presets.load("5").scenario("none"))
    run.seek(run.end_us)
    never = expectations.parse("recovery after 0s > 45s")
    evidence = Evidence(run.timeline.branch.history, run.timeline.place, over=True, now_us=10**7)
    assert never.check(evidence) == Result(never.text, True, "never so far")
    assert never.check(replace(evidence, over=False)).held is None


def test_what_somebody_had_posted_before_the_run_is_named_in_words():
    assert shown(presets.load("14").scenario("count"), 0).shown == (
        "Likes of Z's first post at A: 100",
    )


@pytest.mark.parametrize("preset", SHIPPED, ids=lambda preset: preset.model.slug)
def test_whoever_always_gives_the_same_answer_is_wrong_somewhere_in_each_story(preset):
    right: set[tuple[int, ...]] = set()
    for scenario in reversed(preset.scenarios.values()):  # the last ones take the least to run
        right |= {shown(scenario, number).right for number in range(len(scenario.questions))}
        if len(right) > 1:
            return
    raise AssertionError(f"it is always {right}")


def test_no_place_among_the_answers_is_the_right_one_most_of_the_time():
    places = Counter(shown(*case).right[0] for case in ASKED)
    assert max(places.values()) < 0.6 * len(ASKED), places


def test_what_was_right_under_one_setting_is_wrong_under_the_next():
    """In most of the stories with variants the same question has several answers."""
    right: dict[int, dict[str, set[str]]] = {}
    for scenario, number in ASKED:
        if scenario.variant:
            question = scenario.questions[number]
            answers = right.setdefault(scenario.preset.model.number, {})
            answer = question.answers[shown(scenario, number).right[0]].text
            answers.setdefault(question.ask, set()).add(answer)
    changing = [any(len(found) > 1 for found in asks.values()) for asks in right.values()]
    assert sum(changing) >= 0.9 * len(changing)


def test_the_kinds_of_questions_differ():
    asks = " ".join(each.ask for preset in SHIPPED for each in preset.model.predict)
    for kind in ("How many", "Which acks", "Who owns", "How long", "How often", "Which servers"):
        assert kind in asks


# -- playing


def reader(story: str, variant: str | None = None) -> Experiment:
    run = Experiment(presets.load(story).scenario(variant))
    run.told = True
    run.play()
    return run


def go_on(run: Experiment) -> None:
    """Plays on to where it stops by itself."""
    for _ in range(1_000):
        run.advance(0.25)
        if not run.playing:
            return
    raise AssertionError("it never stops")


def asked(run: Experiment) -> Prediction:
    return next(one for one in run.predictions() if one.state == "asked")


def states(run: Experiment) -> list[str]:
    return [one.state for one in run.predictions()]


def test_the_run_stands_before_what_is_asked_about():
    run = reader("5", "none")
    go_on(run)
    assert states(run) == ["asked", "to come"]
    assert (run.now_us, run.playing) == (5_000, False)
    assert run.timeline.branch.history.named("refresh") is None, "it has not been asked for"
    assert run.timeline.branch.history.named("post") is not None


def test_it_stands_between_two_commands_of_one_microsecond():
    run = reader("9", "w1")
    go_on(run)
    assert run.now_us == 0
    assert run.timeline.cluster.has_begun(0), "the cut"
    assert not run.timeline.cluster.has_begun(1), "the post"
    told = [step.text for step in framing.frame(run).lesson.steps if step.state == "now"]
    assert told == ["A is cut off from B and C."]


def test_before_a_step_that_only_says_something_its_moment_has_not_come():
    run = reader("17", "merkle")
    for _ in range(2):
        go_on(run)
        if asked(run).question.command is None:
            break
        run.answer(0)
    assert run.now_us == 5_949_999


@pytest.mark.parametrize(("choice", "state"), [(0, "wrong"), (1, "right"), (2, "wrong")])
def test_the_run_grades_the_answer_and_says_why(choice, state):
    run = reader("5", "none")
    go_on(run)
    run.answer(choice)
    run.advance(0.1)
    assert run.rests, "so that it can be read"
    first = run.predictions()[0]
    assert (first.state, first.answered) == (state, choice)
    assert first.found is not None
    assert first.found.shown == ("X's feed via B at 5 ms: it shows nothing new",)
    assert "The copy for B was still on its way: it was to arrive at 40 ms." in first.found.why
    assert first.found.operation == run.timeline.branch.history.named("refresh").number
    assert first.found.stale


def test_until_it_can_be_known_the_answer_is_only_given():
    run = reader("5", "wait")
    go_on(run)
    run.answer(2)
    run.play(until_us=30_000)
    run.advance(A_LONG_TIME)
    assert (run.now_us, states(run)[0]) == (30_000, "answered")
    run.play(until_us=40_000)
    run.advance(A_LONG_TIME)
    assert states(run)[0] == "right"


def test_time_rests_where_it_is_revealed_and_goes_on():
    run = reader("5", "wait")
    go_on(run)
    run.answer(0)
    while not (run.rests and run.now_us == 40_000):
        run.advance(0.05)
        assert run.now_us <= 40_000
    while run.rests:
        run.advance(0.25)
    run.advance(0.5)
    assert run.now_us > 40_000


def test_a_second_question_before_the_same_step_is_asked_after_the_first():
    run = reader("21", "hedged")
    go_on(run)
    assert states(run) == ["asked", "to come"]
    run.answer(1)
    go_on(run)
    assert states(run) == ["answered", "asked"]
    assert run.now_us == 0


@pytest.mark.parametrize(
    "on",
    [
        lambda run: run.play(),
        lambda run: run.next(),
        lambda run: run.seek(60_000),
        lambda run: run.step(),
        lambda run: run.answer(None),
    ],
    ids=["play", "next", "seek", "step", "skip"],
)
def test_whoever_goes_on_without_an_answer_has_skipped_it(on):
    run = reader("5", "none")
    go_on(run)
    on(run)
    run.advance(0.1)
    assert states(run)[0] == "skipped"
    assert run.predictions()[0].found is not None, "and it is told all the same"


def test_back_before_it_asks_again():
    run = reader("5", "none")
    go_on(run)
    run.answer(1)
    go_on(run)
    assert states(run) == ["right", "asked"]
    run.seek(2_000)
    assert states(run) == ["to come", "to come"]
    run.play()
    go_on(run)
    assert states(run) == ["asked", "to come"]
    run.start()
    run.play()
    go_on(run)
    assert states(run) == ["asked", "to come"]


def test_back_before_it_in_slices_asks_again_as_well():
    run = reader("5", "none")
    go_on(run)
    run.answer(1)
    go_on(run)
    run.begin(lambda: run.going(2_000), 10**9)
    assert states(run) == ["to come", "to come"]
    run.play()
    go_on(run)
    assert states(run) == ["asked", "to come"]


def test_on_the_way_to_a_step_it_asks_as_well_and_then_goes_there():
    run = reader("5", "wait")
    run.play(until_us=100_000)
    go_on(run)
    assert states(run)[0] == "asked"
    run.answer(0)
    go_on(run)
    assert run.now_us == 100_000


def test_no_answer_is_taken_that_was_not_asked_for():
    run = reader("5", "none")
    with pytest.raises(ValueError, match="nothing is asked now"):
        run.answer(0)
    go_on(run)
    with pytest.raises(ValueError, match="there is no answer 4: there are 3"):
        run.answer(3)
    assert states(run)[0] == "asked"


# -- where nobody is asked


def test_nobody_is_asked_where_nobody_reads():
    run = Experiment(presets.load("5").scenario("none"))
    run.play()
    go_on(run)
    assert run.over
    assert not framing.frame(run).lesson.hushed
    assert all(step.text for step in framing.frame(run).lesson.steps)


def test_who_has_left_the_story_is_not_asked():
    run = reader("5", "none")
    run.pause()
    run.seek(1_000)
    run.submit(parse("crash C")[1])
    assert states(run) == ["off", "off"]
    run.play()
    go_on(run)
    assert run.over
    run.back_to_story()
    assert states(run) == ["to come", "to come"]


def test_what_is_done_by_hand_closes_the_question():
    run = reader("5", "none")
    go_on(run)
    run.submit(parse("crash C")[1])
    with pytest.raises(ValueError, match="nothing is asked now"):
        run.answer(1)
    assert states(run) == ["skipped", "off"], "X has refreshed by then"


def test_what_is_done_by_hand_in_the_moment_of_the_answer_is_before_it():
    run = reader("5", "none")
    run.seek(4_999)
    run.submit(parse("crash C")[1])
    run.seek(run.end_us)
    assert run.timeline.left_us == run.timeline.branch.history.named("refresh").ended_us
    assert states(run) == ["off", "off"]


def test_what_was_answered_and_gone_back_from_is_awaited_no_more():
    run = reader("5", "wait")
    go_on(run)
    run.answer(2)
    run.pause()
    run.seek(1_000)
    assert not run.asking.awaits_end


def test_what_is_to_be_known_at_a_moment_is_known_once_all_of_it_has_happened():
    run = Experiment(presets.load_text(TOLD).scenario())
    (question,) = run.scenario.questions
    run.step()
    run.step()
    assert run.timeline.branch.history.named("second").outcome == "ok"
    assert (run.now_us, run.found(question)) == (10_000, None), "the third is still to come"
    run.step()
    assert run.found(question).shown == ("Acknowledged writes: 3",)


def test_an_answer_that_names_no_operation_is_about_what_it_is_asked_before():
    run = Experiment(presets.load_text(TOLD.replace("reveal: 10ms", "why: So.")).scenario())
    run.seek(run.end_us)
    found = run.found(run.scenario.questions[0])
    assert found.operation == run.timeline.branch.history.named("second").number


def test_what_was_revealed_before_the_story_was_left_stays():
    run = reader("5", "none")
    go_on(run)
    run.answer(1)
    run.advance(0.1)
    run.pause()
    run.seek(6_000)
    run.submit(parse("crash C")[1])
    assert states(run) == ["right", "off"]


def test_as_fast_as_the_machine_can_asks_nothing():
    run = reader("5", "none")
    run.express()
    go_on(run)
    assert run.over


# -- nothing tells before


def test_what_may_give_it_away_is_told_only_afterwards():
    run = reader("5", "none")
    go_on(run)
    lesson = framing.frame(run).lesson
    assert lesson.hushed
    assert not lesson.checks
    hidden = [step for step in lesson.steps if step.hushed]
    assert hidden
    assert all(step.state == "next" and not step.text for step in hidden)
    assert {step.at_us for step in lesson.steps if step.text} == {0}
    marks = framing.frame(run).timeline.marks
    assert not any("vanished" in mark.text for mark in marks)
    run.seek(run.end_us)
    lesson = framing.frame(run).lesson
    assert not lesson.hushed
    assert lesson.checks
    assert all(step.text for step in lesson.steps)


def test_what_lies_ahead_of_a_run_that_was_seen_once_is_hidden_as_well():
    run = reader("5", "none")
    run.seek(run.end_us)
    run.seek(2_000)
    view = framing.frame(run).timeline
    assert view.head_us == 2_000
    assert all(tick.invoked_us <= 2_000 for tick in view.ticks)
    assert len(run.events().rows) == run.timeline.place < len(run.timeline.branch.events)
    diagram = run.spacetime()
    assert (diagram.length, diagram.head_us) == (run.timeline.place, 2_000)
    assert [bar.number for bar in diagram.bars(0, run.end_us)] == [1]
    assert not diagram.spells
    run.asks = False
    diagram = run.spacetime()
    assert [bar.number for bar in diagram.bars(0, run.end_us)] == [1, 2, 3]
    assert diagram.spells
    assert len(run.events().rows) == len(run.timeline.branch.events)


def test_the_diagram_that_is_told_so_far_grows_with_the_playhead():
    run = reader("5", "none")
    run.pause()
    run.seek(run.end_us)
    for at_us in (2_000, 50_000, 4_000, 6_000):
        run.seek(at_us)
        fresh = reader("5", "none")
        fresh.pause()
        fresh.seek(at_us)
        told, known = run.spacetime(), fresh.spacetime()
        span = 0, run.end_us
        assert told.traffic(*span, 100) == known.traffic(*span, 100)
        assert told.bars(*span) == known.bars(*span)


def test_what_comes_next_is_not_told_while_a_question_is_open():
    run = reader("5", "none")
    go_on(run)
    ahead = framing.frame(run).ahead
    assert (ahead.hushed, ahead.items) == (True, ())
    run.answer(1)
    ahead = framing.frame(run).ahead
    assert not ahead.hushed
    assert ahead.items


# -- on paper


def test_a_handout_asks_the_same_in_every_variant():
    for variant in presets.load("5").variants:
        run = Experiment(presets.load("5").scenario(variant))
        run.seek(run.end_us)
        found = handout.asked(run, 0, run.end_us)
        assert [one.question for one in found] == list(run.scenario.questions)
        assert all(handout.answer(one)[0] != handout.NONE for one in found)


def test_a_handout_asks_only_what_its_span_shows():
    run = Experiment(presets.load("5").scenario("wait"))
    run.seek(run.end_us)
    first, second = handout.asked(run, 5_000, 110_000)
    assert handout.asked(run, 5_001, 110_000) == [second]
    assert handout.asked(run, 0, 109_999) == [first]
    assert handout.asked(run, 0, 39_999) == [], "by then X has no answer"


def test_a_run_that_is_not_as_the_story_has_it_has_no_right_answer():
    told = (
        "number: 99\nslug: none\ntitle: T\nquestion: 1\nstory: S\ncluster: {servers: [A]}\n"
        'users: {X: A}\nscript:\n  - {at: 0ms, do: post X "hi", as: post}\npredict:\n'
        "  ask: How long?\n  before: post\n  answers:\n    1 ms: latency of post = 1ms\n"
        "    2 ms: latency of post = 2ms\ntakeaway: T\nleaves_out: L\n"
    )
    run = Experiment(presets.load_text(told).scenario())
    run.seek(run.end_us)
    (one,) = handout.asked(run, 0, run.end_us)
    assert one.found is not None
    assert one.found.right == ()
    assert handout.answer(one) == (
        handout.NONE,
        "Latency of X's post at 0 ms: 0 ms. Acknowledged at 0 ms, after 0 ms. A's ack at 0 ms.",
    )


TOLD = """\
number: 99
slug: none
title: T
question: 1
story: S
cluster: {servers: [A]}
users: {X: A}
script:
  - {at: 10ms, do: post X "first"}
  - {at: 10ms, do: post X "second", as: second}
  - {at: 10ms, do: post X "third"}
predict:
  ask: How many are acknowledged?
  before: second
  answers: {two: acknowledged writes = 2, three: acknowledged writes = 3}
  reveal: 10ms
takeaway: T
leaves_out: L
"""

# -- mistakes of the file

GOOD = """\
number: 7
slug: try
title: A try
question: 1
story: X posts.
cluster: {servers: [A, B]}
users: {X: A}
variants: {one: {w: 1}, two: {w: 2}}
script:
  - {at: 1ms, do: post X "hi", as: hello}
  - {at: 2ms, do: crash B, as: crash}
until: 1s
predict:
  - ask: How long?
    before: hello
    answers:
      at once: latency of hello = 0ms
      a while: [latency of hello > 0ms]
    variants: [one]
takeaway: T
leaves_out: L
"""


def test_what_is_asked_is_read():
    preset = presets.load_text(GOOD)
    (question,) = preset.scenario("one").questions
    assert (question.at_us, question.command, question.operation) == (1_000, 0, "hello")
    assert preset.scenario("two").questions == ()


@pytest.mark.parametrize(
    ("old", "new", "line", "said"),
    [
        (
            "before: hello",
            "before: bye",
            15,
            "before: no step is called 'bye' in the variant 'one'",
        ),
        ("before: hello", "before: crash", 15, "'crash' is no operation that ends: say when"),
        ("= 0ms", "= soon", 17, "answers.at once.0: 'soon' is no time"),
        ("of hello > 0ms", "of bye > 0ms", 18, "answers.a while.0: no step is called 'bye'"),
        ("[latency of hello > 0ms]", "[]", 18, "answers.a while: "),
        ("      a while: [latency of hello > 0ms]\n", "", 17, "answers: "),
        ("variants: [one]\n", "variants: [three]\n", 19, "there is no variant 'three'"),
        ("    variants: [one]\n", "    reveal: 0ms\n", 19, "it is asked at 1 ms, so that is too"),
        ("    variants: [one]\n", "    reveal: 2s\n", 19, "the story ends at 1 s (until)"),
        ("    variants: [one]\n", "    why: {six: It is}\n", 19, "there is no variant 'six'"),
        ("    variants: [one]\n", "    truth: yes\n", 19, "truth: there is no such key"),
    ],
)
def test_a_mistake_in_a_question_is_shown_where_it_is(old, new, line, said):
    assert old in GOOD
    with pytest.raises(InputError) as error:
        presets.load_text(GOOD.replace(old, new), "try.yaml")
    found = [(each.line, f"{each.path}: {each.message}") for each in error.value.problems]
    assert any(at == line and said in text for at, text in found), found


def test_one_question_alone_needs_no_list_and_its_mistakes_have_their_places():
    alone = re.sub(r"  - ask", "    ask", GOOD).replace("= 0ms", "= soon").replace("> 0ms", "> x")
    with pytest.raises(InputError) as error:
        presets.load_text(alone, "try.yaml")
    assert {each.line for each in error.value.problems} == {17, 18}


def test_a_reason_is_of_all_variants_or_of_one():
    (question,) = (
        presets.load_text(GOOD.replace("variants: [one]\n", "why: So it is.\n"))
        .scenario("two")
        .questions
    )
    assert question.why == "So it is."
    both = presets.load_text(GOOD.replace("variants: [one]\n", "why: {two: So it is here.}\n"))
    whys = [both.scenario(name).questions[0].why for name in ("one", "two")]
    assert whys == ["", "So it is here."]


def test_all_mistakes_of_the_questions_are_shown_at_once():
    wrong = GOOD.replace("= 0ms", "= soon").replace("before: hello", "before: bye")
    with pytest.raises(InputError) as error:
        presets.load_text(wrong.replace("[one]", "[one, three]"), "try.yaml")
    assert {each.line for each in error.value.problems} == {15, 17, 19}


def test_a_run_of_another_size_asks_nobody():
    assert presets.load("3").scenario().questions
    assert not presets.load("3", full=True).scenario().questions


# -- in the window


@pytest.fixture
def asking(page):
    """Story 5 without a session, opened from the gallery by somebody who is asked."""
    page.window.do("predict on")
    page.button("Open the story: Did my post vanish?").click()
    return page


def tick(page) -> None:
    """A fifth of a second of the wall clock."""
    HandClock.passed_ms = 200
    page.window.ticking.tick()
    settle()


def play_on(page) -> None:
    """To where time stands, asking or at the end."""
    for _ in range(1_000):
        if not page.experiment.playing:
            return
        tick(page)


def card(page, number: int):
    return page.window.findChild(QWidget, f"prediction-{number}")


def says(widget) -> str:
    return " ".join(w.text() for w in widget.findChildren(QLabel) if w.isVisible())


def test_a_card_asks_and_an_answer_is_a_click(asking):
    play_on(asking)
    assert asking.now_ms == 5
    assert card(asking, 1).isVisible()
    assert "Does it show X's own post?" in says(card(asking, 1))
    asking.button("Answer 2: no").click()
    tick(asking)
    told = says(card(asking, 1))
    assert "✓ Right: no" in told
    assert "The copy for B was still on its way" in told
    asking.button("The receipt of what was asked about").click()
    assert asking.experiment.selected == "operation 2"


def test_an_answer_is_a_key_and_a_wrong_one_says_what_is_right(asking):
    play_on(asking)
    asking.press("1")
    tick(asking)
    told = says(card(asking, 1))
    assert "✗ Not so: yes, at once" in told
    assert "The run shows: no" in told
    asking.window.do("pause")
    asking.button("Show me why").click()
    assert asking.experiment.lit is not None


@pytest.mark.parametrize("skip", [lambda page: page.button("Skip this question").click(),
                                  lambda page: page.press("Space"),
                                  lambda page: page.press("N")],
                         ids=["skip", "Space", "N"])  # fmt: skip
def test_what_is_not_answered_is_skipped_and_told_calmly(asking, skip):
    play_on(asking)
    skip(asking)
    asking.window.arrive()
    if asking.experiment.playing:
        tick(asking)
    told = says(card(asking, 1))
    assert "○ Skipped" in told
    assert "The run shows: no" in told


def test_two_runs_side_by_side_ask_nothing(asking):
    asking.window.do("compare")
    twin = asking.window.twin
    twin.play()
    for _ in range(200):
        twin.advance(0.2)
    assert all(side.over for side in twin.sides)


def test_a_step_that_is_not_told_yet_says_so(asking):
    play_on(asking)
    assert asking.button("Step 2, to come: not told before its time").count() == 1
    asking.press("Home")
    asking.press("End")
    assert asking.button(re.compile("^Step 2, done: X refreshes")).count() == 1


def test_restart_asks_again(asking):
    play_on(asking)
    asking.press("2")
    play_on(asking)
    asking.button("Restart the story").click()
    assert (asking.now_ms, card(asking, 1).isVisible()) == (0, False)
    asking.press("Space")
    play_on(asking)
    assert asking.button("Answer 2: no").count() == 1


def test_who_does_not_want_to_be_asked_is_not(asking):
    asking.window.do("predict off")
    asking.window.do("start")
    asking.window.do("play")
    play_on(asking)
    assert asking.experiment.over
    assert not card(asking, 1) or not card(asking, 1).isVisible()


def test_who_wants_to_be_asked_later_is_asked_in_the_lesson(page):
    """The story was opened while nothing was asked: its cards come when they are wanted."""
    page.window.do("predict off")
    page.button("Open the story: Did my post vanish?").click()
    settle()
    page.window.do("predict on")
    page.window.do("start")
    page.window.do("play")
    play_on(page)
    assert card(page, 1).isVisible()
    assert card(page, 1).window() is page.window
