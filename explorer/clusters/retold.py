"""A story as real servers are to play it: in its words for them, or as it is, but slower.

A story whose point is another one where a single server takes all writes says so under `postgres:`
(`explorer.parts`). All others take so many times longer there.
"""

from dataclasses import replace

from explorer.clusters.stretching import factor, stretched
from explorer.stories import Preset, Scenario

WORDS = ("story", "takeaway", "leaves_out")
"""What a story says of itself in the other words."""


def on_servers(scenario: Scenario) -> Scenario:
    """What real servers play: one that was changed by hand is the computed one, but slower."""
    if scenario.engine != "embedded":
        return scenario
    preset = scenario.preset
    told, own = preset.on_servers, preset.scenarios.get(scenario.variant)
    if told is None or own is None or scenario.variant not in told.scenarios:
        return stretched(scenario, factor(scenario))
    if (scenario.steps, scenario.cluster) != (own.steps, own.cluster):
        return stretched(scenario, factor(scenario))
    return replace(told.scenarios[scenario.variant], preset=_in_its_words(preset, told))


def _in_its_words(preset: Preset, told: Preset) -> Preset:
    """The story with all of its variants, which says of itself what it says of real servers."""
    words = {name: getattr(told.model, name) for name in WORDS}
    variants = {
        name: variant.model_copy(update={"title": told.model.variants.get(name, variant).title})
        for name, variant in preset.model.variants.items()
    }
    return replace(preset, model=preset.model.model_copy(update=words | {"variants": variants}))
