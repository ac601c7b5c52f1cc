"""What a person prefers, kept between starts: colours, size of letters, how much may move.

It is one small JSON file in the folder for settings (`explorer.folders`). What
cannot be read there counts as not said; nothing else of the program depends on this file.
"""

import json
from contextlib import suppress
from dataclasses import asdict, dataclass, fields, replace
from pathlib import Path
from tempfile import NamedTemporaryFile

from explorer import folders

THEMES = ("dark", "light", "projector")
MOTIONS = ("full", "reduced")
ON_OFF = ("on", "off")
LEAST_FONT, GREATEST_FONT = 80, 200
"""How large letters may be, in per cent of the theme's own."""


@dataclass(frozen=True, slots=True)
class Preferences:
    """One person's; `font` in per cent."""

    theme: str = "dark"
    font: int = 100
    motion: str = "full"
    predict: str = "on"
    """Whether a story asks before it shows."""

    def wrong(self) -> str:
        """What makes no sense, in words; empty where all does."""
        if self.theme not in THEMES:
            return f"there is no theme {self.theme!r}: there are {', '.join(THEMES)}"
        if not LEAST_FONT <= self.font <= GREATEST_FONT:
            return f"letters are {LEAST_FONT} to {GREATEST_FONT} %, not {self.font} %"
        if self.motion not in MOTIONS:
            return f"motion is {' or '.join(MOTIONS)}, not {self.motion!r}"
        if self.predict not in ON_OFF:
            return f"predict is {' or '.join(ON_OFF)}, not {self.predict!r}"
        return ""

    @property
    def calm(self) -> bool:
        """Whether things jump instead of moving."""
        return self.motion == "reduced"

    @property
    def asks(self) -> bool:
        """Whether a story asks before it shows."""
        return self.predict == "on"

    def changed(self, name: str, value: object) -> "Preferences":
        """These with another value. Raises ValueError, in words, where that makes no sense."""
        made = replace(self, **{name: value})  # type: ignore[arg-type]
        if reason := made.wrong():
            raise ValueError(reason)
        return made


def file() -> Path:
    """Where they are kept."""
    return folders.settings() / "preferences.json"


def read(path: Path) -> Preferences:
    """What was kept there; of what cannot be read or makes no sense, the program's own."""
    kept: object = None
    with suppress(OSError, ValueError):
        kept = json.loads(path.read_text(encoding="utf-8"))
    found = Preferences()
    for field in fields(Preferences):
        value = kept.get(field.name) if isinstance(kept, dict) else None
        if type(value) is type(getattr(found, field.name)):
            with suppress(ValueError):
                found = found.changed(field.name, value)
    return found


def write(path: Path, preferences: Preferences) -> None:
    """Keeps them. Raises OSError where that cannot be."""
    keep(path, asdict(preferences))


def keep(path: Path, value: object) -> None:
    """Writes JSON: the file is there whole or not at all. Raises OSError where it cannot be."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with NamedTemporaryFile("w", encoding="utf-8", dir=path.parent, delete=False) as made:
        json.dump(value, made, indent=2)
    try:
        Path(made.name).replace(path)
    except OSError:
        Path(made.name).unlink()
        raise
