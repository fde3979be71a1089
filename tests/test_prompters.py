"""Both front ends as a person uses them: keys sent through a pipe, lines typed into a stream."""

import io
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import pytest
from prompt_toolkit.data_structures import Size
from prompt_toolkit.input import PipeInput, create_pipe_input
from prompt_toolkit.output import DummyOutput

from hipback_cli.interview.keys import KeysPrompter
from hipback_cli.interview.page import UNICODE
from hipback_cli.interview.plain import PlainPrompter
from hipback_cli.interview.prompter import AtStake, Prompter, ScreenView, Step
from hipback_cli.knowledge.types import Answers
from tests.screens import PLACES, QUESTIONS, STYLES, view

KEYS = {
    "{up}": "\x1b[A",
    "{down}": "\x1b[B",
    "{right}": "\x1b[C",
    "{left}": "\x1b[D",
    "{end}": "\x1b[F",
    "{enter}": "\r",
    "{esc}": "\x1b",
    "{ctrl-b}": "\x02",
    "{ctrl-c}": "\x03",
    "{ctrl-d}": "\x04",
    "{backspace}": "\x7f",
}


class Screen(DummyOutput):
    """An output of a given size that keeps what is written outside of a screen."""

    def __init__(self, columns: int = 80, rows: int = 24) -> None:
        self.size = Size(rows=rows, columns=columns)
        self.written = ""

    def get_size(self) -> Size:
        return self.size

    def write(self, data: str) -> None:
        self.written += data


@pytest.fixture
def pipe() -> Iterator[PipeInput]:
    with create_pipe_input() as source:
        yield source


def press(keys: str, ask: ScreenView | Callable[[Prompter], Any], columns: int = 80, rows: int = 24) -> Any:
    """Send keys and ask; what the prompter returned. Fails where the keys do not finish it."""
    try:
        return sent(keys + "{ctrl-c}", ask, columns, rows)
    except KeyboardInterrupt:
        raise AssertionError(f"still asking after {keys}") from None


def sent(keys: str, ask: ScreenView | Callable[[Prompter], Any], columns: int = 80, rows: int = 24) -> Any:
    for name, code in KEYS.items():
        keys = keys.replace(name, code)
    with create_pipe_input() as source:
        source.send_text(keys)
        prompter = KeysPrompter(source, Screen(columns, rows), UNICODE, colour=True)
        return ask(prompter) if callable(ask) else prompter.ask(ask)


def typed(lines: str, ask: ScreenView | Callable[[Prompter], Any]) -> tuple[Any, str]:
    """Type lines in the plain front end; what it returned, and all that it printed."""
    printed = io.StringIO()
    prompter = PlainPrompter(io.StringIO(lines), printed, 76)
    return (ask(prompter) if callable(ask) else prompter.ask(ask)), printed.getvalue()


FORM = {"whom": "me", "age": 54, "limp": False}
NO_SITES = {option.id: False for option in PLACES}
SINGLE = {"none": False, "sit": True, "walk": False, "lean": True}

# screen, keys, lines, answers: what is the same whichever front end asks
SAME: list[tuple[ScreenView, str, str, Answers | Step]] = [
    (view("form"), "154{enter}2", "1\n54\n2\n", FORM),
    (view("form"), "{down}{enter}54{enter}n", "1\n54\nn\n", FORM),
    (view("form"), "154{enter}u", "1\n54\nu\n", FORM | {"limp": "not_sure"}),
    (view("form"), "2{esc}154{enter}{ctrl-b}61{enter}n", "2\nb\n1\n54\nb\n61\nn\n", FORM | {"age": 61}),
    (view("form", given=FORM), "{enter}{enter}{enter}", "\n\n\n", FORM),
    (view("form"), "{esc}", "b\n", Step.BACK),
    (view("form"), "1q", "1\nq\n", Step.STOP),
    (view("rows"), "nyu{enter}", "n\ny\nu\n", {"numb": False, "pee": True, "legs": "not_sure"}),
    (view("rows"), "2y1n3n{enter}", "2\n1\nb\n1\n2\n", {"numb": False, "pee": True, "legs": False}),
    (view("rows", clarify=True, questions=QUESTIONS["rows"][:1]), "n{enter}", "n\n", {"numb": False}),
    (view("checklist"), "n{enter}", "n\n", {"faint": False, "chest": False, "cold": False}),
    (view("checklist"), "2{enter}", "2\n", {"faint": False, "chest": True, "cold": False}),
    (view("checklist"), "1{down}u{enter}", "1 u2\n", {"faint": True, "chest": "not_sure", "cold": False}),
    (view("checklist", given={"faint": True, "chest": False, "cold": False}), "{enter}", "\n",
     {"faint": True, "chest": False, "cold": False}),
    (view("single"), "13{enter}", "1, 3\n", {"eases": SINGLE}),
    (view("single"), "n{enter}", "4\n", {"eases": {"none": True, "sit": False, "walk": False, "lean": False}}),
    (view("single"), "u{enter}", "u\n", {"eases": "not_sure"}),
    (view("single"), "s", "s\n", Step.SKIP),
    (view("body_map"), "1r{enter}22", "1 21\n2\n2\n",
     {"sites": NO_SITES | {"groin": True, "whole_leg": True}, "worst": "whole_leg", "side": "right"}),
    (view("body_map"), "g{enter}1", "16\n1\n",
     {"sites": NO_SITES | {"buttock": True}, "worst": "buttock", "side": "left"}),
    (view("body_map"), "n{enter}{enter}", "n\nyes\n", {"sites": NO_SITES}),
    (view("body_map"), "{up}{up}{enter}{enter}", "none\ny\n", {"sites": NO_SITES}),
    (view("body_map"), "n{enter}1{enter}2", "n\n\n1\n2\n",
     {"sites": NO_SITES | {"groin": True}, "worst": "groin", "side": "right"}),
    (view("body_map"), "n{enter}{down}{enter}q", "n\nq\n", Step.STOP),
    (view("self_test"), "2", "2\n", {"lean_back": "back"}),
]  # fmt: skip


@pytest.mark.parametrize(("screen", "keys", "lines", "answers"), SAME)
def test_both_front_ends_take_the_same_answers(
    screen: ScreenView, keys: str, lines: str, answers: Answers | Step
) -> None:
    assert press(keys, screen) == answers
    assert typed(lines, screen)[0] == answers


@pytest.mark.parametrize("style", STYLES)
def test_enter_and_space_alone_answer_nothing(style: Any) -> None:
    assert press("{enter}" * 30 + "q", view(style)) is Step.STOP
    assert press("1{enter}q", view("form")) is Step.STOP
    assert press("1r{enter}{enter}q", view("body_map")) is Step.STOP
    assert press("{enter} q", lambda p: p.choose("Which?", [("a", "First"), ("b", "Second")])) is Step.STOP
    assert typed("\n" * 30, view(style))[0] is Step.STOP


def test_after_not_sure_an_enter_too_many_does_not_answer_the_next_question() -> None:
    limp = QUESTIONS["form"][2]
    screen = view("form", questions=(limp, replace(limp, id="weak", text="Is the leg weak?")))
    assert press("u{enter}2", screen) == {"limp": "not_sure", "weak": False}
    assert press("1{enter}{down}{enter}", screen) == {"limp": True, "weak": True}
    before = {"limp": False, "weak": False}
    assert press("u{enter}", replace(screen, given=before)) == {"limp": "not_sure", "weak": False}


def test_an_emergency_need_not_wait_for_the_rest_of_the_rows() -> None:
    screen = view("rows", enough=lambda answers: answers.get("pee") is True)
    assert press("ny{enter}", screen) == {"numb": False, "pee": True}
    assert press("n{enter}y{enter}", screen) == {"numb": False, "pee": True}
    assert typed("n\ny\n", screen)[0] == {"numb": False, "pee": True}


def test_a_row_left_open_holds_enter_back_and_is_pointed_at() -> None:
    assert press("n{down}n{enter}y{enter}", view("rows")) == {"numb": False, "pee": True, "legs": False}


@pytest.mark.parametrize("digit", ["1", "2", "3", "9", "0"])
def test_the_number_of_a_row_points_at_it_and_answers_nothing(digit: str) -> None:
    for screen in (view("rows"), view("rows", clarify=True, questions=QUESTIONS["rows"][:1])):
        assert press(digit * 5 + "{enter}q", screen) is Step.STOP
    assert press("nnn2y{enter}", view("rows")) == {"numb": False, "pee": True, "legs": False}


def test_not_sure_marks_no_line_that_was_not_pointed_at() -> None:
    assert press("u{enter} {enter}q", view("checklist")) is Step.STOP
    assert press("u{down}u{enter}", view("checklist")) == {"faint": "not_sure", "chest": False, "cold": False}
    assert press("3u{enter}", view("checklist")) == {"faint": False, "chest": False, "cold": "not_sure"}


def test_the_same_keys_answer_the_same_rows_the_second_time() -> None:
    before = {"numb": True, "pee": True, "legs": True}
    assert press("nn{enter}", view("rows", given=before)) == {"numb": False, "pee": False, "legs": True}
    assert press("nn{enter}", view("rows", given={"legs": True})) == {"numb": False, "pee": False, "legs": True}
    assert press("{down}{down}nyn{enter}", view("rows")) == {"numb": True, "pee": False, "legs": False}


def test_none_of_these_and_a_tick_exclude_each_other() -> None:
    assert press("n2{enter}", view("checklist"))["chest"] is True
    assert not any(press("12n{enter}", view("checklist")).values())
    assert typed("1 4\n1\n", view("checklist"))[0] == {"faint": True, "chest": False, "cold": False}


def test_in_a_low_window_no_line_is_answered_unseen() -> None:
    many = tuple(replace(QUESTIONS["checklist"][0], id=f"q{n}", short=f"Line {n}") for n in range(20))
    screen = view("checklist", questions=many)
    assert press("3{enter}q", screen, rows=12) is Step.STOP
    assert press("3" + "{enter}" * 8, screen, rows=12) == {q.id: q.id == "q2" for q in many}
    assert press("3{enter}", screen, rows=40) == {q.id: q.id == "q2" for q in many}


def test_a_number_out_of_bounds_is_not_taken() -> None:
    assert press("1{enter}999{enter}{backspace}{backspace}{enter}n", view("form"))["age"] == 9
    answers, printed = typed("1\n\n999\nold\n9\nn\n", view("form"))
    assert answers["age"] == 9
    assert printed.count("Type a whole number from 0 to 120.") == 3


@pytest.mark.parametrize("style", ["form", "rows", "checklist", "body_map"])
def test_what_cannot_be_skipped_is_not(style: Any) -> None:
    assert press("sq", view(style)) is Step.STOP
    answers, printed = typed("s\n", view(style))
    assert answers is Step.STOP
    assert "cannot be skipped" in printed


def test_from_behind_the_last_field_is_shown_and_those_above_are_kept() -> None:
    screen = view("form", given=FORM, from_behind=True)
    for keys, lines, answers in (
        ("y", "y\n", FORM | {"limp": True}),
        ("{esc}61{enter}{enter}", "b\n61\n\n", FORM | {"age": 61}),
        ("{esc}{esc}{esc}", "b\nb\nb\n", Step.BACK),
    ):
        assert press(keys, screen) == answers
        assert typed(lines, screen)[0] == answers
    assert press("54{enter}n", replace(screen, given={"whom": "me", "age": 9})) == FORM
    where = {"sites": NO_SITES | {"groin": True, "foot": True}, "worst": "foot", "side": "left"}
    assert press("2", view("body_map", given=where, from_behind=True)) == where | {"side": "right"}


def test_esc_closes_an_explanation_before_it_goes_back() -> None:
    assert press("?{esc}{esc}", view("rows")) is Step.BACK
    assert press("?{esc}nnn{enter}", view("rows")) == {"numb": False, "pee": False, "legs": False}
    assert press("?{ctrl-b}", view("rows")) is Step.BACK


def test_skipping_one_field_keeps_the_others() -> None:
    screen = view("form", can_skip=True)
    assert press("s54{enter}s", screen) == {"age": 54}
    assert typed("s\n54\ns\n", screen)[0] == {"age": 54}
    assert press("sss", screen) is Step.SKIP


def test_the_first_screen_has_nothing_before_it() -> None:
    screen = view("form", can_go_back=False)
    assert press("{esc}1{esc}154{enter}n", screen) == FORM
    answers, printed = typed("b\n1\nb\n1\n54\nn\n", screen)
    assert answers == FORM
    assert printed.count("There is nothing before this.") == 1


@pytest.mark.parametrize("keys", ["{ctrl-d}", "1{ctrl-d}", "q"])
def test_ctrl_d_and_q_stop(keys: str) -> None:
    assert press(keys, view("form")) is Step.STOP


def losing(ask: Callable[[Prompter], Any]) -> Callable[[Prompter], Any]:
    """Ask where stopping would lose answers."""

    def stake(prompter: Prompter) -> Any:
        prompter.at_stake = AtStake.LOST
        return ask(prompter)

    return stake


@pytest.mark.parametrize("style", STYLES)
def test_where_stopping_loses_answers_it_takes_two_presses_in_a_row(style: Any) -> None:
    ask = losing(lambda p: p.ask(view(style)))
    for keys in ("qq", "{ctrl-d}q", "q{down}qq", "q?qq"):
        assert press(keys, ask) is Step.STOP
    for keys in ("q", "q{down}q", "q?q"):
        with pytest.raises(KeyboardInterrupt):
            sent(keys + "{ctrl-c}", ask)
    answer, printed = typed("q\n?\nq\nq\n", ask)
    assert answer is Step.STOP
    assert printed.count("not kept") == 2


def test_where_stopping_loses_answers_the_free_line_and_yes_or_no_warn_too() -> None:
    note, sure = losing(lambda p: p.text("Note?")), losing(lambda p: p.confirm("Keep?", default=False))
    assert press("abc{ctrl-d}{ctrl-d}", note) is Step.STOP
    assert press("abc{ctrl-d}d{enter}", note) == "abcd"
    assert press("qq", sure) is Step.STOP
    assert press("qy{enter}", sure) is True
    assert typed("q\nq\n", sure)[0] is Step.STOP


def test_leaving_an_emergency_loses_nothing_and_asks_nothing() -> None:
    alarm = losing(lambda p: p.pause(["GO NOW."], alarm=True))
    assert press("q", alarm) is Step.STOP
    assert typed("q\n", alarm)[0] is Step.STOP


@pytest.mark.parametrize(
    "ask",
    [lambda p: p.ask(view("rows")), lambda p: p.text("Note?"), lambda p: p.confirm("Keep?", default=True)],
)
def test_ctrl_c_leaves_at_once(ask: Callable[[Prompter], Any]) -> None:
    with pytest.raises(KeyboardInterrupt):
        sent("{ctrl-c}", ask)


def test_the_end_of_typed_lines_stops() -> None:
    for ask in (lambda p: p.ask(view("form")), lambda p: p.confirm("Keep?", default=True), lambda p: p.text("Note?")):
        assert typed("", ask)[0] is Step.STOP


@pytest.mark.parametrize(
    ("default", "keys", "lines", "answer"),
    [
        (False, "{enter}", "\n", False),
        (True, "{enter}", "\n", True),
        (False, "y{enter}", "y\n", True),
        (True, "yn{enter}", "perhaps\nNo\n", False),
        (False, "asdf{enter}y{enter}", "asdf\ny\n", True),
        (True, "asdfn{enter}", "asdf\nn\n", False),
        (False, "asdf{enter}{enter}", "asdf\n\n", False),
        (False, "{esc}", "b\n", Step.BACK),
        (False, "q", "q\n", Step.STOP),
    ],
)
def test_confirm(default: bool, keys: str, lines: str, answer: object) -> None:
    assert press(keys, lambda p: p.confirm("Keep the answers?", default=default)) is answer
    assert typed(lines, lambda p: p.confirm("Keep the answers?", default=default))[0] is answer


@pytest.mark.parametrize(
    ("keys", "lines", "answer"),
    [
        ("two  words{enter}", "two  words\n", "two words"),
        ("{enter}", "\n", ""),
        ("q{enter}", "quiet\n", None),
        ("abc{esc}", "b\n", Step.BACK),
        ("abc{ctrl-d}", "q\n", Step.STOP),
        ("x" * 12 + "{enter}" + "{backspace}" * 4 + "{enter}", "x" * 12 + "\n" + "x" * 8 + "\n", "x" * 8),
        ("a\u202eb\u0007[bold]{enter}", "a\u202eb\x07\x1b[31m[bold]\n", None),
    ],
)
def test_a_free_line(keys: str, lines: str, answer: object) -> None:
    def ask(prompter: Prompter) -> object:
        return prompter.text("Anything to add?", maximum=10)

    expected = {"q{enter}": "q", "a\u202eb\u0007[bold]{enter}": "ab[bold]"}.get(keys, answer)
    assert press(keys, ask) == expected
    if answer is not None:
        assert typed(lines, ask)[0] == answer


def test_typed_control_characters_are_dropped() -> None:
    note, _ = typed("a\u202eb\x07\x1b[31mc\n", lambda p: p.text("Anything to add?"))
    assert note == "ab[31mc"


def test_choose_takes_one_by_number_or_arrows() -> None:
    options = [(f"id{n}", f"Line {n}") for n in range(1, 13)]
    expected = {"3": "id3", "c": "id12", "1": "id1", "C": "id12", "{up}{enter}": "id12", "{esc}": Step.BACK}
    for keys, chosen in expected.items():
        assert press(keys, lambda p: p.choose("Which?", options)) == chosen
    assert typed("13\n12\n", lambda p: p.choose("Which?", options))[0] == "id12"


def test_enter_alone_takes_what_is_usual() -> None:
    options = [("result", "Show the result"), ("0", "About you")]
    for lines, keys, chosen in (("\n", "{enter}", "result"), ("2\n", "{down}{enter}", "0")):
        assert press(keys, lambda p: p.choose("Which?", options, usual="result")) == chosen
        assert typed(lines, lambda p: p.choose("Which?", options, usual="result"))[0] == chosen


def test_of_a_list_too_long_for_keys_a_part_is_chosen_first() -> None:
    options = [(f"id{n}", f"Line {n}") for n in range(1, 226)]
    last = "{up}{enter}"
    for keys, chosen in {"12": "id2", f"{last}{last}": "id225", "1{esc}23": "id21", "{esc}": Step.BACK}.items():
        assert press(keys, lambda p: p.choose("Which?", options)) == chosen


def test_a_pause_waits_for_enter_alone() -> None:
    lines = ["GO NOW.", "Why."]
    assert press("xyz {enter}", lambda p: p.pause(lines, alarm=True)) is None
    assert press("{esc}", lambda p: p.pause(lines, alarm=True)) is Step.BACK
    answer, printed = typed("yes\n\n", lambda p: p.pause(lines, alarm=True))
    assert answer is None
    assert "GO NOW." in printed


def test_what_is_said_is_shown_once_and_never_lost(pipe: PipeInput) -> None:
    screen = Screen()
    with KeysPrompter(pipe, screen, UNICODE, colour=False) as prompter:
        prompter.say(["Shown with the next screen."])
        pipe.send_text("n\r")
        prompter.ask(view("checklist"))
        prompter.say(["Your answers are kept."])
    assert "Shown with the next screen." in screen.written
    assert screen.written.endswith("Your answers are kept.\n")


def test_an_error_while_drawing_comes_out_as_itself(pipe: PipeInput) -> None:
    class Broken(Screen):
        def get_size(self) -> Size:
            self.calls = getattr(self, "calls", 0) + 1
            if self.calls > 3:
                raise ValueError("no size")
            return self.size

    pipe.send_text("1")
    with pytest.raises(ValueError, match="no size"):
        KeysPrompter(pipe, Broken(), UNICODE, colour=True).ask(view("form"))


def test_plain_lines_explain_in_words_and_never_move_the_cursor() -> None:
    _, printed = typed("?\n1\n?\nq\n", view("form"))
    assert "Some causes have an age." in printed
    assert "There is nothing more to explain here." in printed
    _, printed = typed("? 1\n?1\n? 9\n1\n", view("checklist"))
    assert printed.count("Have you fainted?") == 2
    assert "You chose: Fainted." in printed
    assert "Where it hurts, part 2 of 4. About 6 to go." in printed
    for style in QUESTIONS:
        _, printed = typed("", view(style))
        assert printed.isascii()
        assert all(char == "\n" or char.isprintable() for char in printed)
        assert max(map(len, printed.splitlines())) <= 76
