"""A lock on a file that the operating system lets go when its process ends, however it ends."""

import errno
import os
import sys
from pathlib import Path

if sys.platform == "win32":
    import msvcrt
else:
    import fcntl


class FileLock:
    """Held from the moment it is made until `release`, by this process alone."""

    def __init__(self, path: Path) -> None:
        """Raises BlockingIOError when somebody holds it, OSError when it cannot be made."""
        self._file = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
        try:
            if sys.platform == "win32":
                msvcrt.locking(self._file, msvcrt.LK_NBLCK, 1)
            else:
                fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            if not os.path.samestat(os.fstat(self._file), path.stat()):
                raise OSError(errno.EAGAIN, "it was taken away meanwhile")
        except OSError as error:
            os.close(self._file)
            raise BlockingIOError(error.errno, "somebody holds this lock") from None

    def release(self) -> None:
        """Lets it go; the file stays."""
        os.close(self._file)
