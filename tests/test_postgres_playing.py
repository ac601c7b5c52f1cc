"""A story on PostgreSQL by the way that a window takes, and what is left where it is given up."""

import tempfile
import time
from pathlib import Path

import postgres_servers
import psutil
import pytest

from explorer import presets
from explorer.clusters.elsewhere import Elsewhere
from explorer.experiment import Experiment

pytestmark = pytest.mark.real_clock
LIMIT_S = 60


@pytest.fixture(scope="module", autouse=True)
def there():
    with postgres_servers.loop() as loop, postgres_servers.folder() as place:
        postgres_servers.found(loop, place / "programs")


@pytest.fixture
def place(monkeypatch):
    """Where its servers have their folder; their user has to get there."""
    with postgres_servers.folder() as folder:
        folder.mkdir(mode=0o711)
        monkeypatch.setenv("TMPDIR", str(folder))
        monkeypatch.setattr(tempfile, "tempdir", None)
        yield folder
        folder.rmdir()


def processes(place: Path) -> list[str]:
    told = (" ".join(each.info["cmdline"] or ()) for each in psutil.process_iter(["cmdline"]))
    return [line for line in told if str(place) in line]


def gone(place: Path) -> bool:
    """Whether nothing of it is left, within a while."""
    until_s = time.monotonic() + LIMIT_S
    while time.monotonic() < until_s:
        if not processes(place) and not list(place.iterdir()):
            return True
    return False


def test_a_post_vanishes_from_its_writers_own_screen_on_real_servers(place):
    elsewhere, told = Elsewhere(), []
    elsewhere.begin(presets.load("5").scenario("none"))
    while elsewhere.busy:
        elsewhere._worker.wait()
        elsewhere.collect()
        told.append(elsewhere.said[0])

    run = Experiment(elsewhere.happened)
    run.timeline.run_until(run.end_us)
    sent = {m.kind: m.operation for m in run.timeline.branch.history.messages.values()
            if m.operation}  # fmt: skip
    assert run.guarantees()["read_your_writes"]["verdict"] == "violated"
    assert sent == {"wal": 1, "ack": 1}
    assert told[0].startswith("PostgreSQL: 3 servers are made")
    assert gone(place)


def test_given_up_in_the_middle_it_leaves_no_process_and_no_file(place):
    elsewhere = Elsewhere()
    elsewhere.begin(presets.load("5").scenario("none"))
    while elsewhere.busy and "the story is played" not in elsewhere.said[0]:
        elsewhere._worker.wait()
        elsewhere.collect()
    assert processes(place)

    elsewhere.cancel()

    assert elsewhere.state == "cancelled"
    assert gone(place)
