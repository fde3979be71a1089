"""What a report is made of, before it is text, Markdown or HTML: sections of plain blocks."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from hipback_cli.knowledge.types import Urgency
from hipback_cli.reasoning.assessment import ChainLink
from hipback_cli.report.chances import Chance

Tone = Literal["plain", "strong", "quiet", "alert"]


@dataclass(frozen=True, slots=True)
class Settings:
    """How a report is wanted."""

    width: int = 80
    """Columns of the terminal (text only)."""
    plain: bool = False
    """Text only: no boxes, bars or drawings, for screen readers."""
    color: bool = False
    sources: bool = False
    """Name the source behind each line, and list them."""
    show_provisional: bool = False
    """Text only: open the ranking after an urgent result."""
    recheck: str = ""
    """The date by which to check again, in words."""
    ascii_only: bool = False
    """Text only: the output cannot show box drawing."""


@dataclass(frozen=True, slots=True)
class Line:
    """A paragraph, with an optional label in front."""

    text: str
    tone: Tone = "plain"
    label: str = ""
    spare: int = 0
    """Above 0: stands again further down, so files leave it out here, and a first screen that is too full drops
    the highest number first."""


@dataclass(frozen=True, slots=True)
class Heading:
    text: str


@dataclass(frozen=True, slots=True)
class Bullets:
    items: tuple[str, ...]
    label: str = ""


@dataclass(frozen=True, slots=True)
class Quote:
    """The person's own words, line by line."""

    text: str
    label: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    name: str
    full_name: str
    """With the medical name in brackets."""
    region: str
    """Empty for what is not on the list."""
    chance: Chance


@dataclass(frozen=True, slots=True)
class Ranking:
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class ChainPicture:
    links: tuple[ChainLink, ...]


@dataclass(frozen=True, slots=True)
class BodyPicture:
    chosen: tuple[str, ...]
    worst: str | None
    side: str | None
    names: tuple[str, ...]


Block = Line | Heading | Bullets | Quote | Ranking | ChainPicture | BodyPicture


@dataclass(frozen=True, slots=True)
class Section:
    id: str
    title: str
    blocks: tuple[Block, ...]


@dataclass(frozen=True, slots=True)
class View:
    """The whole report. The first section is what must be read first; the last is always the safety net,
    except in an emergency, where nothing may dilute what to do."""

    level: Urgency
    sections: tuple[Section, ...]
