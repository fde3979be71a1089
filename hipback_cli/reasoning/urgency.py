"""Urgency: red flags and routine rules over the answers, apart from belief."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import get_args

from hipback_cli.knowledge.types import Answers, Call, Knowledge, Level, RedFlag, Rule, Urgency, Within
from hipback_cli.reasoning.rules import Support, holds, named_questions, supporting_answers

CALLS: tuple[Call, ...] = get_args(Call)
WITHINS: tuple[Within, ...] = get_args(Within)

LEAST_URGENCY_PROBABILITY = 0.5
"""A cause's own `least_urgency` counts once its probability (0 to 1) reaches this."""


@dataclass(frozen=True, slots=True)
class FiredFlag:
    """One red flag or routine reason that holds, with the answers that led to it."""

    flag_id: str
    name: str
    urgency: Urgency
    within: Within
    how: str
    advice: str
    say: str
    because: Support
    """Question ids, with the options that count where the question has several."""
    part: str = "both"
    call: Call | None = None


@dataclass(frozen=True, slots=True)
class UrgencyResult:
    """The highest level among all that fired; `fired` is what is most urgent, soonest and gravest first."""

    level: Urgency
    fired: tuple[FiredFlag, ...]

    @property
    def flags(self) -> tuple[FiredFlag, ...]:
        """Those at urgent or above: the danger signs."""
        return tuple(flag for flag in self.fired if flag.urgency >= Urgency.URGENT)


def assess_urgency(
    knowledge: Knowledge, answers: Answers, probabilities: Mapping[str, float] | None = None
) -> UrgencyResult:
    """Run every rule over everything answered, whatever path the interview took.

    `probabilities` (cause id → 0 to 1) lets a likely cause raise urgency to its `least_urgency`; it never lowers it.
    """
    fired = [*_red_flags(knowledge, answers), *_routine(knowledge, answers)]
    fired += _least_urgency(knowledge, probabilities or {})
    fired.sort(key=_rank)
    level = max((flag.urgency for flag in fired), default=Urgency.SELF_CARE)
    return UrgencyResult(level, tuple(fired))


def _rank(flag: FiredFlag) -> tuple[int, int, int]:
    """First comes what a result begins with: one more answer never lengthens the wait."""
    gravest = CALLS.index(flag.call) if flag.call else len(CALLS)
    return -flag.urgency, WITHINS.index(flag.within), gravest


def _red_flags(knowledge: Knowledge, answers: Answers) -> Iterator[FiredFlag]:
    for flag in knowledge.red_flags.values():
        level = highest_level(flag, answers, knowledge)
        if level is not None:
            because = supporting_answers(level.when, answers, knowledge.questions)
            yield FiredFlag(
                flag.id,
                flag.name,
                level.urgency,
                level.within,
                level.how,
                level.advice,
                level.say,
                because,
                flag.part,
                level.call,
            )


def highest_level(flag: RedFlag, answers: Answers, knowledge: Knowledge) -> Level | None:
    """The most urgent level of `flag` whose rule holds, or None."""
    held = [level for level in flag.levels if holds(level.when, answers, knowledge.questions)]
    return max(held, key=lambda level: level.urgency, default=None)


def _routine(knowledge: Knowledge, answers: Answers) -> Iterator[FiredFlag]:
    for rule in knowledge.routine_rules:
        if holds(rule.when, answers, knowledge.questions):
            because = supporting_answers(rule.when, answers, knowledge.questions)
            yield FiredFlag(rule.id, "", Urgency.ROUTINE, rule.within, "appointment", rule.advice, "", because)


def _least_urgency(knowledge: Knowledge, probabilities: Mapping[str, float]) -> Iterator[FiredFlag]:
    for cause in knowledge.causes.values():
        likely = probabilities.get(cause.id, 0.0) >= LEAST_URGENCY_PROBABILITY
        if likely and cause.least_urgency > Urgency.SELF_CARE:
            then = knowledge.clinic.when_likely[cause.least_urgency.word]
            advice = f"Your answers fit this well: {cause.name}. {then.advice}"
            yield FiredFlag(cause.id, cause.name, cause.least_urgency, then.within, then.how, advice, "", {})


def open_rules(knowledge: Knowledge, answers: Answers) -> Iterator[tuple[Urgency, Rule]]:
    """Rules that the answers do not decide yet and that would raise urgency if they came to hold."""
    level = assess_urgency(knowledge, answers).level
    for flag in knowledge.red_flags.values():
        for rule in flag.levels:
            if rule.urgency > level and holds(rule.when, answers, knowledge.questions) is None:
                yield rule.urgency, rule.when
    for routine in knowledge.routine_rules:
        if level < Urgency.ROUTINE and holds(routine.when, answers, knowledge.questions) is None:
            yield Urgency.ROUTINE, routine.when


def open_questions(knowledge: Knowledge, answers: Answers) -> Mapping[str, Urgency]:
    """Unanswered questions that an open rule looks at, with the highest urgency that hangs on them."""
    found: dict[str, Urgency] = {}
    for urgency, rule in open_rules(knowledge, answers):
        for question in named_questions(rule):
            if question not in answers:
                found[question] = max(urgency, found.get(question, Urgency.SELF_CARE))
    return found
