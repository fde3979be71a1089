"""`hipback content`: check what the clinicians wrote, and list the questions for other programs."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

from hipback_cli.display.printing import print_json
from hipback_cli.errors import ExitCode
from hipback_cli.knowledge.load import load_knowledge
from hipback_cli.knowledge.types import Knowledge, Question


def check_content(folder: Path | None, *, gaps: bool) -> int:
    """Load the content, which raises ContentError with every problem; then say what it holds, or list its gaps."""
    knowledge = load_knowledge(folder)
    if gaps:
        return _print_gaps(knowledge)
    counts = {
        "conditions": len(knowledge.conditions),
        "look-alikes": len(knowledge.look_alikes),
        "questions": len(knowledge.questions),
        "danger signs": len(knowledge.red_flags),
        "treatments": len(knowledge.treatments),
        "sources": len(knowledge.sources),
    }
    sys.stdout.write("No problems: " + ", ".join(f"{n} {what}" for what, n in counts.items()) + "\n")
    return ExitCode.OK


def _print_gaps(knowledge: Knowledge) -> int:
    from hipback_cli.knowledge.gaps import gaps

    found = gaps(knowledge)
    for condition, question, option in found:
        sys.stdout.write(f"{condition}: {question}{f'.{option}' if option else ''}\n")
    sys.stdout.write(f"{len(found)} pairs that nobody stated; each is taken to be at its background\n")
    return ExitCode.OK


def list_questions(folder: Path | None, *, json: bool) -> int:
    """Every question: id, kind, topic, text, options, safety or not."""
    questions = [describe(question) for question in load_knowledge(folder).questions.values()]
    if json:
        print_json({"schema": 1, "questions": questions})
        return ExitCode.OK
    for question in questions:
        sys.stdout.write(f"{question['id']} ({question['kind']}, {question['topic']}): {question['text']}\n")
        for option in question["options"]:
            sys.stdout.write(f"    {option['id']}: {option['text']}\n")
    return ExitCode.OK


def describe(question: Question) -> dict[str, Any]:
    """One question as the JSON contract gives it."""
    return {
        "id": question.id,
        "kind": question.kind,
        "topic": question.screen,
        "text": question.text,
        "help": question.help,
        "options": [{"id": option.id, "text": option.text} for option in question.options],
        "minimum": question.minimum if question.kind == "number" else None,
        "maximum": question.maximum if question.kind == "number" else None,
        "safety": question.safety,
    }
