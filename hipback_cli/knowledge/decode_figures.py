"""Figures and findings, as content writes them → `Word`, `Share`, `Ratio`."""

from __future__ import annotations

import math
from typing import Any

from hipback_cli.knowledge.decode import (
    DECIMAL,
    Record,
    Sheet,
    as_list,
    choice,
    entries,
    is_nothing,
    text,
    use,
    within,
)
from hipback_cli.knowledge.figures import WORDS, ratio_rates
from hipback_cli.knowledge.nodes import ListNode, MapNode, Node, Scalar
from hipback_cli.knowledge.problems import safe, shown
from hipback_cli.knowledge.types import Figure, Finding, FrequencyWord, Ratio, Share, Word

FORMS = "{p: 0.7, source: ID}, {lr: [4.9, 0.6], source: ID, against: WHOM}, or a word: " + " ".join(WORDS)
MARKS = frozenset({"p", "lr", "source"})
"""Any of these keys makes a map a figure instead of a choice of options."""


def figure(node: Node, sheet: Sheet) -> Figure:
    """A frequency word, a share with its source, or likelihood ratios with their source."""
    if isinstance(node, ListNode):
        raise sheet.refuse(node, "a list stands where a figure is expected", f"write {FORMS}")
    if isinstance(node, MapNode):
        return _ratio(node, sheet) if "lr" in node.entries else _share(node, sheet)
    if node.plain and DECIMAL.fullmatch(node.text):
        mend = f"write {{p: {safe(node.text)}, source: ID}}, or a word: " + " ".join(WORDS)
        raise sheet.refuse(node, f"{safe(node.text)} has neither source nor word", mend)
    return frequency(node, sheet)


def plain_figure(node: Node, sheet: Sheet) -> Figure:
    """A share or a word: likelihood ratios say nothing of a prior or a background."""
    decoded = figure(node, sheet)
    if isinstance(decoded, Ratio):
        raise sheet.refuse(node, "likelihood ratios cannot stand here", "write a share with its source, or a word")
    return decoded


def frequency(node: Node, sheet: Sheet) -> Word:
    word: Any = node.text if isinstance(node, Scalar) else text(node, sheet)
    if word not in WORDS:
        mend = sheet.nearest(word, WORDS) or f"write {FORMS}"
        raise sheet.refuse(node, f"{shown(word)} is no frequency word", mend)
    return Word(word)


def finding(node: Node, sheet: Sheet) -> Finding:
    """One figure (of a yes_no question), or option → figure."""
    if isinstance(node, Scalar) or (isinstance(node, MapNode) and MARKS & set(node.entries)):
        return {"yes": figure(node, sheet)}
    decoded: Finding = entries(figure)(node, sheet)
    if not decoded:
        raise sheet.refuse(node, "the finding is empty", "state a figure or remove the line")
    return decoded


findings = entries(finding, use("question"))
"""Question → finding."""

_share = Record(Share, {"p": within(0, 1), "source": use("source")}, ("p", "source"))


def _pair(node: Node, sheet: Sheet) -> tuple[float, float | None]:
    parts = as_list(node, sheet).items
    if len(parts) != 2:
        raise sheet.refuse(node, f"lr has {len(parts)} numbers", "write [LR+, LR-], with null where LR- is not known")
    positive = within(0.001, math.inf)(parts[0], sheet)
    unknown = is_nothing(parts[1])
    return positive, None if unknown else within(0, math.inf)(parts[1], sheet)


def _build_ratio(
    lr: tuple[float, float | None], source: str, against: str, sensitivity: FrequencyWord | None = None
) -> Ratio:
    return Ratio(lr[0], lr[1], source, against, sensitivity)


_written_ratio = Record(
    _build_ratio,
    {"lr": _pair, "source": use("source"), "against": text, "sensitivity": choice(WORDS)},
    ("lr", "source", "against"),
)


def _ratio(node: MapNode, sheet: Sheet) -> Ratio:
    ratio: Ratio = _written_ratio(node, sheet)
    wrong = _impossible(ratio)
    if wrong:
        raise sheet.refuse(node, *wrong)
    return ratio


def _impossible(ratio: Ratio) -> tuple[str, str] | None:
    """Why no test can have these ratios and how to mend it, or None."""
    if (ratio.negative is None) != (ratio.sensitivity is not None):
        mend = "give a frequency word as sensitivity exactly where LR- is null"
        return "a ratio needs either LR- or an assumed sensitivity", mend
    if ratio.positive == ratio.negative:
        return f"LR+ and LR- are both {ratio.positive:g}, which tells nothing", "look the two up again"
    sensitivity, false_positive = ratio_rates(ratio)
    if not (0 <= sensitivity <= 1 and 0 <= false_positive <= 1):
        negative = "null" if ratio.negative is None else f"{ratio.negative:g}"
        mend = "one of the two lies above 1, the other below; with LR- null, a higher LR+ or a lower sensitivity"
        return f"no finding can have LR+ {ratio.positive:g} and LR- {negative}", mend
    return None
