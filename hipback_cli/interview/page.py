"""One screen of text: wrapping that never cuts, the part that scrolls, and the keys below it. Knows no terminal."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from hipback_cli.display.text import columns, wrap

Fragment = tuple[str, str]
"""A style class ("" for none) and its text."""
Line = list[Fragment]

MARGIN = 1
PROSE = 76
"""Columns beyond which a sentence is hard to follow with the eye."""


@dataclass(frozen=True, slots=True)
class Glyphs:
    """The few signs outside ASCII."""

    pointer: str
    arrow: str
    rule: str
    up: str
    down: str
    fills: tuple[str, str]
    """Chosen place, worst place."""


UNICODE = Glyphs("\u276f", "\u25b8", "\u2500", "\u25b2", "\u25bc", ("\u2592", "\u2588"))
ASCII = Glyphs(">", ">", "-", "^", "v", ("#", "@"))


@dataclass(frozen=True, slots=True)
class Block:
    """Lines of which some must be in sight, with the place of the cursor."""

    lines: list[Line]
    first: int = 0
    last: int = 0
    column: int = MARGIN
    begins: Sequence[int] = ()
    """The line on which each item begins, where the block is a list."""


@dataclass(slots=True)
class Page:
    """What a screen is made of, top to bottom."""

    top: list[Line] = field(default_factory=list)
    """Stays while the rest scrolls."""
    body: Block = field(default_factory=lambda: Block([]))
    message: str = ""
    """What is wanted, after a key that could not be followed."""
    keys: Sequence[str] = ()
    """What can be pressed, most needed first."""


@dataclass(frozen=True, slots=True)
class Picture:
    """A page laid out for one window size."""

    lines: list[Line]
    row: int
    column: int
    """Where the hardware cursor stands."""
    scrolled: int
    """Body lines that are out of sight above."""
    shown: range = range(0)
    """The lines of the page's own block that are in sight."""


def prose(text: str, width: int, style: str = "") -> list[Line]:
    """A paragraph within the margins of a window of `width` columns."""
    return [[("", " " * MARGIN), (style, line)] for line in wrap(text, min(width - 2 * MARGIN, PROSE))]


def hang(head: Line, text: str, width: int, style: str = "") -> list[Line]:
    """`text` after `head`, its further lines indented to where it began."""
    indent = sum(columns(part) for _, part in head)
    first, *rest = wrap(text, max(width - indent - MARGIN, 8))
    return [[*head, (style, first)], *([("", " " * indent), (style, line)] for line in rest)]


def flow(entries: Iterable[str], width: int) -> list[Line]:
    """Short entries side by side, as many in a line as fit."""
    lines: list[str] = []
    for entry in entries:
        joined = f"{lines[-1]}   {entry}" if lines else entry
        if lines and columns(joined) <= width - 2 * MARGIN:
            lines[-1] = joined
        else:
            lines += wrap(entry, width - 2 * MARGIN)
    return [[("", " " * MARGIN), ("class:keys", line)] for line in lines]


def lay_out(page: Page, width: int, height: int, scrolled: int, glyphs: Glyphs) -> Picture:
    """`page` in a window of `width` columns and `height` rows.

    What is pointed at stays in sight; `scrolled` is where the last picture stood, so that it moves no more than it
    must. Where rows are short, blank lines of the top go first; then the top scrolls too; then the keys go.
    """
    foot = [*(prose(page.message, width, "class:message") if page.message else []), *flow(page.keys, width)]
    if height < len(foot) + 5:
        foot = foot[: max(height - 5, 0)]
    top, body, above = page.top, page.body, 0
    spare = height - len(foot) - 1 - len(top) - len(body.lines)
    top = _without_blanks(top, -spare)
    room = height - len(foot) - 1 - len(top)
    if room < min(len(body.lines), 5):
        body = Block([*top, *body.lines], body.first + len(top), body.last + len(top), body.column)
        above, top, room = len(top), [], height - len(foot) - 1
    start = _scroll(body, room, scrolled)
    shown = body.lines[start : start + room]
    below = len(body.lines) - start - len(shown)
    lines = [*top, *shown, _rule(width, start, below, glyphs), *foot]
    in_sight = range(start - above, start + len(shown) - above)
    return Picture(lines, len(top) + body.first - start, body.column, start, in_sight)


def _without_blanks(lines: list[Line], excess: int) -> list[Line]:
    """`lines` with up to `excess` blank ones taken out, the lowest first."""
    blanks = [index for index, line in enumerate(lines) if not line]
    gone = set(blanks[::-1][: max(excess, 0)])
    return [line for index, line in enumerate(lines) if index not in gone]


def _scroll(body: Block, room: int, scrolled: int) -> int:
    """The first body line to show: the pointed lines and, where there is room, one on either side."""
    limit = max(len(body.lines) - room, 0)
    if body.last - body.first + 3 > room:
        return min(body.first, limit)
    lowest = body.last + 2 - room
    highest = body.first - 1
    return min(max(min(max(scrolled, lowest), highest), 0), limit)


def _rule(width: int, above: int, below: int, glyphs: Glyphs) -> Line:
    parts = [f"{glyphs.up} {above} above"] * bool(above) + [f"{glyphs.down} {below} below"] * bool(below)
    word = f" {'   '.join(parts)} " if parts else ""
    rest = max(width - 2 * MARGIN - columns(word), 0)
    return [
        ("", " " * MARGIN),
        ("class:keys", word and glyphs.rule * 2 + word),
        ("", glyphs.rule * (rest - 2 * bool(word))),
    ]
