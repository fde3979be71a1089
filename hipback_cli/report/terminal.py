"""The report as text: the first screen within 80x24, then the rest; and a plain form for screen readers."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from io import StringIO

from rich.cells import cell_len
from rich.console import Console, OverflowMethod
from rich.text import Text

from hipback_cli.display import body_map
from hipback_cli.display.terminal import in_ascii
from hipback_cli.display.text import wrap
from hipback_cli.report import chain, phrases
from hipback_cli.report.blocks import (
    Block,
    BodyPicture,
    Bullets,
    ChainPicture,
    Heading,
    Line,
    Quote,
    Ranking,
    Row,
    Section,
    Settings,
    Tone,
    View,
)

FIRST_SCREEN = 22
"""Lines of the first screen: 24, less one for the prompt and one for the line that says what follows."""

PROSE = 78
"""Columns beyond which text is not set: long lines are hard to read."""

TABLE = 72
"""Columns from which the ranking fits as a table."""

STYLES: dict[Tone, str] = {"plain": "", "strong": "bold", "quiet": "dim", "alert": "bold red"}
LABEL = "bold"
BAR = "cyan"
BAR_WIDTH = 10
NARROW_BAR = 8
NAMELESS = 43
"""Columns of a ranking row without the name."""

Lines = list[Text]


def render_text(view: View, settings: Settings) -> str:
    """The whole report as text, ending in a newline."""
    first, *rest = view.sections
    lines = _first_screen(first, settings)
    if rest:
        lines += [*_pointer(view, settings), Text()]
    for section in rest:
        lines += [*_title(section.title, settings), *_blocks(section.blocks, settings), Text()]
    text = _printed(lines, settings)
    return in_ascii(text) if settings.ascii_only else text


def _pointer(view: View, settings: Settings) -> Lines:
    opened = any(section.id == "why" for section in view.sections)
    return [Text(), *_wrapped(Text(phrases.BELOW, "dim"), settings)] if opened else []


def _printed(lines: Iterable[Text], settings: Settings) -> str:
    console = Console(
        file=StringIO(),
        width=max(settings.width, 20),
        force_terminal=settings.color,
        color_system="standard" if settings.color else None,
        markup=False,
        emoji=False,
        highlight=False,
        legacy_windows=False,
    )
    with console.capture() as capture:
        for line in lines:
            line.rstrip()
            console.print(line, no_wrap=True, overflow="ignore", crop=False)
    return capture.get()


# --- the first screen ------------------------------------------------------------------------------


def _first_screen(section: Section, settings: Settings) -> Lines:
    """All of it where it fits; else without what stands again further down, the least needed first."""
    blocks = [b for b in section.blocks if not (settings.plain and isinstance(b, ChainPicture))]
    least = 1
    if settings.width < TABLE:  # too narrow to fit anyway: then what to do and the signs of danger come first, and stay
        blocks, least = _narrow(blocks), 3
    lines = _blocks(blocks, settings)
    while len(lines) > FIRST_SCREEN - 1 and (spare := _most_spare(blocks, least)):
        blocks.remove(spare)
        lines = _blocks(blocks, settings)
    return lines


def _narrow(blocks: Sequence[Block]) -> list[Block]:
    """Urgency and ranking, then what to do and when to get help, then the rest."""
    ranking = next((n for n, block in enumerate(blocks) if isinstance(block, Ranking)), -1)
    head, tail = blocks[: ranking + 1], blocks[ranking + 1 :]
    first = [b for b in tail if isinstance(b, Line) and b.label in (phrases.THIS_WEEK, phrases.HELP_NOW)]
    return [*head, *first, *(b for b in tail if b not in first)]


def _most_spare(blocks: Sequence[Block], least: int) -> Line | None:
    spare = [b for b in blocks if isinstance(b, Line) and b.spare >= least]
    return max(spare, key=lambda line: line.spare, default=None)


def _blocks(blocks: Iterable[Block], settings: Settings) -> Lines:
    lines: Lines = []
    before: Block | None = None
    for block in blocks:
        drawn = _block(block, settings)
        if before is not None and drawn and _apart(before, block):
            lines.append(Text())
        lines += drawn
        before = block
    return lines


def _apart(before: Block, block: Block) -> bool:
    """Whether a blank line stands between two blocks."""
    if isinstance(before, Heading):
        return False
    match before, block:
        case Ranking(), Line(tone="quiet" | "plain", label=""):
            return False
        case Line(label=first), Line(label=second) if bool(first) == bool(second):
            return bool(before.tone == "alert" or (block.tone == "strong" and not second))
        case Line(), Bullets(label="") | ChainPicture():
            return False
        case _:
            return True


def _block(block: Block, settings: Settings) -> Lines:
    match block:
        case Line():
            return _line(block, settings)
        case Heading(text):
            return _wrapped(Text(text, LABEL), settings)
        case Bullets(items, label):
            return [*_label(label, settings), *(x for item in items for x in _bullet(item, settings))]
        case Quote(text, label):
            said = [x for part in text.splitlines() for x in _wrapped(Text(f'"{part}"'), settings, 3)]
            return [*_label(label, settings), *said]
        case Ranking(rows):
            return _ranking(rows, settings)
        case ChainPicture():
            return [_indented(Text(x), 3) for x in chain.draw(block.links, min(settings.width, PROSE + 2) - 4)]
        case BodyPicture():
            return _body(block, settings)


def _title(title: str, settings: Settings) -> Lines:
    if settings.plain or settings.width < TABLE:
        return [*_wrapped(Text(title.upper() if settings.plain else title, "bold"), settings), Text()]
    return [Text(f"── {title} ".ljust(min(settings.width, PROSE + 2) - 1, "─"), "bold"), Text()]


def _line(line: Line, settings: Settings) -> Lines:
    text = Text(f"{line.label}: " if line.label else "", LABEL)
    text.append(line.text, STYLES[line.tone] or "not bold")
    return _wrapped(text, settings, hanging=2 if line.label else 0)


def _label(label: str, settings: Settings) -> Lines:
    return _wrapped(Text(f"{label}:", LABEL), settings) if label else []


def _bullet(item: str, settings: Settings) -> Lines:
    mark = "-" if settings.plain else "·"
    return _wrapped(Text(f"{mark} {item}"), settings, 3, hanging=2)


def _wrapped(text: Text, settings: Settings, margin: int = 1, hanging: int = 0) -> Lines:
    """`text` broken into lines that fit, after `margin` blanks; all but the first `hanging` further in."""
    text.expand_tabs(4)
    width = max(min(settings.width - 1, PROSE) - margin - hanging, 10)
    console = Console(width=width, file=StringIO())
    overflow: OverflowMethod = "ignore" if "://" in text.plain else "fold"  # an address that is cut cannot be opened
    first, *rest = text.wrap(console, width + hanging, overflow=overflow) or [Text()]
    if not rest or not hanging:
        return [_indented(line, margin) for line in (first, *rest)]
    remaining = text[len(first) :]
    remaining = remaining[len(remaining.plain) - len(remaining.plain.lstrip()) :]
    return [
        _indented(first, margin),
        *(_indented(x, margin + hanging) for x in remaining.wrap(console, width, overflow=overflow)),
    ]


def _indented(text: Text, columns: int) -> Text:
    return Text(" " * columns, end="") + text if columns else text


# --- the ranking -----------------------------------------------------------------------------------


def _ranking(rows: Sequence[Row], settings: Settings) -> Lines:
    if settings.plain:
        return [x for n, row in enumerate(rows, 1) for x in _spoken(n, row, settings)]
    if settings.width < TABLE:
        return [x for row in rows for x in _stacked(row, settings)]
    width = min(settings.width, PROSE + 2) - NAMELESS
    head = Text(f" {phrases.FIT.ljust(width + 8 + BAR_WIDTH)}{phrases.IN_100}", "dim")
    return [head, *(x for row in rows for x in _row(row, width))]


def _spoken(number: int, row: Row, settings: Settings) -> Lines:
    region = f", {row.region}" if row.region else ""
    return _wrapped(Text(f"{number}. {row.full_name}{region}: {row.chance.both}."), settings, hanging=3)


def _stacked(row: Row, settings: Settings) -> Lines:
    region = f" ({row.region})" if row.region else ""
    line = Text(" ").append(_bar(row, NARROW_BAR), BAR).append(f" {row.chance.both}")
    return [*_wrapped(Text(f"{row.name}{region}", LABEL), settings, hanging=2), line]


def _row(row: Row, width: int) -> Lines:
    name, *more = wrap(row.full_name if cell_len(row.full_name) <= width else row.name, width)
    figure = str(row.chance.number or "under 5")
    text = Text(f"   {_padded(name, width)} {row.region:<4}  ")
    line = text.append(_bar(row), BAR).append(f" {figure:>7}  {row.chance.word}")
    return [line, *(Text(f"   {part}") for part in more)]


def _bar(row: Row, width: int = BAR_WIDTH) -> str:
    """The part within the whole: a hundred people are the full length."""
    filled = max(row.chance.number * width // 100, min(row.chance.number, 1))
    return "█" * filled + "░" * (width - filled)


def _padded(text: str, width: int) -> str:
    return text + " " * max(width - cell_len(text), 0)


# --- the body --------------------------------------------------------------------------------------


def _body(picture: BodyPicture, settings: Settings) -> Lines:
    named = [x for name in picture.names for x in _bullet(name, settings)]
    heading = _wrapped(Text(f"{phrases.BODY}:", LABEL), settings)
    if settings.plain:
        return [*heading, *named]
    return [*_drawn(picture, settings), *heading, *named]


def _drawn(picture: BodyPicture, settings: Settings) -> Iterator[Text]:
    lines = body_map.draw(picture.chosen, picture.worst, picture.side, settings.width, unicode=not settings.ascii_only)
    if all(cell_len(line) < settings.width for line in lines):
        yield from (_indented(Text(line), 1) for line in lines)
