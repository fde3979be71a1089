"""Mutation testing of the danger signs: change one rule at a time and see whether a case notices.

    python benchmarks/rule_mutation.py

A mutant drops one part of a rule or one option, moves a bound or a count by one, takes a level away, or lowers its
urgency. The cases are those of tests/test_red_flags.py: for each level one that fires and one that just misses,
ordinary people, and published patients. Prints the mutants that none of them notices, by what was changed: mostly one
of several ways to meet a rule. Those are held by tests/snapshots/danger_signs.txt, the list of all rules that a test
compares word by word; a mutant that neither a case nor this list notices is named apart, and there should be none.
"""

from __future__ import annotations

import sys
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from hipback_cli.knowledge.load import load_knowledge
from hipback_cli.knowledge.types import AtLeast, Compare, Is, Knowledge, Level, Not, RedFlag, Rule, Urgency
from tests import test_red_flags as cases

NEVER = AtLeast(1, ())


def changed_rules(rule: Rule) -> Iterator[tuple[str, Rule]]:
    """What is changed, and the rule after it, for every small change."""
    if isinstance(rule, Is) and len(rule.options) > 1:
        for option in rule.options:
            yield f"without {rule.question}.{option}", replace(rule, options=tuple(set(rule.options) - {option}))
    elif isinstance(rule, Compare):
        for step in (-1, 1):
            bound = rule.bound + step
            yield f"{rule.question} {rule.operator} {bound:g}", replace(rule, bound=bound)
    elif isinstance(rule, Not):
        yield from ((what, Not(part)) for what, part in changed_rules(rule.part))
    elif isinstance(rule, AtLeast):
        yield from _changed_group(rule)


def _changed_group(rule: AtLeast) -> Iterator[tuple[str, Rule]]:
    every = rule.count == len(rule.parts)
    for index, part in enumerate(rule.parts):
        rest = rule.parts[:index] + rule.parts[index + 1 :]
        if rest:
            yield f"without {in_short(part)}", AtLeast(rule.count - 1 if every else rule.count, rest)
        for what, other in changed_rules(part):
            yield what, AtLeast(rule.count, (*rule.parts[:index], other, *rule.parts[index + 1 :]))
    for count in {rule.count - 1, rule.count + 1} & set(range(1, len(rule.parts) + 1)):
        yield f"{count} instead of {rule.count} of {len(rule.parts)}", replace(rule, count=count)


def in_short(rule: Rule) -> str:
    """A rule in one line."""
    if isinstance(rule, Is):
        return f"{rule.question}={'|'.join(rule.options)}"
    if isinstance(rule, Compare):
        return f"{rule.question} {rule.operator} {rule.bound:g}"
    if isinstance(rule, Not):
        return f"not({in_short(rule.part)})"
    return f"{rule.count} of ({', '.join(map(in_short, rule.parts))})"


def changed_levels(level: Level) -> Iterator[tuple[str, Level]]:
    """The same for a level with all that hangs on it."""
    yield "never fires", replace(level, when=NEVER)
    yield "one urgency lower", replace(level, urgency=Urgency(level.urgency - 1))
    yield from ((what, replace(level, when=rule)) for what, rule in changed_rules(level.when))


def mutants(knowledge: Knowledge) -> Iterator[tuple[str, Knowledge]]:
    """Every changed rule set, and what was changed."""
    for flag in knowledge.red_flags.values():
        for index, level in enumerate(flag.levels):
            for what, other in changed_levels(level):
                levels = (*flag.levels[:index], other, *flag.levels[index + 1 :])
                yield f"{flag.id} {index + 1}: {what}", _with(knowledge, replace(flag, levels=levels))


def _with(knowledge: Knowledge, flag: RedFlag) -> Knowledge:
    return replace(knowledge, red_flags={**knowledge.red_flags, flag.id: flag})


def noticed(knowledge: Knowledge) -> bool:
    """Whether a case fails with this rule set."""
    cases.KNOWLEDGE = knowledge
    try:
        for flag, number in cases.LEVELS:
            cases.test_a_level_fires_and_just_misses(flag, number)
        for name in cases.ORDINARY:
            cases.test_ordinary_pain_is_not_sent_to_hospital(name)
        for case in cases.PUBLISHED:
            cases.test_published_cases_get_an_acceptable_urgency(case)
    except AssertionError:
        return True
    return False


def sort_of(what: str) -> str:
    """What was changed, in a few words for many mutants."""
    change = what.split(": ", 1)[1]
    if change in ("never fires", "one urgency lower"):
        return change
    if " instead of " in change:
        return "how many of the parts must hold"
    if not change.startswith("without "):
        return "a bound one higher or lower"
    return "one part of a rule dropped" if "=" in change or "(" in change else "one option of an answer dropped"


def main() -> None:
    knowledge = load_knowledge()
    if noticed(knowledge):
        sys.exit("the cases fail without any change")
    every = list(mutants(knowledge))
    living = [(what, mutant) for what, mutant in every if not noticed(mutant)]
    unlisted = [what for what, mutant in living if cases.every_rule(mutant) == cases.every_rule(knowledge)]
    sorts: dict[str, list[str]] = defaultdict(list)
    for what, _ in living:
        sorts[sort_of(what)].append(what)
    print(f"{len(living)} of {len(every)} changes are noticed by no case")
    print(f"{len(unlisted)} are not even noticed in the list of all rules", *unlisted, sep="\n")
    for name, found in sorts.items():
        print(f"\n{name}: {len(found)}", *found, sep="\n")


if __name__ == "__main__":
    main()
