"""A user is removed: no sign-in, no operation, no other user of that name; what was written stays.

And all of it can be undone, saved, recorded and seen.
"""

import pytest
from page import Page, settle
from test_articles import run
from test_event_log import told

from engine import injection
from engine.faults import RemoveUser
from explorer import framing, presets, saving, script
from explorer.experiment import Experiment
from explorer.offering import offers
from explorer.presets import load
from explorer.verdicts import verdicts

MS = 1_000


def over(story="2", variant=None):
    """A story that has been told: nobody is needed any more."""
    made = Experiment(load(story).scenario(variant))
    made.seek(made.end_us)
    return made


def do(made, line):
    """Gives a line, unless it is refused; the reason, or the last thing that happened."""
    _, action = script.parse(line)
    reason = made.refusal(action)
    if reason is None:
        made.submit(action)
        made.seek(made.now_us + 200 * MS)
        return made.timeline.branch.events[-1]
    return reason


def failed(made):
    return [event[3] for event in made.timeline.branch.events if event[1] == "fail"]


def test_who_was_removed_asks_for_nothing_any_more():
    made = over()
    do(made, "remove Y")
    assert "Y" not in made.timeline.cluster.sessions
    for line in ("feed Y", 'post Y "still here"', 'sign-in Y "secret"', "follow X Y"):
        do(made, line)
    assert failed(made) == ["Y's account is closed"] * 4


def test_the_name_is_given_to_nobody_else():
    made = over()
    do(made, "remove Y")
    do(made, 'sign-up Y "secret"')
    assert failed(made) == ["Y's account is closed, and nobody gets the name again"]


def test_what_was_written_stays_and_others_see_it():
    made = over()
    do(made, "remove X")
    do(made, "feed Y")
    shown = next(s for s in framing.frame(made).screens if s.user == "Y")
    assert "lunch at noon?" in [post.text for post in shown.posts]


def test_verdicts_are_the_same_with_and_without_the_user():
    made = over("5", "none")
    before = verdicts(made.timeline.branch.history, made.timeline.cluster)
    do(made, "remove Y")
    after = verdicts(made.timeline.branch.history, made.timeline.cluster)
    assert {name: v.answer for name, v in after.items()} \
        == {name: v.answer for name, v in before.items()}  # fmt: skip


def test_what_kept_a_user_from_servers_ends_with_the_user():
    made = over()
    do(made, "cut Y - A")
    do(made, "remove Y")
    assert not made.timeline.cluster.network.blocked
    assert [band.end_us is not None for band in framing.frame(made).timeline.bands] == [True]


@pytest.mark.parametrize(("at_ms", "user", "reason"), [
    (10, "Q", "there is no user Q"),
    (10, "Y", "the story goes on with Y: feed Y at 39.99 ms"),
])  # fmt: skip
def test_who_cannot_be_removed_is_told_why(at_ms, user, reason):
    made = Experiment(load("2").scenario())
    made.seek(at_ms * MS)
    assert made.refusal(RemoveUser(user)) == reason
    told = {offer.line: offer.reason for offer in offers(made.timeline, f"user {user}")}
    assert told.get(f"remove {user}", reason) == reason


def test_who_waits_for_an_answer_is_there_still():
    made = Experiment(load("12").scenario("strict"))
    made.seek(1_500 * MS)
    assert made.refusal(RemoveUser("X")) == "#1 of X is under way: wait for its end"


def test_the_last_user_stays():
    made = over("5", "none")
    do(made, "remove Y")
    assert do(made, "remove X") == "X is the last user: nobody would be left to ask anything"
    assert do(made, "remove Y") == "Y's account is closed"


def test_a_request_that_is_to_be_tried_again_is_under_way():
    more = ", request_loss: 99, retries: 3, backoff: 50ms"
    made = run("10ms read Y Weather", more=more)
    made.seek(10 * MS)
    cluster = made.timeline.cluster
    while cluster.operations:
        made.timeline.step()
    reason = "#1 of Y is under way: wait for its end"
    assert injection.refusal(cluster, RemoveUser("Y")) == reason


def test_nobody_is_offered_to_sign_in_to_a_closed_account():
    made = over()
    for line in ('sign-up Sam "secret"', 'sign-in Sam "secret"', "remove Sam"):
        do(made, line)
    assert "Sam" in made.timeline.cluster.closed
    assert not [offer.line for offer in offers(made.timeline, "") if "Sam" in offer.line]


def test_a_removal_is_undone():
    made = over()
    do(made, "remove Y")
    made.undo()
    assert "Y" in made.timeline.cluster.sessions
    assert not made.timeline.cluster.closed
    made.seek(made.end_us)
    assert do(made, "feed Y")[1] != "fail"


def test_a_saved_run_removes_the_user_again():
    made = over()
    do(made, "remove Y")
    do(made, "feed X")
    made.seek(made.end_us)
    spec, seed, commands = made.scenario.cluster, made.seed, made.timeline.commands
    words = saving.Words("gone", "Gone", "Y goes.", "Gone.", "Much.")
    text = saving.preset_text(spec, seed, commands, made.end_us, words)
    again = Experiment(presets.load_text(text).scenario())
    again.seek(made.end_us)
    assert again.digest() == made.digest()
    assert "remove Y" in text


# -- in the window


@pytest.fixture
def ripple(page: Page) -> Page:
    page.window.open_scenario(load("2").scenario())
    page.window.do("seek 170ms")
    settle()
    return page


def test_the_screen_of_who_was_removed_is_gone_and_comes_back(ripple):
    ripple.window.do("select user Y")
    ripple.window.do("remove Y")
    settle()
    assert ripple.screen("Y").count() == 0
    said = ripple.experiment.inspection()
    assert said.sentence == "Y's account is closed for good. What Y wrote stays."
    ripple.window.do("log of Y")
    texts = [text for _, text in told(ripple.experiment)]
    assert "Y's account is closed; what Y wrote stays" in texts
    ripple.window.do("undo")
    settle()
    assert ripple.screen("Y").count() == 1


def test_the_window_says_why_somebody_cannot_be_removed(ripple):
    ripple.window.do("seek 10ms")
    ripple.window.do("remove Y")
    assert "the story goes on with Y: feed Y at 39.99 ms" in ripple.notice()
