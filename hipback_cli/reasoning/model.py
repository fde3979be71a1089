"""The model: hypotheses, their prior, and a table of likelihoods for every answer that can be given."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import combinations

from hipback_cli.knowledge.figures import probability, shrunk_odds, word_probability
from hipback_cli.knowledge.types import (
    NOT_SURE,
    SOMETHING_ELSE,
    Answer,
    Answers,
    Condition,
    Figure,
    Finding,
    Knowledge,
    Option,
    Question,
    Region,
)
from hipback_cli.reasoning import constants
from hipback_cli.reasoning.likelihood import (
    Distribution,
    background_distribution,
    cause_distribution,
    leading,
    levels,
    moved_odds,
    noisy_max,
    under_ticked,
    weighted,
)

LARGEST_SET = 3
"""Most conditions of the ten in one hypothesis."""


@dataclass(frozen=True, slots=True)
class Member:
    """A cause as the model sees it: one of the ten (or a variant of it), or a look-alike."""

    id: str
    """Cause id, or `condition/variant`."""
    cause: str
    region: Region
    listed: bool
    """One of the ten."""
    odds: float
    """Prior odds, p / (1 - p)."""
    findings: Mapping[str, Finding]


@dataclass(frozen=True, slots=True)
class Factor:
    """One thing that can be observed: a question, or one option of a multi question."""

    question: Question
    option: Option | None
    levels: tuple[str, ...]
    """`no`, `yes` for yes_no questions and multi options."""
    exponent: float

    @property
    def id(self) -> str:
        """`question`, or `question.option`."""
        return f"{self.question.id}.{self.option.id}" if self.option else self.question.id


Observation = tuple[str, int]
"""Factor id and index of the level observed."""


@dataclass(slots=True)
class Model:
    """Built once from knowledge; tables are filled on first use and never change (deterministic)."""

    knowledge: Knowledge
    members: tuple[Member, ...]
    hypotheses: tuple[tuple[int, ...], ...]
    """Indices into `members`, the leading one first; the empty set is "something else"."""
    log_prior: tuple[float, ...]
    """Natural logarithm of the prior of each hypothesis."""
    factors: Mapping[str, Factor]
    by_cause: Mapping[str, tuple[int, ...]]
    """Cause id → indices of the hypotheses that contain it; `something_else` → those with none of the ten."""
    _tables: dict[str, tuple[tuple[float, ...], ...]] = field(default_factory=dict)
    _distributions: dict[str, tuple[Distribution, list[Distribution]]] = field(default_factory=dict)

    def table(self, factor_id: str) -> tuple[tuple[float, ...], ...]:
        """P(level | hypothesis), one row a level, one column a hypothesis; each column adds to 1."""
        if factor_id not in self._tables:
            self._tables[factor_id] = tuple(zip(*self._columns(factor_id), strict=True))
        return self._tables[factor_id]

    def fill_tables(self) -> None:
        """Make every table now, so that the first choice of a screen takes no longer than the next."""
        for factor_id in self.factors:
            self.table(factor_id)

    def _columns(self, factor_id: str) -> Iterator[Distribution]:
        """One column a hypothesis; those that differ in silent members alone share one piece of work."""
        leak, causes = self.distributions(factor_id)
        one_leads = _combination(self.factors[factor_id].question) is leading
        known: dict[tuple[int, ...], Distribution] = {}
        for members in self.hypotheses:
            speaking = tuple(i for i in members if causes[i] is not leak)
            key = speaking[:1] if one_leads else tuple(sorted(speaking))
            if key not in known:
                known[key] = self.likelihood(factor_id, key)
            yield known[key]

    def likelihood(self, factor_id: str, members: tuple[int, ...]) -> Distribution:
        """P(level | set of members), after under-ticking and the group exponent."""
        factor = self.factors[factor_id]
        result = self.answer_shares(factor_id, members)
        if factor.option is not None:
            result = under_ticked(result, constants.TICK_RATE)
        return weighted(result, factor.exponent) if factor.exponent != 1 else result

    def answer_shares(self, factor_id: str, members: tuple[int, ...]) -> Distribution:
        """P(level | set of members) as the content states it, before under-ticking and the group exponent."""
        leak, causes = self.distributions(factor_id)
        present = [causes[index] for index in members]
        return _combination(self.factors[factor_id].question)(leak, [cause for cause in present if cause is not leak])

    def distributions(self, factor_id: str) -> tuple[Distribution, list[Distribution]]:
        """The background of a factor, and what each member alone would answer (the background itself if silent)."""
        if factor_id not in self._distributions:
            factor = self.factors[factor_id]
            option = factor.option.id if factor.option else None
            leak = background_distribution(factor.question, option)
            sources = self.knowledge.sources
            self._distributions[factor_id] = (
                leak,
                [
                    cause_distribution(factor.question, option, m.findings.get(factor.question.id), leak, sources)
                    for m in self.members
                ],
            )
        return self._distributions[factor_id]

    def observations(self, answers: Answers) -> tuple[Observation, ...]:
        """What the answers tell the model. Unanswered and "not sure" tell nothing."""
        return tuple(
            (factor_id, level)
            for question_id, answer in answers.items()
            if question_id in self.knowledge.questions
            for factor_id, level in self._observe(self.knowledge.questions[question_id], answer)
            if factor_id in self.factors
        )

    def _observe(self, question: Question, answer: Answer) -> Iterator[Observation]:
        if answer == NOT_SURE:
            return
        if isinstance(answer, Mapping):
            yield from self._ticks(question, answer)
        elif isinstance(answer, bool):
            yield question.id, int(answer)
        elif isinstance(answer, int):
            yield from _band(question, answer)
        else:
            yield question.id, levels(question).index(answer)

    def _ticks(self, question: Question, marks: Mapping[str, bool | str]) -> Iterator[Observation]:
        """ "None of these" says the same as all the others unticked, so that only one of the two is counted."""
        none = f"{question.id}.{question.exclusive}"
        if none in self.factors and marks.get(question.exclusive or "") is True:
            yield none, 1
            return
        for option, mark in marks.items():
            if isinstance(mark, bool) and option != question.exclusive:
                yield f"{question.id}.{option}", int(mark)


def _band(question: Question, value: int) -> Iterator[Observation]:
    for index, (low, high) in enumerate(question.bands.values()):
        if low <= value <= high:
            yield question.id, index


def build_model(knowledge: Knowledge) -> Model:
    """Enumerate every hypothesis: sets of up to three of the ten; a look-alike alone or with one; something else."""
    members = tuple(_members(knowledge))
    hypotheses = tuple(_hypotheses(members, knowledge))
    log_prior = _log_prior(members, hypotheses, knowledge)
    return Model(
        knowledge,
        members,
        hypotheses,
        log_prior,
        _factors(knowledge),
        _by_cause(members, hypotheses, knowledge),
    )


def _members(knowledge: Knowledge) -> Iterator[Member]:
    for cause in knowledge.causes.values():
        listed = cause.id in knowledge.conditions
        odds = _odds(cause.prior, knowledge)
        variants = cause.variants if isinstance(cause, Condition) else ()
        if not variants:
            yield Member(cause.id, cause.id, cause.region, listed, odds, cause.findings)
        shares = [probability(variant.share, 0.5, knowledge.sources) for variant in variants]
        for variant, share in zip(variants, shares, strict=True):
            findings = _overlaid(cause.findings, variant.findings)
            identity = f"{cause.id}/{variant.id}"
            yield Member(identity, cause.id, cause.region, listed, odds * share / sum(shares), findings)


def _overlaid(base: Mapping[str, Finding], over: Mapping[str, Finding]) -> Mapping[str, Finding]:
    return {key: {**base.get(key, {}), **over.get(key, {})} for key in {**base, **over}}


def _odds(figure: Figure, knowledge: Knowledge) -> float:
    share = probability(figure, 0.0, knowledge.sources, shrink=False)
    return share / (1 - share)


def _hypotheses(members: tuple[Member, ...], knowledge: Knowledge) -> Iterator[tuple[int, ...]]:
    listed = [i for i, member in enumerate(members) if member.listed]
    yield ()
    for size in range(1, LARGEST_SET + 1):
        for group in combinations(listed, size):
            if len({members[i].cause for i in group}) == size:
                yield from _led(group)
    for i, member in enumerate(members):
        if not member.listed:
            yield (i,)
            regions = knowledge.look_alikes[member.cause].stands_with
            for other in listed:
                if members[other].region in regions:
                    yield from _led((other, i))


def _led(group: tuple[int, ...]) -> Iterator[tuple[int, ...]]:
    """The group once for each member in the lead, that member first."""
    for lead in group:
        yield (lead, *(i for i in group if i != lead))


def _combination(question: Question) -> Callable[[Distribution, Sequence[Distribution]], Distribution]:
    if question.kind == "number" or question.lasting:
        return moved_odds
    return leading if question.kind == "nominal" else noisy_max


def _log_prior(
    members: tuple[Member, ...], hypotheses: tuple[tuple[int, ...], ...], knowledge: Knowledge
) -> tuple[float, ...]:
    """P(S) in proportion to the product of its members' odds and of a factor for each pair that goes together.

    Any member may lead, each as likely as the other.
    """
    nothing = _odds(knowledge.something_else_prior, knowledge)
    pair = {
        frozenset((a.id, b.id)): pair_factor(a, b, knowledge)
        for a, b in combinations([m for m in members if m.listed], 2)
        if a.cause != b.cause
    }
    weights = []
    for group in hypotheses:
        weight = math.prod(members[i].odds for i in group) if group else nothing
        weight /= max(1, len(group))
        for a, b in combinations(group, 2):
            weight *= pair.get(frozenset((members[a].id, members[b].id)), 1.0)
        weights.append(weight)
    total = sum(weights)
    return tuple(math.log(weight / total) for weight in weights)


def pair_factor(a: Member, b: Member, knowledge: Knowledge) -> float:
    """How much oftener two of the ten stand together than chance: a cited odds ratio, or 1 + the word of a link."""
    factors = [1.0]
    for one, other in ((a, b), (b, a)):
        condition = knowledge.conditions[one.cause]
        factors += [
            shrunk_odds(known.odds, knowledge.sources[known.source].tier)
            for known in condition.coexists
            if known.other == other.cause
        ]
        factors += [
            1 + word_probability(link.strength)
            for link in condition.links
            if link.strength and (link.to == other.cause or (link.to == other.region and one.region != other.region))
        ]
    return max(factors)


def _factors(knowledge: Knowledge) -> Mapping[str, Factor]:
    """Every observable with a background, each with its group's fixed exponent 1 / k^a."""
    bare = [
        (question, option)
        for question in knowledge.questions.values()
        for option in (question.options if question.kind == "multi" else (None,))
        if question.background and (option is None or option.id in question.background)
        if option is None or option.id != question.exclusive or _is_stated(question, option, knowledge)
    ]
    sizes = Counter(group for question, option in bare if (group := _group(question, option)))
    factors = [
        Factor(question, option, _level_names(question), _exponent(sizes, _group(question, option)))
        for question, option in bare
    ]
    return {factor.id: factor for factor in factors}


def _is_stated(question: Question, option: Option, knowledge: Knowledge) -> bool:
    return any(option.id in cause.findings.get(question.id, {}) for cause in knowledge.causes.values())


def _group(question: Question, option: Option | None) -> str | None:
    return option.group if option else question.group


def _exponent(sizes: Mapping[str, int], group: str | None) -> float:
    return 1 / sizes[group] ** constants.GROUP_EXPONENT if group else 1.0


def _level_names(question: Question) -> tuple[str, ...]:
    return ("no", "yes") if question.kind in ("yes_no", "multi") else levels(question)


def _by_cause(
    members: tuple[Member, ...], hypotheses: tuple[tuple[int, ...], ...], knowledge: Knowledge
) -> Mapping[str, tuple[int, ...]]:
    found: dict[str, list[int]] = {cause: [] for cause in [*knowledge.conditions, *knowledge.look_alikes]}
    found[SOMETHING_ELSE] = []
    for index, group in enumerate(hypotheses):
        for cause in {members[i].cause for i in group}:
            found[cause].append(index)
        if not any(members[i].listed for i in group):
            found[SOMETHING_ELSE].append(index)
    return {cause: tuple(indices) for cause, indices in found.items()}
