"""`presets` and `run`: stories, scenarios, recordings. Each command returns its exit status."""

import json
from argparse import Namespace
from pathlib import Path
from time import perf_counter
from typing import Any

from engine.checkers.checks import Verdict
from explorer import held_in, junit, sentences
from explorer import presets as stories
from explorer import receipt as receipts
from explorer import recording as recordings
from explorer.clusters import elsewhere, installed, shipped
from explorer.clusters.capabilities import ENGINES
from explorer.commands import record, scenario
from explorer.commands.progress import bar
from explorer.commands.scenario import Rehearsal
from explorer.expectations import Result
from explorer.experiment import Experiment
from explorer.problems import InputError, Problem, problem
from explorer.recording import Recording
from explorer.scenarios import is_scenario
from explorer.stories import Scenario

HELD, FAILED, UNKNOWN, NOTHING = 0, 1, 3, 5


def presets(options: Namespace) -> int:
    """The stories that come with the program."""
    rows = [
        {
            "number": preset.model.number, "slug": preset.model.slug,
            "title": preset.model.title, "question": preset.model.question,
            "seconds": preset.scenario().until_us / 1_000_000,
        }
        for preset in stories.load_all()
    ]  # fmt: skip
    if options.json:
        print(json.dumps(rows, ensure_ascii=False))
    else:
        for row in rows:
            print(f"{row['number']:>3}  {row['slug']:<34} question {row['question']}  "
                  f"{row['seconds']:>6.2f} s  {row['title']}")  # fmt: skip
    return HELD if rows else NOTHING


# -- run


Wanted = tuple[Scenario, int] | Rehearsal | Recording
"""What can be run: a story with a seed, a scenario with one, a recording."""


def run(options: Namespace) -> int:
    """Runs stories, scenarios and recordings to their ends and reports on each."""
    runs = [each for each in _runs(options) for _ in range(options.repeat or 1)]
    report_to = _report_to(options)
    tape = record.Tape(options.record, len(runs)) if options.record else None
    status, rows, words = HELD, list[dict[str, Any]](), list[str]()
    digests: dict[Any, str] = {}
    done = bar(len(runs), "runs")
    for i, each in enumerate(runs):
        row, experiment = _run(each, options, tape)
        _compare(row, digests)
        words.append(told(row, experiment))
        said = json.dumps(row, ensure_ascii=False) if options.json else words[-1]
        print(said, flush=True)
        rows.append(row)
        status = _worse(status, _status(row))
        done(i + 1)
    for tallied in held_in.tally(rows) if options.repeat else ():
        print(json.dumps(tallied, ensure_ascii=False) if options.json else held_in.told(tallied))
    if report_to is not None:
        junit.write(rows, words, report_to)
    return status if runs else NOTHING


def _run(
    each: Wanted, options: Namespace, tape: record.Tape | None
) -> tuple[dict[str, Any], Experiment]:
    """One run: its row and what it was."""
    if isinstance(each, Recording):
        return again(each)
    if isinstance(each, Rehearsal):
        return scenario.done(each, row_of, told, tape)
    story, seed = each
    if shipped.wants_servers(story, options.on):
        folder = options.folder and options.folder.expanduser().absolute()
        story = elsewhere.went(story, bar(100, "per cent of the story"), folder)
    return report(story, seed, options.until, tape, window=options.window, pace=options.pace)


def _compare(row: dict[str, Any], digests: dict[Any, str]) -> None:
    """Says in the row that a run came out otherwise than before, with the same seed.

    On real servers no run has to come out as another one did.
    """
    if "on" in row:
        return
    name = row.get("scenario", row["preset"]), row["variant"], row["seed"]
    first = digests.setdefault(name, row["digest"])
    if first != row["digest"]:
        text = f"this run came out otherwise than the first, with the same seed: not {first}"
        row |= {"differs": text, "passed": False}


def _check_artifacts(found: list[Wanted], options: Namespace) -> list[Problem]:
    """Only of scenarios artifacts are kept: a story has no steps of a window."""
    if not options.artifacts or all(isinstance(each, Rehearsal) for each in found):
        return []
    text = "artifacts are kept of scenarios (.scenario.yaml) alone"
    return [Problem(f"--artifacts {options.artifacts}", 0, 0, "", text)]


def _check_stories(found: list[Wanted], options: Namespace) -> list[Problem]:
    """Scenarios and recordings are computed wherever they are run."""
    computed = any(isinstance(each, Rehearsal | Recording) for each in found)
    if options.on != "postgres" or not computed:
        return []
    return [Problem(f"--on {options.on}", 0, 0, "", "only stories are played on real servers")]


def _check_pace(options: Namespace) -> list[Problem]:
    """Without a window nobody looks on."""
    if options.pace is None or options.window:
        return []
    return [Problem("--pace", 0, 0, "", "it is for who looks on: say --window as well")]


def _check_folder(options: Namespace) -> list[Problem]:
    """What is computed lies in no folder."""
    if options.folder is None or options.on == "postgres":
        return []
    return [Problem("--folder", 0, 0, "", "it is of a real cluster: say --on postgres as well")]


def _report_to(options: Namespace) -> Path | None:
    """Where a report is to be written; refused before any work is done. Raises InputError."""
    if not options.junitxml:
        return None
    path = Path(options.junitxml)
    if not path.parent.is_dir():
        raise problem(f"--junitxml {path}", f"there is no folder {path.parent}")
    return path


def _status(row: dict[str, Any]) -> int:
    held = [e["held"] for e in row["expectations"]]
    same = row.get("recording", {}).get("same", True) and "differs" not in row
    return FAILED if False in held or not same else UNKNOWN if None in held else HELD


def _worse(one: int, other: int) -> int:
    """Failed is worse than unknown, and unknown worse than held."""
    return FAILED if FAILED in (one, other) else max(one, other)


def _runs(options: Namespace) -> list[Wanted]:
    """What was asked for: stories and scenarios with their seeds, recordings; mistakes at once."""
    found: list[Wanted] = []
    problems: list[Problem] = []
    for reference in options.stories:
        try:
            if recordings.is_one(reference):
                found.append(record.read(reference, options))
            elif is_scenario(reference):
                found += scenario.read(reference, options)
            else:
                found += _scenarios(reference, options)
        except InputError as error:
            problems += error.problems
    problems += _check_artifacts(found, options)
    problems += _check_stories(found, options)
    problems += _check_pace(options) + _check_folder(options)
    if problems:
        raise InputError(list(dict.fromkeys(problems)))
    return found


def _scenarios(reference: str, options: Namespace) -> list[tuple[Scenario, int]]:
    preset = stories.load(reference, options.settings, full=options.full)
    names = [options.variant] if options.variant else list(preset.scenarios)
    chosen = [preset.scenario(name) for name in names]
    _check_on(chosen, options)
    if options.seeds is not None:
        return [(each, seed) for each in chosen for seed in options.seeds]
    return [(s, s.seed if options.seed is None else options.seed) for s in chosen]


def _check_on(chosen: list[Scenario], options: Namespace) -> None:
    """Raises InputError with all that is lacking where it is to run."""
    real = [each for each in chosen if shipped.wants_servers(each, options.on)]
    if real and (why := installed.lacking()):
        raise problem("--on postgres", why)
    lacking = [(each, why) for each in real for why in ENGINES["postgres"].lacks(each)]
    if options.on == "embedded":
        lacking += [(each, why) for each in chosen for why in ENGINES["embedded"].lacks(each)]
    problems = [Problem(each.preset.file, 0, 0, each.variant, why) for each, why in lacking]
    if problems:
        raise InputError(problems)


def played(
    story: Scenario, seed: int, until_us: int | None = None, tape: record.Tape | None = None,
    *, window: bool = False, pace: float | None = None,
) -> Experiment:  # fmt: skip
    """A run at its end, or at a moment; recorded meanwhile, where there is a tape."""
    experiment = Experiment(story, seed)
    end_us = story.until_us if until_us is None else until_us
    experiment.end_us = max(end_us, experiment.end_us)
    if window:
        scenario.shown_until(experiment, end_us, pace)
    if tape is not None:
        tape.play(experiment, end_us)
    else:
        experiment.timeline.run_until(end_us)
    experiment.end_us = max(end_us, story.until_us)
    return experiment


def report(
    story: Scenario, seed: int, until_us: int | None = None, tape: record.Tape | None = None,
    *, window: bool = False, pace: float | None = None,
) -> tuple[dict[str, Any], Experiment]:  # fmt: skip
    """One run's row of `run --json`, and the run; recorded, where there is a tape."""
    started = perf_counter()
    experiment = played(story, seed, until_us, tape, window=window, pace=pace)
    row = row_of(experiment, started)
    there = experiment.scenario.transcript
    if there is not None:
        row["on"], row["place"] = there.engine, there.place
    if tape is not None:
        tape.finish(experiment, row)
    return row, experiment


def again(recording: Recording) -> tuple[dict[str, Any], Experiment]:
    """The row of a recorded run, run again to its end, with what became of the comparison."""
    started = perf_counter()
    reopening = record.reopened(recording)
    experiment = reopening.experiment
    experiment.timeline.run_until(experiment.end_us)
    row = row_of(experiment, started)
    finding = reopening.finding or record.changed(recording.result, row)
    compared = {"file": str(recording.path), "same": not finding, "finding": finding}
    return row | {"recording": compared}, experiment


def row_of(experiment: Experiment, started: float) -> dict[str, Any]:
    """What `run --json` tells of a run that has come to its end; `started`: by `perf_counter`."""
    story = experiment.scenario
    results = experiment.results()
    return {
        "preset": story.preset.model.slug,
        "seed": experiment.seed,
        "variant": story.variant,
        "digest": experiment.digest(),
        "events": len(experiment.timeline.branch.events),
        "sim_seconds": experiment.now_us / 1_000_000,
        "wall_seconds": round(perf_counter() - started, 6),
        "passed": all(result.held for result in results),
        "expectations": [_row(result) for result in results],
        "measures": experiment.measures(),
        "guarantees": experiment.guarantees(),
    }


def _row(result: Result) -> dict[str, Any]:
    return {"text": result.text, "held": result.held, "observed": result.observed}


def receipt(options: Namespace) -> int:
    """The receipt of one operation of a story, in words."""
    story = stories.load(options.story).scenario(options.variant)
    seed = story.seed if options.seed is None else options.seed
    experiment = played(story, seed, options.at)
    timeline = experiment.timeline
    history = timeline.branch.history
    named = history.named(options.operation)
    number = options.operation.removeprefix("#")
    found = int(number) if number.isdecimal() and len(number) < 10 else 0
    made = receipts.receipt(
        history, timeline.cluster, found if named is None else named.number, timeline.place
    )
    if made is None:
        known = ", ".join(receipts.title(o) for o in list(history.operations.values())[:20])
        raise problem(options.operation, f"there is no such operation: there are {known}")
    print(f"{made.title}\n{made.outcome}")
    wide = max(len(heading) for heading, _ in made.lines)
    print("\n".join(f"  {heading:<{wide}}  {text}" for heading, text in made.lines))
    return HELD


def told(row: dict[str, Any], experiment: Experiment) -> str:
    """A run in words, by its row."""
    held = [e["held"] for e in row["expectations"]]
    verdict = "FAILED" if _status(row) == FAILED else "unknown" if None in held else "all held"
    name = f"{row['preset']}{' / ' + row['variant'] if row['variant'] else ''}"
    name = f"{row['scenario']}: {name}" if "scenario" in row else name
    how = f"on {row['on']}" if "on" in row else f"seed {row['seed']}"
    how += f", {row['place']}" if row.get("place") else ""
    lines = [f"{name} ({how}, {row['events']} events): {verdict}"]
    sign = {True: "✓", False: "✗", None: "?"}
    lines += [f"  {sign[e['held']]} {e['text']}  [{e['observed']}]" for e in row["expectations"]]
    lines += [f"  {row['scenario']}:{step['line']}: {step['text']}: {step['observed']}"
              for step in row.get("steps", ()) if step["held"] is False]  # fmt: skip
    lines += [f"  what explains it: {row['artifacts']}"] if "artifacts" in row else []
    lines += [f"  ✗ {row['differs']}"] if "differs" in row else []
    if recorded := row.get("recording"):
        text = recorded["finding"] or "it came out as it was recorded"
        lines.append(f"  {sign[recorded['same']]} {recorded['file']}: {text}")
    history = experiment.timeline.branch.history
    for guarantee, found in row["guarantees"].items():
        if found["verdict"] == "violated":
            promise = "promised" if found["promised"] == "yes" else "not promised"
            broken = Verdict("violated", found["reason"], tuple(found["witness"]))
            why = sentences.sentence(guarantee, broken, history)
            lines.append(f"  {guarantee.replace('_', ' ')} is violated ({promise}): {why}")
    return "\n".join(lines)
