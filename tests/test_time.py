"""Time: moments of interest, errands in slices, run until, branches, what lies ahead.

The laws are held against slow twins: a moment is found by looking at every event of the whole log,
a sliced errand is compared with one that is done at once, what is pending with what then happens.
"""

import re
from functools import partial
from itertools import pairwise
from random import Random

import pytest

from engine.cluster import Cluster
from engine.items import DELIVER
from engine.pending import pending
from explorer import ahead, event_facts, framing, presets, verdicts
from explorer.branch import Branch
from explorer.errands import Deed
from explorer.experiment import Experiment
from explorer.items import register_operations
from explorer.moments import Moments
from explorer.pace import GREATEST_SPEED, LEAST_SPEED, Pace
from explorer.script import parse
from explorer.steering import steer
from explorer.timeline import Timeline
from ui.speeds import EXPRESS, SPEEDS

LOADED = "load 400/s reads 80% pages 20 zipf 1.1"


def story(number: str, variant: str | None = None) -> Experiment:
    preset = presets.load(number)
    return Experiment(preset.scenario(variant) if variant else preset.scenario())


def do(run: Experiment, *lines: str) -> None:
    for line in lines:
        _, action = parse(line)
        if hasattr(action, "verb"):
            steer(run, action)
        else:
            run.submit(action)


def busy(seconds: int = 8) -> Experiment:
    """A run with a load and a crash, run to its end."""
    run = story("5")
    do(run, LOADED)
    run.end_us = seconds * 1_000_000
    run.seek(run.end_us // 2)
    run.timeline.submit(parse("crash B")[1])
    run.end_us = seconds * 1_000_000
    run.seek(run.end_us)
    return run


def state(run: Experiment) -> tuple[object, ...]:
    timeline = run.timeline
    return timeline.now_us, timeline.place, timeline.cluster.snapshot()


# -- moments of interest


@pytest.mark.parametrize("number", ["2", "5", "9", "12", "13", "14", "18"])
def test_next_and_previous_stop_where_a_look_at_the_whole_log_says(number):
    run = story(number)
    run.seek(run.end_us)
    branch = run.timeline.branch
    run.judge.judge(run.timeline)
    slow = sorted({
        *(moment.at_us for moment in branch.moments.found),
        *(moment.at_us for moment in run.judge.broken(branch)),
    })  # fmt: skip
    run.start()
    found = []
    while not run.over:
        run.next()
        found.append(run.now_us)
    assert found == slow + ([] if run.end_us in slow else [run.end_us])
    back = []
    while run.now_us:
        run.previous()
        back.append(run.now_us)
    assert [us for us in back if us] == [us for us in reversed(slow) if 0 < us < run.end_us]


def test_a_step_and_a_step_back_are_each_others_undoing():
    run, luck = story("5"), Random(3)
    for _ in range(40):
        run.seek(luck.randrange(run.end_us))
        before = state(run)
        run.step()
        if state(run) != before:
            run.back()
            assert run.timeline.place == before[1]


@pytest.mark.parametrize(
    ("number", "variant", "text"),
    [
        ("2", None, "stale read of Y, 1 write behind"),
        ("2", None, "linearizable is broken"),
        ("2", None, "regular is broken"),
        ("5", "none", "A crashed"),
        ("13", "wall", "Y's edit is acknowledged and gone: X's edit has a later time"),
        ("14", "count", "conflict: Y's like does not know of X's like"),
        ("16", "w1", "conflict: Sam's sign-up does not know of another one"),
        ("12", "strict", "X's post is unknown: timed out with 1 of 2 acks"),
    ],
)
def test_the_run_says_at_what_it_has_stopped(number, variant, text):
    run, said = story(number, variant), []
    while not run.over:
        run.next()
        said.append(run.playback().said)
    assert any(text in each.split("; ") for each in said), said


def test_edits_that_are_merged_conflict_too_and_what_was_met_does_not():
    met, apart = story("14", "counter"), story("14", "count")
    for run in (met, apart):
        run.seek(run.end_us)
    kinds = [[m.kind for m in run.timeline.branch.moments.found] for run in (met, apart)]
    assert kinds == [[], ["conflict"]], "a counter's rows belong to a server each"


def test_a_load_counts_once_a_spell_and_people_each_time():
    run = busy()
    crowd = [m for m in run.timeline.branch.moments.found if m.kind == "stale"]
    stale = [o for o in run.timeline.branch.history.ended if o.staleness and o.staleness.versions]
    assert 0 < len(crowd) < len(stale)
    feeds = story("5")
    feeds.seek(10_000)
    do(feeds, *["feed X via B"] * 3)
    feeds.seek(30_000)
    told = [m.text for m in feeds.timeline.branch.moments.found]
    assert told == ["stale read of X, 1 write behind"] * 4, "people's are each told"


@pytest.mark.parametrize(("number", "variant"), [("2", None), ("5", "none"), ("18", "one")])
def test_a_guarantee_is_broken_at_the_first_event_after_which_it_does_not_hold(number, variant):
    run = story(number, variant)
    run.seek(run.end_us)
    run.judge.judge(run.timeline)
    history = run.timeline.branch.history
    broken = run.judge._broken[run.timeline.branch.number]
    assert broken
    for name, place in broken.items():
        answers = [
            verdicts.judged(*register_operations(history, at))[name].answer
            for at in (place, place + 1)
        ]
        assert answers[0] != "violated"
        assert answers[1] == "violated"


# -- errands in slices


@pytest.mark.parametrize("slice_of", [1, 7, 100])
@pytest.mark.parametrize("what", ["seek", "next", "finish", "undo", "undo again", "story"])
def test_an_errand_in_slices_comes_to_the_same_as_at_once(slice_of, what):
    at_once, sliced = story("5"), story("5")
    for run, most in ((at_once, 10**9), (sliced, slice_of)):
        if what not in ("seek", "next"):
            run.seek(50_000)
            do(run, "crash B")
        if what == "undo again":
            do(run, "undo")
            run.seek(60_000)
            do(run, "crash C", "hold A -> C")
        if what == "next":
            run.next()
        here = state(run)
        make = {"seek": lambda run=run: run.going(105_000), "next": run.looking,
                "finish": run.finishing, "story": run.leaving}.get(what, run.undoing)  # fmt: skip
        run.begin(make, most)
        while run.errand is not None:
            run.go_on(most)
    assert state(sliced) == state(at_once)
    assert sliced.digest() == at_once.digest()
    assert sliced.playback() == at_once.playback()
    heads = [[b.head_us for b in run.timeline.branches] for run in (at_once, sliced)]
    assert heads[0] == heads[1]
    assert (state(sliced) == here) == (what == "finish"), "only that one leads back"


def test_a_pause_gives_an_errand_up_and_what_is_ahead_can_still_be_had():
    run = busy(4)
    fresh = Experiment(run.scenario)
    do(fresh, LOADED)
    fresh.begin(lambda: fresh.going(fresh.end_us), 20)
    assert fresh.playback().errand.startswith("going to ")
    assert fresh.playback().goal_us == fresh.end_us
    fresh.pause()
    assert fresh.errand is None
    assert 0 < fresh.now_us < fresh.end_us
    fresh.seek(fresh.end_us)
    assert fresh.over


def test_nobody_stands_behind_the_end_where_all_branches_were_run_further():
    run = story("2")
    until_us = run.end_us
    run.seek(run.end_us)
    do(run, "crash A", "finish")
    run.seek(run.end_us)
    assert run.now_us > until_us
    do(run, "branch story")
    assert run.now_us > until_us
    assert run.end_us == run.now_us


def test_an_undo_that_is_asked_for_on_the_way_of_another_is_done_as_well():
    run = left_after_a_while()
    do(run, "crash B", "crash C")
    run.begin(run.undoing, 1)
    assert run.errand is not None
    run.begin(run.undoing, 1)
    while run.errand is not None:
        run.go_on(50)
    assert [str(command) for _, command in run.timeline.branch.given] == ["Crash(server='A')"]
    do(run, "redo", "redo")
    while run.errand is not None:
        run.go_on(50)
    assert len(run.timeline.branch.given) == 3


@pytest.mark.parametrize("what", ["undo", "redo", "story", "branch"])
def test_what_is_sure_is_done_at_once_when_it_is_left_half_way(what):
    runs = left_after_a_while(), left_after_a_while()
    for run in runs:
        if what == "redo":
            run.undo()
        elsewhere = next(b for b in run.timeline.branches if b is not run.timeline.branch)
        elsewhere.hand_over(Branch(-1, ""))
        make = {"undo": run.undoing, "redo": run.redoing, "story": run.leaving,
                "branch": partial(run.entering, elsewhere.name)}[what]  # fmt: skip
        here = run.timeline.branch
        run.begin(make, 1 if run is runs[0] else 10**9)
    assert runs[0].errand is not None
    assert runs[1].timeline.branch is not here
    runs[0].pause()
    assert state(runs[0]) == state(runs[1])
    assert runs[0].end_us == runs[1].end_us


def test_an_errand_that_goes_wrong_is_over():
    def wrong(_most_steps: int) -> bool:
        raise ZeroDivisionError

    run = story("2")
    with pytest.raises(ZeroDivisionError):
        run.begin(lambda: Deed("", wrong, list), 1)
    assert run.errand is None


def test_finishing_given_up_leads_back_to_where_it_began():
    run = story("5")
    run.seek(20_000)
    do(run, "crash B")
    here = state(run)
    run.begin(run.finishing, 3)
    assert run.errand is not None
    run.pause()
    assert state(run) == here


def test_a_seek_replays_no_more_than_lies_between_two_keyframes():
    run, luck = busy(), Random(1)
    branch = run.timeline.branch
    assert len(branch.keyframes) > 3
    for _ in range(60):
        at_us = luck.randrange(run.end_us)
        steps = run.timeline.cluster.steps
        assert run.timeline.seek(at_us, most_steps=branch.spacing + 1), (steps, at_us)


def test_after_an_error_in_the_engine_the_log_goes_as_far_as_the_cluster(monkeypatch):
    run = Experiment(presets.load("2").scenario())
    first, *rest = Cluster._HANDLERS
    left = [3]

    def broken(cluster, item):
        if not left[0]:
            raise RuntimeError("something is wrong in the engine")
        left[0] -= 1
        first(cluster, item)

    monkeypatch.setattr(Cluster, "_HANDLERS", (broken, *rest))
    with pytest.raises(RuntimeError):
        run.timeline.run_until(2_000_000, 50)
    assert run.timeline.cluster.events == []
    monkeypatch.undo()
    do(run, "cut A - B")
    assert run.timeline.run_until(1_000_000)
    assert run.timeline.branch.history.length == len(run.timeline.branch.events)


def test_an_undo_replays_no_more_than_a_seek(monkeypatch):
    run, step, steps = left_after_a_while(), Cluster.step, []
    crashed = run.timeline.branch.name
    for name in ("story", crashed):
        run.go(name)
        run.seek(5_300_000)

    def counted(cluster, *until_us):
        steps.append(happened := step(cluster, *until_us))
        return happened

    monkeypatch.setattr(Cluster, "step", counted)
    run.undo()
    story = run.timeline.branches[0]
    assert run.timeline.branch is story
    assert sum(steps) == run.timeline.cluster.steps - story.before_moment(run.now_us).steps


# -- run until, and the pace


def test_play_until_an_operations_end_stops_in_that_very_microsecond():
    run = story("12", "strict")
    run.seek(1_500_000)
    do(run, "play until end of #1")
    while run.playing:
        run.advance(0.05)
    operation = run.timeline.branch.history.operations[1]
    assert run.now_us == operation.ended_us
    following_us = run.timeline.cluster.next_us()
    assert following_us is not None
    assert following_us > run.now_us, "all of that microsecond has happened"
    assert run.playback().said == "#1 has ended"
    with pytest.raises(ValueError, match="#1 has ended, at 2 s"):
        do(run, "play until #1")
    with pytest.raises(ValueError, match="#77 has not begun"):
        do(run, "play until #77")


def moments_at(run: Experiment, server: str) -> list[int]:
    """When anything is logged that is about the server, found by looking at the whole log."""
    whole = Experiment(run.scenario)
    whole.seek(run.end_us)
    history, events = whole.timeline.branch.history, whole.timeline.branch.events
    about = (event for event in events if server in event_facts.servers(history, event))
    return sorted({event[0] for event in about})


def test_play_until_a_time_stops_when_all_of_that_moment_is_done():
    """Thousands of requests get into the queue in the microsecond in which the server goes on."""
    run = story("20", "calm")
    run.seek(21_999_999)
    run.play(22_000_000)
    while run.playing:
        run.owe(0.1)
        run.go_on(most_steps=100)
    assert run.now_us == 22_000_000
    assert run.timeline.place == run.timeline.place_at(22_000_000) > 35_000


@pytest.mark.parametrize("known", [False, True], ids=["ahead", "in the past"])
@pytest.mark.parametrize("server", ["A", "B", "C"])
def test_play_until_a_server_stops_at_each_moment_of_it_and_then_says_there_is_no_more(
    server, known
):
    run = story("5", "none")
    if known:
        run.seek(run.end_us)
        run.start()
    stops, expected = [], moments_at(run, server)
    for _ in expected:
        do(run, f"play until {server}")
        assert run.playback().at == server
        while run.playing:
            run.advance(0.05, most_steps=2)
        stops.append(run.now_us)
        assert re.search(rf"\b{server}\b", run.playback().said)
    assert stops == expected
    do(run, f"play until {server}")
    while run.playing:
        run.advance(0.05)
    assert (run.over, run.playback().at) == (True, "")
    assert run.playback().said == f"nothing more happens at {server} up to the end"
    with pytest.raises(ValueError, match=f"nothing more happens at {server} up to the end"):
        do(run, f"play until {server}")


def test_play_until_nobody_is_refused():
    with pytest.raises(ValueError, match="there is no server Q in this run"):
        do(story("5"), "play until Q")


def test_express_runs_all_the_way_in_its_slices_and_is_the_same_run():
    slow, fast = story("5"), story("5")
    slow.seek(slow.end_us)
    do(fast, "speed express", "play")
    fast.owe(0.016)
    while fast.go_on(50):
        pass
    assert fast.over
    assert not fast.playing
    assert fast.digest() == slow.digest()


def test_what_the_machine_could_not_keep_up_with_is_let_go_and_said():
    run = busy(4)
    fresh = Experiment(run.scenario)
    do(fresh, LOADED, "speed 100", "play")
    for _ in range(40):
        fresh.owe(0.016)
        fresh.go_on(5)
    assert fresh.playing
    view = fresh.playback()
    assert view.reached is not None
    assert view.reached < 0.85 * GREATEST_SPEED
    fresh.owe(0.016)
    assert fresh.pace.owed_us == round(0.016 * GREATEST_SPEED * 1_000_000)
    before_us = fresh.now_us
    fresh.set_speed(LEAST_SPEED)
    assert fresh.pace.reached is None, "too early to say of the new speed"
    fresh.advance(0.016)
    assert fresh.now_us - before_us <= 2, "nothing of what was owed is raced after"


def test_a_pace_that_is_kept_says_nothing():
    pace = Pace(2.0)
    for _ in range(100):
        pace.owe(0.016)
        pace.pay(pace.owed_us // 2, 1)
        pace.pay(pace.owed_us, 2)
    assert pace.keeps_up
    assert pace.reached == pytest.approx(2.0, rel=0.01)
    assert pace.events_per_s == pytest.approx(3 / 0.016, rel=0.02)


def test_the_stops_go_from_a_millisecond_in_ten_seconds_up_to_express():
    assert SPEEDS[0] == LEAST_SPEED == 1e-4
    assert SPEEDS[-1] == GREATEST_SPEED
    ratios = [b / a for a, b in pairwise(SPEEDS)]
    assert all(1.9 < ratio < 2.6 for ratio in ratios), "a logarithmic scale"
    assert len(SPEEDS) == EXPRESS


# -- branches


def test_the_storys_branch_stays_the_storys_and_others_tell_what_was_done():
    run = story("2")
    run.seek(20_000)
    do(run, "crash C")
    run.seek(60_000)
    do(run, "story")
    run.seek(20_000)
    do(run, "crash C")
    assert run.timeline.branch.name == "crash C at 20 ms (2)"
    do(run, 'name branch "no C"')
    do(run, "story", "cut A - B")
    names = [branch.name for branch in run.timeline.branches]
    assert names == ["story", "crash C at 20 ms", "no C", "cut A - B at 20 ms"]
    assert run.timeline.branches[0].given == []
    with pytest.raises(ValueError, match="another branch is called 'no C'"):
        do(run, 'name branch "no C"')
    do(run, "branch no C")
    assert run.timeline.branch.number == 2
    with pytest.raises(ValueError, match="there are «story», «crash C at 20 ms»"):
        do(run, "branch branch 2")


def test_back_in_the_story_the_view_says_so():
    run = story("2")
    run.seek(20_000)
    do(run, "crash C", "crash B", "story")
    views = framing.frame(run).timeline.branches
    assert [(view.name, view.current) for view in views] == [
        ("story", True), ("crash C at 20 ms", False),
    ]  # fmt: skip


def test_a_branch_in_a_long_past_is_the_same_when_it_is_made_in_slices():
    runs = busy(4), busy(4)
    for run, sliced in zip(runs, (False, True), strict=True):
        run.seek(1_500_000)
        if sliced:
            slices = 0
            while not run.timeline.prepare(100):
                slices += 1
            assert slices > 10
        run.submit(parse("crash A")[1])
        run.seek(2_500_000)
    plain, sliced = (run.timeline.branch for run in runs)
    assert plain.events == sliced.events
    assert plain.history.length == sliced.history.length == len(plain.events)
    assert plain.history.operations == sliced.history.operations
    assert plain.moments.found == sliced.moments.found


def test_branches_are_compared_at_the_moment_that_all_have_been_run_to():
    run = story("5", "none")
    run.seek(2_000)
    do(run, "crash B")
    run.seek(run.end_us)
    view = run.branches()
    assert view.as_of_us == 2_000
    assert view.unfinished == ("story",)
    run.begin(run.finishing, 10**9)
    view = run.branches()
    story_row, mine = view.rows
    assert view.unfinished == ()
    assert view.as_of_us == run.end_us
    twin = story("5", "none")
    twin.seek(view.as_of_us)
    reads = [o for o in twin.timeline.branch.history.ended if o.kind == "read" and o.staleness]
    stale = sum(o.staleness.versions > 0 for o in reads)
    assert (story_row.stale, story_row.reads) == (stale, len(reads))
    assert mine.head_us >= view.as_of_us
    assert (story_row.stale, story_row.answered) != (mine.stale, mine.answered)
    found = verdicts.judged(*register_operations(twin.timeline.branch.history))
    said = dict(story_row.verdicts)
    assert {n for n, v in found.items() if v.answer == "violated"} == {
        n for n, answer in said.items() if answer == "violated" and n in found
    }


def left_after_a_while() -> Experiment:
    """A story of several thousand events, left at its head."""
    run = story("20", "storm")
    run.seek(5_000_000)
    do(run, "crash A")
    return run


def test_a_long_log_is_compared_when_it_has_been_read_in_slices(monkeypatch):
    """The story has handed its log over to the branch: to read it anew takes a while."""
    monkeypatch.setattr("explorer.comparing.READ_AT_ONCE", 500)
    monkeypatch.setattr("explorer.comparing.LONG", 1_000)
    runs = left_after_a_while(), left_after_a_while()
    _, again = (run.timeline.branches[0] for run in runs)
    again.fold()
    read, looked = runs
    views = [read.branches()]
    while views[-1].reading:
        assert read.comparing.busy
        before = read.timeline.branches[0].so_far.length
        views.append(read.branches())
        assert 0 < read.timeline.branches[0].so_far.length - before <= 500
    assert len(views) > 5
    assert {view.rows for view in views} == {()}, "nothing is shown of what is read in part"
    for run in runs:
        while len(run.branches().rows) < 2:
            assert run.comparing.busy
    assert read.branches().rows == looked.branches().rows


def test_the_first_slice_of_an_undo_is_short():
    """What is behind it is read in slices, so that nobody waits: so it is an errand."""
    run = left_after_a_while()
    story = run.timeline.branches[0]
    assert story.so_far.length == 0
    run.begin(run.leaving, 100)
    assert run.errand is not None
    assert 0 < story.so_far.length < 1_000
    while run.errand is not None:
        run.go_on(100)
    assert run.timeline.branch is story


def test_moments_folded_later_are_those_folded_on_the_way():
    run = busy(4)
    branch, again = run.timeline.branch, Moments()
    history = type(branch.history)(branch.before)
    for event in branch.events:
        history.fold(event)
        again.fold(event, history)
    assert again.found == branch.moments.found


# -- what lies ahead


@pytest.mark.parametrize(("number", "variant"), [("2", None), ("5", "none"), ("6", "none")])
def test_messages_ahead_arrive_when_it_was_said_unless_something_is_done(number, variant):
    run = story(number, variant)
    run.seek(run.end_us // 4)
    due = {f"message {i[3]}" for i in pending(run.timeline.cluster) if i[2] == DELIVER}
    told = ahead.ahead(run.timeline, run.end_us)
    messages = [item for item in told.items if item.kind == "message"]
    assert {item.key for item in messages} == due != set()
    run.seek(run.end_us)
    history = run.timeline.branch.history
    for item in messages:
        message, event = history.messages[int(item.key.split()[1])], run.timeline.branch.events
        if message.delivered_at is not None and not message.moves:
            assert event[message.delivered_at][0] == item.at_us
    assert [i.at_us for i in told.items] == sorted(i.at_us for i in told.items)


def test_what_lies_ahead_is_on_the_heap_and_does_something():
    run = busy(4)
    run.seek(2_500_000)
    cluster = run.timeline.cluster
    told = ahead.ahead(run.timeline, 10**12)
    timeouts = {item.key for item in told.items if item.kind == "timeout"}
    assert timeouts == {f"operation {n}" for n in cluster.operations}, "those of the ended are void"
    assert told.total == len(list(pending(cluster))) + len(cluster.to_come())
    early = story("2")
    early.seek(20_000)
    cluster = early.timeline.cluster
    assert len(cluster.to_come()) > 0, "what its script has left"
    assert ahead.ahead(early.timeline, 10**12).total == (
        len(list(pending(cluster))) + len(cluster.to_come())
    )


@pytest.mark.parametrize("number", range(1, 25))
def test_every_story_has_words_for_all_that_is_ahead(number):
    run = story(str(number))
    for part in (0.0, 0.2, 0.5):
        run.seek(min(int(run.end_us * part), 3_000_000))
        for item in ahead.ahead(run.timeline, run.end_us).items:
            assert item.text
            assert "{" not in item.text


def test_the_words_say_who_reaches_whom_and_that_nobody_is_there():
    run = story("2")
    run.seek(20_000)
    do(run, "crash C")
    run.seek(25_000)
    texts = [item.text for item in framing.frame(run).ahead.items]
    assert "write «lunch at noon?» from A reaches C, where nobody is" in texts
    assert "write «lunch at noon?» from A reaches B" in texts
    assert "the story: feed Y" in texts


def test_a_timeline_is_what_it_was():
    """The script's branch is entered again at the playhead, whatever was done elsewhere."""
    run = story("2")
    run.seek(60_000)
    here = state(run)
    do(run, "crash C")
    assert isinstance(run.timeline, Timeline)
    run.go("story")
    assert state(run) == here
