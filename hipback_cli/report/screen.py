"""Puts text before the person, through a pager where it is longer than the screen."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress

from hipback_cli.display.terminal import window

KEYS = "Space = more   b = back   q = done"
"""The line at the foot of the pager; colons and full stops would be commands of less."""

PAGER = ("less", "-FIRX", f"-Ps{KEYS}")
"""-F: no pager where it fits; -I: search in any case; -R: colours; -X: what was read stays on the screen."""

LESS = "FRX"
"""The same for a less that the person chose: without -R it would print the codes for bold, not follow them."""


def put(text: str, *, paged: bool) -> None:
    """Write `text` to standard output; `paged`: through a pager where it is longer than the terminal."""
    if paged and sys.stdout.isatty() and text.count("\n") >= window(sys.stdout, os.environ).lines and _in_pager(text):
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
    with _ctrl_c_is_the_pagers():
        try:
            pager = subprocess.Popen(  # noqa: S603 - the person's own PAGER, or ours
                command, shell=bool(chosen), stdin=subprocess.PIPE, env={"LESS": LESS, **os.environ}
            )
        except OSError:
            return False
        with suppress(BrokenPipeError):
            pager.communicate(text.encode(errors="replace"))
    if pager.returncode in (-signal.SIGINT, 128 + signal.SIGINT):
        raise KeyboardInterrupt
    return pager.returncode == 0


@contextmanager
def _ctrl_c_is_the_pagers() -> Iterator[None]:
    """Outlive the pager, whatever it makes of Ctrl-C: left behind, it holds the keyboard and a terminal without echo.

    A handler and not SIG_IGN, which the pager would inherit.
    """
    before = signal.signal(signal.SIGINT, lambda _number, _frame: None)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)
