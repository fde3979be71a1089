"""Single entries of the content files, read without the rest: what one page needs, at a fraction of the time.

The entries of a block map stand at one indent, as YAML itself demands, so an entry can be cut out as text and read
alone; where a section is laid out otherwise it is read whole. Values come as plain texts, lists and dicts. Nothing
is checked beyond what `nodes` checks: that content is sound is the task of `load_knowledge`.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator
from pathlib import Path
from typing import Any

from hipback_cli.knowledge.nodes import ListNode, MapNode, Node, Scalar, parse, read_text

Entry = dict[str, Any]
"""Key → text, list or entry."""

SECTION = re.compile(r"^(?P<id>\w+):[^\n]*\n", re.MULTILINE)
ITEM = re.compile(r"^(?P<id>- )", re.MULTILINE)
NAMES = re.compile(
    r"^    (?P<key>name|medical_name|other_names|variants|term|region|category):[^\n]*\n"
    r"(?:(?: {5,}| {4}-)[^\n]*\n|[ ]*\n)*",
    re.MULTILINE,
)
"""The lines of an entry that hold its names, and its region or category."""


class Excerpts:
    """Reads entries from the files of one folder; each file is opened once at most.

    Every method raises `Unreadable` where a file, or the part of it that is read, is no sound YAML.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._texts: dict[str, str] = {}
        self._sections: dict[str, dict[str, str]] = {}
        self._parts: dict[tuple[str, str, re.Pattern[str]], list[tuple[str, str]]] = {}

    def entries(self, stem: str, section: str, wanted: Collection[str], *, indent: int = 2) -> dict[str, Entry]:
        """The `wanted` entries of a section, id → entry; ids that are not there are left out.

        `indent` is where the entries stand: 2 for those of the section itself, 6 for the questions of a screen.
        """
        parts = self._cut(stem, section, _entry_start(indent))
        lines = [text for name, text in parts if name in wanted]
        found = self._read(stem, section, lines if parts else None)
        return {name: entry for name, entry in found.items() if name in wanted}

    def entries_with(self, stem: str, section: str, key: str, values: Collection[str]) -> dict[str, Entry]:
        """Entries of which `key` is, or lists, one of `values`."""
        parts = self._cut(stem, section, _entry_start(2))
        lines = [text for _, text in parts if any(value in text for value in values)]
        found = self._read(stem, section, lines if parts else None)
        return {name: entry for name, entry in found.items() if _holds(entry, key, values)}

    def items_with(
        self, stem: str, section: str, key: str, values: Collection[str], *, without: str = "\0"
    ) -> list[Entry]:
        """Items of a list section of which `key` is, or lists, one of `values`; none that is written with `without`."""
        parts = self._cut(stem, section, ITEM)
        lines = [text for _, text in parts if without not in text and any(value in text for value in values)]
        return [item for item in self._read(stem, section, lines if parts else None) if _holds(item, key, values)]

    def names(
        self,
        stem: str,
        section: str,
        *,
        words: Collection[str] = (),
        wanted: Collection[str] | None = None,
        variants: bool = True,
    ) -> dict[str, Entry]:
        """Id → names, and region or category, of the `wanted` entries (None: all).

        Only those in whose names all `words` (lower case) occur.
        """
        parts = self._cut(stem, section, _entry_start(2))
        likely = [text for name, text in parts if (wanted is None or name in wanted) and _has_all(text, words)]
        lines = [text for text in (_name_lines(each, variants) for each in likely) if _has_all(text, words)]
        found = self._read(stem, section, lines if parts else None)
        return {name: entry for name, entry in found.items() if wanted is None or name in wanted}

    def value(self, stem: str, key: str) -> Any:
        """What stands under a key of the file itself; the whole file is read."""
        return self._read(stem, key, None)

    def _cut(self, stem: str, section: str, start: re.Pattern[str]) -> list[tuple[str, str]]:
        """(id, text) of each entry or item of a section; none where it is laid out otherwise."""
        key = (stem, section, start)
        if key not in self._parts:
            self._parts[key] = list(_cut(self._body(stem, section), start))
        return self._parts[key]

    def _body(self, stem: str, section: str) -> str:
        """The lines of a section below its heading."""
        if stem not in self._sections:
            self._sections[stem] = dict(_cut(self._text(stem), SECTION))
        return self._sections[stem].get(section, "").partition("\n")[2]

    def _text(self, stem: str) -> str:
        if stem not in self._texts:
            self._texts[stem] = read_text(self._folder / f"{stem}.yaml") + "\n"
        return self._texts[stem]

    def _read(self, stem: str, section: str, lines: Iterable[str] | None) -> Any:
        """What stands in these lines of a section; None: in the whole file."""
        text = self._text(stem) if lines is None else f"{section}:\n{''.join(lines)}"
        root = parse(text, f"{stem}.yaml")
        found = root.entries.get(section) if isinstance(root, MapNode) else None
        value = _plain(found[1]) if found else None
        return value or {}


def _entry_start(indent: int) -> re.Pattern[str]:
    """Matches the first line of an entry with its id, and without an id any other line that ends the one before."""
    return re.compile(rf"^(?! {{{indent + 1}}}| *$)(?: {{{indent}}}(?P<id>[\w-]+):)?", re.MULTILINE)


def _cut(text: str, start: re.Pattern[str]) -> Iterator[tuple[str, str]]:
    """(id, text) of each part that begins where `start` matches with an id."""
    begins = list(start.finditer(text))
    places = [*(match.start() for match in begins), len(text)]
    for match, end in zip(begins, places[1:], strict=True):
        if match["id"]:
            yield match["id"], text[match.start() : end]


def _holds(entry: Entry, key: str, values: Collection[str]) -> bool:
    own = entry.get(key, ())
    return own in values if isinstance(own, str) else any(value in values for value in own)


def _has_all(text: str, words: Collection[str]) -> bool:
    if not words:
        return True
    lower = text.lower()
    return all(word in lower for word in words)


def _name_lines(text: str, variants: bool) -> str:
    """The lines of an entry with its id and names; all of it where it is written in brackets."""
    head, _, rest = text.partition("\n")
    if "{" in head:
        return text
    found = (match for match in NAMES.finditer(rest) if variants or match["key"] != "variants")
    return f"{head}\n" + "".join(match.group() for match in found)


def _plain(node: Node) -> Any:
    if isinstance(node, Scalar):
        return " ".join(node.text.split())
    if isinstance(node, ListNode):
        return [_plain(item) for item in node.items]
    return {name: _plain(value) for name, (_, value) in node.entries.items()}
