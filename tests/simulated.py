"""Simulated patients, drawn from the content's own model: they check the engine, not the medicine."""

import math
import random
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import accumulate

from hipback_cli.knowledge.types import SOMETHING_ELSE, Answer, Question
from hipback_cli.reasoning.model import Model, Observation


@dataclass(frozen=True, slots=True)
class Patient:
    """One simulated person: what is there, and what they would answer to every question."""

    present: frozenset[str]
    """Ids of the ten that are there, or `something_else`."""
    observations: tuple[Observation, ...]
    answers: Mapping[str, Answer]


class Ward:
    """Draws patients: a hypothesis by its prior, then each answer by the factor that the engine itself uses.

    Under-ticking and group exponents are in the factor. The exclusive option of a list ("none of these") is ticked
    just when nothing else is, as the screen enforces. A safety question of which the content says nothing is
    answered no.
    """

    def __init__(self, model: Model, seed: int) -> None:
        self.model = model
        self.chance = random.Random(seed)
        self.prior = list(accumulate(math.exp(log) for log in model.log_prior))

    def patient(self) -> Patient:
        index = self.chance.choices(range(len(self.prior)), cum_weights=self.prior)[0]
        members = self.model.hypotheses[index]
        causes = {self.model.members[i].cause for i in members if self.model.members[i].listed}
        observations = tuple(
            (factor_id, self._draw(self.model.likelihood(factor_id, members))) for factor_id in self.model.factors
        )
        return Patient(frozenset(causes or {SOMETHING_ELSE}), observations, dict(self._answers(dict(observations))))

    def _draw(self, shares: tuple[float, ...]) -> int:
        return self.chance.choices(range(len(shares)), weights=shares)[0]

    def _answers(self, levels: Mapping[str, int]) -> Iterator[tuple[str, Answer]]:
        for question in self.model.knowledge.questions.values():
            if question.kind == "multi":
                marks = {o.id: bool(levels.get(f"{question.id}.{o.id}")) for o in question.options}
                if question.exclusive:
                    marks[question.exclusive] = not any(v for k, v in marks.items() if k != question.exclusive)
                yield question.id, marks
            elif question.id in levels:
                yield question.id, self._answer(question, levels[question.id])
            elif question.safety and question.kind == "yes_no":
                yield question.id, False

    def _answer(self, question: Question, level: int) -> Answer:
        if question.kind == "yes_no":
            return bool(level)
        if question.kind == "number":
            return self.chance.randint(*list(question.bands.values())[level])
        return question.options[level].id
