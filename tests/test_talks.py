"""Talks: every place of a story is come to, and come back to, whatever was done meanwhile."""

from dataclasses import replace

import pytest

from explorer import decisive, differing, framing, presets, script
from explorer.experiment import Experiment
from explorer.presentation import Presentation, audience
from explorer.presets import load, load_all
from explorer.speaker_notes import notes
from explorer.talk import talk

STORIES = load_all()
QUICK = (2, 5, 9, 16, 22)
"""Stories of few events."""


@pytest.fixture
def vanish() -> Presentation:
    """Did my post vanish?, at its title."""
    return Presentation(Experiment(load("5").scenario()))


def arrive(talk: Presentation) -> None:
    """Plays until time is where it was on its way to."""
    while talk.run.playing or talk.run.errand is not None:
        talk.run.advance(5.0)


def go_on(talk: Presentation) -> None:
    talk.next(talk.run)
    arrive(talk)


def seen(talk: Presentation):
    """What the audience sees."""
    return audience(talk.run, framing.frame(talk.run, {"lesson"}))


def do(run: Experiment, line: str) -> None:
    command = script.parse(line)[1]
    if run.refusal(command) is None:
        run.submit(command)


def crash_all(run: Experiment) -> None:
    for server in tuple(run.timeline.cluster.replicas):
        do(run, f"crash {server}")
    run.play()
    run.advance(2.0)


def change_the_quorum(run: Experiment) -> None:
    for line in ("set r 2", "set w 2", "set n 2", "set r 1", "set w 1"):
        do(run, line)
    run.play()
    run.advance(0.5)


def seek_away(run: Experiment) -> None:
    run.seek(run.end_us)
    run.step()
    run.seek(run.end_us // 3)


def look_elsewhere(run: Experiment) -> None:
    run.select(f"server {next(iter(run.timeline.cluster.replicas))}")
    run.hide("ack")
    run.zoom(0, run.end_us // 3)
    run.express()


DISTURBANCES = (crash_all, change_the_quorum, seek_away, look_elsewhere)


@pytest.mark.parametrize("story", STORIES, ids=lambda story: story.model.slug)
def test_a_talk_has_a_card_for_the_story_and_each_variant_and_a_place_for_each_sentence(story):
    places = talk(story)
    assert [p.kind for p in places if p.is_card] == (
        ["title"] + ["chapter"] * len(story.variants) + ["end"]
    )
    told = [(s.variant, step.say) for s in story.scenarios.values() for step in s.steps if step.say]
    assert [(p.variant, p.text) for p in places if p.kind == "beat"] == told


@pytest.mark.parametrize("story", STORIES, ids=lambda story: story.model.slug)
def test_the_title_asks_or_where_nothing_is_asked_tells_the_story(story):
    assert talk(story)[0].more == (story.model.asks or story.model.story,)


def test_a_chapter_says_what_is_different_in_it():
    more = {p.variant: p.more for p in talk(load("5")) if p.kind == "chapter"}
    assert more["none"] == ("user session: none",)
    assert more["wait"] == ("user session: token-wait",)
    crash = [p for p in talk(load("1")) if p.variant == "crash" and p.kind == "chapter"]
    assert crash[0].more[1:] == ("crash A at 10 s", "restart A at 15 s")


def test_of_many_settings_that_differ_a_few_are_said_and_how_many_there_are_more():
    spec = load("5").scenario().cluster
    changed = {"n": 2, "r": 2, "w": 2, "timeout_us": 1_000, "retries": 2, "concurrency": 4}
    _, said = differing.settings(spec, replace(spec, settings=replace(spec.settings, **changed)))
    assert said == "N = 2, R = 2, W = 2, timeout: 1ms, and 2 more"


@pytest.mark.parametrize("number", QUICK)
def test_next_alone_leads_through_every_place(number):
    talk = Presentation(Experiment(load(str(number)).scenario()))
    for at in range(1, len(talk.talk)):
        go_on(talk)
        assert (talk.at, talk.state(talk.run)) == (at, "here")
    go_on(talk)
    assert talk.at == len(talk.talk) - 1


@pytest.mark.parametrize("number", QUICK)
def test_each_place_is_as_it_was_whatever_was_done_at_it(number):
    scenario = load(str(number)).scenario()
    calm, disturbed = Presentation(Experiment(scenario)), Presentation(Experiment(scenario))
    for at in range(len(calm.talk)):
        for disturb in DISTURBANCES:
            disturb(disturbed.run)
            disturbed.go(at)
            arrive(disturbed)
            assert seen(disturbed) == seen(calm), (at, disturb)
        go_on(calm)
        go_on(disturbed)


def test_of_several_predictions_before_one_step_each_is_asked_once():
    talk = Presentation(Experiment(load("21").scenario("hedged")))
    first = next(at for at, p in enumerate(talk.talk) if p.variant == "hedged")
    assert [p.kind for p in talk.talk[first : first + 3]] == ["chapter", "question", "question"]
    talk.go(first)
    go_on(talk)
    go_on(talk)
    assert talk.run.asking.open == 1
    talk.next(talk.run)
    talk.run.advance(0.1)
    assert (talk.run.asking.open, talk.run.playing) == (None, True)


def test_next_leads_back_first_when_the_story_was_left(vanish):
    for _ in range(3):
        go_on(vanish)
    before = seen(vanish)
    do(vanish.run, "crash A")
    assert vanish.state(vanish.run) == "strayed"
    assert vanish.view(vanish.run).off == "crash A at 5 ms"
    go_on(vanish)
    assert (vanish.at, vanish.state(vanish.run)) == (3, "here")
    assert seen(vanish) == before
    assert [b.name for b in vanish.run.timeline.branches] == ["story", "crash A at 5 ms"]


def test_where_time_was_taken_past_a_place_next_leads_back_to_it(vanish):
    vanish.go(6)
    vanish.run.seek(100_000)
    assert vanish.state(vanish.run) == "strayed"
    go_on(vanish)
    assert (vanish.at, vanish.state(vanish.run), vanish.run.now_us) == (6, "here", 5_000)


def test_who_plays_on_after_the_last_card_sees_the_run(vanish):
    vanish.go(len(vanish.talk) - 1)
    assert vanish.view(vanish.run).card is not None
    vanish.run.play()
    assert (vanish.state(vanish.run), vanish.view(vanish.run).card) == ("strayed", None)


def test_what_takes_a_while_to_go_to_is_on_its_way_and_next_does_not_begin_it_anew():
    load_story = Presentation(Experiment(load("19").scenario("full")))
    place = next(n for n, each in enumerate(load_story.talk) if each.kind == "reveal")
    load_story.go(place)
    errand = load_story.run.errand
    assert errand is not None
    load_story.next(load_story.run)
    assert load_story.run.errand is errand
    assert (load_story.at, load_story.state(load_story.run)) == (place, "way")
    load_story.run.seek(2_000)  # somebody goes elsewhere
    assert load_story.state(load_story.run) == "strayed"


def test_next_on_the_way_goes_there_at_once(vanish):
    vanish.go(6)
    vanish.next(vanish.run)
    vanish.run.advance(1.0)
    assert vanish.state(vanish.run) == "way"
    assert vanish.view(vanish.run).since_us == 5_000
    vanish.next(vanish.run)
    assert (vanish.run.now_us, vanish.run.playing) == (100_000, False)
    assert vanish.state(vanish.run) == "here"


def test_a_prediction_is_asked_before_its_step_and_then_told_by_the_run(vanish):
    for _ in range(3):
        go_on(vanish)
    assert (vanish.place.kind, vanish.place.more[1]) == ("question", "no")
    assert [o.name for o in vanish.run.timeline.branch.history.people.values()] == ["post"]
    assert vanish.view(vanish.run).found is None
    vanish.vote(0)
    with pytest.raises(ValueError, match="answers 1 to 3"):
        vanish.vote(3)
    go_on(vanish)
    told = vanish.view(vanish.run)
    assert (vanish.place.kind, told.voted, told.found.right) == ("reveal", 0, (1,))


def test_what_will_come_of_a_prediction_is_known_to_who_presents_it(vanish):
    for _ in range(3):
        go_on(vanish)
    assert vanish.foreseen() is None
    over = next(filter(None, (vanish.get_ready(50) for _ in range(100))))
    assert over is not vanish.run
    assert vanish.foreseen().right == (1,)
    frame = framing.frame(vanish.run, ())
    assert notes(vanish.run, frame, vanish.place, vanish.foreseen())[1].startswith("✓ B ")


def test_with_another_seed_every_chapter_and_what_is_foreseen_has_it_and_the_cards_say_so():
    scenario = load("5").scenario()
    talk = Presentation(Experiment(scenario, scenario.seed + 6))
    said = f"the same story with seed {scenario.seed + 6}"
    assert all(said in place.more for place in talk.talk if place.kind in ("title", "chapter"))
    beside = next(filter(None, (talk.get_ready(50) for _ in range(200))))
    talk.go(next(at for at, place in enumerate(talk.talk) if place.variant == "sticky"))
    assert {beside.seed, talk.run.seed} == {scenario.seed + 6}
    assert not any(
        "seed" in text for place in Presentation(Experiment(scenario)).talk for text in place.more
    )


def test_when_a_prediction_can_be_known_is_found_with_the_seed_of_the_run(monkeypatch):
    seeds = []

    def found(run: Experiment, _question: object) -> None:
        seeds.append(run.seed)

    monkeypatch.setattr(Experiment, "found", found)
    talk(load("5"), 99)
    assert set(seeds) == {99}


def test_back_leads_to_the_place_before_also_into_the_chapter_before(vanish):
    chapter = next(i for i, p in enumerate(vanish.talk) if p.variant == "sticky")
    first = vanish.run
    vanish.go(chapter + 2)
    assert (vanish.run.now_us, vanish.state(vanish.run)) == (5_000, "here")
    vanish.go(chapter)
    assert vanish.run is not first
    vanish.back(vanish.run)
    assert (vanish.at, vanish.run) == (chapter - 1, first)


def test_while_it_plays_the_talk_goes_on_with_the_story(vanish):
    go_on(vanish)
    asked = []
    while not vanish.run.over:
        vanish.run.play()
        while vanish.run.playing:
            vanish.run.advance(0.5)
            vanish.follow(vanish.run)
        asked.append(vanish.place.kind)
    assert asked == ["question", "question", "beat"]
    last = max(i for i, p in enumerate(vanish.talk) if p.variant == "none")
    assert vanish.at == last
    assert vanish.state(vanish.run) == "here"


def test_a_run_that_is_under_way_is_presented_where_it_stands():
    run = Experiment(load("5").scenario("wait"))
    run.seek(50_000)
    talk = Presentation(run)
    assert (talk.place.variant, talk.place.at_us) == ("wait", 40_000)
    assert talk.state(run) == "here"


def test_a_run_that_asks_is_presented_at_its_question_before_the_answer():
    run = Experiment(load("5").scenario())
    run.told = True
    run.play()
    while run.playing:
        run.advance(0.5)
    assert run.asking.open == 0
    talk = Presentation(run)
    assert (talk.place.kind, talk.place.asks, talk.state(run)) == ("question", 0, "here")
    told = talk.view(run)
    assert (told.found, told.said) == (None, "")


def test_an_audience_is_told_nothing_that_comes_later(vanish):
    vanish.run.seek(vanish.run.end_us)
    vanish.go(2)
    shown = seen(vanish).timeline
    assert (shown.bands, shown.ticks, shown.head_us) == ((), (), 0)


def test_there_is_no_place_beyond_the_last(vanish):
    with pytest.raises(ValueError, match="1 to 48"):
        vanish.go(48)


@pytest.mark.parametrize(
    ("story", "chart"), [("1", "latency"), ("19", "rates"), ("20", "rates"), ("21", "latency")]
)
def test_the_chart_of_a_crowd_is_the_one_that_its_story_is_about(story, chart):
    for scenario in presets.load(story).scenarios.values():
        if scenario.variant not in ("crash", "split"):  # about who is answered, and how soon
            assert decisive.chart(scenario) == chart


def test_the_way_back_is_read_before_it_is_gone(vanish):
    run = vanish.run
    run.seek(run.end_us)
    assert vanish.get_ready(10**9)
    do(run, "crash B")
    story = run.timeline.branches[0]
    assert (run.timeline.branch is story, story.so_far.length) == (False, len(story.events))
    vanish.go(3)
    assert vanish.state(run) == "here"


def test_how_busy_a_server_is_does_not_depend_on_what_is_known_of_later():
    run = Experiment(load("1").scenario("busy"))
    run.seek(48_000)
    before = framing.frame(run, ()).servers
    run.seek(300_000)
    run.seek(48_000)
    assert framing.frame(run, ()).servers == before
