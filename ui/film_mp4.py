"""A film as MP4: H.264 by x264, which PyAV's wheels carry for every platform; browsers play it.

Rules this file keeps: PyAV is imported only here, and late, for it is large and not everybody needs
it; where it is not there one line says what installs it. A picture that stands is painted once, and
is in the file once a second.
"""

from collections.abc import Iterable
from fractions import Fraction
from importlib.util import find_spec
from pathlib import Path
from typing import Final

import numpy as np

from explorer.problems import problem
from ui.film import Picture
from ui.film_gif import rgb

PICTURE_MS = 40
CODEC: Final = "libx264"
OPTIONS = {"crf": "20", "preset": "veryfast", "tune": "animation"}
"""Lines and letters stay sharp, and a minute takes a few seconds."""
STANDS = 1_000 // PICTURE_MS
KEY_EVERY = 50
"""So many pictures from one that stands for itself to the next: players jump to those."""
LACKING = "this needs PyAV: python -m pip install 'quorumscope[video]', or 'av>=14,<19'"


def can() -> bool:
    """Whether films can be made on this machine."""
    try:
        import av
        import av.video  # a folder that is called so by chance has none
    except ImportError:
        return False
    return CODEC in av.codecs_available


def there() -> bool:
    """Whether PyAV is installed; to import it takes longer than a window should wait."""
    found = find_spec("av")
    return found is not None and found.origin is not None


def need() -> None:
    """Raises InputError where they cannot."""
    if not can():
        raise problem("--to mp4", LACKING)


def save(pictures: Iterable[Picture], size: tuple[int, int], path: Path) -> None:
    """Writes the whole film. Raises OSError."""
    import av

    try:
        _write(pictures, size, path)
    except av.FFmpegError as error:
        raise OSError(error.errno, error.strerror) from error


def _write(pictures: Iterable[Picture], size: tuple[int, int], path: Path) -> None:
    import av
    from av.video.reformatter import Colorspace

    with av.open(str(path), "w", format="mp4", options={"movflags": "faststart"}) as film:
        stream = film.add_stream(CODEC, rate=Fraction(1_000, PICTURE_MS), options=OPTIONS)
        stream.width, stream.height = size
        stream.pix_fmt, stream.codec_context.gop_size = "yuv420p", KEY_EVERY
        begin = 0
        for picture in pictures:
            raw = av.VideoFrame.from_ndarray(np.asarray(rgb(picture.image)), format="rgb24")
            frame = raw.reformat(format="yuv420p", dst_colorspace=Colorspace.ITU709)
            end = begin + picture.lasts_ms // PICTURE_MS
            for place in sorted({*range(begin, end, STANDS), end - 1}):
                frame.pts = place
                film.mux(stream.encode(frame))
            begin = end
        film.mux(stream.encode(None))
