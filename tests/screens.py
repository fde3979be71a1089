"""One screen of each style, with wording of its own, so that tests of how screens look outlive edits of the content."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, get_args

from hipback_cli.display.body_map import AREAS
from hipback_cli.interview.prompter import Progress, ScreenView
from hipback_cli.knowledge.types import Option, Question, Region, Screen, Style

STAGES = ("Safety", "Where it hurts", "How it behaves", "Try this")


def question(name: str, kind: Any, text: str, *options: str, **more: Any) -> Question:
    """A question whose options are "id: text"; `told` is the id in words."""
    pairs = [option.split(": ", 1) for option in options]
    listed = tuple(Option(key, words, told=words.lower()) for key, words in pairs)
    return Question(name, kind, "screen", text, told=name.replace("_", " "), options=listed, **more)


def place(name: str, text: str, region: Region = "hip") -> Option:
    return Option(name, text, told=f"pain at the {text.lower()}", region=region)


PLACES = tuple(place(name, name.replace("_", " ").capitalize() + " or near it") for name in AREAS)

QUESTIONS: dict[Style, tuple[Question, ...]] = {
    "form": (
        question("whom", "nominal", "Who is this for?", "me: Me", "other: Someone else", safety=True),
        question("age", "number", "Age in years", minimum=0, maximum=120, safety=True, why="Some causes have an age."),
        question("limp", "yes_no", "Do you limp?"),
    ),
    "rows": (
        question("numb", "yes_no", "Is it numb where you sit?", short="Numb where you sit", help="As when you wipe."),
        question("pee", "yes_no", "Is peeing hard to start, weak, not felt, or leaking without any warning?"),
        question("legs", "yes_no", "Do both legs hurt?", short="Both legs hurt, tingle, or feel weak and numb"),
    ),
    "checklist": (
        question("faint", "yes_no", "Have you fainted?", short="Fainted", help="Or nearly so."),
        question("chest", "yes_no", "Have you chest pain or no breath?", short="Chest pain, short of breath"),
        question("cold", "yes_no", "Is a leg cold?", short="A leg that is suddenly cold, pale or blue all over"),
    ),
    "single": (
        question(
            "eases", "multi", "What eases it?", "none: Nothing helps", "sit: Sitting down", "walk: Moving about",
            "lean: Leaning forward on a trolley or a rail", exclusive="none", why="Nerves and joints differ.",
        ),
    ),
    "body_map": (
        Question("sites", "multi", "screen", "Choose every place that hurts.", "where it hurts", PLACES),
        Question("worst", "nominal", "screen", "Which is the worst?", "worst place", PLACES),
        question("side", "nominal", "Which side?", "left: Left", "right: Right", "both: Both sides"),
    ),
    "self_test": (
        question("lean_back", "nominal", "What did you feel?", "nothing: Nothing much", "back: Pain beside the spine"),
    ),
}  # fmt: skip

TITLES: dict[Style, str] = {
    "form": "First, about you.",
    "rows": "Is any of this new since the pain began?",
    "checklist": "Is any of this happening now?",
    "single": "What eases it?",
    "body_map": "Where does it hurt?",
    "self_test": "Stand and lean back gently.",
}

STYLES = get_args(Style)


def view(style: Style, **changes: Any) -> ScreenView:
    """The screen of that style, with `changes` to the view."""
    stage: Any = "self_test" if style == "self_test" else "danger"
    instructions = "Have a wall behind you. Stop where it hurts." if style == "self_test" else ""
    screen = Screen("screen", stage, style, TITLES[style], instructions=instructions)
    questions = QUESTIONS[style]
    shown = ScreenView(
        screen=screen,
        questions=questions,
        title=screen.title,
        texts={q.id: q.text for q in questions},
        given={},
        progress=Progress(STAGES, 1, 6),
        can_skip=style in ("single", "self_test"),
    )
    return replace(shown, **changes)
