"""Case files: retold people with their answers and what a right result would be."""

from __future__ import annotations

import random
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from hipback_cli.interview.answers_file import AnswersError, decode_answers
from hipback_cli.interview.prompter import takes_unsure
from hipback_cli.knowledge.nodes import ListNode, MapNode, Node, Scalar, Unreadable, WrongValue, read_tree
from hipback_cli.knowledge.problems import Problem, ProblemsError, did_you_mean, shown
from hipback_cli.knowledge.types import NOT_SURE, Answer, Answers, Knowledge, Urgency

REGIONS = ("hip", "back", "both", "neither")
EXPECT_KEYS = ("leaders", "also", "look_alike", "region", "urgency")
REQUIRED = ("id", "answers", "expect")


class CasesError(ProblemsError):
    """Case files that cannot be used; each mistake names its case."""


@dataclass(frozen=True, slots=True)
class Expected:
    """What counts as right. A part that is left out is not scored."""

    leaders: tuple[str, ...] | None = None
    """Condition ids, any of which may come first; () means none of the ten; None means not scored."""
    also: tuple[str, ...] = ()
    """Condition ids that are there as well."""
    region: str | None = None
    """hip, back, both or neither."""
    urgency: tuple[Urgency, ...] = ()
    """Every level that counts as right; () means not scored."""
    look_alike: str | None = None
    """The look-alike that should be the likeliest of its kind."""


@dataclass(frozen=True, slots=True)
class Case:
    id: str
    file: str
    answers: Answers
    """What the person would answer if asked; a question left out stays unanswered."""
    expected: Expected


def read_cases(files: Sequence[Path], knowledge: Knowledge) -> tuple[Case, ...]:
    """All cases of `files`, in order.

    Raises CasesError with every mistake in every file: unreadable, an unknown id, two cases of one name.
    """
    reader = _Reader(knowledge)
    for path in files:
        reader.read(path)
    if reader.problems:
        raise CasesError(reader.problems)
    return tuple(reader.cases.values())


class _Reader:
    """Collects cases and mistakes over all files."""

    def __init__(self, knowledge: Knowledge) -> None:
        self.knowledge = knowledge
        self.cases: dict[str, Case] = {}
        self.problems: list[Problem] = []

    def read(self, path: Path) -> None:
        try:
            root = read_tree(path)
        except Unreadable as unreadable:
            self.problems += unreadable.problems
            return
        listed = root.entries.get("cases") if isinstance(root, MapNode) else None
        if listed is None or not isinstance(listed[1], ListNode) or not listed[1].items:
            what = "there is no list of cases"
            self.problems.append(Problem(path.name, root.line, root.column, what, mend="begin with `cases:`"))
            return
        for number, node in enumerate(listed[1].items, 1):
            self._case(node, path.name, f"case {number}")

    def _case(self, node: Node, file: str, name: str) -> None:
        """Keys of a case beyond the three required ones are remarks (source, story, note) and are not read."""
        if not isinstance(node, MapNode):
            self._report(file, name, WrongValue(node, "a case must be lines of `key: value`"))
            return
        name = _text(node.entries["id"][1]) or name if "id" in node.entries else name
        flaw = self._flaw(node)
        if flaw is not None:
            self._report(file, name, flaw)
            return
        answers = self._answers(node.entries["answers"][1], file, name)
        expected = self._expected(node.entries["expect"][1], file, name)
        self.cases[name] = Case(name, file, answers, expected)

    def _flaw(self, node: MapNode) -> WrongValue | None:
        """Why the case cannot be read at all."""
        for key in REQUIRED:
            if key not in node.entries:
                near = did_you_mean(key, node.entries)
                return WrongValue(node, f"key {shown(key)} is missing", near or "add it")
        told = node.entries["id"][1]
        if not _text(told):
            return WrongValue(told, "the id is not a name", "write one word, such as runner-54")
        if _text(told) in self.cases:
            what = f"a case of this name stands already in {self.cases[_text(told)].file}"
            return WrongValue(told, what, "give one of them another id")
        return None

    def _answers(self, node: Node, file: str, name: str) -> Answers:
        try:
            return decode_answers(node, self.knowledge, file)
        except AnswersError as error:
            self.problems += [replace(p, where=f"{name}.answers.{p.where}".rstrip(".")) for p in error.problems]
            return {}

    def _expected(self, node: Node, file: str, name: str) -> Expected:
        found: dict[str, object] = {}
        entries = node.entries if isinstance(node, MapNode) else {}
        if not isinstance(node, MapNode):
            self._report(file, f"{name}.expect", WrongValue(node, "expect must be lines of `key: value`"))
        for key, (key_node, value) in entries.items():
            try:
                found[key] = self._part(key, key_node, value)
            except WrongValue as wrong:
                self._report(file, f"{name}.expect.{key}", wrong)
        return Expected(**{key: value for key, value in found.items() if value is not None})  # type: ignore[arg-type]

    def _part(self, key: str, key_node: Node, value: Node) -> object:
        if key in ("leaders", "also"):
            return tuple(_one_of(item, self.knowledge.conditions, "condition") for item in _items(value))
        if key == "urgency":
            words = [_one_of(item, [level.word for level in Urgency], "urgency") for item in _items(value)]
            return tuple(Urgency[word.upper()] for word in words)
        if key == "look_alike":
            return _one_of(value, self.knowledge.look_alikes, "look-alike")
        if key == "region":
            return _one_of(value, REGIONS, "region")
        near = did_you_mean(key, EXPECT_KEYS) or f"possible here: {', '.join(EXPECT_KEYS)}"
        raise WrongValue(key_node, f"unknown key {shown(key)}", near)

    def _report(self, file: str, where: str, wrong: WrongValue) -> None:
        self.problems.append(wrong.problem(file, where))


def _text(node: Node) -> str:
    return node.text if isinstance(node, Scalar) else ""


def _items(node: Node) -> Iterable[Node]:
    if isinstance(node, ListNode):
        return node.items
    raise WrongValue(node, "a list is wanted here", "put it in [ ]")


def _one_of(node: Node, known: Collection[str], kind: str) -> str:
    text = _text(node)
    if text in known:
        return text
    near = did_you_mean(text, known) or f"one of {', '.join(known)}"
    raise WrongValue(node, f"no {kind} is called {shown(text)}", near)


def with_not_sure(case: Case, knowledge: Knowledge, share: float, safety_share: float, seed: int) -> Case:
    """The case with each told answer turned into "not sure" with the given chance (0 to 1).

    `safety_share` is for safety questions, `share` for all others; facts of the person for which "not sure" is never
    offered (age, sex, for whom) stay. Whether an answer turns depends on seed, case and question alone, so that
    neither the order of cases nor other answers matter.
    """

    def turned() -> Iterator[tuple[str, Answer]]:
        for name, answer in case.answers.items():
            question = knowledge.questions[name]
            chance = safety_share if question.safety else share
            # Chance for an experiment that must be repeatable, not for a secret.
            draw = random.Random(f"{seed}:{case.id}:{name}").random()  # noqa: S311
            yield name, NOT_SURE if takes_unsure(question) and draw < chance else answer

    return replace(case, answers=dict(turned()))
