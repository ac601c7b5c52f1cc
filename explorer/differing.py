"""In what the clusters of two runs differ, in words. Pure."""

from dataclasses import fields

from engine.faults import Change
from engine.spec import ClusterSpec
from explorer.telling import setting

MOST = 4


def settings(one: ClusterSpec, other: ClusterSpec) -> tuple[str, str]:
    """Of each, the settings that differ: 'W = 2, R = 2'; where they are many, how many more."""
    specs = one, other
    ours, theirs = one.settings, other.settings
    names = [f.name for f in fields(ours) if getattr(ours, f.name) != getattr(theirs, f.name)]
    said = [[_said(name, getattr(each, name)) for name in names[:MOST]] for each in (ours, theirs)]
    if one.servers != other.servers:
        for texts, spec in zip(said, specs, strict=True):
            texts.insert(0, f"{len(spec.servers)} server{'s' * (len(spec.servers) != 1)}")
    if one.latency != other.latency or one.links != other.links:
        for texts in said:
            texts.append("links of their own delays")
    more = len(names) - MOST
    left, right = (", ".join([*each, *[f"and {more} more"] * (more > 0)]) for each in said)
    return left, right


def _said(attribute: str, value: int | str | None) -> str:
    name, text = setting(Change(attribute, value))
    return f"{name.upper()} = {text}" if len(name) == 1 else f"{name.replace('_', ' ')}: {text}"
