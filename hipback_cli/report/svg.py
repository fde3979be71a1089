"""The two pictures of a report as inline SVG: the body with the painful places, and the chain between hip and back.

Colours come from the page's style sheet through classes. Worst and painful places also differ by pattern, so that
nothing hangs on colour.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from html import escape
from itertools import groupby

from hipback_cli.display.body_map import GAP, WIDTH, Paint, paint
from hipback_cli.display.text import wrap
from hipback_cli.report import phrases
from hipback_cli.report.blocks import BodyPicture, ChainPicture
from hipback_cli.report.chain import Pair, pairs

CELL_X, CELL_Y = 10, 18
"""Size of one cell of the body map, in units of the picture."""

FIGURE_X, FIGURE_Y = WIDTH * CELL_X, 300
ABOVE, BELOW = 22, 14
"""Room for the words over the heads and under the feet."""

BACK_X = (WIDTH + len(GAP)) * CELL_X
"""Where the figure seen from behind begins."""

HALF = (
    (63, 42), (62, 54), (40, 63), (25, 78), (12, 122), (5, 152), (12, 164), (17, 154), (25, 122), (34, 92),
    (35, 112), (24, 138), (19, 160), (23, 190), (31, 222), (33, 246), (39, 272), (32, 287), (58, 287), (58, 272),
    (60, 246), (62, 222), (66, 196), (69, 178),
)  # fmt: skip
"""Outline of the picture-left half, from the neck round the arm and leg to the crotch."""

CHAIN_X = 360
BOX_LINE, TEXT_LINE = 20, 18
NAME_COLUMNS, TEXT_COLUMNS = 38, 36


def body_svg(picture: BodyPicture) -> str:
    """Front and back with the places filled; the names stand in its label, for those who cannot see it."""
    label = escape("; ".join(picture.names))
    kinds: dict[str, Paint] = dict.fromkeys(picture.chosen, "chosen")
    if picture.worst:
        kinds[picture.worst] = "worst"
    return "".join(
        (
            f'<svg class="body" viewBox="0 {-ABOVE} {BACK_X + FIGURE_X} {ABOVE + FIGURE_Y + BELOW}" '
            f'role="img" aria-label="{label}">',
            '<defs><pattern id="hatch" width="6" height="6" patternUnits="userSpaceOnUse">'
            '<path class="hatch" d="M0 6 6 0M-1 1 1-1M5 7 7 5"/></pattern>',
            f'<clipPath id="within">{_figure(0, "")}{_figure(BACK_X, "")}</clipPath></defs>',
            *_figure_labels(),
            _figure(0, "figure"),
            _figure(BACK_X, "figure"),
            f'<g clip-path="url(#within)">{"".join(_places(kinds, picture.side))}</g>',
            "</svg>",
        )
    )


def _figure(left: int, style: str) -> str:
    points = [*HALF, *((FIGURE_X - x, y) for x, y in reversed(HALF))]
    path = " ".join(f"{x + left} {y}" for x, y in points)
    kind = f' class="{style}"' if style else ""
    head = f'<circle{kind} cx="{left + FIGURE_X // 2}" cy="28" r="17"/>'
    return f'{head}<path{kind} d="M{path}Z"/>'


def _figure_labels() -> Iterator[str]:
    for left, title, first, second in ((0, *phrases.FRONT_VIEW), (BACK_X, *phrases.BACK_VIEW)):
        yield f'<text class="view" x="{left + FIGURE_X // 2}" y="-8" text-anchor="middle">{escape(title)}</text>'
        under = FIGURE_Y + 8
        yield f'<text class="side" x="{left + 2}" y="{under}">{escape(first)}</text>'
        yield f'<text class="side" x="{left + FIGURE_X - 2}" y="{under}" text-anchor="end">{escape(second)}</text>'


def _places(kinds: dict[str, Paint], side: str | None) -> Iterator[str]:
    for row, cells in enumerate(paint(kinds, side)):
        column = 0
        for kind, run in groupby(cells, key=lambda cell: cell[1]):
            count = len(list(run))
            if kind in ("chosen", "worst"):
                x, y = column * CELL_X, row * CELL_Y
                yield f'<rect class="{kind}" x="{x}" y="{y}" width="{count * CELL_X}" height="{CELL_Y}" rx="4"/>'
            column += count


# --- the chain -------------------------------------------------------------------------------------


def chain_svg(picture: ChainPicture) -> str:
    """One block for each two places: the first above, the second below, and an arrow each way that is known."""
    parts: list[str] = []
    top = 2
    for pair in pairs(picture.links):
        drawn, bottom = _pair(pair, top)
        parts += drawn
        top = bottom + 16
    label = escape(" ".join(_spoken(pairs(picture.links))))
    return (
        f'<svg class="chain" viewBox="0 0 {CHAIN_X} {top}" role="img" aria-label="{label}">'
        '<defs><marker id="tip" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="11" markerHeight="11" '
        'markerUnits="userSpaceOnUse" orient="auto">'
        f'<path class="tip" d="M0 0 8 4 0 8Z"/></marker></defs>{"".join(parts)}</svg>'
    )


def _spoken(found: Iterable[Pair]) -> Iterator[str]:
    for pair in found:
        yield f"{pair.start} to {pair.end}: {pair.there}."
        if pair.back:
            yield f"{pair.end} to {pair.start}: {pair.back}."


def _pair(pair: Pair, top: int) -> tuple[list[str], int]:
    upper, middle = _box(pair.start, top)
    there, back = wrap(pair.there, TEXT_COLUMNS), wrap(pair.back, TEXT_COLUMNS) if pair.back else []
    apart = 8 if back else 0
    end = middle + (len(there) + len(back)) * TEXT_LINE + 20 + apart
    lower, bottom = _box(pair.end, end)
    drawn = [upper, _arrow(32, middle, end), *_words(there, 48, "start", middle + 22), lower]
    if back:
        below = middle + 22 + apart + len(there) * TEXT_LINE
        drawn += [_arrow(CHAIN_X - 32, end, middle), *_words(back, CHAIN_X - 48, "end", below)]
    return drawn, bottom


def _box(name: str, top: int) -> tuple[str, int]:
    lines = wrap(name, NAME_COLUMNS)
    height = len(lines) * BOX_LINE + 12
    words = _words(lines, CHAIN_X // 2, "middle", top + 21, "place", BOX_LINE)
    return f'<rect class="place" x="2" y="{top}" width="{CHAIN_X - 4}" height="{height}" rx="8"/>{"".join(words)}', (
        top + height
    )


def _arrow(x: int, start: int, end: int) -> str:
    return f'<path class="arrow" d="M{x} {start}V{end}" marker-end="url(#tip)"/>'


def _words(
    lines: Sequence[str], x: int, anchor: str, top: int, style: str = "how", step: int = TEXT_LINE
) -> Iterator[str]:
    for number, line in enumerate(lines):
        y = top + number * step
        yield f'<text class="{style}" x="{x}" y="{y}" text-anchor="{anchor}">{escape(line)}</text>'
