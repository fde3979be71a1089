"""The body, front and back, drawn in text: to choose where it hurts, and to show it again in a report."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from hipback_cli.knowledge.types import Option

View = Literal["front", "back"]
Paint = Literal["", "key", "chosen", "worst", "pointed"]
Cell = tuple[str, Paint]

FIGURES: Mapping[View, tuple[str, ...]] = {
    "front": (
        "    FRONT     ",
        "your  __  your",
        "right(__) left",
        "   .-'  '-.   ",
        "  /        \\  ",
        " /|        |\\ ",
        "| |        | |",
        "| |        | |",
        "'/          \\'",
        " |          | ",
        "  \\   ||   /  ",
        "  |   ||   |  ",
        "  |   ||   |  ",
        "   |  ||  |   ",
        "   |  ||  |   ",
        "  (___)(___)  ",
    ),
    "back": (
        "     BACK     ",
        "your  __  your",
        "left (__)right",
        "   .-'  '-.   ",
        "  /        \\  ",
        " /|        |\\ ",
        "| |        | |",
        "| |        | |",
        "'/          \\'",
        " |          | ",
        "  \\   ||   /  ",
        "  |   ||   |  ",
        "  |   ||   |  ",
        "   |  ||  |   ",
        "   |  ||  |   ",
        "  (___)(___)  ",
    ),
}
WIDTH = 14
"""Columns of one figure."""
HEIGHT = 16
GAP = "  "
PAIR = 2 * WIDTH + len(GAP)
"""Columns of front and back together."""

Span = tuple[int, int, int]
"""Row, first column and number of cells in one figure; the first span of an area bears its key."""


@dataclass(frozen=True, slots=True)
class Area:
    """Where one place lies. Only its picture-left half is given, unless it crosses the middle."""

    front: tuple[Span, ...] = ()
    back: tuple[Span, ...] = ()

    @property
    def view(self) -> View | None:
        """The figure beside which its name stands; None for a place that has no one spot."""
        return "front" if self.front else "back" if self.back else None


AREAS: Mapping[str, Area] = {
    "groin": Area(front=((8, 4, 1), (9, 5, 1))),
    "outer_hip": Area(front=((8, 2, 1), (9, 2, 1))),
    "front_thigh": Area(front=((11, 4, 1), (10, 4, 1))),
    "inner_thigh": Area(front=((10, 5, 1), (11, 5, 1))),
    "outer_thigh": Area(front=((10, 3, 1), (11, 3, 1))),
    "knee": Area(front=((12, 3, 3),), back=((12, 3, 3),)),
    "below_knee": Area(front=((13, 4, 2), (14, 4, 2)), back=((13, 4, 2), (14, 4, 2))),
    "foot": Area(front=((15, 3, 3),), back=((15, 3, 3),)),
    "pubic_bone": Area(front=((8, 6, 2),)),
    "upper_mid_back": Area(back=((4, 6, 2), (3, 6, 2))),
    "loin": Area(back=((5, 3, 2),)),
    "low_back_middle": Area(back=((6, 6, 2),)),
    "low_back_side": Area(back=((6, 3, 2),)),
    "si_dimple": Area(back=((7, 4, 2),)),
    "tailbone": Area(back=((8, 6, 2),)),
    "buttock": Area(back=((8, 3, 2), (8, 5, 1))),
    "sitting_bone": Area(back=((9, 3, 2),)),
    "back_thigh": Area(back=((11, 3, 2), (11, 5, 1), (10, 3, 3))),
    "between_legs": Area(back=((9, 6, 2),)),
    "deep_hip": Area(),
    "whole_leg": Area(),
}
"""Option id of the question where it hurts → its place. The order here is the order of the keys."""


def in_map_order(options: Sequence[Option]) -> tuple[Option, ...]:
    """`options` as the map orders them; places that it does not know stand last."""
    order = {name: index for index, name in enumerate(AREAS)}
    return tuple(sorted(options, key=lambda option: order.get(option.id, len(order))))


def draw(
    chosen: Collection[str], worst: str | None, side: str | None, width: int, *, unicode: bool = True
) -> list[str]:
    """Front and back with the chosen places filled, and a line that says what the filling means.

    `chosen` and `worst` are option ids; `side` of "left" or "right" fills only that side of the paired places.
    Empty where `width` (columns) is too narrow or none of the places can be drawn: the report names them anyway.
    """
    marked = set(chosen) | ({worst} if worst else set())
    if width < PAIR or not any(name in AREAS and AREAS[name].view for name in marked):
        return []
    fill = FILL if unicode else ASCII_FILL
    paints: dict[str, Paint] = {name: "worst" if name == worst else "chosen" for name in marked}
    rows = paint(paints, side, fill=fill)
    lines = ["".join(char for char, _ in row).rstrip() for row in rows]
    legend = f"{fill['chosen'] * 2} it hurts"
    return [*lines, "", f"{legend}   {fill['worst'] * 2} worst" if worst else legend]


FILL: Mapping[Paint, str] = {"chosen": "\u2592", "worst": "\u2588"}
ASCII_FILL: Mapping[Paint, str] = {"chosen": "#", "worst": "@"}


def paint(
    paints: Mapping[str, Paint],
    side: str | None = None,
    *,
    keys: Mapping[str, str] | None = None,
    fill: Mapping[Paint, str] = FILL,
) -> list[list[Cell]]:
    """Both figures as rows of painted cells. `paints` colours places, `keys` labels those that are not filled."""
    figures = [_figure(view, paints, side, keys or {}, fill) for view in FIGURES]
    gap: list[Cell] = [(char, "") for char in GAP]
    return [[*front, *gap, *back] for front, back in zip(*figures, strict=True)]


def _figure(
    view: View,
    paints: Mapping[str, Paint],
    side: str | None,
    keys: Mapping[str, str],
    fill: Mapping[Paint, str],
) -> list[list[Cell]]:
    grid: list[list[Cell]] = [[(char, "") for char in row] for row in FIGURES[view]]
    for name, area in AREAS.items():
        kind = paints.get(name, "")
        for (row, column, count), first in _spans(area, view, side if kind in fill else None):
            label = fill.get(kind, "") * count
            if not label and first and name in keys:
                label = keys[name].center(count)[:: 1 if column < WIDTH // 2 else -1]  # both halves alike
            for offset, char in enumerate(label):
                grid[row][column + offset] = (char, kind or "key")
    return grid


def _spans(area: Area, view: View, side: str | None) -> Iterator[tuple[Span, bool]]:
    """The spans of both halves, or of one side of the person; each with whether it bears the key."""
    # Seen from the front, the picture's left half is the person's right.
    left_half = "right" if view == "front" else "left"
    one_side = side in ("left", "right")
    for index, (row, column, count) in enumerate(area.front if view == "front" else area.back):
        mirrored = WIDTH - column - count
        if mirrored == column or not one_side or side == left_half:
            yield (row, column, count), index == 0
        if mirrored != column and (not one_side or side != left_half):
            yield (row, mirrored, count), index == 0
