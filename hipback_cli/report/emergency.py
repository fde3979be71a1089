"""The emergency screen during an interview: paragraphs for whichever front end is asking."""

from __future__ import annotations

from collections.abc import Iterator

from hipback_cli.display.sanitise import cleaned
from hipback_cli.reasoning.assessment import Assessment
from hipback_cli.report.blocks import Block, Bullets, Line, Settings
from hipback_cli.report.view import build_view


def emergency_lines(assessment: Assessment) -> list[str]:
    """What to do, why, the words to say, and nothing else; the first paragraph is what to do."""
    view = build_view(cleaned(assessment), Settings(), file=False)
    return [line for block in view.sections[0].blocks for line in _paragraphs(block)]


def _paragraphs(block: Block) -> Iterator[str]:
    match block:
        case Line(text, label=label):
            yield f"{label}: {text}" if label else text
        case Bullets(items, label):
            yield f"{label}: {'; '.join(items)}."
