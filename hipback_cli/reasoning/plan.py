"""The treatment plan for this person: options for all leading conditions together, with their own cautions."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from hipback_cli.knowledge.evidence import BEST_FIRST, together
from hipback_cli.knowledge.types import (
    Answers,
    AtLeast,
    Caution,
    Knowledge,
    Treatment,
    TreatmentOption,
)
from hipback_cli.reasoning.assessment import CategoryReport, CautionReport, OptionReport
from hipback_cli.reasoning.rules import holds, supporting_answers
from hipback_cli.reasoning.telling import tell_support

STRENGTHS = ("strong", "moderate", "limited", "very_limited", "consensus")
FIRST_STEPS = 4


def treatment_plan(
    knowledge: Knowledge, answers: Answers, conditions: Sequence[str], held_back: bool
) -> tuple[CategoryReport, ...]:
    """The five categories in content order, each with the options for `conditions` (ids), best supported first."""
    return tuple(
        CategoryReport(
            category.id,
            category.name,
            tuple(_options(knowledge, answers, conditions, category.id)),
            held_back and category.waits,
            category.by_others,
            category.last,
        )
        for category in knowledge.treatment_categories.values()
    )


def _options(knowledge: Knowledge, answers: Answers, conditions: Sequence[str], category: str) -> list[OptionReport]:
    wanted = [t for t in knowledge.treatments if t.condition in conditions and t.category == category]
    grouped: dict[str, list[Treatment]] = {}
    for treatment in sorted(wanted, key=lambda t: conditions.index(t.condition)):
        grouped.setdefault(treatment.option, []).append(treatment)
    found = [_option(knowledge, answers, knowledge.treatment_options[key], each) for key, each in grouped.items()]
    return sorted(found, key=lambda o: (BEST_FIRST.index(o.direction), STRENGTHS.index(o.strength)))


def _option(
    knowledge: Knowledge, answers: Answers, option: TreatmentOption, treatments: Sequence[Treatment]
) -> OptionReport:
    statements = [s for treatment in treatments for s in treatment.statements]
    lead = statements[0]
    return OptionReport(
        id=option.id,
        name=option.name,
        what_it_is=option.what_it_is,
        for_conditions=tuple(knowledge.causes[t.condition].name for t in treatments),
        aim=treatments[0].aim,
        direction=together([s.direction for s in statements]),
        strength=lead.strength,
        notes=tuple(dict.fromkeys(s.note for s in statements if s.note)),
        cautions=tuple(_cautions(knowledge, answers, option.id)),
        sources=tuple(dict.fromkeys(s.source for s in statements)),
        at_home=any(t.at_home and _fits(t, knowledge, answers) for t in treatments),
    )


def _fits(treatment: Treatment, knowledge: Knowledge, answers: Answers) -> bool:
    return treatment.at_home_if is None or holds(treatment.at_home_if, answers, knowledge.questions) is True


def _cautions(knowledge: Knowledge, answers: Answers, option: str) -> Iterator[CautionReport]:
    """Those whose history the person told, then the few that hold for everybody."""
    relevant = [c for c in knowledge.cautions if option in c.options]
    for caution in sorted(relevant, key=_for_everybody):
        if holds(caution.when, answers, knowledge.questions):
            because = supporting_answers(caution.when, answers, knowledge.questions)
            told = tell_support(knowledge, answers, because)
            yield CautionReport(caution.level, caution.text, told, caution.source)


def _for_everybody(caution: Caution) -> bool:
    return caution.when == AtLeast(0, ())


def first_steps(plan: Sequence[CategoryReport]) -> tuple[str, ...]:
    """Ids of what can be begun at home this week: supported, not held back, nothing to avoid in the history.

    What the person can do comes before what is swallowed.
    """
    found = [
        (category.last, option.id)
        for category in plan
        if not category.held_back
        for option in category.options
        if option.at_home and option.direction in ("for", "mixed") and not option.held_by
    ]
    return tuple(name for _, name in sorted(found, key=lambda step: step[0]))[:FIRST_STEPS]
