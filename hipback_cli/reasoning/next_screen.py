"""Which screen to ask next, and when to stop."""

from __future__ import annotations

import math
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from hipback_cli.knowledge.types import (
    ADULT_FROM,
    SOMETHING_ELSE,
    Answers,
    Knowledge,
    Option,
    Question,
    Rule,
    Screen,
    Urgency,
)
from hipback_cli.reasoning import constants
from hipback_cli.reasoning.belief import Belief, believe, marginals
from hipback_cli.reasoning.model import Factor, Model
from hipback_cli.reasoning.rules import holds, named_questions
from hipback_cli.reasoning.urgency import assess_urgency, open_questions

WORDS_A_UNIT = 40
"""Reading this many words costs as much as one plain question."""

LEAST_GAIN = 0.01
"""Bits a unit of effort below which nothing is worth asking."""

CLEAR = 0.85
"""Probability (0 to 1) from which a leader counts as clear."""

SAFETY_BITS = 0.1
"""Worth in bits of deciding a rule still open, for each level of urgency that hangs on it."""

KEPT_MASS = 0.95
"""Share of belief (0 to 1) that the choice of question looks at; the rest cannot change the choice much."""


@dataclass(frozen=True, slots=True)
class Ask:
    """A screen to put up now, with the questions on it that apply to this person and were not asked yet."""

    screen: Screen
    questions: tuple[Question, ...]


def next_screen(model: Model, answers: Answers, asked: Collection[str]) -> Ask | None:
    """The next screen, or None when the interview is over.

    `asked` holds the ids of questions already put, answered or not. Fixed screens come first, in content order;
    an emergency stops at once; under 18 only what danger rules need is asked.
    """
    knowledge = model.knowledge
    if assess_urgency(knowledge, answers).level is Urgency.EMERGENCY:
        return None
    ask = next(fixed_screens(knowledge, answers, asked), None)
    if ask is not None or is_minor(answers):
        return ask
    return _adaptive(model, answers, asked)


def fixed_screens(knowledge: Knowledge, answers: Answers, asked: Collection[str]) -> Iterator[Ask]:
    """The screens still to come that are asked of everybody like this person, in content order."""
    fixed = (ask for ask in waiting(knowledge, answers, asked) if ask.screen.fixed)
    if not is_minor(answers):
        yield from fixed
        return
    needed = _needed_for_danger(knowledge, answers)
    for ask in fixed:
        questions = tuple(q for q in ask.questions if q.id in needed or ask.screen.stage == "where")
        if questions:
            yield Ask(ask.screen, questions)


def _needed_for_danger(knowledge: Knowledge, answers: Answers) -> frozenset[str]:
    """Questions that a danger sign still open looks at, and those that decide whether one of these is asked."""
    levels = (level for flag in knowledge.red_flags.values() for level in flag.levels)
    rules = [level.when for level in levels if level.urgency >= Urgency.URGENT]
    new = _named(rule for rule in rules if holds(rule, answers, knowledge.questions) is None)
    needed: frozenset[str] = frozenset()
    while new:
        needed |= new
        asked_of_whom = [knowledge.questions[name] for name in new]
        gates = [gate for q in asked_of_whom for gate in (q.ask_if, knowledge.screens[q.screen].ask_if) if gate]
        new = _named(gates) - needed
    return needed


def _named(rules: Iterable[Rule]) -> frozenset[str]:
    return frozenset().union(*map(named_questions, rules))


def is_minor(answers: Answers) -> bool:
    """Under 18: advised, never ranked."""
    age = answers.get("age")
    return isinstance(age, int) and age < ADULT_FROM


def waiting(knowledge: Knowledge, answers: Answers, asked: Collection[str]) -> Iterator[Ask]:
    """Every screen that applies and may safely be put, with a question not yet asked, in content order."""
    tests_allowed = self_tests_allowed(knowledge, answers)
    for screen in knowledge.screens.values():
        safe = tests_allowed or screen.stage != "self_test"
        ruled_out = screen.not_if is not None and holds(screen.not_if, answers, knowledge.questions)
        if safe and not ruled_out:
            questions = tuple(q for q in askable(screen, knowledge, answers) if q.id not in asked)
            if questions:
                yield Ask(screen, questions)


def self_tests_allowed(knowledge: Knowledge, answers: Answers) -> bool:
    """False once any danger sign fired, or while a history makes trying things unsafe."""
    unsafe = knowledge.self_test_not_if
    if unsafe is not None and holds(unsafe, answers, knowledge.questions):
        return False
    return not assess_urgency(knowledge, answers).flags


def askable(screen: Screen, knowledge: Knowledge, answers: Answers) -> tuple[Question, ...]:
    """The screen's questions that apply to this person; none when the screen as a whole does not."""
    if not _applies(screen.ask_if, knowledge, answers):
        return ()
    return tuple(
        question
        for question in knowledge.questions.values()
        if question.screen == screen.id and _applies(question.ask_if, knowledge, answers)
    )


def _applies(rule: Rule | None, knowledge: Knowledge, answers: Answers) -> bool:
    return rule is None or holds(rule, answers, knowledge.questions) is True


def shown_options(question: Question, knowledge: Knowledge, answers: Answers) -> tuple[Option, ...]:
    """The question's options that apply to this person."""
    return tuple(option for option in question.options if _applies(option.ask_if, knowledge, answers))


def words_on(ask: Ask) -> int:
    """Number of words a person reads on this screen: title, instructions, and each question or its options."""
    texts = [ask.screen.title, ask.screen.instructions]
    for question in ask.questions:
        if question.text != ask.screen.title:
            texts.append(question.short or question.text)
        texts += [option.text for option in question.options]
    return sum(len(text.split()) for text in texts)


def _adaptive(model: Model, answers: Answers, asked: Collection[str]) -> Ask | None:
    knowledge = model.knowledge
    screens_asked = {knowledge.questions[q].screen for q in asked if q in knowledge.questions}
    done = [name for name in screens_asked if not (knowledge.screens[name].fixed or knowledge.screens[name].optional)]
    candidates = [ask for ask in waiting(knowledge, answers, asked) if not ask.screen.optional]
    if len(done) >= constants.SCREENS_AFTER_DANGER or not candidates:
        return None
    belief = believe(model, answers)
    still_open = open_questions(knowledge, answers)
    scored = [(_score(model, belief, ask, still_open), ask) for ask in candidates]
    best, ask = max(scored, key=lambda pair: pair[0])
    decides = any(question.id in still_open for each in candidates for question in each.questions)
    if best < LEAST_GAIN or (not decides and _clear(model, belief) and _both_regions_asked(knowledge, done)):
        return None
    return ask


def _clear(model: Model, belief: Belief) -> bool:
    """Each of the ten, and "something else", is either clearly there or clearly not."""
    shares = marginals(model, belief)
    return all(
        share >= CLEAR or share <= 1 - CLEAR
        for cause, share in shares.items()
        if cause in model.knowledge.conditions or cause == SOMETHING_ELSE
    )


def _both_regions_asked(knowledge: Knowledge, done: Sequence[str]) -> bool:
    spoken = {
        condition.region
        for condition in knowledge.conditions.values()
        for question in condition.findings
        if knowledge.questions[question].screen in done
    }
    return spoken == {"hip", "back"}


def _score(model: Model, belief: Belief, ask: Ask, still_open: Mapping[str, Urgency]) -> float:
    """Expected information in bits, times the chance of an answer, plus the worth of open rules, over effort."""
    gain = sum(information_gain(model, belief, [f.id for f in _factors(model, ask)]))
    safety = SAFETY_BITS * max(still_open.get(question.id, 0) for question in ask.questions)
    return (ask.screen.answerable * gain + safety) / (ask.screen.cost + words_on(ask) / WORDS_A_UNIT)


def _binary_entropy(share: float) -> float:
    return -share * math.log2(share) - (1 - share) * math.log2(1 - share) if 0 < share < 1 else 0.0


def _factors(model: Model, ask: Ask) -> Iterator[Factor]:
    for question in ask.questions:
        ids = (
            [f"{question.id}.{option.id}" for option in question.options] if question.kind == "multi" else [question.id]
        )
        yield from (model.factors[i] for i in ids if i in model.factors)


def information_gain(model: Model, belief: Belief, factor_ids: Sequence[str]) -> Iterator[float]:
    """Expected fall, in bits, of the summed binary entropies of the ten and of "something else", for each factor.

    EIG(q) = sum_c H(P_c) - sum_a P(a) sum_c H(P(c | a)).
    """
    kept = _likeliest(belief)
    weights = [belief[i] for i in kept]
    groups = _groups(model, kept)
    before = _entropy(weights, groups, sum(weights))
    for factor_id in factor_ids:
        after = 0.0
        for row in model.table(factor_id):
            joint = [weight * row[i] for weight, i in zip(weights, kept, strict=True)]
            total = sum(joint)
            after += total * _entropy(joint, groups, total)
        yield max(0.0, before - after / sum(weights))


@lru_cache(maxsize=1)
def _likeliest(belief: Belief) -> tuple[int, ...]:
    """Indices of the hypotheses that hold KEPT_MASS, likeliest first; all screens are weighed by one belief."""
    order = sorted(range(len(belief)), key=lambda i: (-belief[i], i))
    mass, kept = 0.0, []
    for index in order:
        kept.append(index)
        mass += belief[index]
        if mass >= KEPT_MASS:
            break
    return tuple(kept)


def _groups(model: Model, kept: Sequence[int]) -> list[list[int]]:
    place = {index: position for position, index in enumerate(kept)}
    causes = [*model.knowledge.conditions, SOMETHING_ELSE]
    return [[place[i] for i in model.by_cause[cause] if i in place] for cause in causes]


def _entropy(joint: Sequence[float], groups: Sequence[Sequence[int]], total: float) -> float:
    bits = 0.0
    for group in groups:
        share = sum(map(joint.__getitem__, group)) / total
        bits += _binary_entropy(share)
    return bits
