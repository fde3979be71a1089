"""The interview with single keys: one screen at a time on the terminal's second page, drawn with prompt_toolkit.

Keeping to the second page (the alternate screen) leaves no health answers in the scroll-back.
"""

from __future__ import annotations

import math
import os
import signal
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any, Self, TextIO

from prompt_toolkit.application import Application, run_in_terminal
from prompt_toolkit.data_structures import Point
from prompt_toolkit.formatted_text import StyleAndTextTuples
from prompt_toolkit.input import Input, create_input
from prompt_toolkit.input.typeahead import clear_typeahead
from prompt_toolkit.key_binding import KeyBindings, KeyPressEvent, merge_key_bindings
from prompt_toolkit.keys import Keys
from prompt_toolkit.layout import FormattedTextControl, Layout, Window
from prompt_toolkit.output import ColorDepth, Output, create_output
from prompt_toolkit.output.vt100 import Vt100_Output
from prompt_toolkit.styles import Style

from hipback_cli.display.sanitise import clean
from hipback_cli.display.text import columns, paragraph
from hipback_cli.interview import fields, lists
from hipback_cli.interview.fields import Done, Field, Number, Pick, Reading, Rows, Ticks
from hipback_cli.interview.map_field import Places
from hipback_cli.interview.page import Glyphs, Line, Page, Picture, flow, hang, lay_out, prose
from hipback_cli.interview.prompter import (
    AT_MOST,
    FIRST,
    LOSES,
    NEEDED,
    NOTHING_TO_SKIP,
    UNSURE_OF,
    YES_OR_NO,
    AtStake,
    Progress,
    ScreenView,
    Step,
    stop_words,
    takes_unsure,
)
from hipback_cli.interview.walk import walk
from hipback_cli.knowledge.types import Answer, Answers, Question

STYLE = Style.from_dict(
    {
        "title": "bold",
        "stage": "bold",
        "pointer": "bold ansicyan",
        "pointed": "bold",
        "chosen": "bold ansigreen",
        "worst": "bold ansired",
        "here": "reverse",
        "message": "bold",
        "alarm": "bold ansired",
        "bottom-toolbar": "noreverse",
        "qmark": "bold ansicyan",
        "question": "",
        "answer": "fg:default",
    }
)

ESCAPE_SECONDS = 0.05
"""How long a lone Esc waits for the rest of an arrow key; longer feels slow, shorter breaks arrows on slow lines."""

NAMED: Mapping[str, tuple[Keys | str, ...]] = {
    "up": (Keys.Up, Keys.BackTab),
    "down": (Keys.Down, Keys.Tab),
    "left": (Keys.Left,),
    "right": (Keys.Right,),
    "home": (Keys.Home,),
    "end": (Keys.End,),
    "page_up": (Keys.PageUp,),
    "page_down": (Keys.PageDown,),
    "enter": (Keys.Enter, Keys.ControlJ),  # between two fields the terminal makes a line feed of an Enter typed ahead
    "back": (Keys.Backspace, Keys.Delete),
    "space": (" ",),
}


@dataclass(frozen=True, slots=True)
class Heading:
    """What stands above a field."""

    title: str = ""
    progress: Progress | None = None
    before: Sequence[str] = ()
    """What leads to the title."""
    paragraphs: Sequence[str] = ()
    """Instructions, below the title."""
    above: Sequence[str] = ()
    """Earlier answers of the same screen, each with its question."""
    question: str = ""
    """The question, where the title does not say it."""
    can_go_back: bool = True
    can_skip: bool = False
    explains: bool = True
    back: str = "Esc back"
    can_lose: bool = True
    """Whether stopping here loses answers that are not kept."""


def top_lines(heading: Heading, said: Sequence[str], width: int, glyphs: Glyphs) -> list[Line]:
    """The lines above a field, paragraphs apart by a blank line that a low window may drop."""
    groups: list[list[Line]] = [progress_lines(heading.progress, width, glyphs)] if heading.progress else []
    groups += [prose(paragraph, width) for paragraph in (*said, *heading.before)]
    groups += [prose(heading.title, width, "class:title")] if heading.title else []
    groups += [prose(paragraph, width) for paragraph in heading.paragraphs]
    groups += [[line for text in heading.above for line in prose(text, width)]] if heading.above else []
    groups += [prose(heading.question, width, "class:title")] if heading.question else []
    return [line for group in groups for line in (*group, [])]


def progress_lines(progress: Progress, width: int, glyphs: Glyphs) -> list[Line]:
    """The stages with the present one in brackets, and about how many screens are left."""
    left = progress.left_words
    now = progress.stages[progress.current]
    parts = [f"[{stage}]" if stage == now else stage for stage in progress.stages]
    stages: Line = []
    for number, part in enumerate(parts):
        stages += [("", f" {glyphs.arrow} ")] * bool(number) + [("class:stage" if part[0] == "[" else "", part)]
    if _size(stages) + columns(left) + 5 > width:
        stages = [("", f"Part {progress.current + 1}/{len(parts)}: "), ("class:stage", now)]
    gap = width - 2 - _size(stages) - columns(left)
    if gap < 2:
        return [[("", " "), *stages], *prose(left, width)]
    return [[("", " "), *stages, ("", " " * gap + left)]]


def _size(line: Line) -> int:
    return sum(columns(text) for _, text in line)


class Turn:
    """One field on the screen, from its first drawing to the key that leaves it."""

    def __init__(self, screen: KeysPrompter, heading: Heading, field: Field) -> None:
        self.screen = screen
        self.heading = heading
        self.field = field
        self.explaining = False
        self.picture = Picture([], 0, 0, 0)
        control = FormattedTextControl(self._fragments, focusable=True, get_cursor_position=self._cursor)
        self.app: Application[Done | Step] = Application(
            layout=Layout(Window(control)),
            key_bindings=self._bindings(),
            style=STYLE,
            color_depth=screen.depth,
            input=screen.input,
            output=screen.output,
            include_default_pygments_style=False,
        )
        self.app.ttimeoutlen = self.app.timeoutlen = ESCAPE_SECONDS

    def run(self) -> Done | Step:
        """Draw and follow keys until the field is left. Raises KeyboardInterrupt on Ctrl-C."""
        self.picture = self._picture()
        self.screen.output.cursor_goto(0, 0)
        return self.app.run()

    # drawing

    def _fragments(self) -> StyleAndTextTuples:
        try:
            self.picture = self._picture()
        except Exception as error:  # prompt_toolkit would print it over the screen and wait for Enter
            self._fail(error)
        lines = self.picture.lines
        return [fragment for number, line in enumerate(lines) for fragment in ([("", "\n")] if number else []) + line]

    def _cursor(self) -> Point:
        return Point(x=self.picture.column, y=self.picture.row)

    def _picture(self) -> Picture:
        size, glyphs = self.screen.output.get_size(), self.screen.glyphs
        window = fields.Window(size.columns, size.rows, glyphs)
        panel = self._panel(size.columns)
        top = top_lines(self.heading, self.screen.said, size.columns, glyphs)
        if panel and not self.field.by_line:
            top, panel = [*top, *panel, []], []
        block = self.field.block(window, panel)
        page = Page(top, block, self.field.message, self._keys())
        picture = lay_out(page, size.columns, size.rows, self.picture.scrolled, glyphs)
        if isinstance(self.field, Ticks):
            self.field.unseen -= {i for i, line in enumerate(block.begins) if line in picture.shown}
        return picture

    def _panel(self, width: int) -> list[Line]:
        if not self.explaining:
            return []
        head: Line = [("", "     ? ")]
        return [
            line for text in self.field.about or (lists.WHY_NOTHING_MORE,) for line in hang(head, text, min(width, 76))
        ]

    def _keys(self) -> list[str]:
        heading = self.heading
        return [
            *self.field.keys,
            *(["? or Esc close"] if self.explaining else ["? why I ask"] if heading.explains else []),
            *([heading.back] if heading.can_go_back and not self.explaining else []),
            *(["s skip"] if heading.can_skip else []),
            stop_words("q", self.screen.at_stake),
        ]

    # keys

    def _bindings(self) -> KeyBindings:
        keys = KeyBindings()

        def bind(key: Keys | str, action: Callable[[], object], *, eager: bool = False) -> None:
            def follow(_event: KeyPressEvent) -> None:
                self._safely(action)

            keys.add(key, eager=eager)(follow)

        for name, codes in NAMED.items():
            for code in codes:
                bind(code, partial(self._press, name))
        keys.add(Keys.Any)(lambda event: self._safely(lambda: self._character(event.data)))
        bind("escape", self._escape, eager=True)
        bind("c-b", self._back)
        bind("f1", self._explain)
        bind("c-d", self._stop)
        bind("c-z", self.screen.suspend)
        for key in ("c-c", Keys.SIGINT):
            bind(key, lambda: self.app.exit(exception=KeyboardInterrupt))
        return keys

    def _safely(self, action: Callable[[], object]) -> None:
        """Follow a key; a bug ends the screen with its own exception, so that the terminal is put right first."""
        if self.app.is_done:
            return
        try:
            action()
        except Exception as error:
            self._fail(error)

    def _fail(self, error: Exception) -> None:
        if not self.app.is_done:
            self.app.exit(exception=error)

    def _press(self, key: str) -> None:
        done = self.field.press(key)
        if done is not None:
            self.app.exit(result=done)
        self.picture = self._picture()

    def _character(self, text: str) -> None:
        letter = text.lower()
        actions: Mapping[str, Callable[[], None]] = {"?": self._explain, "s": self._skip, "q": self._stop}
        if letter in actions:
            actions[letter]()
        elif len(letter) == 1 and letter.isprintable():
            self._press(letter)

    def _stop(self) -> None:
        """Stop; where that loses answers, only while the warning stands there."""
        warning = LOSES.format(again="Press q")
        if self.heading.can_lose and self.screen.at_stake is AtStake.LOST and self.field.message != warning:
            self.field.message = warning
        else:
            self.app.exit(result=Step.STOP)

    def _explain(self) -> None:
        self.field.message = ""
        self.explaining = self.heading.explains and not self.explaining

    def _escape(self) -> None:
        """Close what is open over the screen, else go back."""
        (self._explain if self.explaining else self._back)()

    def _back(self) -> None:
        if self.heading.can_go_back:
            self.app.exit(result=Step.BACK)
        else:
            self.field.message = FIRST

    def _skip(self) -> None:
        if self.heading.can_skip:
            self.app.exit(result=Step.SKIP)
        else:
            self.field.message = NEEDED if self.heading.explains else NOTHING_TO_SKIP


class KeysPrompter:
    """Asks with single keys. Use it as a context manager: inside, the terminal shows its second page."""

    def __init__(self, source: Input, output: Output, glyphs: Glyphs, *, colour: bool) -> None:
        self.input = source
        self.output = output
        self.glyphs = glyphs
        self.depth = ColorDepth.DEPTH_4_BIT if colour else ColorDepth.DEPTH_1_BIT
        self.said: list[str] = []
        self.at_stake = AtStake.NOTHING

    def __enter__(self) -> Self:
        self.output.enter_alternate_screen()
        self.output.erase_screen()
        self.output.flush()
        return self

    def __exit__(self, *_exception: object) -> None:
        self.output.quit_alternate_screen()
        self.output.show_cursor()
        for text in self.said:
            self._write(text)
        self.output.flush()

    # the Prompter protocol

    def ask(self, view: ScreenView) -> Answers | Step:
        if view.screen.stage == "danger":
            self._forget_typed_ahead()
        if view.clarify or view.screen.style == "rows":
            return self._rows(view)
        if view.screen.style == "checklist":
            return self._checklist(view)
        return walk(view, lambda question, above, given: self._one(view, question, above, given))

    def _forget_typed_ahead(self) -> None:
        """Drop keys that were pressed before the screen to come was in sight: they were meant for another."""
        clear_typeahead(self.input)
        if os.name == "posix":
            import termios  # there is none on Windows

            from prompt_toolkit.input.vt100 import Vt100Input

            if isinstance(self.input, Vt100Input) and os.isatty(self.input.fileno()):
                termios.tcflush(self.input.fileno(), termios.TCIFLUSH)

    def say(self, lines: Sequence[str]) -> None:
        self.said += lines

    def choose(self, title: str, options: Sequence[tuple[str, str]], *, usual: str = "") -> str | Step:
        if len(options) <= LONGEST:
            return self._choose(title, options, usual)
        parts = in_parts(options)
        spans = [(str(index), f"{part[0][1]} \u2026 {part[-1][1]}") for index, part in enumerate(parts)]
        while not isinstance(part := self._choose(title, spans), Step):
            taken = self._choose(title, parts[int(part)])
            if taken is not Step.BACK:
                return taken
        return part

    def _choose(self, title: str, options: Sequence[tuple[str, str]], usual: str = "") -> str | Step:
        at = next((i for i, (name, _) in enumerate(options) if name == usual), None)
        field = Pick([lists.Item(name, text) for name, text in options], at=at)
        outcome = self._run(Heading(title, explains=False), field)
        return outcome if isinstance(outcome, Step) else str(outcome.value)

    def pause(self, lines: Sequence[str], *, alarm: bool = False) -> Step | None:
        self._forget_typed_ahead()
        field = Reading(lines, "class:alarm" if alarm else "class:title")
        back = "Esc I pressed that by mistake" if alarm else "Esc back"
        outcome = self._run(Heading(explains=False, back=back, can_lose=False), field)
        return outcome if isinstance(outcome, Step) else None

    def confirm(self, title: str, *, default: bool) -> bool | Step:
        import questionary

        foot = ("y yes", "n no", "Enter goes on", "Esc back", stop_words("q", self.at_stake))
        hint = f"(Enter alone means {'yes' if default else 'no'}) "
        prompt = questionary.confirm("", default, auto_enter=False, instruction=hint, **self._below(title, foot))
        self._refuse_other_words(prompt.application)
        answer = self._put(prompt.application, "q")
        return answer if isinstance(answer, Step) else bool(answer)

    def _refuse_other_words(self, app: Application[Any]) -> None:
        """After a key that is neither yes nor no, let the next Enter ask again: nobody meant the usual answer."""
        own = app.key_bindings or KeyBindings()
        keys = KeyBindings()
        unclear = False

        def follow(key: Keys | str, event: KeyPressEvent) -> None:
            nonlocal unclear
            if key is Keys.Enter and unclear:
                run_in_terminal(lambda: self._write(YES_OR_NO))
            else:
                own.get_bindings_for_keys((key,))[-1].handler(event)
            unclear = key is Keys.Any

        for key in (Keys.Any, Keys.Enter, *"yYnN"):
            keys.add(key, eager=key is Keys.Enter)(partial(follow, key))
        app.key_bindings = merge_key_bindings([own, keys])

    def text(self, title: str, *, maximum: int = 500) -> str | Step:
        import questionary

        foot = ("Enter goes on; empty is fine", "Esc back", stop_words("Ctrl-D", self.at_stake))
        prompt = questionary.text("", validate=lambda typed: at_most(typed, maximum), **self._below(title, foot))
        answer = self._put(prompt.application)
        return answer if isinstance(answer, Step) else " ".join(clean(str(answer)).split())

    def _below(self, title: str, keys: Sequence[str]) -> dict[str, Any]:
        """Clear the page, write `title` and `keys`, and return how questionary is to ask below them."""
        width = self.output.get_size().columns
        self.output.erase_screen()
        self.output.cursor_goto(0, 0)
        # questionary's own toolbar would need the terminal to say where the cursor is, which some never do.
        for line in [*top_lines(Heading(title), self.said, width, self.glyphs), *flow(keys, width), []]:
            self.output.write("".join(text for _, text in line))
            self.output.write_raw("\r\n")
        self.said.clear()
        return {
            "qmark": f" {self.glyphs.pointer}",
            "style": STYLE,
            "input": self.input,
            "output": self.output,
            "color_depth": self.depth,
        }

    def _put(self, app: Application[Any], stop: str = "c-d") -> object:
        """Run one of questionary's prompts with the keys that work everywhere; `stop` is the one that is named."""
        keys = KeyBindings()
        warned = self.at_stake is not AtStake.LOST

        def leave(event: KeyPressEvent) -> None:
            nonlocal warned
            if warned:
                event.app.exit(result=Step.STOP)
                return
            warned = True
            run_in_terminal(lambda: self._write(LOSES.format(again=f"Press {'Ctrl-D' if stop == 'c-d' else stop}")))

        for key in ("c-d", stop):
            keys.add(key, eager=True)(leave)
        for key in ("escape", "c-b"):
            keys.add(key, eager=True)(lambda event: event.app.exit(result=Step.BACK))
        keys.add("c-z", eager=True)(lambda _event: self.suspend())
        app.key_bindings = merge_key_bindings([app.key_bindings or KeyBindings(), keys])
        app.ttimeoutlen = app.timeoutlen = ESCAPE_SECONDS
        return app.run()

    def _write(self, text: str) -> None:
        """Write a paragraph outside of a screen."""
        for line in paragraph(text, self.output.get_size().columns - 1):
            self.output.write(line + "\n")
        self.output.flush()

    # screens

    def _rows(self, view: ScreenView) -> Answers | Step:
        items = [lists.Item(q.id, view.label(q), lists.about(view, q)) for q in view.questions]
        before: list[str] = []
        if view.clarify:
            before = [UNSURE_OF.format(label=items[0].text)]
            items = [lists.Item(items[0].value, "Your answer", items[0].about)]
        answers = {q.id: view.given[q.id] for q in view.questions if q.id in view.given}
        heading = Heading(view.title, view.progress, before, can_go_back=view.can_go_back, can_skip=view.can_skip)
        outcome = self._run(heading, Rows(items, answers, view.enough))
        return outcome if isinstance(outcome, Step) else outcome.value

    def _checklist(self, view: ScreenView) -> Answers | Step:
        field = Ticks(lists.tick_questions(view), lists.question_marks(view.questions, view.given))
        heading = Heading(view.title, view.progress, can_go_back=view.can_go_back, can_skip=view.can_skip)
        outcome = self._run(heading, field)
        return outcome if isinstance(outcome, Step) else lists.question_answers(view.questions, outcome.value)

    def _one(self, view: ScreenView, question: Question, above: Answers, given: Answer | None) -> Answer | Step:
        field = field_for(view, question, given)
        outcome = self._run(heading_for(view, question, above), field)
        if isinstance(outcome, Step):
            return outcome
        return lists.option_answer(question, outcome.value) if isinstance(field, Ticks) else outcome.value

    def _run(self, heading: Heading, field: Field) -> Done | Step:
        outcome = Turn(self, heading, field).run()
        self.said.clear()
        return outcome

    def suspend(self) -> None:
        """Ctrl-Z: leave the second page to the shell, and come back to it."""
        if not hasattr(signal, "SIGTSTP"):
            return

        def stop() -> None:
            self.output.quit_alternate_screen()
            self.output.flush()
            os.kill(0, signal.SIGTSTP)
            self.output.enter_alternate_screen()
            self.output.flush()

        run_in_terminal(stop)


LONGEST = 40
"""Longer lists are chosen from in two steps, as most of their lines would have no key."""
PART = 18
"""Lines of a part, so that it fits the usual window."""


def in_parts(options: Sequence[tuple[str, str]]) -> list[Sequence[tuple[str, str]]]:
    """`options` in stretches of about the same length, in the same order."""
    size = math.ceil(len(options) / math.ceil(len(options) / PART))
    return [options[start : start + size] for start in range(0, len(options), size)]


def at_most(typed: str, maximum: int) -> bool | str:
    """True, or what is wrong with the length of `typed`."""
    return len(typed) <= maximum or AT_MOST.format(most=maximum, typed=len(typed))


def heading_for(view: ScreenView, question: Question, above: Answers) -> Heading:
    """What stands above one question of a screen whose questions come one after another."""
    text, title = view.text(question), view.title
    if lists.is_map(question):
        title, text = f"{title} {text}", title  # the drawing needs every line
    earlier = {q.id: q for q in view.questions}
    return Heading(
        title,
        view.progress,
        paragraphs=[view.screen.instructions] if view.screen.instructions else (),
        above=[lists.told_line(earlier[name], answer) for name, answer in above.items()],
        question=text if text != view.title else "",
        can_go_back=view.can_go_back or bool(above),
        can_skip=view.can_skip,
    )


def field_for(view: ScreenView, question: Question, given: Answer | None) -> Field:
    """The field that asks `question`, showing `given` as chosen."""
    about = lists.about(view, question)
    if question.kind == "number":
        digits = str(given) if isinstance(given, int) else ""
        return Number(question, about, digits, unsure=takes_unsure(question))
    if question.kind == "multi":
        ticks = Places if lists.is_map(question) else Ticks
        return ticks(lists.tick_options(question), lists.option_marks(question, given), about)
    items = lists.single_items(question)
    at = next((i for i, item in enumerate(items) if given is not None and item.value == given), None)
    return Pick(items, about, at)


def open_keys(tell: TextIO, glyphs: Glyphs, *, colour: bool) -> KeysPrompter | None:
    """A prompter at the terminal behind `tell`; None where the console cannot be driven (Git Bash, mintty)."""
    try:
        output = create_output(stdout=tell)
        source = create_input()
    except Exception as error:
        if type(error).__name__ != "NoConsoleScreenBufferError":  # importable on Windows only
            raise
        return None
    if isinstance(output, Vt100_Output):
        output.enable_cpr = False  # the page starts at the top, so nothing need wait for the terminal to say where
    return KeysPrompter(source, output, glyphs, colour=colour)
