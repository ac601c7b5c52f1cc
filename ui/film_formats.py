"""What a film can be made into: a room each, by the names that the command line has for them."""

from collections.abc import Callable, Iterator
from pathlib import Path

from PySide6.QtGui import QImageWriter

from explorer import film
from explorer.experiment import Experiment
from explorer.preferences import Preferences
from ui import app, film_gif, film_handout, film_mp4, film_page, theme
from ui.film import Film, Picture

Progress = Callable[[int, str], Callable[[int], None]]
"""Given how much there is to do, and of what: takes how much is done."""
LETTERS_PT, HIGH, WIDE = 12.5, 720, 1280
"""Letters are so large in a picture so large, whatever the theme has: it is looked at in small."""
LEAST_PT = 9.0


def save(
    name: str,
    experiment: Experiment,
    span: tuple[int | None, int | None],
    path: Path,
    *,
    size: tuple[int, int],
    look: str,
    progress: Progress,
) -> None:
    """Makes a file of a run. Raises OSError."""
    app.go_off_screen()
    app.application(_look(look, size))
    FORMATS[name](Film(experiment, span, size), path, progress)


def _look(name: str, size: tuple[int, int]) -> Preferences:
    points = max(LEAST_PT, LETTERS_PT * min(size[0] / WIDE, size[1] / HIGH))
    return Preferences(name, round(100 * points / theme.THEMES[name].font_pt))


def _png(made: Film, path: Path, _progress: Progress) -> None:
    writer = QImageWriter(str(path), b"png")
    if not writer.write(made.picture(made.still()).image):
        raise OSError(writer.errorString())


def _gif(made: Film, path: Path, progress: Progress) -> None:
    with path.open("wb") as out:
        film_gif.save(_told(made, progress), made.size, out)


def _told(made: Film, progress: Progress, picture_ms: int = film.PICTURE_MS) -> Iterator[Picture]:
    """Its pictures, while it is told how many there are."""
    shots = made.shots(picture_ms)
    return made.pictures(shots, progress(len(shots), "pictures"))


def _mp4(made: Film, path: Path, progress: Progress) -> None:
    film_mp4.need()
    film_mp4.save(_told(made, progress, film_mp4.PICTURE_MS), made.size, path)


def _html(made: Film, path: Path, progress: Progress) -> None:
    end = "mp4" if film_mp4.can() else "gif"
    moving = path.with_name(f"film.{end}")  # whoever clears up after this has to know but one place
    try:
        FORMATS[end](made, moving, progress)
        path.write_text(film_page.page(made, moving), encoding="utf-8")
    finally:
        moving.unlink(missing_ok=True)


def _pdf(made: Film, path: Path, progress: Progress) -> None:
    film_handout.save(made, path, progress)


FORMATS: dict[str, Callable[[Film, Path, Progress], None]] = {
    "png": _png, "gif": _gif, "html": _html, "mp4": _mp4, "pdf": _pdf,
}  # fmt: skip
