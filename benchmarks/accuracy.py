"""How often the result is right on the case files; prints the table of the README.

    python benchmarks/accuracy.py                 the table
    python benchmarks/accuracy.py --constants     the tuned constants, chosen on all cases but one, each case in turn

The measures are those of `hipback evaluate FILE...`, one column a set of files. `--constants` shows what tuning on
the cases is worth: every value of a constant is tried, the others as they stand; for each case the value is the one
that does best on all the others (leave one out). It weighs everything that is told, without the interview.
"""

from __future__ import annotations

import argparse
import math
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from statistics import mean

from hipback_cli.evaluation.cases import Case, read_cases, with_not_sure
from hipback_cli.evaluation.metrics import Mean, Proportion, Spread, Summary, summarise
from hipback_cli.evaluation.run import prior_shares, run_case
from hipback_cli.knowledge.load import load_knowledge
from hipback_cli.knowledge.types import SOMETHING_ELSE, Knowledge
from hipback_cli.reasoning import constants
from hipback_cli.reasoning.assess import reach
from hipback_cli.reasoning.model import Model, build_model

CASES = Path(__file__).resolve().parents[1] / "tests" / "cases"
COLUMNS: Mapping[str, tuple[str, ...]] = {
    "ten": ("in_scope",),
    "two regions": ("coexisting",),
    "danger and look-alikes": ("out_of_scope",),
    "further published": ("published", "further_hip", "further_back"),
}
TRIAGE = ("triage_first", "triage_second")
SEEDS = range(1, 11)
NOT_SURE = 0.2

GRID: Mapping[str, tuple[float, ...]] = {
    "GROUP_EXPONENT": (0.0, 0.25, 0.5, 0.75, 1.0),
    "TICK_RATE": (0.5, 0.6, 0.7, 0.8, 0.9),
    "HIP_FIRST": (0.5, 0.55, 0.6, 0.65, 0.7),
    "BACK_FIRST": (0.3, 0.35, 0.4, 0.45, 0.5),
}


def share(value: Proportion) -> str:
    """Such as "62 % (48-75)"."""
    if value.share is None or value.interval is None:
        return "-"
    low, high = value.interval
    return f"{value.share:.0%} ({100 * low:.0f}-{100 * high:.0f})".replace("%", " %")


def bounded(value: Proportion) -> str:
    """Such as "1 of 48 (at most 10 %)", the exact bound."""
    return "-" if value.at_most is None else f"{value.hits} of {value.n} (at most {100 * value.at_most:.0f} %)"


def pair(value: Mean, prior: Mean) -> str:
    return "-" if value.value is None or prior.value is None else f"{value.value:.3f}, {prior.value:.3f}"


def gain(value: Mean) -> str:
    return "-" if value.interval is None else "{:.3f} to {:.3f}".format(*value.interval)


def spread(value: Spread) -> str:
    return "-" if value.median is None else f"{value.median:g} / {value.p90:g}"


ROWS: Mapping[str, Callable[[Summary], str]] = {
    "cases": lambda s: str(s.n),
    "right cause first": lambda s: share(s.top1),
    "among the first three": lambda s: share(s.top3),
    "all that coexist in the first three": lambda s: share(s.all_in_top3),
    '"something else" or a look-alike in the first three, none of the ten': lambda s: share(s.mimics_seen),
    "primary region right": lambda s: share(s.region),
    "urgency right": lambda s: share(s.urgency_right),
    "told too low": lambda s: bounded(s.too_low),
    "told too high": lambda s: bounded(s.too_high),
    "Brier score, and with base rates alone": lambda s: pair(s.brier, s.brier_prior),
    "log-loss, and with base rates alone": lambda s: pair(s.log_loss, s.log_loss_prior),
    "gain in log-loss over base rates, 95 %": lambda s: gain(s.log_loss_gain),
    "screens, median / 9 in 10": lambda s: spread(s.questions),
    "screens before an emergency": lambda s: spread(s.questions_emergency),
    "words read": lambda s: spread(s.words_read),
}


def cases_of(names: Sequence[str], knowledge: Knowledge) -> tuple[Case, ...]:
    return read_cases([CASES / f"{name}.yaml" for name in names], knowledge)


def summary(model: Model, cases: Sequence[Case]) -> Summary:
    return summarise([run_case(model, case) for case in cases], prior_shares(model))


def print_table(knowledge: Knowledge) -> None:
    """The Markdown table, what 20 % of "not sure" costs, and the urgency of the stories written for it alone."""
    model = build_model(knowledge)
    found = {name: summary(model, cases_of(files, knowledge)) for name, files in COLUMNS.items()}
    print("| |", " | ".join(found), "|")
    print("|" + "---|" * (len(found) + 1))
    for name, cell in ROWS.items():
        print(f"| {name} |", " | ".join(map(cell, found.values())), "|")
    for name in ("ten", "further published"):
        told = cases_of(COLUMNS[name], knowledge)
        first = [
            summary(model, [with_not_sure(case, knowledge, NOT_SURE, 0.0, seed) for case in told]).top1.share or 0.0
            for seed in SEEDS
        ]
        print(
            f"\n{name}, {NOT_SURE:.0%} not sure: right cause first in {mean(first):.1%}, not {share(found[name].top1)}"
        )

    for name in TRIAGE:
        told = summary(model, cases_of((name,), knowledge))
        print(f"\n{name}, n = {told.n}: too low {bounded(told.too_low)}, too high {bounded(told.too_high)}")


def scores(model: Model, case: Case) -> tuple[float, bool, bool]:
    """(natural log of the leaders' part of all shares, leader first, region right) with all that is told."""
    reached = reach(model, case.answers)
    wanted = case.expected.leaders or (SOMETHING_ELSE,)
    ranked = {c: p for c, p in reached.shares.items() if c in model.knowledge.conditions or c == SOMETHING_ELSE}
    part = sum(ranked[c] for c in wanted) / sum(ranked.values())
    return (
        math.log(max(part, 1e-4)),
        max(ranked, key=ranked.__getitem__) in wanted,
        reached.region.verdict == case.expected.region,
    )


def print_constants(knowledge: Knowledge) -> None:
    """For each constant: every value, and what comes of choosing on the other cases."""
    files = [name for names in COLUMNS.values() for name in names if name != "out_of_scope"]
    told = [case for case in cases_of(files, knowledge) if case.expected.leaders is not None]
    for name, values in GRID.items():
        stands = getattr(constants, name)
        of_region = name.endswith("_FIRST")
        cases = [case for case in told if case.expected.region] if of_region else told
        table: dict[float, list[tuple[float, bool]]] = {}
        for value in values:
            setattr(constants, name, value)
            model = build_model(knowledge)
            results = [scores(model, case) for case in cases]
            table[value] = [(float(right), right) if of_region else (log, first) for log, first, right in results]
        setattr(constants, name, stands)
        left_out = 0
        for index in range(len(cases)):
            best = max(values, key=lambda v: sum(s for i, (s, _) in enumerate(table[v]) if i != index))
            left_out += table[best][index][1]
        hits = ", ".join(f"{value:g}: {sum(right for _, right in table[value])}" for value in values)
        what = "region right" if of_region else "right cause first"
        print(f"{name} = {stands:g}; {what} of {len(cases)} by value: {hits}; each left out: {left_out}", flush=True)


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--constants", action="store_true")
    knowledge = load_knowledge()
    (print_constants if options.parse_args().constants else print_table)(knowledge)


if __name__ == "__main__":
    main()
