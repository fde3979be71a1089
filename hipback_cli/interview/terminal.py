"""Which front end fits this terminal, and leaving the terminal sane however the interview ends."""

from __future__ import annotations

import errno
import os
import signal
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from types import FrameType
from typing import NoReturn, TextIO

from hipback_cli.display.terminal import Manner, manner, window
from hipback_cli.errors import ExitCode, HipbackError
from hipback_cli.interview.page import ASCII, UNICODE
from hipback_cli.interview.prompter import Prompter

MIN_COLUMNS = 30
MIN_ROWS = 8
"""Below this window the single-key front end has no room."""

PLAIN_COLUMNS = 76
"""Longest line of the plain front end."""

SIGNALS = {"SIGTERM": ExitCode.TERMINATED, "SIGHUP": ExitCode.HANGUP}


class NoTerminal(HipbackError):
    """Nobody can be asked: input or output is not a terminal."""


def how_to_talk(
    stdin: TextIO, tell: TextIO, environ: Mapping[str, str], *, plain: bool = False, no_color: bool = False
) -> Manner:
    """How to put things on `tell`, the stream that the person sees; plain also where a screen has no room.

    Raises NoTerminal where `stdin` or `tell` is no terminal: a stray newline in a pipe would answer a question about
    danger.
    """
    for stream, name in ((stdin, "input"), (tell, "output")):
        if not stream.isatty():
            raise NoTerminal(
                f"The {name} is not a terminal, so nobody can be asked. Give the answers with --answers FILE "
                "(--answers - reads them from standard input), or see a finished check with --example."
            )
    how, size = manner(tell, environ, plain=plain, no_color=no_color), window(tell, environ)
    if how.plain or (size.columns >= MIN_COLUMNS and size.lines >= MIN_ROWS):
        return how
    small = f"the window is smaller than {MIN_COLUMNS} columns by {MIN_ROWS} lines"
    return how._replace(plain=True, color=False, reason=small)


@contextmanager
def open_prompter(*, plain: bool = False, no_color: bool = False) -> Iterator[Prompter]:
    """A way to talk with the person at this terminal, which is put right again on leaving for whatever reason.

    The conversation goes to standard error where standard output is not a terminal, so that a report can be
    redirected. Raises NoTerminal where nobody can be asked. Within it SIGTERM and SIGHUP raise SystemExit with 143
    or 129, so that whoever waits in a `finally` can still save.
    """
    tell = sys.stdout if sys.stdout.isatty() else sys.stderr
    how = how_to_talk(sys.stdin, tell, os.environ, plain=plain, no_color=no_color)
    with _signals_raise():
        if not how.plain:
            from hipback_cli.interview.keys import open_keys

            keys = open_keys(tell, UNICODE if how.draws else ASCII, colour=how.color)
            if keys is not None:
                with keys:
                    yield keys
                return
        from hipback_cli.interview.plain import PlainPrompter

        lines = PlainPrompter(sys.stdin, tell, min(how.columns, PLAIN_COLUMNS))
        if how.reason:
            lines.say([f"Plain lines, because {how.reason}."])
        yield lines


@contextmanager
def _signals_raise() -> Iterator[None]:
    """Let SIGTERM and SIGHUP unwind the program instead of killing it with the terminal in raw mode.

    A terminal that is gone ends the program as SIGHUP does, whichever is noticed first.
    """
    found = {getattr(signal, name): code for name, code in SIGNALS.items() if hasattr(signal, name)}
    caught: list[int] = []

    def leave(number: int, _frame: FrameType | None) -> NoReturn:
        for other in found:
            signal.signal(other, signal.SIG_IGN)  # a second one must not cut the saving short
        caught.append(number)
        raise SystemExit(found[number])

    before = {number: signal.signal(number, leave) for number in found}
    try:
        yield
    except (OSError, EOFError) as error:
        gone = isinstance(error, EOFError) or error.errno == errno.EIO
        if not gone and not caught:
            raise
        raise SystemExit(found[caught[0]] if caught else ExitCode.HANGUP) from error
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
