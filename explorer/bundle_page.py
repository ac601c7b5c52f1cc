"""A scenario that was done, as a page: the steps as a film strip, the one that failed first.

The page lies beside the pictures that it shows, and needs nothing else: no script, no network.
"""

from collections.abc import Sequence
from html import escape
from typing import TYPE_CHECKING, Any

from explorer.scenarios import ScenarioFile
from explorer.times import tell_time

if TYPE_CHECKING:
    from explorer.bundle import Taken

SIGNS = {True: "✓", False: "✗", None: "·"}
CLASSES = {True: "held", False: "failed", None: "left"}
STYLE = """
:root { color-scheme: light dark; --bad: #c62828; --good: #2e7d32; --line: #8886; }
body { font: 16px/1.5 system-ui, sans-serif; margin: 1.5rem auto; max-width: 1500px;
       padding: 0 1rem; }
h1 { font-size: 1.4rem; margin: 0; }
.failed h2, .failed .sign, .verdict.failed { color: var(--bad); }
.held .sign, .verdict.held { color: var(--good); }
.cause { border-left: 6px solid var(--bad); padding: .2rem 1rem; margin: 1rem 0; }
.cause img { max-width: 100%; border: 1px solid var(--line); }
.strip { display: flex; gap: .8rem; overflow-x: auto; padding: .5rem 0 1rem; }
.strip figure { flex: 0 0 320px; margin: 0; padding: .5rem; border: 2px solid var(--line); }
.strip .failed { border-color: var(--bad); }
.strip .left { flex-basis: 160px; opacity: .6; }
.strip img { width: 100%; display: block; }
code, pre { font: .9em/1.4 ui-monospace, monospace; }
pre { border: 1px solid var(--line); padding: .6rem; overflow-x: auto; white-space: pre-wrap; }
"""


def html(
    scenario: ScenarioFile, taken: Sequence["Taken"], row: dict[str, Any], told: str, command: str,
    recording: str, why: str,
) -> str:  # fmt: skip
    """The page, as text; `why` says what became of that which failed."""
    failed = [each for each in taken if each.outcome.held is False]
    parts = [
        "<!doctype html>", '<html lang="en"><head><meta charset="utf-8">',
        '<meta name="viewport" content="width=device-width">',
        f"<title>{escape(scenario.title)}</title><style>{STYLE}</style></head><body>",
        _head(scenario, row, failed=bool(failed)),
        *(_cause(scenario, each, why) for each in failed),
        '<h2>Step by step</h2><div class="strip" tabindex="0" role="list">',
        *(_step(number, each) for number, each in enumerate(taken, 1)),
        "</div>", _again(command, recording),
        f"<h2>The run in words</h2><pre>{escape(told)}</pre>",
        f"<h2>{escape(scenario.path.name)}</h2><pre>{_numbered(scenario.text, failed)}</pre>",
        "</body></html>",
    ]  # fmt: skip
    return "\n".join(parts)


def _head(scenario: ScenarioFile, row: dict[str, Any], *, failed: bool) -> str:
    story = scenario.story.preset.model.title
    variant = f" · {row['variant']}" if row["variant"] else ""
    verdict = '<b class="verdict failed">failed' if failed else '<b class="verdict held">held'
    return (
        f"<header><h1>{escape(scenario.title)}</h1><p>{verdict}</b> · {escape(story)}"
        f"{escape(variant)} · seed {row['seed']} · {row['events']} events in "
        f"{tell_time(round(row['sim_seconds'] * 1_000_000))} · digest <code>{row['digest'][:16]}"
        "</code></p></header>"
    )


def _cause(scenario: ScenarioFile, taken: "Taken", why: str) -> str:
    """What failed, where, why, and what the window showed then."""
    outcome = taken.outcome
    return (
        f'<section class="cause failed"><h2>{escape(outcome.step.told)}</h2>'
        f"<p><b>{escape(outcome.observed)}</b></p><p>{escape(why)}</p>"
        f"<p>{escape(scenario.path.name)}, line {outcome.step.line}, "
        f"at {tell_time(outcome.at_us)}</p>{_picture(taken)}</section>"
    )


def _step(number: int, taken: "Taken") -> str:
    outcome = taken.outcome
    at = f" · {tell_time(outcome.at_us)}" if outcome.held is not None else ""
    tree = f' · <a href="{escape(taken.tree)}">tree</a>' if taken.tree else ""
    observed = f"<br>{escape(outcome.observed)}" if outcome.observed else ""
    return (
        f'<figure class="{CLASSES[outcome.held]}" role="listitem">{_picture(taken)}'
        f'<figcaption><span class="sign">{SIGNS[outcome.held]}</span> <b>{number}</b> '
        f"<code>{escape(outcome.step.told)}</code>{observed}"
        f"<br>line {outcome.step.line}{at}{tree}</figcaption></figure>"
    )


def _picture(taken: "Taken") -> str:
    if not taken.picture:
        return ""
    name, told = escape(taken.picture), escape(taken.outcome.step.told)
    return f'<a href="{name}"><img src="{name}" alt="The window after: {told}"></a>'


def _again(command: str, recording: str) -> str:
    opened = f"quorumscope open {recording}"
    return (
        f"<h2>Again</h2><pre>{escape(command)}\n{escape(opened)}</pre><p>The first line does it "
        "again; the second, said in this folder, opens the run where it stopped. "
        '<a href="events.jsonl">events</a> · <a href="result.json">result</a></p>'
    )


def _numbered(text: str, failed: Sequence["Taken"]) -> str:
    """The file with the numbers of its lines; those of steps that failed stand out."""
    marked = {each.outcome.step.line for each in failed}
    lines = [
        f"<b>{number:>4}  {escape(line)}</b>"
        if number in marked
        else f"{number:>4}  {escape(line)}"
        for number, line in enumerate(text.splitlines(), 1)
    ]
    return "\n".join(lines)
