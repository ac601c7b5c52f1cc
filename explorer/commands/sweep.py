"""`sweep`: a story over many settings and seeds, on this machine's processes or on others."""

import json
import sys
from argparse import Namespace
from collections.abc import Callable, Iterator
from contextlib import closing
from importlib.util import find_spec
from os import cpu_count
from pathlib import Path
from time import perf_counter

from explorer.commands.progress import bar
from explorer.commands.run import HELD, UNKNOWN
from explorer.preferences import Preferences
from explorer.problems import InputError, Problem, problem
from explorer.sweeps import axes, kept, plan, sheet, trade_off
from explorer.sweeps.figures import Span
from explorer.sweeps.kept import Kept
from explorer.sweeps.plan import Plan
from explorer.sweeps.row import Row
from explorer.sweeps.trade_off import TradeOff
from explorer.sweeps.view import SweepView
from explorer.sweeps.work import LostError, StrangerError

SAVED_EVERY_S = 10.0
"""So often what is done is saved to the file of `--resume`."""
STOPPED = 130

Crew = Callable[[Plan, list[int]], Iterator[tuple[int, Row]]]
"""Who does the runs at some places of a plan, and gives each as soon as it is done."""


def sweep(options: Namespace) -> int:
    """Does all runs that are not done yet, and tells their rows in the plan's order.

    Whoever has had enough by Ctrl+C gets what was done until then, as rows and in every file.
    """
    done, crew = _asked(options)
    count = len(done.plan) - len(done.missing)
    if count:
        print(f"{count:,} of {len(done.plan):,} runs are done already", file=sys.stderr)
    status, said = HELD, ""
    try:
        _work(done, crew, options)
    except KeyboardInterrupt:
        status, said = STOPPED, "stopped"
    except (LostError, StrangerError) as error:
        status, said = UNKNOWN, str(error)
    finally:
        _finish(done, options)
    if said:
        so_far = f"{len(done.rows):,} of {len(done.plan):,} runs are done"
        print(f"{said}: {so_far}", file=sys.stderr)
    return status


def _asked(options: Namespace) -> tuple[Kept, Crew]:
    """What was asked for; raises InputError with all that is wrong with it, before any run."""
    varied, problems = axes.read(options.vary)
    problems += _wrong_places(options)
    try:
        wanted = plan.planned(
            options.story, options.variant, varied, options.seeds, full=options.full
        )
    except InputError as error:
        problems += error.problems if varied or not options.vary else []
        raise InputError(problems) from None
    if problems:
        raise InputError(problems)
    crew = _crew(options)
    done = kept.resumed(wanted, Path(options.resume)) if options.resume else Kept(wanted)
    return done, crew


def _crew(options: Namespace) -> Crew:
    """Who is to do the runs. Raises InputError where Dask is asked for and not installed."""
    if options.dask or options.ssh:
        asked = f"--dask {options.dask}" if options.dask else f"--ssh {options.ssh}"
        if find_spec("distributed") is None:
            text = "Dask is not installed: pip install 'quorumscope[sweep]'"
            raise problem(asked, text)
        from explorer.sweeps import afar  # late: Dask is an extra

        hosts = options.ssh.split(",") if options.ssh else []
        return afar.Crew(asked, options.dask, hosts, options.remote_python).run
    from explorer.sweeps import home  # late: what makes processes takes a while to import

    workers = options.workers or cpu_count() or 1
    return lambda wanted, places: home.run(wanted, places, workers)


def _wrong_places(options: Namespace) -> list[Problem]:
    """Of files that cannot be written it is said before the work, not after."""
    named = {name: getattr(options, name) for name in ("csv", "plot", "resume")}
    given = {name: Path(text) for name, text in named.items() if text}
    found = [
        Problem(f"--{name} {path}", 0, 0, "", f"there is no folder {path.parent}")
        for name, path in given.items()
        if not path.parent.is_dir()
    ]
    if "plot" in given and given["plot"].suffix.lower() != ".png":
        text = "a picture's name ends in .png"
        found.append(Problem(f"--plot {given['plot']}", 0, 0, "", text))
    return found


def _work(done: Kept, crew: Crew, options: Namespace) -> None:
    missing = done.missing
    behind = bar(max(1, len(missing)), "runs")
    saved_s = perf_counter()
    with closing(crew(done.plan, missing)) as coming:  # type: ignore[type-var]
        for number, (place, row) in enumerate(coming, 1):
            done.add(place, row)
            _tell(done.following(), options)
            behind(number)
            if options.resume and perf_counter() - saved_s > SAVED_EVERY_S:
                done.save(Path(options.resume))
                saved_s = perf_counter()


def _finish(done: Kept, options: Namespace) -> None:
    """Whatever came of it, what is done is written and told."""
    if options.resume:
        done.save(Path(options.resume))
    if options.csv:
        sheet.write(done.plan, done.rows, Path(options.csv))
    _tell(done.following(last=True), options)
    found = trade_off.traded(done.plan, done.rows)
    if not options.json:
        print(found if isinstance(found, str) else _told(found))
    if options.plot:
        _plot(found, Path(options.plot))


def _told(found: TradeOff) -> str:
    """Each combination of settings in a line; a star has what nothing else is better than."""
    wide = max(len(point.name) for point in found.points)
    lines = [f"{found.title}: {found.percentile} of a {' and a '.join(found.kinds)}"]
    for point in found.points:
        star = "*" if point.best else " "
        latency = _span(point.latency_ms, 1, "ms")
        stale = _span(point.stale, 100, "%")
        runs = f"{point.runs:,} runs"
        lines.append(f"{star} {point.name:<{wide}}  {runs}  {latency}  stale reads {stale}")
    return "\n".join([*lines, *trade_off.told(found)])


def _span(span: Span, factor: int, unit: str) -> str:
    """A figure with its interval."""
    if span.low is None or span.high is None:
        return f"{span.value * factor:.3g} {unit}"
    return f"{span.value * factor:.3g} {unit} ({span.low * factor:.3g} to {span.high * factor:.3g})"


def _plot(found: TradeOff | str, path: Path) -> None:
    """Paints the trade-off map, without a screen."""
    if isinstance(found, str):
        raise problem(f"--plot {path}", f"there is nothing to paint: {found}")
    from ui import app, sweep_picture  # late: painting alone needs Qt

    app.go_off_screen()
    app.application(Preferences())
    sweep_picture.save(SweepView(map=found), path)


def _tell(rows: Iterator[Row], options: Namespace) -> None:
    for row in rows:
        if options.json:
            print(json.dumps(row, ensure_ascii=False), flush=True)
