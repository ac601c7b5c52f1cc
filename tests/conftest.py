"""The tests draw off screen, and never ask for a display unless told to."""

import gc
import os
import tempfile
from collections.abc import Generator
from contextlib import suppress

import pytest
from hypothesis import HealthCheck, settings

# A busy machine must not fail a test: nothing here is judged by the clock.
settings.register_profile("unhurried", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("unhurried")

LOOKS = 10
"""After so many tests the collector looks at all there is."""

# No test reads or writes what somebody prefers, or the runs of somebody.
_own = tempfile.TemporaryDirectory(prefix="quorumscope-tests-")
os.environ["QUORUMSCOPE_HOME"] = _own.name

# Before Qt is imported. An empty value counts as unset, here as in the program.
os.environ["QT_QPA_PLATFORM"] = os.environ.get("QT_QPA_PLATFORM") or "offscreen"


def pytest_collection_finish() -> None:
    """What was collected stays to the end: half a million objects that nobody need search."""
    gc.set_threshold(50_000, 20, 1_000)  # as in the program
    keep()


def keep() -> None:
    """What there is now is searched no more."""
    gc.collect()
    gc.freeze()


TRIES = 3


def pytest_configure(config: pytest.Config) -> None:
    """`real_clock`: what real servers do has to fit into moments of the wall clock."""
    config.addinivalue_line("markers", f"real_clock: tried {TRIES} times: a machine may be busy")


@pytest.hookimpl(wrapper=True)
def pytest_pyfunc_call(pyfuncitem: pytest.Function) -> Generator[None, object, object]:
    """Tries again what was too late, with the servers that are there."""
    if pyfuncitem.get_closest_marker("real_clock") is None:
        return (yield)
    arguments = {name: pyfuncitem.funcargs[name] for name in pyfuncitem._fixtureinfo.argnames}
    try:
        return (yield)
    except AssertionError:
        for _ in range(TRIES - 2):
            with suppress(AssertionError):
                pyfuncitem.obj(**arguments)
                return True
        pyfuncitem.obj(**arguments)
        return True


@pytest.fixture(autouse=True)
def between_tests(request: pytest.FixtureRequest) -> None:
    """Beside Qt Python's collector looks only between tests, for the reason in `ui.housekeeping`.

    It looks at what the last two have left, and now and then at all there is.
    """
    if gc.get_freeze_count():
        gc.collect(1 + (gc.get_count()[2] > LOOKS))
    else:  # a window that was closed for good has let go of all that was kept
        keep()
    if "qapp" in request.fixturenames:
        gc.disable()
        from ui import dressing

        dressing.finish()  # the theme that the last test came back to
    else:
        gc.enable()


# What follows imports Qt only where it is asked for.


@pytest.fixture(scope="module")
def display():
    """The name of a display that is nobody else's."""
    from displays import served

    yield from served()


@pytest.fixture
def page(qtbot, monkeypatch):
    """The gallery at 1280 x 800, whose time only `play_for` moves."""
    from page import opened

    yield from opened(qtbot, monkeypatch)


@pytest.fixture
def ripple(page):
    """Ripple, opened from the gallery: X at A, Y at B, Z at C; R = W = 1."""
    page.button("Open the story: Ripple").click()
    page.press("Space")  # a click on a card plays
    assert (page.now_ms, page.experiment.playing) == (0, False)
    return page


@pytest.fixture
def stage(qtbot):
    """A stage of three servers, shown."""
    from frames import frame
    from page import wear

    from ui.dressing import dress
    from ui.stage import Stage

    wear("dark")
    widget = Stage()
    dress(widget)
    qtbot.addWidget(widget)
    widget.resize(800, 520)
    widget.show_frame(frame())
    widget.show()
    return widget


def pytest_addoption(parser):
    parser.addoption(
        "--rewrite-goldens",
        action="store_true",
        help="write what the stories in tests/goldens tell now; read the diff",
    )
    parser.addoption(
        "--rewrite-pictures",
        action="store_true",
        help="store the pictures that are painted now as the approved ones; look at them",
    )
