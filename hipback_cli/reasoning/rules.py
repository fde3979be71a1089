"""Rules over answers: three-valued, because an unanswered question decides nothing."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from hipback_cli.knowledge.types import NOT_SURE, OPERATORS, Answer, Answers, AtLeast, Compare, Is, Not, Question, Rule


def holds(rule: Rule, answers: Answers, questions: Mapping[str, Question]) -> bool | None:
    """Whether `rule` holds: True, False, or None while the answers given do not decide it.

    "Not sure" counts as the question's own `unsure_as` says (clarify: yes, since it was asked again).
    """
    match rule:
        case Is(question, options):
            return _chosen(answers.get(question), options, questions[question])
        case Compare(question, sign, bound):
            value = answers.get(question)
            if isinstance(value, bool) or not isinstance(value, int):
                return None
            return OPERATORS[sign](value, bound)
        case Not(part):
            inner = holds(part, answers, questions)
            return None if inner is None else not inner
        case AtLeast(count, parts):
            return _at_least(count, [holds(part, answers, questions) for part in parts])


def _at_least(count: int, results: list[bool | None]) -> bool | None:
    certain = results.count(True)
    if certain >= count:
        return True
    return None if certain + results.count(None) >= count else False


def _chosen(answer: Answer | None, options: tuple[str, ...], question: Question) -> bool | None:
    unsure = question.unsure_as != "no" if question.safety else None
    if answer is None:
        return None
    if answer == NOT_SURE:
        return unsure
    if isinstance(answer, bool):
        return answer
    if isinstance(answer, Mapping):
        return _at_least(1, [_tick(answer.get(option), unsure) for option in options])
    return answer in options


def _tick(mark: bool | str | None, unsure: bool | None) -> bool | None:
    return mark if mark is None or isinstance(mark, bool) else unsure


def named_questions(rule: Rule) -> frozenset[str]:
    """Ids of every question that `rule` looks at."""
    match rule:
        case Is(question, _) | Compare(question, _, _):
            return frozenset({question})
        case Not(part):
            return named_questions(part)
        case AtLeast(_, parts):
            return frozenset().union(*map(named_questions, parts))


Support = Mapping[str, frozenset[str]]
"""Question id → the options that count towards a rule; none named means the answer as a whole."""


def supporting_answers(rule: Rule, answers: Answers, questions: Mapping[str, Question]) -> Support:
    """The answers that make `rule` hold, in the order in which it names them; empty when it does not."""
    found: dict[str, frozenset[str]] = {}
    for question, options in _support(rule, answers, questions):
        found[question] = found.get(question, frozenset()) | options
    return found


def _support(rule: Rule, answers: Answers, questions: Mapping[str, Question]) -> Iterator[tuple[str, frozenset[str]]]:
    if holds(rule, answers, questions) is not True:
        return
    match rule:
        case Is(question, options):
            yield question, frozenset(options)
        case Compare(question, _, _):
            yield question, frozenset()
        case Not(part):
            yield from ((question, frozenset()) for question in sorted(named_questions(part)))
        case AtLeast(_, parts):
            for part in parts:
                yield from _support(part, answers, questions)
