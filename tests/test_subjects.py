"""What the sentences of a story are about: found in words, said by a preset, and on the stage."""

from dataclasses import replace

import pytest

from engine.faults import Load, Trials
from engine.social import Request
from explorer import framing, presets, saving, script, subjects
from explorer.experiment import Experiment
from explorer.file_schema import schema
from explorer.frame import Frame
from explorer.frame_story import Spot
from explorer.presentation import Presentation, audience
from explorer.problems import InputError
from explorer.stories import Scenario, Step
from explorer.subjects import ALL, Cast

THREE = Cast(("A", "B", "C"), (), ("X", "Y", "Boss"))
STORED = presets.load_all()
VARIANTS = [
    pytest.param(scenario, id=f"{story.model.number} {name}".strip())
    for story in STORED
    for name, scenario in story.scenarios.items()
]


def spoken(text: str, there: Cast = THREE, at_us: int = 0) -> Spot:
    return subjects.of(((at_us, text, ()),), there) or Spot()


def names(text: str, there: Cast = THREE) -> str:
    return " ".join(sorted(spoken(text, there).names))


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("A tells X it is saved, while B and C have not heard of it.", "A B C X"),
        ("A crashes.", "A"),
        ("A, the leader, is alone. A's disk is full.", "A"),
        ("A counted 4 and B counted 4.", "A B"),
        ("A asked a majority whether it leads still.", "A"),
        ("Then it asks A. A still has it.", "A"),
        ("A write that nobody has seen.", ""),
        ("A sticky session goes to its own server, so B answers.", "B"),
        ("A retry takes one. A third web server is bought. A news item.", ""),
        ("A full bus of requests is lost.", ""),
        ("It costs twice - A read asks two.", ""),
        ("a server, a copy, a B", "B"),
        ("The boss opens X's page.", "Boss X"),
        ("The post of @Boss is at C; @boss reads at Alpha.", "Boss C"),
        ("Nobody asks x, for Xavier is gone.", ""),
    ],
)
def test_a_word_is_a_name_only_where_it_can_be_one(text: str, told: str):
    assert names(text) == " ".join(sorted(told.split()))


def test_a_setting_is_no_server():
    there = Cast(("N", "R", "W"))
    assert names("With W = 2 and R + W > N, N is 3.", there) == "N"
    assert names("R has it, and N is up; W acknowledges.", there) == "N R W"


def test_names_that_begin_alike_are_told_apart():
    there = Cast(("db1", "db12"), ("web1",), ("sam",))
    assert names("db12 asks web1, and Sam waits.", there) == "db12 sam web1"


@pytest.mark.parametrize(
    ("text", "links"),
    [
        ("The link A - B breaks.", {("A", "B")}),
        ("Between A and C nothing passes; between B and C all.", {("B", "C")}),
        ("Now nothing passes between A and C.", {("A", "C")}),
        ("The way from B to C is long.", {("B", "C")}),
        ("A is cut off from B and C.", {("A", "B"), ("A", "C")}),
        ("A, the leader, is cut off from B.", {("A", "B")}),
        ("A and B are cut off from C.", {("A", "C"), ("B", "C")}),
        ("A, B and C hold it.", set()),
    ],
)
def test_links_are_found_where_they_are_spoken_of(text: str, links: set[tuple[str, str]]):
    assert spoken(text).links == links | {(b, a) for a, b in links}


def run_of(number: str, variant: str | None = None, at_us: int = 0) -> Experiment:
    run = Experiment(replace(presets.load(number).scenario(variant), questions=()))
    run.told = True
    run.seek(at_us)
    return run


def frame_of(run: Experiment) -> Frame:
    return framing.frame(run, {"lesson"})


def test_the_copies_that_are_spoken_of_are_those_that_are_under_way():
    run = run_of("2", at_us=20_000)
    frame = frame_of(run)
    assert frame.spot is not None
    told = {m.target for m in frame.messages if frame.spot.has_message(m)}
    assert told == {"B", "C"}
    assert run.now_us == 20_000
    later = spoken("The copy for B is lost.", at_us=-1)
    assert not any(later.has_message(m) for m in frame.messages), "they were sent after that"
    acks = spoken("The ack of B comes back to A.")
    assert not any(acks.has_message(m) for m in frame.messages)


# -- every story


def calm(scenario: Scenario) -> Scenario:
    """Without its crowds: who stands on the stage does not depend on them."""
    steps = tuple(s for s in scenario.steps if not isinstance(s.action, Load | Trials))
    return replace(scenario, steps=steps, questions=())


@pytest.mark.parametrize("scenario", VARIANTS)
def test_every_sentence_of_every_story_has_a_subject_and_it_is_on_the_stage(scenario: Scenario):
    run, told = Experiment(calm(scenario)), [step for step in scenario.steps if step.say]
    assert told
    for step in sorted(told, key=lambda step: step.at_us):
        run.seek(step.at_us)
        there = subjects.cast(framing.frame(run, ()))
        if step.show == (ALL,):
            continue
        spot = subjects.of((step.said,), there)
        assert spot is not None, step.say
        named = {end for text in step.show for end in text.replace("->", "-").split(" - ")}
        assert named <= {*there.servers, *there.web, *there.users}, step.say


def test_no_story_says_what_its_words_say_by_themselves():
    for scenario in (param.values[0] for param in VARIANTS):
        asking = {step.action.user for step in scenario.steps if isinstance(step.action, Request)}
        users = tuple({user.name for user in scenario.cluster.users} | asking)
        webs = tuple(f"web{i}" for i in range(1, 9))
        there = Cast(tuple(scenario.cluster.names), webs, users)
        for step in (one for one in scenario.steps if one.show and one.show != (ALL,)):
            assert subjects.of((step.said,), there) != spoken(step.say, there, step.at_us), step.say


def test_what_is_told_together_is_shown_together():
    told = ((0, "A is cut off from B.", ()), (0, "X posts.", ()))
    both = subjects.of(told, THREE)
    assert both is not None
    assert both.names == {"A", "B", "X"}
    assert subjects.of((*told, (0, "All is well.", (ALL,))), THREE) is None
    assert subjects.of(((0, "Nothing happens.", ()),), THREE) is None


# -- a preset says it

STORY = """\
number: 7
slug: try
title: A try
question: 1
story: X posts.
cluster:
  servers: [A, B]
  delay: {A-B: 40ms}
users:
  X: A
script:
  - at: 0ms
    do: post X "hi"
    say: The copy leaves.
    show: SHOW
takeaway: Look.
leaves_out: Much.
"""


def step_of(show: str) -> Step:
    return presets.load_text(STORY.replace("SHOW", show)).scenario().steps[0]


def test_a_preset_says_what_words_cannot():
    there = Cast(("A", "B"), (), ("X",))
    assert subjects.of((step_of("B").said,), there) == Spot(frozenset("B"))
    way = subjects.of((step_of("[X, A -> B]").said,), there)
    assert way is not None
    assert (way.servers, way.users, way.ways) == ({"A", "B"}, {"X"}, {("A", "B", 0)})
    link = subjects.of((step_of("A - B").said,), there)
    assert link is not None
    assert link.links == {("A", "B"), ("B", "A")}
    assert link.has_link("B", "A")
    gone = subjects.of((step_of("[B, A - B]").said,), Cast(("A",)))
    assert gone is not None
    assert gone.names == {"A"}
    assert not gone.links


@pytest.mark.parametrize(
    ("show", "said"),
    [
        ("[D, X, A - E, Q]", ["'D' is no server", "E is no server", "'Q' is no server"]),
        ("[all, A]", ["all stands alone"]),
        ("A - A", ["a link has two ends"]),
        ("[A to B]", ["must have the form"]),
        ("3", ["must be a list"]),
    ],
)
def test_what_cannot_be_shown_is_told_all_at_once(show: str, said: list[str]):
    with pytest.raises(InputError) as caught:
        step_of(show)
    texts = [str(problem) for problem in caught.value.problems]
    assert len(texts) == len(said)
    for text, part in zip(texts, said, strict=True):
        assert ":15:" in text
        assert "show" in text
        assert part in text


def test_what_is_shown_belongs_to_a_sentence():
    with pytest.raises(InputError, match="what is shown belongs to a sentence"):
        presets.load_text(STORY.replace("    say: The copy leaves.\n", "").replace("SHOW", "A"))


def test_editors_are_told_of_it():
    shown = schema("story")["$defs"]["StepModel"]["properties"]["show"]
    assert {"type": "array", "items": shown["anyOf"][0]["items"]} in shown["anyOf"]


def test_it_is_kept_on_the_way_back_to_a_preset():
    story = presets.load_text(STORY.replace("SHOW", "[B, A - B]"))
    scenario = story.scenario()
    (step,) = scenario.steps
    words = saving.Words("try", "T", "S", "L", "M", says=(step.say,), shows=(step.show,))
    text = saving.preset_text(
        scenario.cluster, scenario.seed, scenario.commands, scenario.until_us, words
    )
    again = presets.load_text(text).scenario().steps[0]
    assert (again.say, again.show) == ("The copy leaves.", ("B", "A - B"))


def test_what_is_done_every_so_often_is_shown_once():
    text = STORY.replace("SHOW", "B\n    every: 10ms\n    times: 3")
    assert [s.show for s in presets.load_text(text).scenario().steps] == [("B",), (), ()]


# -- at a moment of a run


def lit(run: Experiment) -> str:
    spot = frame_of(run).spot
    return " ".join(sorted(spot.names)) if spot is not None else ""


def test_the_light_is_on_what_the_lesson_marks_and_goes_on_with_it():
    run = run_of("5", "none")
    run.start()
    assert lit(run) == "", "nothing has been told yet"
    run.seek(0)
    assert lit(run) == "A B C X"
    run.seek(20_000)
    now = [step.text for step in frame_of(run).lesson.steps if step.state == "now"]
    assert now[0].startswith("B has no copy yet")
    assert lit(run) == "B X"
    run.seek(100_000)
    assert lit(run) == "A"
    run.seek(run.scenario.until_us)
    assert lit(run) == "", "the story is over"


def test_nothing_is_lit_where_nobody_reads_or_the_story_was_left():
    run = run_of("5", "none", 20_000)
    run.told = False
    assert lit(run) == ""
    run.told = True
    assert lit(run) == "B X"
    run.select("server C")
    assert lit(run) == "", "what is selected comes before it"
    run.select("")
    assert lit(run) == "B X"
    run.submit(script.parse("crash B")[1])
    assert lit(run) == "", "the story was left"


def test_while_something_is_asked_the_light_of_the_sentence_before_is_off():
    run = Experiment(presets.load("5").scenario("none"))
    run.told = True
    run.play()
    while run.asking.open is None:
        assert run.playing
        run.advance(0.25)
    frame = frame_of(run)
    assert "now" in [step.state for step in frame.lesson.steps], "a sentence was told before"
    assert frame.spot is None
    run.answer(0)
    run.advance(0.25)
    assert lit(run) == "B X"


def test_what_is_hidden_is_in_no_light():
    run = run_of("5", "none", 20_000)
    run.hidden.add("server B")
    assert lit(run) == "X", "X is near A"


def test_the_same_sentence_gives_the_same_object():
    run = run_of("5", "none", 20_000)
    first = frame_of(run).spot
    run.seek(30_000)
    assert frame_of(run).spot is first


def test_before_an_audience_each_place_of_one_moment_has_its_own_light():
    talk = Presentation(run_of("16", "w1"))
    lights = []
    for at, place in enumerate(talk.talk):
        if place.variant == "w1" and place.kind == "beat" and place.at_us == 0:
            talk.go(at)
            while talk.run.errand is not None:
                talk.run.advance(5.0)
            frame = frame_of(talk.run)
            spot = audience(talk.run, frame, talk.spot(talk.run, frame)).spot
            lights.append(" ".join(sorted(spot.names)) if spot is not None else "")
    assert lights == ["A", "B", "A B"]


@pytest.mark.parametrize("kind", ["question", "reveal"])
def test_what_is_asked_and_told_to_an_audience_stands_in_plain_light(kind: str):
    talk = Presentation(Experiment(presets.load("5").scenario("none")))
    talk.go(next(at for at, place in enumerate(talk.talk) if place.kind == kind))
    while talk.run.errand is not None:
        talk.run.advance(5.0)
    assert talk.state(talk.run) == "here"
    assert talk.spot(talk.run, frame_of(talk.run)) is None
