"""The console's rooms one by one, without SSH: addresses, keys, lines, files, answers, feeds."""

import stat

import asyncssh
import pytest
from consoles import Counter, alone

from explorer import script
from explorer.console import address, keys
from explorer.console.confined import confined
from explorer.console.desk import FAILED, HELD, MOST_SAID, WRONG, Ask, Feed
from explorer.console.intake import MOST_BYTES, Intake, Line
from explorer.console.session import cut_off, safe
from explorer.lines import ScriptError
from explorer.problems import InputError
from explorer.verbs import VERBS

# -- where it listens


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ([], "127.0.0.1:8222"),
        (["localhost:9000"], "127.0.0.1:9000"),
        (["127.3.2.1:0"], "127.3.2.1:0"),
        (["[::1]:22"], "[::1]:22"),
        (["0.0.0.0:8222", "0.0.0.0:8222"], "0.0.0.0:8222"),
        (["[2001:db8::1]:1", "[2001:DB8:0::1]:1"], "[2001:db8::1]:1"),
    ],
)
def test_it_listens_where_it_was_told_to(typed, found):
    assert str(address.chosen(typed)) == found


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        (["0.0.0.0:8222"], "type it twice"),
        (["192.168.1.7:8222"], "type it twice"),
        (["[::]:8222"], "type it twice"),
        (["0.0.0.0:8222", "127.0.0.1:8222"], "differ"),
        (["127.0.0.1:8222", "127.0.0.1:8223"], "differ"),
        (["127.0.0.1"], "no address and port"),
        (["127.0.0.1:65536"], "no address and port"),
        ([":8222"], "no address and port"),
        (["::1:8222"], "no address and port"),
        (["example.org:22"], "names are not looked up"),
        (["[fe80::1%eth0]:22"], "names an interface"),
    ],
)
def test_it_listens_nowhere_else(typed, told):
    with pytest.raises(ValueError, match=told):
        address.chosen(typed)


# -- keys


def test_keys_are_made_once_and_are_their_owners_alone(tmp_path):
    folder = tmp_path / "state" / "console"
    first = keys.ready(folder)
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    for path in folder.iterdir():
        assert stat.S_IMODE(path.stat().st_mode) == 0o600, path
    made = {path.name: path.read_bytes() for path in folder.iterdir()}
    keys.ready(folder)
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == made
    assert first.host_key().get_algorithm() == "ssh-ed25519"
    assert made["authorized_keys"] == made["client_key.pub"]
    assert made["client_key"] != made["host_key"]


@pytest.mark.parametrize("name", ["host_key", "client_key", "authorized_keys"])
def test_a_key_that_others_can_read_is_refused_and_so_is_a_link(tmp_path, name):
    keys.ready(tmp_path / "console")
    path = tmp_path / "console" / name
    path.chmod(0o640)
    with pytest.raises(InputError, match="others can reach this file: chmod 0600"):
        keys.ready(tmp_path / "console")
    path.chmod(0o600)
    path.rename(tmp_path / "elsewhere")
    path.symlink_to(tmp_path / "elsewhere")
    with pytest.raises(InputError, match=name):
        keys.ready(tmp_path / "console")


def test_a_folder_that_others_can_enter_is_refused_and_so_is_a_link(tmp_path):
    folder = tmp_path / "console"
    folder.mkdir(mode=0o755)
    folder.chmod(0o755)
    with pytest.raises(InputError, match="others can reach this folder: chmod 0700"):
        keys.ready(folder)
    (tmp_path / "mine").mkdir(mode=0o700)
    (tmp_path / "link").symlink_to(tmp_path / "mine")
    with pytest.raises(InputError, match="no link"):
        keys.ready(tmp_path / "link")


def test_what_is_no_key_is_told(tmp_path):
    keys.ready(tmp_path)
    (tmp_path / "host_key").write_text("nothing")
    with pytest.raises(InputError, match="this is no key"):
        keys.ready(tmp_path)


@pytest.fixture(autouse=True)
def tmp_path_of_ones_own(tmp_path):
    tmp_path.chmod(0o700)


def test_the_line_to_type_survives_a_shell(tmp_path):
    found = keys.Keys(tmp_path / "a b")
    line = found.line(address.parse("127.0.0.1:8222"))
    assert f"-i '{tmp_path}/a b/client_key'" in line
    assert f"'UserKnownHostsFile=\"{tmp_path}/a b/known_hosts\"'" in line
    assert line.endswith("-p 8222 quorumscope@127.0.0.1")
    assert found.line(address.parse("[::]:1"), "sftp").endswith("-P 1 quorumscope@::1")


# -- lines


def test_lines_are_cut_wherever_the_pieces_are():
    intake, text = Intake(), "cut A - B\r\n\nplay\nhal"
    found = [line for letter in text for line in intake.take(letter)] + list(intake.rest())
    assert found == [Line("cut A - B"), Line(""), Line("play"), Line("hal")]
    assert list(intake.rest()) == []


def test_of_a_line_that_is_too_long_nothing_is_kept():
    intake = Intake()
    assert list(intake.take("é" * (MOST_BYTES // 2))) == []
    assert list(intake.take("\n")) == [Line("é" * (MOST_BYTES // 2))]
    assert list(intake.take("é" * (MOST_BYTES // 2) + "x")) == []
    assert list(intake.take("play\npause\n")) == [Line("", too_long=True), Line("pause")]


# -- files


@pytest.mark.parametrize(
    ("line", "made"),
    [
        ('screenshot "cut.png"', 'screenshot "{0}/cut.png"'),
        ("screenshot cut", 'screenshot "{0}/cut.png"'),
        ("screenshot stage cut", 'screenshot stage "{0}/cut.png"'),
        ('save "lunch.qscope"', 'save "{0}/lunch.qscope"'),
        ('export gif "cut.gif" from 1s until 2s', 'export gif "{0}/cut.gif" from 1s until 2s'),
        ('plot "a b.csv"', 'plot "{0}/a b.csv"'),
        ("sweep save rows.jsonl", 'sweep save "{0}/rows.jsonl"'),
        ("sweep off", "sweep off"),
        ("shrink save small.yaml", 'shrink save "{0}/small.yaml"'),
        ('copy reproduction "a.scenario.yaml"', 'copy reproduction "{0}/a.scenario.yaml"'),
        ("copy reproduction", "copy reproduction"),
        ("open 5", "open 5"),
        ("export off", "export off"),
        ("play", "play"),
    ],
)
def test_what_is_saved_lies_in_the_folder(tmp_path, line, made):
    control = script.parse(line)[1]
    assert confined(line, control, tmp_path)[0] == made.format(tmp_path)


ELSEWHERE = (
    'screenshot "../cut.png"', 'screenshot "/tmp/cut.png"', 'screenshot ".ssh"', "screenshot",
    'save "a/b.qscope"', 'save "~/b.qscope"', "save", 'plot "../a.csv"', "plot", "export gif",
    "export", "export open", "export folder", 'export gif "../a.gif"', 'shrink save "../a"',
    'sweep save "../a.csv"', 'sweep save "/tmp/a.csv"', "sweep save",
    "open", 'open "/etc/passwd"',
    'open "../a.qscope"', 'open "secret.qscope"', 'open "link.qscope"', 'save "link.qscope"',
    'forget "run-1.qscope"', 'save "a\\nb.qscope"', 'copy reproduction "/tmp/a.scenario.yaml"',
)  # fmt: skip


def test_every_verb_that_names_a_file_is_tried():
    named = {verb.name for verb in VERBS.values() if "FILE" in verb.usage}
    assert named <= {line.split()[0] for line in ELSEWHERE if '"' in line}


@pytest.mark.parametrize("line", ELSEWHERE)
def test_nothing_is_read_or_written_elsewhere(tmp_path, line):
    (tmp_path / "files").mkdir()
    (tmp_path / "secret.qscope").write_text("")
    (tmp_path / "files" / "link.qscope").symlink_to(tmp_path / "secret.qscope")
    with pytest.raises(ScriptError):
        confined(line, script.parse(line)[1], tmp_path / "files")


# -- answers


def test_a_story_is_driven_line_by_line(tmp_path):
    counter = Counter(tmp_path)
    for line, status, text in (
        ("", HELD, "did-my-post-vanish / none, at 0 ms of 180 ms: time stands"),
        ("play until 10ms", HELD, "at 10 ms of"),
        ("at 12ms cut A | B C", HELD, "at 12.001 ms of"),
        ('post X "dinner?"', HELD, "«dinner?» by X"),
        ("expect stale reads of Y = 0", HELD, "held: stale reads of Y = 0"),
        ("feed Y via B", HELD, "missing: «dinner?» by X"),
        ("expect stale reads of Y = 0", FAILED, "failed: stale reads of Y = 0 [1]"),
        ("expect stale reads of Y > 0 within 50ms", HELD, "held: stale reads of Y > 0 [1]"),
        ("watch \"servers[?name=='A'].name\"", HELD, '["A"]'),
        ("why #1", HELD, "#1: «lunch at noon?» by X"),
        ("menu server A", HELD, "crash A"),
        ("screenshot cut", HELD, "cut.png is among the files"),
        ("help cut", HELD, "example: cut A | B C"),
        ("variant sticky", HELD, "did-my-post-vanish / sticky, at 0 ms"),
        ("open 2", HELD, "at 0 ms"),
    ):
        answer = counter.say(line)
        assert (answer.status, text in answer.text) == (status, True), (line, answer)
    assert (tmp_path / "cut.png").read_bytes() == b"PNG"


@pytest.mark.parametrize(
    ("line", "column", "text"),
    [
        ("bogus", 1, "there is no verb 'bogus'"),
        ("cut A |", 8, "a server is missing"),
        ("at 0ms crash A", 4, "it is 20 ms already"),
        ("crash Q", 0, "crash Q cannot be done now"),
        ("export gif a.gif", 1, "needs the window"),
        ("console off", 1, "in the window alone"),
        ("help bogus", 6, "there is no verb 'bogus'"),
        ("receipt #99", 0, "there is no operation #99"),
        ("watch nonsense", 7, "nonsense"),
        ("expect nothing at all", 0, "is no expectation"),
    ],
)
def test_a_wrong_line_is_told_with_its_column(tmp_path, line, column, text):
    counter = Counter(tmp_path)
    counter.say("play until 20ms")
    answer = counter.say(line)
    assert (answer.status, answer.column) == (WRONG, column), answer
    assert text in answer.text


def test_time_that_stood_stands_after_a_request_and_the_same_lines_come_to_the_same(tmp_path):
    def digest():
        counter = Counter(tmp_path)
        for line in ('post X "dinner?"', "feed Y", "at 60ms crash A", "feed Z", "play"):
            counter.say(line)
            assert not counter.host.run.busy
        return counter.host.run.digest()

    assert digest() == digest()


def test_who_gives_up_gets_time_that_stands(tmp_path):
    counter, answers = Counter(tmp_path), []
    counter.host.keeps_time = True  # nobody moves it here
    ask = Ask("play until 100ms", counter.feed, answers.append)
    counter.desk.put(ask)
    counter.answering.see_to()
    assert (answers, counter.host.run.busy) == ([], True)
    ask.give_up()
    counter.answering.see_to()
    assert (answers[0].status, counter.host.run.busy) == (WRONG, False)


def test_one_that_waits_holds_up_nobody_else(tmp_path):
    counter, order = Counter(tmp_path), []
    counter.desk.put(Ask("play until 100ms", counter.feed, lambda a: order.append(("first", a))))
    counter.desk.put(Ask("watch now_us", counter.feed, lambda a: order.append(("second", a))))
    for _ in range(1000):
        counter.tick()
    assert [who for who, _ in order] == ["second", "first"]


# -- feeds


@pytest.mark.parametrize(("away", "where"), [
    ("undo", "did-my-post-vanish"), ("branch story", "did-my-post-vanish"), ("open 2", "ripple"),
])  # fmt: skip
def test_a_request_that_somebody_else_goes_away_from_is_answered_all_the_same(
    tmp_path, away, where
):
    """Each session has lines of its own, and all have one run."""
    counter, answers = Counter(tmp_path), []
    for line in ("seek 20ms", "set w 3"):
        counter.say(line)
    counter.desk.put(Ask('post X "dinner?"', counter.feed, answers.append))
    counter.answering.see_to()
    assert answers == []
    assert counter.say(away).status == HELD
    assert counter.say("help cut").status == HELD
    (answer,) = answers
    assert (answer.status, where in answer.text) == (HELD, True), answer
    assert not counter.host.run.playing


def test_what_happens_is_told_as_it_happens_and_a_step_back_is_said(tmp_path):
    counter = Counter(tmp_path)
    counter.say("watch stale")
    assert counter.feed.take() == ""
    assert counter.say("feed Y").fed
    counter.say("play until 100ms")
    told = counter.feed.take()
    assert "stale  stale read of" in told
    assert all("  stale  " in line for line in told.splitlines() if "elsewhere" not in line)
    counter.say("seek 1ms")
    assert "time is elsewhere" in counter.feed.take()
    assert not counter.say("watch off").fed
    counter.say("play")
    assert counter.feed.take() == ""


def test_every_event_is_told_once_and_in_its_order(tmp_path):
    counter = Counter(tmp_path)
    counter.say("watch events")
    counter.say("play until 30ms")
    told = counter.feed.take().splitlines()
    assert len(told) == counter.host.run.timeline.place > 10
    assert told[0].startswith("0 ms  ")


def test_what_nobody_reads_is_counted_and_not_kept():
    woken = []
    feed = Feed(lambda: woken.append(1))
    for _ in range(3):
        feed.tell("x" * (MOST_SAID // 2 - 1))
    assert len(woken) == 2
    told = feed.take()
    assert len(told) < MOST_SAID + 100
    assert told.endswith("(1 more were left out, as nobody read them)\n")
    assert feed.take() == ""


# -- what is sent


def test_users_texts_cannot_steer_a_terminal():
    assert safe("a\x1b[2J\x07\tb\r\nc\x9bd") == "a�[2J�\tb\nc�d"


def test_an_answer_is_cut_off_where_it_is_long():
    assert cut_off("é" * MOST_SAID).endswith(f"\n... {MOST_SAID} more bytes left out")
    assert cut_off("short") == "short"


def test_only_the_library_that_is_known_to_be_safe():
    assert tuple(map(int, asyncssh.__version__.split(".")[:2])) >= (2, 24)


def test_alone_there_is_no_recording_of_somebody(tmp_path):
    counter = Counter(tmp_path, alone("2"))
    assert counter.say('open "a.qscope"').status == WRONG
