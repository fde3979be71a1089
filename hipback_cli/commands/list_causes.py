"""`hipback list`: the ten conditions and the look-alikes."""

from __future__ import annotations

import json as jsonlib
import sys
from pathlib import Path

from hipback_cli.errors import ExitCode
from hipback_cli.knowledge.excerpts import Entry, Excerpts
from hipback_cli.knowledge.nodes import Unreadable
from hipback_cli.knowledge.problems import ContentError
from hipback_cli.knowledge.shipped import shipped_content

HEADINGS = {"conditions": "The ten conditions", "look_alikes": "Look-alikes (causes not among the ten)"}


def run(*, json: bool, content: Path | None) -> int:
    """Print every cause with its region; `json`: with its id and all names.

    Raises ContentError where the content cannot be read.
    """
    excerpts = Excerpts(content if content is not None else shipped_content())
    try:
        causes = {section: excerpts.names(section, section) for section in HEADINGS}
    except Unreadable as error:
        raise ContentError(error.problems) from None
    sys.stdout.write(_as_json(causes) if json else _as_text(causes))
    return ExitCode.OK


def _as_text(causes: dict[str, dict[str, Entry]]) -> str:
    lines: list[str] = []
    for section, heading in HEADINGS.items():
        lines += [heading, *(_line(entry) for entry in causes[section].values()), ""]
    return "\n".join([*lines, "More about one: hipback explain NAME"]) + "\n"


def _line(entry: Entry) -> str:
    medical = entry["medical_name"]
    known = medical.lower() in entry["name"].lower()
    return f"  {entry['region']:<4}  {entry['name']}{'' if known else f' ({medical})'}"


def _as_json(causes: dict[str, dict[str, Entry]]) -> str:
    kept = ("name", "medical_name", "other_names", "region")
    data = {
        section: [{"id": key, **{name: entry.get(name, []) for name in kept}} for key, entry in entries.items()]
        for section, entries in causes.items()
    }
    return jsonlib.dumps({"schema": 1, **data}, ensure_ascii=False, indent=2) + "\n"
