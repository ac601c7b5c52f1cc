"""JSON Schema of the files that people write, so that their editors know what may stand where.

The shapes are pydantic's; the lines of `do` come from the one table of verbs. The dialect is
2020-12.
"""

import re
from typing import Any

from pydantic import BaseModel
from pydantic.json_schema import models_json_schema

from explorer.scenario_schema import ScenarioModel
from explorer.schema import PresetModel
from explorer.verbs import VERBS

DIALECT = "https://json-schema.org/draft/2020-12/schema"
FILES: dict[str, type[BaseModel]] = {"story": PresetModel, "scenario": ScenarioModel}
"""What has a schema, by its name on the command line."""


def schema(what: str | None = None) -> dict[str, Any]:
    """Of stories, of scenarios, or of a file that is either."""
    models = [FILES[what]] if what else list(FILES.values())
    keys, found = models_json_schema([(model, "validation") for model in models])
    _say_lines(found["$defs"])
    found["$defs"]["Line"] = _line()
    tops = [keys[model, "validation"] for model in models]
    return {"$schema": DIALECT, "title": f"Quorumscope {what or 'story or scenario'}",
            **(tops[0] if what else {"oneOf": tops}), **found}  # fmt: skip


def _say_lines(models: dict[str, Any]) -> None:
    """Wherever a line of the verb language stands, its schema is that of the table."""
    for model in models.values():
        line = model.get("properties", {}).get("do")
        if line is not None:
            optional = "anyOf" in line
            known = {"$ref": "#/$defs/Line"}
            model["properties"]["do"] = {"anyOf": [known, {"type": "null"}]} if optional else known


def _line() -> dict[str, Any]:
    """A line: one of the verbs, with its help and an example."""
    return {
        "type": "string",
        "description": "what is done: a verb and what it takes",
        "anyOf": [
            {"pattern": rf"^{re.escape(verb.name)}( |$)", "title": f"{verb.name} {verb.usage}",
             "description": verb.help, "examples": [verb.example]}
            for verb in VERBS.values()
        ],
    }  # fmt: skip
