"""Puts text before the person: how wide, in colour or not, through a pager where it is longer than the screen."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from contextlib import suppress

KEYS = "Space = more   b = back   q = done"
"""The line at the foot of the pager; colons and full stops would be commands of less."""

PAGER = ("less", "-FIRX", f"-Ps{KEYS}")
"""-F: no pager where it fits; -I: search in any case; -R: colours; -X: what was read stays on the screen."""

DRAWN = "▸▾█▒░─·"
"""What the output must be able to show for drawings in more than ASCII."""


def columns() -> int:
    """Columns of the terminal; 80 where the output is none."""
    return _size().columns if sys.stdout.isatty() else 80


def _size() -> os.terminal_size:
    """What the terminal says, unless COLUMNS and LINES say otherwise; 80x24 where neither does."""
    try:
        size = os.get_terminal_size(sys.stdout.fileno())
    except (OSError, ValueError):
        size = os.terminal_size((0, 0))
    wide, high = (os.environ.get(name, "") for name in ("COLUMNS", "LINES"))
    return os.terminal_size((_number(wide) or size.columns or 80, _number(high) or size.lines or 24))


def _number(text: str) -> int:
    return int(text) if text.isdecimal() else 0


def wants_color(environment: Mapping[str, str], *, no_color: bool, terminal: bool) -> bool:
    """Whether to colour: the flag beats NO_COLOR, which beats FORCE_COLOR, which beats what the output is."""
    if no_color or environment.get("NO_COLOR"):
        return False
    if environment.get("FORCE_COLOR"):
        return True
    return terminal and environment.get("TERM") != "dumb"


def can_draw() -> bool:
    """Whether the encoding of the output has more than ASCII for drawings."""
    try:
        DRAWN.encode(sys.stdout.encoding or "ascii")
    except UnicodeEncodeError:
        return False
    return True


def put(text: str, *, paged: bool) -> None:
    """Write `text` to standard output; `paged`: through a pager where it is longer than the terminal."""
    if paged and sys.stdout.isatty() and text.count("\n") >= _size().lines and _in_pager(text):
        return
    encoding = sys.stdout.encoding or "ascii"
    sys.stdout.write(text.encode(encoding, errors="replace").decode(encoding))
    sys.stdout.flush()


def _in_pager(text: str) -> bool:
    """Show `text` in the person's pager (PAGER, else less); False where there is none."""
    import shutil  # only a long text at a terminal needs these two
    import subprocess

    chosen = os.environ.get("PAGER")
    command = chosen if chosen is not None else PAGER
    if not command or not (chosen or shutil.which(PAGER[0])):
        return False
    sys.stdout.flush()
    try:
        pager = subprocess.Popen(  # noqa: S603 - the person's own PAGER, or ours
            command, shell=bool(chosen), stdin=subprocess.PIPE
        )
    except OSError:
        return False
    with suppress(BrokenPipeError):
        pager.communicate(text.encode(errors="replace"))
    return pager.returncode == 0
