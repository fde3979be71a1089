"""Turns one assessment into text, Markdown, HTML, JSON or FHIR."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, get_args

from hipback_cli.errors import UsageError

if TYPE_CHECKING:
    from hipback_cli.reasoning.assessment import Assessment
    from hipback_cli.report.blocks import Settings

Format = Literal["text", "markdown", "html", "json", "fhir"]
FORMATS: tuple[Format, ...] = get_args(Format)


def known_format(name: str) -> Format:
    """The format of this name. Raises UsageError when there is none."""
    for form in FORMATS:
        if form == name:
            return form
    raise UsageError(f'--format: "{name}" is no format; use one of {", ".join(FORMATS)}')


def render(assessment: Assessment, form: Format, settings: Settings | None = None, *, file: bool = False) -> str:
    """The assessment in one format, ending in a newline; every string in it cleaned of control characters.

    `file` is for text that is saved: an urgent result then holds its ranking in a marked section of its own, as
    Markdown and HTML always do.
    """
    from hipback_cli.display.sanitise import cleaned
    from hipback_cli.report.blocks import Settings
    from hipback_cli.report.view import build_view

    settings = settings or Settings()
    safe = cleaned(assessment)
    if form == "json":
        from hipback_cli.report.as_json import render_json

        return render_json(safe)
    if form == "fhir":
        from hipback_cli.report.fhir import render_fhir

        return render_fhir(safe)
    view = build_view(safe, settings, file=file or form != "text")
    if form == "markdown":
        from hipback_cli.report.markdown import render_markdown

        return render_markdown(view)
    if form == "html":
        from hipback_cli.report.html import render_html

        return render_html(view)
    from hipback_cli.report.terminal import render_text

    return render_text(view, settings)
