"""What the line of a key means as things stand: play or pause, faster, a second on. Pure."""

from explorer.experiment import Experiment
from explorer.pace import GREATEST_SPEED
from explorer.preferences import GREATEST_FONT, LEAST_FONT
from explorer.steering import Run

ON_EVERY_PAGE = (
    "keys", "theme next", "explain", "palette", "larger", "smaller", "open", "quit", "copy",
    "term",
)  # fmt: skip
"""The lines of keys that also hold in the gallery."""
FONT_STEP = 10


def meant(line: str, run: Run | None, font_percent: int) -> str:
    """The line of the verb language that the line of a key stands for."""
    letters = {"larger": FONT_STEP, "smaller": -FONT_STEP}.get(line)
    if letters is not None:
        return f"font {min(GREATEST_FONT, max(LEAST_FONT, font_percent + letters))}%"
    return line if run is None else _of_run(run).get(line, line)


def _of_run(run: Run) -> dict[str, str]:
    express = isinstance(run, Experiment) and run.pace.express
    second_us = int(run.speed * 1_000_000)
    faster = run.speed * 2
    return {
        "play": "pause" if run.busy else "play",
        "faster": "speed express" if faster > GREATEST_SPEED else f"speed {faster:g}",
        "slower": f"speed {GREATEST_SPEED if express else run.clamp(run.speed / 2):g}",
        "second on": f"seek {min(run.end_us, run.now_us + second_us)}us",
        "second back": f"seek {max(0, run.now_us - second_us)}us",
        "seek end": f"seek {run.end_us}us",
    }
