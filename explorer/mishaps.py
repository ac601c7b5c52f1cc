"""An error of the program itself: what is kept of the run in which it happened, and the report.

Whoever catches such errors (the window, a console) hands them in as a `Mishap`. The run is saved
as a preset that does again what was done, for a run is its cluster, seed and commands.
"""

import platform
import re
import sys
import traceback
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from explorer import saving_as
from explorer.experiment import Experiment
from explorer.telling import tell
from explorer.times import tell_time, write_time

_PASSWORD = re.compile(r"^((?:at\s+\S+\s+)?sign-(?:up|in)\s+\S+\s+)(?:\"[^\"]*\"|\S+)")


@dataclass(frozen=True, slots=True)
class Mishap:
    """One error: where it ended up ('a slot', 'a thread'), its last line, and its traceback."""

    where: str
    text: str
    details: str = ""
    place: str = ""
    """The line of code that raised it: an error of the same place is the same one again."""

    @property
    def key(self) -> tuple[str, str, str]:
        """What two mishaps have in common that are the same error again."""
        return self.where, self.place, self.text.partition(":")[0] if self.place else self.text


def of_error(where: str, error: BaseException) -> Mishap:
    """An exception as a mishap."""
    last = traceback.extract_tb(error.__traceback__)[-1:]
    place = f"{last[0].filename}:{last[0].lineno}" if last else ""
    text = "".join(traceback.format_exception_only(error)).strip()
    return Mishap(where, text, "".join(traceback.format_exception(error)), place)


def without_password(line: str) -> str:
    """A line of the verb language as a report may have it."""
    return _PASSWORD.sub(r"\1…", line)


# -- the run


def keep(folder: Path, experiment: Experiment | None) -> tuple[Path | None, str]:
    """Saves the run into the folder, which is made; its file, or none and why, in words."""
    if experiment is None:
        return None, "no story was open"
    try:
        path = folder / "run.yaml"
        text = saving_as.story(experiment)
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        path.write_text(text, encoding="utf-8")
    except (OSError, ValueError) as error:
        return None, str(error)
    return path, ""


# -- the report


def report(
    mishaps: Mapping[Mishap, int],
    experiment: Experiment | None,
    lines: Iterable[str],
    versions: Mapping[str, str],
) -> str:
    """All that helps to find the cause, as plain text; `mishaps` are those so far, and how often.

    `lines` are the last ones of the verb language. No password is in it.
    """
    programs = {"Quorumscope": _own_version(), "Python": sys.version.split()[0]}
    programs |= {**versions, "System": platform.platform()}
    parts = ["Something went wrong in Quorumscope.", "", *_rows(programs), ""]
    parts += [*_run(experiment), "", "The last lines, the newest at the end:"]
    parts += [f"  {without_password(line)}" for line in lines] or ["  (none)"]
    for mishap, count in mishaps.items():
        often = "" if count == 1 else f", {count:,} times"
        parts += ["", f"In {mishap.where}{often}: {mishap.text}", mishap.details.rstrip()]
    return "\n".join(parts).rstrip() + "\n"


def _own_version() -> str:
    try:
        return version("quorumscope")
    except PackageNotFoundError:
        return "from its sources"


def _rows(named: Mapping[str, str]) -> list[str]:
    return [f"{name}: {value}" for name, value in named.items()]


def _run(experiment: Experiment | None) -> list[str]:
    """The run in a few rows, and what was done to it by hand."""
    if experiment is None:
        return ["No story was open."]
    model, timeline = experiment.scenario.preset.model, experiment.timeline
    rows = _rows({
        "Story": f"{model.number} {model.title}",
        "File": experiment.scenario.preset.file,
        "Variant": experiment.scenario.variant or "the only one",
        "Seed": str(experiment.seed),
        "Playhead": f"{tell_time(experiment.now_us)} of {tell_time(experiment.end_us)}, "
        f"{timeline.place:,} events",
        "Branch": timeline.branch.name,
    })  # fmt: skip
    given = [f"  at {write_time(at_us)} {_told(command)}" for at_us, command in
             timeline.branch.given]  # fmt: skip
    return [*rows, "Done by hand:", *(given or ["  nothing"])]


def _told(command: object) -> str:
    try:
        return tell(command)  # type: ignore[arg-type]
    except ValueError as error:
        return f"({error})"
