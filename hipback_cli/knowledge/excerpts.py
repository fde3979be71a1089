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
    r"^    (?:name|medical_name|other_names|variants|term):[^\n]*\n(?:(?: {5,}| {4}-)[^\n]*\n|[ ]*\n)*", re.MULTILINE
)
"""The lines of an entry that hold its names."""


class Excerpts:
    """Reads entries from the files of one folder; each file is opened once at most.

    Every method raises `Unreadable` where a file, or the part of it that is read, is no sound YAML.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._texts: dict[str, str] = {}

    def entries(
        self, stem: str, section: str, wanted: Collection[str] | None = None, *, indent: int = 2
    ) -> dict[str, Entry]:
        """The `wanted` entries (None: all) of a section, id → entry; ids that are not there are left out.

        `indent` is where the entries stand: 2 for those of the section itself, 6 for the questions of a screen.
        """
        if wanted is None:
            return dict(self._read(stem, section, None))
        parts = list(_cut(self._body(stem, section), _entry_start(indent)))
        lines = [text for name, text in parts if name in wanted]
        found = self._read(stem, section, lines if parts else None)
        return {name: entry for name, entry in found.items() if name in wanted}

    def items(self, stem: str, section: str, mentioning: Collection[str]) -> list[Entry]:
        """The items of a list section whose text holds one of the words `mentioning`; a few others may be among
        them."""
        parts = [text for _, text in _cut(self._body(stem, section), ITEM)]
        lines = [text for text in parts if any(word in text for word in mentioning)]
        return list(self._read(stem, section, lines if parts else None))

    def names(self, stem: str, section: str, words: Collection[str] = ()) -> dict[str, Entry]:
        """Id → the names of each entry of a section, only where all `words` (lower case) occur in them."""
        parts = list(_cut(self._body(stem, section), _entry_start(2)))
        lines = (_name_lines(text) for _, text in parts)
        wanted = [text for text in lines if all(word in text.lower() for word in words)]
        return dict(self._read(stem, section, wanted if parts else None))

    def _body(self, stem: str, section: str) -> str:
        """The lines of a section below its heading."""
        return next((text.partition("\n")[2] for name, text in _cut(self._text(stem), SECTION) if name == section), "")

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
    return re.compile(rf"^ {{{indent}}}(?P<id>[\w-]+):", re.MULTILINE)


def _cut(text: str, start: re.Pattern[str]) -> Iterator[tuple[str, str]]:
    """(id, text) of each part that begins where `start` matches."""
    begins = list(start.finditer(text))
    ends = [*(match.start() for match in begins[1:]), len(text)]
    for match, end in zip(begins, ends, strict=True):
        yield match["id"], text[match.start() : end]


def _name_lines(text: str) -> str:
    """The lines of an entry with its id and names; all of it where it is written in brackets."""
    head, _, rest = text.partition("\n")
    if "{" in head:
        return text
    return f"{head}\n" + "".join(match.group() for match in NAMES.finditer(rest))


def _plain(node: Node) -> Any:
    if isinstance(node, Scalar):
        return " ".join(node.text.split())
    if isinstance(node, ListNode):
        return [_plain(item) for item in node.items]
    return {name: _plain(value) for name, (_, value) in node.entries.items()}
