"""What is said of a run in a console: where time stands, what a user sees, what is asked about."""

from collections.abc import Callable, Iterator

from explorer import offering, receipt, state, verbs
from explorer.controls import Control
from explorer.experiment import Experiment
from explorer.expression import Expression
from explorer.frame_screens import ScreenView
from explorer.lines import ScriptError
from explorer.receipt import Receipt
from explorer.steering import Run, alone
from explorer.times import tell_time
from explorer.watching import written

WIDE = 14
"""Letters of the first column of a receipt and of an inspection."""


def now(run: Run | None) -> str:
    """Where time stands: '40 ms'; empty: there is no run."""
    return "" if run is None else tell_time(run.now_us)


def stands(run: Run | None) -> str:
    """Where time stands in what, and why."""
    if run is None:
        return "No story is open: open one by its number, as in: open 5"
    moment = f"{tell_time(run.now_us)} of {tell_time(run.end_us)}"
    if not isinstance(run, Experiment):
        return f"two runs side by side, at {moment}"
    scenario = run.scenario
    variant = f" / {scenario.variant}" if scenario.variant else ""
    told = run.playback()
    how = "time runs" if run.playing else told.said or "time stands"
    return f"{scenario.preset.model.slug}{variant}, at {moment}: {how}"


def of_operation(run: Experiment, number: int) -> str:
    """What came of it; of a read, what its user sees as well."""
    lines = list(run.why(number))
    operation = run.timeline.branch.history.operations[number]
    if operation.kind == "read" and operation.ended_by(run.timeline.place):
        here = [operation.user] if operation.user in run.timeline.cluster.sessions else []
        for screen in state.screens(run.timeline, here):
            lines += _screen(screen)
    return "\n".join(lines)


def _screen(screen: ScreenView) -> Iterator[str]:
    yield f"{screen.user} sees: {screen.badge_text or screen.explanation}"
    for post in screen.posts:
        likes = f", {post.likes} like{'' if post.likes == 1 else 's'}" if post.likes else ""
        yield f"  {post.author}: {post.text} ({post.state}{likes})"
        yield from (f"    {author}: {text}" for author, text in post.comments)
    for article in screen.articles:
        yield f"  {article.title}: {article.text or '-'} ({article.said})"
    if not screen.posts and not screen.articles:
        yield "  nothing"
    yield from (f"  missing: {each.text}: {each.reason}" for each in screen.missing)


# -- controls that ask


def _why(run: Run, number: str) -> str:
    return "\n".join(run.why(int(number)))


def _receipt(run: Run, number: str) -> str:
    one = alone(run, "receipt")
    timeline = one.timeline
    found = receipt.receipt(
        timeline.branch.history, timeline.cluster, int(number), timeline.place
    )  # fmt: skip
    if found is None:
        raise ScriptError(f"#{number} has not begun", 9)
    return "\n".join(_lines_of(found))


def _lines_of(found: Receipt) -> Iterator[str]:
    yield f"{found.title}. {found.outcome}"
    yield from (f"  {heading:<{WIDE}}{text}" for heading, text in found.lines)


def _select(run: Run, key: str = "") -> str:
    inspection = alone(run, "select").inspection() if key else None
    if inspection is None:
        return stands(run)
    rows = (
        f"  {row.label:<{WIDE}}{row.value}" for _, section in inspection.sections for row in section
    )
    return "\n".join((inspection.key, *rows))


def _menu(run: Run, key: str = "") -> str:
    one = alone(run, "menu")
    offers = offering.offers(one.timeline, key, one.hidden, one.forbids)
    lines = (f"{o.line}{f'  (not now: {o.reason})' if o.reason else ''}" for o in offers)
    return "\n".join(lines)


def _watch(run: Run, how: str, text: str = "") -> str:
    if how != "on":
        return stands(run)
    made = Expression(text, state.names())
    return written(made.ask(state.state(alone(run, "watch").timeline, made.reads)), 1 << 20)


TOLD: dict[str, Callable[..., str]] = {
    "why": _why, "receipt": _receipt, "select": _select, "menu": _menu, "watch": _watch,
}  # fmt: skip
"""By verb: what a console says of a run once the line has been done."""
ONLY_TOLD = frozenset(("why", "menu"))
"""Those of them that do nothing but tell."""


def told(run: Run | None, control: Control) -> str:
    """What is said once a control has been done. Raises ValueError, in words."""
    if run is None or control.verb not in TOLD:
        return stands(run)
    return TOLD[control.verb](run, *control.arguments)


def help_of(verb: str = "") -> str:
    """What a verb takes, from the one table; none named: all of them."""
    if not verb:
        rows = verbs.VERBS.values()
        wide = max(len(row.name) for row in rows)
        return "\n".join(f"{row.name:<{wide}}  {row.help}" for row in rows)
    row = verbs.VERBS[verb]
    return f"{row.name} {row.usage}".rstrip() + f"\n  {row.help}\n  example: {row.example}"
