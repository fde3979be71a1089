"""`hipback history`: list, show, compare, export and delete saved checks."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

from hipback_cli import __version__
from hipback_cli.display.printing import json_text, print_json
from hipback_cli.display.sanitise import clean
from hipback_cli.errors import ExitCode, HipbackError, UsageError
from hipback_cli.history.compare import Change, Comparison, compare, leaders, trend
from hipback_cli.history.known import known_answers
from hipback_cli.history.store import NOTHING_SAVED, SavedCheck, damaged, is_there, open_existing
from hipback_cli.knowledge.load import load_knowledge
from hipback_cli.knowledge.types import Knowledge
from hipback_cli.report.chances import chance


def _saved() -> tuple[tuple[SavedCheck, ...], tuple[int, ...]]:
    """All saved checks, perhaps none, and the numbers of those that cannot be read."""
    if not is_there():
        return (), ()
    with open_existing() as store:
        return store.checks()


def list_checks(folder: Path | None, *, json_output: bool) -> int:
    """One line for each saved check: number, date, urgency, leaders."""
    knowledge, (saved, unread) = load_knowledge(folder), _saved()
    if json_output:
        print_json(_all_data(saved, unread, knowledge))
    elif not (saved or unread):
        sys.stdout.write(NOTHING_SAVED + "\n")
    else:
        lines = [_line(check, knowledge) for check in saved]
        _print(lines, [f"  {damaged(number)}" for number in unread], _trends(saved, knowledge))
    return ExitCode.OK


def refuse_before(command: str, *, json_output: bool, folder: Path | None) -> None:
    """Raise UsageError for an option of the list given before another command, which would not heed it."""
    for option, given in (("--json", json_output), ("--content", folder is not None)):
        if given:
            raise UsageError(f"{option} before {command} would not be heeded; leave it out, or put it after {command}")


def _line(check: SavedCheck, knowledge: Knowledge) -> str:
    date = f"{check.started.astimezone():%Y-%m-%d %H:%M}"
    if not check.finished:
        return f"{check.id:>3}  {date}  not finished; go on with: hipback check --resume"
    found = ", ".join(f"{name} ({chance(share).word})" for name, share in leaders(check, knowledge))
    return f"{check.id:>3}  {date}  {check.summary.urgency.replace('_', ' ')}  {found}"


def _trends(saved: Sequence[SavedCheck], knowledge: Knowledge) -> Iterator[str]:
    """Pain over the finished ones of `saved`, and the latest leaders over those of them that were ranked."""
    done = [check for check in saved if check.finished]
    pain = [check.answers["pain_now"] for check in done if isinstance(check.answers.get("pain_now"), int)]
    if len(pain) > 1:
        yield f"Pain, 0 to 10:  {trend(pain, 10)}  {pain[0]} then, {pain[-1]} now"
    ranked = [check.summary.probabilities for check in done if check.summary.ranked]
    if len(ranked) < 2 or not done[-1].summary.ranked:  # after an emergency nothing is likely "now"
        return
    for cause, share in sorted(ranked[-1].items(), key=lambda pair: -pair[1])[:2]:
        if cause in knowledge.conditions:
            values = [shares.get(cause, 0.0) for shares in ranked]
            yield f"{knowledge.conditions[cause].name}:  {trend(values, 1)}  {chance(share).word} now"


def show_check(
    folder: Path | None, number: int, *, form: str, output: Path | None, sources: bool, provisional: bool
) -> int:
    """One saved check again, worked out with today's content, in one of the formats of a result.

    Raises UsageError for a format that does not exist, HipbackError while the check is not finished, and OutputError
    when the file cannot be written.
    """
    from hipback_cli.reasoning.assess import assess
    from hipback_cli.reasoning.model import build_model
    from hipback_cli.report import known_format
    from hipback_cli.report.show import show

    wanted = known_format(form)
    knowledge = load_knowledge(folder)
    with open_existing() as store:
        saved = store.check(number)
    if not saved.finished:
        raise HipbackError(f"Check {number} has no result yet; go on with: hipback check --resume")
    answers = known_answers(saved.answers, knowledge)
    result = assess(build_model(knowledge), answers, version=__version__, note=saved.note)
    show(result, form=wanted, path=output, sources=sources, provisional=provisional)
    return ExitCode.OK


def compare_checks(folder: Path | None, numbers: Sequence[int], *, json_output: bool) -> int:
    """What changed between two saved checks, in whatever order they are named; without numbers, the last two finished.

    Raises UsageError unless there are none or two numbers, of two checks, and HipbackError where a check is not there
    or not finished.
    """
    if len(numbers) not in (0, 2):
        raise UsageError(f"compare takes two checks, or none for the last two; these are {len(numbers)}")
    if len({*numbers}) == 1:
        raise UsageError(f"compare takes two different checks; both of these are {numbers[0]}")
    knowledge, (saved, _) = load_knowledge(folder), _saved()
    done = [check for check in saved if check.finished]
    chosen = [check for check in done if check.id in numbers] if numbers else done[-2:]  # the earlier first, like done
    if len(chosen) != 2:
        known = ", ".join(str(check.id) for check in done) or "none"
        raise HipbackError(f"compare takes two finished checks; finished are: {known}")
    found = compare(chosen[0], chosen[1], knowledge)
    if json_output:
        print_json({"schema": 1, "comparison": _comparison_data(found)})
    else:
        _print(_comparison_lines(found), _trends(chosen, knowledge))
    return ExitCode.OK


def _comparison_lines(found: Comparison) -> Iterator[str]:
    yield f"From {found.before.astimezone():%Y-%m-%d} to {found.after.astimezone():%Y-%m-%d}"
    if found.pain:
        then, today = found.pain
        word = "better" if today < then else "worse" if today > then else "the same"
        yield f"Pain {word}: {then} then, {today} now (0 to 10)"
    yield from _moved("Urgency", found.urgency)
    if found.ranked:
        yield from _moved("Which came first", found.region)
        yield from map(_change_line, found.changes)
        if not found.changes:
            yield "The ranking is much the same."
    else:
        yield "There is no ranking to compare: after an emergency, and under 18, nothing is ranked."
    if found.new:
        yield f"New this time: {', '.join(found.new)}"
    if found.gone:
        yield f"No longer said: {', '.join(found.gone)}"


def _moved(label: str, words: tuple[str, str]) -> Iterator[str]:
    before, after = (word.replace("_", " ") for word in words)
    if before != after:
        yield f"{label}: {before} then, {after} now"


def _change_line(change: Change) -> str:
    direction = "more" if change.after > change.before else "less"
    return f"{change.name}: {direction} likely - {chance(change.before).figure} then, {chance(change.after).figure} now"


def _comparison_data(found: Comparison) -> dict[str, Any]:
    return {
        "before": found.before.isoformat(),
        "after": found.after.isoformat(),
        "pain": found.pain,
        "urgency": found.urgency,
        "primary_region": found.region,
        "ranked": found.ranked,
        "changes": [{"name": c.name, "before": c.before, "after": c.after} for c in found.changes],
        "new": found.new,
        "gone": found.gone,
    }


def export_checks(folder: Path | None, output: Path | None) -> int:
    """All saved checks as JSON, to the screen or to a file that only its owner can read."""
    from hipback_cli.report.output import write_output

    knowledge = load_knowledge(folder)
    text = json_text(_all_data(*_saved(), knowledge))
    if output is None:
        sys.stdout.write(text)
    else:
        write_output(text, output)
    return ExitCode.OK


def delete_checks(numbers: Sequence[int], *, everything: bool) -> int:
    """Delete saved checks for good.

    Raises UsageError unless either numbers or `everything` is given, and HipbackError when a number is not there;
    then nothing is deleted.
    """
    if everything == bool(numbers):
        raise UsageError("delete takes the numbers of checks or --all, one of the two")
    with open_existing() as store:
        store.require(numbers)
        chosen = store.numbers() if everything else numbers
        store.delete(chosen)
    sys.stdout.write(f"Deleted for good: {', '.join(map(str, chosen)) or 'nothing was there'}\n")
    return ExitCode.OK


def _all_data(saved: Iterable[SavedCheck], unread: Sequence[int], knowledge: Knowledge) -> dict[str, Any]:
    return {"schema": 1, "checks": [_as_data(check, knowledge) for check in saved], "damaged": unread}


def _as_data(check: SavedCheck, knowledge: Knowledge) -> dict[str, Any]:
    return {
        "id": check.id,
        "started": check.started.isoformat(),
        "finished": check.finished,
        "content_version": check.content_version,
        "urgency": check.summary.urgency,
        "primary_region": check.summary.region,
        "leaders": [{"name": name, "probability": share} for name, share in leaders(check, knowledge)],
        "answers": check.answers,
        "note": check.note,
    }


def _print(*parts: Iterable[str]) -> None:
    sys.stdout.writelines(f"{clean(line)}\n" for part in parts for line in part)
