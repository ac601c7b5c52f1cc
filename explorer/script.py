"""A line of the verb language, by the table of `explorer.verbs`: `[at TIME] VERB ARGUMENTS`."""

from explorer.lines import ScriptError, Words
from explorer.verbs import VERBS, Action


def parse(line: str) -> tuple[int | None, Action]:
    """When (None: now) and what. Raises ScriptError with the column at which it went wrong."""
    words = Words(line)
    at_us = words.time() if words.accept("at") else None
    column = words.column
    name = words.take("a verb")
    verb = VERBS.get(name)
    if verb is None:
        raise ScriptError(f"there is no verb {name!r}; there are {', '.join(VERBS)}", column)
    try:
        action = verb.make(words)
    except ScriptError as error:
        raise ScriptError(f"{error}: {verb.name} {verb.usage}".rstrip(), error.column) from None
    if words.more():
        column = words.column
        text = f"{words.rest('')!r} is too much: {verb.name} {verb.usage}".rstrip()
        raise ScriptError(text, column)
    return at_us, action
