"""A display of its own for the program in a real window."""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator

import pytest

from explorer import doctor

needs_display = pytest.mark.skipif(
    sys.platform != "linux" or not (shutil.which("Xvfb") or os.environ.get("CI")),
    reason="there is no Xvfb: `quorumscope doctor` tells how to install it",
)


def served() -> Iterator[str]:
    """The name of a free display, served by an Xvfb of our own until it is gone on with."""
    if not shutil.which("Xvfb"):
        lacking = [item for item in doctor.missing() if item.package == "xvfb"]
        pytest.fail(f"Xvfb is missing in CI: {doctor.install_line(lacking)}")
    read, write = os.pipe()
    command = ["Xvfb", "-displayfd", str(write), "-screen", "0", "1280x800x24", "-noreset"]
    server = subprocess.Popen(command, pass_fds=[write], stderr=subprocess.DEVNULL)
    os.close(write)
    with os.fdopen(read) as told:
        number = told.readline().strip()  # it is written when the server takes clients
    assert number, f"Xvfb ended with {server.poll()}"
    yield f":{number}"
    server.terminate()
    server.wait(timeout=5)
