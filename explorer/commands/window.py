"""The commands that draw: `open`, `screenshot`. Qt is imported only here, and late."""

from argparse import Namespace
from pathlib import Path

from explorer import presets as stories
from explorer.commands import record
from explorer.commands import scenario as scenarios
from explorer.preferences import Preferences
from explorer.problems import problem
from explorer.recording import is_one
from explorer.scenarios import is_scenario
from explorer.sweeps import asking, kept


def open(options: Namespace) -> int:  # noqa: A001  (the command's own name)
    """The window on a story, on a recording, or on a scenario that was done."""
    from ui import app

    picture = _picture(options.screenshot) if options.screenshot else None
    if is_one(options.story):
        path = record.read(options.story, options).path
        return app.show(None, recording=path, quit_after_us=options.quit_after, picture=picture)
    if kept.is_one(options.story):
        run = asking.opened(Path(options.story))
        return app.show(None, run=run, quit_after_us=options.quit_after, picture=picture)
    if is_scenario(options.story):
        run = scenarios.stood(options.story, options)
        return app.show(None, run=run, quit_after_us=options.quit_after, picture=picture)
    scenario = stories.load(options.story).scenario(options.variant)
    return app.show(scenario, quit_after_us=options.quit_after, picture=picture)


def screenshot(options: Namespace) -> int:
    """A picture of the window at a moment of a story or recording, without a screen."""
    from ui import app

    picture = _picture(options.out)
    experiment = record.begun(options)
    if options.at > experiment.end_us:
        seconds = experiment.end_us / 1_000_000
        raise problem(f"--at {options.at / 1_000_000:g}s", f"the story ends at {seconds:g}s")
    look = Preferences(
        options.theme or ("projector" if options.view == "present" else "dark"),
        options.font, options.motion,
    )  # fmt: skip
    return app.screenshot(experiment, options.at, picture, options.size, look, options.view)


def _picture(name: str) -> Path:
    """A file to write a picture to; refused before any work is done."""
    path = Path(name)
    if path.suffix.lower() != ".png":
        raise problem(name, "a picture's name ends in .png")
    if not path.parent.is_dir():
        raise problem(name, f"there is no folder {path.parent}")
    return path
