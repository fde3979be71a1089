"""The screens of an interview that cannot wait for its end, as paragraphs: an emergency, and a crisis."""

from __future__ import annotations

from collections.abc import Iterator

from hipback_cli.display.sanitise import cleaned
from hipback_cli.reasoning.assessment import Assessment
from hipback_cli.report import phrases
from hipback_cli.report.blocks import Block, Bullets, Line, Settings
from hipback_cli.report.view import build_view


def emergency_lines(assessment: Assessment) -> list[str]:
    """What to do, why, the words to say, and nothing else; the first paragraph is what to do."""
    view = build_view(cleaned(assessment), Settings(), file=False)
    return [line for block in view.sections[0].blocks for line in _paragraphs(block)]


def crisis_lines(assessment: Assessment) -> list[str]:
    """Whom to talk to, for somebody who thinks of self-harm; the first paragraph is the line to call."""
    a = cleaned(assessment)
    advice = [reason.advice for reason in a.urgency.reasons if reason.call == "crisis line"]
    return [
        phrases.CRISIS.format(line=a.clinic.crisis_line),
        *advice,
        phrases.CRISIS_NOW.format(number=a.clinic.emergency_number),
        phrases.CRISIS_THEN,
    ]


def _paragraphs(block: Block) -> Iterator[str]:
    match block:
        case Line(text, label=label):
            yield f"{label}: {text}" if label else text
        case Bullets(items, label):
            yield f"{label}: {'; '.join(items)}."
