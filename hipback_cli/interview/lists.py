"""Questions as lists that a person chooses from; the same for every front end."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from hipback_cli.display.body_map import in_map_order
from hipback_cli.interview.prompter import ScreenView, takes_unsure
from hipback_cli.knowledge.types import NOT_SURE, Answer, Answers, Question

NONE = "none of these"
"""Value of the row that a list gets when its content has no exclusive option of its own; no option id has spaces."""
NONE_TEXT = "None of these"
UNSURE_TEXT = "Not sure"

Choice = bool | str
Mark = Literal[True, "not_sure"]
Marks = Mapping[str, Mark]


@dataclass(frozen=True, slots=True)
class Item:
    """One line of a list."""

    value: Choice
    text: str
    about: tuple[str, ...] = ()
    """Paragraphs that `?` shows while this line is pointed at."""


@dataclass(frozen=True, slots=True)
class TickList:
    """A list in which several lines may be ticked, ending in lines that stand alone."""

    items: tuple[Item, ...]
    alone: frozenset[str]
    """Values that cannot stand with another."""
    unsure_marks: bool
    """Whether a single line can be marked "not sure" (each line is a question of its own)."""

    def toggled(self, marks: Marks, value: str, mark: Mark = True) -> dict[str, Mark]:
        """`marks` after `value` was set to `mark`, or cleared where it had that mark already."""
        if marks.get(value) == mark:
            return {key: kept for key, kept in marks.items() if key != value}
        if value in self.alone:
            return {value: True}
        return {key: kept for key, kept in marks.items() if key not in self.alone} | {value: mark}


WHY_SAFETY = "I ask this so that no sign of danger is missed."
WHY_KNOWN = "I ask because it can change what is safe for you."
WHY_NOTHING_MORE = "There is nothing more to explain here."


def about(view: ScreenView, question: Question) -> tuple[str, ...]:
    """What `?` says of `question`: its full wording where a shorter one stood, its words, its reason."""
    full = view.text(question)
    parts = (
        full if full not in (view.title, view.label(question)) else "",
        question.help,
        question.why or _why(question),
    )
    return tuple(part for part in parts if part) or (WHY_NOTHING_MORE,)


def _why(question: Question) -> str:
    """The reason to ask where the content gives none of its own."""
    if not question.safety or question.kind != "yes_no":
        return ""
    return WHY_KNOWN if question.background_flag else WHY_SAFETY


def single_items(question: Question) -> tuple[Item, ...]:
    """The lines of a question with one answer (yes_no, graded, nominal)."""
    if question.kind == "yes_no":
        items = [Item(True, "Yes"), Item(False, "No")]
    else:
        items = [Item(option.id, option.text) for option in question.options]
    if takes_unsure(question):
        items.append(Item(NOT_SURE, UNSURE_TEXT))
    return tuple(items)


def tick_options(question: Question) -> TickList:
    """The lines of a multi question; "none" stands last, so that Enter never meets it by accident."""
    options = in_map_order(question.options) if is_map(question) else question.options
    items = [Item(option.id, option.text) for option in options if option.id != question.exclusive]
    none = next((Item(o.id, o.text) for o in options if o.id == question.exclusive), Item(NONE, NONE_TEXT))
    alone = frozenset({str(none.value), NOT_SURE})
    return TickList((*items, none, Item(NOT_SURE, UNSURE_TEXT)), alone, unsure_marks=False)


def tick_questions(view: ScreenView) -> TickList:
    """The lines of a checklist: one for each yes_no question, then none."""
    items = [Item(q.id, view.label(q), about(view, q)) for q in view.questions]
    return TickList((*items, Item(NONE, NONE_TEXT)), frozenset({NONE}), unsure_marks=True)


def says_none(question: Question, marks: Marks) -> bool:
    """Whether `marks` say that none of the options of `question` fits."""
    return (question.exclusive or NONE) in marks


def is_map(question: Question) -> bool:
    """Whether the options of a multi question are places on the body."""
    return any(option.region for option in question.options)


# --- marks ⇄ answers ------------------------------------------------------------------------------


def option_answer(question: Question, marks: Marks) -> Answer:
    """The answer to a multi question whose lines carry `marks`."""
    if NOT_SURE in marks:
        return NOT_SURE
    return {option.id: marks.get(option.id, False) for option in question.options}


def option_marks(question: Question, given: Answer | None) -> dict[str, Mark]:
    """The marks with which an earlier answer to a multi question is shown."""
    if given == NOT_SURE:
        return {NOT_SURE: True}
    if not isinstance(given, Mapping):
        return {}
    shown = {option.id: given[option.id] for option in question.options if option.id in given}
    return _marks(shown) or ({NONE: True} if shown and question.exclusive is None else {})


def question_answers(questions: Sequence[Question], marks: Marks) -> dict[str, Answer]:
    """The answers of a checklist: unticked is a no."""
    return {question.id: marks.get(question.id, False) for question in questions}


def question_marks(questions: Sequence[Question], given: Answers) -> dict[str, Mark]:
    """The marks with which earlier answers to a checklist are shown; all no shows "none"."""
    shown = {question.id: given[question.id] for question in questions if question.id in given}
    return _marks(shown) or ({NONE: True} if len(shown) == len(questions) else {})


def _marks(shown: Mapping[str, object]) -> dict[str, Mark]:
    marks: dict[str, Mark] = {key: True for key, value in shown.items() if value is True}
    return marks | {key: NOT_SURE for key, value in shown.items() if value == NOT_SURE}


# --- what was answered, in a line -----------------------------------------------------------------


def told(question: Question, answer: Answer | None) -> str:
    """`answer` in the words of the list that it was chosen from."""
    if answer is None:
        return "no answer"
    if question.kind == "number" and answer != NOT_SURE:
        return str(answer)
    if isinstance(answer, Mapping):
        chosen = [option.text for option in question.options if answer.get(option.id) is True]
        return "; ".join(chosen) or NONE_TEXT
    return next((item.text for item in single_items(question) if item.value == answer), UNSURE_TEXT)


def told_line(question: Question, answer: Answer | None) -> str:
    """`answer` with the name of what it answers, such as "How long: 2 to 6 weeks"."""
    return f"{question.told[:1].upper()}{question.told[1:]}: {told(question, answer)}"


# --- keys -----------------------------------------------------------------------------------------

LINE_KEYS = "123456789" + "abcdefghimprtvwxz"
"""The key of each line, in order, so that one key is one line and acts at once: a second digit could be lost, or be
taken for a line of its own. Left out are letters that mean something (n, q, s, u, y), that look like a digit (l, o),
or that many programs take for arrows (j, k). Later lines have arrows alone."""


def line_keys(items: Sequence[Item], alone: frozenset[str] = frozenset()) -> list[str]:
    """The key that takes each of `items`; "none" (n) and "not sure" (u) stand last. Empty where none is left."""
    count = sum(item.value != NOT_SURE and str(item.value) not in alone for item in items)
    keys = [*LINE_KEYS[:count], *[""] * (count - len(LINE_KEYS))]
    return keys + ["u" if item.value == NOT_SURE else "n" for item in items[count:]]
