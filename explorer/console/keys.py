"""The keys of the console: its own and its user's, made at first use and never sent anywhere.

Rules this file keeps: a file is made anew (O_EXCL), readable by its owner alone, in a folder that
nobody else may enter; what others could have read or written, and what is a link, is refused.
"""

import os
import shlex
import stat
import sys
from dataclasses import dataclass
from pathlib import Path

import asyncssh

from explorer import folders
from explorer.console.address import Address
from explorer.file_lock import FileLock
from explorer.problems import InputError, problem

USER = "quorumscope"
"""The only user name that is let in, and the name of the host among known ones."""
KIND = "ssh-ed25519"
HOST, CLIENT, AUTHORIZED, KNOWN = "host_key", "client_key", "authorized_keys", "known_hosts"
OURS = sys.platform != "win32"
"""Whether the system says by numbers who may read a file; else the user's own folder is private."""


@dataclass(frozen=True, slots=True)
class Keys:
    """The folder of the keys, all of which are there."""

    folder: Path

    def host_key(self) -> asyncssh.SSHKey:
        """What the console proves itself by. Raises InputError."""
        path = self.folder / HOST
        try:
            return asyncssh.import_private_key(_read(path))
        except asyncssh.KeyImportError as error:
            raise problem(str(path), f"this is no key ({error}): delete it for a new one") from None

    def authorized(self) -> asyncssh.SSHAuthorizedKeys:
        """Whose keys are let in. Raises InputError."""
        path = self.folder / AUTHORIZED
        try:
            return asyncssh.import_authorized_keys(_read(path).decode())
        except ValueError as error:
            raise problem(str(path), f"these are no authorized keys: {error}") from None

    def line(self, at: Address, program: str = "ssh") -> str:
        """The whole command line that leads in, for a shell: the host's key is known already."""
        port = "-P" if program == "sftp" else "-p"
        words = [
            program, "-i", str(self.folder / CLIENT), "-o", "IdentitiesOnly=yes",
            "-o", f'UserKnownHostsFile="{self.folder / KNOWN}"', "-o", f"HostKeyAlias={USER}",
            port, str(at.port), f"{USER}@{_reached(at)}",
        ]  # fmt: skip
        return shlex.join(words)


def _reached(at: Address) -> str:
    """The address by which this machine itself reaches what listens everywhere."""
    return {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(at.host, at.host)


def ready(folder: Path | None = None) -> Keys:
    """The keys, made if there are none. Raises InputError where they are not safe."""
    folder = folder or _home()
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        folder.mkdir(mode=0o700, exist_ok=True)
        _check(folder, folder.lstat(), stat.S_ISDIR, "folder")
        lock = FileLock(folder / "lock")
        try:
            _make(folder)
        finally:
            lock.release()
    except BlockingIOError:
        raise problem(str(folder), "the keys are being made right now: try once more") from None
    except OSError as error:
        raise problem(str(folder), f"no keys can be kept: {error.strerror or error}") from None
    keys = Keys(folder)
    keys.host_key()
    keys.authorized()
    _read(folder / CLIENT)
    return keys


def files() -> Path:
    """Where what is saved in a console lies, which is all that SFTP shows."""
    return _home() / "files"


def _home() -> Path:
    return folders.home() / "console"


def _make(folder: Path) -> None:
    """What is not there yet; a user's key that is made anew is authorized with the next line."""
    if not _there(folder / HOST):
        key = asyncssh.generate_private_key(KIND, comment=USER)
        _write(folder / HOST, key.export_private_key())
        (folder / KNOWN).unlink(missing_ok=True)
    if not _there(folder / KNOWN):
        host = asyncssh.import_private_key(_read(folder / HOST))
        _write(folder / KNOWN, f"{USER} ".encode() + host.export_public_key())
    if not _there(folder / CLIENT):
        key = asyncssh.generate_private_key(KIND, comment=USER)
        _write(folder / CLIENT, key.export_private_key())
        _write(folder / f"{CLIENT}.pub", key.export_public_key())
        (folder / AUTHORIZED).unlink(missing_ok=True)
    if not _there(folder / AUTHORIZED):
        key = asyncssh.import_private_key(_read(folder / CLIENT))
        _write(folder / AUTHORIZED, key.export_public_key())


def _there(path: Path) -> bool:
    return os.path.lexists(path)


def _write(path: Path, data: bytes) -> None:
    """A new file, whatever the umask; one that is there already is an error."""
    if path.suffix == ".pub":
        path.unlink(missing_ok=True)
    file = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(file, "wb") as out:
        out.write(data)


def _read(path: Path) -> bytes:
    """What is in a file that nobody else can read or write. Raises InputError, OSError."""
    try:
        file = os.open(path, os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0))
    except OSError as error:
        raise problem(str(path), f"it cannot be read: {error.strerror or error}") from None
    with os.fdopen(file, "rb") as source:
        _check(path, os.fstat(file), stat.S_ISREG, "file")
        return source.read(1 << 20)


def _check(path: Path, found: os.stat_result, is_one: object, what: str) -> None:
    """Raises InputError where it is something else, or where others have had their hands on it."""
    assert callable(is_one)
    if not is_one(found.st_mode):
        raise problem(str(path), f"this has to be a {what}, and no link")
    if OURS and found.st_uid != os.getuid():
        raise problem(str(path), f"this {what} is somebody else's")
    if OURS and found.st_mode & 0o077:
        may = "0700" if what == "folder" else "0600"
        raise InputError([
            *problem(str(path), f"others can reach this {what}: chmod {may} it, or delete it and "
                     "new keys are made").problems
        ])  # fmt: skip
