"""`presets` and `run`: the stories, without a window. Each command returns its exit status."""

import json
from argparse import Namespace
from time import perf_counter
from typing import Any

from engine.checkers.checks import Verdict
from explorer import presets as stories
from explorer import receipt as receipts
from explorer import recording as recordings
from explorer import sentences, verdicts
from explorer.commands import record
from explorer.commands.progress import bar
from explorer.expectations import Result
from explorer.experiment import Experiment
from explorer.problems import InputError, Problem, problem
from explorer.promised import promised
from explorer.recording import Recording
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


def run(options: Namespace) -> int:
    """Runs stories to their ends and reports on each."""
    runs = _runs(options)
    tape = record.Tape(options.record, len(runs)) if options.record else None
    status = HELD
    done = bar(len(runs), "runs")
    for i, each in enumerate(runs):
        if isinstance(each, Recording):
            row, experiment = again(each)
        else:
            row, experiment = report(*each, options.until, tape)
        told = json.dumps(row, ensure_ascii=False) if options.json else _told(row, experiment)
        print(told, flush=True)
        status = _worse(status, _status(row))
        done(i + 1)
    return status if runs else NOTHING


def _status(row: dict[str, Any]) -> int:
    held = [e["held"] for e in row["expectations"]]
    same = row.get("recording", {}).get("same", True)
    return FAILED if False in held or not same else UNKNOWN if None in held else HELD


def _worse(one: int, other: int) -> int:
    """Failed is worse than unknown, and unknown worse than held."""
    return FAILED if FAILED in (one, other) else max(one, other)


def _runs(options: Namespace) -> list[tuple[Scenario, int] | Recording]:
    """What was asked for: stories with their seeds, recordings; every mistake at once."""
    found: list[tuple[Scenario, int] | Recording] = []
    problems: list[Problem] = []
    for reference in options.stories:
        try:
            if recordings.is_one(reference):
                found.append(record.read(reference, options))
            else:
                found += _scenarios(reference, options)
        except InputError as error:
            problems += error.problems
    if problems:
        raise InputError(list(dict.fromkeys(problems)))
    return found


def _scenarios(reference: str, options: Namespace) -> list[tuple[Scenario, int]]:
    preset = stories.load(reference, options.settings, full=options.full)
    names = [options.variant] if options.variant else list(preset.scenarios)
    scenarios = [preset.scenario(name) for name in names]
    if options.seeds is not None:
        return [(scenario, seed) for scenario in scenarios for seed in options.seeds]
    return [(s, s.seed if options.seed is None else options.seed) for s in scenarios]


def played(
    scenario: Scenario, seed: int, until_us: int | None = None, tape: record.Tape | None = None
) -> Experiment:
    """A run at its end, or at a moment; recorded meanwhile, where there is a tape."""
    experiment = Experiment(scenario, seed)
    end_us = scenario.until_us if until_us is None else until_us
    experiment.end_us = max(end_us, experiment.end_us)
    if tape is None:
        experiment.timeline.run_until(end_us)
    else:
        tape.play(experiment, end_us)
    experiment.end_us = max(end_us, scenario.until_us)
    return experiment


def report(
    scenario: Scenario, seed: int, until_us: int | None = None, tape: record.Tape | None = None
) -> tuple[dict[str, Any], Experiment]:
    """One run's row of `run --json`, and the run; recorded, where there is a tape."""
    started = perf_counter()
    experiment = played(scenario, seed, until_us, tape)
    row = _of(experiment, started)
    if tape is not None:
        tape.finish(experiment, row)
    return row, experiment


def again(recording: Recording) -> tuple[dict[str, Any], Experiment]:
    """The row of a recorded run, run again to its end, with what became of the comparison."""
    started = perf_counter()
    reopening = record.reopened(recording)
    experiment = reopening.experiment
    experiment.timeline.run_until(experiment.end_us)
    row = _of(experiment, started)
    finding = reopening.finding or record.changed(recording.result, row)
    told = {"file": str(recording.path), "same": not finding, "finding": finding}
    return row | {"recording": told}, experiment


def _of(experiment: Experiment, started: float) -> dict[str, Any]:
    scenario = experiment.scenario
    results = experiment.results()
    return {
        "preset": scenario.preset.model.slug,
        "seed": experiment.seed,
        "variant": scenario.variant,
        "digest": experiment.digest(),
        "events": len(experiment.timeline.branch.events),
        "sim_seconds": experiment.now_us / 1_000_000,
        "wall_seconds": round(perf_counter() - started, 6),
        "passed": all(result.held for result in results),
        "expectations": [_row(result) for result in results],
        "measures": experiment.measures(),
        "guarantees": _guarantees(experiment),
    }


def _guarantees(experiment: Experiment) -> dict[str, Any]:
    """Each guarantee: promised by all that the run had, verdict, witness, reason."""
    history, cluster = experiment.timeline.branch.history, experiment.timeline.cluster
    names = promised(experiment.scenario.cluster, history)
    return {
        name: verdicts.row(verdict, promised=name in names)
        for name, verdict in verdicts.verdicts(history, cluster).items()
    }


def _row(result: Result) -> dict[str, Any]:
    return {"text": result.text, "held": result.held, "observed": result.observed}


def receipt(options: Namespace) -> int:
    """The receipt of one operation of a story, in words."""
    scenario = stories.load(options.story).scenario(options.variant)
    seed = scenario.seed if options.seed is None else options.seed
    experiment = played(scenario, seed, options.at)
    timeline = experiment.timeline
    history = timeline.branch.history
    named = history.named(options.operation)
    number = options.operation.removeprefix("#")
    found = int(number) if number.isdecimal() and len(number) < 10 else 0
    told = receipts.receipt(
        history, timeline.cluster, found if named is None else named.number, timeline.place
    )
    if told is None:
        known = ", ".join(receipts.title(o) for o in list(history.operations.values())[:20])
        raise problem(options.operation, f"there is no such operation: there are {known}")
    print(f"{told.title}\n{told.outcome}")
    wide = max(len(heading) for heading, _ in told.lines)
    print("\n".join(f"  {heading:<{wide}}  {text}" for heading, text in told.lines))
    return HELD


def _told(row: dict[str, Any], experiment: Experiment) -> str:
    """A run in words."""
    held = [e["held"] for e in row["expectations"]]
    verdict = "FAILED" if _status(row) == FAILED else "unknown" if None in held else "all held"
    name = f"{row['preset']}{' / ' + row['variant'] if row['variant'] else ''}"
    lines = [f"{name} (seed {row['seed']}, {row['events']} events): {verdict}"]
    sign = {True: "✓", False: "✗", None: "?"}
    lines += [f"  {sign[e['held']]} {e['text']}  [{e['observed']}]" for e in row["expectations"]]
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
