"""The interview in plain numbered lines: only ever added to, for screen readers and simple terminals.

No boxes, bars or colour; every meaning stands in words, and what was taken is said back.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TextIO, TypeVar

from hipback_cli.display.sanitise import clean
from hipback_cli.display.text import paragraph
from hipback_cli.interview import lists
from hipback_cli.interview.lists import Choice, Item, Mark, TickList
from hipback_cli.interview.prompter import (
    AT_MOST,
    FIRST,
    LOSES,
    NEEDED,
    NOWHERE,
    UNSURE_OF,
    WHOLE_NUMBER,
    YES_OR_NO,
    AtStake,
    Progress,
    ScreenView,
    Step,
    stop_words,
    takes_unsure,
)
from hipback_cli.interview.walk import walk
from hipback_cli.knowledge.types import NOT_SURE, Answer, Answers, Question

T = TypeVar("T")

YES_NO_WORDS: dict[str, Choice] = {"y": True, "yes": True, "n": False, "no": False, "u": NOT_SURE, "not sure": NOT_SURE}


class Unclear(Exception):
    """What was typed cannot be taken; the message says what is wanted."""


@dataclass(frozen=True, slots=True)
class Allowed:
    """What may be typed besides an answer."""

    back: bool = True
    back_word: str = "b back"
    skip: bool = False
    asks: bool = False
    """Whether a question of the interview is asked, which can be explained."""
    about: Sequence[str] = ()
    """Paragraphs for `?`."""
    lines: Sequence[Item] = ()
    """Items with explanations of their own, for `? 3`."""
    can_lose: bool = True
    """Whether stopping here loses answers that are not kept."""

    @property
    def words(self) -> list[str]:
        """The commands, for the end of a prompt."""
        return [
            *([self.back_word] if self.back else []),
            *(["?3 what 3 means"] if self.lines else ["? why"] if self.asks else []),
            *(["s skip"] if self.skip else []),
        ]

    def explain(self, number: str) -> Sequence[str]:
        """What `?` or `? number` tells."""
        if self.lines and number.isdecimal() and 1 <= int(number[:4]) <= len(self.lines):
            return self.lines[int(number[:4]) - 1].about
        return ("Type ? and the number of a line.",) if self.lines else self.about


class PlainPrompter:
    """Asks in numbered lines on `tell`, reading lines from `stdin`."""

    def __init__(self, stdin: TextIO, tell: TextIO, width: int) -> None:
        self.stdin = stdin
        self.stream = tell
        self.width = width
        self.at_stake = AtStake.NOTHING
        self._warned = False
        """Whether the line before asked to stop and was told what that loses."""

    # the Prompter protocol

    def ask(self, view: ScreenView) -> Answers | Step:
        self._open(view)
        if view.screen.style == "checklist" and not view.clarify:
            return self._checklist(view)
        return walk(view, lambda question, _above, given: self._one(view, question, given))

    def say(self, lines: Sequence[str]) -> None:
        for line in lines:
            self._tell(line)

    def choose(self, title: str, options: Sequence[tuple[str, str]], *, usual: str = "") -> str | Step:
        self._tell("", title)
        items = [Item(name, text) for name, text in options]
        outcome = self._pick(items, usual or None, Allowed())
        return outcome if isinstance(outcome, Step) else str(outcome)

    def confirm(self, title: str, *, default: bool) -> bool | Step:
        self._tell("", title)
        usual = "yes" if default else "no"

        def read(typed: str) -> bool:
            value = YES_NO_WORDS.get(typed.lower() or usual, NOT_SURE)
            if isinstance(value, bool):
                return value
            raise Unclear(YES_OR_NO)

        return self._read(f"yes or no, Enter alone means {usual}", read, Allowed())

    def text(self, title: str, *, maximum: int = 500) -> str | Step:
        self._tell("", title)

        def read(typed: str) -> str:
            if len(typed) > maximum:
                raise Unclear(AT_MOST.format(most=maximum, typed=len(typed)))
            return typed

        return self._read("One line, or Enter alone for nothing", read, Allowed())

    def pause(self, lines: Sequence[str], *, alarm: bool = False) -> Step | None:
        self._tell("", *lines)

        def read(typed: str) -> None:
            if typed:
                raise Unclear("Press Enter alone to go on.")

        back = "b I chose that by mistake" if alarm else "b back"
        return self._read("Enter to go on", read, Allowed(back_word=back, can_lose=False))

    # screens

    def _open(self, view: ScreenView) -> None:
        self._tell("", progress_line(view.progress))
        if view.clarify:
            self._tell(UNSURE_OF.format(label=view.label(view.questions[0])))
        self._tell(view.title, *([view.screen.instructions] if view.screen.instructions else []))

    def _one(self, view: ScreenView, question: Question, given: Answer | None) -> Answer | Step:
        text = view.text(question)
        if text != view.title and not view.clarify:
            self._tell(text)
        about = [line for line in lists.about(view, question) if line != text]
        back = view.can_go_back or question.id != view.questions[0].id
        allowed = Allowed(back, skip=view.can_skip, asks=True, about=about)
        if question.kind == "number":
            return self._number(question, given, allowed)
        if question.kind == "multi":
            marks = self._ticks(lists.tick_options(question), lists.option_marks(question, given), allowed)
            if lists.is_map(question) and not isinstance(marks, Step) and lists.says_none(question, marks):
                sure = self.confirm(f"{NOWHERE} Is that so?", default=False)
                if sure is not True:
                    return sure if sure is Step.STOP else self._one(view, question, given)
            return marks if isinstance(marks, Step) else lists.option_answer(question, marks)
        return self._pick(lists.single_items(question), given, allowed)

    def _checklist(self, view: ScreenView) -> Answers | Step:
        listing = lists.tick_questions(view)
        allowed = Allowed(view.can_go_back, skip=view.can_skip, asks=True, lines=listing.items)
        marks = self._ticks(listing, lists.question_marks(view.questions, view.given), allowed)
        return marks if isinstance(marks, Step) else lists.question_answers(view.questions, marks)

    # kinds of answer

    def _pick(self, items: Sequence[Item], given: Answer | None, allowed: Allowed) -> Choice | Step:
        before = next((i for i, item in enumerate(items) if given is not None and item.value == given), None)
        yes_no = items[0].value is True
        if not yes_no:
            self._list(items)

        def read(typed: str) -> Item:
            if not typed and before is not None:
                return items[before]
            word = YES_NO_WORDS.get(typed.lower())
            named = [item for item in items if word is not None and item.value == word]
            return named[0] if named else items[line_number(typed, len(items))]

        verb = "keeps" if allowed.asks else "takes"
        keep = f", Enter alone {verb} {before + 1}" if before is not None else ""
        words = [f"{number} {item.text.lower()}" for number, item in enumerate(items, 1)]
        wanted = ", ".join(words) if yes_no else f"Number 1 to {len(items)}"
        taken = self._read(f"{wanted}{keep}", read, allowed)
        if isinstance(taken, Step):
            return taken
        self._tell(f"You chose: {taken.text}.")
        return taken.value

    def _ticks(self, listing: TickList, given: dict[str, Mark], allowed: Allowed) -> dict[str, Mark] | Step:
        self._list(listing.items)
        unsure = ", u3 not sure of 3" if listing.unsure_marks else ""
        keep = f", Enter alone keeps {self._numbers(listing, given)}" if given else ""

        def read(typed: str) -> dict[str, Mark]:
            return given if given and not typed else ticked(typed, listing)

        marks = self._read(f"Every number that fits, such as 1 3{unsure}{keep}", read, allowed)
        if not isinstance(marks, Step):
            self._tell(*said_back(listing, marks))
        return marks

    def _numbers(self, listing: TickList, marks: dict[str, Mark]) -> str:
        sign = {True: "", NOT_SURE: "u"}
        numbered = ((number, marks.get(str(item.value))) for number, item in enumerate(listing.items, 1))
        return " ".join(f"{sign[mark]}{number}" for number, mark in numbered if mark is not None)

    def _number(self, question: Question, given: Answer | None, allowed: Allowed) -> Answer | Step:
        low, high = question.minimum, question.maximum
        before = given if isinstance(given, int) else None

        def read(typed: str) -> Answer:
            if not typed and before is not None:
                return before
            if typed.lower() in ("u", "not sure") and takes_unsure(question):
                return NOT_SURE
            if typed.isdecimal() and len(typed) <= 9 and low <= int(typed) <= high:
                return int(typed)
            raise Unclear(WHOLE_NUMBER.format(low=low, high=high))

        unsure = ", u not sure" * takes_unsure(question)
        keep = f", Enter alone keeps {before}" if before is not None else ""
        taken = self._read(f"Number {low} to {high}{unsure}{keep}", read, allowed)
        if not isinstance(taken, Step):
            self._tell(f"You typed: {lists.told(question, taken)}.")
        return taken

    # lines

    def _list(self, items: Sequence[Item]) -> None:
        self._tell(*(f"{number}. {item.text}" for number, item in enumerate(items, 1)))

    def _read(self, wanted: str, read: Callable[[str], T], allowed: Allowed) -> T | Step:
        """Read lines until one can be taken. The end of the input stops."""
        while True:
            self._tell(", ".join([wanted, *allowed.words, stop_words("q", self.at_stake)]) + ":", end=" ")
            line = self.stdin.readline()
            if not line:
                self._tell("")
                return Step.STOP
            typed = " ".join(clean(line).split())
            step = self._command(typed.lower(), allowed)
            if isinstance(step, Step):
                return step
            if step:
                continue
            try:
                return read(typed)
            except Unclear as unclear:
                self._tell(str(unclear))

    def _command(self, typed: str, allowed: Allowed) -> Step | bool:
        """The step that `typed` asks for, or whether it was a command at all."""
        if typed in ("q", "quit", "stop"):
            return self._stop(allowed)
        self._warned = False
        if typed in ("b", "back"):
            return Step.BACK if allowed.back else self._refuse(FIRST)
        if not allowed.asks:
            return False
        if typed in ("s", "skip"):
            return Step.SKIP if allowed.skip else self._refuse(NEEDED)
        if typed.startswith("?"):
            self._tell(*(allowed.explain(typed[1:].strip()) or (lists.WHY_NOTHING_MORE,)))
            return True
        return False

    def _stop(self, allowed: Allowed) -> Step | bool:
        """Stop; where that loses answers, only when asked to twice."""
        if not allowed.can_lose or self.at_stake is not AtStake.LOST or self._warned:
            return Step.STOP
        self._warned = True
        return self._refuse(LOSES.format(again="Type q"))

    def _refuse(self, why: str) -> bool:
        self._tell(why)
        return True

    def _tell(self, *paragraphs: str, end: str = "\n") -> None:
        lines = [line for text in paragraphs for line in paragraph(text, self.width)]
        self.stream.write("\n".join(lines) + end)
        self.stream.flush()


def progress_line(progress: Progress) -> str:
    """Stage and what is left, in words."""
    stage = f"{progress.stages[progress.current]}, part {progress.current + 1} of {len(progress.stages)}."
    return f"{stage} {progress.left_words.capitalize()}." if progress.left_words else stage


def line_number(typed: str, count: int) -> int:
    """The index that a line number names. Raises Unclear."""
    if typed.isdecimal() and len(typed) <= 4 and 1 <= int(typed) <= count:
        return int(typed) - 1
    shown = f"\u201c{typed[:20]}\u201d is not on the list. " if typed else ""
    raise Unclear(f"{shown}Type a number from 1 to {count}.")


def ticked(typed: str, listing: TickList) -> dict[str, Mark]:
    """The marks that a line such as "1 3 u5" sets. Raises Unclear."""
    if not typed:
        raise Unclear(f"Type a number. If nothing fits, type {_none_number(listing)}.")
    spoken = {"n": _none_number(listing), "none": _none_number(listing), "u": _unsure_number(listing)}
    typed = str(spoken.get(typed.lower()) or typed)
    marks: dict[str, Mark] = {}
    for sign, number in _words(typed, len(listing.items)):
        value = str(listing.items[line_number(number, len(listing.items))].value)
        marks[value] = NOT_SURE if sign and listing.unsure_marks and value not in listing.alone else True
    alone = next((item for item in listing.items if item.value in listing.alone and item.value in marks), None)
    if alone is not None and len(marks) > 1:
        raise Unclear(f"\u201c{alone.text}\u201d cannot stand with another. Type it alone, or only the others.")
    return marks


def _words(typed: str, count: int) -> list[tuple[str, str]]:
    """("u" or "", digits) for each number typed. Raises Unclear."""
    parts = [part for part in re.split(r"[\s,;.]+", re.sub(r"u\s+(?=\d)", "u", typed.lower())) if part]
    matches = [re.fullmatch(r"(u?)(\d+)", part) for part in parts]
    if not parts or None in matches:
        raise Unclear(f"Type numbers from 1 to {count} with a space between them.")
    return [(match[1], match[2]) for match in matches if match is not None]


def _none_number(listing: TickList) -> int:
    values = [item.value for item in listing.items]
    return next(i for i, value in enumerate(values, 1) if value in listing.alone and value != NOT_SURE)


def _unsure_number(listing: TickList) -> int | None:
    return next((i for i, item in enumerate(listing.items, 1) if item.value == NOT_SURE), None)


def said_back(listing: TickList, marks: dict[str, Mark]) -> list[str]:
    """What was ticked, in words."""
    texts = {mark: [i.text for i in listing.items if marks.get(str(i.value)) == mark] for mark in (True, NOT_SURE)}
    return [
        *([f"You chose: {'; '.join(texts[True])}."] if texts[True] else []),
        *([f"Not sure: {'; '.join(texts[NOT_SURE])}."] if texts[NOT_SURE] else []),
    ]
