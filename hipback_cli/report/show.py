"""Puts a report where the person wants it: on the screen, in a pager, down a pipe, or in a file."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

from hipback_cli.reasoning.assessment import Assessment
from hipback_cli.report import FORMATS, Format, phrases, render
from hipback_cli.report.output import write_output
from hipback_cli.report.view import Settings, headline

PAGER = ("less", "-FIRX", f"-Ps{phrases.PAGER}")
"""-F: no pager where it fits; -I: search in any case; -R: colours; -X: what was read stays on the
screen; -Ps: the line at the foot."""

DRAWN = "▸█▒░─"
"""What the output must be able to show for drawings in more than ASCII."""


def show(
    assessment: Assessment,
    *,
    output_format: str = "text",
    path: Path | None = None,
    sources: bool = False,
    provisional: bool = False,
    plain: bool = False,
    no_color: bool = False,
    recheck: str = "",
) -> None:
    """Write the report to `path`, else to standard output, through a pager where it is longer than the screen.

    Raises OutputError when the file cannot be written.
    """
    form = next(known for known in FORMATS if known == output_format)
    if path is not None:
        wanted = Settings(plain=plain, sources=sources, recheck=recheck)
        write_output(render(assessment, form, wanted, file=True), path)
        sys.stderr.write(f"{headline(assessment)}\n{phrases.WRITTEN.format(path=path)}\n")
        return
    wanted = Settings(
        width=_columns(),
        plain=plain or (os.environ.get("TERM") == "dumb" and sys.stdout.isatty()),
        color=wants_color(os.environ, no_color=no_color, terminal=sys.stdout.isatty()),
        sources=sources,
        show_provisional=provisional,
        recheck=recheck,
        ascii_only=not _can_show(DRAWN),
    )
    _print(render(assessment, form, wanted), form, wanted)


def _columns() -> int:
    return shutil.get_terminal_size((80, 24)).columns if sys.stdout.isatty() else 80


def wants_color(environment: Mapping[str, str], *, no_color: bool, terminal: bool) -> bool:
    """Whether to colour: the flag beats NO_COLOR, which beats FORCE_COLOR, which beats what the output is."""
    if no_color or environment.get("NO_COLOR"):
        return False
    if environment.get("FORCE_COLOR"):
        return True
    return terminal and environment.get("TERM") != "dumb"


def _can_show(text: str) -> bool:
    try:
        text.encode(sys.stdout.encoding or "ascii")
    except UnicodeEncodeError:
        return False
    return True


def _print(text: str, form: Format, settings: Settings) -> None:
    long = text.count("\n") >= shutil.get_terminal_size((80, 24)).lines
    if form == "text" and long and not settings.plain and sys.stdout.isatty() and _paged(text):
        return
    encoding = sys.stdout.encoding or "ascii"
    sys.stdout.write(text.encode(encoding, errors="replace").decode(encoding))
    sys.stdout.flush()


def _paged(text: str) -> bool:
    """Show `text` in the person's pager (PAGER, else less); False where there is none."""
    chosen = os.environ.get("PAGER")
    command = chosen if chosen is not None else PAGER
    if not command or not (chosen or shutil.which(PAGER[0])):
        return False
    sys.stdout.flush()
    try:
        pager = subprocess.Popen(command, shell=bool(chosen), stdin=subprocess.PIPE)  # noqa: S603 the person's PAGER
    except OSError:
        return False
    with suppress(BrokenPipeError):
        pager.communicate(text.encode(errors="replace"))
    return pager.returncode == 0
