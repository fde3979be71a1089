"""The words for what is known of a treatment, for its warnings and for when to get help: one meaning each.

A module of its own, because `explain` must start without the reasoning that the other words need.
"""

from __future__ import annotations

EVIDENCE = {
    "strong": "good evidence",
    "moderate": "fair evidence",
    "limited": "weak evidence",
    "very_limited": "weak evidence",
    "consensus": "experts' usual advice, few studies",
}

DIRECTIONS = {
    "for": "Advised",
    "against": "Usually not advised",
    "uncertain": "We do not know if it helps",
    "mixed": "Experts disagree",
}

CAUTIONS = {
    "emergency": "Get emergency help",
    "urgent": "Be seen within 24 hours",
    "avoid": "Do not use it",
    "avoid_unless_advised": "Only if a doctor advises it",
    "ask_first": "Ask first",
    "take_care": "Take care",
}

GET_HELP = {
    "emergency": "Get help now if",
    "urgent": "Be seen today if",
    "routine": "Book a visit if",
}


def advice_words(direction: str, strength: str) -> str:
    """What is known of a treatment: "Advised (good evidence)"."""
    return f"{DIRECTIONS[direction]} ({EVIDENCE[strength]})"
