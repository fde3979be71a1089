"""`hipback list`: the conditions and the look-alikes."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from hipback_cli.display.printing import json_text
from hipback_cli.display.terminal import manner
from hipback_cli.display.text import wrap
from hipback_cli.errors import ExitCode
from hipback_cli.knowledge.excerpts import Entry, Excerpts
from hipback_cli.knowledge.nodes import Unreadable
from hipback_cli.knowledge.problems import ContentError
from hipback_cli.knowledge.shipped import shipped_content
from hipback_cli.report.words import CONDITIONS, LOOK_ALIKES

INDENT = 8
"""Columns before a name: two blanks, the region, two blanks."""
LONGEST = 20
"""Columns of the longest words of names: below these the terminal may break lines, but no word is broken here."""
STACKED = 60
"""Columns below which the medical name stands under the plain one."""

HEADINGS = {"conditions": CONDITIONS, "look_alikes": LOOK_ALIKES}


def run(*, json: bool, content: Path | None) -> int:
    """Print every cause with its region; `json`: with its id and all names.

    Raises ContentError where the content cannot be read.
    """
    excerpts = Excerpts(content if content is not None else shipped_content())
    try:
        causes = {section: excerpts.names(section, section) for section in HEADINGS}
    except Unreadable as error:
        raise ContentError(error.problems) from None
    sys.stdout.write(_as_json(causes) if json else _as_text(causes, manner(sys.stdout, os.environ).columns))
    return ExitCode.OK


def _as_text(causes: dict[str, dict[str, Entry]], width: int) -> str:
    lines: list[str] = []
    for section, heading in HEADINGS.items():
        lines += [heading, *(line for entry in causes[section].values() for line in _lines(entry, width)), ""]
    return "\n".join([*lines, "More about one: hipback explain NAME"]) + "\n"


def _lines(entry: Entry, width: int) -> list[str]:
    """Region and names, folded at blanks; below `STACKED` columns the medical name stands on a line of its own."""
    medical = entry["medical_name"]
    named = "" if medical.lower() in entry["name"].lower() else f"({medical})"
    parts = [entry["name"], named] if width < STACKED else [f"{entry['name']} {named}"]
    room = max(width - 1 - INDENT, LONGEST)
    first, *rest = [line for part in parts for line in wrap(part, room)]
    return [f"  {entry['region']:<4}  {first}", *(" " * INDENT + line for line in rest)]


def _as_json(causes: dict[str, dict[str, Entry]]) -> str:
    kept = ("name", "medical_name", "other_names", "region")
    data = {
        section: [{"id": key, **{name: entry.get(name, []) for name in kept}} for key, entry in entries.items()]
        for section, entries in causes.items()
    }
    return json_text({"schema": 1, **data})
