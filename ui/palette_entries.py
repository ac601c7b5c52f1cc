"""What the command palette looks in: what can be done now, the stories, their variants, the verbs.

Rules this file keeps: verbs come from their one table, what is impossible with the engine's reason
from the frame; nothing is done here.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QCoreApplication

from explorer import glossary_reading, letters
from explorer.frame import Frame
from explorer.stories import Preset
from explorer.verbs import VERBS, Verb
from ui import stage_words


@dataclass(frozen=True, slots=True)
class Entry:
    """Something that can be done: its lines, what it does, and why it cannot be done now.

    What takes arguments has no lines, but a beginning to be written on.
    """

    title: str
    lines: tuple[str, ...]
    help: str = ""
    reason: str = ""
    begins: str = ""

    @property
    def about(self) -> str:
        """What is said of it besides its title."""
        return " ".join((self.help, *self.lines))


def entries(stories: Sequence[Preset], frame: Frame | None) -> list[Entry]:
    """All of them, in the order in which they are shown where nothing is looked for."""
    now = [] if frame is None else [*_variants_here(frame), *_things(frame), *_kinds(frame)]
    return [*now, *_stories(stories, frame), *_terms(), *_verbs(needs_run=frame is None)]


def _things(frame: Frame) -> Iterator[Entry]:
    """What the context menus offer."""
    for offer in frame.offers:
        verb = VERBS[offer.line.split()[0]]
        of = f" ({': '.join(filter(None, (offer.of, offer.under)))})" if offer.under else ""
        yield Entry(f"{offer.words}{of}", (offer.line,), verb.help, offer.reason or "")


def _kinds(frame: Frame) -> Iterator[Entry]:
    """Each kind of message, hidden or shown again."""
    hide = QCoreApplication.translate("Palette", "Hide all {0}")
    show = QCoreApplication.translate("Palette", "Show the {0} again")
    for kind in letters.KINDS:
        hidden = kind in frame.hidden
        title = (show if hidden else hide).format(stage_words.many(kind))
        verb = VERBS["unhide" if hidden else "hide"]
        yield Entry(title, (f"{verb.name} {kind}",), verb.help)
    if frame.hidden:
        text = QCoreApplication.translate("Palette", "Show all messages again")
        if frame.hidden_servers:
            text = QCoreApplication.translate("Palette", "Show all messages and servers again")
        yield Entry(text, ("hide",), VERBS["hide"].help)


def _variants_here(frame: Frame) -> Iterator[Entry]:
    text = QCoreApplication.translate("Palette", "Variant: {title}")
    about = QCoreApplication.translate("Palette", "of this story, from its start")
    for name, title in frame.lesson.variants:
        yield Entry(text.format(title=title), (f"variant {name}",), about)


def _stories(stories: Sequence[Preset], frame: Frame | None) -> Iterator[Entry]:
    """Every story, and every variant of those that are not open."""
    here = 0 if frame is None else frame.lesson.number
    text = QCoreApplication.translate("Palette", "Story {number}: {title}")
    for story in stories:
        model = story.model
        title = text.format(number=model.number, title=model.title)
        opens = f"open {model.slug}"
        yield Entry(title, (opens, "play"), model.asks or model.story)
        for name, variant in story.titles if model.number != here else ():
            yield Entry(f"{title}: {variant}", (opens, f"variant {name}", "play"))


def _terms() -> Iterator[Entry]:
    """Every word of the field, by what it is called: its meaning has too many other words."""
    text = QCoreApplication.translate("Palette", "Word: {name}")
    for term in glossary_reading.shipped().terms:
        yield Entry(text.format(name=term.name), (f"term {term.name}",), ", ".join(term.also))


def _verbs(*, needs_run: bool) -> Iterator[Entry]:
    first = QCoreApplication.translate("Palette", "first open a story")
    for verb in VERBS.values():
        lines, begins, needed = _made_of(verb)
        reason = first if needs_run and needed else ""
        yield Entry(f"{verb.name} {verb.usage}".rstrip(), lines, verb.help, reason, begins)


ANYWHERE = {
    "explain",
    "open",
    "gallery",
    "theme",
    "font",
    "motion",
    "predict",
    "keys",
    "palette",
    "settings",
    "quit",
    "copy",
    "screenshot",
    "term",
    "help",
    "console",
}
"""The verbs that need no run."""


def _made_of(verb: Verb) -> tuple[tuple[str, ...], str, bool]:
    """Its line, or how that begins where something has to be said; and whether it needs a run."""
    needed = verb.name not in ANYWHERE
    if verb.usage and not verb.usage.startswith("["):
        return (), f"{verb.name} ", needed
    return (verb.name,), "", needed
