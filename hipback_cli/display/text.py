"""Text in the columns of a terminal: how wide it is, and wrapping that never cuts."""

from __future__ import annotations

import unicodedata

ONE_COLUMN = "\u0300"
"""Characters below this take up one column each."""


def columns(text: str) -> int:
    """Terminal columns that `text` takes."""
    if text.isascii() or max(text) < ONE_COLUMN:
        return len(text)
    return sum(map(_cell, text))


def _cell(char: str) -> int:
    return 0 if unicodedata.combining(char) else 2 if unicodedata.east_asian_width(char) in "WF" else 1


def wrap(text: str, width: int, hanging: int = 0) -> list[str]:
    """`text` in lines of at most `width` columns, all but the first `hanging` further in.

    Broken between words, and only if need be within one, but never in an address, which could not be opened; below
    2 columns of room a wide character still stands.
    """
    lines: list[str] = []
    line = ""
    for word in text.split():
        joined = f"{line} {word}" if line else word
        if columns(joined) <= width - hanging * bool(lines):
            line = joined
            continue
        if line:
            lines.append(line)
        *full, line = [word] if "://" in word else _chop(word, width - hanging)
        lines += full
    first, *rest = *lines, line
    return [first, *(" " * hanging + line for line in rest)]


def _chop(word: str, width: int) -> list[str]:
    pieces = [""]
    for char in word:
        if columns(pieces[-1] + char) > max(width, 2):
            pieces.append("")
        pieces[-1] += char
    return pieces


def paragraph(text: str, width: int) -> list[str]:
    """`text` wrapped to `width` columns. What begins with two blanks is a command: one line, so it can be copied."""
    return [text] if text.startswith("  ") else wrap(text, width)
