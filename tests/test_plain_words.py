"""What a learner has not met before is told: by a tip where it stands, or in plain words."""

import re

import pytest
from page import Page, settle

from explorer import presets
from explorer.freshness import meant
from explorer.latencies import FITS, say_latency
from explorer.predict import FIT_NAMES


@pytest.mark.parametrize("fit", FIT_NAMES)
def test_the_name_of_a_fit_is_told(fit: str) -> None:
    assert meant(fit).startswith(f"{fit}: delays as ")


@pytest.mark.parametrize("fit", FITS)
def test_a_fit_in_words_says_where_it_was_measured(fit: str) -> None:
    assert re.fullmatch(f"as measured at .* \\(the fit {fit} of the PBS paper\\)",
                        say_latency(FITS[fit]))  # fmt: skip


def test_the_panel_of_fresh_reads_tells_its_model_and_its_percentiles(page: Page) -> None:
    page.window.open_scenario(presets.load("3").scenario("ssd"))
    page.window.do("show fresh")
    page.window.do("seek 3s")
    page.window.arrive()
    page.window.page.flush()
    settle()
    panel = page.window.page.panels["fresh"]
    assert "LinkedIn, on SSDs" in panel._model.toolTip()
    cells = [cell for labels in panel._table._labels for cell in labels[:1]]
    told = {cell.text(): cell.toolTip() for cell in cells}
    assert "1 in 1,000 took longer" in told["p99.9 of reads"]
    assert told["fresh at 0 ms"] == ""


def test_the_chart_of_latency_tells_its_percentiles(page: Page) -> None:
    page.window.open_scenario(presets.load("1").scenario())
    charts = page.window.page.panels["charts"].charts
    told = [("p99: 99 of 100 took no longer" in chart.toolTip()) for chart in charts]
    assert told == [True, False, False, False, False]
