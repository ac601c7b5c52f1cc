"""`export`: what is made is opened again by others, and is the same to the byte each time."""

import json
import os
import re
import signal
import subprocess
import sys
from base64 import b64decode
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from html.parser import HTMLParser
from io import BytesIO
from itertools import pairwise
from pathlib import Path
from types import ModuleType

import numpy as np
import pytest
from frames import frame as some
from page import wear
from PIL import Image

from engine.faults import Cut
from explorer import film, handout, judging, presets
from explorer.__main__ import main
from explorer.command_line import parser
from explorer.commands import record
from explorer.experiment import Experiment
from explorer.freshness import FreshView
from explorer.whole import whole
from ui import (
    film_formats,
    film_gif,
    film_handout,
    film_mp4,
    film_picture,
    film_screens,
    stage_note,
    theme,
)
from ui.charts import Charts
from ui.film import Film
from ui.fresh_panel import FreshPanel
from ui.stage_view import StageView

SIZE = (800, 500)
PRESETS = Path(__file__).parents[1] / "presets"
PART = (39_000, 41_000)
"""Of Ripple: the read that misses the post, and the one that sees it."""


def asked(story="2", *, to="gif", out=None, start=None, until=None, variant=None):
    """The options of a command line."""
    words = ["export", story, "--to", to, "--size", "800x500"]
    for name, value in (("out", out), ("from", start), ("until", until), ("variant", variant)):
        words += [f"--{name}", str(value)] if value is not None else []
    return words


def command(*words: str, cwd: Path) -> subprocess.CompletedProcess:
    return subprocess.run(
        [sys.executable, "-m", "explorer", *words], cwd=cwd,
        env={**os.environ, "QT_QPA_PLATFORM": ""},
        capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip


@pytest.fixture
def made(qapp):
    """The middle of Ripple as a film."""
    assert qapp is not None  # fonts are known only to an application
    wear("dark")
    return lambda experiment=None, span=PART: Film(
        experiment or Experiment(presets.load("2").scenario()), span, SIZE
    )


def gif(made: Film) -> bytes:
    out = BytesIO()
    film_gif.save(made.pictures(made.shots()), made.size, out)
    return out.getvalue()


def frames(data: bytes) -> list[tuple[np.ndarray, int]]:
    """Each picture of a GIF, and how long it stands, in ms."""
    found = []
    with Image.open(BytesIO(data)) as image:
        for number in range(image.n_frames):
            image.seek(number)
            found.append((np.asarray(image.convert("RGB"), np.int16), image.info["duration"]))
    return found


# -- gif


def test_the_same_run_gives_the_same_film_to_the_byte(made):
    assert gif(made()) == gif(made())


def test_a_film_is_read_as_it_was_painted_and_lasts_as_long(made):
    painted = made()
    read = frames(gif(painted))
    shots = painted.shots()
    assert sum(ms for _, ms in read) == sum(shot.lasts_ms for shot in shots)
    pictures = list(painted.pictures(shots))
    assert len(read) == len(pictures) > 2
    for (seen, _), picture in zip(read, pictures, strict=True):
        meant = np.asarray(film_gif.rgb(picture.image), np.int16)
        far = np.abs(seen - meant).max(axis=2)
        assert (far > 40).mean() < 0.001, "edges of letters are of a few shades only"


def test_the_palette_has_the_colours_of_the_theme():
    for name in theme.THEMES:
        theme.choose(name)
        known = film_gif.colors()
        assert len(known) == 3 * 256
        colors = {tuple(known[i : i + 3]) for i in range(0, 3 * film_gif.SAME, 3)}
        for role in (*film_gif.GROUNDS, *film_gif.DRAWN):
            color = theme.current().color(role)
            assert (color.red(), color.green(), color.blue()) in colors, (name, role)
    theme.choose("dark")


def test_a_picture_that_stands_is_one_picture(made):
    painted = made()
    shots = painted.shots()
    assert len(shots) < sum(shot.lasts_ms for shot in shots) / film.PICTURE_MS / 5
    twice = list(painted.pictures([shots[0], shots[0]]))
    assert [picture.lasts_ms for picture in twice] == [2 * shots[0].lasts_ms]


def test_a_part_that_has_not_changed_is_not_painted_again(made, monkeypatch):
    calls, paint = [], film_screens.paint

    def counted(*args, **options):
        calls.append(1)
        paint(*args, **options)

    monkeypatch.setattr(film_screens, "paint", counted)
    painted = made()
    shots = painted.shots()
    pictures = list(painted.pictures(shots))
    assert 2 <= len(calls) < len(pictures)
    assert made().picture(shots[-1]).image == pictures[-1].image, "as one that is painted anew"


# -- a picture


def test_a_picture_is_of_the_moment_that_says_most_or_of_the_one_that_was_asked_for(made):
    ripple = made(span=(None, None))
    assert ripple.still().at_us == 39_990, "the first stale read"
    assert made(span=(30_000, None)).still().at_us == 30_000
    assert made(span=(None, 10_000)).still().at_us == 10_000, "no later than the film ends"
    cut = Experiment(presets.load("18").scenario("majority"))
    assert made(cut, (None, None)).still().at_us == 9_000_000, "the preset names it"


# -- what is in a picture


def test_while_the_question_is_asked_nothing_has_been_posted(made):
    whole = made(span=(None, None))
    asked, told, *_ = whole.shots()
    seen = [whole.frame(s.at_us, parts=(), begun=s.begun).screens[0] for s in (asked, told)]
    texts = [[post.text for post in screen.posts] for screen in seen]
    assert texts == [
        ["good morning", "shipped it!"],
        ["lunch at noon?", "good morning", "shipped it!"],
    ]


def test_what_is_missing_is_named_however_low_the_screen_is(made):
    screen = made(span=(39_990, None)).frame(39_990, parts=()).screens[1]
    whole, left_out = film_screens.fitted(screen, 340, 400)
    assert left_out == 0
    assert whole[0].missing
    assert whole[0].lines
    low, left_out = film_screens.fitted(screen, 340, 55)
    assert [row.missing for row in low] == [True]
    assert low[0].lines == ()
    assert left_out == len(whole) - 1
    assert film_screens.fitted(screen, 340, 10) == ([], len(whole))


def test_a_picture_does_not_say_what_a_click_would_do(made):
    frame = made().frame(39_990, parts=())
    with_hands, without = (StageView(), StageView())
    without.hands = False
    seen = []
    for stage in (with_hands, without):
        stage.resize(900, 420)
        stage.show_frame(frame)
        (box,) = stage.scene().callouts
        painted = np.asarray(film_gif.rgb(stage.grab(box.rect.toRect()).toImage()))
        accent = theme.current().color("accent")
        same = (painted == (accent.red(), accent.green(), accent.blue())).all(axis=2)
        seen.append((int(same.sum()) > 0, box.more.height() > 0, box.is_badge))
    assert seen == [(True, True, False), (False, False, False)]


@pytest.mark.usefixtures("made")
def test_a_note_tells_a_picture_what_is_left_out_and_not_what_to_do():
    frame, found = some(40), []
    for hands in (True, False):
        stage = StageView()
        stage.hands = hands
        stage.resize(900, 420)
        stage.show_frame(frame)
        found.append(" ".join(stage_note.notes(frame, stage.scene(), stage.traffic())))
    assert ["point" in notes for notes in found] == [True, False]


def test_where_a_crowd_asks_there_are_charts_and_where_trials_are_made_what_they_measure(made):
    frame = made().end
    assert film_picture._charts(frame) is None
    assert isinstance(film_picture._charts(replace(frame, has_load=True)), Charts)
    trials = FreshView()
    assert isinstance(film_picture._charts(replace(frame, fresh=trials)), FreshPanel)


def test_a_sentence_that_says_when_it_was_is_not_given_its_moment_twice():
    """Seen in Retry storm, whose second sentence begins with «At 20 s»."""
    assert film_picture._since("At 20 s the server stands.", "20 s") == "At 20 s the server stands."
    assert film_picture._since("It stands.", "20 s") == "At 20 s: It stands."


def test_what_no_longer_holds_since_somebody_did_something_is_not_told(made):
    experiment = Experiment(presets.load("2").scenario())
    experiment.seek(20_000)
    experiment.submit(Cut((("A", "B"), ("B", "A"))))
    script = made(experiment, (None, None)).script
    told = " ".join(beat.text for beat in script.beats)
    assert "X posts at A" in told
    assert "The copy has arrived at B" not in told
    assert script.closing == ""


# -- mp4


@pytest.fixture
def av():
    return pytest.importorskip("av")


def test_a_film_in_h264_is_as_long_and_as_large_as_it_was_planned(made, av, tmp_path):
    painted, out = made(), tmp_path / "a.mp4"
    shots = painted.shots(film_mp4.PICTURE_MS)
    film_mp4.save(painted.pictures(shots), SIZE, out)
    with av.open(str(out)) as film:
        video = film.streams.video[0]
        assert (video.codec.name, video.width, video.height) == ("h264", *SIZE)
        assert video.codec_context.pix_fmt == "yuv420p", "what browsers play"
        seconds = float(video.duration * video.time_base)
        seen = [(frame.time, frame.to_ndarray(format="rgb24")) for frame in film.decode(video)]
    assert seconds == pytest.approx(sum(shot.lasts_ms for shot in shots) / 1_000, abs=0.001)
    times = [time for time, _ in seen]
    assert times == sorted(times)
    assert max(b - a for a, b in pairwise(times)) <= 1.001, "what stands is there once a second"
    for picture, pixels in ((painted.picture(shots[0]), seen[0][1]),
                            (painted.picture(shots[-1]), seen[-1][1])):  # fmt: skip
        meant = np.asarray(film_gif.rgb(picture.image), np.int16)
        assert np.abs(meant - pixels).mean() < 4


def test_a_film_that_cannot_be_written_is_said_as_any_other_file(made, av, tmp_path):
    painted = made()
    with pytest.raises(OSError, match="No such file"):
        film_mp4.save(painted.pictures(painted.shots()[:1]), SIZE, tmp_path / "no" / "a.mp4")
    assert av is not None


def test_a_folder_that_is_called_like_the_library_is_not_taken_for_it(monkeypatch):
    monkeypatch.setitem(sys.modules, "av", ModuleType("av"))
    monkeypatch.delitem(sys.modules, "av.video", raising=False)
    assert not film_mp4.can()


def test_where_nothing_makes_films_a_line_says_what_to_install(capsys, monkeypatch, tmp_path):
    monkeypatch.setattr(film_mp4, "can", lambda: False)
    assert main(asked(to="mp4", out=tmp_path / "a.mp4")) == 2
    told = capsys.readouterr().err
    assert told.count("\n") == 1
    assert "pip install" in told
    assert list(tmp_path.iterdir()) == []


def test_a_film_in_h264_has_even_sides(capsys):
    assert main([*asked(to="mp4"), "--size", "801x500"]) == 2
    assert "--size 801x500: " in capsys.readouterr().err


def test_pictures_are_not_smaller_or_larger_than_their_words_need(capsys):
    for size in ("640x480", "3840x2160"):
        assert main([*asked(to="png"), "--size", size]) == 2
        told = capsys.readouterr().err
        assert told == f"--size {size}: letters and stage have room in pictures of " + (
            "800x500 to 2560x1440\n"
        )


# -- html


class Read(HTMLParser):
    """A page as it is read: its tags with their attributes, and its text."""

    EMPTY = ("meta", "img", "source", "br")

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str]]] = []
        self.open: list[str] = []
        self.text = ""
        self.feed(text)
        self.close()

    def handle_starttag(self, tag, attributes):
        self.tags.append((tag, dict(attributes)))
        if tag not in self.EMPTY:
            self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        self.text += data

    def all(self, tag: str) -> list[dict[str, str]]:
        return [attributes for name, attributes in self.tags if name == tag]


@pytest.fixture
def page(made, monkeypatch, tmp_path):
    """The page of a part of Ripple, with a GIF for its film."""
    monkeypatch.setattr(film_mp4, "can", lambda: False)
    out = tmp_path / "a.html"

    def saved(film_: Film | None = None) -> Read:
        film_formats.FORMATS["html"](film_ or made(), out, lambda *_: lambda _: None)
        return Read(out.read_text(encoding="utf-8"))

    return saved


def test_the_page_needs_nothing_else_and_is_whole(page):
    read = page()
    assert read.open == []
    addresses = [a[name] for _, a in read.tags for name in ("src", "srcset", "poster", "href")
                 if name in a]  # fmt: skip
    assert len(addresses) >= 4
    assert all(address.startswith("data:") for address in addresses)
    assert not read.all("script")
    assert not read.all("link")
    for address in addresses:
        kind, _, data = address.removeprefix("data:").partition(";base64,")
        with Image.open(BytesIO(b64decode(data))) as image:
            assert image.get_format_mimetype() == kind


def test_a_page_leaves_nothing_else_where_it_is_made(page, tmp_path):
    page()
    assert [path.name for path in tmp_path.iterdir()] == ["a.html"]


def test_the_page_has_the_colours_of_two_themes_and_leaves_the_one_that_is_on(page, tmp_path):
    before = theme.choose("projector", font_percent=90)
    page()
    assert theme.current() is before, "its letters as well"
    light, _, dark = (
        (tmp_path / "a.html").read_text("utf-8").partition("@media screen and (prefers-color")
    )
    for worn, text in ((theme.LIGHT, light), (theme.DARK, dark)):
        for color in (worn.ground, worn.text, worn.fresh, worn.stale, worn.unknown):
            assert color in text
    wear("dark")


def test_the_charts_of_a_page_wear_one_theme_each_and_none_the_application_s(page):
    """Seen in a browser: on a light page their heads were those of the dark theme."""
    wear("dark")
    read = page()
    addresses = (read.all("source")[-1]["srcset"], read.all("img")[-1]["src"])
    for worn, address in zip((theme.DARK, theme.LIGHT), addresses, strict=True):
        with Image.open(BytesIO(b64decode(address.partition(",")[2]))) as image:
            many = sorted(image.convert("RGB").getcolors(1 << 24), reverse=True)[:3]
        other = theme.LIGHT if worn is theme.DARK else theme.DARK
        found = {"#{:02X}{:02X}{:02X}".format(*color) for _, color in many}
        assert {worn.panel.upper(), worn.ground.upper()} <= found
        assert not {other.panel.upper(), other.ground.upper()} & found


def test_on_a_narrow_screen_what_held_is_a_list_and_controls_cover_no_caption(page, tmp_path):
    """Seen in a browser: 400 pixels wide the table was six screens high."""
    read = page()
    heads = [cell.get("data-head") for cell in read.all("td")]
    assert heads[:3] == ["Promised", "This run", None]
    text = (tmp_path / "a.html").read_text("utf-8")
    assert 'style="--ratio: 1.6000"' in text
    for rule in (
        ".told span { min-width: 0; }",
        "@media (max-width: 40rem)",
        "@media print",
        "calc(100cqw / var(--ratio) + 5rem)",
    ):
        assert rule in text


def test_the_page_is_read_without_pictures(page):
    read = page()
    tags = [tag for tag, _ in read.tags]
    assert tags.count("h1") == 1
    assert tags.count("h2") >= 5
    assert all(len(image["alt"]) > 20 for image in read.all("img"))
    assert read.all("html") == [{"lang": "en"}]
    for text in (
        "Ripple", "How do X's changes", "Y reads again and sees it", "R + W ≤ N",
        "read your writes",
        "Seed 2", "quorumscope run 2 --seed 2", "Reads: ",
    ):  # fmt: skip
        assert text in read.text, text
    assert "Z reads at C" not in read.text, "that comes after the interval"


def test_verdicts_and_digest_are_those_of_the_run(page, made, capsys):
    read = page(made(span=(None, None)))
    assert main(["run", "2", "--json"]) == 0
    row = json.loads(capsys.readouterr().out)
    assert row["digest"] in read.text
    words = {"holds": "✓ holds", "violated": "✗ violated", "unknown": "? unknown"}
    told = "".join(read.text.split())
    for name in ("read_your_writes", "regular", "linearizable"):
        found = row["guarantees"][name]
        said = f"{name.replace('_', ' ')} {found['promised']} {words[found['verdict']]}"
        assert "".join(said.split()) in told


def test_a_long_history_is_judged_where_its_page_is_made(made, monkeypatch):
    """The process that makes it beside a window is a daemon: it may start no other."""
    monkeypatch.setattr(judging, "submit", None)
    judged = made(Experiment(presets.load("3").scenario()), (0, 600_000)).judged()
    assert "holds" in {row.answer for row in judged.verdicts.rows}


def test_what_people_wrote_is_escaped(page, made, tmp_path):
    story = tmp_path / "a.yaml"
    text = (PRESETS / "02-ripple.yaml").read_text(encoding="utf-8")
    evil = '<script>alert(1)</script> & "x"'
    story.write_text(text.replace("title: Ripple", f"title: '{evil}'"), encoding="utf-8")
    read = page(made(Experiment(presets.load(str(story)).scenario())))
    assert not read.all("script")
    assert evil in read.text
    assert "quorumscope run" not in read.text, "nobody else has this story"


# -- pdf


def test_what_a_handout_asks_is_what_the_story_tells(made):
    film_ = made(span=(None, None))
    tasks = list(handout.tasks(film_.experiment, film_.beats))
    assert [task.at_us for task in tasks] == sorted({beat.at_us for beat in film_.script.beats})
    assert tasks[1].done == ("feed Y",)
    assert "does not see the post" in tasks[1].answer


@pytest.mark.parametrize(
    ("story", "variant", "right", "told"),
    [
        ("2", None, "no", "Y's feed at 39.99 ms: it shows nothing new."),
        ("12", "strict", "no", "Y's feed at 2 s: fresh."),
        ("18", "one", "that it is posted", "X's post at 1.1 s: acknowledged."),
    ],
)
def test_the_answer_to_the_prediction_is_read_off_the_run(story, variant, right, told):
    experiment = Experiment(presets.load(story).scenario(variant))
    experiment.seek(experiment.end_us)
    answers = [handout.answer(one) for one in handout.asked(experiment, 0, experiment.end_us)]
    assert any(found == right and why.startswith(told) for found, why in answers), answers


def test_the_page_asks_first_and_hides_the_answers(page, made):
    painted = made()
    read = page(painted)
    text = read.text
    assert text.index("Before you look") < text.index("What happens")
    span = painted.script.from_us, painted.script.until_us
    assert len(read.all("details")) >= len(handout.asked(painted.experiment, *span)) > 0


@pytest.mark.parametrize("story", ["2", "18"])
def test_a_handout_has_its_answers_on_a_sheet_of_their_own(made, tmp_path, monkeypatch, story):
    """What is written on which page; an answer is never on the back of a question."""
    page: dict[str, int] = {}
    asked: list[int] = []
    write, task = film_handout.Sheets.write, film_handout._task

    def noted(sheets, text, *args, **options):
        write(sheets, text, *args, **options)
        page[text] = sheets.pages

    def asked_on(sheets, *args):
        task(sheets, *args)
        asked.append(sheets.pages)

    monkeypatch.setattr(film_handout.Sheets, "write", noted)
    monkeypatch.setattr(film_handout, "_task", asked_on)
    experiment = Experiment(presets.load(story).scenario())
    film_, out = made(experiment, (None, None)), tmp_path / "a.pdf"
    film_handout.save(film_, out, lambda *_: lambda _: None)
    answers = page[f"Answers: {film_.end.lesson.title}"]
    assert answers % 2 == 1, "the front of a sheet"
    assert max(asked) < answers
    assert len(asked) == len(film_.beats)
    assert all(page[beat.text] >= answers for beat in film_.beats)
    assert page[film_.end.lesson.takeaway] >= answers
    assert page["Before you look at the pictures"] == 1
    data = out.read_bytes()
    assert data.startswith(b"%PDF-")
    assert data.rstrip().endswith(b"%%EOF")
    assert len(re.findall(rb"/Type /Page\b", data)) == max(page.values())


@pytest.mark.usefixtures("made")
def test_nothing_stands_below_the_end_of_a_page(tmp_path):
    with closing(film_handout.Sheets(tmp_path / "a.pdf", "", "")) as sheets:
        for number in range(90):
            sheets.write(f"{number}: {'word ' * 40}", after=0)
            assert 0 < sheets.y <= sheets.bottom + 1
        assert sheets.pages > 2


# -- recordings


def test_a_recording_is_exported_as_its_story_is(made, tmp_path, capsys):
    tape = tmp_path / "a.qscope"
    assert main(["run", "2", "--record", str(tape)]) == 0
    capsys.readouterr()
    experiment = record.begun(parser().parse_args(asked(str(tape))))
    assert gif(made(experiment)) == gif(made())


# -- the command


def test_the_command_makes_a_film_named_after_its_story(tmp_path):
    done = command(*asked(start="39ms", until="40ms"), cwd=tmp_path)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    assert [path.name for path in tmp_path.iterdir()] == ["ripple.gif"]
    assert len(frames((tmp_path / "ripple.gif").read_bytes())) > 2


def test_the_command_makes_the_same_picture_twice(tmp_path):
    for name in ("a.png", "b.png"):
        done = command(*asked(to="png", start="39.99ms", out=name), cwd=tmp_path)
        assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    assert (tmp_path / "a.png").read_bytes() == (tmp_path / "b.png").read_bytes()
    with Image.open(tmp_path / "a.png") as image:
        assert image.size == SIZE


def test_every_format_that_the_parser_knows_can_be_made():
    assert tuple(film_formats.FORMATS) == film.FORMATS


def test_other_formats_are_refused_in_one_line_that_says_which_can_be_made(capsys):
    with pytest.raises(SystemExit) as left:
        main(asked(to="avi"))
    assert left.value.code == 2
    line = capsys.readouterr().err.splitlines()[-1]
    assert "'avi' cannot be made: there are png, gif, html, mp4, pdf, jepsen, maelstrom" in line


def test_all_that_is_wrong_is_told_at_once(capsys, tmp_path):
    out = tmp_path / "nowhere" / "a.png"
    assert main(asked(out=out, start="9s", until="8s")) == 2
    told = capsys.readouterr().err.splitlines()
    assert told == [
        "--from 9s: the run ends at 170ms",
        f"--out {out}: the name of such a file ends in .gif",
        f"--out {out}: there is no folder {out.parent}",
        "--until 8s: the run ends at 170ms",
    ]
    assert main(asked(out=out, variant="nix")) == 2
    told = capsys.readouterr().err
    assert "there is no variant 'nix'" in told
    assert told.count("\n") == 3


@pytest.mark.parametrize(
    ("options", "text"),
    [
        ({"start": "50ms", "until": "40ms"}, "--until 40ms: this is not after 50ms"),
        ({"to": "png", "until": "40ms"}, "--until 40ms: a picture is of one moment"),
        ({"start": "170ms"}, "--from 170ms: nothing is left to show"),
        ({"story": "nothing"}, "nothing"),
    ],
)
def test_what_cannot_be_is_one_line(options, text, capsys):
    assert main(asked(**options)) == 2
    told = capsys.readouterr().err.splitlines()
    assert len(told) == 1
    assert told[0].startswith(text)


def test_a_file_that_cannot_be_written_is_one_line(tmp_path, capsys, monkeypatch):
    def full(*_args, **_options):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(film_formats, "save", full)
    out = tmp_path / "a.gif"
    assert main(asked(out=out)) == 2
    assert capsys.readouterr().err == f"{out}: it cannot be written: No space left on device\n"
    assert list(tmp_path.iterdir()) == []


def test_what_is_cancelled_leaves_nothing_and_what_was_there(tmp_path, monkeypatch):
    def half(_name, _experiment, _span, path, **_options):
        path.write_bytes(b"half")
        raise KeyboardInterrupt

    monkeypatch.setattr(film_formats, "save", half)
    out = tmp_path / "a.gif"
    out.write_bytes(b"before")
    assert main(asked(out=out)) == 130
    assert [(path.name, path.read_bytes()) for path in tmp_path.iterdir()] == [("a.gif", b"before")]


def _hear_of_all() -> None:
    """Tests in the background of a shell, or below nohup, have children that ignore a signal."""
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_DFL)


@contextmanager
def begun(folder: Path) -> Iterator[subprocess.Popen]:
    """A film that takes seconds, as soon as it is being written."""
    process = subprocess.Popen(
        [sys.executable, "-m", "explorer", "export", "5", "--to", "gif", "--out", "a.gif"],
        cwd=folder, stderr=subprocess.PIPE, text=True,
        preexec_fn=_hear_of_all,
    )  # fmt: skip
    while process.poll() is None and not list(folder.rglob("a.gif")):
        pass
    yield process


@pytest.mark.skipif(os.name == "nt", reason="signals are POSIX")
@pytest.mark.parametrize("name", ["SIGINT", "SIGTERM", "SIGHUP"])
def test_what_is_told_to_end_leaves_no_half_file(tmp_path, name):
    with begun(tmp_path) as process:
        process.send_signal(getattr(signal, name))
        _, told = process.communicate(timeout=30)
    assert process.returncode == 128 + getattr(signal, name)
    assert "Traceback" not in told
    assert list(tmp_path.iterdir()) == []


@pytest.mark.skipif(os.name == "nt", reason="signals are POSIX")
def test_what_was_killed_is_cleared_away_by_the_next_film_in_its_place(tmp_path):
    with begun(tmp_path) as process:
        process.kill()
        process.communicate(timeout=30)
    assert len(list(tmp_path.iterdir())) == 1
    with whole(tmp_path / "b.gif") as making:
        making.made.write_bytes(b"all")
    assert len(list(tmp_path.iterdir())) == 2, "of another file"
    with whole(tmp_path / "a.gif") as making, whole(tmp_path / "a.gif") as other:
        other.made.write_bytes(b"other")
        making.made.write_bytes(b"all")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.gif", "b.gif"]
    assert (tmp_path / "a.gif").read_bytes() == b"all", "two at once do not disturb one another"


@pytest.mark.parametrize("name", [".a.gif.holiday.part", ".a.gif.holidays.part", ".a.gif.part"])
def test_what_somebody_else_has_there_stays(name, tmp_path):
    (tmp_path / name).mkdir()
    (tmp_path / name / "photo.txt").write_text("mine", encoding="utf-8")
    with whole(tmp_path / "a.gif") as making:
        making.made.write_bytes(b"all")
    assert (tmp_path / name / "photo.txt").read_text("utf-8") == "mine"


def test_a_file_takes_its_place_when_it_is_whole(tmp_path):
    out = tmp_path / "a.gif"
    with whole(out) as making:
        making.made.write_bytes(b"all")
        assert not out.exists()
    assert [path.name for path in tmp_path.iterdir()] == ["a.gif"]
