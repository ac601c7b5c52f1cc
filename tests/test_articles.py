"""A site of articles: editions, readers who get an old one, requests that are asked again."""

import pytest

from engine.spec import SETTINGS
from explorer import cause, explain, framing, measurements, presets, script
from explorer.experiment import Experiment
from explorer.frame_screens import ArticleView, ScreenView
from explorer.problems import InputError
from explorer.reading import Preset
from explorer.saving import Words, preset_text
from explorer.times import parse_time

STORY = """
number: 999
slug: articles
title: Articles
question: 4
story: X publishes, Y reads.
cluster: {{application: articles, servers: [A, B], default_delay: 40ms, timeout: 200ms{more}}}
users: {{X: {{at: A, articles: {{Weather: sun}}}}, Y: B}}
until: 2s
script: [{steps}]
expect: [{expect}]
takeaway: Stale is fine.
leaves_out: Much.
"""
CORRECTED = ("10ms correct X Weather rain", "30ms read Y Weather", "90ms read Y Weather")


def story(*steps: str, more: str = "", expect: str = "") -> Preset:
    lines = (step.split(" ", 1) for step in steps)
    script = ", ".join(f"{{at: {at}, do: '{do}'}}" for at, do in lines)
    return presets.load_text(STORY.format(steps=script, more=more, expect=expect))


def run(*steps: str, more: str = "", expect: str = "") -> Experiment:
    experiment = Experiment(story(*steps, more=more, expect=expect).scenario())
    experiment.seek(experiment.end_us)
    return experiment


def screen(experiment: Experiment, user: str, at: str = "2s") -> ScreenView:
    experiment.seek(parse_time(at))
    return next(s for s in framing.frame(experiment).screens if s.user == user)


def article(
    experiment: Experiment, user: str, at: str = "2s", title: str = "Weather"
) -> ArticleView:
    return next(a for a in screen(experiment, user, at).articles if a.title == title)


def lost(experiment: Experiment, action: str) -> list[str]:
    people = experiment.timeline.branch.history.people.values()
    return [o.reason.rpartition(": ")[2] for o in people if o.action == action and o.reason]


def test_a_reader_may_get_an_older_edition_and_it_does_no_harm() -> None:
    experiment = run(*CORRECTED)
    old = article(experiment, "Y", "31ms")
    assert (old.text, old.state) == ("sun", "older")
    assert old.said == "You read edition 1 of 2: an older edition, which does no harm here."
    assert "still on its way" in old.why
    assert old.read is not None
    assert cause.of_operation(experiment.timeline.branch.history, old.read).kind == "stale read"
    new = article(experiment, "Y", "91ms")
    assert (new.text, new.said) == ("rain", "You read edition 2 of 2: the newest one.")
    assert [screen(experiment, "Y", at).badge for at in ("5ms", "31ms", "91ms")] == [
        "none", "older", "fresh",
    ]  # fmt: skip


def test_an_old_edition_is_counted_as_stale_and_told_calmly() -> None:
    experiment = run(*CORRECTED, expect="stale reads of Y = 1")
    assert [result.held for result in experiment.results()] == [True]
    experiment.seek(31_000)
    frame = framing.frame(experiment)
    assert [callout.tone for callout in frame.callouts] == ["calm"]
    tick = next(tick for tick in frame.timeline.ticks if tick.action == "read")
    assert (tick.outcome, "an older edition, 1 write behind" in tick.text) == ("ok", True)


def test_nothing_is_promised_and_that_is_fine_there() -> None:
    promise = framing.frame(run(*CORRECTED)).promise
    assert (promise.overlap, promise.stale_is_fine) == (False, True)
    social = Experiment(presets.load("2").scenario())
    assert not framing.frame(social).promise.stale_is_fine


def test_a_newer_edition_than_the_one_that_was_the_newest_is_said() -> None:
    experiment = run("10ms read Y Weather", "20ms correct X Weather rain")
    said = article(experiment, "Y", "30ms").said
    assert said == "You read edition 1 of 1: the newest then; there is a newer one now."


def test_a_lost_request_is_asked_again_until_the_retries_are_used_up() -> None:
    experiment = run("10ms read Y Weather", more=", request_loss: 99, retries: 2")
    assert screen(experiment, "Y", "100ms").badge_text == "waiting for an answer"
    assert screen(experiment, "Y", "300ms").badge_text == "asked again (1 of 2)"
    assert article(experiment, "Y", "500ms").said == "Asked again (2 of 2)."
    given_up = screen(experiment, "Y", "700ms")
    assert (given_up.badge, given_up.badge_text) == ("unavailable", "no answer")
    assert lost(experiment, "read") == ["the request was lost"] * 3


def test_a_write_that_is_asked_again_is_not_called_unknown_before_it_was_given_up() -> None:
    experiment = run("10ms correct X Weather rain", more=", request_loss: 99, retries: 1")
    experiment.seek(300_000)
    assert framing.frame(experiment).callouts == ()
    assert screen(experiment, "X", "300ms").notice == ""
    assert article(experiment, "X", "300ms").said == "Sends edition 2, asked again (1 of 1)."
    assert article(experiment, "X", "500ms").state == "unknown"
    (callout,) = framing.frame(experiment).callouts
    assert callout.title.startswith("Unknown: X's correction «rain»")


def test_without_retries_nobody_asks_again() -> None:
    experiment = run("10ms read Y Weather", more=", request_loss: 99")
    assert len(lost(experiment, "read")) == 1


def test_a_read_by_name_is_its_last_try_and_takes_as_long_as_all_of_them() -> None:
    more = ", request_loss: 50, retries: 9"
    experiment = run("10ms read Y Weather", more=more, expect="read is answered, tries of read > 1")
    assert all(result.held for result in experiment.results())
    took = run("10ms read Y Weather", more=more, expect="latency of read >= 200ms")
    assert all(result.held for result in took.results())


def test_an_edition_that_had_to_be_sent_twice_is_one() -> None:
    """The first answer is lost, so that the editor's device writes the same text once more."""
    for seed in range(30):
        steps = "1s set request_loss off", "1500ms read Y Weather"
        more = ", request_loss: 40, retries: 9"
        scenario = story("10ms correct X Weather rain", *steps, more=more).scenario()
        experiment = Experiment(scenario, seed)
        experiment.seek(experiment.end_us)
        if lost(experiment, "correct")[:1] == ["the answer was lost"]:
            break
    assert article(experiment, "X").said.startswith("Edition 2 is out, asked again (1 of 9)")
    assert "edition 2 of 2" in article(experiment, "Y").said


IMPATIENT = "0ms set timeout 60ms"
"""With W = 2 an ack takes 80 ms, which is longer than anybody waits then."""


@pytest.mark.parametrize("at", ["52ms", "120ms"], ids=["under way", "unknown"])
def test_a_text_that_nobody_has_confirmed_is_no_edition(at: str) -> None:
    experiment = run(
        IMPATIENT, "10ms correct X Weather rain", f"{at} read Y Weather", more=", w: 2"
    )
    shown = article(experiment, "Y", at.replace("2ms", "5ms"))
    assert (shown.text, shown.state) == ("rain", "unconfirmed")
    assert shown.said == "You read an edition that is not confirmed, newer than edition 1."
    assert screen(experiment, "Y").badge_text == "not confirmed"


def test_a_new_article_that_nobody_has_confirmed_is_no_edition_1() -> None:
    experiment = run(IMPATIENT, "10ms publish X News peace", "120ms read Y News", more=", w: 2")
    assert article(experiment, "Y", title="News").said == (
        "You read an edition that is not confirmed."
    )


def test_a_text_that_is_confirmed_later_is_an_edition_then() -> None:
    experiment = run("10ms correct X Weather rain", "52ms read Y Weather", more=", w: 2")
    assert "not confirmed" in article(experiment, "Y", "60ms").said
    assert article(experiment, "Y", "100ms").said == "You read edition 2 of 2: the newest one."


def test_an_unconfirmed_text_is_older_than_an_edition_that_came_after_it() -> None:
    steps = "10ms correct X Weather rain", "80ms set w 1", "90ms correct X Weather snow"
    experiment = run(IMPATIENT, *steps, "100ms read Y Weather", more=", w: 2")
    old = article(experiment, "Y")
    assert (old.text, old.state) == ("rain", "older")
    assert old.said == (
        "You read an edition that is not confirmed, older than edition 2, which does no harm here."
    )


def test_a_try_between_the_first_and_the_last_is_the_same_edition() -> None:
    """The first request is lost, the answer to the second, and a reader gets what that wrote."""
    more = ", request_loss: 40, retries: 9"
    for seed in range(100):
        experiment = Experiment(story("10ms correct X Weather rain", more=more).scenario(), seed)
        experiment.seek(experiment.end_us)
        if lost(experiment, "correct") == ["the request was lost", "the answer was lost"]:
            break
    acked_us = list(experiment.timeline.branch.history.people.values())[-1].ended_us or 0
    steps = f"{acked_us + 1}us set request_loss off", f"{acked_us + 2}us read Y Weather"
    again = Experiment(story("10ms correct X Weather rain", *steps, more=more).scenario(), seed)
    again.seek(again.end_us)
    said = article(again, "Y")
    assert (said.text, said.said) == ("rain", "You read edition 2 of 2: the newest one.")


HEDGED = ", hedge: 30ms, w: 2"


def hedged(
    *steps: str, more: str = ", request_loss: 40", expect: str = "", seed: int = 3
) -> Experiment:
    """With seed 3 the first try is answered, and the hedge at it is lost."""
    scenario = story(*steps, more=HEDGED + more, expect=expect).scenario()
    experiment = Experiment(scenario, seed)
    experiment.seek(experiment.end_us)
    return experiment


def test_a_call_is_answered_by_the_first_try_although_its_hedge_is_lost() -> None:
    expect = "correct is acknowledged, latency of correct = 80ms, tries of correct = 2"
    experiment = hedged("10ms correct X Weather rain", expect=expect)
    tries = list(experiment.timeline.branch.history.people.values())
    assert [o.outcome for o in tries] == ["ok", "info"]
    assert [(r.held, r.observed) for r in experiment.results()] == [
        (True, "acknowledged"), (True, "80ms"), (True, "2"),
    ]  # fmt: skip
    for at in ("91ms", "240001us"):
        assert screen(experiment, "X", at).notice == ""
        assert article(experiment, "X", at).said == "Edition 2 is out."
        assert framing.frame(experiment).callouts == ()


def test_a_hedge_is_no_retry() -> None:
    experiment = hedged("10ms correct X Weather rain", more=", request_loss: 99")
    assert len(lost(experiment, "correct")) == 2
    assert article(experiment, "X", "100ms").said == "Sends edition 2."
    assert article(experiment, "X").said == "It is not known whether edition 2 is out."


def test_a_call_is_not_over_while_one_of_its_tries_goes_on() -> None:
    experiment = hedged("10ms correct X Weather rain", more=", request_loss: 99")
    early = screen(experiment, "X", "220ms")
    assert early.notice == ""
    assert framing.frame(experiment).callouts == ()
    assert "may or may not" in screen(experiment, "X", "250ms").notice


def test_of_two_answers_a_device_keeps_the_first() -> None:
    """The answer to the hedge comes 60 ms after the first, with what was written since."""
    steps = "10ms read Y Weather via A", "50ms correct X Weather rain"
    experiment = run(*steps, more=", hedge: 60ms, r: 2")
    reads = [o for o in experiment.timeline.branch.history.people.values() if o.action == "read"]
    assert [o.outcome for o in reads] == ["ok", "ok"]
    assert len({tuple(o.result.items()) for o in reads}) == 2
    old = article(experiment, "Y")
    assert (old.text, old.said) == (
        "sun", "You read edition 1 of 1: the newest then; there is a newer one now.",
    )  # fmt: skip


def test_a_step_of_a_person_is_found_among_a_crowd_that_does_the_same() -> None:
    steps = "0ms load 50/s reads 50%", "100ms publish X News peace"
    experiment = run(*steps, expect="publish is acknowledged")
    assert [(r.held, r.observed) for r in experiment.results()] == [(True, "acknowledged")]


LEFT = "10ms read Y Weather via B asking B", "20ms leave B"
"""B is gone after 300 ms, and what is asked of it by name is refused from then on."""


def test_a_retry_that_is_refused_is_a_try_at_the_same() -> None:
    more = ", request_loss: 99, retries: 3, n: 1"
    experiment = run(*LEFT, more=more, expect="tries of read = 3, read is refused")
    tries = experiment.timeline.branch.history.people.values()
    assert [(o.first, o.outcome) for o in tries] == [(0, "info"), (1, "info"), (1, "fail")]
    refused = "refused: there is no server B, B"
    assert [(r.held, r.observed) for r in experiment.results()] == [(True, "3"), (True, refused)]
    assert experiment.timeline.cluster.workload.calls == {}


def test_a_hedge_that_is_refused_leaves_the_first_try_under_way() -> None:
    """At 70 ms two replies are needed, and the one server that the read names is not enough."""
    steps = "10ms read Y Weather asking B", "20ms set r 2", "100ms set r 1"
    experiment = run(*steps, more=", request_loss: 99, retries: 2, hedge: 60ms")
    tries = list(experiment.timeline.branch.history.people.values())
    asked = [(o.first, o.outcome, o.invoked_us) for o in tries]
    assert asked == [(0, "info", 10_000), (1, "fail", 70_000), (1, "info", 210_000)]
    assert article(experiment, "Y", "80ms").said == "Asks for it."
    assert experiment.timeline.cluster.workload.calls[1].going == 1


@pytest.mark.parametrize("name", ["retries", "backoff", "hedge", "request_loss"])
def test_what_people_there_do_about_silence_says_so(name: str) -> None:
    assert "a site of articles" in SETTINGS[name].help


def test_people_there_wait_before_they_ask_again() -> None:
    with_backoff = run("10ms read Y Weather", more=", request_loss: 99, retries: 1, backoff: 1s")
    asked = [o.invoked_us for o in with_backoff.timeline.branch.history.people.values()]
    assert asked[1] > asked[0] + 200_000


def test_what_was_published_is_there_for_readers_to_open() -> None:
    experiment = run("10ms publish X News peace", "20ms read Y News", "200ms read Y News")
    assert article(experiment, "X", "11ms", "News").said == "Edition 1 is out."
    assert article(experiment, "Y", "15ms", "News").state == "unread"
    assert article(experiment, "Y", "25ms", "News").state == "absent"
    assert article(experiment, "Y", "300ms", "News").text == "peace"


def test_a_person_publishes_an_article_and_a_load_writes_pages() -> None:
    experiment = run("10ms publish X News peace", "20ms load 100/s reads 0%")
    operations = experiment.timeline.branch.history.operations.values()
    assert [explain.deed(o) for o in list(operations)[:2]] == ["new article", "page"]


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("publish Y News x", "Y is a reader: only the editor can publish"),
        ("correct Y Weather x", "Y is a reader: only the editor can correct"),
        ("publish X Weather x", "«Weather» is published already: correct it"),
        ("correct X News x", "X has not published an article «News»"),
        ("publish X News \" \"", "an article has a text: write a few words"),
        ("post X hello", "this is a site of articles, which cannot post: it has publish, "
         "correct, read"),
    ],
)  # fmt: skip
def test_the_engine_refuses_and_says_why(line: str, reason: str) -> None:
    experiment = run(f"10ms {line}")
    (refused,) = experiment.timeline.branch.history.people.values()
    assert (refused.refused, refused.reason) == (True, reason)


def test_the_social_network_refuses_what_belongs_to_articles() -> None:
    preset = presets.load("2")
    assert preset.model.cluster.application == "social"
    experiment = Experiment(preset.scenario())
    experiment.seek(experiment.end_us)
    _, command = script.parse('read Y "Weather"')
    experiment.submit(command)  # type: ignore[arg-type]
    experiment.step()
    read = list(experiment.timeline.branch.history.people.values())[-1]
    assert read.reason.startswith("this is a social network, which cannot read: it has post,")


def test_posts_do_not_belong_to_a_site_of_articles() -> None:
    text = STORY.format(steps="", more="", expect="").replace("articles: {Weather: sun}",
                                                              "posts: [hi]")  # fmt: skip
    with pytest.raises(InputError, match="belongs to application: social"):
        presets.load_text(text)


def test_seeking_back_shows_the_same_screens() -> None:
    experiment = run(*CORRECTED, more=", request_loss: 60, retries: 4")
    times = ("5ms", "15ms", "215ms", "450ms", "900ms", "2s")
    forth = [screen(experiment, "Y", at) for at in times]
    back = [screen(experiment, "Y", at) for at in reversed(times)]
    assert forth == back[::-1]


def test_a_run_that_is_saved_is_a_site_of_articles_again() -> None:
    scenario = story(*CORRECTED).scenario()
    commands = tuple((s.at_us, s.action) for s in scenario.steps)
    words = Words("articles", "t", "s", "k", "l")
    text = preset_text(scenario.cluster, scenario.seed, commands, scenario.until_us, words)  # type: ignore[arg-type]
    again = presets.load_text(text).scenario()
    assert again.cluster == scenario.cluster
    assert [s.action for s in again.steps] == [s.action for s in scenario.steps]


def test_the_stale_reads_of_a_crowd_are_all_counted_and_none_of_a_few_is_left_out() -> None:
    """Of so many operations the charts draw a part only."""
    experiment = Experiment(presets.load("23").scenario("four"))
    experiment.timeline.run_until(6_500_000)
    frame = framing.frame(experiment)
    evidence = measurements.stale_reads(
        experiment.timeline.branch.history, experiment.timeline.place
    )
    assert frame.charts.one_in > 1
    assert len(evidence) == frame.charts.stale_reads > 0
    assert sum(read.versions > 0 for read in frame.charts.reads) == len(evidence)
