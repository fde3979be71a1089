"""Names for the shell to complete, found without reading any YAML: every Tab starts the program anew."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from hipback_cli.knowledge.shipped import shipped_content

FILES = ("conditions", "look_alikes", "red_flags", "treatments", "glossary")
ID = re.compile(r"^  ([a-z][a-z0-9_]*):", re.MULTILINE)
NAME = re.compile(r"(?:name|term): ([^,\n}]+)")
OTHER_NAMES = re.compile(r"other_names: \[([^\]]*)\]")


def next_words(before: Sequence[str], begun: str) -> list[str]:
    """Words that may follow `before` and begin with `begun`, so that names of several words complete unquoted.

    Capitals do not matter. Ids come whole; of a name, the next word.
    """
    told = [word.lower() for word in before]
    found = {
        words[len(told)]
        for name in _names()
        if (words := name.lower().split())[: len(told)] == told
        and len(words) > len(told)
        and words[len(told)].startswith(begun.lower())
    }
    return sorted(found)


def _names() -> Iterator[str]:
    for file in FILES:
        text = (shipped_content() / f"{file}.yaml").read_text(encoding="utf-8")
        for pattern in (ID, NAME):
            yield from (match.strip().strip("\"'") for match in pattern.findall(text))
        for listed in OTHER_NAMES.findall(text):
            yield from (name.strip().strip("\"'") for name in listed.split(","))
