"""`presets` and `run`: the stories, without a window. Each command returns its exit status."""

import gc
import json
from argparse import Namespace
from time import perf_counter
from typing import Any

from engine.checkers.checks import Verdict
from explorer import presets as stories
from explorer import receipt as receipts
from explorer import sentences, verdicts
from explorer.commands.progress import bar
from explorer.expectations import Result
from explorer.experiment import Experiment
from explorer.problems import InputError, Problem, problem
from explorer.promised import promised
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
    gc.set_threshold(50_000, 20, 1_000)  # a log that only grows is hardly worth searching
    scenarios = _scenarios(options)
    runs = [(s, seed) for s in scenarios for seed in options.seeds or [options.seed]]
    status = HELD
    done = bar(len(runs), "runs")
    for i, (scenario, seed) in enumerate(runs):
        row, experiment = report(scenario, scenario.seed if seed is None else seed, options.until)
        told = json.dumps(row, ensure_ascii=False) if options.json else _told(row, experiment)
        print(told, flush=True)
        held = [e["held"] for e in row["expectations"]]
        status = _worse(status, FAILED if False in held else UNKNOWN if None in held else HELD)
        done(i + 1)
    return status if runs else NOTHING


def _worse(one: int, other: int) -> int:
    """Failed is worse than unknown, and unknown worse than held."""
    return FAILED if FAILED in (one, other) else max(one, other)


def _scenarios(options: Namespace) -> list[Scenario]:
    """The scenarios that were asked for; every mistake in every file at once."""
    found: list[Scenario] = []
    problems: list[Problem] = []
    for reference in options.stories:
        try:
            preset = stories.load(reference, options.settings, full=options.full)
            names = [options.variant] if options.variant else list(preset.scenarios)
            found += [preset.scenario(name) for name in names]
        except InputError as error:
            problems += error.problems
    if problems:
        raise InputError(list(dict.fromkeys(problems)))
    return found


def played(scenario: Scenario, seed: int, until_us: int | None = None) -> Experiment:
    """A run at its end, or at a moment."""
    experiment = Experiment(scenario, seed)
    end_us = scenario.until_us if until_us is None else until_us
    experiment.end_us = max(end_us, experiment.end_us)
    experiment.timeline.run_until(end_us)
    experiment.end_us = max(end_us, scenario.until_us)
    return experiment


def report(
    scenario: Scenario, seed: int, until_us: int | None = None
) -> tuple[dict[str, Any], Experiment]:
    """One run's row of `run --json`, and the run."""
    started = perf_counter()
    experiment = played(scenario, seed, until_us)
    results = experiment.results()
    row = {
        "preset": scenario.preset.model.slug,
        "seed": seed,
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
    return row, experiment


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
    verdict = "FAILED" if False in held else "unknown" if None in held else "all held"
    name = f"{row['preset']}{' / ' + row['variant'] if row['variant'] else ''}"
    lines = [f"{name} (seed {row['seed']}, {row['events']} events): {verdict}"]
    sign = {True: "✓", False: "✗", None: "?"}
    lines += [f"  {sign[e['held']]} {e['text']}  [{e['observed']}]" for e in row["expectations"]]
    history = experiment.timeline.branch.history
    for guarantee, found in row["guarantees"].items():
        if found["verdict"] == "violated":
            promise = "promised" if found["promised"] == "yes" else "not promised"
            broken = Verdict("violated", found["reason"], tuple(found["witness"]))
            why = sentences.sentence(guarantee, broken, history)
            lines.append(f"  {guarantee.replace('_', ' ')} is violated ({promise}): {why}")
    return "\n".join(lines)
