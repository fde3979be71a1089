"""What the terminal can do, text in its columns, and signs that it cannot show."""

from __future__ import annotations

import io
from typing import TextIO

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hipback_cli.display.body_map import ASCII_FILL, FILL
from hipback_cli.display.terminal import SIGNS, Manner, in_ascii, manner, window
from hipback_cli.display.text import columns, wrap
from hipback_cli.interview.page import ASCII, UNICODE
from hipback_cli.interview.terminal import NoTerminal, how_to_talk


class Tty(io.StringIO):
    encoding = "utf-8"  # type: ignore[assignment]

    def isatty(self) -> bool:
        return True


USUAL = {"TERM": "xterm"}


def test_the_usual_terminal_can_do_everything_and_a_pipe_is_not_coloured() -> None:
    assert manner(Tty(), USUAL) == Manner(plain=False, color=True, draws=True, columns=80)
    assert manner(Pipe(), USUAL) == Manner(plain=False, color=False, draws=True, columns=80)


class Pipe(Tty):
    def isatty(self) -> bool:
        return False


@pytest.mark.parametrize(
    ("environ", "stream", "why"),
    [
        ({"ACCESSIBLE": "1"}, Tty(), "ACCESSIBLE is set"),
        ({"ACCESSIBLE": "1"}, Pipe(), "ACCESSIBLE is set"),
        ({"ACCESSIBLE": ""}, Tty(), ""),
        ({"TERM": "dumb"}, Tty(), "this terminal cannot move the cursor"),
        ({"TERM": "unknown"}, Tty(), "this terminal cannot move the cursor"),
        ({"TERM": "dumb"}, Pipe(), ""),
    ],
)
def test_plain_is_for_those_who_ask_and_for_terminals_that_can_do_no_more(
    environ: dict[str, str], stream: TextIO, why: str
) -> None:
    how = manner(stream, USUAL | environ)
    assert (how.plain, how.reason) == (bool(why), why)
    assert not (how.plain and how.color)
    asked = manner(stream, USUAL | environ, plain=True)
    assert (asked.plain, asked.color, asked.reason) == (True, False, ""), "who asked for it need not hear why"


def test_a_posix_terminal_without_a_name_is_taken_to_be_dumb() -> None:
    assert manner(Tty(), {}).plain
    assert not manner(Pipe(), {}).plain


@pytest.mark.parametrize(
    ("environ", "no_color", "stream", "wanted"),
    [
        ({}, False, Tty(), True),
        ({}, False, Pipe(), False),
        ({}, True, Tty(), False),
        ({"NO_COLOR": "1"}, False, Tty(), False),
        ({"NO_COLOR": ""}, False, Tty(), True),
        ({"TERM": "dumb"}, False, Tty(), False),
        ({"FORCE_COLOR": "1"}, False, Pipe(), True),
        ({"FORCE_COLOR": "1", "NO_COLOR": "1"}, False, Tty(), False),
        ({"FORCE_COLOR": "1"}, True, Tty(), False),
    ],
)
def test_colour_follows_the_option_the_variables_and_the_terminal(
    environ: dict[str, str], no_color: bool, stream: TextIO, wanted: bool
) -> None:
    assert manner(stream, USUAL | environ, no_color=no_color).color is wanted


def test_the_size_is_what_the_variables_say_else_what_the_terminal_says() -> None:
    assert window(Tty(), {}) == (80, 24)
    assert window(Tty(), {"COLUMNS": "40", "LINES": "0"}) == (40, 24)
    assert window(Tty(), {"COLUMNS": "wide", "LINES": "50"}) == (80, 50)
    assert manner(Tty(), USUAL | {"COLUMNS": "40"}).columns == 40
    assert manner(Pipe(), USUAL | {"COLUMNS": "40"}).columns == 80


def test_the_interview_needs_a_terminal_at_both_ends_and_room_for_a_screen() -> None:
    assert how_to_talk(Tty(), Tty(), USUAL) == manner(Tty(), USUAL)
    for small in ({"COLUMNS": "29"}, {"LINES": "7"}):
        how = how_to_talk(Tty(), Tty(), USUAL | small)
        assert how.plain and how.reason.startswith("the window is smaller than")
        assert not how_to_talk(Tty(), Tty(), USUAL | small, plain=True).reason
    for stdin, tell in ((Pipe(), Tty()), (Tty(), Pipe())):
        with pytest.raises(NoTerminal, match="is not a terminal"):
            how_to_talk(stdin, tell, USUAL)


def test_the_console_and_old_encodings_get_ascii_and_a_file_what_it_can_hold() -> None:
    assert not manner(Tty(), {"TERM": "linux"}).draws, "its font has few signs"
    assert manner(Pipe(), {"TERM": "linux"}).draws
    for encoding in ("ascii", "cp1252", "cp437", "no-such-encoding"):
        stream = Tty()
        stream.encoding = encoding  # type: ignore[misc]
        assert not manner(stream, USUAL).draws


def test_every_sign_that_is_drawn_has_one_that_stands_for_it() -> None:
    glyphs = (*UNICODE.fills, UNICODE.pointer, UNICODE.arrow, UNICODE.rule, UNICODE.up, UNICODE.down)
    assert {*glyphs, *FILL.values()} <= SIGNS.keys()
    assert in_ascii("".join(SIGNS)).isascii()
    assert "".join((*ASCII.fills, ASCII.pointer, ASCII.arrow, ASCII.rule, *ASCII_FILL.values())).isascii()


@given(st.text(alphabet="ab c\u00e9\u00b7\u0301\ud55c\uff21", max_size=200), st.integers(2, 60), st.integers(0, 4))
def test_wrapping_keeps_every_character_and_every_line_fits(text: str, width: int, hanging: int) -> None:
    lines = wrap(text, width + hanging, hanging)
    assert "".join("".join(lines).split()) == "".join(text.split())
    assert all(columns(line) <= width + hanging for line in lines)
    assert all(line.startswith(" " * hanging) for line in lines[1:])


def test_a_word_is_broken_only_where_no_line_can_hold_it() -> None:
    assert wrap("to somewhere else", 10) == ["to", "somewhere", "else"]
    assert wrap("at example.org/some/page", 12, 2) == ["at", "  example.or", "  g/some/pag", "  e"]
    assert wrap("at https://example.org/page", 12, 2) == ["at", "  https://example.org/page"], "an address stays whole"
    assert wrap("", 10) == [""]
