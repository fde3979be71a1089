"""The chain between hip and back, drawn in text."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from hipback_cli.display.text import wrap
from hipback_cli.reasoning.assessment import ChainLink
from hipback_cli.report import phrases
from hipback_cli.report.words import REGIONS

ARROW = "▸"
UP = "▴"
RULE = "─"
LEFT = "◂"
SHORTEST_ARROW = 4
NARROWEST = 30
"""Columns inside a loop below which its words would be cut too small to read."""


@dataclass(frozen=True, slots=True)
class Pair:
    """Two places, how trouble passes from `start` to `end`, and how it comes back ("" when it does not)."""

    start: str
    end: str
    there: str
    back: str = ""


def pairs(links: Iterable[ChainLink]) -> tuple[Pair, ...]:
    """Links grouped so that a link and its return become one loop; only of what has come so far."""
    found: dict[tuple[str, str], Pair] = {}
    for link in (link for link in links if link.so_far):
        start, end = place(link.start, link.start_name), place(link.end, link.end_name)
        forth = found.get((end, start))
        if forth and not forth.back:
            found[end, start] = Pair(end, start, forth.there, link.how)
        elif (start, end) not in found:
            found[start, end] = Pair(start, end, link.how)
    return tuple(found.values())


def place(identity: str, name: str) -> str:
    """The name to show: a region in plain words, a condition by its name."""
    return REGIONS.get(identity, name)


def could_come(links: Iterable[ChainLink]) -> Iterator[str]:
    """What has not come so far, as sentences: no arrow may claim it."""
    for link in (link for link in links if not link.so_far):
        end = place(link.end, link.end_name)
        yield phrases.COULD_COME.format(start=place(link.start, link.start_name), end=end, how=link.how)


def told(links: Sequence[ChainLink]) -> Iterator[str]:
    """The links as plain lines, for screen readers and for places too narrow to draw."""
    for pair in pairs(links):
        yield from _told(pair)
    yield from could_come(links)


def _told(pair: Pair) -> Iterator[str]:
    yield f"From {pair.start} to {pair.end}: {pair.there}."
    if pair.back:
        yield f"From {pair.end} to {pair.start}: {pair.back}."


def draw(links: Sequence[ChainLink], width: int) -> list[str]:
    """The picture, at most `width` columns wide; a list of arrows where a picture does not fit."""
    drawn = [line for pair in pairs(links) for line in _draw_pair(pair, width)]
    return drawn + [line for said in could_come(links) for line in wrap(said, width)]


def _draw_pair(pair: Pair, width: int) -> list[str]:
    if pair.back:
        return _loop(pair, width) or _narrow(pair, width)
    inline = f"{pair.start} {RULE * 2}({pair.there}){RULE * 2}{ARROW} {pair.end}"
    return [inline] if len(inline) <= width else _narrow(pair, width)


def _loop(pair: Pair, width: int) -> list[str]:
    """Two names in a row, an arrow above for the way there, and one below for the way back."""
    left, right = 2, len(pair.end) // 2
    shortest = len(pair.start) + 1 + SHORTEST_ARROW + 2 + right - left - 1
    room = width - (len(pair.end) - right) - left - 2
    span = min(max(shortest, len(pair.there) + 6, len(pair.back) + 8), room)
    if span < max(shortest, NARROWEST):
        return []
    run = span - shortest + SHORTEST_ARROW
    there = [line.center(span - 2) for line in wrap(f"{ARROW} {pair.there}", span - 4)]
    *back, last = wrap(f"{LEFT} {pair.back}", span - 6)
    sides = [*there, *(line.center(span - 2) for line in back)]
    margin = " " * left
    return [
        f"{pair.start} {RULE * run}{ARROW} {pair.end}",
        *(f"{margin}{UP if line is sides[0] else '│'} {line} │" for line in sides),
        f"{margin}└{f' {last} '.center(span, RULE)}┘",
    ]


def _narrow(pair: Pair, width: int) -> list[str]:
    lines = _arrow(pair.start, pair.there, pair.end, width)
    return lines + (_arrow(pair.end, pair.back, pair.start, width) if pair.back else [])


def _arrow(start: str, how: str, end: str, width: int) -> list[str]:
    body = [f"  │ {line}" for line in wrap(how, max(width - 4, 10))]
    tip = [f"  {line}" for line in wrap(f"└{RULE}{ARROW} {end}", width - 2, hanging=3)]
    return [*wrap(start, width), *body, *tip]
