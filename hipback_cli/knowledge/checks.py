"""What only shows when the files are seen together: ids, figures that cannot be, questions nobody is asked.

Each check reports to the sheet of the file that has to change. A check is left out while a file that it needs
cannot be read at all, so that one broken file does not bury its own problem under others.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, fields
from typing import get_args

from hipback_cli.knowledge.decode import Sheet
from hipback_cli.knowledge.figures import stated_probability
from hipback_cli.knowledge.names import name_key
from hipback_cli.knowledge.problems import did_you_mean, shown
from hipback_cli.knowledge.reach import askable, leaves, possible, satisfying
from hipback_cli.knowledge.reader import (
    ClinicFile,
    ConditionsFile,
    GlossaryFile,
    LookAlikesFile,
    PopulationFile,
    QuestionsFile,
    RedFlagsFile,
    SourcesFile,
    TreatmentsFile,
)
from hipback_cli.knowledge.types import (
    Category,
    Cause,
    Condition,
    Compare,
    Finding,
    Is,
    Knowledge,
    Question,
    Region,
    Rule,
    Share,
    Urgency,
)


@dataclass(frozen=True, slots=True)
class Files:
    """Every file as far as it could be read."""

    population: PopulationFile
    questions: QuestionsFile
    conditions: ConditionsFile
    look_alikes: LookAlikesFile
    red_flags: RedFlagsFile
    treatments: TreatmentsFile
    sources: SourcesFile
    clinic: ClinicFile
    glossary: GlossaryFile
    sheets: Mapping[str, Sheet]
    """File stem → sheet, for each file that is a YAML tree at all."""

    def causes(self) -> Iterator[tuple[str, Cause]]:
        """Each cause with the stem of its file."""
        for cause in self.conditions.conditions.values():
            yield "conditions", cause
        for look_alike in self.look_alikes.look_alikes.values():
            yield "look_alikes", look_alike


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
}
"""Kind of id used → (file stem, kind of id defined there)."""

CALLED = {"cause": "condition or look-alike", "link_end": "condition or region", "treatment_option": "treatment option"}


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
                sheet.report(node, f"unknown {name} {shown(identity)}", did_you_mean(identity, ids))


def _check_unused_sources(files: Files) -> None:
    used = {identity for sheet in files.sheets.values() for kind, identity, _ in sheet.used if kind == "source"}
    sheet = files.sheets["sources"]
    for identity, node in sheet.defined.get("source", {}).items():
        if identity not in used:
            sheet.report(node, f"source {shown(identity)} is used nowhere", "use it or remove it")


def _check_shared_ids(files: Files) -> None:
    """Conditions, variants, look-alikes, red flags and regions are all looked up by id: one id, one thing."""
    taken = dict.fromkeys(REGIONS, "a region")
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


# --- figures ---------------------------------------------------------------------------------------


def _check_findings(files: Files) -> None:
    for stem, cause in files.causes():
        _check_findings_of(files, files.sheets[stem], cause.findings, (stem, cause.id, "findings"))
    for condition in files.conditions.conditions.values():
        for variant in condition.variants:
            path = ("conditions", condition.id, "variants", variant.id, "findings")
            _check_findings_of(files, files.sheets["conditions"], variant.findings, path)


def _check_findings_of(files: Files, sheet: Sheet, findings: Mapping[str, Finding], path: tuple[str, ...]) -> None:
    for identity, finding in findings.items():
        question = files.questions.questions.get(identity)
        if question is None:
            continue
        for option in finding:
            problem = _option_problem(question, option, finding)
            if problem:
                sheet.report(sheet.at(*path, identity, option), *problem)
        problem = _sum_problem(question, finding)
        if problem:
            sheet.report(sheet.at(*path, identity), *problem)


def answer_ids(question: Question) -> tuple[str, ...]:
    """What a finding on `question` may name: its options or bands, or `yes`."""
    if question.kind == "yes_no":
        return ("yes",)
    return tuple(question.bands) or tuple(option.id for option in question.options)


def _option_problem(question: Question, option: str, finding: Finding) -> tuple[str, str] | None:
    known = answer_ids(question)
    if option not in known:
        if question.kind == "yes_no":
            return f"{question.id} is a yes-or-no question without options", "state one figure, such as often"
        if set(finding) == {"yes"}:
            return (
                f"{question.id} has options",
                f"state figures for options, such as {{{known[0] if known else ''}: often}}",
            )
        return f"{question.id} has no option {shown(option)}", did_you_mean(option, known)
    if option not in question.background:
        mend = "give it a background in questions.yaml, or leave the finding out"
        return f"{question.id}{'' if option == 'yes' else '.' + option} has no background", mend
    return None


def _sum_problem(question: Question, finding: Finding) -> tuple[str, str] | None:
    """Words are coarse and are scaled; cited shares that add up to more than everybody are a mistake."""
    answers = answer_ids(question)
    if question.kind == "graded" and answers and answers[0] not in finding:
        total = sum(stated_probability(figure) for figure in finding.values())
        if total >= 1:
            return f"the levels add up to {total:.2f} and leave nothing for {answers[0]}", "lower one of them"
    if question.kind in ("graded", "nominal", "number"):
        total = sum(figure.p for figure in finding.values() if isinstance(figure, Share))
        if total > 1.02:
            return f"the shares add up to {total:.2f}, more than everybody", "look them up again"
    return None


# --- gaps ------------------------------------------------------------------------------------------

Gap = tuple[str, str, str | None]
"""Condition id, question id, option id (multi only)."""


def gaps(knowledge: Knowledge) -> list[Gap]:
    """Pairs of one of the ten and something that can be observed, of which the content says nothing.

    A condition with variants has stated what all of its variants state. No gap is a mistake: the condition is
    taken to be at the background.
    """
    observable = [
        (question, option)
        for question in knowledge.questions.values()
        for option in _observed_one_by_one(question)
        if question.background
    ]
    return [
        (condition.id, question.id, option)
        for condition in knowledge.conditions.values()
        for question, option in observable
        if not _states(condition, question.id, option)
    ]


def _observed_one_by_one(question: Question) -> tuple[str | None, ...]:
    if question.kind != "multi":
        return (None,)
    return tuple(o.id for o in question.options if o.id in question.background and o.id != question.exclusive)


def _states(condition: Condition, question: str, option: str | None) -> bool:
    def stated(findings: Mapping[str, Finding]) -> bool:
        return question in findings and (option is None or option in findings[question])

    variants = [stated(variant.findings) for variant in condition.variants]
    return stated(condition.findings) or (bool(variants) and all(variants))


# --- rules -----------------------------------------------------------------------------------------


def _check_comparisons(files: Files) -> None:
    for sheet in files.sheets.values():
        for leaf, node in sheet.leaves:
            question = files.questions.questions.get(leaf.question)
            problem = question and _leaf_problem(leaf, question)
            if problem:
                sheet.report(node, *problem)


def _leaf_problem(leaf: Is | Compare, question: Question) -> tuple[str, str] | None:
    if isinstance(leaf, Compare):
        return _compare_problem(leaf, question)
    if question.kind == "number":
        return f"{question.id} is a number", f"write a comparison, such as {question.id} >= 60"
    known = answer_ids(question)
    if question.kind == "yes_no" and leaf.options != ("yes",):
        return f"{question.id} is a yes-or-no question", f"write {question.id}, or {{not: {question.id}}}"
    if question.kind != "yes_no" and leaf.options == ("yes",):
        return f"{question.id} has options", f"write {{{question.id}: option}}"
    unknown = next((option for option in leaf.options if option not in known), None)
    if unknown is not None:
        return f"{question.id} has no option {shown(unknown)}", did_you_mean(unknown, known)
    return None


def _compare_problem(leaf: Compare, question: Question) -> tuple[str, str] | None:
    written = f"{leaf.question} {leaf.operator} {leaf.bound:g}"
    if question.kind != "number":
        return f"{question.id} is not a number", f"write {question.id}, or {{{question.id}: option}}"
    limits = f"{question.id} lies from {question.minimum} to {question.maximum}"
    held = len(satisfying(leaf, question))
    if not held:
        return f"{written} never holds", limits
    if held == question.maximum - question.minimum + 1:
        return f"{written} always holds", limits
    return None


def _rules(files: Files) -> Iterator[tuple[str, tuple[str, ...], Rule]]:
    """Every rule that has to be able to hold, with its file and path; gates of questions are checked apart."""
    for flag in files.red_flags.red_flags.values():
        for index, level in enumerate(flag.levels):
            yield "red_flags", ("red_flags", flag.id, "levels", str(index + 1), "when"), level.when
    for routine in files.red_flags.routine:
        yield "red_flags", ("routine", routine.id, "when"), routine.when
    for caution in files.treatments.cautions:
        yield "treatments", ("cautions", caution.id, "when"), caution.when
    for index, sign in enumerate(files.population.region_signs):
        yield "population", ("region_signs", str(index + 1), "when"), sign.when
    for screen in files.questions.screens.values():
        if screen.not_if is not None:
            yield "questions", ("screens", screen.id, "not_if"), screen.not_if
    if files.questions.self_tests_not_if is not None:
        yield "questions", ("self_tests_not_if",), files.questions.self_tests_not_if


def _check_rules_can_hold(files: Files) -> None:
    questions, gates = files.questions.questions, _sound_gates(files)
    for stem, path, rule in _rules(files):
        sheet = files.sheets[stem]
        if _sound(rule, questions) and not possible(rule, questions, gates):
            mend = "mind the options, the numbers, and when each question is asked (ask_if)"
            sheet.report(sheet.at(*path), "no answers that a person can give make this rule hold", mend)


def _sound(rule: Rule, questions: Mapping[str, Question]) -> bool:
    """Whether every question and option that the rule names exists; else that has been reported."""
    return all(
        leaf.question in questions and not _leaf_problem(leaf, questions[leaf.question]) for leaf in leaves(rule)
    )


# --- questions -------------------------------------------------------------------------------------


def _gates(files: Files, question: Question) -> Iterator[tuple[str, tuple[str, ...], Rule]]:
    """(option or "", path in questions.yaml, rule) for everything that decides whether a question is asked."""
    screen = files.questions.screens.get(question.screen)
    path = ("screens", question.screen, "questions", question.id)
    if screen is not None and screen.ask_if is not None:
        yield "", ("screens", screen.id, "ask_if"), screen.ask_if
    if question.ask_if is not None:
        yield "", (*path, "ask_if"), question.ask_if
    for option in question.options:
        if option.ask_if is not None:
            yield option.id, (*path, "options", option.id, "ask_if"), option.ask_if


def _sound_gates(files: Files) -> dict[tuple[str, str], tuple[Rule, ...]]:
    gates: dict[tuple[str, str], tuple[Rule, ...]] = {}
    for question in files.questions.questions.values():
        for option, _, rule in _gates(files, question):
            if _sound(rule, files.questions.questions):
                gates[question.id, option] = (*gates.get((question.id, option), ()), rule)
    return gates


def _check_askable(files: Files) -> None:
    questions, sheet, gates = files.questions.questions, files.sheets["questions"], _sound_gates(files)
    for question in questions.values():
        if not _answerable(question):
            continue
        if not askable(question, questions, gates):
            node = sheet.at("screens", question.screen, "questions", question.id)
            what = f"nobody is ever asked {question.id}"
            sheet.report(node, what, "its ask_if, or that of its screen, can never hold")


def _answerable(question: Question) -> bool:
    return question.kind == "yes_no" or bool(answer_ids(question)) or question.maximum > question.minimum


def _check_order(files: Files) -> None:
    """A gate looks back: a fixed question depends only on what is asked before it."""
    sheet, places = files.sheets["questions"], _asked_order(files)
    for question in files.questions.questions.values():
        for _, path, rule in _gates(files, question):
            for other in dict.fromkeys(leaf.question for leaf in leaves(rule)):
                if not _before(places.get(other), places.get(question.id)):
                    what = f"{other} is not asked before {question.id}, which depends on it"
                    sheet.report(sheet.at(*path), what, "move one of the two, or change the rule")


def _asked_order(files: Files) -> dict[str, tuple[int, str, int]]:
    """Question → (place of its screen, screen, place in the file); all adaptive screens share the last place."""
    fixed = [screen.id for screen in files.questions.screens.values() if screen.fixed]
    return {
        question.id: (
            fixed.index(question.screen) if question.screen in fixed else len(fixed),
            question.screen,
            index,
        )
        for index, question in enumerate(files.questions.questions.values())
        if question.screen in files.questions.screens
    }


def _before(other: tuple[int, str, int] | None, this: tuple[int, str, int] | None) -> bool:
    """Whether `other` may be asked before `this`; adaptive screens come in any order."""
    if other is None or this is None:
        return True
    if other[1] == this[1]:
        return other[2] < this[2]
    adaptive = other[0] == this[0]
    return adaptive or other[0] < this[0]


BELONGS = {
    "options": ("graded", "multi", "nominal"),
    "bands": ("number",),
    "exclusive": ("multi",),
    "absent_told": ("yes_no",),
    "minimum": ("number",),
    "maximum": ("number",),
}
"""Key of a question → kinds that may have it."""


def _check_questions(files: Files) -> None:
    sheet = files.sheets["questions"]
    for question in files.questions.questions.values():
        path = ("screens", question.screen, "questions", question.id)
        for key, what, mend in _question_problems(question):
            sheet.report(sheet.at(*path, key), f"{question.id}: {what}", mend)


def _question_problems(question: Question) -> Iterator[tuple[str, str, str]]:
    """(key, what, how to mend) for everything that does not go together in one question."""
    for key, kinds in BELONGS.items():
        if getattr(question, key) and question.kind not in kinds:
            yield key, f"a {question.kind} question has no {key}", "remove it or change the kind"
    if question.kind in BELONGS["options"] and len(question.options) < 2:
        yield "options", f"a {question.kind} question needs at least two options", "add them"
    if question.kind == "number":
        yield from _number_problems(question)
    if question.exclusive and question.exclusive not in answer_ids(question):
        yield "exclusive", f"there is no option {shown(question.exclusive)}", "name one of the options"
    if question.unsure_as == "clarify" and not question.example:
        yield "unsure_as", "clarify needs an example to ask with", "add example:"
    if question.kind in ("graded", "nominal", "number"):
        bare = [name for name in answer_ids(question) if name not in question.background]
        if question.background and bare:
            yield "background", f"{', '.join(bare)} without background", "give all options a background, or none"


def _number_problems(question: Question) -> Iterator[tuple[str, str, str]]:
    if question.maximum <= question.minimum:
        yield "maximum", f"{question.maximum} is not above the minimum, {question.minimum}", "give both limits"
    expected = question.minimum
    for name, (low, high) in question.bands.items():
        if low != expected or high < low:
            yield "bands", f"{name} goes from {low} to {high}, but {expected} is next", "let the bands follow on"
            return
        expected = high + 1
    if question.bands and expected != question.maximum + 1:
        yield "bands", f"the bands end at {expected - 1}, the question at {question.maximum}", "cover all of it"


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
    missing = [level.word for level in Urgency if clinic and level.word not in clinic.urgency_lines]
    if missing:
        sheet.report(sheet.at("urgency_lines"), f"no line for {', '.join(missing)}", "add one for each urgency")


EVERYTHING = frozenset(part.name for part in fields(Files)) - {"sheets"}

CHECKS: tuple[tuple[frozenset[str], Callable[[Files], None]], ...] = (
    (frozenset(), _check_ids),
    (EVERYTHING, _check_unused_sources),
    (frozenset(), _check_shared_ids),
    (frozenset(), _check_names),
    (frozenset({"questions"}), _check_findings),
    (frozenset({"questions"}), _check_comparisons),
    (frozenset({"questions"}), _check_rules_can_hold),
    (frozenset({"questions"}), _check_questions),
    (frozenset({"questions"}), _check_order),
    (frozenset({"questions"}), _check_askable),
    (frozenset({"conditions", "treatments"}), _check_coverage),
    (frozenset({"treatments"}), _check_treatments),
    (frozenset({"conditions"}), _check_conditions),
    (frozenset({"clinic"}), _check_clinic),
)
"""(files needed, check)."""
