"""The rows of `bench` that need the window, at a size that takes no time."""

import json

import pytest

from explorer.__main__ import main
from ui import benches


@pytest.mark.usefixtures("qtbot")
def test_a_picture_of_a_full_stage(capsys):
    assert main(["bench", "stage", "--part", ".01", "--json"]) in (0, 1)
    [row] = json.loads(capsys.readouterr().out)
    assert row["name"] == "stage"
    assert row["ours"] > 0
    assert row["limit"] == benches.FRAME_MS
    assert row["met"] is (row["fraction_of_limit"] <= 0.6)


def test_the_stage_is_full_and_every_message_is_under_way():
    frame = benches.crowded(500)
    names = {server.name for server in frame.servers}
    last_us = benches.STEP_US * benches.PICTURES
    assert len(names) == benches.SERVERS
    assert len(frame.messages) == 500
    assert {end for m in frame.messages for end in (m.source, m.target)} <= names
    assert all(0 < m.at(0) < 1 or m.at(last_us) < 1 for m in frame.messages)
    assert frame.charts.latencies, "the charts have something to draw"


def test_a_program_is_timed_until_it_has_painted_and_then_is_gone():
    assert benches._painted_s("print('painted', flush=True); import time; time.sleep(60)") < 30
    with pytest.raises(RuntimeError, match="not that it has painted"):
        benches._painted_s("print('no display')")


def test_the_program_says_when_it_has_painted():
    assert benches._painted_s(benches.OURS) > 0
    assert benches._painted_s(benches.EMPTY) > 0
