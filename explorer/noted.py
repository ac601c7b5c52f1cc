"""What is noted while a file is read: everything that is wrong with it, each thing at its place."""

import re
from collections.abc import Iterable, Mapping
from typing import Any

from explorer.problems import InputError, Problem
from explorer.yaml12 import Document, Path_, dotted


class Noted:
    """Collects every problem of one file, to be raised together."""

    def __init__(self, file: str, document: Document) -> None:
        self.file = file
        self._document = document
        self.value, self.places = document.value, document.places
        self.problems = list(document.problems)

    def wrong(self, path: Path_, message: str, offset: int = 0) -> None:
        """Notes a problem at the nearest place that is known, `offset` columns further."""
        known = path
        while known and known not in self.places:
            known = known[:-1]
        line, column = self.places.get(known, (1, 1))
        self.problems.append(Problem(self.file, line, column + offset, dotted(path), message))

    def path(self, entry: Mapping[str, Any], keys: Iterable[str]) -> Path_:
        """Where pydantic's finding is, by the keys of the file and these, which it may lack."""
        known = {part for path in self.places for part in path} | set(keys)
        return tuple(part for part in entry["loc"] if part in known or isinstance(part, int))

    def invalid(self, entry: Mapping[str, Any], keys: Iterable[str]) -> None:
        """Notes pydantic's finding."""
        self.wrong(self.path(entry, keys), said(entry))

    def error(self) -> InputError:
        """All that is wrong, each thing once."""
        return InputError(list(dict.fromkeys(self.problems)))

    def complain(self) -> None:
        """Raises all that is wrong, if anything is."""
        if self.problems:
            raise self.error()


def said(entry: Mapping[str, Any]) -> str:
    """Pydantic's finding in our words."""
    expected = {
        "extra_forbidden": "there is no such key", "missing": "is missing",
        "int_type": "must be a whole number", "string_type": "must be text",
        "float_type": "must be a number", "list_type": "must be a list",
        "dict_type": "must be a mapping of keys to values", "model_type": "must be a mapping",
        "model_attributes_type": "must be a mapping",
    }  # fmt: skip
    said = expected.get(entry["type"])
    if entry["type"] == "string_pattern_mismatch":
        said = f"must have the form {entry['ctx']['pattern']}, not {entry['input']!r:.40}"
    if said is None:
        message = str(entry["msg"]).removeprefix("Value error, ")
        return re.sub(r"^(Input|String|List|Dictionary) should", "must", message)
    shown = f", not {entry['input']!r:.40}" if entry["type"].endswith("_type") else ""
    return said + shown
