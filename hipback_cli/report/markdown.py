"""The report as Markdown that reads well raw and rendered; answers and notes can never become markup."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from hipback_cli.display import body_map
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
    View,
)

DRAWING = 76
"""Columns of the drawings."""

INLINE = re.compile(r"([\\`*_\[\]|~])")
ENTITIES = {"&": "&amp;", "<": "&lt;", ">": "&gt;"}
AT_START = re.compile(r"^(\s*)([-+=#]|\d+(?=[.)]))")


def render_markdown(view: View) -> str:
    """The whole report as Markdown (CommonMark with tables), ending in a newline."""
    parts: list[str] = [f"# {phrases.DOCUMENT}"]
    for number, section in enumerate(view.sections):
        if number:
            parts.append(f"## {escaped(section.title)}")
        parts += [text for block in section.blocks for text in _block(block, first=not number) if text]
    return "\n\n".join(parts) + "\n"


def escaped(text: str) -> str:
    """`text` as one line that every Markdown reader shows as it stands."""
    text = " ".join(text.split())
    text = re.sub("[&<>]", lambda found: ENTITIES[found.group()], text)
    text = INLINE.sub(r"\\\1", text)
    return AT_START.sub(_escaped_start, text)


def _escaped_start(found: re.Match[str]) -> str:
    space, mark = found.groups()
    return f"{space}{mark}\\" if mark.isdigit() else f"{space}\\{mark}"


def _block(block: Block, *, first: bool) -> Iterator[str]:
    match block:
        case Line(spare=spare) if spare and first:
            return
        case Line(text, tone, label):
            strong = tone in ("strong", "alert") and not label
            said = f"**{escaped(text)}**" if strong else escaped(text)
            yield f"**{escaped(label)}:** {said}" if label else said
        case Heading(text):
            yield f"### {escaped(text)}"
        case Bullets(items, label):
            yield from _labelled(label)
            yield _list(items)
        case Quote(text, label):
            yield from _labelled(label)
            yield "\n>\n".join(f"> {escaped(line)}" for line in text.splitlines() if line.strip())
        case Ranking(rows):
            yield _table(rows)
        case ChainPicture(links):
            yield _drawing(chain.draw([link for link in links if link.so_far], DRAWING))
            yield from (escaped(said) for said in chain.could_come(links))
        case BodyPicture(chosen, worst, side, names):
            yield from _labelled(phrases.BODY)
            yield _drawing(body_map.draw(chosen, worst, side, DRAWING))
            yield _list(names)


def _labelled(label: str) -> Iterator[str]:
    if label:
        yield f"**{escaped(label)}:**"


def _drawing(lines: Sequence[str]) -> str:
    """Kept as drawn. Three backticks in a name cannot end it, because every one is replaced."""
    return "\n".join(["```text", *(line.replace("`", "'") for line in lines), "```"]) if lines else ""


def _list(items: Iterable[str]) -> str:
    return "\n".join(f"- {escaped(item)}" for item in items)


def _table(rows: Iterable[Row]) -> str:
    head = f"| {phrases.FIT} | {phrases.REGION} | {phrases.CHANCE} |\n| --- | --- | --- |"
    return "\n".join([head, *(f"| {escaped(r.full_name)} | {r.region} | {escaped(r.chance.both)} |" for r in rows)])
