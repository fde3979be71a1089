"""How soon, put into a sentence. A module of its own, because `explain` must start without all the types. Pure."""

from __future__ import annotations

WITHIN = "{within}"
"""What stands in a sentence of the content for how soon."""

DAYS = {"now": 0, "now by phone": 0, "24 hours": 1, "a few days": 3, "1 week": 7, "2 weeks": 14}
"""Each `within` of the content → days after which it is late."""


def when_due(sentence: str, within: str) -> str:
    """`sentence` with `{within}` filled in: "Book {within}." and "2 weeks" → "Book within 2 weeks."."""
    return sentence.replace(WITHIN, within if within.startswith("now") else f"within {within}")
