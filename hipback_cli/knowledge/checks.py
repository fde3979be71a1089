"""What only shows when the files are seen together: ids, figures that cannot be, questions nobody is asked.

Each check reports to the sheet of the file that has to change. A check is left out while a file that it needs
cannot be read at all, so that one broken file does not bury its own problem under others.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import fields
from typing import get_args

from hipback_cli.knowledge import check_answers
from hipback_cli.knowledge.due import WITHIN
from hipback_cli.knowledge.files import Files
from hipback_cli.knowledge.names import name_key
from hipback_cli.knowledge.problems import shown
from hipback_cli.knowledge.types import SEEN_BY_SOMEBODY, SOMETHING_ELSE, Category, Region, Urgency


def cross_check(files: Files) -> None:
    """Run every check whose files are there."""
    for needed, check in CHECKS:
        if needed <= set(files.sheets):
            check(files)


# --- ids -------------------------------------------------------------------------------------------

REGIONS: tuple[str, ...] = get_args(Region)

DEFINED_IN: Mapping[str, tuple[tuple[str, str], ...]] = {
    "source": (("sources", "source"),),
    "question": (("questions", "question"),),
    "condition": (("conditions", "condition"),),
    "cause": (("conditions", "condition"), ("look_alikes", "look_alike")),
    "link_end": (("conditions", "condition"),),
    "red_flag": (("red_flags", "red_flag"),),
    "treatment_option": (("treatments", "treatment_option"),),
    "page": (
        ("conditions", "condition"),
        ("look_alikes", "look_alike"),
        ("red_flags", "red_flag"),
        ("treatments", "treatment_option"),
    ),
}
"""Kind of id used → (file stem, kind of id defined there)."""

CALLED = {
    "cause": "condition or look-alike",
    "link_end": "condition or region",
    "treatment_option": "treatment option",
    "page": "cause, danger sign or treatment option",
}


def _known_ids(kind: str, files: Files) -> set[str] | None:
    """Every id of a kind; None while a file that defines some cannot be read."""
    known = set(REGIONS) if kind == "link_end" else set()
    for stem, defined in DEFINED_IN[kind]:
        if stem not in files.sheets:
            return None
        known |= set(files.sheets[stem].defined.get(defined, {}))
    return known


def _check_ids(files: Files) -> None:
    known = {kind: _known_ids(kind, files) for kind in DEFINED_IN}
    for sheet in files.sheets.values():
        for kind, identity, node in sheet.used:
            ids = known[kind]
            if ids is not None and identity not in ids:
                name = CALLED.get(kind, kind.replace("_", " "))
                sheet.report(node, f"unknown {name} {shown(identity)}", sheet.nearest(identity, ids))


def _check_unused_sources(files: Files) -> None:
    used = {identity for sheet in files.sheets.values() for kind, identity, _ in sheet.used if kind == "source"}
    sheet = files.sheets["sources"]
    for identity, node in sheet.defined.get("source", {}).items():
        if identity not in used:
            sheet.report(node, f"source {shown(identity)} is used nowhere", "use it or remove it")


def _check_shared_ids(files: Files) -> None:
    """Conditions, variants, look-alikes, red flags and regions are all looked up by id: one id, one thing."""
    taken = {**dict.fromkeys(REGIONS, "a region"), SOMETHING_ELSE: "none of the ten"}
    for stem, kind in (
        ("conditions", "condition"),
        ("conditions", "variant"),
        ("look_alikes", "look_alike"),
        ("red_flags", "red_flag"),
    ):
        sheet = files.sheets.get(stem)
        for identity, node in (sheet.defined.get(kind, {}) if sheet else {}).items():
            if sheet and identity in taken:
                sheet.report(node, f"{shown(identity)} is also the id of {taken[identity]}", "rename one of the two")
            taken.setdefault(identity, f"a {kind.replace('_', ' ')}")


def _check_names(files: Files) -> None:
    """A name leads to one cause."""
    owners: dict[str, str] = {}
    for stem, cause in files.causes():
        for name in dict.fromkeys((cause.name, cause.medical_name, *cause.other_names)):
            owner = owners.setdefault(name_key(name), cause.id)
            if owner != cause.id:
                sheet = files.sheets[stem]
                what = f"the name {shown(name)} also belongs to {owner}"
                sheet.report(sheet.at(stem, cause.id, "other_names"), what, "leave it with one of the two")


# --- treatments and the rest -----------------------------------------------------------------------


def _check_coverage(files: Files) -> None:
    """Every condition has something in each of the five categories, if only to say that nothing helps."""
    sheet = files.sheets["treatments"]
    covered = {(treatment.condition, treatment.category) for treatment in files.treatments.treatments}
    for condition in files.sheets["conditions"].defined.get("condition", {}):
        for category in get_args(Category):
            if (condition, category) not in covered:
                mend = "add one, also where the evidence speaks against all of it"
                sheet.report(sheet.at("treatments"), f"{condition} has no treatment in {category}", mend)


def _check_treatments(files: Files) -> None:
    sheet, options = files.sheets["treatments"], files.treatments.options
    first: dict[tuple[str, str], str] = {}
    for treatment in files.treatments.treatments:
        option = options.get(treatment.option)
        if option is not None and option.category != treatment.category:
            what = f"{treatment.option} belongs to {option.category}, not {treatment.category}"
            sheet.report(sheet.at("treatments", treatment.id, "category"), what, "change one of the two")
        other = first.setdefault((treatment.condition, treatment.option), treatment.id)
        if other != treatment.id:
            what = f"{treatment.condition} has {treatment.option} already, as {other}"
            sheet.report(sheet.at("treatments", treatment.id, "option"), what, "put both statements into one")
        if not treatment.statements:
            sheet.report(sheet.at("treatments", treatment.id), "no statement says what is known", "add statements:")
    for category in get_args(Category):
        if category not in sheet.defined.get("category", {}):
            sheet.report(sheet.at("categories"), f"category {category} is missing", "add it")


def _check_conditions(files: Files) -> None:
    sheet = files.sheets["conditions"]
    for condition in files.conditions.conditions.values():
        for index, link in enumerate(condition.links):
            place = sheet.at("conditions", condition.id, "links", str(index + 1))
            if link.source is None and link.strength is None:
                sheet.report(place, "a link with neither source nor strength", "add source: ID or a word as strength:")
            if link.to in (condition.id, condition.region):
                sheet.report(place, f"{condition.id} links to itself or its own region", "name the other end")
        for key in ("mixed_up_with", "coexists"):
            if any(pair.other == condition.id for pair in getattr(condition, key)):
                place = sheet.at("conditions", condition.id, key)
                sheet.report(place, f"{condition.id} names itself", "name the other cause")


def _check_clinic(files: Files) -> None:
    sheet, clinic = files.sheets["clinic"], files.clinic.clinic
    if clinic is None:
        return
    for key, wanted in (("urgency_lines", [level.word for level in Urgency]), ("when_likely", SEEN_BY_SOMEBODY)):
        missing = [word for word in wanted if word not in getattr(clinic, key)]
        if missing:
            sheet.report(sheet.at(key), f"no line for {', '.join(missing)}", "add one for each urgency")
    if WITHIN not in clinic.urgency_lines.get("routine", WITHIN):
        place = sheet.at("urgency_lines", "routine")
        sheet.report(place, "the line for routine does not say how soon", f"write {WITHIN} where it belongs")


EVERYTHING = frozenset(part.name for part in fields(Files)) - {"sheets"}

CHECKS: tuple[tuple[frozenset[str], Callable[[Files], None]], ...] = (
    (frozenset(), _check_ids),
    (EVERYTHING, _check_unused_sources),
    (frozenset(), _check_shared_ids),
    (frozenset(), _check_names),
    (frozenset({"questions"}), check_answers.check_findings),
    (frozenset({"questions"}), check_answers.check_comparisons),
    (frozenset({"questions"}), check_answers.check_rules_can_hold),
    (frozenset({"questions"}), check_answers.check_questions),
    (frozenset({"questions"}), check_answers.check_age),
    (frozenset({"questions"}), check_answers.check_order),
    (frozenset({"questions"}), check_answers.check_askable),
    (frozenset({"conditions", "treatments"}), _check_coverage),
    (frozenset({"treatments"}), _check_treatments),
    (frozenset({"conditions"}), _check_conditions),
    (frozenset({"clinic"}), _check_clinic),
)
"""(files needed, check)."""
