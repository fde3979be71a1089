"""Repeats answers in words: what stands after "you said"."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from hipback_cli.knowledge.types import NOT_SURE, Answer, Answers, Knowledge, Question
from hipback_cli.reasoning.assessment import Told
from hipback_cli.reasoning.model import Model, Observation
from hipback_cli.reasoning.rules import Support


def tell(question: Question, answer: Answer) -> Iterator[Told]:
    """What a person said to one question; a no and an unticked option say nothing here."""
    if answer == NOT_SURE:
        yield Told(question.id, NOT_SURE, f"not sure: {question.told}")
    elif isinstance(answer, Mapping):
        for option in question.options:
            if answer.get(option.id) is True:
                yield Told(question.id, option.id, option.told)
            elif answer.get(option.id) == NOT_SURE:
                yield Told(question.id, option.id, f"not sure: {option.told}")
    elif isinstance(answer, bool):
        if answer:
            yield Told(question.id, "yes", question.told)
    elif isinstance(answer, int):
        yield Told(question.id, str(answer), f"{question.told} {answer}")
    else:
        yield from (Told(question.id, o.id, o.told) for o in question.options if o.id == answer)


def tell_support(knowledge: Knowledge, answers: Answers, support: Support) -> tuple[Told, ...]:
    """What was said towards a rule; of a question with several options, only those that count."""
    return tuple(
        told
        for name, options in support.items()
        if name in answers
        for told in tell(knowledge.questions[name], answers[name])
        if knowledge.questions[name].kind != "multi" or not options or told.option in options
    )


def tell_absent(question: Question, answer: Answer) -> Iterator[Told]:
    """What a person said no to, where content has words for it: the pertinent negatives.

    A place is only denied when the places that go with it are denied too.
    """
    if answer is False and question.absent_told:
        yield Told(question.id, "no", question.absent_told)
    if isinstance(answer, Mapping):
        present = {option.group for option in question.options if option.group and answer.get(option.id) is not False}
        for option in question.options:
            if answer.get(option.id) is False and option.absent_told and option.group not in present:
                yield Told(question.id, option.id, option.absent_told)


def tell_all(knowledge: Knowledge, answers: Answers) -> tuple[tuple[Told, ...], tuple[Told, ...]]:
    """Everything said, and everything said no to, in the order of the questions."""
    known = [(q, answers[q.id]) for q in knowledge.questions.values() if q.id in answers]
    told = tuple(t for question, answer in known for t in tell(question, answer))
    return told, tuple(t for question, answer in known for t in tell_absent(question, answer))


def tell_observation(model: Model, observation: Observation) -> Told:
    """One observation of the model in words, also when it is the absence of something."""
    factor_id, level = observation
    factor = model.factors[factor_id]
    question = factor.question
    if factor.option is not None:
        absent = factor.option.absent_told or _denied(factor.option.told)
        return Told(question.id, factor.option.id, factor.option.told if level else absent)
    if question.kind == "yes_no":
        return Told(
            question.id,
            factor.levels[level],
            question.told if level else question.absent_told or _denied(question.told),
        )
    if question.kind == "number":
        low, high = question.bands[factor.levels[level]]
        return Told(question.id, factor.levels[level], f"{question.told} {low} to {high}")
    return Told(question.id, factor.levels[level], question.options[level].told)


def _denied(told: str) -> str:
    return f"no {told}" if told.startswith("pain ") else f"not {told}"
