"""What this machine lacks for Quorumscope, and the exact line that installs it.

Only the standard library is imported to begin with, and nothing of this package: `dev.py` loads
this file by its path before there is a virtual environment. A library counts as present when it
loads, since that is all that Qt asks of it.
"""

import ctypes
import importlib.metadata
import importlib.util
import os
import platform
import re
import shutil
import sys
from collections.abc import Iterable, Iterator
from itertools import chain
from pathlib import Path
from typing import NamedTuple, TextIO

# What Qt's own files name as needed (`objdump -p`), with Debian's package for each.
# Without these Qt does not even draw off screen ...
OFF_SCREEN = {
    "libglib-2.0.so.0": "libglib2.0-0",
    "libGL.so.1": "libgl1",
    "libEGL.so.1": "libegl1",
    "libX11.so.6": "libx11-6",
    "libxkbcommon.so.0": "libxkbcommon0",
    "libfontconfig.so.1": "libfontconfig1",
    "libfreetype.so.6": "libfreetype6",
    "libdbus-1.so.3": "libdbus-1-3",
}
# ... and without these it opens no window under X.
X11 = {
    "libX11-xcb.so.1": "libx11-xcb1",
    "libxkbcommon-x11.so.0": "libxkbcommon-x11-0",
    "libxcb-cursor.so.0": "libxcb-cursor0",
    "libxcb-icccm.so.4": "libxcb-icccm4",
    "libxcb-image.so.0": "libxcb-image0",
    "libxcb-keysyms.so.1": "libxcb-keysyms1",
    "libxcb-randr.so.0": "libxcb-randr0",
    "libxcb-render-util.so.0": "libxcb-render-util0",
    "libxcb-shape.so.0": "libxcb-shape0",
    "libxcb-sync.so.1": "libxcb-sync1",
    "libxcb-xfixes.so.0": "libxcb-xfixes0",
    "libxcb-xkb.so.1": "libxcb-xkb1",
}
FONT_FOLDERS = (
    "/usr/share/fonts",
    "/usr/local/share/fonts",
    "~/.local/share/fonts",
    "~/.fonts",
)
FONT_SUFFIXES = {".ttf", ".otf", ".ttc"}


class Missing(NamedTuple):
    """One thing that this machine lacks."""

    what: str
    package: str
    why: str
    required: bool = True
    for_tests: bool = False


class Check(NamedTuple):
    """One line of the report; a check that is neither good nor bad news has no verdict."""

    held: bool | None
    text: str


def missing() -> list[Missing]:
    """Everything of the system that is wanted and is not there, the required things first."""
    if sys.platform != "linux":  # elsewhere Qt's wheels bring all they need
        return []
    return [
        *_missing_libraries(OFF_SCREEN, "Qt draws nothing without it"),
        *_missing_libraries(X11, "a window under X needs it"),
        *([] if _has_font() else [Missing("a font", "fonts-dejavu-core", "text is empty boxes")]),
        *([] if _has_font("Inter") else [_INTER]),
        *(tool for program, tool in _TEST_TOOLS.items() if not shutil.which(program)),
    ]


_INTER = Missing(
    "the font Inter", "fonts-inter", "the window looks best with it", required=False
)  # fmt: skip
_TEST_TOOLS = {
    program: Missing(
        program, package, "only tests of a real window want it", required=False, for_tests=True
    )
    for program, package in (("Xvfb", "xvfb"), ("xdotool", "xdotool"), ("xwininfo", "x11-utils"))
}


def install_line(lacking: Iterable[Missing]) -> str:
    """The line to type that installs what is lacking; empty when nothing is."""
    lacking = list(lacking)
    if not lacking:
        return ""
    if not has_apt():
        return "install what holds " + ", ".join(item.what for item in lacking)
    packages = " ".join(dict.fromkeys(item.package for item in lacking))
    sudo = "" if is_root() else "sudo "
    return f"{sudo}apt-get install -y --no-install-recommends {packages}"


def has_apt() -> bool:
    """Whether this is Debian or one of its children."""
    return shutil.which("apt-get") is not None


def is_root() -> bool:
    """Whether this process may install packages."""
    return hasattr(os, "geteuid") and os.geteuid() == 0


def report(stream: TextIO) -> int:
    """Write one line a check, then how to mend; 0 when nothing required lacks, else 1."""
    lacking = missing()
    checks = list(_checks(lacking))
    for check in checks:
        print(f"{_WORDS[check.held]}  {check.text}", file=stream)
    if lacking:
        print(f"\nThis installs what lacks:\n  {install_line(lacking)}", file=stream)
    return int(any(check.held is False for check in checks))


_WORDS = {True: "ok   ", False: "LACKS", None: "note "}


def _checks(lacking: list[Missing]) -> Iterator[Check]:
    yield _python()
    yield _pyside()
    yield from _system(lacking)
    yield _display()
    yield _data_folder()
    yield _postgres()


def _python() -> Check:
    return Check(sys.version_info >= (3, 11), f"Python {platform.python_version()} (3.11 or newer)")


def _pyside() -> Check:
    """PySide6 is there and in the range that this program asks for."""
    wanted = _wanted_pyside()
    try:
        version = importlib.metadata.version("pyside6-essentials")
    except importlib.metadata.PackageNotFoundError:
        return Check(held=False, text="PySide6 is not installed here; `make run` installs it")
    return Check(is_in_range(version, wanted), f"PySide6 {version} (wanted: {wanted or 'any'})")


def _wanted_pyside() -> str:
    try:
        needs = importlib.metadata.requires("quorumscope") or []
    except importlib.metadata.PackageNotFoundError:
        return ""
    name = "pyside6-essentials"
    return next((need.removeprefix(name) for need in needs if need.startswith(name)), "")


def is_in_range(version: str, wanted: str) -> bool:
    """Whether a version satisfies a range such as `<6.12,>=6.9`, the only form that we write."""
    have = _numbers(version)
    floor = re.search(r">=([\d.]+)", wanted)
    ceiling = re.search(r"<([\d.]+)", wanted)
    return (not floor or have >= _numbers(floor[1])) and (
        not ceiling or have < _numbers(ceiling[1])
    )


def _numbers(version: str) -> tuple[int, ...]:
    return tuple(int(number) for number in re.findall(r"\d+", version))


def _system(lacking: list[Missing]) -> Iterator[Check]:
    if not any(item.required for item in lacking):
        yield Check(held=True, text="Qt's system libraries and a font")
    for item in lacking:
        text = f"{item.what} is missing (package {item.package}): {item.why}"
        yield Check(False if item.required else None, text)


def _display() -> Check:
    if sys.platform != "linux":
        return Check(held=True, text="display")
    for name in ("WAYLAND_DISPLAY", "DISPLAY"):
        if os.environ.get(name):
            return Check(held=True, text=f"display: {name}={os.environ[name]}")
    return Check(held=None, text="no display here: commands work, a window does not open")


def _data_folder() -> Check:
    """Recordings and settings can be written."""
    if not importlib.util.find_spec("platformdirs"):
        return Check(held=None, text="the folder for recordings is known only after `make run`")
    import platformdirs  # not there before the virtual environment is

    folder = platformdirs.user_data_path("quorumscope", appauthor=False)
    existing = next(path for path in (folder, *folder.parents) if path.exists())
    writable = existing.is_dir() and os.access(existing, os.W_OK)
    return Check(writable, f"{folder} {'can' if writable else 'can NOT'} be written")


def _postgres() -> Check:
    """Stories can be played on real servers as well; nothing else needs them."""
    try:
        from explorer.clusters import installed  # not there before the virtual environment is

        return Check(held=True, text=installed.found())
    except ImportError:
        return Check(held=None, text="PostgreSQL is looked for only after `make run`")
    except ValueError as error:
        return Check(held=None, text=f"no story can be played on PostgreSQL: {error}")


def _missing_libraries(libraries: dict[str, str], why: str) -> Iterator[Missing]:
    for soname, package in libraries.items():
        if not _loads(soname):
            yield Missing(soname, package, why)


def _loads(soname: str) -> bool:
    try:
        ctypes.CDLL(soname)
    except OSError:
        return False
    return True


def _has_font(name: str = "") -> bool:
    folders = (Path(name).expanduser() for name in FONT_FOLDERS)
    files = chain.from_iterable(folder.rglob("*") for folder in folders if folder.is_dir())
    return any(f.suffix.lower() in FONT_SUFFIXES and f.name.startswith(name) for f in files)
