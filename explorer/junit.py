"""Runs as a report in JUnit's XML, as build servers read it: a test case for each run.

The format has no standard; this is what pytest and Jenkins agree on: `testsuites`, `testsuite`,
`testcase`, `failure`, `error`, `system-out`.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import Element, ElementTree, SubElement, indent

from explorer.whole import whole

Row = dict[str, Any]
"""A run as `run --json` tells it."""


def write(rows: Sequence[Row], told: Sequence[str], path: Path) -> None:
    """Writes the report; `told` says each run in words. Raises InputError."""
    cases = [_case(row, words) for row, words in zip(rows, told, strict=True)]
    suite = Element("testsuite", name="quorumscope", tests=str(len(cases)),
                    failures=_count(cases, "failure"), errors="0", skipped=_count(cases, "skipped"),
                    time=f"{sum(row['wall_seconds'] for row in rows):.3f}")  # fmt: skip
    suite.extend(cases)
    top = Element("testsuites")
    top.append(suite)
    indent(top)
    with whole(path) as making:
        ElementTree(top).write(making.made, encoding="utf-8", xml_declaration=True)


def _case(row: Row, words: str) -> Element:
    case = Element("testcase", classname=_clean(str(row.get("scenario", row["preset"]))),
                   name=_clean(_name(row)), time=f"{row['wall_seconds']:.3f}")  # fmt: skip
    missed = [each for each in row["expectations"] if each["held"] is False]
    unknown = [each for each in row["expectations"] if each["held"] is None]
    finding = row.get("recording", {}).get("finding") or row.get("differs")
    where = next((f"{row['scenario']}:{step['line']}: " for step in row.get("steps", ())
                  if step["held"] is False), "")  # fmt: skip
    if missed or finding:
        said = [f"{each['text']} [{each['observed']}]" for each in missed]
        said += [finding] if finding else []
        failure = SubElement(case, "failure", message=_clean(where + said[0]))
        failure.text = _clean("\n".join(said))
    elif unknown:
        text = "; ".join(f"{each['text']} [{each['observed']}]" for each in unknown)
        SubElement(case, "skipped", message=_clean(f"it cannot be said: {text}"))
    SubElement(case, "system-out").text = _clean(f"{words}\ndigest {row['digest']}")
    return case


def _name(row: Row) -> str:
    variant = f" / {row['variant']}" if row["variant"] else ""
    return f"{row['preset']}{variant} [seed {row['seed']}]"


def _count(cases: Sequence[Element], kind: str) -> str:
    return str(sum(case.find(kind) is not None for case in cases))


def _clean(text: str) -> str:
    """Without the control characters that XML has no way to write."""
    return "".join(each if each >= " " or each in "\n\t" else "\ufffd" for each in text)
