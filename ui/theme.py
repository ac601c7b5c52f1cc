"""Colours, sizes and the style sheet: one place, three themes.

Okabe-Ito colours, always doubled by a shape, a dash or a word (see `SHAPES`). On a light ground
yellow, orange and sky fall under 3:1 contrast, so the light theme has its own darker set.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import cache
from typing import Literal

from PySide6.QtGui import QColor, QFont, QPalette
from PySide6.QtWidgets import QWidget

Shape = Literal[
    "circle",
    "small-circle",
    "diamond",
    "diamond-outline",
    "square",
    "square-outline",
    "triangle",
    "dash",
    "cross",
]

SHAPES: dict[str, Shape] = {
    "write": "circle",
    "ack": "small-circle",
    "read": "diamond",
    "reply": "diamond-outline",
    "repair": "square",
    "hint": "triangle",
    "entropy": "dash",
    "stream": "square-outline",
    "raft": "small-circle",
    "lost": "cross",
}
"""The shape of each kind of message, so that colour never speaks alone."""

BANDS = {"cut": "lost", "down": "user_z", "ailing": "unknown", "moving": "accent", "load": "muted"}
"""The colour role of each kind of fault, on the time line and in the charts."""

FAINT = 0.74
"""How much of its colour a word keeps that cannot be pressed now: 3:1 in each theme."""

POINTS_MOST = 24.0
"""Larger letters would leave a window of 1600 x 1000 no room for what they tell of."""

TOOL_POINTS_MOST = 13.0
"""A column of signs at a small panel's side becomes no higher than the panel."""
BOTH_PT = 50
"""A page that is lower, in font sizes, has no room for a stage and what is below it at once."""
STAGE_POINTS_MOST = 18.0
"""On the stage words stand where there is room: larger ones would hide one another."""

FONT_FAMILIES = ["Inter", "Segoe UI", "SF Pro Text", "Noto Sans", "DejaVu Sans"]


@dataclass(frozen=True, slots=True)
class Theme:
    """Colours by role, as '#RRGGBB'; font size in points; width of a line in pixels."""

    name: str
    ground: str
    panel: str
    raised: str
    field: str
    line: str
    text: str
    muted: str
    fresh: str
    stale: str
    unknown: str
    accent: str
    on_accent: str
    user_x: str
    user_y: str
    user_z: str
    write: str
    ack: str
    read: str
    reply: str
    repair: str
    hint: str
    entropy: str
    stream: str
    raft: str
    lost: str
    font_pt: float
    line_width: float
    audience: bool = False
    """For who sits far away: nothing is written in smaller letters than the theme's own."""
    calm: bool = False
    """Reduced motion: nothing glides, and the picture changes a few times a second at the most."""

    @property
    def large(self) -> bool:
        """Whether letters are so large that charts and time line have to take less of them."""
        return self.font_pt >= 14

    def scale(self, wanted: float) -> float:
        """How large letters are, in its own, that would be so large elsewhere."""
        return max(1.0, wanted) if self.audience else wanted

    @property
    def faint(self) -> str:
        """What cannot be pressed now: it can be read, and stands back behind what can."""
        mixed = (
            round(FAINT * int(self.muted[at : at + 2], 16)
                  + (1 - FAINT) * int(self.panel[at : at + 2], 16))
            for at in (1, 3, 5)
        )  # fmt: skip
        return "#" + "".join(f"{part:02X}" for part in mixed)

    def is_low(self, height: int) -> bool:
        """Whether a page of this height has no room for a stage and what is below it at once."""
        return height < BOTH_PT * self.font_pt

    def color(self, role: str) -> QColor:
        """The colour of a role or of a kind of message, by its field name."""
        return QColor(getattr(self, role))

    def user(self, name: str) -> QColor:
        """The colour of a user's badge: X, Y and Z have their own, others take turns."""
        return QColor(getattr(self, f"user_{hue(name)}"))


DARK = Theme(
    name="dark",
    ground="#14171C", panel="#1B1F26", raised="#222730", field="#14171C", line="#313844",
    text="#E8EBF0", muted="#98A2B3", fresh="#35C28F", stale="#E8702A", unknown="#F0B429",
    accent="#56B4E9", on_accent="#10141A", user_x="#E69F00", user_y="#56B4E9", user_z="#CC79A7",
    write="#E69F00", ack="#F0E442", read="#56B4E9", reply="#3D9BDC", repair="#1DB489",
    hint="#CC79A7",
    entropy="#98A2B3", stream="#1DB489", raft="#98A2B3",
    lost="#E8702A", font_pt=10.0, line_width=1.5,
)  # fmt: skip

LIGHT = Theme(
    name="light",
    ground="#EEF1F5", panel="#FFFFFF", raised="#F4F6F9", field="#FFFFFF", line="#C9D0DA",
    text="#1A1F27", muted="#566173", fresh="#0B7A55", stale="#B84A00", unknown="#8A5A00",
    accent="#0072B2", on_accent="#FFFFFF", user_x="#9A5D00", user_y="#0072B2", user_z="#A34A7D",
    write="#9A5D00", ack="#746A00", read="#0072B2", reply="#004F7C", repair="#00795A",
    hint="#A34A7D",
    entropy="#566173", stream="#00795A", raft="#566173",
    lost="#B84A00", font_pt=10.0, line_width=1.5,
)  # fmt: skip

PROJECTOR = Theme(
    name="projector",
    ground="#000000", panel="#0B0D11", raised="#171B22", field="#000000", line="#5A6578",
    text="#FFFFFF", muted="#C6CEDB", fresh="#3BE0A5", stale="#FF8A3D", unknown="#FFC940",
    accent="#6CC5FA", on_accent="#000000", user_x="#FFB319", user_y="#6CC5FA", user_z="#E79AC6",
    write="#FFB319", ack="#FFF35C", read="#6CC5FA", reply="#4FB0F2", repair="#22D3A0",
    hint="#E79AC6",
    entropy="#C6CEDB", stream="#22D3A0", raft="#C6CEDB",
    lost="#FF8A3D", font_pt=18.0, line_width=3.0,
)  # fmt: skip

THEMES = {theme.name: theme for theme in (DARK, LIGHT, PROJECTOR)}

_current = DARK


def hue(user: str) -> str:
    """Which of the users' colours `user` has, as the style sheet's property `hue`: x, y or z."""
    return user.lower() if user in ("X", "Y", "Z") else "xyz"[sum(map(ord, user)) % 3]


def restyle(widget: QWidget, **properties: str) -> None:
    """Sets style properties such as `tone`, and polishes the widget only if one has changed."""
    changed = {key: value for key, value in properties.items() if widget.property(key) != value}
    for key, value in changed.items():
        widget.setProperty(key, value)
    if changed:
        widget.style().unpolish(widget)
        widget.style().polish(widget)


def current() -> Theme:
    """The theme that is on: widgets ask at each paint, so that a change shows at once."""
    return _current


def font(points: float = 0.0, *, bold: bool = False, scale: float = 1.0) -> QFont:
    """The window's font at `points` (0: the theme's own) times `scale`."""
    result = QFont()
    result.setFamilies(FONT_FAMILIES)
    result.setPointSizeF((points or _current.font_pt) * _current.scale(scale))
    result.setWeight(QFont.Weight.DemiBold if bold else QFont.Weight.Normal)
    return result


def choose(
    name: str, *, font_percent: int = 100, calm: bool = False, audience_pt: float = 0.0
) -> Theme:
    """The theme called `name` is on from now on, its letters so large; `dressing` shows it.

    To an audience they are `audience_pt` large, whatever somebody prefers.
    """
    global _current
    points = audience_pt or min(POINTS_MOST, THEMES[name].font_pt * font_percent / 100)
    _current = replace(THEMES[name], font_pt=points, calm=calm, audience=bool(audience_pt))
    return _current


@contextmanager
def lent(name: str) -> Iterator[None]:
    """The theme called `name` is on for what is painted meanwhile; then the one before again."""
    global _current
    before = _current
    choose(name)
    try:
        yield
    finally:
        _current = before


def palette() -> QPalette:
    """The colours of what wears no style sheet, by the roles of Qt."""
    theme, role, result = _current, QPalette.ColorRole, QPalette()
    for key, value in (
        (role.Window, theme.ground), (role.WindowText, theme.text), (role.Base, theme.field),
        (role.AlternateBase, theme.raised), (role.Text, theme.text), (role.Button, theme.raised),
        (role.ButtonText, theme.text), (role.Highlight, theme.accent),
        (role.HighlightedText, theme.on_accent), (role.ToolTipBase, theme.raised),
        (role.ToolTipText, theme.text), (role.PlaceholderText, theme.muted),
        (role.Link, theme.accent),
    ):  # fmt: skip
        result.setColor(key, QColor(value))
    for key in (role.WindowText, role.Text, role.ButtonText):
        result.setColor(QPalette.ColorGroup.Disabled, key, QColor(theme.muted))
    return result


def sheet() -> str:
    """The style sheet of the theme that is on."""
    return style_sheet(_current)


@cache
def style_sheet(theme: Theme) -> str:
    """Style by property, so that a widget says what it is and not how it looks.

    `role=panel | card | title | heading | muted | small | cell | pill | field | flat | tab | link |
    primary`,
    `tone=good | bad | unknown | changed | plain | shown | head | tool | low` and, on a
    user's own buttons,
    `hue=x | y | z`.
    """
    return "".join(part(theme) for part in (_surfaces, _buttons, _small, _entries, _frame))


def _surfaces(t: Theme) -> str:
    """What lies under the words, and titles and pills."""
    return f"""
    QWidget {{ color: {t.text}; }}
    QToolTip {{ color: {t.text}; background: {t.raised}; border: 1px solid {t.line};
        padding: 4px; }}
    *[role="panel"] {{ background: {t.panel}; border-radius: 8px; }}
    *[role="panel"][chosen="yes"] {{ border: 2px solid {t.accent}; }}
    *[role="card"] {{ background: {t.raised}; border-radius: 6px; }}
    *[role="card"][chosen="yes"], QToolButton[chosen="yes"] {{ border: 1px solid {t.accent}; }}
    *[role="title"] {{ font-weight: 600; font-size: {t.font_pt * 1.25:.1f}pt; }}
    *[role="display"] {{ font-weight: 600; font-size: {t.font_pt * 2:.1f}pt; }}
    *[role="heading"] {{ font-weight: 600; }}
    *[role="muted"] {{ color: {t.muted}; }}
    *[role="notice"] {{ background: {t.raised}; border: 1px solid {t.accent}; border-radius: 6px;
        padding: 8px 14px; }}
    *[role="palette"] {{ background: {t.panel}; border: 1px solid {t.accent};
        border-radius: 8px; }}
    *[role="alarm"] {{ background: {t.raised}; border-top: 2px solid {t.stale}; }}
    *[role="pill"] {{ border: 1px solid {t.line}; border-radius: 11px;
        padding: 3px 12px; font-weight: 600; }}
    *[role="pill"][tone="good"] {{ color: {t.fresh}; border-color: {t.fresh}; }}
    *[role="pill"][tone="bad"] {{ color: {t.stale}; border-color: {t.stale}; }}
    *[role="pill"][tone="unknown"] {{ color: {t.unknown}; border-color: {t.unknown}; }}
    *[role="pill"][tone="plain"] {{ color: {t.muted}; }}
    """


def _buttons(t: Theme) -> str:
    """Buttons to press, and whose they are."""
    return f"""
    QPushButton, QToolButton {{ background: {t.raised}; border: 1px solid {t.line};
        border-radius: 5px; padding: 4px 10px; }}
    QPushButton[tone="low"], QToolButton[tone="low"] {{ padding: 4px 6px; }}
    QPushButton:hover, QToolButton:hover {{ border-color: {t.accent}; }}
    QPushButton:focus, QToolButton:focus, QComboBox:focus, QLineEdit:focus {{
        border: 2px solid {t.accent}; }}
    QPushButton:disabled, QToolButton:disabled {{ color: {t.muted}; }}
    *[role="primary"] {{ background: {t.accent}; color: {t.on_accent};
        border-color: {t.accent}; font-weight: 600; }}
    *[role="primary"]:focus {{ border: 2px solid {t.text}; }}
    *[role="primary"]:disabled {{ background: {t.raised}; color: {t.muted}; }}
    *[hue="x"] {{ background: {t.user_x}; border-color: {t.user_x}; }}
    *[hue="y"] {{ background: {t.user_y}; border-color: {t.user_y}; }}
    *[hue="z"] {{ background: {t.user_z}; border-color: {t.user_z}; }}
    """


def _small(t: Theme) -> str:
    """Small print, and what looks like words until it is pointed at."""
    return f"""
    *[role="small"] {{ color: {t.muted}; font-size: {t.font_pt * t.scale(0.9):.1f}pt; }}
    *[role="small"][tone="good"], *[role="heading"][tone="good"] {{ color: {t.fresh}; }}
    *[role="small"][tone="bad"], *[role="heading"][tone="bad"] {{ color: {t.stale}; }}
    *[role="small"][tone="unknown"] {{ color: {t.unknown}; }}
    *[tone="changed"] {{ color: {t.unknown}; font-weight: 600; }}
    *[role="cell"][tone="head"] {{ color: {t.muted}; }}
    *[role="cell"][tone="bad"] {{ color: {t.stale}; }}
    *[role="field"] {{ background: {t.field}; border: 1px solid {t.line}; border-radius: 5px; }}
    *[role="flat"] {{ background: transparent; border: 2px solid transparent;
        color: {t.muted}; padding: 1px 2px; }}
    *[role="flat"][tone="on"] {{ color: {t.text}; font-weight: 600; }}
    *[role="flat"][tone="tool"] {{ font-size: {min(t.font_pt, TOOL_POINTS_MOST):.1f}pt; }}
    *[role="flat"]:disabled {{ color: {t.faint}; }}
    *[role="flat"][tone="low"] {{ font-size: {t.font_pt * 0.85:.1f}pt; padding: 0 1px;
        border-width: 1px; }}
    *[role="flat"]:hover {{ color: {t.accent}; }}
    *[role="flat"]::menu-indicator {{ image: none; }}
    *[role="tab"] {{ background: transparent; border: none; border-radius: 0;
        border-bottom: 2px solid transparent; color: {t.muted}; padding: 0 8px; }}
    *[role="tab"]:hover {{ color: {t.accent}; }}
    *[role="tab"][tone="shown"] {{ color: {t.text}; border-bottom: 2px solid {t.accent};
        font-weight: 600; }}
    *[role="tab"]:focus {{ border: 2px solid {t.accent}; padding: 0 6px; }}
    *[role="link"] {{ background: transparent; border: none; color: {t.accent}; padding: 2px 4px; }}
    """


def _entries(t: Theme) -> str:
    """What is filled in, chosen or picked from a list."""
    dot = round(t.font_pt * 0.65)  # a radius beyond the half would leave a square
    return f"""
    QLineEdit, QPlainTextEdit, QComboBox {{ background: {t.field}; border: 1px solid {t.line};
        border-radius: 5px; padding: 4px 6px; selection-background-color: {t.accent};
        selection-color: {t.on_accent}; }}
    *[role="choice"]::drop-down {{ border: none; width: {t.font_pt * 1.3:.0f}px; }}
    QComboBox QAbstractItemView {{ background: {t.raised}; border: 1px solid {t.line}; }}
    QRadioButton::indicator, QCheckBox::indicator {{ width: {2 * dot}px; height: {2 * dot}px;
        border: 2px solid {t.muted}; background: {t.field}; }}
    QRadioButton::indicator {{ border-radius: {dot + 2}px; }}
    QRadioButton::indicator:checked, QCheckBox::indicator:checked {{ background: {t.accent};
        border-color: {t.text}; }}
    QRadioButton, QCheckBox {{ spacing: 8px; }}
    QRadioButton:focus, QCheckBox:focus {{ color: {t.accent}; }}
    QTableView {{ selection-background-color: {t.accent}; selection-color: {t.on_accent}; }}
    QListWidget, QTreeWidget {{ background: transparent; outline: none; }}
    QTreeWidget {{ border: 1px solid {t.line}; border-radius: 5px;
        selection-background-color: {t.raised}; selection-color: {t.text}; }}
    QTreeWidget:focus {{ border: 2px solid {t.accent}; }}
    QDialogButtonBox {{ dialogbuttonbox-buttons-have-icons: 0; }}
    QMenu {{ background: {t.raised}; border: 1px solid {t.line}; }}
    QMenu::item {{ padding: 4px 18px; }}
    QMenu::item:selected {{ background: {t.accent}; color: {t.on_accent}; }}
    QMenu::item:disabled {{ color: {t.muted}; }}
    """


def _frame(t: Theme) -> str:
    """What holds the rest: scroll bars, docks, tabs."""
    return f"""
    QScrollArea, QScrollArea > QWidget > QWidget {{ background: transparent; border: none; }}
    QScrollArea[role="scrolled"] {{ border: 1px solid transparent; border-radius: 5px; }}
    QScrollArea[role="scrolled"]:focus {{ border-color: {t.accent}; }}
    QScrollBar:vertical {{ background: transparent; width: 9px; margin: 0; }}
    QScrollBar::handle:vertical {{ background: {t.line}; border-radius: 4px; min-height: 24px; }}
    QScrollBar:horizontal {{ background: transparent; height: 9px; margin: 0; }}
    QScrollBar::handle:horizontal {{ background: {t.line}; border-radius: 4px; min-width: 24px; }}
    QScrollBar::add-line, QScrollBar::sub-line {{ height: 0; width: 0; }}
    QScrollBar::add-page, QScrollBar::sub-page {{ background: transparent; }}
    QDockWidget {{ background: {t.ground}; }}
    QTabBar {{ background: transparent; }}
    QTabBar::tab {{ background: transparent; color: {t.muted}; padding: 2px 9px 1px 9px;
        border: none; border-bottom: 2px solid transparent; }}
    QTabBar::tab:hover {{ color: {t.accent}; }}
    QTabBar::tab:selected {{ color: {t.text}; border-bottom: 2px solid {t.accent};
        font-weight: 600; }}
    QTabBar[folded="yes"]::tab:selected {{ border-bottom-color: {t.line}; }}
    QTabBar::tab:selected:focus {{ border: 2px solid {t.accent}; padding: 0 7px 1px 7px; }}
    """
