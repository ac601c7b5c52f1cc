"""The pace of a run in words, for the transport and the stage."""

from PySide6.QtCore import QCoreApplication

from explorer.frame_time import PlaybackView
from explorer.playback import DRAWN_A_SECOND
from ui.words import format_speed

translate = QCoreApplication.translate
AS_IT_WAS = 0.005
"""So much another pace is real time still."""


def pace(view: PlaybackView) -> str:
    """What the speed control says: '1 ms lasts 0.2 s', 'express', what the machine can do."""
    if view.express:
        return translate("Pace", "express")
    if view.reached is not None:
        return translate("Pace", "{0}: all this machine can").format(format_speed(view.reached))
    return format_speed(view.speed)


def recorded(engine: str, view: PlaybackView) -> str:
    """Of a run that happened on real servers: where, and how it is shown."""
    if abs(view.speed - 1) < AS_IT_WAS:
        return translate("Pace", "recorded on {0}, shown in real time").format(engine)
    if view.speed > 1:
        text = translate("Pace", "recorded on {0}, shown {1} times as fast")
        return text.format(engine, f"{view.speed:,.3g}")
    text = translate("Pace", "recorded on {0}, slowed {1} times")
    return text.format(engine, f"{1 / view.speed:,.3g}")


def thinned(view: PlaybackView) -> str:
    """What the window says of itself while drawing is thinned; empty while it is not."""
    if view.errand:
        return view.errand
    if not (view.express and view.playing):
        return ""
    text = translate("Pace", "express: drawn {0} times a second, {1} events/s")
    return text.format(DRAWN_A_SECOND, f"{view.events_per_s:,}")


def standing(view: PlaybackView) -> str:
    """What time is about, or why it stands where it does."""
    if view.errand:
        text = translate("Pace", "{0}…") if view.sure else translate("Pace", "{0}… Space: stop")
        return text.format(view.errand)
    if view.until is not None:
        return translate("Pace", "until #{0} has ended").format(view.until)
    if view.at:
        return translate("Pace", "until the next event at {0}").format(view.at)
    if view.when:
        return translate("Pace", "until {0}").format(view.when)
    if view.playing and view.express:
        return thinned(view)
    if view.rest:
        return translate("Pace", "waits while you read the step; Next goes on")
    return view.said
