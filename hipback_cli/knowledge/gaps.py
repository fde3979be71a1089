"""What the content says nothing of."""

from __future__ import annotations

from collections.abc import Mapping

from hipback_cli.knowledge.types import Condition, Finding, Knowledge, Question

Gap = tuple[str, str, str | None]
"""Condition id, question id, option id (multi only)."""


def gaps(knowledge: Knowledge) -> list[Gap]:
    """Pairs of one of the ten and something that can be observed, of which the content says nothing.

    A condition with variants has stated what all of its variants state. No gap is a mistake: the condition is
    taken to be at the background.
    """
    observable = [
        (question, option)
        for question in knowledge.questions.values()
        for option in _observed_one_by_one(question)
        if question.background
    ]
    return [
        (condition.id, question.id, option)
        for condition in knowledge.conditions.values()
        for question, option in observable
        if not _states(condition, question.id, option)
    ]


def _observed_one_by_one(question: Question) -> tuple[str | None, ...]:
    if question.kind != "multi":
        return (None,)
    return tuple(o.id for o in question.options if o.id in question.background and o.id != question.exclusive)


def _states(condition: Condition, question: str, option: str | None) -> bool:
    def stated(findings: Mapping[str, Finding]) -> bool:
        return question in findings and (option is None or option in findings[question])

    variants = [stated(variant.findings) for variant in condition.variants]
    return stated(condition.findings) or (bool(variants) and all(variants))
