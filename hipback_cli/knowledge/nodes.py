"""A YAML file as a tree of nodes that remember where they stand.

Only plain YAML is taken: texts, lists and maps. Limits hold while libyaml still hands over one event at a
time, before anything nested is built, because its own composer crashes on deep nesting and grows without end
on aliases.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml
from yaml import events

from hipback_cli.knowledge.problems import Problem, forbidden_characters, shown

MOST_BYTES = 2 * 1024 * 1024
DEEPEST = 32
MOST_NODES = 200_000

TOO_DEEP = (f"nested more than {DEEPEST} deep", "is there a stray bracket?")
"""What is wrong, and how to mend it."""

LOADER = yaml.CSafeLoader if yaml.__with_libyaml__ else yaml.SafeLoader


@dataclass(slots=True, eq=False)
class Scalar:
    """A text, a number, true or false: not yet decided which. Lines and columns count from 1."""

    line: int
    column: int
    text: str
    plain: bool
    """Written without quotes, so that YAML may read it as something other than text."""


@dataclass(slots=True, eq=False)
class ListNode:
    line: int
    column: int
    items: list[Node] = field(default_factory=list)


@dataclass(slots=True, eq=False)
class MapNode:
    line: int
    column: int
    entries: dict[str, tuple[Scalar, Node]] = field(default_factory=dict)
    """Key → the key's own node and its value."""


Node = Scalar | ListNode | MapNode


class WrongValue(Exception):
    """One node that cannot be taken: what is wrong with it, and how to mend it."""

    def __init__(self, node: Node, what: str, mend: str = "") -> None:
        super().__init__(what)
        self.node, self.what, self.mend = node, what, mend

    def problem(self, file: str, where: str = "") -> Problem:
        """The same with its place."""
        return Problem(file, self.node.line, self.node.column, self.what, where, self.mend)


class Unreadable(Exception):
    """The file yields no tree."""

    def __init__(self, *problems: Problem) -> None:
        super().__init__(problems)
        self.problems = problems


def read_tree(path: Path) -> Node:
    """The tree of the YAML file at `path`.

    Raises:
        Unreadable: with every reason found, each with its place.
    """
    return parse(read_text(path), path.name)


def read_text(path: Path) -> str:
    """The UTF-8 text of an ordinary file of at most `MOST_BYTES`.

    Raises:
        Unreadable: missing, no ordinary file, forbidden, too large, or not UTF-8.
    """
    name = path.name or str(path)
    try:
        data = _read_bytes(path)
    except FileNotFoundError:
        raise Unreadable(Problem(name, 0, 0, f"there is no such file in {path.parent.absolute()}")) from None
    except OSError as error:
        reason = (error.strerror or type(error).__name__).lower()
        raise Unreadable(Problem(name, 0, 0, f"the file cannot be read: {reason}")) from None
    if len(data) > MOST_BYTES:
        limit = MOST_BYTES // 1024 // 1024
        raise Unreadable(Problem(name, 0, 0, f"the file is larger than {limit} MiB", mend="split or shorten it"))
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        column = error.start - data.rfind(b"\n", 0, error.start)
        raise Unreadable(Problem(name, line, column, "this is not UTF-8 text", mend="save the file as UTF-8")) from None


def _read_bytes(path: Path) -> bytes:
    """At most one byte more than the limit; never waits on a pipe or device."""
    handle = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0))
    try:
        if not stat.S_ISREG(os.fstat(handle).st_mode):
            raise OSError(0, "it is not an ordinary file")
        with os.fdopen(handle, "rb", closefd=False) as file:
            return file.read(MOST_BYTES + 1)
    finally:
        os.close(handle)


def parse(text: str, file: str) -> Node:
    """The tree of one YAML document.

    Raises:
        Unreadable: no valid YAML, over a limit, or with anything beyond plain texts, lists and maps.
    """
    builder = _Builder(file)
    try:
        for event in yaml.parse(text, Loader=LOADER):
            builder.take(event)
    except yaml.MarkedYAMLError as error:
        raise Unreadable(*builder.problems, _syntax_problem(error, file)) from None
    except yaml.reader.ReaderError as error:
        raise Unreadable(_character_problem(error, text, file)) from None
    if builder.root is None:
        raise Unreadable(Problem(file, 0, 0, "the file is empty"))
    if builder.problems:
        raise Unreadable(*builder.problems)
    return builder.root


class _Builder:
    """Builds the tree from events; a stack instead of recursion, so that depth costs nothing."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.root: Node | None = None
        self.problems: list[Problem] = []
        self._open: list[ListNode | MapNode] = []
        self._keys: list[Scalar | None] = []
        """For each open map, the key that waits for its value."""
        self._nodes = 0

    def take(self, event: Any) -> None:
        kind = type(event)
        if kind is events.ScalarEvent:
            self._refuse_extras(event)
            mark = event.start_mark
            self._place(Scalar(mark.line + 1, mark.column + 1, event.value, event.implicit[0]))
        elif kind in (events.MappingStartEvent, events.SequenceStartEvent):
            self._begin(event, MapNode if kind is events.MappingStartEvent else ListNode)
        elif kind in (events.MappingEndEvent, events.SequenceEndEvent):
            self._open.pop()
            self._keys.pop()
        elif kind is events.AliasEvent:
            self._report(event, f"alias *{event.anchor} is not allowed", "write the content out")
            self._place(Scalar(event.start_mark.line + 1, event.start_mark.column + 1, "alias", False))
        elif kind is events.DocumentStartEvent and self.root is not None:
            self._report(event, "a second document begins here", "keep one document a file: remove the ---")
            raise Unreadable(*self.problems)

    def _begin(self, event: Any, kind: type[ListNode] | type[MapNode]) -> None:
        self._refuse_extras(event)
        if len(self._open) >= DEEPEST:
            self._report(event, *TOO_DEEP)
            raise Unreadable(*self.problems)
        node = kind(event.start_mark.line + 1, event.start_mark.column + 1)
        self._place(node)
        self._open.append(node)
        self._keys.append(None)

    def _place(self, node: Node) -> None:
        self._nodes += 1
        if self._nodes > MOST_NODES:
            what = f"more than {MOST_NODES:,} entries"
            raise Unreadable(*self.problems, Problem(self.file, node.line, node.column, what))
        if not self._open:
            self.root = node if self.root is None else self.root
            return
        parent = self._open[-1]
        if isinstance(parent, ListNode):
            parent.items.append(node)
        else:
            self._place_in_map(parent, node)

    def _place_in_map(self, parent: MapNode, node: Node) -> None:
        key = self._keys[-1]
        if key is None:
            self._keys[-1] = self._as_key(node)
            return
        self._keys[-1] = None
        if key.text in parent.entries:
            first = parent.entries[key.text][0].line
            what = f"duplicate key {shown(key.text)} (first on line {first})"
            self.problems.append(Problem(self.file, key.line, key.column, what, mend="keep one of the two"))
        else:
            parent.entries[key.text] = (key, node)

    def _as_key(self, node: Node) -> Scalar:
        if isinstance(node, Scalar):
            if node.plain and node.text == "<<":
                self._add(node, "merge key << is not allowed", "write the content out")
            return node
        self._add(node, "a list or map stands where a key is expected", "put text with [ or { in quotes")
        return Scalar(node.line, node.column, f"key on line {node.line}, column {node.column}", False)

    def _refuse_extras(self, event: Any) -> None:
        if event.anchor is not None:
            self._report(event, f"anchor &{event.anchor} is not allowed", "write the content out where it is used")
        if event.tag is not None:
            self._report(event, f"tag {shown(event.tag)} is not allowed", "put text that begins with ! in quotes")
        if isinstance(event, events.ScalarEvent) and (bad := forbidden_characters(event.value)):
            names = ", ".join(f"U+{ord(c):04X}" for c in bad[:5])
            self._report(event, f"control or invisible character {names} in the text", "remove it")

    def _report(self, event: Any, what: str, mend: str) -> None:
        mark = event.start_mark
        self.problems.append(Problem(self.file, mark.line + 1, mark.column + 1, what, mend=mend))

    def _add(self, node: Node, what: str, mend: str) -> None:
        self.problems.append(Problem(self.file, node.line, node.column, what, mend=mend))


SYNTAX_HINTS = {
    "mapping values are not allowed": "text with a colon needs quotes; or check the indent of this line",
    "could not find expected ':'": "a key needs a colon and a value",
    "that cannot start any token": "use spaces, not tabs, to indent; put text that begins with @ ` or % in quotes",
    "did not find expected key": "check the indent; text that begins with a quote must end with it",
    "did not find expected '-' indicator": "check the indent of the list",
    "did not find expected ',' or": "close the bracket; text with { } [ ] or , inside brackets needs quotes",
    "unexpected end of stream": "close the quote",
    "unexpected document": "remove the --- inside the text",
    "unknown escape": "use single quotes where text has a backslash",
}


def _syntax_problem(error: yaml.MarkedYAMLError, file: str) -> Problem:
    mark = error.problem_mark or error.context_mark
    place = (mark.line + 1, mark.column + 1) if mark else (0, 0)
    what = " ".join((error.problem or error.context or "no valid YAML").split())
    if "maximum nesting depth" in what:  # libyaml looks ahead, and meets its own limit before ours
        return Problem(file, *place, TOO_DEEP[0], mend=TOO_DEEP[1])
    mend = next((hint for part, hint in SYNTAX_HINTS.items() if part in what), "check quotes, colons and indent")
    return Problem(file, *place, f"not valid YAML: {what}", mend=mend)


def _character_problem(error: yaml.reader.ReaderError, text: str, file: str) -> Problem:
    """Place of a character that YAML refuses; libyaml counts bytes, so it is looked up in the text."""
    code = error.character if isinstance(error.character, int) else ord(error.character[:1] or "\0")
    at = max(text.find(chr(code)), 0)
    line, column = text.count("\n", 0, at) + 1, at - text.rfind("\n", 0, at)
    what = f"control character U+{code:04X}"
    return Problem(file, line, column, what, mend="remove it; is this a text file?")


def walk(root: Node) -> Iterator[tuple[Node, tuple[str, ...]]]:
    """Every node, keys included, with its path; depth is bounded by `DEEPEST`."""
    stack: list[tuple[Node, tuple[str, ...]]] = [(root, ())]
    while stack:
        node, path = stack.pop()
        yield node, path
        if isinstance(node, MapNode):
            for name, (key, value) in node.entries.items():
                stack += [(key, path), (value, (*path, name))]
        elif isinstance(node, ListNode):
            stack += [(item, (*path, item_name(item, i))) for i, item in enumerate(node.items)]


def item_name(item: Node, index: int) -> str:
    """How a list item is called in a path: its `id` where it has one, else its number from 1."""
    if isinstance(item, MapNode) and "id" in item.entries:
        name = item.entries["id"][1]
        if isinstance(name, Scalar):
            return name.text
    return str(index + 1)
