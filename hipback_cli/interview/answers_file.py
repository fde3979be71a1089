"""Answers from a file and back: every value checked, every mistake named with its place and its mend."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from hipback_cli.clock import read_time
from hipback_cli.display.sanitise import clean
from hipback_cli.interview.lists import option_answer
from hipback_cli.knowledge.nodes import (
    MOST_BYTES,
    ListNode,
    MapNode,
    Node,
    Scalar,
    Unreadable,
    WrongValue,
    parse,
    read_tree,
)
from hipback_cli.knowledge.problems import Problem, ProblemsError, did_you_mean, shown
from hipback_cli.knowledge.types import NOT_SURE, UNANSWERED, Answer, Answers, Knowledge, Question

YES_NO: Mapping[str, bool] = {"true": True, "false": False, "yes": True, "no": False}


class AnswersError(ProblemsError):
    """Answers that cannot be taken."""


@dataclass(frozen=True, slots=True)
class AnswersFile:
    """What an answers file holds."""

    answers: Answers
    asked: tuple[str, ...] = ()
    """Questions that were put, answered or not."""
    filled_in: Answers = field(default_factory=dict)
    """Answers of screens gone back over: they count for nothing until their question is put again."""
    danger_asked: datetime | None = None
    """No answer about danger is older; None where the file does not say, such as one written by hand."""
    note: str = ""
    """The line for the clinician."""
    title: str = ""
    """Whose answers these are, in a list of examples."""


def read_answers(place: str, knowledge: Knowledge) -> AnswersFile:
    """Read the answers file at `place`; `-` is standard input.

    Raises AnswersError with all mistakes, or with the reason why the file cannot be read.
    """
    try:
        root = _standard_input() if place == "-" else read_tree(Path(place))
    except Unreadable as unreadable:
        raise AnswersError(unreadable.problems) from None
    file = "standard input" if place == "-" else Path(place).name
    if not isinstance(root, MapNode) or "answers" not in root.entries:
        raise AnswersError([Problem(file, root.line, root.column, "there is no `answers:`", mend="put them under it")])
    problems = [
        WrongValue(key, f"{shown(name)} is not known here", did_you_mean(name, PARTS)).problem(file)
        for name, (key, _) in root.entries.items()
        if name not in PARTS
    ]
    parts: dict[str, Any] = {}
    for name in PARTS.keys() & root.entries:
        try:
            parts[name] = PARTS[name](root.entries[name][1], knowledge, file)
        except WrongValue as wrong:
            problems.append(wrong.problem(file, name))
        except AnswersError as several:
            problems += several.problems
    if problems:
        raise AnswersError(problems)
    return AnswersFile(**parts)


def _standard_input() -> Node:
    data = sys.stdin.buffer.read(MOST_BYTES + 1)
    name = "standard input"
    if len(data) > MOST_BYTES:
        raise Unreadable(Problem(name, 0, 0, "there is too much of it"))
    try:
        return parse(data.decode("utf-8-sig"), name)
    except UnicodeDecodeError:
        raise Unreadable(Problem(name, 0, 0, "this is not UTF-8 text")) from None


def _asked(node: Node, knowledge: Knowledge) -> tuple[str, ...]:
    if not isinstance(node, ListNode):
        raise WrongValue(node, "a list of questions is wanted here", "write it like [age, sex]")
    for item in node.items:
        if _text(item) not in knowledge.questions:
            raise _no_question(item, _text(item), knowledge)
    return tuple(map(_text, node.items))


def _when(node: Node) -> datetime:
    try:
        return read_time(_text(node))
    except ValueError:
        mend = "write it like 2026-11-29T08:30:00+00:00, or take the line out"
        raise WrongValue(node, f"{shown(_text(node))} is no time with its zone", mend) from None


def _text(node: Node) -> str:
    if not isinstance(node, Scalar):
        raise WrongValue(node, "a text is wanted here", "put a text with brackets in quotes")
    return node.text


def answers_text(told: AnswersFile) -> str:
    """The text of an answers file that `read_answers` takes back; without a title, which is for examples."""
    lines = [*_block("answers", told.answers), f"asked: {_written(list(told.asked))}"]
    if told.filled_in:
        lines += _block("filled_in", told.filled_in)
    if told.danger_asked:
        lines.append(f"danger_asked: {told.danger_asked.isoformat()}")
    if told.note:
        lines.append(f"note: {_written(clean(told.note))}")
    return "\n".join(lines) + "\n"


def _block(name: str, answers: Answers) -> Iterator[str]:
    yield f"{name}:" if answers else f"{name}: {{}}"
    yield from (f"  {question}: {_written(answer)}" for question, answer in answers.items())


def _written(value: Answer | list[str]) -> str:
    """YAML that is JSON as well."""
    return json.dumps(dict(value) if isinstance(value, Mapping) else value, ensure_ascii=False)


def decode_answers(node: Node, knowledge: Knowledge, file: str) -> Answers:
    """Answers by question id from the node under `answers:`.

    Raises AnswersError with all mistakes at once, each as `file:line:column: ...`.
    """
    if not isinstance(node, MapNode):
        raise AnswersError([Problem(file, node.line, node.column, "answers must be lines of `question: answer`")])
    problems: list[Problem] = []
    answers: dict[str, Answer] = {}
    for name, (key, value) in node.entries.items():
        try:
            decoded = _decode(name, key, value, knowledge)
        except WrongValue as wrong:
            problems.append(wrong.problem(file, name))
        else:
            if decoded is not None:
                answers[name] = decoded
    if problems:
        raise AnswersError(problems)
    return answers


def _decode(name: str, key: Node, value: Node, knowledge: Knowledge) -> Answer | None:
    question = knowledge.questions.get(name)
    if question is None:
        raise _no_question(key, name, knowledge)
    if question.kind == "multi" and not isinstance(value, Scalar):
        return _multi(question, value)
    if not isinstance(value, Scalar):
        raise WrongValue(value, f"one answer is wanted here, {_wanted(question)}")
    if value.text == UNANSWERED:
        return None
    return NOT_SURE if value.text == NOT_SURE else _scalar(question, value)


def _no_question(node: Node, name: str, knowledge: Knowledge) -> WrongValue:
    return WrongValue(node, f"no question is called {shown(name)}", did_you_mean(name, knowledge.questions))


def _scalar(question: Question, value: Scalar) -> Answer:
    text = value.text
    if question.kind == "yes_no" and text.lower() in YES_NO:
        return YES_NO[text.lower()]
    if question.kind == "number" and text.isascii() and text.isdigit() and len(text) < 6:
        if question.minimum <= int(text) <= question.maximum:
            return int(text)
    elif text in _options(question):
        return option_answer(question, {text: True}) if question.kind == "multi" else text
    raise WrongValue(value, f"{shown(text)} must be {_wanted(question)}", did_you_mean(text, _options(question)))


def _options(question: Question) -> list[str]:
    return [option.id for option in question.options]


def _wanted(question: Question) -> str:
    if question.kind == "yes_no":
        return "true, false or not_sure"
    if question.kind == "number":
        return f"a whole number from {question.minimum} to {question.maximum}"
    return f"one of {', '.join(_options(question))}"


def _multi(question: Question, value: ListNode | MapNode) -> Answer:
    """A list: these were ticked and the rest was not. A map: only what it names was told.

    "None of these" stands alone, as on the screen, and says no to all others however it is written.
    """
    nodes = _nodes(question, value)
    if isinstance(value, ListNode):
        _check_company(question, nodes)
        return option_answer(question, dict.fromkeys(nodes, True))
    marks = dict(_marks(nodes))
    none = question.exclusive
    if none is None or marks.get(none) is not True:
        return marks
    _check_company(question, {option: nodes[option] for option, mark in marks.items() if mark is not False})
    return option_answer(question, {none: True})


def _check_company(question: Question, ticked: Mapping[str, Node]) -> None:
    none = question.exclusive
    other = next((option for option in ticked if option != none), None)
    if none is not None and none in ticked and other is not None:
        what = f"{shown(none)} cannot stand together with {shown(other)}"
        raise WrongValue(ticked[other], what, "take one of the two out")


def _nodes(question: Question, value: ListNode | MapNode) -> dict[str, Node]:
    """Option → what it is marked with in a map, or itself in a list."""
    if isinstance(value, MapNode):
        return {_option(question, key): mark for key, mark in value.entries.values()}
    return {_option(question, item): item for item in value.items}


def _marks(nodes: Mapping[str, Node]) -> Iterator[tuple[str, bool | str]]:
    for option, node in nodes.items():
        text = node.text.lower() if isinstance(node, Scalar) else ""
        if text in YES_NO:
            yield option, YES_NO[text]
        elif text == NOT_SURE:
            yield option, NOT_SURE
        elif text != UNANSWERED:
            raise WrongValue(node, f"{option} must be true, false, not_sure or unanswered")


def _option(question: Question, node: Node) -> str:
    if isinstance(node, Scalar) and node.text in _options(question):
        return node.text
    text = node.text if isinstance(node, Scalar) else "a list"
    raise WrongValue(
        node, f"{shown(text)} is no option", did_you_mean(text, _options(question)) or f"take {_wanted(question)}"
    )


PARTS: Mapping[str, Callable[[Node, Knowledge, str], Any]] = {
    "answers": decode_answers,
    "asked": lambda node, knowledge, _: _asked(node, knowledge),
    "filled_in": decode_answers,
    "danger_asked": lambda node, *_: _when(node),
    "note": lambda node, *_: _text(node),
    "title": lambda node, *_: _text(node),
}
"""What may stand in an answers file, a field of AnswersFile each → how it is read."""
