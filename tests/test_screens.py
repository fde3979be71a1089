"""How screens look: nothing cut, nothing out of sight, nothing that only colour says."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from prompt_toolkit.data_structures import Size
from prompt_toolkit.input import DummyInput
from prompt_toolkit.output import DummyOutput

from hipback_cli.display import body_map
from hipback_cli.display.text import columns
from hipback_cli.interview.fields import Done, Reading
from hipback_cli.interview.keys import Heading, KeysPrompter, Turn, field_for, heading_for
from hipback_cli.interview.lists import LINE_KEYS, Item, line_keys
from hipback_cli.interview.page import ASCII, UNICODE
from hipback_cli.interview.prompter import AtStake, ScreenView, Step
from hipback_cli.knowledge.types import Knowledge
from tests.golden import check_golden
from tests.screens import QUESTIONS, STYLES, view

PRESSES = [*"0123456789ynuadrz", "up", "down", "left", "right", "home", "end", "page_up", "page_down", "space", "back"]
SIZES = {"narrow": (40, 24), "usual": (80, 24), "wide": (120, 30)}


class Sized(DummyOutput):
    def __init__(self, width: int, height: int) -> None:
        self.width, self.height = width, height

    def get_size(self) -> Size:
        return Size(rows=self.height, columns=self.width)


class Recorder(KeysPrompter):
    """Stands where a screen is put up, so that its first picture can be looked at."""

    turn: Turn

    def __init__(self, *arguments: Any, **more: Any) -> None:
        super().__init__(*arguments, **more)
        self.at_stake = AtStake.KEPT

    def _run(self, heading: Heading, field: Any) -> Done | Step:
        self.turn = Turn(self, heading, field)
        self.turn._fragments()
        return Step.STOP


def put_up(screen: ScreenView, width: int, height: int, glyphs: Any = UNICODE) -> Turn:
    """The turn that shows `screen` in a window of that size."""
    recorder = Recorder(DummyInput(), Sized(width, height), glyphs, colour=True)
    recorder.ask(screen)
    return recorder.turn


def text(turn: Turn) -> list[str]:
    return ["".join(part for _, part in line).rstrip() for line in turn.picture.lines]


def check_fits(turn: Turn, width: int, height: int) -> None:
    lines = text(turn)
    assert len(lines) <= height
    assert max(columns(line) for line in lines) <= width
    assert 0 <= turn.picture.row < len(lines)


@given(
    style=st.sampled_from(STYLES),
    keys=st.lists(st.sampled_from(PRESSES), max_size=12),
    width=st.integers(30, 160),
    height=st.integers(8, 60),
    explaining=st.booleans(),
)
def test_whatever_is_pressed_everything_fits_and_the_cursor_stands_on_what_is_pointed_at(
    style: Any, keys: list[str], width: int, height: int, explaining: bool
) -> None:
    turn = put_up(view(style), width, height)
    turn.explaining = explaining
    for key in keys:
        turn.field.press(key)
        turn._fragments()
        check_fits(turn, width, height)
        line = text(turn)[turn.picture.row]
        if turn.field.at is None:  # type: ignore[attr-defined]
            assert UNICODE.pointer not in "".join(text(turn))
            continue
        assert UNICODE.pointer in line, (line, turn.picture)
        if style != "form":
            assert line[turn.picture.column] == UNICODE.pointer


@pytest.mark.parametrize(("width", "height"), [(40, 24), (80, 24), (200, 60)])
def test_every_shipped_screen_can_be_shown_and_pointed_through(knowledge: Knowledge, width: int, height: int) -> None:
    for screen in knowledge.screens.values():
        questions = tuple(q for q in knowledge.questions.values() if q.screen == screen.id)
        shown = view("form", screen=screen, questions=questions, title=screen.title, texts={})
        turns = [put_up(shown, width, height)]
        if screen.style not in ("rows", "checklist"):
            recorder = Recorder(DummyInput(), Sized(width, height), UNICODE, colour=True)
            turns = [Turn(recorder, heading_for(shown, q, {}), field_for(shown, q, None)) for q in questions]
        for turn in turns:
            for _ in range(25):
                turn.field.press("down")
                turn._fragments()
                check_fits(turn, width, height)
                assert UNICODE.pointer in text(turn)[turn.picture.row]


def test_the_body_map_and_all_its_places_fit_the_usual_window(knowledge: Knowledge) -> None:
    where = next(s for s in knowledge.screens.values() if s.style == "body_map")
    questions = tuple(q for q in knowledge.questions.values() if q.screen == where.id)
    shown = view("body_map", screen=where, questions=questions, title=where.title, texts={})
    lines = "\n".join(text(put_up(shown, 80, 24)))
    assert "FRONT" in lines
    assert "below \u2500" not in lines
    assert "FRONT" not in "\n".join(text(put_up(shown, 79, 24)))


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("style", STYLES)
def test_each_style_of_screen_looks_as_agreed(style: Any, size: str) -> None:
    turn = put_up(view(style), *SIZES[size])
    first = text(turn)
    turn.explaining = True
    turn.field.press("2")
    turn._fragments()
    shown = [*first, "", "--- after 2 and ? ---", "", *text(turn), ""]
    check_golden(f"screens/{style}-{size}.txt", "\n".join(shown))


@pytest.mark.parametrize("style", STYLES)
def test_without_unicode_every_sign_is_ascii(style: Any) -> None:
    turn = put_up(view(style), 80, 24, ASCII)
    turn.field.press("2")
    turn._fragments()
    assert "\n".join(text(turn)).isascii()


def test_what_is_chosen_is_said_without_colour() -> None:
    ticked, unsure = put_up(view("checklist"), 80, 24), put_up(view("checklist"), 80, 24)
    ticked.field.press("2")
    unsure.field.press("down")
    unsure.field.press("u")
    rows = put_up(view("rows"), 80, 24)
    rows.field.press("n")
    for turn, word in ((ticked, "[x] Chest pain"), (unsure, "[?] Fainted"), (rows, "[no]")):
        assert word not in "\n".join(text(turn))
        turn._fragments()
        assert word in "\n".join(text(turn))
    assert "Marked not sure: Fainted" in "\n".join(text(unsure))


def test_the_present_stage_and_what_is_left_are_said() -> None:
    top = text(put_up(view("rows"), 80, 24))[0]
    assert "Safety \u25b8 [Where it hurts] \u25b8 How it behaves \u25b8 Try this  " in top
    assert top.endswith("  about 6 to go")
    assert "Part 2/4: Where it hurts" in "\n".join(text(put_up(view("rows"), 40, 24)))


def test_long_reading_scrolls_to_its_end_and_no_further() -> None:
    recorder = Recorder(DummyInput(), Sized(40, 10), UNICODE, colour=True)
    turn = Turn(recorder, Heading(explains=False), Reading([f"Paragraph {n}." for n in range(30)]))
    seen = ""
    for _ in range(80):
        turn._fragments()
        check_fits(turn, 40, 10)
        seen += "\n".join(text(turn))
        turn.field.press("down")
    assert all(f"Paragraph {n}." in seen for n in range(30))
    assert "Paragraph 29." in "\n".join(text(turn))


@pytest.mark.parametrize("style", STYLES)
@pytest.mark.parametrize("key", ["u", "z", "0", "\u00b2", "\u0663"])
def test_a_key_that_can_do_nothing_says_so(style: Any, key: str) -> None:
    for turn in [put_up(view(style), 80, 24), age_asked()]:
        turn.field.press("end")
        before = text(turn)
        done = turn.field.press(key)
        turn._fragments()
        assert done or text(turn) != before


def age_asked() -> Turn:
    """The turn that asks a number without a not sure."""
    screen = view("form")
    recorder = Recorder(DummyInput(), Sized(80, 24), UNICODE, colour=True)
    return Turn(recorder, heading_for(screen, screen.questions[1], {}), field_for(screen, screen.questions[1], None))


@pytest.mark.parametrize("count", [2, 9, 13, 26, 40])
def test_each_line_has_a_key_of_its_own_that_means_nothing_else(count: int) -> None:
    items = [Item(f"line {n}", "") for n in range(count)]
    keys = [key for key in line_keys(items) if key]
    assert len(set(keys)) == len(keys) == min(count, len(LINE_KEYS))
    assert keys[:9] == list("123456789")[:count]
    assert not set(keys) & set("0nqsuy?jklo")
    last = [Item("none", ""), Item("not_sure", "")]
    assert line_keys([*items, *last], frozenset({"none", "not_sure"}))[count:] == ["n", "u"]


# --- the body ---------------------------------------------------------------------------------------


def test_the_map_knows_every_place_that_is_asked_for(knowledge: Knowledge) -> None:
    where = next(s for s in knowledge.screens.values() if s.style == "body_map")
    sites = next(q for q in knowledge.questions.values() if q.screen == where.id and q.kind == "multi")
    assert {option.id for option in sites.options} == set(body_map.AREAS)


def test_no_two_places_share_a_cell() -> None:
    for figure in ("front", "back"):
        cells = [
            (row, column + offset)
            for area in body_map.AREAS.values()
            for (row, column, count), _ in body_map._spans(area, figure, None)
            for offset in range(count)
        ]
        assert len(cells) == len(set(cells))
        assert all(body_map.FIGURES[figure][row][column] in " _-'" for row, column in cells)


def test_a_drawing_fills_what_hurts_and_only_that_side() -> None:
    def filled(side: str | None) -> list[tuple[int, int]]:
        lines = body_map.draw(["groin"], "groin", side, 80)[: body_map.HEIGHT]
        return [(y, x) for y, line in enumerate(lines) for x, char in enumerate(line) if char == "\u2588"]

    both, left, right = filled("both"), filled("left"), filled("right")
    assert set(left) | set(right) == set(both)
    assert not set(left) & set(right)
    # Seen from the front, the person's left is on the right of the drawing.
    assert min(x for _, x in left) > max(x for _, x in right)
    back_left = body_map.draw(["buttock"], None, "left", 80)
    assert all(line[: body_map.WIDTH + 9].count("\u2592") == line.count("\u2592") for line in back_left[:-1])


def test_a_drawing_says_what_its_filling_means_and_needs_room() -> None:
    assert body_map.draw(["knee"], None, None, 80)[-1] == "\u2592\u2592 it hurts"
    assert body_map.draw(["knee", "foot"], "foot", None, 80, unicode=False)[-1] == "## it hurts   @@ worst"
    assert "\n".join(body_map.draw(list(body_map.AREAS), "foot", None, 80, unicode=False)).isascii()
    assert body_map.draw(["knee"], None, None, body_map.PAIR - 1) == []
    assert body_map.draw(["whole_leg"], "whole_leg", "left", 80) == []
    assert len(QUESTIONS["body_map"][0].options) == len(body_map.AREAS)
