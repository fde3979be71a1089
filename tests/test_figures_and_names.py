"""What a figure is worth, and what a name leads to."""

from __future__ import annotations

import math
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hipback_cli.knowledge.due import DAYS
from hipback_cli.knowledge.figures import (
    TRUST,
    WORDS,
    probability,
    ratio_rates,
    shrunk_odds,
    stated_probability,
)
from hipback_cli.knowledge.names import Named, find
from hipback_cli.knowledge.types import Ratio, Share, Source, Within, Word

SOURCES = {tier: Source(tier, "A title", tier) for tier in TRUST}
"""One source a tier, under the tier's own name."""


def test_a_word_is_taken_at_its_word_whatever_the_background() -> None:
    assert [probability(Word(word), 0.5, SOURCES) for word in WORDS] == pytest.approx(list(WORDS.values()))
    assert probability(Word("often"), 0.02, SOURCES) == pytest.approx(0.60)


def test_a_small_study_moves_half_of_the_way_in_log_odds() -> None:
    # Background 1:1 and cited 9:1; half of the way in log-odds is 3:1.
    assert probability(Share(0.9, "small"), 0.5, SOURCES) == pytest.approx(0.75)
    assert probability(Share(0.9, "review"), 0.5, SOURCES) == pytest.approx(1 / (1 + 9**-0.9))


def test_likelihood_ratios_give_the_shares_of_the_study() -> None:
    # Sensitivity 0.8 and specificity 0.9: LR+ = 0.8 / 0.1, LR- = 0.2 / 0.9.
    assert ratio_rates(Ratio(8, 0.2 / 0.9, "review", "others")) == pytest.approx((0.8, 0.1))
    # A finding that speaks against it: sensitivity 0.2, and 0.5 of the others have it.
    assert ratio_rates(Ratio(0.4, 1.6, "review", "others")) == pytest.approx((0.2, 0.5))
    # LR- not given: the word stands for the sensitivity, and LR+ fixes the rest.
    assert ratio_rates(Ratio(3, None, "review", "others", "often")) == pytest.approx((0.6, 0.2))


def test_a_prior_is_neither_drawn_nor_raised_to_the_floor_of_findings() -> None:
    assert probability(Share(0.003, "opinion"), 0.5, SOURCES, shrink=False) == 0.003


def test_an_odds_ratio_is_drawn_towards_one() -> None:
    assert shrunk_odds(4.0, "small") == pytest.approx(2.0)
    assert shrunk_odds(0.25, "small") == pytest.approx(0.5)


shares = st.floats(0, 1)
tiers = st.sampled_from(sorted(TRUST))
figures = st.one_of(
    st.builds(Word, st.sampled_from(sorted(WORDS))),
    st.builds(Share, shares, tiers),
    st.builds(Ratio, st.floats(1.01, 50), st.floats(0, 0.99), tiers, st.just("others")),
    st.builds(Ratio, st.floats(0.01, 0.99), st.floats(1.01, 50), tiers, st.just("others")),
)


@given(figure=figures, background=shares)
def test_the_result_lies_between_background_and_figure_and_settles_nothing_alone(
    figure: Word | Share | Ratio, background: float
) -> None:
    result = probability(figure, background, SOURCES)
    low, high = sorted(min(max(p, 0.01), 0.99) for p in (background, stated_probability(figure)))
    assert low - 1e-9 <= result <= high + 1e-9


@given(positive=st.floats(1.01, 50), negative=st.floats(0, 0.99))
def test_the_shares_give_the_ratios_back(positive: float, negative: float) -> None:
    sensitivity, false_positive = ratio_rates(Ratio(positive, negative, "review", "others"))
    assert 0 <= sensitivity <= 1 and 0 <= false_positive <= 1
    assert math.isclose(sensitivity / false_positive, positive, rel_tol=1e-6)
    assert math.isclose((1 - sensitivity) / (1 - false_positive), negative, rel_tol=1e-6, abs_tol=1e-9)


# --- names -----------------------------------------------------------------------------------------

OUTER = Named("condition", "trochanteric_bursitis", ("Outer hip pain", "GTPS", "trochanteric bursitis"))
SITTING = Named("condition", "ischial_bursitis", ("Sitting bone bursitis", "weaver's bottom"))
SI = Named("condition", "sacroiliac_joint", ("Sacroiliac joint pain", "SI joint"))
MENIERE = Named("glossary", "menieres", ("Ménière's disease",))
DISC = Named("variant", "disc", ("Slipped disc",))
NERVE = Named("glossary", "meralgia", ("paraesthetica",))
ALL = (OUTER, SITTING, SI, MENIERE, DISC, NERVE)


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("gtps", OUTER),
        (["Outer", "HIP", "pain"], OUTER),
        ("trochanteric-bursitis", OUTER),
        ("trochanteric_bursitis", OUTER),
        ("weavers bottom", SITTING),
        ("Weaver\u2019s bottom", SITTING),
        ("SIJoint", SI),
        ("meniere's disease", MENIERE),
        ("slipped disk", DISC),
        ("paresthetica", NERVE),
    ],
)
def test_a_name_is_found_however_it_is_typed(words: str | list[str], found: Named) -> None:
    assert find(words, ALL).found == (found,)


@pytest.mark.parametrize(
    ("words", "close"),
    [
        ("bursitis", ("Sitting bone bursitis", "trochanteric bursitis")),
        ("sacroilac joint pain", ("Sacroiliac joint pain",)),
        ("trochantric bursitis", ("trochanteric bursitis",)),
        ("hip pain", ("Outer hip pain",)),
        ("xylophone", ()),
        ("", ()),
        ("--", ()),
    ],
)
def test_a_miss_suggests_what_comes_near(words: str, close: tuple[str, ...]) -> None:
    lookup = find(words, ALL)
    assert lookup.found == ()
    assert lookup.close == close


def test_a_name_of_two_things_finds_both() -> None:
    other = Named("glossary", "gtps", ("GTPS",))
    assert find("GTPS", (OUTER, other)).found == (OUTER, other)


def test_every_time_to_be_seen_in_has_its_days_soonest_first() -> None:
    assert tuple(DAYS) == get_args(Within)
    assert list(DAYS.values()) == sorted(DAYS.values())
