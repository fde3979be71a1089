"""Whether a person can ever give the answers that a rule asks for, gates of the questions included.

A search over what each answer may still be: a rule is turned into goals, each goal narrows the answers allowed,
and a way through all goals is a set of answers that somebody can give. It does not evaluate answers (that is
`reasoning.rules`); it looks for some.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from hipback_cli.knowledge.types import OPERATORS, AtLeast, Compare, Is, Not, Question, Rule

MOST_STEPS = 100_000
"""After so many steps the search gives up and calls everything possible (the shipped content takes a few thousand)."""

Variable = tuple[str, str]
"""A question and an option of a multi question, or a question and ""."""

Values = frozenset[object]


@dataclass(frozen=True, slots=True)
class _Asked:
    """Goal: the gates of these places have been met, all of one question."""

    places: tuple[Variable, ...]


@dataclass(frozen=True, slots=True)
class _State:
    goals: tuple[Rule | _Asked, ...]
    allowed: Mapping[Variable, Values]
    asked: frozenset[Variable] = frozenset()
    """Questions put, and options offered, whose gates have been met."""
    pending: frozenset[str] = frozenset()
    """Questions whose gates are being met: a gate that leads back to one of them is a circle."""


Gates = Mapping[Variable, tuple[Rule, ...]]
"""What must hold before a question is asked, or an option of it offered."""


def leaves(rule: Rule) -> Iterator[Is | Compare]:
    """Every single comparison in `rule`, in the order written."""
    match rule:
        case Is() | Compare():
            yield rule
        case Not(part):
            yield from leaves(part)
        case AtLeast(_, parts):
            for part in parts:
                yield from leaves(part)


class Reach:
    """What can be reached with these questions and gates. Each must name only questions and options that exist."""

    def __init__(self, questions: Mapping[str, Question], gates: Gates) -> None:
        self._questions = questions
        self._gates = gates
        self._steps = MOST_STEPS

    def possible(self, rule: Rule) -> bool:
        """Whether answers exist that make `rule` hold and are all asked for on the way."""
        states = [_State((rule,), {})]
        while states and self._steps:
            self._steps -= 1
            state = states.pop()
            if not state.goals:
                return True
            goal, rest = state.goals[0], replace(state, goals=state.goals[1:])
            states += reversed(list(_met(goal, rest, self._questions, self._gates)))
        return not self._steps

    def askable(self, question: Question) -> bool:
        """Whether some path leads to `question`."""
        return self.possible(AtLeast(1, _every_answer(question)))


def satisfying(rule: Compare, question: Question) -> Values:
    """Numbers within the question's own limits for which the comparison holds."""
    holds = OPERATORS[rule.operator]
    return frozenset(n for n in range(question.minimum, question.maximum + 1) if holds(n, rule.bound))


def _met(goal: Rule | _Asked, state: _State, questions: Mapping[str, Question], gates: Gates) -> Iterator[_State]:
    """The states in which `goal` is met: one for each way."""
    match goal:
        case _Asked(places):
            yield replace(state, asked=state.asked.union(places), pending=state.pending - {places[0][0]})
        case AtLeast(count, parts):
            yield from _some_of(count, parts, state)
        case Not(Not(part)):
            yield _also(state, part)
        case Not(AtLeast(count, parts)):
            yield _also(state, AtLeast(len(parts) - count + 1, tuple(map(Not, parts))))
        case Not(Is(question, options)) if questions[question].kind == "multi" and len(options) > 1:
            yield _also(state, *(Not(Is(question, (option,))) for option in options))
        case Not((Is() | Compare()) as leaf):
            yield from _answered(leaf, False, state, questions, gates)
        case Is(question, options) if questions[question].kind == "multi":
            for option in options:
                yield from _answered(Is(question, (option,)), True, state, questions, gates)
        case Is() | Compare():
            yield from _answered(goal, True, state, questions, gates)


def _some_of(count: int, parts: tuple[Rule, ...], state: _State) -> Iterator[_State]:
    if count <= 0:
        yield state
    elif count <= len(parts):
        yield _also(state, parts[0], AtLeast(count - 1, parts[1:]))
        yield _also(state, AtLeast(count, parts[1:]))


def _answered(
    leaf: Is | Compare, holds: bool, state: _State, questions: Mapping[str, Question], gates: Gates
) -> Iterator[_State]:
    question = questions[leaf.question]
    option = leaf.options[0] if isinstance(leaf, Is) and question.kind == "multi" else ""
    every = _every_value(question)
    wanted = _wanted(leaf, question)
    variable = (question.id, option)
    left = state.allowed.get(variable, every) & (wanted if holds else every - wanted)
    if not left or question.id in state.pending:
        return
    state = replace(state, allowed={**state.allowed, variable: left})
    places = dict.fromkeys([(question.id, ""), variable])
    gated = tuple(place for place in places if place not in state.asked and gates.get(place))
    if not gated:
        yield state
    else:
        state = replace(state, pending=state.pending | {question.id})
        yield _also(state, *(rule for place in gated for rule in gates[place]), _Asked(gated))


def _wanted(leaf: Is | Compare, question: Question) -> Values:
    if isinstance(leaf, Compare):
        return satisfying(leaf, question)
    return frozenset({True}) if question.kind in ("yes_no", "multi") else frozenset(leaf.options)


def _every_value(question: Question) -> Values:
    if question.kind in ("yes_no", "multi"):
        return frozenset({True, False})
    if question.kind == "number":
        return frozenset(range(question.minimum, question.maximum + 1))
    return frozenset(option.id for option in question.options)


def _every_answer(question: Question) -> tuple[Rule, ...]:
    if question.kind == "yes_no":
        return (Is(question.id, ("yes",)),)
    if question.kind == "number":
        return (Compare(question.id, ">=", question.minimum),)
    return tuple(Is(question.id, (option.id,)) for option in question.options)


def _also(state: _State, *goals: Rule | _Asked) -> _State:
    return replace(state, goals=(*goals, *state.goals))
