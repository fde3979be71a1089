"""Repeats answers in words: what stands after "you said"."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from hipback_cli.knowledge.bands import band_words
from hipback_cli.knowledge.types import NOT_SURE, Answer, Answers, Knowledge, Option, Question
from hipback_cli.reasoning.assessment import EvidenceKind, Told
from hipback_cli.reasoning.model import Model, Observation
from hipback_cli.reasoning.rules import Support

OTHER = "Something else"
"""The name of what is none of the conditions, wherever one is told."""

UNSAID: Answers = {}
"""Nothing said yet."""


def cause_name(knowledge: Knowledge, cause: str) -> str:
    """The plain name of a condition or look-alike, and of `something_else`."""
    known = knowledge.causes.get(cause)
    return known.name if known else OTHER


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

    `absent_told` of an option speaks for its whole group, so it needs a no to every option of the group.
    """
    if answer is False and question.absent_told:
        yield Told(question.id, "no", question.absent_told)
    if isinstance(answer, Mapping):
        present = _present_groups(question, answer)
        for option in question.options:
            if answer.get(option.id) is False and option.absent_told and option.group not in present:
                yield Told(question.id, option.id, option.absent_told)


def _present_groups(question: Question, answer: Answer | None) -> frozenset[str]:
    """Groups of findings of which the person told at least one; "not sure" and unasked count as told."""
    if isinstance(answer, Mapping):
        return frozenset(o.group for o in question.options if o.group and answer.get(o.id) is not False)
    lowest = question.options[0].id if question.options else False
    told = answer is not None and answer != NOT_SURE and answer != lowest
    return frozenset({question.group}) if told and question.group else frozenset()


def tell_all(knowledge: Knowledge, answers: Answers) -> tuple[tuple[Told, ...], tuple[Told, ...]]:
    """Everything said, and everything said no to, in the order of the questions."""
    known = [(q, answers[q.id]) for q in knowledge.questions.values() if q.id in answers]
    told = tuple(t for question, answer in known for t in tell(question, answer))
    return told, tuple(t for question, answer in known for t in tell_absent(question, answer))


def worth_telling(model: Model, observation: Observation, answers: Answers) -> bool:
    """Whether one observation may stand as a line of its own.

    Not the absence of what the person told under another question of the same group.
    """
    factor_id, level = observation
    factor = model.factors[factor_id]
    if factor.option is None or level:
        return True
    others = (q for q in model.knowledge.questions.values() if q.id in answers and q.id != factor.question.id)
    return not any(factor.option.group in _present_groups(q, answers[q.id]) for q in others)


def evidence_kind(model: Model, observation: Observation) -> EvidenceKind:
    """How much one observation says to whoever reads it as a reason."""
    factor_id, level = observation
    factor = model.factors[factor_id]
    question, stage = factor.question, model.knowledge.screens[factor.question.screen].stage
    none = factor.option is not None and factor.option.id == question.exclusive
    if none or (level == 0 and question.kind in ("yes_no", "multi", "graded")):
        return "aside" if stage in ("danger", "known") else "absence"
    if question.complaint and stage not in ("danger", "known"):
        return "complaint"
    return "aside" if stage == "where" or (stage == "danger" and question.kind == "nominal") else "fact"


def tell_observation(model: Model, observation: Observation, answers: Answers = UNSAID) -> Told:
    """One observation of the model in words, also when it is the absence of something."""
    factor_id, level = observation
    factor = model.factors[factor_id]
    question = factor.question
    if factor.option is not None:
        option = factor.option
        return Told(question.id, option.id, option.told if level else _absence(question, option, answers))
    if question.kind == "yes_no":
        return Told(
            question.id,
            factor.levels[level],
            question.told if level else question.absent_told or _denied(question.told),
        )
    if question.kind == "number":
        return Told(question.id, factor.levels[level], _number(question, factor.levels[level], answers))
    return Told(question.id, factor.levels[level], question.options[level].told)


def ask_about(knowledge: Knowledge, told: Told) -> str:
    """How a person finds out whether `told` holds: what to try, or the question with the answer that matters."""
    question = knowledge.questions[told.question]
    screen = knowledge.screens[question.screen]
    if screen.stage == "self_test":
        return f"{screen.title} {screen.instructions} {_does_it_hold(told.text)}"
    if question.kind in ("yes_no", "number"):
        return question.text
    asked = question.text if question.text.endswith("?") else f"{question.text}:"
    return f"{asked} Would you say: {told.text}?"


def _does_it_hold(told: str) -> str:
    return f"Is it so: {told}?"


def _absence(question: Question, option: Option, answers: Answers) -> str:
    """An option not ticked: for its whole group, or by its own name where something else of the group was ticked."""
    given = answers.get(question.id)
    beside = _present_groups(question, given) if isinstance(given, Mapping) else frozenset()
    own = _denied(option.told)
    return own if option.group in beside else option.absent_told or own


def _number(question: Question, band: str, answers: Answers) -> str:
    """The number itself where it is known, else its band."""
    given = answers.get(question.id)
    known = given if isinstance(given, int) else band_words(question.bands[band], question.bands.values())
    return f"{question.told} {known}"


def _denied(told: str) -> str:
    return f"no {told}" if told.startswith("pain ") else f"not {told}"
