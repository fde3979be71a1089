"""A page or a comparison as text for a terminal: the first screen within 80x24, then the rest; and a plain form.

Without Rich: a page is paragraphs and bold labels, and loading Rich would take longer than all the rest.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from hipback_cli.display.sanitise import clean
from hipback_cli.display.terminal import in_ascii
from hipback_cli.display.text import columns, wrap
from hipback_cli.report.explain_page import Block, Bullets, Comparison, Entry, Items, Page, Para, Section

FIRST_SCREEN = 22
"""Lines of the first screen: 24, less one for the prompt and one for the line that says what follows."""

PROSE = 78
"""Columns beyond which text is not set: long lines are hard to read."""

TABLE = 64
"""Columns from which labels stand in a column of their own."""

LABELS = 21
"""Columns of that column, the margin included."""

LEAST = 20
"""Columns below which nothing is set, however narrow the terminal."""

GAP = "   "
"""Between a title and its tag, and between two columns."""

BOLD, DIM, RESET = "\x1b[1m", "\x1b[2m", "\x1b[0m"

SENTENCE_END = re.compile(r"(?<=[.!?]) ")


class Look(NamedTuple):
    """How the text is wanted."""

    width: int = 80
    plain: bool = False
    """No columns or rules, for screen readers."""
    color: bool = False
    ascii_only: bool = False

    @property
    def narrow(self) -> bool:
        return self.plain or self.width < TABLE

    @property
    def columns(self) -> int:
        """Columns that text may use."""
        return max(min(self.width - 1, PROSE), LEAST)


class Line(NamedTuple):
    """One line, of which the first `bold` characters are stressed."""

    text: str = ""
    bold: int = 0
    dim: bool = False


Lines = list[Line]


def render_page(page: Page, look: Look) -> str:
    """The page as text, ending in a newline."""
    first, cut = _first_screen(page, look)
    rest = [*([Section("In full", tuple(cut))] if cut else []), *page.rest]
    pointer = [Line(), _pointer(rest, look)] if rest else []
    return _printed([*first, *pointer, *_sections(rest, look)], look)


def render_comparison(comparison: Comparison, look: Look) -> str:
    """Two causes side by side, or one below the other where the terminal is narrow."""
    draw = _stacked if look.narrow else _columns
    return _printed([*draw(comparison, look), *_sections(comparison.rest, look)], look)


def _printed(lines: Iterable[Line], look: Look) -> str:
    text = "".join(f"{_styled(line, look)}\n" for line in lines)
    return in_ascii(text) if look.ascii_only else text


def _styled(line: Line, look: Look) -> str:
    text = (line.text if line.text.isprintable() else clean(line.text)).rstrip()
    if not look.color or not text:
        return text
    if line.dim:
        return f"{DIM}{text}{RESET}"
    return f"{BOLD}{text[: line.bold]}{RESET}{text[line.bold :]}" if line.bold else text


# --- the first screen ------------------------------------------------------------------------------


def _first_screen(page: Page, look: Look) -> tuple[Lines, list[Items]]:
    """The essentials, and those lists, whole, of which only a part is shown and the rest of the page says nothing.

    Where labels have no column of their own nothing is cut.
    """
    heading = _heading(page.title, page.tag, look)
    if page.first and not isinstance(page.first[0], Items):
        heading.append(Line())
    blocks = list(page.first)
    drawn = [_block(block, look) for block in blocks]
    while not look.narrow and len(heading) + sum(map(len, drawn)) + _gaps(blocks) > FIRST_SCREEN:
        place = _least_needed(blocks)
        if place is None:
            break
        blocks[place] = _shorter(blocks[place])
        drawn[place] = _block(blocks[place], look)
    cut = [whole for whole, shown in zip(page.first, blocks, strict=True) if _lost(whole, shown)]
    return [*heading, *_spaced(blocks, drawn)], [block for block in cut if isinstance(block, Items)]


def _lost(whole: Block, shown: Block) -> bool:
    return isinstance(whole, Items) and not whole.again and shown != whole


def _least_needed(blocks: Sequence[Block]) -> int | None:
    """Place of what to shorten next: a paragraph that stands again, then the longest list, then such a paragraph
    altogether."""
    said_again = [place for place, b in enumerate(blocks) if isinstance(b, Para) and b.again and b.text]
    long = [place for place in said_again if _first_sentence(blocks[place]) != blocks[place]]
    if long:
        return long[0]
    lists = [(len(b.items) - b.least, place) for place, b in enumerate(blocks) if isinstance(b, Items)]
    most, place = max(lists, default=(0, 0))
    return place if most > 0 else said_again[-1] if said_again else None


def _shorter(block: Block) -> Block:
    if isinstance(block, Items):
        return block._replace(items=block.items[:-1])
    shorter = _first_sentence(block)
    return shorter if shorter != block else Para("")


def _first_sentence(block: Block) -> Block:
    return block._replace(text=SENTENCE_END.split(block.text, 1)[0]) if isinstance(block, Para) else block


def _gaps(blocks: Sequence[Block]) -> int:
    shown = [block for block in blocks if not (isinstance(block, Para) and not block.text)]
    return sum(_apart(one, other) for one, other in pairwise(shown))


def _spaced(blocks: Sequence[Block], drawn: Sequence[Lines]) -> Iterator[Line]:
    before: Block | None = None
    for block, lines in zip(blocks, drawn, strict=True):
        if lines:
            if before is not None and _apart(before, block):
                yield Line()
            yield from lines
            before = block


def _apart(before: Block, block: Block) -> bool:
    """Whether a blank line stands between two blocks: round paragraphs without a label, and before each entry."""
    return any(isinstance(each, Para) and not each.label for each in (before, block)) or isinstance(block, Entry)


# --- blocks ----------------------------------------------------------------------------------------


def _heading(title: str, tag: str, look: Look) -> Lines:
    """The title in bold, and the tag after it or, where that has no room, below it."""
    if look.plain:
        return _wrapped(f"{title}. {tag.capitalize()}.", look, bold=len(title))
    *lines, last = _stressed(title, look)
    if columns(last.text) + len(GAP) + columns(tag) <= look.columns:
        return [*lines, last._replace(text=f"{last.text}{GAP}{tag}")]
    return [*lines, last, *_wrapped(tag, look)]


def _pointer(rest: Sequence[Section], look: Look) -> Line:
    if look.plain:
        return Line(" More follows.")
    named = f"▾ {rest[0].title.lower()}, and more" if len(rest) > 1 else f"▾ {rest[0].title.lower()}"
    more = named if columns(named) <= look.columns else "▾ more"
    return Line(more.rjust(look.columns), dim=True)


def _sections(sections: Iterable[Section], look: Look) -> Iterator[Line]:
    for section in sections:
        yield Line()
        yield from _title(section.title, look)
        yield Line()
        yield from _spaced(section.blocks, [_block(block, look) for block in section.blocks])


def _title(title: str, look: Look) -> Lines:
    if look.narrow:
        return _stressed(title.upper() if look.plain else title, look)
    rule = f"── {title} ".ljust(look.columns, "─")
    return [Line(rule, len(rule))]


def _block(block: Block, look: Look) -> Lines:
    match block:
        case Para(text, label):
            return _labelled(label, text, look) if text else []
        case Items(label, items):
            return _labelled(label, ("; " if look.plain else " · ").join(items), look) if items else []
        case Bullets(items):
            return [line for item in items for line in _bullet(item, look)]
        case Entry(head, text, notes):
            said = _wrapped(text, look, margin=3) if text else []
            return [*_stressed(head, look), *said, *(line for note in notes for line in _bullet(note, look, 3))]


def _labelled(label: str, text: str, look: Look) -> Lines:
    if not label:
        return _wrapped(text, look)
    if look.narrow:
        return _wrapped(f"{label}: {text}", look, hanging=2, bold=len(label) + 1)
    first, *rest = _wrapped(text, look, margin=LABELS)
    return [Line(f" {label}".ljust(LABELS) + first.text[LABELS:], LABELS), *rest]


def _stressed(text: str, look: Look) -> Lines:
    return [line._replace(bold=len(line.text)) for line in _wrapped(text, look)]


def _bullet(item: str, look: Look, margin: int = 1) -> Lines:
    return _wrapped(f"{'-' if look.plain else '·'} {item}", look, margin, hanging=2)


def _wrapped(text: str, look: Look, margin: int = 1, hanging: int = 0, bold: int = 0) -> Lines:
    """`text` broken into lines that fit, after `margin` blanks; all but the first `hanging` further in. The first
    `bold` characters are stressed as far as they stand on the first line."""
    first, *rest = wrap(text, look.columns - margin, hanging)
    head = " " * margin + first
    return [Line(head, min(bold + margin, len(head)) if bold else 0), *(Line(" " * margin + line) for line in rest)]


# --- two side by side ------------------------------------------------------------------------------


def _columns(comparison: Comparison, look: Look) -> Lines:
    width = (look.columns - 1 - len(GAP)) // 2
    heads = [wrap(title, width) for title in comparison.titles]
    lines = [line._replace(bold=len(line.text)) for line in _beside(heads, width)]
    if comparison.apart:
        lines += [Line(), *_stressed("What tells them apart", look), *_wrapped(comparison.apart, look)]
    for label, one, other in comparison.rows:
        lines += [Line(), *_stressed(label, look), *_beside([_cells_of(one, width), _cells_of(other, width)], width)]
    return lines


def _cells_of(said: Sequence[str], width: int) -> list[str]:
    if len(said) <= 1:
        return wrap(said[0], width) if said else ["-"]
    return [line for item in said for line in wrap(f"· {item}", width, hanging=2)]


def _beside(sides: Sequence[Sequence[str]], width: int) -> Iterator[Line]:
    left, right = sides
    for row in range(max(len(left), len(right))):
        one = left[row] if row < len(left) else ""
        other = right[row] if row < len(right) else ""
        yield Line(f" {one}{' ' * (width - columns(one))}{GAP}{other}")


def _stacked(comparison: Comparison, look: Look) -> Lines:
    lines: Lines = []
    for title in comparison.titles:
        lines += _stressed(title, look)
    if comparison.apart:
        lines += [Line(), *_labelled("What tells them apart", comparison.apart, look)]
    for label, *sides in comparison.rows:
        lines += [Line(), *_stressed(label, look)]
        for title, said in zip(comparison.titles, sides, strict=True):
            lines += _labelled(title, "; ".join(said) or "nothing said", look)
    return lines
