"""A film as an animated GIF: one palette for all of it, and of each picture only what has changed.

Rules this file keeps: the same film gives the same bytes; pictures are written as they come. The
palette is made of the theme's colours and what lies between them, not of the pictures: so it is
the same for every film, and nothing flickers. Pillow compresses; Qt knows no GIF to write.
"""

from collections.abc import Iterable
from typing import BinaryIO

import numpy as np
from numpy.typing import NDArray
from PIL import GifImagePlugin, Image
from PySide6.QtGui import QColor, QImage

from ui import theme
from ui.film import Picture

SHADES = 10
"""Letters and lines have soft edges: so many colours from a ground to what is drawn on it."""
GROUNDS = ("panel", "raised", "ground")
DRAWN = (
    "text", "muted", "line", "fresh", "stale", "unknown", "accent", "write", "ack", "read", "reply",
    "repair", "hint",
)  # fmt: skip
SAME = 255
"""The place in the palette that stands for: as before."""
LONGEST_CS = 65_535
FOREVER = b"!\xff\x0bNETSCAPE2.0\x03\x01\x00\x00\x00"
Pixels = NDArray[np.uint8]


def save(pictures: Iterable[Picture], size: tuple[int, int], out: BinaryIO) -> None:
    """Writes the whole film. Raises OSError."""
    palette = Image.new("P", (1, 1))
    palette.putpalette(colors())
    wide, high = (side.to_bytes(2, "little") for side in size)
    out.write(b"GIF89a" + wide + high + b"\xf7\x00\x00" + colors() + FOREVER)
    before: Pixels | None = None
    for picture in pictures:
        now = _indexed(picture.image, palette)
        for block in _block(before, now, picture.lasts_ms):
            out.write(block)
        before = now
    out.write(b";")


def colors() -> bytes:
    """The palette of the theme that is on: 256 colours, as red, green and blue each."""
    worn = theme.current()
    made: dict[tuple[int, int, int], None] = {}
    for ground in GROUNDS:
        for drawn in DRAWN:
            for step in range(SHADES + 1):
                made[_between(worn.color(ground), worn.color(drawn), step / SHADES)] = None
    roles = [worn.color(role) for role in (*GROUNDS, *DRAWN, "on_accent", "user_x", "user_y",
                                           "user_z")]  # fmt: skip
    sure = dict.fromkeys((color.red(), color.green(), color.blue()) for color in roles)
    rest = [color for color in made if color not in sure]
    room = SAME - len(sure)
    spread = [rest[i * len(rest) // room] for i in range(room)] if len(rest) > room else rest
    known = [*sure, *spread]
    return bytes(part for color in known for part in color).ljust(3 * 256, b"\x00")


def _between(one: QColor, other: QColor, part: float) -> tuple[int, int, int]:
    ends = ((one.red(), other.red()), (one.green(), other.green()), (one.blue(), other.blue()))
    red, green, blue = (round(a + (b - a) * part) for a, b in ends)
    return red, green, blue


def rgb(image: QImage) -> Image.Image:
    """A picture as Pillow has it."""
    raw = image.convertToFormat(QImage.Format.Format_RGB888)
    size = (raw.width(), raw.height())
    return Image.frombuffer("RGB", size, bytes(raw.constBits()), "raw", "RGB", raw.bytesPerLine())


def _indexed(image: QImage, palette: Image.Image) -> Pixels:
    """Each pixel as its place in the palette."""
    made = rgb(image).quantize(palette=palette, dither=Image.Dither.NONE)
    return np.asarray(made)


def _block(before: Pixels | None, now: Pixels, lasts_ms: int) -> list[bytes]:
    """What the file has for one picture: the part that has changed, and in it only what has."""
    changed = np.ones(now.shape, bool) if before is None else now != before
    rows, columns = np.flatnonzero(changed.any(1)), np.flatnonzero(changed.any(0))
    if not rows.size:  # it changed in what the palette does not tell apart
        rows = columns = np.zeros(1, int)
    where = slice(rows[0], rows[-1] + 1), slice(columns[0], columns[-1] + 1)
    part = np.where(changed[where], now[where], np.uint8(SAME))
    return GifImagePlugin.getdata(
        Image.fromarray(np.ascontiguousarray(part)),
        (int(columns[0]), int(rows[0])),
        duration=min(lasts_ms, 10 * LONGEST_CS),
        transparency=SAME,
        disposal=1,
    )
