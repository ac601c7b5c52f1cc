"""Parts of a story's file that take the place of others: `full:` and `postgres:`.

Keys of mappings are replaced one by one, all else as a whole.

- `full:` has what is different in `run --full`: longer loads, and tighter expectations. Nobody is
  asked to predict there: it is for whoever measures.
- `postgres:` has how the story goes on real servers, in their own times, where it is another story
  there than a computed one that takes longer. What is expected and asked of the computed one is not
  of this one, and it has those variants alone that are named there.
"""

from collections.abc import Collection
from dataclasses import replace
from typing import Any

from explorer.yaml12 import Document, Places

COMPUTED = ("full", "postgres", "predict", "goal", "expect", "still")
"""What a story has that is about its computed run."""


def at_full_size(document: Document) -> Document:
    """The document with what stands under `full:` in its place."""
    return replace(_with(document, "full", ("predict",)), full=True)


def on_servers(document: Document) -> Document | None:
    """The document with what stands under `postgres:` in its place; None: nothing does."""
    value = document.value
    if not isinstance(value, dict) or not isinstance(value.get("postgres"), dict):
        return None
    named, variants = value["postgres"].get("variants"), value.get("variants")
    if isinstance(named, dict) and isinstance(variants, dict):
        kept = {name: variant for name, variant in variants.items() if name in named}
        document = replace(document, value=value | {"variants": kept})
    told = _with(document, "postgres", COMPUTED)
    return replace(told, value=told.value | {"engine": "postgres"})


def _with(document: Document, part: str, without: Collection[str]) -> Document:
    """The document with a part of it in the place of what it had, and without some keys."""
    value, places = document.value, dict(document.places)
    if not isinstance(value, dict) or not isinstance(value.get(part), dict):
        return document
    rest = {key: each for key, each in value.items() if key not in (part, *without)}
    moved: Places = {path[1:]: at for path, at in places.items() if path[:1] == (part,)}
    return replace(document, value=_merged(rest, value[part]), places=places | moved)


def _merged(value: Any, other: Any) -> Any:
    if not (isinstance(value, dict) and isinstance(other, dict)):
        return other
    return value | {key: _merged(value.get(key), part) for key, part in other.items()}
