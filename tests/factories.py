"""Assessments built by hand, for tests of what a report says whatever the content holds."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from hipback_cli.knowledge.due import when_due
from hipback_cli.knowledge.types import Clinic, Confirmation, Source, Urgency
from hipback_cli.reasoning.assessment import (
    Assessment,
    Candidate,
    CategoryReport,
    CautionReport,
    ChainLink,
    Evidence,
    LookAlikeReport,
    OptionReport,
    OwnIdea,
    Reason,
    Told,
    UrgencyReport,
)
from hipback_cli.reasoning.region import PrimaryRegion

CLINIC = Clinic(
    name="Test Clinic",
    phone="555-0100",
    emergency_number="911",
    crisis_line="988 (call or text)",
    pharmacist="a pharmacist",
    safety_net=("numbness between the legs", "a leg that gets weaker"),
    opening=("This cannot examine you.",),
    disclaimer=("This gives no diagnosis.",),
    treat_both="Treat both regions.",
    tested_on="An estimate, tested on retold cases.",
    visit_questions=("What would an X-ray change?",),
)

TOLD_LYING = Told("lying_on_side", "wakes_me", "lying on it wakes you")
TOLD_GROIN = Told("pain_sites", "groin", "pain in the groin")
TOLD_SADDLE = Told("saddle_numbness", "yes", "numb between the legs")

SOURCE = Source("collee-1991", "Greater trochanteric pain syndrome", "cohort", "Collee G, Dijkmans BA", 1991, "J Rheum")


def candidate(**changes: Any) -> Candidate:
    base = Candidate(
        id="trochanteric_bursitis",
        name="Outer hip pain",
        medical_name="trochanteric bursitis",
        region="hip",
        probability=0.71,
        variant=None,
        what_it_is="The tendons at the outer hip are sore.",
        supports=(Evidence(TOLD_LYING, 1.4, "collee-1991"), Evidence(Told("stairs", "yes", "stairs hurt"), 0.6, None)),
        against=(Evidence(Told("age", "20_to_29", "age 20 to 29"), -0.7, None),),
        unexplained=(TOLD_GROIN,),
        would_change=Told("socks", "hard", "socks are hard to put on"),
        find_out="Sit and put on a sock. Is it so: socks are hard to put on?",
        confirmed=Confirmation("Your story helps.", "A sore bone helps.", "Seldom needed.", "Shows the tendons."),
        outlook="Most people are better within a year.",
        self_care_weeks=8,
        get_help={"urgent": ("you cannot stand on the leg",), "routine": ("no better after six weeks",)},
    )
    return replace(base, **changes)


SECOND = candidate(
    id="sacroiliac_joint",
    name="Sacroiliac joint pain",
    medical_name="sacroiliac joint dysfunction",
    region="back",
    probability=0.42,
    supports=(),
    against=(),
    unexplained=(),
    would_change=None,
    find_out="",
)


def option(**changes: Any) -> OptionReport:
    base = OptionReport(
        id="exercise",
        name="Strengthening exercise",
        what_it_is="Slow work for the side of the hip.",
        for_conditions=("Outer hip pain",),
        aim="To make the tendon stronger",
        direction="for",
        strength="strong",
        notes=(),
        cautions=(),
        sources=("collee-1991",),
        at_home=True,
    )
    return replace(base, **changes)


NSAID = option(
    id="nsaid_tablets",
    name="Anti-inflammatory tablets",
    direction="mixed",
    strength="moderate",
    cautions=(CautionReport("avoid", "You could bleed again.", (Told("ulcer", "yes", "a stomach ulcer"),), "nice"),),
    at_home=False,
)
AGAINST = option(id="opioids", name="Opioids", direction="against", strength="strong", at_home=False)


def reason(urgency: Urgency, **changes: Any) -> Reason:
    base = Reason(
        red_flag="cauda_equina",
        name="Pressure on the nerves at the base of the spine",
        urgency=urgency,
        within="now" if urgency is Urgency.EMERGENCY else "24 hours",
        how="emergency department",
        advice="These nerves may be squeezed, and hours matter.",
        say="New numbness between my legs. Could it be cauda equina?",
        because=(TOLD_SADDLE,),
        part="back",
        call="emergency department" if urgency is Urgency.EMERGENCY else None,
    )
    return replace(base, **changes)


LINES = {
    Urgency.EMERGENCY: "Call an ambulance or go to the emergency department now.",
    Urgency.URGENT: "Be seen within 24 hours.",
    Urgency.ROUTINE: "Book an appointment {within}.",
    Urgency.SELF_CARE: "You can look after this at home. Get help if it gets worse.",
}


def urgency(level: Urgency, *reasons: Reason) -> UrgencyReport:
    first = reasons[0] if reasons else None
    within = first.within if first else "2 weeks" if level is Urgency.ROUTINE else ""
    how = first.how if first else "appointment"
    return UrgencyReport(level, when_due(LINES[level], within), within, how, reasons, CLINIC.safety_net)


def assessment(**changes: Any) -> Assessment:
    """Two coexisting conditions, hip first, routine; any field may be changed."""
    base = Assessment(
        hipback_version="1.0.0",
        content_version="2026.11",
        urgency=urgency(Urgency.ROUTINE),
        provisional=False,
        held_back=None,
        ranked=True,
        candidates=(candidate(), SECOND),
        something_else=0.04,
        looks_like=(LookAlikeReport("shingles", "Shingles", 0.06, "A rash may follow the pain.", "hip"),),
        close_call=None,
        fits_none=False,
        primary_region=PrimaryRegion("hip", 0.8, 0.2, 7, 3, 9),
        chain=(
            ChainLink(
                "trochanteric_bursitis",
                "Outer hip pain",
                "sacroiliac_joint",
                "Sacroiliac joint pain",
                "you lean over the sore hip to walk",
            ),
            ChainLink(
                "sacroiliac_joint",
                "Sacroiliac joint pain",
                "trochanteric_bursitis",
                "Outer hip pain",
                "the buttock muscles guard and tighten",
            ),
        ),
        treatments=(
            CategoryReport("physical_therapy", "Exercise and physical therapy", (option(),)),
            CategoryReport("medications", "Medicines", (NSAID, AGAINST)),
        ),
        first_steps=("exercise",),
        told=(Told("age", "54", "age 54"), TOLD_LYING, TOLD_GROIN),
        told_no=(Told("saddle_numbness", "no", "no numbness between the legs"),),
        pain_sites=("groin", "outer_hip"),
        worst_site="outer_hip",
        side="left",
        own_idea=None,
        note="",
        questions_asked=("age", "lying_on_side"),
        answers={
            "age": 54,
            "lying_on_side": "wakes_me",
            "saddle_numbness": False,
            "pain_sites": {"groin": True, "outer_hip": True, "buttock": False},
            "stairs": "not_sure",
        },
        clinic=CLINIC,
        sources={"collee-1991": SOURCE},
        option_texts={"pain_sites": {"groin": "Groin", "outer_hip": "Outer side of the hip", "buttock": "Buttock"}},
        question_texts={
            "age": "Age in years",
            "lying_on_side": "What happens when you lie on it?",
            "pain_sites": "Choose every place that hurts.",
        },
    )
    return replace(base, **changes)


def emergency(**changes: Any) -> Assessment:
    """Nothing ranked, nothing treated."""
    return assessment(
        urgency=urgency(Urgency.EMERGENCY, reason(Urgency.EMERGENCY)),
        ranked=False,
        candidates=(),
        looks_like=(),
        something_else=0.0,
        primary_region=None,
        chain=(),
        treatments=(),
        first_steps=(),
        **changes,
    )


def urgent(**changes: Any) -> Assessment:
    """Ranked, provisional, the back held back."""
    held = replace(assessment().treatments[0], held_back=True)
    return assessment(
        urgency=urgency(Urgency.URGENT, reason(Urgency.URGENT, how="same-day doctor")),
        provisional=True,
        held_back="back",
        treatments=(held, assessment().treatments[1]),
        first_steps=(),
        **changes,
    )


def one_of_ten(**changes: Any) -> Assessment:
    """One leader, a close runner-up that answers cannot tell apart, an own idea and a note."""
    near = candidate(
        id="hip_arthritis", name="Hip arthritis", medical_name="osteoarthritis of the hip", probability=0.61, against=()
    )
    return assessment(
        candidates=(candidate(probability=0.66), near),
        close_call=("Outer hip pain", "Hip arthritis"),
        primary_region=PrimaryRegion("hip", 0.97, 0.03, 8, 1, 9),
        chain=(
            ChainLink("trochanteric_bursitis", "Outer hip pain", "back", "back", "you lean over the sore hip to walk"),
        ),
        own_idea=OwnIdea("hip_arthritis", "Hip arthritis", 0.61, near.supports, ()),
        note="It began when I moved house.\nI am afraid of injections.",
        **changes,
    )


def none_of_ten(**changes: Any) -> Assessment:
    """Something outside the ten leads, and can be named."""
    nerve = LookAlikeReport(
        "meralgia",
        "Pinched skin nerve of the thigh",
        0.82,
        "Your answers fit a pinched skin nerve.",
        "hip",
        self_care_weeks=6,
        medical_name="meralgia paraesthetica",
        what_it_is="A nerve of the skin is squeezed where it leaves the belly.",
        outlook="It often eases once nothing presses on it.",
        supports=(Evidence(TOLD_GROIN, 2.1, None),),
    )
    return assessment(
        candidates=(candidate(probability=0.08), replace(SECOND, probability=0.02)),
        something_else=0.9,
        looks_like=(nerve,),
        fits_none=True,
        primary_region=PrimaryRegion("neither", 0.5, 0.5, 1, 0, 9),
        chain=(),
        own_idea=OwnIdea("something_serious", "Something serious", None),
        **changes,
    )


def self_care(**changes: Any) -> Assessment:
    """Nothing to book: home care with a safety net."""
    return assessment(
        urgency=urgency(Urgency.SELF_CARE),
        candidates=(candidate(probability=0.45), replace(SECOND, probability=0.2)),
        something_else=0.35,
        primary_region=PrimaryRegion("both", 0.55, 0.45, 4, 3, 9),
        **changes,
    )


SIX = {
    "one_of_ten": one_of_ten,
    "two_together": assessment,
    "none_of_ten": none_of_ten,
    "urgent": urgent,
    "emergency": emergency,
    "self_care": self_care,
}
"""Six people whose reports are kept word by word in tests/snapshots/reports."""
