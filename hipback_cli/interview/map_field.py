"""The list of places that hurt, with the body drawn between its two columns where there is room."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from hipback_cli.display.body_map import AREAS, PAIR, Paint, paint
from hipback_cli.display.text import columns
from hipback_cli.interview.fields import Done, Ticks, Window, pointer
from hipback_cli.interview.page import MARGIN, Block, Line, hang
from hipback_cli.interview.prompter import NOWHERE

COLUMN = 24
"""Least columns in which the names of places can be read."""
WIDEST = 38
"""Columns beyond which names stand too far from the drawing."""
ROWS = 23
"""Least rows of the window for the drawing with its two columns."""
ROWS_ABOVE = 44
"""Least rows for the drawing above a single list."""


STYLES: Mapping[Paint, str] = {"chosen": "class:chosen", "worst": "class:worst", "pointed": "class:here"}


SURE = f"{NOWHERE} If that is right, press Enter again."


@dataclass(slots=True)
class Places(Ticks):
    """Ticks on the body. Places of the front stand left of the drawing, of the back right, others below."""

    def press(self, key: str) -> Done | None:
        asked = self.message == SURE
        if key in ("left", "right"):
            self._across()
            return None
        done = Ticks.press(self, key)
        if done is None or asked or str(self.listing.items[self._none].value) not in self.marks:
            return done
        self.message = SURE
        return None

    def _across(self) -> None:
        """Point at the place as far down in the other column."""
        front, back, _ = self._parts()
        here, there = (front, back) if self.at in front else (back, front)
        if self.at is None:
            self.at = (front or back)[0]
        elif self.at in here and there:
            self.at = there[min(here.index(self.at), len(there) - 1)]

    def _parts(self) -> tuple[list[int], list[int], list[int]]:
        """Indices of the places of the front, of the back, and of what is not drawn."""
        views = [area.view if (area := AREAS.get(str(item.value))) else None for item in self.listing.items]
        front, back, rest = ([i for i, v in enumerate(views) if v == view] for view in ("front", "back", None))
        return front, back, rest

    def block(self, window: Window, panel: list[Line], /) -> Block:
        if window.width >= 2 * COLUMN + PAIR + 2 and window.height >= ROWS:
            return self._beside(window)
        below = Ticks.block(self, window, panel)
        if window.width < PAIR + 2 * MARGIN or window.height < ROWS_ABOVE:
            return below
        figure: list[Line] = [[("", " " * MARGIN), *row] for row in self._figure(window)] + [[]]
        return Block([*figure, *below.lines], below.first + len(figure), below.last + len(figure), below.column)

    def _figure(self, window: Window) -> list[Line]:
        values = [str(item.value) for item in self.listing.items]
        paints: dict[str, Paint] = dict.fromkeys(self.marks, "chosen")
        if self.at is not None and values[self.at] not in paints:
            paints[values[self.at]] = "pointed"
        chosen, worst = window.glyphs.fills
        keys = {value: key for value, key in zip(values, self._keys, strict=True) if value not in self.listing.alone}
        rows = paint(paints, keys=keys, fill={"chosen": chosen, "worst": worst})
        return [[(STYLES.get(kind, ""), char) for char, kind in row] for row in rows]

    def _beside(self, window: Window) -> Block:
        front, back, rest = self._parts()
        size = min((window.width - PAIR - 2) // 2, WIDEST)
        figure = self._figure(window)
        left, left_at = self._column(front, size, window)
        right, right_at = self._column(back, size, window)
        height = max(len(left), len(right), len(figure))
        lines = [
            [*_padded(left, row, size), ("", " "), *_padded(figure, row, PAIR), ("", " "), *_padded(right, row, 0)]
            for row in range(height)
        ]
        half = size + PAIR // 2 + 1
        below, below_at = self._column(rest, half, window)
        pairs = [[*_padded(below, row, half), *_padded(below, row + 1, 0)] for row in range(0, len(below), 2)]
        places = {
            **{i: (row, 0) for i, row in left_at.items()},
            **{i: (row, size + PAIR + 2) for i, row in right_at.items()},
            **{i: (height + row // 2, row % 2 * half) for i, row in below_at.items()},
        }
        row, column = places[self.at] if self.at is not None else (0, 0)
        return Block([*lines, *pairs], row, row, column)

    def _column(self, indices: Sequence[int], size: int, window: Window) -> tuple[list[Line], dict[int, int]]:
        """The places `indices` one below the other in `size` columns, and the line on which each begins."""
        lines: list[Line] = []
        begins: dict[int, int] = {}
        for index in indices:
            item, pointed = self.listing.items[index], index == self.at
            begins[index] = len(lines)
            mark = "x" if str(item.value) in self.marks else " "
            head: Line = [
                pointer(pointed, window.glyphs)[1],
                ("", self._keys[index].rjust(2)),
                ("class:chosen", f"{mark} "),
            ]
            lines += hang(head, item.text, size + MARGIN, "class:pointed" if pointed else "")
        return lines, begins


def _padded(lines: Sequence[Line], row: int, size: int) -> Line:
    line = lines[row] if row < len(lines) else []
    return [*line, ("", " " * max(size - sum(columns(text) for _, text in line), 0))]
