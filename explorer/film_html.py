"""A run as one page that needs nothing else: the film, the words, the verdicts, the charts. Pure.

Rules this file keeps: whatever came from a story or a user is escaped; the page asks no network;
it reads well without pictures, by its headings and its texts; nothing in it moves unasked.
"""

from base64 import b64encode
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from html import escape

from explorer import handout
from explorer.film import Beat
from explorer.frame import Frame
from explorer.frame_charts import ChartsView
from explorer.frame_verdicts import VerdictView
from explorer.questions import Prediction
from explorer.times import tell_time

HEADS = ("Guarantee", "Promised", "This run", "What it means")
ANSWERS = {
    "holds": ("✓ holds", "good"),
    "violated": ("✗ violated", "bad"),
    "unknown": ("? unknown", "open"),
    "none": ("○ nothing to judge", "plain"),
    "judging": ("? unknown", "open"),
}
"""A sign, a word and a tone: colour never speaks alone."""
HELD = {True: "✓ held", False: "✗ did not hold", None: "? too early to say"}
CAME = {"ok": "answered", "fail": "refused", "info": "without an answer, so unknown"}
STYLE = """
:root { color-scheme: light dark; }
body { margin: 0; background: var(--ground); color: var(--text);
  font: 17px/1.55 Inter, "Segoe UI", "SF Pro Text", "Noto Sans", "DejaVu Sans", sans-serif;
  overflow-wrap: break-word; }
main, footer { max-width: 60rem; margin: 0 auto; padding: 1.2rem; }
h1 { line-height: 1.2; margin: .2rem 0; } h2 { margin-top: 2.2rem; }
.question, footer, .small { color: var(--muted); }
figure { margin: 1.2rem 0; } figcaption { color: var(--muted); font-size: .9rem; }
video, img { max-width: 100%; height: auto; border-radius: 8px; display: block; }
.film { container-type: inline-size; }
video { width: 100cqw; max-width: none; height: calc(100cqw / var(--ratio) + 5rem);
  object-fit: contain; object-position: top; background: #000; }
table { border-collapse: collapse; width: 100%; }
th, td { text-align: left; vertical-align: top; padding: .45rem .7rem .45rem 0;
  border-bottom: 1px solid var(--line); }
.good { color: var(--good); } .bad { color: var(--bad); } .open { color: var(--open); }
.plain { color: var(--muted); } .nowrap { white-space: nowrap; }
.told { list-style: none; padding: 0; } .told li { display: flex; gap: 1rem; margin: .4rem 0; }
.told span { min-width: 0; }
.told time { color: var(--muted); min-width: 6.5em; text-align: right; flex: none; }
blockquote { margin: 1.2rem 0; padding: .6rem 1rem; border-left: 4px solid var(--accent);
  background: var(--panel); }
td:last-child, footer { overflow-wrap: anywhere; } footer { font-size: .85rem; }
@media (max-width: 40rem) {
  thead { display: none; } tr { display: block; padding: .5rem 0;
    border-bottom: 1px solid var(--line); }
  th, td { display: block; border: 0; padding: .1rem 0; }
  td[data-head]::before { content: attr(data-head) ": "; color: var(--muted); }
  .told time { min-width: 4.5em; }
}
@media print {
  body { background: none; font-size: 11pt; } main, footer { max-width: none; padding: 0; }
  video { height: calc(100cqw / var(--ratio)); }
  video::-webkit-media-controls { display: none; } h2 { break-after: avoid; }
  tr, figure, li, blockquote { break-inside: avoid; }
}
"""


@dataclass(frozen=True, slots=True)
class Media:
    """Something to look at, inside of the page."""

    kind: str
    """Its media type: 'image/png', 'video/mp4'."""
    data: bytes

    @property
    def address(self) -> str:
        """The whole of it as an address."""
        return f"data:{self.kind};base64,{b64encode(self.data).decode()}"


@dataclass(frozen=True, slots=True)
class Page:
    """All that the page is made of: the end of the run, and what was made of it."""

    frame: Frame
    question: str
    beats: Sequence[Beat]
    film: Media
    still: Media
    """One picture of it, for who wants nothing to move."""
    size: tuple[int, int]
    charts: tuple[Media, Media]
    """For a light page and for a dark one."""
    colors: tuple[Mapping[str, str], Mapping[str, str]]
    """The same, by the names that the style has for them."""
    from_us: int
    until_us: int
    digest: str
    version: str
    again: str
    """The line that runs it again; empty where there is none that anybody else has."""
    asked: Sequence[Prediction] = ()
    """What the story asks to predict, and the run answers."""


def html(page: Page) -> str:
    """The page."""
    lesson = page.frame.lesson
    parts = [
        _head(page), _asked(page), _film(page), _words(page), _promise(page), _verdicts(page.frame),
        _checks(lesson.checks), _charts(page), _lesson(page),
    ]  # fmt: skip
    return (
        '<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{escape(_title(page))}</title>\n<style>{_style(page)}</style>\n</head>\n<body>\n<main>\n"
        + "\n".join(part for part in parts if part)
        + f"\n</main>\n{_foot(page)}\n</body>\n</html>\n"
    )


def _style(page: Page) -> str:
    light, dark = (
        " ".join(f"--{name}: {color};" for name, color in colors.items()) for colors in page.colors
    )
    return (
        f"\n:root {{ {light} }}\n"
        f"@media screen and (prefers-color-scheme: dark) {{ :root {{ {dark} }} }}{STYLE}"
    )


def _title(page: Page) -> str:
    variant = _variant(page)
    return f"{page.frame.lesson.title}{f', {variant}' if variant else ''} - Quorumscope"


def _variant(page: Page) -> str:
    lesson = page.frame.lesson
    return dict(lesson.variants).get(lesson.variant, "")


def _head(page: Page) -> str:
    lesson, variant = page.frame.lesson, _variant(page)
    return (
        f'<p class="question">Question {lesson.question}: {escape(page.question)}</p>\n'
        f"<h1>{escape(lesson.title)}</h1>\n"
        + (f"<p><strong>{escape(variant)}</strong></p>\n" if variant else "")
        + f"<p>{escape(lesson.story)}</p>"
    )


def _asked(page: Page) -> str:
    """What to predict before the film; the answers come only when they are asked for."""
    if not page.asked:
        return ""
    return "<h2>Before you look</h2>\n" + "\n".join(map(_question, page.asked))


def _question(asked: Prediction) -> str:
    right, why = handout.answer(asked)
    answers = "".join(f"<li>{escape(answer.text)}</li>" for answer in asked.question.answers)
    return (
        f"<p>{escape(asked.question.ask)}</p>\n<ul>{answers}</ul>\n"
        f"<details><summary>What the run shows</summary>\n"
        f"<p><strong>{escape(right)}</strong> {escape(why)}</p></details>"
    )


def _film(page: Page) -> str:
    wide, high = page.size
    at = f'width="{wide}" height="{high}"'
    lesson = page.frame.lesson
    named = f"The run of {lesson.title}. What happens in it is told in words below."
    still = f'<img src="{page.still.address}" {at} alt="{escape(named)}">'
    told = ""
    if page.film.kind.startswith("video/"):
        told = " A browser that plays no H.264 shows a picture of it; the words tell the same."
        shown = (
            f'<video controls preload="metadata" {at} aria-label="{escape(named)}" '
            f'poster="{page.still.address}"><source src="{page.film.address}" '
            f'type="{page.film.kind}"></video>'
        )
    else:  # it has no buttons: it moves once it is asked for
        moving = f'<img src="{page.film.address}" {at} alt="{escape(named)}">'
        shown = f"{still}\n<details><summary>Show the film (it moves)</summary>{moving}</details>"
    span = f"{tell_time(page.from_us)} to {tell_time(page.until_us)} of simulated time."
    return (
        f'<figure class="film" style="--ratio: {wide / high:.4f}">\n{shown}\n'
        f"<figcaption>{span}{told}</figcaption>\n</figure>"
    )


def _words(page: Page) -> str:
    if not page.beats:
        return ""
    rows = "\n".join(
        f"<li><time>{tell_time(beat.at_us)}</time> <span>{escape(beat.text)}</span></li>"
        for beat in page.beats
    )
    return f'<h2>What happens</h2>\n<ol class="told">\n{rows}\n</ol>'


def _promise(page: Page) -> str:
    promise = page.frame.promise
    lines = [promise.headline, *promise.lines]
    if promise.stale_is_fine:
        lines.append("Here an old answer does no harm.")
    rows = "".join(f"<li>{escape(line)}</li>" for line in lines)
    numbers = f"N = {promise.n}, R = {promise.r}, W = {promise.w}, {promise.servers} servers"
    return f"<h2>What was promised</h2>\n<p>{numbers}.</p>\n<ul>{rows}</ul>"


def _verdicts(frame: Frame) -> str:
    if not frame.verdicts.rows:
        return ""
    rows = "\n".join(map(_verdict, frame.verdicts.rows))
    heads = "".join(f'<th scope="col">{head}</th>' for head in HEADS)
    as_of = tell_time(frame.verdicts.as_of_us)
    return (
        f"<h2>What held</h2>\n<table>\n"
        f'<caption class="small">As of {as_of}.</caption>\n<thead><tr>{heads}</tr></thead>\n'
        f"<tbody>\n{rows}\n</tbody>\n</table>"
    )


def _verdict(verdict: VerdictView) -> str:
    words, tone = ANSWERS[verdict.answer]
    why = f"<br>{escape(verdict.text)}" if verdict.text else ""
    return (
        f'<tr><th scope="row">{escape(verdict.title)}</th>'
        f'<td data-head="{HEADS[1]}">{"yes" if verdict.promised else "no"}</td>'
        f'<td class="{tone} nowrap" data-head="{HEADS[2]}">{words}</td>'
        f'<td><span class="small">{escape(verdict.meaning)}</span>{why}</td></tr>'
    )


def _checks(checks: Iterable[tuple[str, bool | None]]) -> str:
    rows = "\n".join(f"<li>{HELD[held]}: {escape(text)}</li>" for text, held in checks)
    return f"<h2>What the story expects</h2>\n<ul>\n{rows}\n</ul>" if rows else ""


def _charts(page: Page) -> str:
    light, dark = page.charts
    told = charts_in_words(page.frame.charts)
    return (
        "<h2>What it cost</h2>\n<figure><picture>"
        f'<source srcset="{dark.address}" media="screen and (prefers-color-scheme: dark)">'
        f'<img src="{light.address}" alt="Charts of the whole run. {escape(told)}">'
        f"</picture>\n<figcaption>{escape(told)}</figcaption></figure>"
    )


def charts_in_words(charts: ChartsView) -> str:
    """The numbers of the charts in sentences."""
    told = []
    for each in charts.summaries:
        if each.p50 is not None:
            tail = "" if each.p99 is None else f", 99 % in {each.p99.value:.3g} ms"
            told.append(f"{each.n} {each.kind}s: half of them in {each.p50.value:.3g} ms{tail}.")
    if charts.stale_reads or charts.fresh_reads:
        told.append(f"Reads: {charts.fresh_reads} fresh, {charts.stale_reads} stale.")
    if charts.outcomes:
        came = ", ".join(f"{many} {CAME[name]}" for name, many in charts.outcomes)
        told.append(f"Of all that was asked: {came}.")
    return " ".join(told) or "Nothing was asked."


def _lesson(page: Page) -> str:
    lesson = page.frame.lesson
    if lesson.left_us is not None:
        at = tell_time(lesson.left_us)
        return f"<p>From {at} on this run is not the story's: something was done by hand.</p>"
    return (
        f"<h2>What it teaches</h2>\n<blockquote>{escape(lesson.takeaway)}</blockquote>\n"
        f"<h2>What this model leaves out</h2>\n<p>{escape(lesson.leaves_out)}</p>"
    )


def _foot(page: Page) -> str:
    """By what it can be run again, and be held against this."""
    again = f"To run it again: <code>{escape(page.again)}</code>. " if page.again else ""
    return (
        f"<footer><p>Made by Quorumscope {escape(page.version)}. Seed {page.frame.seed}. {again}"
        f"SHA-256 of its events: <code>{page.digest}</code></p></footer>"
    )
