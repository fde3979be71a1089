"""Puts a report where the person wants it: on the screen, in a pager, down a pipe, or in a file."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from hipback_cli.display.sanitise import clean
from hipback_cli.display.terminal import manner
from hipback_cli.reasoning.assessment import Assessment
from hipback_cli.report import Format, phrases, render
from hipback_cli.report.blocks import Settings
from hipback_cli.report.essentials import headline
from hipback_cli.report.output import write_output
from hipback_cli.report.screen import put


def show(
    assessment: Assessment,
    *,
    form: Format = "text",
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
    if path is not None:
        wanted = Settings(plain=plain, sources=sources, recheck=recheck)
        write_output(render(assessment, form, wanted, file=True), path)
        sys.stderr.write(clean(f"{headline(assessment)}\n{phrases.WRITTEN.format(path=path)}\n"))
        return
    how = manner(sys.stdout, os.environ, plain=plain, no_color=no_color)
    wanted = Settings(
        width=how.columns,
        plain=how.plain,
        color=how.color,
        sources=sources,
        show_provisional=provisional,
        recheck=recheck,
        ascii_only=not how.draws,
    )
    put(render(assessment, form, wanted), paged=form == "text" and not how.plain)
