"""What the terminal behind a stream can do, and what its owner asks of every program: one rule for all commands."""

from __future__ import annotations

import os
from collections.abc import Mapping
from typing import NamedTuple, TextIO

SIGNS = {
    "▸": ">",
    "◂": "<",
    "▴": "^",
    "▾": "v",
    "▲": "^",
    "▼": "v",
    "\u276f": ">",
    "─": "-",
    "│": "|",
    "└": "+",
    "┘": "+",
    "█": "#",
    "▒": "#",
    "░": ".",
    "·": "-",
}
"""Every sign outside ASCII that is drawn → what stands for it; where one of them cannot be shown, none is."""

COLUMNS, LINES = 80, 24
"""The size of a window that does not tell."""


class Manner(NamedTuple):
    """How to put something before the person."""

    plain: bool
    """Lines that are only ever added to: no drawings, no colour, no pager."""
    color: bool
    draws: bool
    """Whether signs outside ASCII can be shown."""
    columns: int
    reason: str = ""
    """Why plain, where nobody asked for it by an option."""


def manner(stream: TextIO, environ: Mapping[str, str], *, plain: bool = False, no_color: bool = False) -> Manner:
    """Choose by what `stream` and the terminal behind it can do, by the environment, and by two options."""
    terminal = stream.isatty()
    reason = "" if plain else _why_plain(environ, terminal)
    bare = plain or bool(reason)
    return Manner(
        plain=bare,
        color=not bare and _wants_color(environ, no_color, terminal),
        draws=_draws(stream, environ, terminal),
        columns=window(stream, environ).columns if terminal else COLUMNS,
        reason=reason,
    )


def _why_plain(environ: Mapping[str, str], terminal: bool) -> str:
    if environ.get("ACCESSIBLE"):
        return "ACCESSIBLE is set"
    if terminal and environ.get("TERM", "dumb" if os.name == "posix" else "") in ("dumb", "unknown"):
        return "this terminal cannot move the cursor"
    return ""


def _wants_color(environ: Mapping[str, str], no_color: bool, terminal: bool) -> bool:
    """The option beats NO_COLOR, which beats FORCE_COLOR, which beats what the output is."""
    if no_color or environ.get("NO_COLOR"):
        return False
    return terminal or bool(environ.get("FORCE_COLOR"))


def _draws(stream: TextIO, environ: Mapping[str, str], terminal: bool) -> bool:
    """Whether the encoding has the signs, and the font: that of the Linux console has not."""
    if terminal and environ.get("TERM") == "linux":
        return False
    try:
        "".join(SIGNS).encode(stream.encoding or "ascii")
    except (UnicodeEncodeError, LookupError):
        return False
    return True


def in_ascii(text: str) -> str:
    """`text` with every drawn sign replaced."""
    return text.translate(str.maketrans("".join(SIGNS), "".join(SIGNS.values())))


def window(stream: TextIO, environ: Mapping[str, str]) -> os.terminal_size:
    """What the terminal says, unless COLUMNS and LINES say otherwise; 80x24 where neither does."""
    try:
        size = os.get_terminal_size(stream.fileno())
    except (OSError, ValueError):
        size = os.terminal_size((0, 0))
    wide, high = (_number(environ.get(name, "")) for name in ("COLUMNS", "LINES"))
    return os.terminal_size((wide or size.columns or COLUMNS, high or size.lines or LINES))


def _number(text: str) -> int:
    return int(text) if text.isdecimal() else 0
