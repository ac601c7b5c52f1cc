"""The smallest cause of an anomaly in words, and as a preset that shows it again. Pure."""

from engine.cluster import Command
from engine.spec import SETTINGS
from explorer import presets, saving, sought
from explorer.evidence import Evidence
from explorer.explain import listed
from explorer.saving import Words
from explorer.smallest import Smallest, Wanted, run
from explorer.storms import Case
from explorer.telling import tell

LONGEST_STORY = 1_900
FEW = 4
"""So many messages are told one by one."""


def told(wanted: Wanted, found: Smallest) -> str:
    """What is enough, and what makes no difference, in a few sentences."""
    parts = (_enough(wanted, found), _messages(found), _indifferent(wanted.case, found.case))
    return " ".join(part for part in parts if part)


def line(wanted: Wanted, command: Command) -> str:
    """A command as its line."""
    return wanted.lines.get(command) or tell(command)


def _enough(wanted: Wanted, found: Smallest) -> str:
    before, left = len(wanted.case.commands), len(found.case.commands)
    lines = "; ".join(line(wanted, command) for _, command in found.case.commands)
    few = f"Of {before} things done, {left} {'is' if left == 1 else 'are'} enough: {lines}."
    if before == left:
        few = f"All of the {before} things done are needed: {lines}."
    if before == 1:
        few = f"The one thing done is needed: {lines}."
    if not found.complete:
        return f"{few} The search stopped after {found.runs} runs: perhaps fewer would do."
    tried = "Leave out any one of these and it does not happen: each was tried."
    return f"{few} {tried}" if left > 1 else few


def _messages(found: Smallest) -> str:
    """Which messages it does not happen without."""
    if found.messages is None or not found.history.messages:
        return ""
    count, needed = len(found.history.messages), len(found.messages)
    if not needed:
        return f"Whichever one of the {count} messages is lost, it still happens."
    ways = [f"the {m.kind} from {m.source} to {m.target}" for m in found.messages]
    which = f": {listed(ways)}" if needed <= FEW else ""
    return f"Of {count} messages, it does not happen without {needed}{which}."


def _indifferent(before: Case, after: Case) -> str:
    """The users, servers and settings that make no difference, and whether luck does."""
    users = {user.name for user in before.spec.users} - {user.name for user in after.spec.users}
    names = [f"user {name}" for name in sorted(users)]
    names += [f"server {name}" for name in before.spec.names if name not in after.spec.names]
    names += [
        name for name, setting in SETTINGS.items()
        if name not in "nrw" and getattr(before.spec.settings, setting.attribute)
        != getattr(after.spec.settings, setting.attribute)
    ]  # fmt: skip
    text = f"It makes no difference: {', '.join(names)}." if names else ""
    if _drawn(before, after) != _drawn(after, after):
        text += " Every message takes as long as its link does on average."
    return text.strip()


def _drawn(case: Case, after: Case) -> list[object]:
    """How long the links that are left take."""
    kept = set(after.spec.names)
    return [case.spec.latency, *((x.a, x.b, x.latency) for x in case.spec.links
                                 if {x.a, x.b} <= kept)]  # fmt: skip


def preset(wanted: Wanted, found: Smallest, sentence: str) -> str:
    """A preset that shows the anomaly again, as was tried.

    Raises ValueError, in words, where the preset language has none for this run.
    """
    kind = wanted.sought.kind.replace("_", " ")
    needed = "Without this it does not happen." if found.complete else ""
    words = Words(
        slug=f"smallest-{kind.replace(' ', '-')}",
        title=f"Smallest cause: {kind}",
        story=f"{sentence} {told(wanted, found)}"[:LONGEST_STORY],
        takeaway=sentence[:LONGEST_STORY],
        leaves_out=f"All else of «{wanted.title}» was taken away, and this happens all the same.",
        expect=(sought.expectation(wanted.sought),),
        says=tuple(f"{line(wanted, command)}. {needed}".strip()
                   for _, command in found.case.commands),
        lines=wanted.lines,
        question=wanted.question,
    )  # fmt: skip
    case = found.case
    text = saving.preset_text(case.spec, case.seed, case.commands, case.end_us, words)
    again = presets.load_text(text).scenario()
    seen, _ = run(Case(again.cluster, again.seed, again.commands, again.until_us, calm=False))
    evidence = Evidence(seen, seen.length, over=True, spec=again.cluster, now_us=again.until_us)
    if not all(expectation.check(evidence).held for expectation in again.expectations):
        raise ValueError("read again as a preset it does not show the same")
    return text
