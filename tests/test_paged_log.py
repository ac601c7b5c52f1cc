"""The log of a long run: what is packed, filed and shared comes out as it went in."""

import tempfile
from bisect import bisect_left, bisect_right
from errno import ENOSPC
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine import all_operations, rows, shelf
from engine.events import digest
from engine.faults import Crash, Restart
from explorer import filed, framing, measures, paged_log, presets
from explorer.experiment import Experiment
from explorer.paged_log import PagedLog

WHOLE = st.integers(-(1 << 80), 1 << 80)
FIELD = st.recursive(
    st.none() | WHOLE | st.text(max_size=3),
    lambda inner: st.lists(inner, max_size=3).map(tuple),
    max_leaves=5,
)
BATCHES = st.lists(st.lists(st.tuples(st.integers(0, 3), st.text(max_size=2), FIELD), max_size=9))


@pytest.fixture
def tiny(monkeypatch):
    """Pages of three events, one of which is open, and all of them in the file."""
    tiny_pages(monkeypatch, (paged_log, 3, 1), opened=1)


def tiny_pages(monkeypatch, *sizes, opened):
    """(module, PAGE, KEPT) each; pages lie in a file, and so many of a shelf are open."""
    for module, page, kept in sizes:
        monkeypatch.setattr(module, "PAGE", page)
        monkeypatch.setattr(module, "KEPT", kept)
    monkeypatch.setattr(shelf, "OPEN", opened)
    monkeypatch.setattr(filed, "IN_MEMORY", 0)


def events(count):
    """So many, two in each microsecond."""
    return [(i // 2, "happened", i) for i in range(count)]


def log_of(plain):
    log = PagedLog()
    for event in plain:
        log.extend([event])
    return log


@pytest.mark.usefixtures("tiny")
def test_a_paged_log_is_as_a_list():
    @given(BATCHES, st.integers(-40, 40), st.integers(-40, 40), st.integers(0, 20))
    def check(batches, first, end, at_us):
        log, plain, now_us = PagedLog(), [], 0
        for batch in batches:
            timed = []
            for later_us, *rest in batch:
                now_us += later_us
                timed.append((now_us, *rest))
            log.extend(timed)
            plain += timed
            assert log == plain
        assert len(log) == len(plain)
        assert list(map(repr, log)) == list(map(repr, plain))
        assert log[first:end] == plain[first:end]
        assert log[first:end:-2] == plain[first:end:-2]
        assert digest(log) == digest(plain)
        times = [event[0] for event in plain]
        assert log.before(at_us) == bisect_left(times, at_us)
        assert log.up_to(at_us) == bisect_right(times, at_us)
        for place in range(-len(plain), len(plain)):
            assert log[place] == plain[place]
        for place in (len(plain), -len(plain) - 1):
            with pytest.raises(IndexError):
                log[place]
        share = log.until(max(0, end))
        assert share == plain[: max(0, end)]
        assert share.up_to(at_us) == bisect_right(times[: max(0, end)], at_us)

    check()


@pytest.mark.usefixtures("tiny")
def test_other_events_are_another_log():
    log = log_of(events(10))
    assert log != events(9)
    assert log != [*events(9), (4, "happened", 10)]
    assert log != "events"


@pytest.mark.usefixtures("tiny")
@pytest.mark.parametrize("place", range(11))
def test_logs_that_begin_alike_share_their_pages_and_go_on_apart(place, monkeypatch):
    packed = []
    dumps = shelf.marshal.dumps
    monkeypatch.setattr(shelf.marshal, "dumps", lambda page: packed.append(page) or dumps(page))
    log = log_of(events(10))
    assert len(packed) == 2
    other = log.until(place)
    assert len(packed) == 2
    other.extend([(9, "went", "otherwise")] * 9)
    log.extend([(9, "went", "on")] * 9)
    assert other == events(10)[:place] + [(9, "went", "otherwise")] * 9
    assert log == events(10) + [(9, "went", "on")] * 9
    for each in (log, other):
        times = [event[0] for event in each]
        assert [each.up_to(us) for us in range(11)] == [bisect_right(times, us) for us in range(11)]
        assert [each.before(us) for us in range(11)] == [bisect_left(times, us) for us in range(11)]


@pytest.mark.usefixtures("tiny")
def test_the_file_goes_with_the_last_log_that_needs_it(monkeypatch, tmp_path):
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    files, made = [], tempfile.TemporaryFile

    def make(**wanted):
        files.append(made(**wanted))
        return files[-1]

    monkeypatch.setattr(filed.tempfile, "TemporaryFile", make)
    log = log_of(events(30))
    other = log.until(20)
    del log
    assert other == events(20)
    assert [file.closed for file in files] == [False]
    del other
    assert [file.closed for file in files] == [True]
    assert not list(tmp_path.iterdir())


def test_a_short_log_needs_no_file(monkeypatch):
    monkeypatch.setattr(paged_log, "PAGE", 3)
    monkeypatch.setattr(filed.tempfile, "TemporaryFile", None)
    assert log_of(events(100)) == events(100)


def full(**_):
    raise OSError(ENOSPC, "No space left on device")


def half_full(**_):
    """A file on a disk that takes a part of what is written, as raw files say it."""
    return SimpleNamespace(seek=int, write=lambda packed: len(packed) - 1, close=int)


@pytest.mark.usefixtures("tiny")
@pytest.mark.parametrize("disk", [full, half_full])
def test_what_the_disk_does_not_take_stays_in_memory(monkeypatch, disk):
    monkeypatch.setattr(filed.tempfile, "TemporaryFile", disk)
    assert log_of(events(30)) == events(30)


def test_only_so_many_pages_are_open(monkeypatch):
    """Who looks around in the past pays for a page once, and what was looked at long ago goes."""
    monkeypatch.setattr(paged_log, "PAGE", 10)
    monkeypatch.setattr(shelf, "OPEN", 2)
    log, read = log_of(events(100)), []
    loads = shelf.marshal.loads
    monkeypatch.setattr(shelf.marshal, "loads", lambda page: read.append(0) or loads(page))
    for place in (1, 2, 11, 3, 21, 4):
        assert log[place] == events(100)[place]
    assert len(read) == 3
    assert log[12] == events(100)[12]
    assert len(read) == 4


@pytest.mark.parametrize("story", ["2", "20"])
def test_no_page_shows_in_what_is_shown(monkeypatch, story):
    """With tiny pages frames, the log and measures are what they are without, in a branch, too."""
    plain = list(told(story))
    tiny_pages(monkeypatch, (paged_log, 7, 1), (all_operations, 3, 1), (rows, 5, 1), opened=2)
    assert list(told(story)) == plain


def told(story):
    run = Experiment(presets.load(story).scenario())
    for part in (1.0, 0.3, 0.6, 0.0, 0.8):
        run.seek(round(part * run.end_us / 4))
        yield framing.frame(run, {"charts", "inspector", "settings"})
        timeline = run.timeline
        yield measures.measures(timeline.branch.history, timeline.cluster)
        listed = run.events().rows
        yield [listed.row(i) for i in range(0, len(listed), 97)]
        timeline.submit(Crash("A") if timeline.cluster.replicas["A"].running else Restart("A"))
        yield timeline.place, digest(timeline.branch.events)
