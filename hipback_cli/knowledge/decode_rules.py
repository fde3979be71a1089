"""Rules over answers, as content writes them → `Rule`."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any, get_args, get_type_hints

from hipback_cli.knowledge.decode import (
    Refused,
    Sheet,
    as_list,
    identifier,
    is_nothing,
    items,
    text,
    whole,
)
from hipback_cli.knowledge.nodes import ListNode, MapNode, Node
from hipback_cli.knowledge.problems import shown
from hipback_cli.knowledge.types import AtLeast, Compare, Is, Not, Rule

COMPARISON = re.compile(r"([a-z0-9_]+)\s*([<>=!]{1,3})\s*(\S{1,20})")
OPERATORS = get_args(get_type_hints(Compare)["operator"])
BOUND = re.compile(r"-?[0-9]{1,6}(\.[0-9]{1,6})?")
MOST_PARTS = 100
"""Rules that one list may combine; nobody can follow a longer one."""

FORMS = "{all: [...]}, {any: [...]}, {at_least: 2, of: [...]}, {not: ...} or {question: option}"


def rule(node: Node, sheet: Sheet) -> Rule:
    """A question id (answered yes), `age >= 60`, {question: option or options}, or a combination of rules."""
    if isinstance(node, ListNode):
        raise sheet.refuse(node, "a list stands where a rule is expected", "write {all: [...]} or {any: [...]}")
    if isinstance(node, MapNode):
        return _map_rule(node, sheet)
    written = text(node, sheet)
    match = COMPARISON.fullmatch(written)
    if match:
        return _leaf(_comparison(node, sheet, *match.groups()), node, sheet)
    return _leaf(Is(identifier(node, sheet), ("yes",)), node, sheet)


def _leaf(leaf: Is | Compare, node: Node, sheet: Sheet) -> Rule:
    sheet.used.append(("question", leaf.question, node))
    sheet.leaves.append((leaf, node))
    return leaf


def _comparison(node: Node, sheet: Sheet, question: str, sign: Any, bound: str) -> Compare:
    if sign not in OPERATORS:
        raise sheet.refuse(node, f"{shown(sign)} is no comparison", "write one of " + " ".join(OPERATORS))
    if not BOUND.fullmatch(bound):
        raise sheet.refuse(node, f"{shown(bound)} is not a number", "compare with a number, such as age >= 60")
    return Compare(question, sign, float(bound))


def _map_rule(node: MapNode, sheet: Sheet) -> Rule:
    names = set(node.entries)
    if names == {"at_least", "of"}:
        return _at_least(node, sheet)
    if len(names) != 1:
        raise sheet.refuse(node, f"a rule with the keys {', '.join(map(shown, node.entries))}", f"write one of {FORMS}")
    ((key, value),) = node.entries.values()
    if key.text in COMBINE:
        return COMBINE[key.text](value, sheet)
    if is_nothing(value):
        raise sheet.refuse(key, f"the rule {shown(key.text)} has no value", "a rule without { } needs no value")
    question = identifier(key, sheet)
    options = items(identifier)(value, sheet) if isinstance(value, ListNode) else (identifier(value, sheet),)
    if not options:
        raise sheet.refuse(value, "no option is named", "name at least one option")
    return _leaf(Is(question, options), key, sheet)


def _parts(node: Node, sheet: Sheet) -> tuple[Rule, ...]:
    written = len(as_list(node, sheet).items)
    if written > MOST_PARTS:
        raise sheet.refuse(node, f"{written} rules in one list", f"combine at most {MOST_PARTS}")
    parts: tuple[Rule, ...] = items(rule)(node, sheet)
    if len(parts) < written:
        raise Refused
    return parts


def _all(node: Node, sheet: Sheet) -> Rule:
    parts = _parts(node, sheet)
    return AtLeast(len(parts), parts)


def _any(node: Node, sheet: Sheet) -> Rule:
    parts = _parts(node, sheet)
    if not parts:
        raise sheet.refuse(node, "any: [] never holds", "name at least one rule")
    return AtLeast(1, parts)


def _not(node: Node, sheet: Sheet) -> Rule:
    return Not(rule(node, sheet))


def _at_least(node: MapNode, sheet: Sheet) -> Rule:
    count_node, parts_node = node.entries["at_least"][1], node.entries["of"][1]
    parts = _parts(parts_node, sheet)
    count = whole(count_node, sheet)
    if not 1 <= count <= len(parts):
        what = f"at_least: {count} of {len(parts)} rules " + ("always holds" if count < 1 else "never holds")
        raise sheet.refuse(count_node, what, f"write a number from 1 to {len(parts)}")
    return AtLeast(count, parts)


COMBINE: dict[str, Callable[[Node, Sheet], Rule]] = {"all": _all, "any": _any, "not": _not}
