"""The words for evidence, warnings, urgency and regions, and small changes to a text: one way each.

Loads nothing of the reasoning, because `explain` must start without it.
"""

from __future__ import annotations

from collections.abc import Iterable

URGENCY = {
    "emergency": "EMERGENCY",
    "urgent": "URGENT",
    "routine": "ROUTINE",
    "self_care": "SELF-CARE",
}

CONDITIONS = "Conditions"
LOOK_ALIKES = "Look-alikes (causes that feel alike)"

REGIONS = {"hip": "the hip", "back": "the low back", "both": "the hip and the low back"}

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

LOOKS = {"history": "Your story", "examination": "Examination", "xray": "X-ray", "mri": "MRI scan"}
"""Ways to settle what it is, as `Confirmation` names them."""

GIVE_IT = "Give it about {weeks} weeks. If it is no better by then, book an appointment."


def advice_words(direction: str, strength: str) -> str:
    """What is known of a treatment: "Advised (good evidence)"."""
    return f"{DIRECTIONS[direction]} ({EVIDENCE[strength]})"


def listed(items: Iterable[str], joint: str = "and") -> str:
    """Join with commas and a last "and"."""
    *rest, last = tuple(items) or ("",)
    return f"{', '.join(rest)} {joint} {last}" if rest else last


def sentence(text: str) -> str:
    """`text` with a capital and a full stop."""
    text = text.strip()
    return capital(text) + ("" if text.endswith((".", "!", "?", ":")) or not text else ".")


def capital(text: str) -> str:
    """`text` with a capital first letter."""
    return text[:1].upper() + text[1:]


def lowered(text: str) -> str:
    """`text` with a small first letter, unless it begins with an abbreviation or a name such as "X-ray" or "L5"."""
    return text[:1].lower() + text[1:] if text[1:2].islower() or text[1:2] == " " else text
