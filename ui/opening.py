"""What opens a run in a window: a story, a recording, a variant, a goal, a smallest cause."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from explorer import explaining, presets
from explorer.clusters import elsewhere, shipped
from explorer.clusters.capabilities import EMBEDDED
from explorer.controls import Control
from explorer.experiment import Experiment
from explorer.recording import is_one
from explorer.shrinker import Shrinker
from explorer.steering import steer
from explorer.stories import Preset, Scenario
from explorer.study import can_study
from explorer.sweeps import kept
from ui.story_tile import card

if TYPE_CHECKING:
    from ui.window import MainWindow


class Opening(QObject):
    """Makes the run that is asked for, and has the window show it."""

    def __init__(self, window: "MainWindow") -> None:
        super().__init__(window)
        self._window = window

    def offer(self, stories: list[Preset]) -> None:
        """These stories can be chosen: in the gallery, and, in its order, in the lesson."""
        window = self._window
        stories = sorted(stories, key=lambda story: story.place)
        window.gallery.show_stories([card(story) for story in stories])
        window.learner.take(tuple(stories))
        window.show_progress()
        window.stills.take(stories)
        window.commands.offer(stories)
        window.glossary.offer(stories)
        lesson = window.page.panels["lesson"]
        lesson.offer([(story.model.number, story.model.title) for story in stories])
        measurable = (s.model for s in stories if any(map(can_study, s.scenarios.values())))
        named = [f"{model.number} {model.title}" for model in measurable]
        window.page.panels["servers"].offer(named)

    def begin(self, scenario: Scenario) -> None:
        """A story begins: at its start, standing still. One that is to be played first, is."""
        made = Experiment(scenario)
        self._window.show_run(made)
        if shipped.wants_servers(scenario, None) and not elsewhere.refusal(scenario):
            steer(made, Control("on", ("postgres",)))
            self._window.ticking.go()

    def story(self, story: str = "") -> None:
        """By its number or slug, a recording or a sweep; none named: somebody is asked which."""
        if kept.is_one(story):
            self._window.sweeps.open(story)
        elif not story or is_one(story):
            self._window.runs.open(story)
        else:
            self.begin(presets.load(story).scenario())

    def variant(self, name: str) -> None:
        """The story that is shown, in another variant; what is watched is so there too."""
        shown = self._shown()
        self.begin(shown.scenario.preset.scenario(name))
        self._shown().watches.expressions = shown.watches.expressions
        self._window.refresh()

    def computed(self) -> None:
        """The story on the embedded cluster again; what was to be played elsewhere is not."""
        shown = self._shown()
        is_computed = shown.scenario.transcript is None
        if is_computed or shown.elsewhere.busy:
            shown.elsewhere.cancel()
            self._window.refresh()
        elif why := "; ".join(EMBEDDED.lacks(shown.scenario.preset.scenario())):
            raise ValueError(f"on embedded: {why}")
        else:
            self.variant(shown.scenario.variant)

    def goal(self) -> None:
        """What the story asks to be brought about, in the variant that it is asked of."""
        shown = self._shown()
        goal = shown.trying.goal
        if goal is not None and goal.variant != shown.scenario.variant:
            self.variant(goal.variant)
        steer(self._shown(), Control("goal"))

    def smallest(self, shrinker: Shrinker) -> None:
        """The smallest cause as a story of its own, where it can be saved still."""
        self.begin(presets.load_text(shrinker.preset()).scenario())
        self._shown().shrinker = shrinker
        self._window.refresh()

    def example(self) -> None:
        """The example that was found: the same story with other luck."""
        shown = self._shown()
        told = shown.examples.view()
        self._window.show_run(explaining.opened(shown))
        self._window.ticking.go()
        if told is not None:
            self._window.notice.tell(self.tr("The same story with seed {0}.").format(told.seed))

    def _shown(self) -> Experiment:
        """The run that is shown now."""
        assert self._window.experiment is not None
        return self._window.experiment
