"""Answers in a file, as people write them for `hipback check --answers`."""

import json
import subprocess
import sys
from typing import Any

import pytest

from hipback_cli.interview.lists import option_answer, tick_options
from hipback_cli.knowledge.types import Knowledge


def check(numb_sites: str) -> subprocess.CompletedProcess[str]:
    """`hipback check --answers -` for somebody who says this of where it is numb."""
    command = [sys.executable, "-m", "hipback_cli", "check", "--answers", "-", "--json"]
    text = f"answers:\n  age: 50\n  numb_sites: {numb_sites}\n"
    return subprocess.run(command, input=text, capture_output=True, text=True, timeout=60)


def taken(numb_sites: str) -> Any:
    run = check(numb_sites)
    assert (run.returncode, run.stderr) == (0, "")
    return json.loads(run.stdout)


@pytest.mark.parametrize(
    "written", ["none", "[none]", "{none: true}", "{none: yes, foot: false}", "{foot: unanswered, none: true}"]
)
def test_none_of_these_says_no_to_all_others_as_on_the_screen(written: str, knowledge: Knowledge) -> None:
    question = knowledge.questions["numb_sites"]
    on_screen = option_answer(question, tick_options(question).toggled({}, "none"))
    assert taken(written)["answers"]["numb_sites"] == on_screen
    assert taken(written)["candidates"] == taken("none")["candidates"]


@pytest.mark.parametrize(
    ("written", "column"),
    [
        ("[none, foot]", 22),
        ("[foot, none]", 16),
        ("{none: true, foot: true}", 34),
        ("{foot: not_sure, none: true}", 22),
    ],
)
def test_none_of_these_with_another_is_one_clear_line(written: str, column: int) -> None:
    run = check(written)
    assert (run.returncode, run.stdout) == (1, "")
    what = '"none" cannot stand together with "foot", in numb_sites; take one of the two out'
    assert run.stderr == f"standard input:3:{column}: {what}\n"


def test_what_a_map_leaves_out_stays_unanswered_without_none() -> None:
    assert taken("{none: false, foot: true}")["answers"]["numb_sites"] == {"none": False, "foot": True}
    assert taken("{foot: not_sure}")["answers"]["numb_sites"] == {"foot": "not_sure"}
