"""What the page of a run is made of besides its words: the film, a still of it, the charts."""

from importlib.metadata import version
from pathlib import Path

from PySide6.QtCore import QBuffer, QIODevice
from PySide6.QtGui import QImage, QPixmap

from explorer import handout, presets
from explorer.experiment import Experiment
from explorer.film_html import Media, Page, html
from explorer.problems import InputError
from ui import pictures, theme
from ui.film import Film
from ui.lesson import question_text
from ui.theme import Theme

KINDS = {".mp4": "video/mp4", ".gif": "image/gif"}


def page(made: Film, film: Path) -> str:
    """The whole page, with the film that was made of it."""
    still = made.picture(made.still()).image
    frame = made.judged()
    charts = []
    for name in ("light", "dark"):
        with theme.lent(name):
            charts.append(_png(pictures.picture(frame)))
    return html(
        Page(
            frame=frame,
            question=question_text(frame.lesson.question),
            beats=made.beats,
            film=Media(KINDS[film.suffix], film.read_bytes()),
            still=_png(still),
            size=made.size,
            charts=(charts[0], charts[1]),
            colors=(_colors(theme.LIGHT), _colors(theme.DARK)),
            from_us=made.script.from_us,
            until_us=made.script.until_us,
            digest=made.experiment.digest(),
            version=version("quorumscope"),
            again=_again(made.experiment),
            asked=handout.asked(made.experiment, made.script.from_us, made.script.until_us),
        )
    )


def _colors(worn: Theme) -> dict[str, str]:
    roles = {name: name for name in ("ground", "panel", "text", "muted", "line", "accent")}
    roles |= {"good": "fresh", "bad": "stale", "open": "unknown"}
    return {name: getattr(worn, role) for name, role in roles.items()}


def _png(image: QImage | QPixmap) -> Media:
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    if not image.save(buffer, "PNG"):  # type: ignore[call-overload]
        raise OSError("a picture cannot be made")
    return Media("image/png", bytes(buffer.data().data()))


def _again(experiment: Experiment) -> str:
    """The line that runs it again, if it is one of the stories that come with the program."""
    preset, left_us = experiment.scenario.preset, experiment.timeline.left_us
    number, variant = preset.model.number, experiment.scenario.variant
    try:
        known = presets.load(str(number)).origin == preset.origin
    except InputError:
        known = False
    if not known or left_us is not None:
        return ""
    chosen = f" --variant {variant}" if variant else ""
    return f"quorumscope run {number}{chosen} --seed {experiment.seed}"
