"""Nodes → the frozen types, driven by the types' own fields.

A decoder takes a node and the sheet (the file being read) and returns a value, or reports what is wrong to the
sheet and raises `Refused`. Containers go on after a refused part, so that one reading finds every problem.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Collection, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

import yaml

from hipback_cli.knowledge.nodes import ListNode, MapNode, Node, Scalar, walk
from hipback_cli.knowledge.problems import Problem, did_you_mean, safe, shown
from hipback_cli.knowledge.types import Compare, Is, Urgency

MOST_SEARCHES = 100
"""Times that one file is helped with the nearest known word: each search takes milliseconds."""


class Refused(Exception):
    """The node cannot be decoded; why has been reported to the sheet."""


@dataclass(slots=True, eq=False)
class Sheet:
    """One file while it is read: what is wrong, which ids it defines, and which it uses."""

    file: str
    root: Node
    found: list[tuple[Node, str, str]] = field(default_factory=list)
    """Problems so far as (node, what, how to mend)."""
    defined: dict[str, dict[str, Node]] = field(default_factory=dict)
    """Kind of id (`question`, `source` ...) → id → where it is defined."""
    used: list[tuple[str, str, Node]] = field(default_factory=list)
    """(kind of id, id, where it is used)."""
    leaves: list[tuple[Is | Compare, Node]] = field(default_factory=list)
    """Every single comparison of every rule."""

    _searched: int = 0
    _lists: dict[int, dict[str, Node]] = field(default_factory=dict)
    """Identity of a list → its items by number and by `id`."""

    def report(self, node: Node, what: str, mend: str = "") -> None:
        self.found.append((node, what, mend))

    def nearest(self, value: str, known: Collection[str]) -> str:
        """`did you mean "x"?`, or nothing; not for ever in a file where everything is unknown."""
        self._searched += 1
        return did_you_mean(value, known) if self._searched <= MOST_SEARCHES else ""

    def refuse(self, node: Node, what: str, mend: str = "") -> Refused:
        self.report(node, what, mend)
        return Refused()

    def define(self, kind: str, identity: str, node: Node) -> None:
        """Note that `identity` is defined here; a second definition is a problem."""
        first = self.defined.setdefault(kind, {}).setdefault(identity, node)
        if first is not node:
            name = kind.replace("_", " ")
            self.report(node, f"{name} {shown(identity)} stands twice (first on line {first.line})", "rename one")

    def at(self, *path: str) -> Node:
        """The node at `path`, or the deepest one on the way to it."""
        node = self.root
        for name in path:
            below = self._child(node, name)
            if below is None:
                break
            node = below
        return node

    def _child(self, node: Node, name: str) -> Node | None:
        if isinstance(node, MapNode) and name in node.entries:
            return node.entries[name][1]
        if isinstance(node, ListNode):
            if id(node) not in self._lists:
                numbered = {str(index + 1): item for index, item in enumerate(node.items)}
                self._lists[id(node)] = numbered | {own: item for item in node.items if (own := _own_id(item))}
            return self._lists[id(node)].get(name)
        return None

    def problems(self) -> list[Problem]:
        """Everything found, with places in words."""
        if not self.found:
            return []
        paths = {id(node): path for node, path in walk(self.root)}
        return [
            Problem(self.file, node.line, node.column, what, _in_words(paths.get(id(node), ())), mend)
            for node, what, mend in self.found
        ]


def _own_id(node: Node) -> str | None:
    found = node.entries.get("id") if isinstance(node, MapNode) else None
    return found[1].text if found and isinstance(found[1], Scalar) else None


def _in_words(path: tuple[str, ...]) -> str:
    return ".".join(path[1:] or path)


Decoder = Callable[[Node, Sheet], Any]


# --- single values ---------------------------------------------------------------------------------

IDENTIFIER = re.compile(r"[a-z0-9]+(?:[_-][a-z0-9]+)*")
WHOLE = re.compile(r"[+-]?(?:0|[1-9][0-9]*)")
DECIMAL = re.compile(r"[+-]?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?")
BLANKS = re.compile(r"[ \t\n]+")
LONGEST_NUMBER = 15

READ_AS = {
    "tag:yaml.org,2002:bool": "true or false",
    "tag:yaml.org,2002:int": "a whole number",
    "tag:yaml.org,2002:float": "a number",
    "tag:yaml.org,2002:timestamp": "a date",
    "tag:yaml.org,2002:null": "nothing",
    "tag:yaml.org,2002:value": "a special sign",
    "tag:yaml.org,2002:merge": "a special sign",
}


def read_as(scalar: Scalar) -> str | None:
    """What YAML reads a scalar as when that is not text: "true", "90", "a date"; None for text."""
    if not scalar.plain:
        return None
    resolvers = yaml.SafeLoader.yaml_implicit_resolvers.get(scalar.text[:1], [])
    tag = next((tag for tag, pattern in resolvers if pattern.match(scalar.text)), None)
    if tag is None or tag not in READ_AS:
        return None
    if not tag.endswith((":bool", ":int", ":float")) or len(scalar.text) > LONGEST_NUMBER:
        return READ_AS[tag]
    try:
        value = yaml.safe_load(scalar.text)
    except ValueError:
        return READ_AS[tag]
    return str(value).lower()


def described(node: Node) -> str:
    """A node in a few words, for messages."""
    if isinstance(node, ListNode):
        return "a list"
    if isinstance(node, MapNode):
        return "a map (key: value)"
    return "nothing" if is_nothing(node) else shown(node.text)


def is_nothing(node: Node) -> bool:
    """Whether the value is left empty, or null."""
    return isinstance(node, Scalar) and node.plain and node.text in ("", "~", "null")


def _scalar(node: Node, sheet: Sheet, wanted: str) -> Scalar:
    if isinstance(node, Scalar):
        if is_nothing(node):
            raise sheet.refuse(node, f"nothing stands where {wanted} is expected", "fill it in or remove the line")
        return node
    mend = f"write {wanted}"
    if isinstance(node, MapNode) and wanted == "text":
        mend = "put text with a colon in quotes"
    raise sheet.refuse(node, f"{described(node)} stands where {wanted} is expected", mend)


def text(node: Node, sheet: Sheet) -> str:
    """One paragraph; line breaks of the file become spaces."""
    scalar = _scalar(node, sheet, "text")
    trap = read_as(scalar)
    if trap is not None:
        raise sheet.refuse(node, f"YAML reads {safe(scalar.text)} as {trap}", "put it in quotes")
    value = BLANKS.sub(" ", scalar.text).strip()
    if not value:
        raise sheet.refuse(node, "empty text", "fill it in or remove the line")
    return value


def identifier(node: Node, sheet: Sheet) -> str:
    """An id: lower-case letters and digits, joined by _ or -."""
    value = text(node, sheet)
    if not IDENTIFIER.fullmatch(value):
        mend = "use lower-case letters, digits and _ (sources: -)"
        raise sheet.refuse(node, f"{shown(value)} cannot be an id", mend)
    return value


def boolean(node: Node, sheet: Sheet) -> bool:
    scalar = _scalar(node, sheet, "true or false")
    value = read_as(scalar)
    if value not in ("true", "false"):
        mend = "remove the quotes" if not scalar.plain and scalar.text in ("true", "false") else "write true or false"
        raise sheet.refuse(node, f"{described(node)} is neither true nor false", mend)
    return value == "true"


def _numeral(node: Node, sheet: Sheet, pattern: re.Pattern[str], wanted: str) -> str:
    scalar = _scalar(node, sheet, wanted)
    if scalar.plain and pattern.fullmatch(scalar.text) and len(scalar.text) <= LONGEST_NUMBER:
        return scalar.text
    trap = read_as(scalar)
    if trap is not None and trap != scalar.text:
        raise sheet.refuse(node, f"YAML reads {safe(scalar.text)} as {trap}", f"write {wanted} such as 12")
    mend = "remove the quotes" if not scalar.plain and pattern.fullmatch(scalar.text) else f"write {wanted}"
    raise sheet.refuse(node, f"{described(node)} is not {wanted}", mend)


def whole(node: Node, sheet: Sheet) -> int:
    return int(_numeral(node, sheet, WHOLE, "a whole number"))


def number(node: Node, sheet: Sheet) -> float:
    return float(_numeral(node, sheet, DECIMAL, "a number"))


def within(low: float, high: float, read: Callable[[Node, Sheet], float] = number) -> Decoder:
    """A number (with `read=whole` a whole one) from `low` to `high`, both included."""

    def decode(node: Node, sheet: Sheet) -> float:
        value = read(node, sheet)
        if not low <= value <= high:
            limits = f"at least {low:g}" if math.isinf(high) else f"from {low:g} to {high:g}"
            raise sheet.refuse(node, f"{value:g} is out of range", f"write a number {limits}")
        return value

    return decode


def choice(known: Collection[str]) -> Decoder:
    """One of a few fixed words."""

    def decode(node: Node, sheet: Sheet) -> str:
        value = _scalar(node, sheet, "a word").text
        if value not in known:
            mend = sheet.nearest(value, known) or "write one of " + ", ".join(known)
            raise sheet.refuse(node, f"{shown(value)} is not one of {', '.join(known)}", mend)
        return text(node, sheet)

    return decode


def use(kind: str) -> Decoder:
    """The id of something defined elsewhere; whether it exists is checked when every file is read."""

    def decode(node: Node, sheet: Sheet) -> str:
        value = identifier(node, sheet)
        sheet.used.append((kind, value, node))
        return value

    return decode


def urgency(node: Node, sheet: Sheet) -> Urgency:
    word = choice([level.word for level in Urgency])(node, sheet)
    return Urgency[word.upper()]


# --- containers ------------------------------------------------------------------------------------
# They leave out what is refused; the record around them is refused as a whole, because something was reported.


def items(decode: Decoder) -> Decoder:
    """A list → tuple."""

    def decode_list(node: Node, sheet: Sheet) -> tuple[Any, ...]:
        results = []
        for item in as_list(node, sheet).items:
            with suppress(Refused):
                results.append(decode(item, sheet))
        return tuple(results)

    return decode_list


def entries(decode: Decoder, decode_key: Decoder = identifier) -> Decoder:
    """A map → dict, in file order."""

    def decode_map(node: Node, sheet: Sheet) -> dict[str, Any]:
        results = {}
        for key, value in as_map(node, sheet).entries.values():
            with suppress(Refused):
                name = decode_key(key, sheet)
                results[name] = decode(value, sheet)
        return results

    return decode_map


def as_list(node: Node, sheet: Sheet) -> ListNode:
    if isinstance(node, ListNode):
        return node
    raise sheet.refuse(node, f"{described(node)} stands where a list is expected", "write [a, b] or lines of - a")


def as_map(node: Node, sheet: Sheet) -> MapNode:
    if isinstance(node, MapNode):
        return node
    raise sheet.refuse(node, f"{described(node)} stands where a map is expected", "write lines of key: value")


# --- records ---------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Record:
    """How a map becomes a dataclass: a decoder for each key, and the keys that must be there."""

    build: Callable[..., Any]
    decoders: Mapping[str, Decoder]
    required: tuple[str, ...]

    def __call__(self, node: Node, sheet: Sheet, **given: Any) -> Any:
        """The dataclass.

        Raises:
            Refused: after every field was looked at, if any is unknown, missing or wrong.
        """
        before = len(sheet.found)
        values = self.values(node, sheet)
        if len(sheet.found) > before:
            raise Refused
        return self.build(**given, **values)

    def values(self, node: Node, sheet: Sheet) -> dict[str, Any]:
        """Those fields that are there and right; whatever is wrong has been reported."""
        found = as_map(node, sheet).entries
        values = {}
        for name, (key, value) in found.items():
            decode = self.decoders.get(name)
            if decode is None:
                sheet.report(key, f"unknown key {shown(name)}", self._mend(name, value, sheet))
                continue
            with suppress(Refused):
                values[name] = decode(value, sheet)
        for name in self.required:
            if name not in found:
                sheet.report(node, f"key {shown(name)} is missing", "add it")
        return values

    def _mend(self, name: str, value: Node, sheet: Sheet) -> str:
        if " " in name and is_nothing(value):
            return "text with a comma inside { } needs quotes"
        return sheet.nearest(name, self.decoders) or "possible here: " + ", ".join(sorted(self.decoders))


def keyed(decode: Record, kind: str = "") -> Decoder:
    """A map id → record, as dict. With a `kind`, every id is noted as defined and must be the only one so named."""

    def decode_map(node: Node, sheet: Sheet) -> dict[str, Any]:
        results = {}
        for key, value in as_map(node, sheet).entries.values():
            with suppress(Refused):
                name = identifier(key, sheet)
                if kind:
                    sheet.define(kind, name, key)
                results[name] = decode(value, sheet, id=name)
        return results

    return decode_map


def listed(decode: Record, kind: str) -> Decoder:
    """A list of records that carry their own `id`, as tuple; every id is noted as defined."""

    def decode_list(node: Node, sheet: Sheet) -> tuple[Any, ...]:
        results = []
        for item in as_list(node, sheet).items:
            own = item.entries.get("id") if isinstance(item, MapNode) else None
            with suppress(Refused):
                if own is not None:
                    sheet.define(kind, identifier(own[1], sheet), own[1])
                results.append(decode(item, sheet))
        return tuple(results)

    return decode_list
