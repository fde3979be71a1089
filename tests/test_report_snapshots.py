"""Every format for six people, word by word; built by hand, so that edits of content leave these texts alone."""

from __future__ import annotations

from typing import Any

import pytest

from hipback_cli.report import render
from hipback_cli.report.blocks import Settings
from tests.factories import SIX
from tests.golden import check_golden

KINDS: dict[str, tuple[Any, Settings]] = {
    "80.txt": ("text", Settings()),
    "40.txt": ("text", Settings(width=40)),
    "plain.txt": ("text", Settings(plain=True)),
    "sources.txt": ("text", Settings(sources=True, show_provisional=True, recheck="6 January 2027")),
    "md": ("markdown", Settings()),
    "html": ("html", Settings()),
    "json": ("json", Settings()),
    "fhir.json": ("fhir", Settings()),
}


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("person", SIX)
def test_report_is_as_it_was(person: str, kind: str) -> None:
    form, settings = KINDS[kind]
    check_golden(f"reports/{person}.{kind}", render(SIX[person](), form, settings))
