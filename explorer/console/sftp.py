"""SFTP for the files of the console: to be read, in one folder, and nothing else.

Rules this file keeps: a path is walked part by part from the folder, and no part of it may be a
link, whoever made it and when; a file with a second name (a hard link) may be somebody else's, and
is refused as well; whatever changes anything is refused.
"""

import os
import stat
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn, cast

import asyncssh

if TYPE_CHECKING:
    from asyncssh.channel import SSHChannel

MOST_OPEN = 16
"""Files that one session has open at once."""
MOST_READ = 1 << 17
"""Bytes of one answer, as OpenSSH has it: who wants more asks again."""
MOST_LISTED = 10_000
_WRITING = (
    asyncssh.FXF_WRITE | asyncssh.FXF_APPEND | asyncssh.FXF_CREAT | asyncssh.FXF_TRUNC
    | asyncssh.FXF_EXCL
)  # fmt: skip
WALKS = os.open in os.supports_dir_fd and hasattr(os, "O_NOFOLLOW")
"""Whether the system opens a name in an open folder, so that none can be swapped on the way.

Where it does not, there is no SFTP.
"""


@dataclass(slots=True)
class _File:
    number: int


class Reading(asyncssh.SFTPServer):
    """One session's view of the folder, which is `/` to it."""

    def __init__(
        self, channel: "SSHChannel[bytes]", folder: Path, touch: Callable[[], None]
    ) -> None:
        """`touch` says that somebody is still there."""
        super().__init__(cast(Any, channel))
        self._folder, self._touch = folder, touch
        self._open = 0
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)

    # -- what may be done

    def open(self, path: bytes, pflags: int, attrs: asyncssh.SFTPAttrs) -> object:
        """A file, to be read."""
        del attrs
        if pflags & _WRITING or not pflags & asyncssh.FXF_READ:
            _refuse()
        return self._opened(path)

    def _opened(self, path: bytes) -> object:
        self._touch()
        if self._open >= MOST_OPEN:
            raise asyncssh.SFTPFailure(f"{MOST_OPEN} files are open already")
        number = self._walk(path)
        if not stat.S_ISREG(os.fstat(number).st_mode):
            os.close(number)
            raise asyncssh.SFTPFailure("this is no file")
        self._open += 1
        return _File(number)

    def read(self, file_obj: object, offset: int, size: int) -> bytes:
        """Some of it, from there on."""
        self._touch()
        assert isinstance(file_obj, _File)
        if offset >= 1 << 63:
            return b""
        return os.pread(file_obj.number, min(size, MOST_READ), offset)

    def close(self, file_obj: object) -> None:
        """It is not read any more."""
        assert isinstance(file_obj, _File)
        os.close(file_obj.number)
        self._open -= 1

    def stat(self, path: bytes) -> asyncssh.SFTPAttrs:
        """What is known of it. There are no links: `lstat` is the same."""
        self._touch()
        number = self._walk(path)
        try:
            return _attributes(os.fstat(number))
        finally:
            os.close(number)

    lstat = stat

    def fstat(self, file_obj: object) -> asyncssh.SFTPAttrs:
        """The same of an open file."""
        assert isinstance(file_obj, _File)
        return _attributes(os.fstat(file_obj.number))

    async def scandir(self, path: bytes) -> AsyncIterator[asyncssh.SFTPName]:
        """What is in a folder, without links."""
        self._touch()
        number = self._walk(path)
        try:
            if not stat.S_ISDIR(os.fstat(number).st_mode):
                raise asyncssh.SFTPNotADirectory("this is no folder")
            names = sorted(os.listdir(number))[:MOST_LISTED]  # noqa: PTH208  (an open one)
        finally:
            os.close(number)
        for name in names:
            inside = path.rstrip(b"/") + b"/" + os.fsencode(name)
            try:
                yield asyncssh.SFTPName(os.fsencode(name), attrs=self.stat(inside))
            except (OSError, asyncssh.SFTPError):
                continue

    def realpath(self, path: bytes) -> bytes:
        """The path from the folder on; what leads out of it is refused."""
        self._touch()
        return b"/" + b"/".join(os.fsencode(part) for part in _parts(path))

    def exit(self) -> None:
        """The client has done what it wanted: so `scp` and scripts are told."""
        self.channel.exit(0)

    # -- the way there

    def _walk(self, path: bytes) -> int:
        """Opens what a path leads to. Raises SFTPError, OSError."""
        here = os.open(self._folder, os.O_RDONLY | os.O_NOFOLLOW)
        for part in _parts(path):
            try:
                there = _step(here, part)
            finally:
                os.close(here)
            here = there
        return here


def _step(folder: int, name: str) -> int:
    """Opens a name in an open folder. Raises SFTPError, OSError."""
    _check(os.stat(name, dir_fd=folder, follow_symlinks=False))
    there = os.open(name, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK, dir_fd=folder)
    try:
        _check(os.fstat(there))  # it may have been swapped since
    except asyncssh.SFTPError:
        os.close(there)
        raise
    return there


def _check(found: os.stat_result) -> None:
    """A folder, or a file with one name."""
    alone = stat.S_ISREG(found.st_mode) and found.st_nlink == 1
    if not alone and not stat.S_ISDIR(found.st_mode):
        raise asyncssh.SFTPPermissionDenied("links and devices are not followed")


def _parts(path: bytes) -> list[str]:
    """The names on the way; there are no links, so `..` is the name before. Raises SFTPError."""
    if b"\0" in path:
        raise asyncssh.SFTPNoSuchFile("there is no such name")
    found: list[str] = []
    for part in os.fsdecode(path).split("/"):
        if part == "..":
            if not found:
                raise asyncssh.SFTPPermissionDenied("this is outside of the folder")
            found.pop()
        elif part not in ("", "."):
            found.append(part)
    return found


def _attributes(found: os.stat_result) -> asyncssh.SFTPAttrs:
    """What anybody may know of it: no owner, and nobody may write."""
    folder = stat.S_ISDIR(found.st_mode)
    mode = stat.S_IFDIR | 0o500 if folder else stat.S_IFREG | 0o400
    return asyncssh.SFTPAttrs(
        size=found.st_size, permissions=mode, uid=0, gid=0,
        atime=int(found.st_mtime), mtime=int(found.st_mtime),
    )  # fmt: skip


def _refuse(*_said: Any) -> NoReturn:
    raise asyncssh.SFTPPermissionDenied("files are only read here")


for _verb in (
    "open56", "write", "setstat", "lsetstat", "fsetstat", "remove", "mkdir", "rmdir", "rename",
    "readlink",
    "symlink", "link", "lock", "unlock", "posix_rename", "statvfs", "fstatvfs", "fsync",
):  # fmt: skip
    setattr(Reading, _verb, staticmethod(_refuse))
