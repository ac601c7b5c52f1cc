"""Which events a filter of the log lets through. Pure."""

from collections.abc import Callable, Collection

from engine.events import Event
from engine.history import History
from engine.records import of_crowd
from explorer import event_facts
from explorer.event_facts import GROUPS
from explorer.event_words import Teller
from explorer.letters import LETTERS
from explorer.log_filter import CROWD, Filter, searched

Test = Callable[[Event], bool]


def left_out(chosen: Filter, away: Collection[str]) -> tuple[str, ...]:
    """Those of the servers that are not drawn whose events are not listed: nobody asked for them.

    A request that is followed is followed everywhere.
    """
    asked = {chosen.server, searched(chosen.find)[0].get("at")}
    return () if chosen.follow else tuple(server for server in away if server not in asked)


def tests(chosen: Filter, teller: Teller, away: Collection[str]) -> list[Test]:
    """What an event has to pass, the cheap tests first; `away`: servers that are left out."""
    history, (terms, words) = teller.history, searched(chosen.find)
    found: list[Test] = []
    if chosen.kinds:
        found.append(_of_kinds(history, chosen.kinds))
    if "kind" in terms:
        found.append(_of_kinds(history, (terms["kind"],)))
    if "op" in terms:
        number = int(terms["op"].removeprefix("#"))
        found.append(lambda event: event_facts.operation(history, event) == number)
    if chosen.follow:
        first = event_facts.first_try(history, chosen.follow) or -1
        found.append(lambda event: event_facts.concerns(history, event, first))
    found += [_at(history, server) for server in (chosen.server, terms.get("at")) if server]
    found += [_of_user(history, user) for user in (chosen.user, terms.get("who")) if user]
    if away:
        found.append(_seen(history, frozenset(away)))
    if words:
        found.append(lambda event: _says(teller.say(event).casefold(), words))
    return found


def _says(sentence: str, words: tuple[str, ...]) -> bool:
    return all(word in sentence for word in words)


def _of_kinds(history: History, kinds: tuple[str, ...]) -> Test:
    """Of these groups or events, or told of a message of such a kind."""
    names = {name for kind in kinds for name in GROUPS.get(kind, (kind,))}
    letters = set(kinds) & set(LETTERS)
    if not letters:
        return lambda event: event[1] in names
    messages = history.messages

    def fits(event: Event) -> bool:
        told = event[1] in GROUPS["messages"] and messages[event[2]].kind in letters
        return told or event[1] in names

    return fits


def _at(history: History, server: str) -> Test:
    return lambda event: server in event_facts.servers(history, event)


def _seen(history: History, away: frozenset[str]) -> Test:
    """About none that is hidden; or, as a cut of several links, about two that are seen."""

    def fits(event: Event) -> bool:
        about = event_facts.servers(history, event)
        hidden = len(away.intersection(about))
        return not hidden or len(about) - hidden > 1

    return fits


def _of_user(history: History, user: str) -> Test:
    def fits(event: Event) -> bool:
        known = history.operations.get(event_facts.operation(history, event))
        if known is None:
            return event[1] in ("demands", "moved", "removed") and event[2] == user
        return of_crowd(known.user) if user == CROWD else known.user == user

    return fits
