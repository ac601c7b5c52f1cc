"""One command line does a run again; the page of the verbs is the table of the verbs."""

import json
import shlex

import pytest
from PySide6.QtGui import QGuiApplication

from engine.events import digest
from explorer import reproducing, script, verbs_page
from explorer.__main__ import main
from explorer.experiment import Experiment
from explorer.presets import load
from explorer.script import parse
from explorer.verbs import VERBS


def stood(story, variant="", settings=(), seed=None, at_us=None):
    """A run that stands at that moment; None: nothing has happened."""
    run = Experiment(load(story, settings).scenario(variant or None), seed)
    if at_us is not None:
        run.seek(at_us)
    return run


def done_again(line, capsys):
    """What a terminal says of the same line: the digest of each run."""
    program, *words = shlex.split(line)
    assert program == "quorumscope"
    main([*words, "--json"])
    return [json.loads(row)["digest"] for row in capsys.readouterr().out.splitlines()]


def digest_of(run):
    run.seek(run.now_us if run.timeline.place else run.end_us)
    return digest(run.timeline.branch.events[: run.timeline.place])


@pytest.mark.parametrize(
    ("how", "line"),
    [
        ({"story": "5", "variant": "sticky", "at_us": 42_000},
         "quorumscope run did-my-post-vanish --variant sticky --until 42ms"),
        ({"story": "2", "settings": ("w=2", "timeout=250ms"), "seed": 9, "at_us": 10**9},
         "quorumscope run ripple --set w=2 --set timeout=250ms --seed 9"),
        ({"story": "9", "variant": "w1"},
         "quorumscope run acknowledged-then-gone --variant w1"),
    ],
)  # fmt: skip
def test_the_line_does_the_run_again(how, line, capsys):
    run = stood(**how)
    assert reproducing.line(run) == line
    assert done_again(line, capsys) == [digest_of(run)]


def test_a_story_of_ones_own_is_named_by_its_file(tmp_path, capsys):
    path = tmp_path / "my own.yaml"
    path.write_text(load("2").origin.text.replace("seed: ", "seed: 1"), encoding="utf-8")
    run = stood(str(path), at_us=50_000)
    line = reproducing.line(run)
    assert line == f"quorumscope run '{path}' --until 50ms"
    assert done_again(line, capsys) == [digest_of(run)]


def test_what_was_done_by_hand_goes_with_it_in_a_file(tmp_path, capsys):
    run = stood("2", at_us=20_000)
    run.submit(parse("crash B")[1])
    run.seek(90_000)
    with pytest.raises(ValueError, match=r'copy reproduction "ripple\.scenario\.yaml"'):
        reproducing.line(run)
    with pytest.raises(ValueError, match=r"ends in \.scenario\.yaml"):
        reproducing.line(run, tmp_path / "a.yaml")
    path = tmp_path / "b was down.scenario.yaml"
    line = reproducing.line(run, path)
    assert line == f"quorumscope run '{path}'"
    assert done_again(line, capsys) == [digest_of(run)]


def test_the_window_lays_it_on_the_clipboard(ripple, tmp_path):
    ripple.window.do("seek 30ms")
    ripple.window.do("copy reproduction")
    clipboard = QGuiApplication.clipboard()
    assert clipboard.text() == "quorumscope run ripple --until 30ms"
    ripple.window.do("crash C")
    ripple.window.do("copy reproduction")
    assert 'copy reproduction "ripple.scenario.yaml"' in ripple.window.notice.text()
    assert clipboard.text() == "quorumscope run ripple --until 30ms"
    path = tmp_path / "c.scenario.yaml"
    ripple.window.do(f'copy reproduction "{path}"')
    assert clipboard.text() == f"quorumscope run {path}"
    assert "crash C" in path.read_text(encoding="utf-8")


def test_in_the_gallery_there_is_nothing_to_do_again(page):
    page.window.do("copy reproduction")
    assert page.window.notice.text() == "first open a story: then it can be done again"


def test_the_page_of_the_verbs_is_the_table_that_is_read():
    """`make pages` writes it anew."""
    assert verbs_page.PAGE.read_text(encoding="utf-8") == verbs_page.page()
    rows = [line for line in verbs_page.page().splitlines() if line.startswith("| `")]
    assert len(rows) == len(VERBS)
    assert {row.split("`")[1].split()[0] for row in rows} == set(VERBS)
    assert all(script.parse(verb.example) for verb in VERBS.values())
