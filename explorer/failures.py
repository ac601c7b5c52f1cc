"""What a failing seed leaves: the smallest run that fails likewise, as a preset for the window.

What is saved is read again and run, so that it is known to break the same invariant.
"""

from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from engine.audit.invariants import INVARIANTS, Broken
from engine.cluster import Command
from engine.faults import Change
from explorer import presets, saving, shrinking, storms, swarm
from explorer.experiment import Experiment
from explorer.shrinking import Shrunk
from explorer.stories import Scenario
from explorer.storms import Case
from explorer.swarm import Result

FOLDER = "swarm-failures"
LONGEST_STORY = 1_900
MOST_SAVED = 10
"""So many failing seeds are shrunk; further ones most likely fail alike."""

EXPECTED = {
    "read_your_writes": "violations of read_your_writes = 0",
    "monotonic_reads": "violations of monotonic_reads = 0",
    "regular": "stale reads = 0",
    "quorums_meet": "stale reads = 0",
}
"""The sentence that fails where an invariant is broken, if there is one."""


@dataclass(frozen=True, slots=True)
class Saved:
    """A failing seed's preset: its file, its size, and whether it fails when it is read again."""

    seed: int
    invariant: str
    file: str
    operations: int
    faults: int
    reproduced: bool


def save_all(
    results: list[Result], folder: Path, done: Callable[[int], None] | None = None
) -> Iterator[Saved]:
    """Shrinks and saves the first failing seeds, each by its first violation."""
    failed = [(r.seed, r.violations[0].invariant) for r in results if r.violations][:MOST_SAVED]
    if not failed:
        return
    folder.mkdir(parents=True, exist_ok=True)
    with ProcessPoolExecutor() as pool:
        for i, saved in enumerate(pool.map(partial(_save, folder), failed)):
            if done is not None:
                done(i + 1)
            yield saved


def _save(folder: Path, failed: tuple[int, str]) -> Saved:
    return save(folder, *failed)


def save(folder: Path, seed: int, invariant: str) -> Saved:
    """Shrinks a failing seed and writes what is left into the folder."""
    shrunk = shrinking.shrink(storms.draw(seed), invariant)
    path = folder / f"seed-{seed}-{invariant.replace('_', '-')}.yaml"
    path.write_text(text(shrunk, seed), encoding="utf-8")
    size = shrinking.operations(shrunk.case), shrinking.faults(shrunk.case)
    return Saved(seed, invariant, str(path), *size, invariant in broken_by(path))


def broken_by(path: Path) -> set[str]:
    """The invariants that a saved run breaks when it is run again."""
    auditor, _ = swarm.watched(case_of(presets.load(str(path)).scenario()))
    return {broken.invariant for broken in auditor.broken}


def case_of(scenario: Scenario) -> Case:
    """A scenario as a run of the swarm; whether it ends with a calm shows in what it does."""
    commands = tuple((s.at_us, s.action) for s in scenario.steps if isinstance(s.action, Command))
    calm = (storms.STORM_US, storms.COMPARING) in commands and scenario.until_us == storms.END_US
    return Case(scenario.cluster, scenario.seed, commands, scenario.until_us, calm)


def text(shrunk: Shrunk, seed: int) -> str:
    """The preset of what is left of a seed."""
    said = _words(shrunk.broken, seed, ())
    plain = _preset(shrunk.case, said)
    sentence = EXPECTED.get(shrunk.broken.invariant, "")
    if not sentence or any(isinstance(c, Change) for _, c in shrunk.case.commands):
        return plain
    told = _preset(shrunk.case, _words(shrunk.broken, seed, (sentence,)))
    return told if _fails(told) else plain


def _preset(case: Case, words: saving.Words) -> str:
    return saving.preset_text(case.spec, case.seed, case.commands, case.end_us, words)


def _fails(preset: str) -> bool:
    experiment = Experiment(presets.load_text(preset).scenario())
    experiment.seek(experiment.end_us)
    return any(result.held is False for result in experiment.results())


def _words(broken: Broken, seed: int, expect: tuple[str, ...]) -> saving.Words:
    name, law = broken.invariant, INVARIANTS[broken.invariant]
    return saving.Words(
        slug=f"seed-{seed}-{name.replace('_', '-')}",
        title=f"Seed {seed} breaks {name}",
        story=f"{law[:1].upper()}{law[1:]}. Here it is not so: {broken.text}"[:LONGEST_STORY],
        takeaway=f"What must hold always: {law}.",
        leaves_out="All that seed did beside this was taken away without mending it.",
        expect=expect,
    )
