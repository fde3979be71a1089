"""Answers in a file, as people write them for `hipback check --answers`."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from hipback_cli.clock import now
from hipback_cli.interview.answers_file import AnswersFile, answers_text, read_answers
from hipback_cli.interview.lists import option_answer, tick_options
from hipback_cli.knowledge.shipped import shipped_content
from hipback_cli.knowledge.types import Knowledge

HIPBACK = [sys.executable, "-m", "hipback_cli"]


def from_text(text: str, *options: str) -> subprocess.CompletedProcess[str]:
    """`hipback check --answers -` with this on standard input."""
    command = [*HIPBACK, "check", "--answers", "-", "--json", *options]
    return subprocess.run(command, input=text, capture_output=True, text=True, timeout=60)


def check(numb_sites: str) -> subprocess.CompletedProcess[str]:
    """The same for somebody who says this of where it is numb."""
    return from_text(f"answers:\n  age: 50\n  numb_sites: {numb_sites}\n")


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


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("asked: groin", "2:8: a list of questions is wanted here, in asked; write it like [age, sex]"),
        ("asked: [age, sxe]", '2:14: no question is called "sxe", in asked; did you mean "sex"?'),
        ("asked: [age, [sex]]", "2:14: a text is wanted here, in asked; put a text with brackets in quotes"),
        ("note: [the stairs]", "2:7: a text is wanted here, in note; put a text with brackets in quotes"),
        ("notes: the stairs", '2:1: "notes" is not known here; did you mean "note"?'),
        *(
            (
                f"danger_asked: {time}",
                f'2:15: "{time}" is no time with its zone, in danger_asked; '
                "write it like 2026-11-29T08:30:00+00:00, or take the line out",
            )
            for time in ("yesterday", "2026-11-29T08:30:00")
        ),
    ],
)
def test_what_is_wrong_beside_the_answers_is_one_line(line: str, said: str) -> None:
    run = from_text(f"answers: {{age: 50}}\n{line}\n")
    assert (run.returncode, run.stdout, run.stderr) == (1, "", f"standard input:{said}\n")


def test_every_part_that_is_wrong_is_named_at_once() -> None:
    run = from_text("answers: {age: x}\nfilled_in: {sex: y}\nasked: z\nnote: []\nold: 1\n")
    assert [line.split(":")[1] for line in run.stderr.splitlines()] == ["1", "2", "3", "4", "5"]


def test_the_line_for_the_clinician_comes_from_the_file_unless_it_is_given() -> None:
    note = "läuft \U0001f3c3 'a' \"b\": # [c]"
    text = answers_text(AnswersFile({"age": 50}, note=f"\x1b\udc80{note}"))
    assert json.loads(from_text(text).stdout)["note"] == note
    assert json.loads(from_text(text, "--note", "mine").stdout)["note"] == "mine"


def test_what_is_written_is_taken_back(tmp_path: Path, knowledge: Knowledge) -> None:
    told = AnswersFile({"age": 50}, ("age", "sex"), {"sex": "male"}, now(), "stairs\nat work")
    (tmp_path / "mine.yaml").write_text(answers_text(told), encoding="utf-8")
    assert read_answers(str(tmp_path / "mine.yaml"), knowledge) == told


def test_the_list_of_examples_says_whose_answers_they_are(knowledge: Knowledge) -> None:
    listed = subprocess.run([*HIPBACK, "check", "--example"], capture_output=True, text=True, check=True).stdout
    rows = dict(line.split(maxsplit=1) for line in listed.split("\n\n")[0].splitlines())
    files = sorted((shipped_content() / "examples").glob("*.yaml"))
    assert rows == {file.stem: read_answers(str(file), knowledge).title for file in files}
