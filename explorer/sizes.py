"""Two sizes of a story: the one that everybody runs, and the full one of `run --full`.

Under `full:` stands what is different at full size: longer loads, and tighter expectations. Keys
of mappings are replaced one by one, all else as a whole. Nobody is asked to predict there: it is
for whoever measures.
"""

from dataclasses import replace
from typing import Any

from explorer.yaml12 import Document, Places


def at_full_size(document: Document) -> Document:
    """The document with what stands under `full:` in its place."""
    document = replace(document, full=True)
    value, places = document.value, dict(document.places)
    if not isinstance(value, dict) or not isinstance(value.get("full"), dict):
        return document
    rest = {key: part for key, part in value.items() if key not in ("full", "predict")}
    moved: Places = {path[1:]: at for path, at in places.items() if path[:1] == ("full",)}
    return replace(document, value=_merged(rest, value["full"]), places=places | moved)


def _merged(value: Any, other: Any) -> Any:
    if not (isinstance(value, dict) and isinstance(other, dict)):
        return other
    return value | {key: _merged(value.get(key), part) for key, part in other.items()}
