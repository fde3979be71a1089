"""What stands on a screen and answers to keys: lists, rows, numbers. State and drawing only; knows no terminal."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, ClassVar, Protocol

from hipback_cli.display.text import columns
from hipback_cli.interview.lists import LINE_KEYS, Choice, Item, Mark, TickList, line_keys
from hipback_cli.interview.page import MARGIN, Block, Glyphs, Line, hang, prose
from hipback_cli.interview.prompter import WHOLE_NUMBER
from hipback_cli.knowledge.types import NOT_SURE, Answer, Answers, Question


@dataclass(frozen=True, slots=True)
class Window:
    """Where a field is drawn."""

    width: int
    height: int
    glyphs: Glyphs


@dataclass(frozen=True, slots=True)
class Done:
    """A field was left with this: an item's value, marks, answers by question, a number, or nothing."""

    value: Any


class Field(Protocol):
    """One thing to answer."""

    message: str
    """What is wanted, after a key that could not be followed; empty otherwise."""

    @property
    def by_line(self) -> bool:
        """Whether each line has its own explanation, which then stands below that line."""

    @property
    def keys(self) -> tuple[str, ...]:
        """The field's own keys, for the footer."""

    @property
    def about(self) -> tuple[str, ...]:
        """What `?` shows for what is pointed at."""

    def press(self, key: str) -> Done | None:
        """Follow a key: a character, or one of up down left right home end page_up page_down enter space back."""

    def block(self, window: Window, panel: list[Line], /) -> Block:
        """Draw it. `panel` is the explanation of the pointed line, where `by_line`; empty otherwise."""


MOVES = {"up": -1, "down": 1, "page_up": -5, "page_down": 5, "home": -(10**6), "end": 10**6}


def moved(at: int | None, key: str, count: int) -> int:
    """The line pointed at after an arrow; single steps go round the ends. From no line, the first step is to an end."""
    step = MOVES[key]
    if at is None:
        at = -1 if step > 0 else count
    if abs(step) == 1:
        return (at + step) % count
    return min(max(at + step, 0), count - 1)


LETTERS: Mapping[str, Choice] = {"y": True, "n": False, "u": NOT_SURE}
"""Keys that take a line by what it means."""


@dataclass(slots=True)
class Pick:
    """A list of which one line is taken.

    At first no line is pointed at, unless one was taken before: an Enter that was meant for the screen before takes
    nothing that was not looked at.
    """

    by_line: ClassVar[bool] = False

    items: Sequence[Item]
    about: tuple[str, ...] = ()
    at: int | None = None
    message: str = ""

    @property
    def keys(self) -> tuple[str, ...]:
        keys = line_keys(self.items)
        takes = "number, letter" if has_letters(keys) else "number"
        return (f"{takes}, or arrows and Enter", *(["u not sure"] * ("u" in keys)))

    def press(self, key: str) -> Done | None:
        self.message = ""
        if key in MOVES:
            self.at = moved(self.at, key, len(self.items))
        elif key in ("enter", "space") and self.at is not None:
            return Done(self.items[self.at].value)
        elif key in ("enter", "space"):
            self.message = "Choose a line first: press its key, or point at it with the arrows."
        elif len(key) == 1:
            return self._take(key)
        return None

    def _take(self, key: str) -> Done | None:
        meant = [i for i, item in enumerate(self.items) if key in LETTERS and item.value == LETTERS[key]]
        named = [i for i, own in enumerate(line_keys(self.items)) if key == own]
        if not (meant or named):
            self.message = NO_UNSURE if key == "u" else no_line(key)
            return None
        self.at = (meant or named)[0]
        return Done(self.items[self.at].value)

    def block(self, window: Window, panel: list[Line], /) -> Block:
        heads: list[Line] = [[("", f"{key:1} ")] for key in line_keys(self.items)]
        return listed(self.items, heads, self.at, window, panel)


@dataclass(slots=True)
class Ticks:
    """A list of which any lines may be ticked. At first no line is pointed at, so that "not sure" marks none unseen."""

    listing: TickList
    marks: dict[str, Mark] = field(default_factory=dict)
    explained: tuple[str, ...] = ()
    at: int | None = None
    message: str = ""
    unseen: set[int] = field(init=False)
    """Lines that have never been in sight. An unticked line counts as a no, so each must have been."""

    def __post_init__(self) -> None:
        self.unseen = set(range(len(self.listing.items)))

    @property
    def by_line(self) -> bool:
        return self.listing.unsure_marks and self.at is not None

    @property
    def keys(self) -> tuple[str, ...]:
        ticks = "number or letter ticks" if has_letters(self._keys) else "number or Space ticks"
        return (ticks, "Enter goes on", "n none", "u not sure")

    @property
    def _keys(self) -> list[str]:
        return line_keys(self.listing.items, self.listing.alone)

    @property
    def about(self) -> tuple[str, ...]:
        if self.at is None:
            return self.explained or (POINT_FIRST.format(wanted="to read about it"),)
        return self.listing.items[self.at].about or self.explained

    def press(self, key: str) -> Done | None:
        self.message = ""
        if key in MOVES:
            self.at = moved(self.at, key, len(self.listing.items))
        elif key == "space":
            self._space()
        elif key == "enter":
            return self._leave()
        elif key == "u":
            self._unsure()
        elif key == "n":
            self._toggle(self._none)
        elif key in self._keys:
            self._toggle(self._keys.index(key))
        elif len(key) == 1:
            self.message = no_line(key)
        return None

    @property
    def _none(self) -> int:
        alone = (i for i, item in enumerate(self.listing.items) if item.value in self.listing.alone)
        return next(i for i in alone if self.listing.items[i].value != NOT_SURE)

    def _toggle(self, at: int, mark: Mark = True) -> None:
        self.at = at
        value = str(self.listing.items[at].value)
        others = self.marks.keys() - {value}
        self.marks = self.listing.toggled(self.marks, value, mark)
        if others and value in self.listing.alone:
            self.message = "This took the other ticks away. If that was a mistake, tick them again."

    def _space(self) -> None:
        if self.at is None:
            self.message = POINT_FIRST.format(wanted="to tick it")
        else:
            self._toggle(self.at)

    def _unsure(self) -> None:
        values = [item.value for item in self.listing.items]
        if not self.listing.unsure_marks:
            self._toggle(values.index(NOT_SURE))
        elif self.at is None or values[self.at] in self.listing.alone:
            self.message = "Point at the line that you are not sure of, with the arrows. Then press u."
        else:
            self._toggle(self.at, NOT_SURE)
            if self.marks.get(str(values[self.at])) == NOT_SURE:
                self.message = f"Marked not sure: {self.listing.items[self.at].text}. u again takes it back."

    def _leave(self) -> Done | None:
        if self.unseen and self.listing.unsure_marks:
            self.at = min(min(self.unseen) + 3, len(self.listing.items) - 1)
            self.message = "There was more below. Look through it, then press Enter."
            return None
        if not self.marks and self.at is not None and self.listing.items[self.at].value in self.listing.alone:
            self._toggle(self.at)
        if self.marks:
            return Done(self.marks)
        none = self.listing.items[self._none]
        self.message = f"Tick what fits first. If nothing does, press n for \u201c{none.text}\u201d."
        return None

    def block(self, window: Window, panel: list[Line], /) -> Block:
        heads: list[Line] = []
        for key, item in zip(self._keys, self.listing.items, strict=True):
            box = {True: "[x]", NOT_SURE: "[?]"}.get(self.marks.get(str(item.value), False), "[ ]")
            heads.append([("", f"{key:1} "), ("class:chosen" if box != "[ ]" else "", f"{box} ")])
        return listed(self.listing.items, heads, self.at, window, panel)


NARROWEST_ROW = 64
"""Columns from which the answers stand beside the text; below, they stand under it."""
WIDEST_ROW = 96
"""Columns beyond which the eye loses the way from the text to the answers."""

ANSWERS: tuple[tuple[Choice, str], ...] = ((True, "yes"), (False, "no"), (NOT_SURE, "not sure"))


@dataclass(slots=True)
class Rows:
    """Questions of which each wants a yes, a no or a not sure before Enter goes on.

    The key of a line only points at it, as elsewhere it names the line and never an answer.
    """

    by_line: ClassVar[bool] = True

    items: Sequence[Item]
    answers: dict[str, Answer] = field(default_factory=dict)
    enough: Callable[[Answers], bool] = lambda _: False
    """Whether answers to some of the rows are an emergency already, so that Enter need not wait for the rest."""
    at: int = 0
    message: str = ""

    @property
    def keys(self) -> tuple[str, ...]:
        moves = "number or arrows move" if len(self.items) > 1 else "arrows move"
        return ("y yes", "n no", "u not sure", moves, "Enter goes on")

    @property
    def about(self) -> tuple[str, ...]:
        return self.items[self.at].about

    @property
    def _open(self) -> list[int]:
        return [i for i, item in enumerate(self.items) if str(item.value) not in self.answers]

    def press(self, key: str) -> Done | None:
        self.message = ""
        if key in MOVES:
            self.at = moved(self.at, key, len(self.items))
        elif key in ("left", "right"):
            self._shift(1 if key == "right" else -1)
        elif key == "enter":
            return self._leave()
        elif len(key) == 1:
            self._letter(key)
        return None

    def _letter(self, key: str) -> None:
        if key in LETTERS:
            self._answer(LETTERS[key])
        elif key in self._line_keys:
            self.at = self._line_keys.index(key)
            self.message = f"Line {key}: y yes, n no, u not sure."
        else:
            self.message = f"{key} is no answer here: y yes, n no, u not sure."

    @property
    def _line_keys(self) -> list[str]:
        """The key of each line; none where there is but one, whose number would be taken for an answer."""
        return line_keys(self.items) if len(self.items) > 1 else [""]

    def _answer(self, value: Choice) -> None:
        """Answer the pointed row and go down one, also where that is answered: the same keys always do the same."""
        self.answers[str(self.items[self.at].value)] = value
        self.at = self.at + 1 if self.at + 1 < len(self.items) else self._open[0] if self._open else self.at
        if not self._open:
            self.message = "All answered. Enter goes on."
        elif self.enough(self.answers):
            self.message = "Press Enter now. The rest can wait."

    def _shift(self, step: int) -> None:
        """Move the answer of the pointed row, as along a switch; an open row starts at the near end."""
        values = [value for value, _ in ANSWERS]
        name = str(self.items[self.at].value)
        if name in self.answers:
            now = [v is self.answers[name] or v == self.answers[name] for v in values].index(True)
            self.answers[name] = values[min(max(now + step, 0), len(values) - 1)]
        else:
            self.answers[name] = values[0 if step > 0 else -1]

    def _leave(self) -> Done | None:
        if not self._open or self.enough(self.answers):
            return Done(dict(self.answers))
        left = len(self._open)
        self.at = self._open[0]
        rows = "One line still needs" if left == 1 else f"{left} lines still need"
        self.message = f"{rows} an answer: y yes, n no, u not sure."
        return None

    def block(self, window: Window, panel: list[Line], /) -> Block:
        lines: list[Line] = []
        spans: list[tuple[int, int]] = []
        for index, (key, item) in enumerate(zip(self._line_keys, self.items, strict=True)):
            begin = len(lines)
            lines += self._row(f"{key} " if key else "", item, index == self.at, window)
            spans.append((begin, len(lines) - 1))
            if index == self.at:
                lines += panel
        first, last = spans[self.at]
        return Block(lines, first, max(last, first + len(panel)))

    def _row(self, key: str, item: Item, pointed: bool, window: Window) -> list[Line]:
        head: Line = [*pointer(pointed, window.glyphs), ("", f" {key}")]
        switch = self._switch(self.answers.get(str(item.value)))
        style = "class:pointed" if pointed else ""
        size = sum(columns(text) for _, text in switch)
        width = min(window.width, WIDEST_ROW)
        wide = width >= NARROWEST_ROW
        first, *rest = hang(head, item.text, width - (size + 2) * wide, style)
        if not wide:
            return [first, *rest, [("", " " * (MARGIN + 2 + len(key))), *switch]]
        taken = sum(columns(text) for _, text in first)
        return [[*first, ("", " " * (width - size - MARGIN - taken)), *switch], *rest]

    @staticmethod
    def _switch(answer: Answer | None) -> Line:
        """The three answers, the chosen one in brackets."""
        parts: Line = []
        for value, word in ANSWERS:
            chosen = answer is not None and (answer is value or answer == value)
            parts.append(("class:chosen", f"[{word}]") if chosen else ("", f" {word} "))
        return parts


@dataclass(slots=True)
class Number:
    """A whole number between bounds."""

    by_line: ClassVar[bool] = False

    question: Question
    about: tuple[str, ...] = ()
    digits: str = ""
    unsure: bool = False
    """Whether "not sure" is offered."""
    message: str = ""
    fresh: bool = True
    """The digits are an earlier answer, which the first key replaces."""

    @property
    def keys(self) -> tuple[str, ...]:
        return ("type a number", "Enter goes on", *(["u not sure"] * self.unsure))

    def press(self, key: str) -> Done | None:
        self.message = ""
        if key.isdecimal():
            kept = "" if self.fresh else self.digits
            self.digits = (kept + key)[: len(str(self.question.maximum))]
        elif key == "back":
            self.digits = self.digits[:-1]
        elif key == "u" and self.unsure:
            return Done(NOT_SURE)
        elif key == "enter":
            return self._leave()
        elif len(key) == 1:
            self.message = NO_UNSURE if key == "u" else self._wanted
        self.fresh = self.fresh and not (key.isdecimal() or key == "back")
        return None

    @property
    def _wanted(self) -> str:
        return WHOLE_NUMBER.format(low=self.question.minimum, high=self.question.maximum)

    def _leave(self) -> Done | None:
        if self.digits and self.question.minimum <= int(self.digits) <= self.question.maximum:
            return Done(int(self.digits))
        self.message = self._wanted
        return None

    def block(self, window: Window, _panel: list[Line], /) -> Block:
        head: Line = [*pointer(True, window.glyphs), ("", " "), ("class:pointed", self.digits)]
        at = sum(columns(text) for _, text in head)
        hint = f"  ({self.question.minimum} to {self.question.maximum})"
        return Block([[*head, ("", "_" * (not self.digits)), ("", hint)]], column=at)


@dataclass(slots=True)
class Reading:
    """Paragraphs to read; only scrolls."""

    by_line: ClassVar[bool] = False

    paragraphs: Sequence[str]
    style: str = ""
    """Style class of the first paragraph."""
    about: tuple[str, ...] = ()
    at: int = 0
    message: str = ""

    @property
    def keys(self) -> tuple[str, ...]:
        return ("Enter goes on",)

    def press(self, key: str) -> Done | None:
        self.message = ""
        if key == "enter":
            return Done(None)
        if key in MOVES:
            self.at = max(self.at + MOVES[key], 0)
        return None

    def block(self, window: Window, _panel: list[Line], /) -> Block:
        lines: list[Line] = []
        for number, paragraph in enumerate(self.paragraphs):
            lines += [*([[]] if number else []), *prose(paragraph, window.width, "" if number else self.style)]
        # Scrolling stops where the last lines are in sight, whatever keys were pressed.
        self.at = min(self.at, max(len(lines) + ROOM_FOR_KEYS - window.height, 0))
        return Block(lines, self.at, self.at + len(lines))


ROOM_FOR_KEYS = 4


# --- drawing ----------------------------------------------------------------------------------------


def has_letters(keys: Sequence[str]) -> bool:
    """Whether some lines of a list, apart from "none" and "not sure", have a letter for a key."""
    return LINE_KEYS[9] in keys


POINT_FIRST = "Point at a line with the arrows {wanted}."
NO_UNSURE = "Not sure is no answer to this one."


def no_line(key: str) -> str:
    """What to say after a key that no line has."""
    return f"No line has the key {key}."


def pointer(pointed: bool, glyphs: Glyphs) -> Line:
    """The margin and the sign of the pointed line, or the room for it."""
    return [("", " " * MARGIN), ("class:pointer", glyphs.pointer if pointed else " ")]


def listed(items: Sequence[Item], heads: Sequence[Line], at: int | None, window: Window, panel: list[Line]) -> Block:
    """Items one below the other, each after its head, wrapped; `panel` below the pointed one, if any."""
    lines: list[Line] = []
    begins: list[int] = []
    first = last = 0
    for index, (item, head) in enumerate(zip(items, heads, strict=True)):
        pointed = index == at
        drawn = hang(
            [*pointer(pointed, window.glyphs), ("", " "), *head],
            item.text,
            window.width,
            "class:pointed" if pointed else "",
        )
        begins.append(len(lines))
        if pointed:
            first, last = len(lines), len(lines) + len(drawn) - 1 + len(panel)
            drawn += panel
        lines += drawn
    return Block(lines, first, last, begins=begins)
