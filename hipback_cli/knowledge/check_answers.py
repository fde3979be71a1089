"""Checks of everything that refers to answers: questions themselves, findings, and rules."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping

from hipback_cli.knowledge.decode import Sheet
from hipback_cli.knowledge.figures import stated_probability
from hipback_cli.knowledge.files import Files
from hipback_cli.knowledge.problems import shown
from hipback_cli.knowledge.reach import Reach, leaves, satisfying
from hipback_cli.knowledge.types import ADULT_FROM, NOT_SURE, UNANSWERED, Compare, Finding, Is, Question, Rule, Share

Nearest = Callable[[str, Collection[str]], str]
"""Gives the hint that names the nearest known word."""


def _silent(_value: str, _known: Collection[str]) -> str:
    return ""


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


def check_askable(files: Files) -> None:
    sheet, reach = files.sheets["questions"], Reach(files.questions.questions, _sound_gates(files))
    for question in files.questions.questions.values():
        if _answerable(question) and not reach.askable(question):
            node = sheet.at("screens", question.screen, "questions", question.id)
            what = f"nobody is ever asked {question.id}"
            sheet.report(node, what, "its ask_if, or that of its screen, can never hold")


def _answerable(question: Question) -> bool:
    return question.kind == "yes_no" or bool(answer_ids(question)) or question.maximum > question.minimum


def check_order(files: Files) -> None:
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


BY_NAME: Mapping[str, str] = {
    "age": "number",
    "answering_for": "nominal",
    "pain_sites": "multi",
    "worst_site": "nominal",
    "side": "nominal",
    "pain_now": "number",
    "own_idea": "nominal",
}
"""Questions that the program knows by name, and their kind. All but `age` may be missing: then what they serve, such
as the picture of where it hurts, is left out."""

BELONGS = {
    "options": ("graded", "multi", "nominal"),
    "bands": ("number",),
    "exclusive": ("multi",),
    "absent_told": ("yes_no",),
    "minimum": ("number",),
    "maximum": ("number",),
}
"""Key of a question → kinds that may have it."""


def check_questions(files: Files) -> None:
    sheet = files.sheets["questions"]
    for question in files.questions.questions.values():
        path = ("screens", question.screen, "questions", question.id)
        for key, what, mend in _question_problems(question):
            sheet.report(sheet.at(*path, key), f"{question.id}: {what}", mend)


def check_age(files: Files) -> None:
    """No child is ranked, which takes a question that tells their age."""
    age = files.questions.questions.get("age")
    if age is None or age.kind != "number" or age.minimum >= ADULT_FROM:
        sheet = files.sheets["questions"]
        where = sheet.at("screens", age.screen, "questions", "age") if age else sheet.at("screens")
        sheet.report(where, f"no question age asks a number below {ADULT_FROM}", "children are told apart; add it")


def _question_problems(question: Question) -> Iterator[tuple[str, str, str]]:
    """(key, what, how to mend) for everything that does not go together in one question."""
    for key, kinds in BELONGS.items():
        if getattr(question, key) and question.kind not in kinds:
            yield key, f"a {question.kind} question has no {key}", "remove it or change the kind"
    if question.kind in BELONGS["options"] and len(question.options) < 2:
        yield "options", f"a {question.kind} question needs at least two options", "add them"
    if question.kind == "number":
        yield from _number_problems(question)
    for word in {NOT_SURE, UNANSWERED} & {option.id for option in question.options}:
        yield "options", f"{shown(word)} is what an answers file says of any option", "give this one another id"
    wanted = BY_NAME.get(question.id, question.kind)
    if question.kind != wanted:
        yield "kind", f"it is a {question.kind} question, but the program takes it for {wanted}", "rename it"
    if question.exclusive and question.exclusive not in answer_ids(question):
        yield "exclusive", f"there is no option {shown(question.exclusive)}", "name one of the options"
    if question.unsure_as == "clarify" and not question.example:
        yield "unsure_as", "clarify needs an example to ask with", "add example:"
    if question.unsure_as == "clarify" and not question.safety:
        yield "unsure_as", "only a safety question is asked again", "add safety: true, or leave unsure_as out"
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


# --- findings ---------------------------------------------------------------------------------------


def check_findings(files: Files) -> None:
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
        known = dict.fromkeys(answer_ids(question))
        for option in finding:
            problem = _option_problem(question, option, known, sheet.nearest)
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


def _option_problem(
    question: Question, option: str, known: Collection[str], nearest: Nearest
) -> tuple[str, str] | None:
    if option in question.background:
        return None
    if option in known:
        mend = "give it a background in questions.yaml, or leave the finding out"
        return f"{question.id}{'' if option == 'yes' else '.' + option} has no background", mend
    if question.kind == "yes_no":
        return f"{question.id} is a yes-or-no question without options", "state one figure, such as often"
    if option == "yes":
        return f"{question.id} is no yes-or-no question", "state figures for its options, such as {option: often}"
    return f"{question.id} has no option {shown(option)}", nearest(option, known)


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


# --- rules -----------------------------------------------------------------------------------------


def check_comparisons(files: Files) -> None:
    for sheet in files.sheets.values():
        for leaf, node in sheet.leaves:
            question = files.questions.questions.get(leaf.question)
            problem = question and _leaf_problem(leaf, question, sheet.nearest)
            if problem:
                sheet.report(node, *problem)


def _leaf_problem(leaf: Is | Compare, question: Question, nearest: Nearest) -> tuple[str, str] | None:
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
        return f"{question.id} has no option {shown(unknown)}", nearest(unknown, known)
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
    for treatment in files.treatments.treatments:
        if treatment.at_home_if is not None:
            yield "treatments", ("treatments", treatment.id, "at_home_if"), treatment.at_home_if
    for caution in files.treatments.cautions:
        yield "treatments", ("cautions", caution.id, "when"), caution.when
    for index, sign in enumerate(files.population.region_signs):
        yield "population", ("region_signs", str(index + 1), "when"), sign.when
    for index, pain in enumerate(files.population.region_pain):
        yield "population", ("region_pain", str(index + 1), "when"), pain.when
    for screen in files.questions.screens.values():
        if screen.not_if is not None:
            yield "questions", ("screens", screen.id, "not_if"), screen.not_if
    if files.questions.self_tests_not_if is not None:
        yield "questions", ("self_tests_not_if",), files.questions.self_tests_not_if


def check_rules_can_hold(files: Files) -> None:
    questions = files.questions.questions
    reach = Reach(questions, _sound_gates(files))
    for stem, path, rule in _rules(files):
        sheet = files.sheets[stem]
        if _sound(rule, questions) and not reach.possible(rule):
            mend = "mind the options, the numbers, and when each question is asked (ask_if)"
            sheet.report(sheet.at(*path), "no answers that a person can give make this rule hold", mend)


def _sound(rule: Rule, questions: Mapping[str, Question]) -> bool:
    """Whether every question and option that the rule names exists; else that has been reported."""
    return all(
        leaf.question in questions and not _leaf_problem(leaf, questions[leaf.question], _silent)
        for leaf in leaves(rule)
    )
