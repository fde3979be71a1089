"""Answers from a file: every value checked, every mistake named with its place and its mend."""

from __future__ import annotations

import difflib
from collections.abc import Collection, Iterator, Mapping
from typing import Any

from hipback_cli.errors import HipbackError
from hipback_cli.knowledge.types import NOT_SURE, Answer, Answers, Knowledge, Question

UNANSWERED = "unanswered"
YES_NO = {True: True, False: False, "yes": True, "no": False, "true": True, "false": False}


class AnswersError(HipbackError):
    """An answer that cannot be taken; the message lists every one, a line each."""


def decode_answers(raw: object, knowledge: Knowledge, where: str) -> Answers:
    """Answers by question id, checked against the questions.

    `raw` is what stands under `answers:`; `where` names it in messages (a file, or a file and a case).
    Raises AnswersError with all mistakes at once.
    """
    if not isinstance(raw, Mapping):
        raise AnswersError(f"{where}: answers must be a list of `question: answer` lines, not {_kind(raw)}")
    problems: list[str] = []
    answers: dict[str, Answer] = {}
    for name, value in raw.items():
        try:
            decoded = _decode(str(name), value, knowledge)
        except AnswersError as error:
            problems.append(f"{where}: {error}")
        else:
            if decoded is not None:
                answers[str(name)] = decoded
    if problems:
        raise AnswersError("\n".join(problems))
    return answers


def _decode(name: str, value: object, knowledge: Knowledge) -> Answer | None:
    question = knowledge.questions.get(name)
    if question is None:
        raise AnswersError(f"no question is called {_shown(name)}{_hint(name, knowledge.questions)}")
    if value == UNANSWERED:
        return None
    if value == NOT_SURE:
        return NOT_SURE
    decode = {"yes_no": _yes_no, "number": _number, "multi": _multi}.get(question.kind, _choice)
    return decode(question, value)


def _yes_no(question: Question, value: object) -> Answer:
    if isinstance(value, bool | str) and value in YES_NO:
        return YES_NO[value]
    raise _wrong(question, value, "true, false or not_sure")


def _number(question: Question, value: object) -> Answer:
    if isinstance(value, int) and not isinstance(value, bool) and question.minimum <= value <= question.maximum:
        return value
    raise _wrong(question, value, f"a whole number from {question.minimum} to {question.maximum}")


def _choice(question: Question, value: object) -> Answer:
    options = [option.id for option in question.options]
    if isinstance(value, str) and value in options:
        return value
    raise _wrong(question, value, f"one of {', '.join(options)}", options)


def _multi(question: Question, value: object) -> Answer:
    """A list: these were ticked and the rest was not. A map: only what it names was told."""
    options = [option.id for option in question.options]
    if isinstance(value, str):
        value = [value]
    if isinstance(value, list):
        for item in value:
            _check_option(question, item, options)
        return {option: option in value for option in options}
    if isinstance(value, Mapping):
        return dict(_marks(question, value, options))
    raise _wrong(question, value, f"a list of {', '.join(options)}, or a map of them to true or false")


def _marks(question: Question, value: Mapping[Any, Any], options: list[str]) -> Iterator[tuple[str, bool | str]]:
    for option, mark in value.items():
        _check_option(question, option, options)
        if isinstance(mark, bool | str) and mark in YES_NO:
            yield option, YES_NO[mark]
        elif mark == NOT_SURE:
            yield option, NOT_SURE
        elif mark != UNANSWERED:
            raise _wrong(question, mark, f"true, false, not_sure or unanswered for {option}")


def _check_option(question: Question, option: object, options: list[str]) -> None:
    if not isinstance(option, str) or option not in options:
        raise _wrong(question, option, f"among {', '.join(options)}", options)


def _wrong(question: Question, value: object, wanted: str, known: Collection[str] = ()) -> AnswersError:
    return AnswersError(f"{question.id}: {_shown(value)} must be {wanted}{_hint(value, known)}")


def _hint(value: object, known: Collection[str]) -> str:
    near = difflib.get_close_matches(str(value), known, 1)
    return f" - did you mean {near[0]}?" if near else ""


def _shown(value: object) -> str:
    text = "".join(c if c.isprintable() else "?" for c in str(value))
    return f'"{text[:60]}"'


def _kind(value: object) -> str:
    return {list: "a list", str: "text", int: "a number", type(None): "nothing"}.get(type(value), "this")
