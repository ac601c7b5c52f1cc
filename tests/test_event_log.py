"""The event log: a true sentence for every event, and filters that a slow twin agrees with."""

import re

import pytest

from engine.events import FIELDS
from engine.history import History
from explorer import event_facts, event_log, presets, script
from explorer.controls import Control
from explorer.event_facts import GROUP_OF, GROUPS
from explorer.event_log import EventLog
from explorer.event_words import _TELLERS, Teller, lines_of
from explorer.experiment import Experiment
from explorer.lines import ScriptError
from explorer.presets import load
from explorer.steering import steer

SCENARIOS = [
    scenario
    for path in presets.shipped()
    for scenario in presets.load_file(path).scenarios.values()
]
SOME_STEPS = 1_200
RAW = re.compile(r"[\[{}]|\(\(|\('|'\)|None|True|False|_us|_millionths|  |\w\(\w+=|Request|^\W*$")
"""What no sentence has: brackets and names of a program."""
BY_HAND = (
    "disk C full", 'post X "full"', "disk C free", "skew B +3s", "skew B -3s", "slow C 5ms",
    "slow C disk 5ms", "slow C 0ms", "session X causal", "session X as-set", "set w 2", "set w 2",
    "crash C", "restart A", "restart C", "pause B", "resume B", "hold B - C", 'post Y "held" via B',
    "degrade A - B loss 2% duplicate 3% reorder 10% delay 30ms", "release", "heal", "cut A | B C",
    "heal A - B", "heal", "join D", "nemesis for 20ms crash 10 cut 5", "leave D",
    "load 40/s for 1s", 'feed X with r 2', "trials 3 every 5ms reading 0ms", "wipe C", "restart C",
    "replace C", "sign-up Sam \"secret\"", "load off",
    "move X to B", "remove Y",
)  # fmt: skip


def called(scenario):
    return f"{scenario.preset.model.number}-{scenario.variant}"


def ended(story: str, variant: str | None = None) -> Experiment:
    experiment = Experiment(load(story).scenario(variant))
    experiment.seek(experiment.end_us)
    return experiment


def teller(experiment: Experiment) -> Teller:
    lines = lines_of(command for _, command in experiment.timeline.commands)
    return Teller(experiment.timeline.branch.history, lines)


def do(experiment: Experiment, line: str) -> None:
    _, action = script.parse(line)
    if isinstance(action, Control):
        steer(experiment, action)
    else:
        experiment.submit(action)


def told(experiment: Experiment) -> list[tuple[int, str]]:
    """The rows of the log once all of it has been searched: place and sentence."""
    view = experiment.events()
    while view.searched < view.total:
        view = experiment.events()
    rows = [view.rows.row(i) for i in range(len(view.rows))]
    return [(row.place, row.text) for row in rows]


# -- sentences


def test_every_event_has_a_group_and_a_sentence():
    assert set(GROUP_OF) == set(FIELDS) == set(_TELLERS)
    assert sum(map(len, GROUPS.values())) == len(FIELDS), "an event is in one group"


@pytest.mark.parametrize("scenario", SCENARIOS, ids=called)
def test_each_event_of_a_story_is_told_in_words(scenario):
    experiment = Experiment(scenario)
    experiment.timeline.run_until(experiment.end_us, SOME_STEPS)
    say = teller(experiment).say
    for event in experiment.timeline.branch.events:
        sentence = say(event)
        assert not RAW.search(sentence), (event, sentence)


def test_what_no_story_has_is_told_in_words_as_well():
    experiment = Experiment(load("18").scenario("one"))
    for line in BY_HAND:
        do(experiment, line)
        moves = line.startswith(("join", "leave"))
        experiment.seek(experiment.now_us + (1_200_000 if moves else 60_000))
    do(experiment, 'post X "late"')
    flying = max(experiment.timeline.branch.history.messages)
    for line in (f"delay #{flying} 3ms", f"duplicate #{flying}", f"drop #{flying}"):
        do(experiment, line)
    experiment.seek(experiment.end_us)
    say, seen = teller(experiment).say, set()
    for event in experiment.timeline.branch.events:
        seen.add(event[1])
        assert not RAW.search(say(event)), (event, say(event))
    assert seen >= {
        "refused", "changed", "demands", "disk", "disk_full", "skewed", "slowed", "degraded",
        "nemesis", "joining", "joined", "leaving", "left", "delayed", "held", "released",
        "with_own", "load", "trials", "wiped", "replacing", "replaced",
    }  # fmt: skip


def test_a_branch_that_was_left_in_between_is_told_by_its_own_history():
    experiment = Experiment(load("5").scenario("none"))
    do(experiment, "seek 40ms")
    told(experiment)
    do(experiment, "crash A")  # at the head: the log of the story changes hands
    do(experiment, 'post X "only here"')
    do(experiment, "seek 170ms")
    do(experiment, "branch story")
    do(experiment, "seek 170ms")
    plain = Experiment(load("5").scenario("none"))
    do(plain, "seek 170ms")
    assert told(experiment) == told(plain)


def test_a_sentence_is_the_same_whenever_it_is_made():
    experiment = Experiment(load("12").scenario("sloppy"))
    early = {}
    while experiment.now_us < experiment.end_us:
        experiment.seek(experiment.now_us + 100_000)
        early |= {k: v for k, v in told(experiment) if k not in early}
    assert list(early.items()) == told(experiment)


@pytest.mark.parametrize(
    ("story", "variant", "sentence"),
    [
        ("5", None, "X gives A «lunch at noon?» (write #1)"),
        ("5", None, "B answers X's feed (read #2) after 0 ms: stale, 1 write behind"),
        ("5", None, "Lost on reaching A from C: an ack for «lunch at noon?» by X (write #1); "
         "message 4, A is down"),
        ("12", "sloppy", "D keeps a hint for B: «lunch at noon?» by X (write #1)"),
        ("10", "blocking", "C stores «lunch at noon?» by X (write #1), brought by Y's feed "
         "(read #2)"),
        ("16", "raft-cut", "Command: sign-up Sam"),
        ("16", "raft-cut", "B is elected leader of term 2"),
        ("9", "w1", "A's disk is lost, and A is down"),
    ],
)  # fmt: skip
def test_what_happened_is_said_as_it_was(story, variant, sentence):
    assert sentence in [text for _, text in told(ended(story, variant))]


# -- filters


def twin(experiment: Experiment, wanted) -> list[int]:
    """The places of the events that are wanted, one by one."""
    history = experiment.timeline.branch.history
    return [i for i, e in enumerate(experiment.timeline.branch.events) if wanted(history, e)]


def user_of(history: History, event) -> str:
    known = history.operations.get(event_facts.operation(history, event))
    return known.user if known else ""


FILTERS = [
    ("log kinds faults", lambda _, e: e[1] in GROUPS["faults"]),
    ("log kinds faults raft", lambda _, e: e[1] in (*GROUPS["faults"], *GROUPS["raft"])),
    ("log kinds stored", lambda _, e: e[1] == "stored"),
    ("log kinds hint", lambda h, e: e[1] in GROUPS["messages"] and h.messages[e[2]].kind == "hint"),
    ("log at D", lambda h, e: "D" in event_facts.servers(h, e)),
    ("log of Y", lambda h, e: user_of(h, e) == "Y"),
    ("log find noon?»", lambda h, e: "noon?»" in Teller(h).say(e)),
    ('log find "kind=sent at=D op=1"', lambda _, e: e[1] == "sent" and "D" in e[4:6] and e[6] == 1),
    ('log find "who=Y stale"', lambda h, e: user_of(h, e) == "Y" and "stale" in Teller(h).say(e)),
]  # fmt: skip


@pytest.mark.parametrize(("line", "wanted"), FILTERS, ids=[line for line, _ in FILTERS])
def test_a_filter_shows_what_it_says_and_nothing_else(line, wanted, monkeypatch):
    monkeypatch.setattr(event_log, "SLICE", 7)
    monkeypatch.setattr(event_log, "SLICE_READ", 3)
    experiment = ended("12", "sloppy")
    do(experiment, line)
    expected = twin(experiment, wanted)
    assert [place for place, _ in told(experiment)] == expected != []
    do(experiment, "log all")
    assert len(told(experiment)) == len(experiment.timeline.branch.events)


def test_filters_narrow_one_another_and_are_taken_off_one_by_one():
    experiment = ended("12", "sloppy")
    do(experiment, "log kinds messages")
    messages = {place for place, _ in told(experiment)}
    do(experiment, "log of Y")
    both = {place for place, _ in told(experiment)}
    do(experiment, "log kinds")
    of_y = {place for place, _ in told(experiment)}
    assert both == messages & of_y
    assert both not in (messages, of_y)
    do(experiment, "log of")
    assert experiment.log.filter == EventLog().filter


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("log at Nobody", "there is no server 'Nobody'; there are A, B, C, D, E"),
        ("log of Nobody", "there is no user 'Nobody'; there are X, Y"),
        ('log find "at=Nobody"', "there is no server 'Nobody'"),
        ('log find "who=Nobody"', "there is no user 'Nobody'"),
    ],
)
def test_a_name_that_nobody_has_is_refused_with_those_that_there_are(line, told):
    experiment = ended("12", "sloppy")
    with pytest.raises(ScriptError, match=re.escape(told)):
        do(experiment, line)
    assert experiment.log.filter == EventLog().filter


def test_the_log_of_who_is_gone_can_be_asked_for():
    experiment = Experiment(load("2").scenario())
    do(experiment, "remove Z")
    do(experiment, "log of Z")
    assert [text for _, text in told(experiment)] == ["Z's account is closed; what Z wrote stays"]
    do(experiment, "log all")
    do(experiment, "join D")
    experiment.seek(experiment.end_us)
    do(experiment, "leave D")
    experiment.seek(experiment.end_us)
    assert "D" not in experiment.timeline.cluster.replicas
    do(experiment, "log at D")
    assert told(experiment)


def test_following_a_request_shows_its_hints_and_repairs_but_no_other_request():
    experiment = ended("12", "sloppy")
    do(experiment, "log follow #1")
    events = experiment.timeline.branch.events
    found = [events[place] for place, _ in told(experiment)]
    names = {event[1] for event in found}
    assert {"invoked", "stamped", "sent", "dropped", "hinted", "handed_off", "ok"} <= names
    late = [event for event in found if event[1] == "stored" and event[0] > 3_000_000]
    assert {event[2] for event in late} == {"B", "C"}, "what hints brought, of no operation"
    history = experiment.timeline.branch.history
    assert {event_facts.operation(history, event) for event in found} == {0, 1}


def test_following_shows_every_try_whichever_is_named():
    experiment = ended("23", "lossy")
    history = experiment.timeline.branch.history
    second = next(o for o in history.people.values() if o.first)
    do(experiment, f"log follow #{second.number}")
    rows = experiment.timeline.branch.events
    places = []
    view = experiment.events()
    while view.searched < view.total:
        view = experiment.events()
    places = [view.rows.place(i) for i in range(len(view.rows))]
    tries = {o.number for o in history.people.values() if second.first in (o.number, o.first)}
    begun = {rows[place][2] for place in places if rows[place][1] == "invoked"}
    assert begun == tries
    assert len(tries) > 1


def test_a_span_narrows_the_log_to_its_time():
    experiment = ended("12", "sloppy")
    do(experiment, "brush 2s 3s")
    events = experiment.timeline.branch.events
    expected = [i for i, event in enumerate(events) if 2_000_000 <= event[0] <= 3_000_000]
    assert [place for place, _ in told(experiment)] == expected != []
    do(experiment, "log kinds faults")
    assert [events[place][1] for place, _ in told(experiment)] == ["wiped", "healed"][1:]
    do(experiment, "brush")
    assert len(told(experiment)) > 1


def test_what_has_happened_at_the_playhead_is_told_apart():
    experiment = ended("5")
    do(experiment, "seek 40ms")
    view = experiment.events()
    events = experiment.timeline.branch.events
    assert view.happened == sum(event[0] <= 40_000 for event in events) < view.total == len(events)


def test_a_log_grows_as_the_run_does_and_begins_anew_with_a_branch():
    experiment = Experiment(load("5").scenario("none"))
    do(experiment, "log kinds faults")
    assert told(experiment) == []
    do(experiment, "seek 170ms")
    assert [text for _, text in told(experiment)] == ["A crashes"]
    do(experiment, "seek 10ms")
    do(experiment, "crash B")
    assert [text for _, text in told(experiment)] == ["B crashes"]
    do(experiment, "log kinds commands")
    assert "Command: crash B" in [text for _, text in told(experiment)]


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("log kinds fault", "'fault' is no kind of event, as are commands, requests"),
        ("log sideways", "the log is not narrowed by 'sideways'"),
        ("log follow lunch", "'lunch' is no operation, such as #88"),
        ('log find "kind=lunch"', "'lunch' is no kind of event"),
        ('log find "op=lunch"', "'lunch' is no operation"),
        ("log", "what the log is narrowed to is missing"),
        ("brush 4s 3s", "it ends before it begins"),
        ("brush 4s", "a time is missing"),
    ],
)
def test_what_cannot_narrow_it_is_said(line, reason):
    with pytest.raises(ScriptError, match=re.escape(reason)):
        script.parse(line)
