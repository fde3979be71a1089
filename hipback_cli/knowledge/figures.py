"""What a figure of the content is worth: frequency words, likelihood ratios, and trust in the source.

The two tables below are the only places where these numbers stand. Pure; all results are probabilities
(0 to 1) unless said.
"""

from __future__ import annotations

import math
from collections.abc import Mapping

from hipback_cli.knowledge.types import Figure, FrequencyWord, Ratio, Share, Source, Tier, Word

WORDS: Mapping[FrequencyWord, float] = {
    "always": 0.95,
    "usually": 0.80,
    "often": 0.60,
    "sometimes": 0.35,
    "rarely": 0.10,
    "never": 0.02,
}

TRUST: Mapping[Tier, float] = {"review": 0.9, "cohort": 0.9, "specialist": 0.7, "small": 0.5, "opinion": 0.5}
"""How much of a figure's distance from the background (in log-odds) is believed, by tier of source."""

LEAST, MOST = 0.01, 0.99
"""Bounds of a finding: people misread and mistype, so that no answer settles anything alone."""

RAREST = 0.0001
"""Smallest share that counts as a prior: one in ten thousand."""


def word_probability(word: FrequencyWord) -> float:
    """The one probability that stands for a frequency word."""
    return WORDS[word]


def probability(figure: Figure, background: float, sources: Mapping[str, Source], *, shrink: bool = True) -> float:
    """Share of people with the condition who have the finding, drawn towards `background` by source tier.

    A word is a judgement already and is not drawn. With `shrink=False` the figure is taken as it stands, as
    for a prior, which may be far below one in a hundred.
    """
    stated = stated_probability(figure)
    if not shrink:
        return _within(stated, RAREST, MOST)
    trust = 1.0 if _is_judgement(figure) else TRUST[sources[_source(figure)].tier]
    start, end = (_logit(_within(share, LEAST, MOST)) for share in (background, stated))
    return _within(_logistic(start + trust * (end - start)), LEAST, MOST)


def stated_probability(figure: Figure) -> float:
    """Share of people with the condition who have the finding, as the content states it."""
    match figure:
        case Word(word):
            return WORDS[word]
        case Share(p):
            return p
        case Ratio():
            return ratio_rates(figure)[0]


def ratio_rates(ratio: Ratio) -> tuple[float, float]:
    """Shares with the finding (among people with the condition, in the study's comparison group).

    From LR+ = Se / fp and LR- = (1 - Se) / (1 - fp) follows fp = (1 - LR-) / (LR+ - LR-), Se = LR+ * fp.
    Without LR- the assumed `sensitivity` stands for Se. Both are within 0 to 1 if the ratio is possible.
    """
    if ratio.negative is None:
        sensitivity = WORDS[ratio.sensitivity or "often"]
        return sensitivity, sensitivity / ratio.positive
    false_positive = (1 - ratio.negative) / (ratio.positive - ratio.negative)
    return ratio.positive * false_positive, false_positive


def shrunk_odds(odds: float, tier: Tier) -> float:
    """An odds ratio (above 0) drawn towards 1 on the log scale by the tier of its source."""
    return math.exp(TRUST[tier] * math.log(odds))


def _is_judgement(figure: Figure) -> bool:
    return isinstance(figure, Word) or (isinstance(figure, Ratio) and figure.negative is None)


def _source(figure: Figure) -> str:
    return "" if isinstance(figure, Word) else figure.source


def _within(share: float, least: float, most: float) -> float:
    return min(max(share, least), most)


def _logit(share: float) -> float:
    return math.log(share / (1 - share))


def _logistic(log_odds: float) -> float:
    return 1 / (1 + math.exp(-log_odds))
