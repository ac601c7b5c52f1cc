"""`cluster`: real servers on this machine, which stay until they are told to go.

What it needs of `explorer.clusters` is imported late: other commands have no use for it.
"""

import json
from argparse import Namespace
from itertools import count
from pathlib import Path
from typing import Any

from explorer.clusters import installed
from explorer.clusters.postgres import notes
from explorer.commands.progress import bar
from explorer.problems import problem

HELD, GONE = 0, 1


def cluster(options: Namespace) -> int:
    """Does what is asked. Raises InputError for what cannot be, in words."""
    folder = (options.folder or notes.usual()).expanduser().absolute()
    if why := installed.lacking():
        raise problem("cluster", why)
    from explorer.clusters.postgres.hosts import HostError

    try:
        return DO[options.do](folder, options)
    except HostError as error:
        raise problem(f"cluster {options.do}", str(error)) from None


def _up(folder: Path, options: Namespace) -> int:
    """Makes one; where there is one already, that is told, and nothing is done."""
    from explorer.clusters.postgres import control, places
    from explorer.clusters.postgres.group import NAMES

    if notes.read(folder):
        found = _asked(folder)
        if not options.json:
            print("It is running already.")
    else:
        hosts = places.read(options.hosts) if options.hosts else ()
        try:
            names, made = NAMES[: len(hosts) or options.servers], count(1)
            behind = bar(len(names), "servers")
            control.begin(folder, names, hosts=hosts, made=lambda _: behind(next(made)))
        except FileExistsError:
            text = "it is not empty, and what is in it is no cluster: choose another folder"
            raise problem(f"--folder {folder}", text) from None
        found = _asked(folder)
    _tell(folder, found, options)
    return HELD


def _status(folder: Path, options: Namespace) -> int:
    """Tells how each server is."""
    if notes.read(folder) is None:
        return _none(folder, options)
    _tell(folder, _asked(folder), options)
    return HELD


def _down(folder: Path, options: Namespace) -> int:
    """Ends it by what its folder says, whether or not its keeper still lives."""
    import asyncio

    from explorer.clusters.postgres.ending import end
    from explorer.clusters.postgres.local import LocalHost

    noted = notes.read(folder)
    if noted is None:
        return _none(folder, options)
    asyncio.run(end(folder, noted, LocalHost()))
    said = {"folder": str(folder), "state": "removed"}
    print(json.dumps(said) if options.json else f"The cluster in {folder} is gone.")
    return HELD


DO = {"up": _up, "status": _status, "down": _down}


def _none(folder: Path, options: Namespace) -> int:
    said = {"folder": str(folder), "state": "none"}
    print(json.dumps(said) if options.json else f"There is no cluster in {folder}.")
    return HELD if options.do == "down" else GONE


def _asked(folder: Path) -> dict[str, Any]:
    """What its keeper says. Raises InputError where it is gone, or has not got so far."""
    from explorer.clusters.postgres.control import Control, GoneError

    try:
        status: dict[str, Any] = Control(folder).ask("status")
    except GoneError:
        raise problem(str(folder), notes.unkept(folder)) from None
    return status


def _tell(folder: Path, status: dict[str, Any], options: Namespace) -> None:
    """The cluster, and a line for each of its servers."""
    if options.json:
        print(json.dumps({"folder": str(folder), "engine": "postgres", "state": "up"} | status))
        return
    count = len(status["servers"])
    print(f"PostgreSQL {status['version']}: {count} servers in {folder}")
    for one in status["servers"]:
        role = one["role"] or "-"
        place = f"{one['host']}:{one['port']}"
        pids = f"processes {' '.join(map(str, one['pids']))}" if one["pids"] else "no process"
        print(f"{one['name']}  {role:<7}  {one['state']:<7}  {place:<15}  {_log(one)}  {pids}")


def _log(one: dict[str, Any]) -> str:
    """How far a server's log can be read, and how far behind that is."""
    if one["lsn"] is None:
        return "log unknown"
    behind = "" if one["behind"] is None else f", {one['behind']:,} bytes behind"
    heard = ", hears nobody" if one["streaming"] is False else ""
    return f"log {one['lsn']}{behind if one['role'] == 'standby' else ''}{heard}"
