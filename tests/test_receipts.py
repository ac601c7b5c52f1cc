"""The receipt of an operation, as of a place: who answered when, by how much, and what became."""

import re

import pytest

from explorer import presets
from explorer.__main__ import main
from explorer.experiment import Experiment
from explorer.receipt import Receipt, receipt, why
from tests.test_mechanisms import VANISH, Run

MS = 1_000


def played(story: str, variant: str | None = None, until_us: int | None = None) -> Experiment:
    experiment = Experiment(presets.load(story).scenario(variant))
    experiment.timeline.run_until(experiment.end_us if until_us is None else until_us)
    return experiment


def of(experiment: Experiment, number: int) -> Receipt:
    timeline = experiment.timeline
    found = receipt(timeline.branch.history, timeline.cluster, number, timeline.place)
    assert found is not None
    return found


def of_run(run: Run, name: str) -> Receipt:
    number, place = run.op(name).number, run.history.length
    found = receipt(run.history, run.cluster, number, place)
    assert found is not None
    return found


def told(found: Receipt, heading: str) -> list[str]:
    return [text for name, text in found.lines if name == heading]


# -- the race of preset 2


def test_a_write_says_whose_ack_decided_and_who_came_too_late():
    post = of(played("2"), 1)
    assert (post.state, post.write_set, post.slack_us) == ("ok", ("A",), 500 * MS)
    assert told(post, "Asked") == ["At 0 ms X asked A to post «lunch at noon?»."]
    assert told(post, "Homes") == ["X's wall lives on A, B and C."]
    assert told(post, "Writes") == ["Asked A, B and C at 0 ms; needs 1 ack."]
    assert told(post, "Answers") == ["A's ack at 0 ms."]
    assert told(post, "Too late") == [
        "B's ack at 80 ms, C's at 150 ms: the first 80 ms after the end."
    ]
    assert told(post, "Margin") == ["Every home had it 75 ms after the acknowledgement."]


def test_a_stale_read_says_by_how_little_it_missed_the_copy():
    early = of(played("2"), 2)
    assert (early.state, early.against, early.margin_us) == ("stale", 1, -10)
    assert (early.read_set, early.write_set, early.common) == (("B",), ("A",), ())
    assert told(early, "Margin") == ["The copy reached B 10 µs after the read had looked there."]
    assert told(early, "Why") == ["The copy for B was still on its way: it was to arrive at 40 ms."]


def test_a_fresh_read_says_by_how_little_it_made_it():
    last = of(played("2"), 3)
    assert (last.state, last.against, last.margin_us, last.common) == ("ok", 1, 0, ())
    assert "in the same microsecond" in told(last, "Margin")[0]


def test_a_page_that_thinks_missed_what_came_between_its_two_looks():
    late = of(played("8", "eventual", until_us=320_000), 4)
    assert (late.state, late.margin_us) == ("stale", -10 * MS)
    assert told(late, "Margin") == ["The copy reached C 10 ms after the read had looked there."]


def test_a_fresh_read_does_not_say_that_nothing_was_overwritten():
    early = of(played("13", "wall"), 22)
    assert early.outcome.endswith("fresh, with the newest of each that was acknowledged before.")


def test_nothing_that_comes_later_is_on_it():
    experiment = played("2", until_us=39_990)
    assert told(of(experiment, 2), "Margin") == ["No copy of it has come to B since."]
    assert told(of(experiment, 1), "Too late") == []
    assert told(of(experiment, 1), "Margin") == ["B and C have not got it yet."]
    full = played("2")
    full.seek(39_990)
    assert of(full, 2) == of(experiment, 2)
    assert of(full, 1) == of(experiment, 1)


def test_what_has_not_begun_has_no_receipt():
    timeline = played("2", until_us=1).timeline
    history, cluster = timeline.branch.history, timeline.cluster
    assert receipt(history, cluster, 2, timeline.place) is None
    assert why(history, cluster, 2, timeline.place) == ("#2 has not begun.",)


# -- user sessions: preset 5


@pytest.mark.parametrize(
    ("guarantee", "state", "margin_us", "waited_us", "slack_us", "said"),
    [
        ("none", "stale", -35_000, 0, 500_000, []),
        ("token-wait", "ok", 0, 35_000, 465_000,
         ["At B it waited 35 ms for «hi» by X, which X had written."]),
        ("token-forward", "ok", 45_000, 0, 420_000,
         ["At 5 ms it was forwarded to A, for the answer lacked «hi» by X, which X had written."]),
        ("token-refuse", "fail", None, 0, None, []),
    ],
)  # fmt: skip
def test_a_user_session_says_what_it_waited_for(
    guarantee, state, margin_us, waited_us, slack_us, said
):
    run = Run(VANISH, 1_000, links={"A-B": 40, "A-C": 75, "B-C": 60}, user_session=guarantee)
    refresh = of_run(run, "refresh")
    assert (refresh.state, refresh.margin_us) == (state, margin_us)
    assert (refresh.waited_us, refresh.slack_us) == (waited_us, slack_us)
    assert told(refresh, "User session") == said


def test_what_was_seen_is_waited_for_as_well():
    script = """
        at 0ms post X "hi" as post
        at 50ms feed Y via B as first
        at 100ms feed Y via C as then
    """
    run = Run(script, 1_000, links={"A-B": 20, "A-C": 200}, user_session="token-wait")
    assert told(of_run(run, "then"), "User session") == [
        "At C it waited 100 ms for «hi» by X, which Y had seen."
    ]


# -- quorums


def test_a_quorum_names_the_servers_in_both_sets_and_the_deciding_answer():
    script = 'at 0ms post X "hi" as post\nat 50ms feed Y as read'
    run = Run(script, 1_000, links={"A-B": 10, "A-C": 40, "B-C": 20}, r=2, w=2)
    read = of_run(run, "read")
    assert (read.read_set, read.write_set, read.common) == (("B", "A"), ("A", "B"), ("B", "A"))
    assert told(read, "Quorums") == [
        "Read from B and A; «hi» by X had been acknowledged by A and B: B and A are in both."
    ]
    assert told(read, "Time-out") == ["A's reply decided it, 480 ms before the time-out."]
    assert read.slack_us == 480 * MS
    # A had it from 0 ms, and looked when it was asked, at 60 ms
    assert read.margin_us == 60 * MS


# -- what became of unknown writes: presets 9 and 11


def test_a_write_that_a_dead_disk_took_along_never_happened():
    post = of(played("9", "w2"), 1)
    assert post.resolution is not None
    assert (post.state, post.resolution.fate) == ("info", "never")
    assert told(post, "In the end") == [
        "A had it and has lost it.",
        "It never happened: no server holds it and none of its messages is under way.",
    ]


def test_an_acknowledged_write_that_is_gone_leaves_a_stale_read_without_a_copy():
    late = of(played("9", "w1"), 2)
    assert (late.state, late.margin_us, late.common) == ("stale", None, ())
    assert told(late, "Margin") == ["No copy of it has come to B since."]


def test_read_repair_commits_what_had_timed_out():
    experiment = played("11", "ask-a-b")
    post = of(experiment, 1)
    assert post.resolution is not None
    found = post.resolution
    assert (found.fate, found.committed_us, found.servers) == ("committed", 1_120_000, ("A", "B"))
    assert told(post, "In the end") == [
        "Committed after 520 ms on A and B, as W = 2 asks.",
        "Y was shown it at 1.12 s, by the read #2.",
    ]
    assert told(of(experiment, 2), "Repair") == ["It mended B's own copy at 1.12 s."]
    assert told(of(experiment, 3), "Repair") == [
        "It sent C what it lacked at 1.22 s, which came at 1.23 s."
    ]
    experiment.seek(1_119_000)
    before = of(experiment, 1).resolution
    assert before is not None
    assert (before.fate, before.servers) == ("partial", ("A",))


def test_nobody_asks_and_it_stays_on_one_server_alone():
    post = of(played("11", "ask-b-c"), 1)
    assert told(post, "In the end") == ["Still on A alone, and W is 2."]


def test_what_something_newer_has_replaced_happened_and_was_overwritten():
    script = """
        at 0ms cut A | B C
        at 1ms follow X Z as first
        at 600ms heal
        at 700ms unfollow X Z via A as second
    """
    run = Run(script, 2_000, w=2)
    first = of_run(run, "first").resolution
    assert first is not None
    assert first.fate == "overwritten"
    assert first.lines == ("It happened, and was overwritten: A, B and C have something newer.",)


def test_acks_that_were_lost_leave_a_write_that_happened_all_the_same():
    script = 'at 0ms cut B -> A, C -> A\nat 1ms post X "hi" as post'
    post = of_run(Run(script, 2_000, w=2), "post")
    assert post.resolution is not None
    assert (post.resolution.fate, post.resolution.committed_us) == ("committed", 501 * MS)
    assert told(post, "Silent") == [
        "B: its ack never came: the link B - A was cut.",
        "C: its ack never came: the link C - A was cut.",
    ]


def test_what_is_held_on_its_way_may_happen_yet():
    script = 'at 0ms hold A -> B, A -> C\nat 1ms post X "hi" as post\nat 550ms wipe A'
    run = Run(script, 600, w=2)
    post = of_run(run, "post")
    assert post.resolution is not None
    assert post.resolution.fate == "under way"


# -- beside it


def test_hints_say_for_whom_they_are_kept_and_when_they_are_handed_over():
    script = 'at 0ms cut A | B C\nat 1ms post X "hi" as post\nat 1500ms heal'
    run = Run(script, 2_000, hints="on", handoff_wait_us=100 * MS)
    assert told(of_run(run, "post"), "Hints") == [
        "A keeps a hint for B, since 101 ms; it handed it over at 1.51 s.",
        "A keeps a hint for C, since 101 ms; it handed it over at 1.51 s.",
    ]


def test_a_hint_that_dies_with_its_disk_says_so():
    script = 'at 0ms cut A | B C\nat 1ms post X "hi" as post\nat 300ms wipe A'
    run = Run(script, 2_000, hints="on", handoff_wait_us=100 * MS)
    assert told(of_run(run, "post"), "Hints")[0] == (
        "A keeps a hint for B, since 101 ms; it lost it by going down at 300 ms."
    )


def test_a_stand_ins_ack_is_in_the_write_set():
    script = 'at 0ms cut A D E | B C\nat 1ms post X "hi" as post'
    run = Run(script, 600, "ABCDE", "ABC", 10, r=2, w=2, quorum="sloppy", handoff_wait_us=100 * MS)
    assert of_run(run, "post").write_set == ("A", "D")


# -- why


def test_why_is_the_smallest_cause_first():
    timeline = played("5", "none").timeline
    history, cluster, place = timeline.branch.history, timeline.cluster, timeline.place
    assert why(history, cluster, 2, place) == (
        "Stale read by X at 5 ms: 1 write behind.",
        "It asked B; «lunch at noon?» by X was acknowledged 5 ms before, and was on A.",
        "The copy for B was still on its way: it was to arrive at 40 ms.",
        "The copy reached B 35 ms after the read had looked there.",
    )


def test_why_a_write_is_unknown_names_who_was_silent():
    timeline = played("11", "ask-b-c").timeline
    found = why(timeline.branch.history, timeline.cluster, 1, timeline.place)
    assert found[1] == "B: what it was sent never came: the link A - B was cut."
    assert found[-1] == "Still on A alone, and W is 2."


# -- on the command line


def test_a_receipt_can_be_had_without_a_window(capsys):
    assert main(["receipt", "11", "post", "--variant", "ask-a-b"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == "#1: «lunch at noon?» by X"
    assert lines[-2] == "  In the end  Committed after 520 ms on A and B, as W = 2 asks."
    assert main(["receipt", "11", "#1", "--variant", "ask-a-b", "--at", "1s"]) == 0
    assert capsys.readouterr().out.splitlines()[-1] == "  In the end  Still on A alone, and W is 2."


@pytest.mark.parametrize("name", ["#9", "nothing", "²"])
def test_what_there_is_no_receipt_of_is_told_with_what_there_is(capsys, name):
    assert main(["receipt", "5", name]) == 2
    assert capsys.readouterr().err == (
        f"{name}: there is no such operation: there are #1: «lunch at noon?» by X, "
        "#2: X's feed, #3: X's feed\n"
    )


def test_a_run_in_words_says_what_was_violated(capsys):
    assert main(["run", "5", "--variant", "none"]) == 0
    assert (
        "  read your writes is violated (not promised): X read at B at 5 ms and did not see "
        "«lunch at noon?», which X had written at A and which was acknowledged at 0 ms."
    ) in capsys.readouterr().out.splitlines()


# -- agreement, and what writes depend on


def told_of(run, number, heading):
    found = receipt(run.history, run.cluster, number, run.history.length)
    return [text for name, text in found.lines if name == heading]


def test_an_agreed_write_tells_of_logs_and_not_of_quorums():
    script = 'at 0ms post X "hi" via B\nat 400ms cut A | B C\nat 500ms post X "two"'
    run = Run(script, 1_500, agreement="all")
    (text,) = told_of(run, 1, "Agreement")
    assert text.startswith("It got into these logs: B's at ")
    assert text.endswith("2 of 3 make a majority.")
    assert told_of(run, 2, "Agreement") == ["It is in nobody's log; 2 of 3 make a majority."]
    assert told_of(run, 1, "Writes") == told_of(run, 1, "Silent") == []


def test_an_agreed_read_names_the_leader_that_was_asked():
    run = Run("at 300ms feed Y\nat 400ms feed X", 1_500, agreement="all")
    leader = next(event[2] for event in run.cluster.events if event[1] == "elected")
    for number in (1, 2):
        text = f"{leader} was asked as the leader, from whom alone the answer comes."
        assert told_of(run, number, "Agreement") == [text]


def test_a_write_tells_where_it_waited_for_its_past_and_how_long():
    script = 'at 0ms post X "one"\nat 5ms post X "two" via B'
    links = {"A-B": 40, "B-C": 5, "A-C": 80}
    run = Run(script, 1_000, links=links, user_session="causal")
    assert told_of(run, 2, "Its past") == [
        "At B it waited 35 ms for «one» by X.", "At C it waited 70 ms for «one» by X.",
    ]  # fmt: skip
    run = Run(f"at 0ms cut A -> C\n{script}", 1_000, links=links, user_session="causal")
    assert told_of(run, 2, "Its past")[1] == "At C it waits for «one» by X, since 10 ms."


@pytest.mark.parametrize(
    ("line", "wish"),
    [('edit X "hi" "ho"', "to edit a post into «ho»"), ('unlike Y "hi"', "to take back a like")],
)
def test_every_action_can_be_told(line, wish):
    run = Run(f'at 0ms post X "hi"\nat 50ms feed Y\nat 100ms {line}', 1_000)
    assert wish in told_of(run, 3, "Asked")[0]


# -- homes


def test_homes_are_those_of_when_it_was_asked_for():
    run = Run('at 0ms post X "hi" as old\nat 1s join J7\nat 3s post X "ho" as new', 4_000, n=1)
    old, new = (told(of_run(run, name), "Homes") for name in ("old", "new"))
    assert old != new
    assert new == ["X's wall lives on J7."]


def test_homes_are_by_the_n_of_its_own():
    run = Run('at 0ms post X "hi" with n 2 as own\nat 0ms post X "ho" as plain', 500)
    assert told(of_run(run, "own"), "Homes") == ["X's wall lives on B and A."]
    assert told(of_run(run, "plain"), "Homes") == ["X's wall lives on A, B and C."]


# -- whatever was asked for


@pytest.mark.parametrize(
    ("story", "variant"), [("23", "lossy"), ("8", "eventual"), ("16", "w1"), ("14", "count")]
)
def test_every_kind_of_operation_has_its_receipt(story, variant):
    experiment = played(story, variant, 9_000_000)
    operations = experiment.timeline.branch.history.operations
    of_each = {operation.action: operation.number for operation in operations.values()}
    for number in of_each.values():
        (asked,) = told(of(experiment, number), "Asked")
        assert re.fullmatch(r"At .+ asked \w+ (to|for) .+\.", asked)
        assert "«»" not in asked
        assert "«»" not in " ".join(experiment.why(number))


def test_what_was_asked_again_says_of_every_try_what_became_of_it():
    experiment = played("23", "lossy", 20_000_000)
    operations = experiment.timeline.branch.history.operations
    last = next(o for o in operations.values() if o.user == "Y" and o.first and o.outcome == "ok")
    (tries,) = told(of(experiment, last.number), "Tries")
    found = [o.number for o in operations.values() if last.first in (o.number, o.first)]
    assert tries.startswith(f"Asked {len(found)} times, and this is no. {len(found)}: #{found[0]} ")
    assert tries.count("no answer") == len(found) - 1
    assert tries.endswith(", answered.")
    (first,) = told(of(experiment, last.first), "Tries")
    assert "and this is no. 1" in first


def test_what_was_asked_once_says_nothing_of_tries():
    assert told(of(played("2"), 1), "Tries") == []


def test_a_receipt_says_where_it_stood_in_a_queue():
    experiment = played("24", "live", 15_000_000)
    operations = experiment.timeline.branch.history.operations
    one = next(o for o in operations.values() if o.invoked_us > 2_000_000 and o.outcome == "ok")
    web, database = told(of(experiment, one.number), "Queues")
    assert re.match(r"web1: waited [\d.]+ m?s for its turn, took ", web)
    assert re.match(r"A: waited [\d.]+ (µs|m?s) for its turn, took ", database)
    assert told(of(played("2"), 1), "Queues") == []
