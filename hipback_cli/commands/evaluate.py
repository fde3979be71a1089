"""`hipback evaluate`: case files through the real interview, and how often the result is right."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from math import isnan
from pathlib import Path
from typing import Any

from hipback_cli.display.printing import print_json
from hipback_cli.errors import ExitCode, UsageError
from hipback_cli.evaluation.cases import Case, read_cases, with_not_sure
from hipback_cli.evaluation.metrics import Summary, summarise
from hipback_cli.evaluation.run import Outcome, prior_shares, run_case
from hipback_cli.knowledge.load import load_knowledge
from hipback_cli.reasoning.model import Model, build_model


def run(
    files: Sequence[Path],
    *,
    json: bool,
    not_sure: float = 0.0,
    not_sure_safety: float = 0.0,
    seed: int = 0,
    content: Path | None = None,
    plain: bool = False,
) -> int:
    """Evaluate every case of `files` and print the measures. Wrong results are figures, no failure: exit code 0.

    Raises UsageError for a share that is no number, and CasesError or ContentError for files that cannot be used.
    """
    if isnan(not_sure) or isnan(not_sure_safety):
        raise UsageError('--not-sure: "nan" is no share; give a number from 0 to 1')
    knowledge = load_knowledge(content)
    told = read_cases(files, knowledge)
    cases = [with_not_sure(case, knowledge, not_sure, not_sure_safety, seed) for case in told]
    model = build_model(knowledge)
    outcomes = list(_outcomes(model, cases, quiet=json or plain))
    summary = summarise(outcomes, prior_shares(model))
    if json:
        how = {"files": [str(f) for f in files], "not_sure": not_sure, "not_sure_safety": not_sure_safety, "seed": seed}
        _print_json(outcomes, summary, knowledge.version, how)
    else:
        _print_tables(outcomes, summary, plain=plain)
    return ExitCode.OK


def _outcomes(model: Model, cases: Sequence[Case], *, quiet: bool) -> Iterator[Outcome]:
    """Run the cases; a progress bar on standard error, at a terminal only."""
    if quiet or not sys.stderr.isatty():
        yield from (run_case(model, case) for case in cases)
        return
    from rich.console import Console
    from rich.progress import track

    for case in track(cases, description="Cases", console=Console(stderr=True), transient=True):
        yield run_case(model, case)


def _print_json(outcomes: Sequence[Outcome], summary: Summary, version: str, how: dict[str, Any]) -> None:
    from hipback_cli.evaluation.as_json import as_json

    print_json(as_json(outcomes, summary, version, how))


def _print_tables(outcomes: Sequence[Outcome], summary: Summary, *, plain: bool) -> None:
    from rich.console import Console

    from hipback_cli.evaluation.tables import calibration, measures, misses

    console = Console(markup=False, emoji=False, highlight=False, no_color=plain or None)
    cases = "1 case" if summary.n == 1 else f"{summary.n} cases"
    console.print(f"{cases}, {summary.emergency_stops} ended as an emergency.\n")
    console.print(measures(summary, plain=plain))
    if summary.ece is not None:
        console.print(f"\nHow far the percentages can be believed (mean gap {100 * summary.ece:.0f} in 100):")
        console.print(calibration(summary.reliability, plain=plain))
    wrong = list(misses(outcomes))
    if wrong:
        console.print("\nCases that went wrong somewhere:\n")
        console.print("\n".join(wrong), soft_wrap=True)
