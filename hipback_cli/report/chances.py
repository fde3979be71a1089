"""How likely something is, as people read it."""

from __future__ import annotations

from dataclasses import dataclass

STEP = 5
"""Chances are rounded to this many in 100."""

MOST = 95
"""No chance is shown above this: nothing here is certain."""

POSSIBLE = 30
"""The least figure called "possible": from here on a look-alike is named, and what can settle a cause is told."""


CHANCE_WORDS = ((0.575, "likely"), (0.275, "possible"), (0.075, "less likely"), (0.0, "unlikely"))
"""Least probability of each word, so that word and figure rounded to 5 in 100 agree (content standards, section 2)."""


@dataclass(frozen=True, slots=True)
class Chance:
    """A probability as people read it: a fixed word, and a figure out of 100."""

    word: str
    figure: str
    """Such as "about 60 in 100" or "fewer than 5 in 100"."""
    number: int
    """Rounded to 5 in 100, at most 95; 0 for fewer than 5."""

    @property
    def both(self) -> str:
        """Word first, then figure: "likely, about 60 in 100"."""
        return f"{self.word}, {self.figure}"


def chance_word(probability: float) -> str:
    """The one word for a probability (0 to 1)."""
    return next(word for least, word in CHANCE_WORDS if probability >= least)


def chance(probability: float) -> Chance:
    """Put a probability (0 to 1) into the words and rounding of the content standards, section 2."""
    if probability < STEP / 100:
        return Chance(chance_word(probability), f"fewer than {STEP} in 100", 0)
    number = min(MOST, int(probability * 100 / STEP + 0.5) * STEP)
    return Chance(chance_word(number / 100), f"about {number} in 100", number)
