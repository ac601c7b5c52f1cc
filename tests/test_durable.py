"""What a real server has on disk and cannot show yet, in every view of it."""

from dataclasses import replace

import pytest
from frames import frame
from PySide6.QtCore import QPointF
from PySide6.QtGui import QImage, QPainter

from explorer import event_words, presets, receipt, staging
from explorer.clusters.played import played
from explorer.clusters.transcript import Transcript
from explorer.experiment import Experiment
from ui import theme
from ui.stage_durable import paint_durable
from ui.stage_words import server_line, server_tip

SINCE_US, READABLE_US, LOST_US = 2_000, 40_000, 60_000


def run(*more):
    """Ripple's neighbour: X's post is on B's disk at 2 ms, and can be read there at 40 ms."""
    scenario = presets.load("5").scenario("none")
    ours = Experiment(scenario).timeline
    ours.run_until(scenario.until_us)
    log = [event for event in ours.branch.events if event[1] != "behind"]
    first = next(event for event in log if event[1:3] == ("stored", "B"))
    log = [event for event in log if event[1:3] != ("stored", "B") and event[0] < LOST_US]
    log += [(SINCE_US, "durable", *first[2:]), (READABLE_US, *first[1:]), *more]
    log.sort(key=lambda event: event[0])
    commands = tuple(timed for timed in ours.commands if timed[0] < LOST_US)
    return Experiment(played(scenario, Transcript("PostgreSQL 15.1", commands, tuple(log))))


def at_b(experiment, at_us):
    """The server in a frame of that moment."""
    experiment.timeline.seek(at_us)
    return next(one for one in staging.servers(experiment.timeline) if one.name == "B")


def rows(experiment, key, section):
    experiment.select(key)
    return [row.value for row in dict(experiment.inspection().sections).get(section, ())]


def said(experiment, heading):
    experiment.select("operation 1")
    return [text for name, text in experiment.receipt().lines if name == heading]


def test_until_it_can_be_read_it_is_told_as_durable_in_every_view():
    experiment = run()
    experiment.timeline.run_until(LOST_US)
    server = at_b(experiment, 10_000)
    assert server.durable == ("«lunch at noon?» by X since 2 ms",)
    assert "1 write durable, not yet readable" in server_line(server)
    assert "durable, not yet readable (it says so itself): «lunch" in server_tip(server)
    assert rows(experiment, "server B", "Durable, not yet readable") == [
        "«lunch at noon?» by X: since 2 ms, as it said itself"
    ]
    assert said(experiment, "Durable") == ["At B since 2 ms: durable, not yet readable."]
    branch = experiment.timeline.branch
    told = next(event for event in branch.events if event[1] == "durable")
    words = "B has «lunch at noon?» by X (write #1) on disk: durable, not yet readable"
    assert event_words.Teller(branch.history).say(told) == words


def test_once_it_can_be_read_the_receipt_alone_says_since_when_it_was_durable():
    experiment = run()
    experiment.timeline.run_until(LOST_US)
    server = at_b(experiment, READABLE_US)
    assert server.durable == ()
    assert "durable" not in server_tip(server)
    gone = rows(experiment, "server B", "Durable, not yet readable")
    assert all(text.startswith("no longer") for text in gone)
    assert said(experiment, "Durable") == [
        "At B since 2 ms, and seen to be readable there at 40 ms."
    ]


def test_with_the_disk_it_is_gone():
    experiment = run((10_000, "wiped", "B"), (11_000, "restarted", "B"))
    experiment.timeline.run_until(LOST_US)
    assert at_b(experiment, 10_000).durable == ()
    assert at_b(experiment, 12_000).durable == ()


@pytest.mark.parametrize("radius", [14.0, 29.0, 60.0])
@pytest.mark.usefixtures("qapp")
def test_a_server_has_a_part_of_a_bar_for_each_inside_of_its_ring(radius):
    side = round(radius) * 2
    server = replace(frame().servers[0], durable=())

    def parts(writes):
        """Where in a row of its picture each part begins and ends, from the centre."""
        picture = QImage(side, side, QImage.Format.Format_RGB32)
        picture.fill(theme.current().color("ground"))
        painter = QPainter(picture)
        shown = replace(server, durable=("a post since 1 ms",) * writes)
        paint_durable(painter, QPointF(radius, radius), radius, shown)
        painter.end()
        ground, bar = (theme.current().color(name) for name in ("ground", "unknown"))
        row = [picture.pixelColor(x, round(radius * 1.6) + 3) for x in range(side)]
        inside = [x for x in range(1, side) if (row[x] == ground) != (row[x - 1] == ground)]
        assert not writes or bar in row
        return list(zip(inside[::2], inside[1::2], strict=True))

    assert parts(0) == []
    most = 3 if radius < 20 else 7 if radius < 30 else 8
    assert [len(parts(writes)) for writes in (1, 3, most, 30)] == [1, 3, most, most]
    for writes in (1, 8):
        found = parts(writes)
        left, right = radius - found[0][0], found[-1][1] - radius
        assert left == pytest.approx(right, abs=1)
        assert max(left, right) < radius * 0.6


def test_whoever_was_asked_on_a_real_server_and_has_replied_is_in_the_receipt():
    run = Experiment(presets.load("25").scenario("durable"))
    run.seek(run.end_us)
    timeline = run.timeline
    number = timeline.branch.history.named("refresh").number
    made = receipt.receipt(timeline.branch.history, timeline.cluster, number, timeline.place)
    told = [f"{heading}: {sentence}" for heading, sentence in made.lines]

    assert not any(line.startswith("Silent") for line in told)
    assert made.read_set == ("B", "C")
    assert "C" in made.write_set
    assert "Why: The copy has reached C, which has not applied it." in told
    assert not any("No copy of it has come to C" in line for line in told)
