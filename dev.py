#!/usr/bin/env python3
"""Set up, run, test and check Quorumscope; `make` calls this.

    python3 dev.py run [ARGUMENTS]   set up if need be, then start the program
    python3 dev.py test [ARGUMENTS]  set up if need be, then run pytest
    python3 dev.py bench [ARGUMENTS] install what it measures beside, then run the benchmarks
    python3 dev.py check             ruff, mypy and import-linter, all of them
    python3 dev.py lock [--upgrade]  write the locks again from pyproject.toml
    python3 dev.py translations      write the template of translations anew
    python3 dev.py pictures          make the README's pictures anew, by the program itself
    python3 dev.py pages            write the pages of docs anew: the words of the field, the verbs
    python3 dev.py recordings        have the stories of real servers played and recorded anew
    python3 dev.py doctor            what this machine lacks, and the line that installs it

Only the standard library is used, for this runs before anything is installed. A set-up installs
the system libraries that Qt lacks (as root on Debian; else it prints the line to type), makes
.venv from the hashed lock, and stamps it last, so that one which was interrupted starts over.
"""

from __future__ import annotations  # so that an older Python gets as far as its message

import hashlib
import importlib.util
import os
import platform
import subprocess
import sys
import tempfile
from pathlib import Path
from types import ModuleType

ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
STAMP = VENV / ".stamp"
LOCK = ROOT / "requirements.lock"
PEERS = ROOT / "bench.lock"
DASK = ROOT / "sweep.lock"
PROJECT = ROOT / "pyproject.toml"
PROGRAMS = VENV / ("Scripts" if os.name == "nt" else "bin")
PYTHON = PROGRAMS / ("python.exe" if os.name == "nt" else "python")
OLDEST_PYTHON = (3, 11)
PIP = ("-m", "pip", "--disable-pip-version-check", "--no-input", "install", "-qq")
# A file's tests share their windows. A worker that dies is not replaced: xdist would wait for ever.
EVERY_CORE = ("-n", "auto", "--dist", "loadfile", "--max-worker-restart=0")
PICTURES = {
    "docs/first-look.png": "screenshot 5 --at 12ms",
    "docs/first-look.gif": "export 5 --until 45ms --to gif --size 960x540",
}
CHECKS = (
    ("ruff", "check"),
    ("ruff", "format", "--check"),
    ("mypy",),
    ("lint-imports", "--no-logo"),
)


def main(arguments: list[str]) -> int:
    """Do what the first argument says; the rest is its own."""
    if sys.version_info < OLDEST_PYTHON:
        say(f"needs Python 3.11 or newer, and this is {platform.python_version()}.")
        say("If you have one: python3.11 dev.py run, or make run PYTHON=python3.11")
        return 2
    verb, *rest = arguments or [""]
    if verb not in VERBS:
        print(__doc__)
        return 0 if verb in ("-h", "--help") else 2
    try:
        return VERBS[verb](rest)
    except subprocess.CalledProcessError as error:
        say(f"this failed: {' '.join(map(str, error.cmd))}")
        return 1
    except KeyboardInterrupt:
        return 130


def run(arguments: list[str]) -> int:
    """Start the program in the caller's folder, with the caller's arguments."""
    if not set_up():
        return 2
    return become([str(PROGRAMS / "quorumscope"), *arguments])


def test(arguments: list[str]) -> int:
    """Run the tests, off screen unless the caller chose a platform; all of them on every core."""
    if not set_up(for_tests=True):
        return 2
    os.environ["QT_QPA_PLATFORM"] = os.environ.get("QT_QPA_PLATFORM") or "offscreen"
    os.chdir(ROOT)
    return become([str(PYTHON), "-m", "pytest", *(arguments or EVERY_CORE)])


def bench(arguments: list[str]) -> int:
    """Measure the program beside its peers, which are installed for that alone."""
    if not set_up():
        return 2
    subprocess.run([PYTHON, *PIP, "--require-hashes", "-r", PEERS, "-r", DASK], check=True)
    return become([str(PROGRAMS / "quorumscope"), "bench", *arguments])


def check(_: list[str]) -> int:
    """Run every check, even after one has failed, and name those that did."""
    if not make_venv():
        return 2
    failed = [" ".join(words) for words in CHECKS if not passes(words)]
    say(f"failed: {', '.join(failed)}" if failed else "all checks passed")
    return int(bool(failed))


def passes(words: tuple[str, ...]) -> bool:
    """Run one program of the virtual environment; whether it is content."""
    say(" ".join(words))
    return subprocess.run([PROGRAMS / words[0], *words[1:]], cwd=ROOT).returncode == 0


def lock(arguments: list[str]) -> int:
    """Resolve for every platform at once; hashes, but no address, go into the files."""
    import tomllib  # Python 3.11 brought it

    with tempfile.TemporaryDirectory() as folder:
        subprocess.run([sys.executable, "-m", "venv", folder], check=True)
        programs = Path(folder) / PROGRAMS.name
        subprocess.run([programs / PYTHON.name, *PIP, "uv"], check=True)
        options = "--universal --python-version 3.11 --generate-hashes"
        options += " --no-emit-index-url --no-header --quiet"
        command = [str(programs / "uv"), "pip", "compile", *options.split(), *arguments]
        own = [PROJECT.name, "--extra", "test", "-o", LOCK.name]
        subprocess.run([*command, *own], cwd=ROOT, check=True)
        extras = tomllib.loads(PROJECT.read_text("utf-8"))["project"]["optional-dependencies"]
        for extra, path in (("bench", PEERS), ("sweep", DASK)):
            apart = ["-", "--constraint", LOCK.name, "-o", path.name]
            wanted = "\n".join(extras[extra])
            subprocess.run([*command, *apart], cwd=ROOT, check=True, input=wanted, text=True)
    say(f"wrote {LOCK.name}, {PEERS.name} and {DASK.name}")
    return 0


def doctor(_: list[str]) -> int:
    """Ask the installed program; before there is one, what can be told without it."""
    if is_stamped():
        return become([str(PROGRAMS / "quorumscope"), "doctor"])
    return int(load_doctor().report(sys.stdout))


def translations(_: list[str]) -> int:
    """Write the template of translations anew, from the texts that the window has now."""
    if not make_venv():
        return 2
    subprocess.run([PYTHON, "-m", "ui.translating"], cwd=ROOT, check=True)
    say("wrote ui/translations/quorumscope.ts")
    return 0


def pictures(_: list[str]) -> int:
    """Make the README's pictures anew; the gallery's are made whenever it is shown."""
    if not set_up():
        return 2
    for name, words in PICTURES.items():
        command = [str(PROGRAMS / "quorumscope"), *words.split(), "--out", name]
        subprocess.run(command, cwd=ROOT, check=True)
        say(f"wrote {name}")
    return 0


def pages(_: list[str]) -> int:
    """Write the pages of docs anew, from the words and the verbs that the program has."""
    if not make_venv():
        return 2
    for name in ("glossary", "verbs"):
        subprocess.run([PYTHON, "-m", f"explorer.{name}_page"], cwd=ROOT, check=True)
        say(f"wrote docs/{name}.md")
    return 0


def recordings(_: list[str]) -> int:
    """Have the stories of real servers played and recorded anew, on this machine's PostgreSQL."""
    if not make_venv():
        return 2
    return subprocess.run([PYTHON, "-m", "explorer.clusters.recording_anew"], cwd=ROOT).returncode


VERBS = {"run": run, "test": test, "bench": bench, "check": check, "lock": lock, "doctor": doctor,
         "translations": translations, "pictures": pictures,
         "pages": pages, "recordings": recordings}  # fmt: skip


def set_up(*, for_tests: bool = False) -> bool:
    """Make this machine ready; False when it takes somebody with more rights."""
    if not install_libraries(for_tests=for_tests):
        return False
    return make_venv()


def install_libraries(*, for_tests: bool) -> bool:
    """Install what Qt lacks, or say the line that does."""
    probe = load_doctor()
    can_install = probe.has_apt() and probe.is_root()
    lacking = [
        item
        for item in probe.missing()
        if item.required or for_tests or (can_install and not item.for_tests)
    ]
    if not lacking:
        return True
    say("this machine lacks " + ", ".join(item.what for item in lacking))
    line = probe.install_line(lacking)
    if can_install:
        return apt_get(line)
    say(f"please type: {line}")
    return not any(item.required for item in lacking)


def apt_get(line: str) -> bool:
    """Run one install line; the lists come first, for a bare machine has none."""
    say(line)
    os.environ["DEBIAN_FRONTEND"] = "noninteractive"
    for words in (["apt-get", "update"], line.split()):
        command = [*words, "-qq", "-o", "DPkg::Lock::Timeout=120"]
        if subprocess.run(command, stdout=subprocess.DEVNULL).returncode:
            say(f"that failed; please see to it that this works: {line}")
            return False
    return True


def make_venv() -> bool:
    """Bring .venv to what the lock says, unless its stamp tells that it is there already."""
    if is_stamped():
        return True
    if not has_venv_module():
        return False
    say("installing into .venv (half a minute, this once)")
    keep = PYTHON.exists() and stamped_lines()[:1] == wanted_lines()[:1]
    STAMP.unlink(missing_ok=True)
    if not keep:  # never finished, copied from elsewhere, or of another Python
        subprocess.run([sys.executable, "-m", "venv", "--clear", VENV], check=True)
    subprocess.run([PYTHON, *PIP, "--require-hashes", "-r", LOCK], check=True)
    offline = ("--no-index", "--no-build-isolation", "--no-deps")
    subprocess.run([PYTHON, *PIP, *offline, "-e", ROOT], check=True)
    STAMP.write_text("\n".join(wanted_lines()), encoding="utf-8")
    return True


def has_venv_module() -> bool:
    """Debian keeps half of the venv module in a package of its own."""
    if importlib.util.find_spec("ensurepip"):
        return True
    say("this Python lacks the venv module")
    probe = load_doctor()
    line = probe.install_line([probe.Missing("python3-venv", "python3-venv", "")])
    if probe.has_apt() and probe.is_root():
        return apt_get(line)
    say(f"please type: {line}")
    return False


def is_stamped() -> bool:
    """Whether the last set-up finished, and nothing that it was made from has changed."""
    return PYTHON.exists() and stamped_lines() == wanted_lines()


def stamped_lines() -> list[str]:
    """What the last finished set-up left."""
    return STAMP.read_text(encoding="utf-8").splitlines() if STAMP.exists() else []


def wanted_lines() -> list[str]:
    """Where .venv stands and on which Python; then what is in it."""
    place = f"{platform.python_version()} {sys.base_prefix} {ROOT}"
    return [place, hashlib.sha256(LOCK.read_bytes() + PROJECT.read_bytes()).hexdigest()]


def load_doctor() -> ModuleType:
    """Load the probe by its path: importing its package would want what is not yet installed."""
    spec = importlib.util.spec_from_file_location("doctor", ROOT / "explorer" / "doctor.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def become(command: list[str]) -> int:
    """Hand this process over, so that signals and the exit status are the program's own."""
    sys.stdout.flush()
    if os.name != "nt":  # there exec returns to the shell while the program still runs
        os.execv(command[0], command)
    return subprocess.call(command)


def say(text: str) -> None:
    """Tell the person what is going on."""
    print(f"quorumscope: {text}", file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
