"""The users' screens in a film: who sees what, how fresh that is, and what is missing from it.

Rules this file keeps: it paints `ScreenView`s and changes nothing; nothing is cut through, and what
has no room is counted; there is nothing to press.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from PySide6.QtCore import QCoreApplication, QRectF, QSizeF, Qt
from PySide6.QtGui import QFont, QPainter, QPainterPath, QPen

from explorer.frame_screens import ArticleView, MissingView, PostView, ScreenView
from ui import theme
from ui.article_card import STATES
from ui.film_words import RIGHT, TONES, line_high, panel, pill, pill_wide, say, wide, wrapped
from ui.post_list import HATCH_WIDTH, hatch
from ui.screen_header import BADGES, badge_words

MOST = 4
"""So many screens have room; of more, those whose users did something last."""
GAP, PAD, ROW_GAP = 8.0, 10.0, 5.0


def tr(text: str) -> str:
    """A text of this file in the language of the window."""
    return QCoreApplication.translate("FilmScreens", text)


@dataclass(frozen=True, slots=True)
class Row:
    """A thing on a screen: a line in bold, lines in small letters, and whether it is missing."""

    title: str
    role: str
    lines: tuple[tuple[str, str], ...] = ()
    """(role of its colour, text)."""
    missing: bool = False
    aside: tuple[str, str] = ("", "")
    """The same of what stands beside the title."""


def paint(painter: QPainter, area: QRectF, screens: Sequence[ScreenView], most: int = MOST) -> None:
    """The screens one beneath the other, as high as one another; at most so many."""
    shown = _shown(screens, most)
    if not shown:
        return
    left_out = len(screens) - len(shown)
    foot = line_high(_font()) + 2 if left_out else 0.0
    high = (area.height() - foot - GAP * (len(shown) - 1)) / len(shown)
    for index, screen in enumerate(shown):
        top = area.top() + index * (high + GAP)
        _paint_screen(painter, QRectF(area.left(), top, area.width(), high), screen)
    if left_out:
        one, many = tr("and {n} more screen"), tr("and {n} more screens")
        text = (one if left_out == 1 else many).format(n=left_out)
        row = QRectF(area.left(), area.bottom() - foot, area.width(), foot)
        say(painter, row, text, _font(), theme.current().color("muted"))


def _shown(screens: Sequence[ScreenView], most: int) -> list[ScreenView]:
    """In their order."""
    acted = sorted(screens, key=lambda s: -1 if s.acted_us is None else s.acted_us, reverse=True)
    chosen = {screen.user for screen in acted[:most]}
    return [screen for screen in screens if screen.user in chosen]


def _paint_screen(painter: QPainter, area: QRectF, screen: ScreenView) -> None:
    panel(painter, area)
    painter.save()
    painter.setClipRect(area)
    inner = area.adjusted(PAD, PAD * 0.7, -PAD, -PAD * 0.7)
    top = _head(painter, inner, screen)
    rows, left_out = fitted(screen, inner.width(), inner.bottom() - top)
    for row in rows:
        high = _height(row, inner.width())
        _paint_row(painter, QRectF(inner.left(), top, inner.width(), high), row)
        top += high + ROW_GAP
    if left_out:
        text = tr("and {n} more").format(n=left_out)
        place = QRectF(inner.left(), top, inner.width(), line_high(_font()))
        say(painter, place, text, _font(), theme.current().color("muted"))
    painter.restore()


def fitted(screen: ScreenView, width: float, room: float) -> tuple[list[Row], int]:
    """What of a screen has room, and how many rows have not.

    Where what is told of a row does not fit, the row is there without.
    """
    rows, shown = list(_rows(screen)), list[Row]()
    for index, whole in enumerate(rows):
        all_of_them = index == len(rows) - 1 and len(shown) == index
        left = room - (0 if all_of_them else line_high(_font()))
        row = whole if _height(whole, width) <= left else replace(whole, lines=())
        if _height(row, width) > left or not (row.title or row.lines):
            continue
        shown.append(row)
        room -= _height(row, width) + ROW_GAP
    return shown, len(rows) - len(shown)


def _head(painter: QPainter, area: QRectF, screen: ScreenView) -> float:
    """Whose it is, and how fresh; where the rest begins."""
    now, bold = theme.current(), theme.font(bold=True)
    side = line_high(bold) * 1.45
    disc = QRectF(area.left(), area.top(), side, side)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(now.user(screen.user))
    painter.drawEllipse(disc)
    painter.setFont(bold)
    painter.setPen(now.color("on_accent"))
    painter.drawText(disc, Qt.AlignmentFlag.AlignCenter, screen.user[:1])
    sign, tone = BADGES[screen.badge]
    role = TONES["plain" if screen.overtaken else tone]
    near = tr("{user} near {server}").format(user=screen.user, server=screen.server)
    left, said = disc.right() + 8, sign + badge_words(screen)
    row = QRectF(left, area.top(), area.right() - left, side)
    room = row.width() - wide(bold, near) - 12
    if pill_wide(said, side) > room > 0 and now.audience:  # it has a row of its own
        below = QRectF(area.left(), row.bottom() + 4, area.width(), side)
        pill(painter, area.left() + min(area.width(), pill_wide(said, side)), below, said, role,
             area.width())  # fmt: skip
        say(painter, row, near, bold, now.color("text"))
        return below.bottom() + 6
    row.setRight(pill(painter, area.right(), row, said, role, room) - 8)
    say(painter, row, near, bold, now.color("text"))
    return area.top() + side + 6


def _rows(screen: ScreenView) -> Iterator[Row]:
    """What it shows, in the order of a screen: what is amiss, what is missing, then the posts."""
    if screen.badge in ("unavailable", "waiting") and screen.explanation:
        yield Row("", "text", (("muted", screen.explanation),))
    if screen.notice:
        yield Row("", "text", (("unknown", f"! {screen.notice}"),))
    for index, missing in enumerate(screen.missing):
        yield _of_missing(missing, whole=not index)
    yield from map(_of_article, screen.articles)
    for post in screen.posts:
        yield _of_post(post)


def _of_missing(missing: MissingView, *, whole: bool) -> Row:
    """What is missing; why, of the first: of the others it is mostly the same."""
    title = tr("missing: {what}").format(what=missing.text)
    return Row(title, "stale", (("muted", missing.reason),) if whole else (), missing=True)


def _of_post(post: PostView) -> Row:
    states = {
        "sending": ("muted", tr("… sending")),
        "unknown": ("unknown", tr("? unknown")),
        "posted": ("fresh", tr("✓ posted")),
    }
    lines = []
    if post.fate:
        lines.append(("muted", tr("seen from outside: {fate}").format(fate=post.fate)))
    lines += [("muted", f"{who}: {text}") for who, text in post.comments]
    if post.likes:
        lines.append(("muted", f"♥ {post.likes}"))
    text = " / ".join(post.siblings or (post.text,))
    aside = states.get(post.state, ("", ""))
    return Row(f"{post.author}  {text}", "text", tuple(lines), aside=aside)


def _of_article(article: ArticleView) -> Row:
    sign, tone = STATES[article.state]
    lines = [("text", article.text)] if article.text else []
    lines.append((TONES[tone], sign + article.said))
    if article.why:
        lines.append(("muted", article.why))
    return Row(article.title, "text", tuple(lines))


def _parts(row: Row, width: float) -> list[tuple[str, str, bool, QSizeF]]:
    """(text, role, whether it is bold, room) of each of its lines."""
    inner = width - (HATCH_WIDTH + 18 if row.missing else 18)
    parts = []
    if row.title:
        beside = inner - (wide(_font(), row.aside[1]) + 8 if row.aside[1] else 0)
        size = wrapped(_font(bold=True), row.title, beside)
        parts.append((row.title, row.role, True, size))
    return parts + [(text, role, False, wrapped(_font(), text, inner)) for role, text in row.lines]


def _font(*, bold: bool = False) -> QFont:
    return theme.font(scale=0.95, bold=True) if bold else theme.font(scale=0.85)


def _height(row: Row, width: float) -> float:
    return 9 + sum(size.height() for *_, size in _parts(row, width))


def _paint_row(painter: QPainter, area: QRectF, row: Row) -> None:
    now = theme.current()
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(now.color("raised"))
    painter.drawRoundedRect(area, 5, 5)
    left = area.left() + 9
    if row.missing:
        left += HATCH_WIDTH
        path = QPainterPath()
        path.addRoundedRect(area, 5, 5)
        painter.setPen(QPen(now.color("stale"), now.line_width))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.save()
        painter.setClipPath(path, Qt.ClipOperation.IntersectClip)
        hatch(painter, QRectF(area.left(), area.top(), HATCH_WIDTH, area.height()))
        painter.restore()
        painter.drawPath(path)
    top = area.top() + 4
    role, text = row.aside
    if text:
        beside = QRectF(left, top, area.right() - 9 - left, line_high(_font(bold=True)))
        say(painter, beside, text, _font(), now.color(role), RIGHT)
    for text, role, bold, size in _parts(row, area.width()):
        painter.setFont(_font(bold=bold))
        painter.setPen(now.color(role))
        box = QRectF(left, top, area.right() - 9 - left + 1, size.height() + 1)
        painter.drawText(box, Qt.TextFlag.TextWordWrap, text)
        top += size.height()
