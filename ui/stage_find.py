"""What is under a point of the stage, where a thing is, and what is said about it.

A thing is named by its key: 'server A', 'link A - B', 'message 12', 'operation 4', and, only
inside the stage, 'user X', 'callout 0', 'death 12', 'flow A - B' and, in its legend, 'kind ack'.
The ground has none.
"""

from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF

from explorer.frame import Frame
from ui import stage_layout, stage_words
from ui.stage_dots import Dots
from ui.stage_glide import WHOLE, View
from ui.stage_regions import Flows, flows
from ui.stage_scene import Scene
from ui.stage_travel import Traffic


@dataclass(frozen=True, slots=True)
class Thing:
    """One stop of the walk: its key, its sentence, and where it is."""

    key: str
    sentence: str
    rect: QRectF


AWAY = "Put this away (Delete, where the keyboard is at it)"


def key_at(scene: Scene, traffic: Traffic, point: QPointF) -> str:
    """The key of what lies uppermost at a point of the scene; empty for the ground."""
    for box in scene.callouts:
        if box.cross.contains(point):
            return f"away {box.number}"
        if box.rect.contains(point):
            return f"callout {box.number}"
    for number, rect in scene.chips.items():
        if rect.contains(point):
            return f"operation {number}"
    reach = traffic.size + 4
    dead = Dots.of([dot for _, dot in traffic.deaths]).nearest(point, reach)
    if dead is not None:
        return f"death {dead.message.number}"
    dot = traffic.dots.nearest(point, reach)
    if dot is not None:
        return f"message {dot.message.number}"
    return _standing_at(scene, point)


def legend_at(scene: Scene, point: QPointF) -> str:
    """The entry of the legend under a point of the widget: it stands wherever one looks."""
    entry = (f"kind {kind}" for kind, _, rect in scene.legend if rect.contains(point))
    return next(entry, "")


def _standing_at(scene: Scene, point: QPointF) -> str:
    server = stage_layout.server_at(scene.plan, point)
    if server is None:
        caption = (name for name, (rect, _) in scene.captions.items() if rect.contains(point))
        server = next(caption, None)
    if server is not None:
        return f"server {server}"
    web = stage_layout.web_at(scene.plan, point)
    if web is not None:
        return f"server {web}"
    user = stage_layout.user_at(scene.plan, point)
    if user is not None:
        return f"user {user}"
    link = stage_layout.link_at(scene.plan, point)
    return f"link {link[0]} - {link[1]}" if link is not None else ""


def tip(frame: Frame, scene: Scene, key: str) -> str:
    """One plain sentence about a thing now."""
    kind, _, name = key.partition(" ")
    told: dict[str, dict[str, str]] = {
        "server": {s.name: stage_words.server_tip(s) for s in frame.servers}
        | {w.name: stage_words.web_tip(w) for w in frame.web},
        "link": {f"{x.a} - {x.b}": stage_words.link_tip(x) for x in frame.links},
        "operation": {str(o.number): stage_words.operation_line(o) for o in frame.operations},
        "user": {n: _served(n, home, frame) for n, (home, _) in scene.plan.users.items()},
        "away": {str(i): AWAY for i, _ in enumerate(frame.callouts)},
        "callout": {str(i): stage_words.callout_line(c) for i, c in enumerate(frame.callouts)},
    }
    if kind == "server" and name in frame.hidden_servers:
        return stage_words.away_line(frame)
    if kind == "kind":
        return stage_words.kind_line(name, frame)
    if kind == "message":
        found = (m for m in frame.messages if str(m.number) == name)
        return next((stage_words.message_tip(m) for m in found), "")
    if kind == "death":
        dead = (d for d in frame.deaths if str(d.message.number) == name)
        return next((stage_words.death_line(d) for d in dead), "")
    return told.get(kind, {}).get(name, "")


def _served(user: str, server: str, frame: Frame) -> str:
    return f"{user}, {stage_words.asks(server) if frame.web else f'served by {server}'}"


def things(frame: Frame, scene: Scene, traffic: Traffic, view: View = WHOLE) -> list[Thing]:
    """The walk: every sentence with the place in the widget of what it is about."""
    flowing = traffic.flows
    if len(frame.messages) > stage_words.SPOKEN_MESSAGES and not flowing.ways:
        flowing = flows(frame, scene.plan)  # they are drawn as dots, each on its way
    spots = {key: view.seen(rect) for key, rect in _spots(scene, traffic, flowing).items()}
    spots |= {f"kind {kind}": rect for kind, _, rect in scene.legend}
    stops = stage_words.spoken(frame, flowing)
    stops += [(f"kind {k}", stage_words.kind_line(k, frame)) for k, _, _ in scene.legend]
    return [Thing(key, sentence, spots.get(key, QRectF())) for key, sentence in stops]


def _spots(scene: Scene, traffic: Traffic, flowing: Flows) -> dict[str, QRectF]:
    plan, size = scene.plan, traffic.size
    spots = {f"server {n}": _around(c.x(), c.y(), plan.radius) for n, c in plan.servers.items()}
    for (a, b), line in plan.links.items():
        middle = line.center()
        spots[f"link {a} - {b}"] = _around(middle.x(), middle.y(), 12.0)
    spots |= {f"server {name}": rect for name, rect in plan.web.items()}
    half = plan.user_radius
    spots |= {f"user {n}": _around(c.x(), c.y(), half) for n, (_, c) in plan.users.items()}
    spots |= {f"operation {n}": rect for n, rect in scene.chips.items()}
    spots |= {f"callout {box.number}": box.rect for box in scene.callouts}
    spots |= {f"message {d.message.number}": _around(d.x, d.y, size) for d in traffic.dots}
    spots |= {f"death {d.message.number}": _around(d.x, d.y, size) for _, d in traffic.deaths}
    for (source, target), way, _ in flowing.ways:
        spots[f"flow {source} - {target}"] = _around(way.center().x(), way.center().y(), 12.0)
    return spots


def _around(x: float, y: float, half: float) -> QRectF:
    return QRectF(x - half, y - half, 2 * half, 2 * half)


def public_key(key: str) -> str:
    """The key that the rest of the window knows: 'server A', 'link A - B', 'message 12', ..."""
    kind, _, name = key.partition(" ")
    if kind == "death":
        return f"message {name}"
    if kind == "user" and name.startswith("+"):
        return ""  # several who have no room of their own
    return key if kind in ("server", "link", "message", "operation", "user") else ""
