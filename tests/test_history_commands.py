"""`hipback history` as people type it."""

import json
import os
import sqlite3
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from typer.testing import CliRunner

from hipback_cli.cli import app, guarded
from hipback_cli.history.store import Summary, default_path, open_store
from hipback_cli.interview.session import Visit

START = datetime(2026, 9, 1, 9, 0, tzinfo=UTC)
COURSE = [(7, 0.62, "urgent"), (5, 0.50, "routine"), (2, 0.18, "self_care")]


@pytest.fixture(autouse=True)
def three_checks(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Three finished checks of one person, three weeks apart."""
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))
    with open_store() as store:
        for week, (pain, share, urgency) in enumerate(COURSE):
            day = START + timedelta(weeks=3 * week)
            number = store.begin(day, "1")
            answers = {"age": 57, "pain_now": pain, "worse_moving": {"stairs": week == 0}}
            store.keep(number, [Visit("start", tuple(answers), answers)], day)
            store.finish(number, Summary(urgency, "hip", {"trochanteric_bursitis": share}), "a private note", day)


def run(*words: str) -> str:
    result = CliRunner().invoke(app, ["history", *words], catch_exceptions=False)
    assert result.exit_code == 0, result.output
    return result.stdout


def test_the_list_has_date_urgency_leader_and_trend() -> None:
    shown = run()
    assert [line.split()[1] for line in shown.splitlines()[:3]] == ["2026-09-01", "2026-09-22", "2026-10-13"]
    assert "self care" in shown and "Outer hip pain" in shown
    assert "7 then, 2 now" in shown


def test_compare_says_better_and_why() -> None:
    shown = run("compare")
    assert "Pain better: 5 then, 2 now" in shown
    assert "Urgency: routine then, self care now" in shown
    assert "Outer hip pain: less likely" in shown
    whole = run("compare", "1", "3")
    assert "Pain better: 7 then, 2 now" in whole and "No longer said: worse on stairs" in whole
    assert whole.splitlines()[-2:] == ["Pain, 0 to 10:  ▆▂  7 then, 2 now", "Outer hip pain:  ▅▂  less likely now"]
    assert json.loads(run("compare", "1", "3", "--json"))["comparison"]["pain"] == [7, 2]


def test_compare_puts_the_earlier_first_and_draws_no_third_check() -> None:
    assert run("compare", "3", "1") == run("compare", "1", "3")
    assert "▆▅▂" in run() and "▆▅▂" not in run("compare", "3", "1")


@pytest.mark.parametrize("weeks", [9, -9], ids=["an emergency last", "an emergency first"])
def test_an_emergency_is_no_fall_of_every_cause(weeks: int) -> None:
    """It ends a check early and ranks nothing: neither the causes nor what was never asked went away."""
    said = [
        (Summary("routine", "hip", {"trochanteric_bursitis": 0.9}), {"stairs": False, "walking": True}, "pain_sites"),
        (Summary("emergency"), {"stairs": True, "walking": False}, "numb_sites"),
    ]
    with open_store() as store:
        for hour, (summary, worse, other) in enumerate(said):
            when = START + timedelta(weeks=weeks, hours=hour)
            answers = {"worse_moving": worse, other: {"groin": True}}
            store.keep(number := store.begin(when, "1"), [Visit("start", tuple(answers), answers)], when)
            store.finish(number, summary, "", when)
    assert run("compare", "4", "5").splitlines()[1:] == [
        "Urgency: routine then, emergency now",
        "There is no ranking to compare: after an emergency, and under 18, nothing is ranked.",
        "New this time: worse on stairs or slopes",
        "No longer said: worse walking",
    ]
    found = json.loads(run("compare", "4", "5", "--json"))["comparison"]
    assert (found["ranked"], found["changes"], found["primary_region"]) == (False, [], ["hip", ""])
    trends = [line for line in run().splitlines() if line.startswith("Outer hip pain:")]
    assert trends == ([] if weeks > 0 else ["Outer hip pain:  ▇▅▅▂  less likely now"])


def test_show_works_the_answers_out_again() -> None:
    assert "an estimate" in run("show", "3")


def test_export_and_delete_for_good(tmp_path: Path) -> None:
    file = tmp_path / "mine.json"
    run("export", "--output", str(file))
    exported = json.loads(file.read_text())
    assert [check["answers"]["pain_now"] for check in exported["checks"]] == [7, 5, 2]
    assert file.stat().st_mode & 0o777 == 0o600
    assert "1, 2, 3" in run("delete", "--all")
    assert b"private note" not in default_path().read_bytes()
    assert "No checks are saved" in run()


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        ("show 9", 1, "there is no saved check 9"),
        ("compare 1 9", 1, "finished are: 1, 2, 3"),
        ("delete 2 9", 1, "saved are: 1, 2, 3"),
        ("compare 1", 2, "two checks"),
        ("compare 1 2 3", 2, "two checks"),
        ("compare 1 1", 2, "both of these are 1"),
        ("delete", 2, "--all"),
        ("delete 1 --all", 2, "--all"),
        ("--json delete 1", 2, "--json before delete"),
        ("--content /nowhere show 1", 2, "--content before show"),
    ],
)
def test_a_wrong_number_or_use_is_one_line(
    words: str, code: int, said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert guarded(lambda: app(["history", *words.split()], standalone_mode=False)) == code
    message = capsys.readouterr().err
    assert said in message and message.count("\n") == 1
    assert len(run().splitlines()) > 3, "nothing was deleted"


def test_what_is_not_finished_has_no_result_to_show(capsys: pytest.CaptureFixture[str]) -> None:
    with open_store() as store:
        number = store.begin(START, "1")
    assert guarded(lambda: app(["history", "show", str(number)], standalone_mode=False)) == 1
    assert "hipback check --resume" in capsys.readouterr().err


def test_looking_creates_no_file() -> None:
    default_path().unlink()
    for words in ([], ["show", "1"], ["compare"], ["delete", "--all"]):
        guarded(lambda words=words: app(["history", *words], standalone_mode=False))
    assert not default_path().exists()


@pytest.mark.parametrize(
    "harm",
    [
        "UPDATE checks SET summary = '{' WHERE id = 2",
        """UPDATE checks SET summary = '{"urgency": 5, "region": "", "probabilities": {}}' WHERE id = 2""",
        "UPDATE checks SET started = 'yesterday' WHERE id = 2",
        "UPDATE checks SET started = '2026-01-01T00:00:00' WHERE id = 2",
        "UPDATE checks SET danger_asked = '' WHERE id = 2",
        "UPDATE checks SET note = x'ff00' WHERE id = 2",
        "UPDATE checks SET filled_in = '5' WHERE id = 2",
        "UPDATE visits SET answers = '[1]' WHERE check_id = 2",
        "UPDATE visits SET questions = '[[1]]' WHERE check_id = 2",
    ],
)
def test_a_damaged_check_is_named_and_can_be_deleted(harm: str, capsys: pytest.CaptureFixture[str]) -> None:
    with closing(sqlite3.connect(default_path())) as file, file:
        file.execute(harm)
    assert guarded(lambda: app(["history", "show", "2"], standalone_mode=False)) == 1
    message = capsys.readouterr().err
    assert "saved check 2 is damaged" in message and message.count("\n") == 1
    listed = run()
    assert "2 is damaged" in listed and "hipback history delete 2" in listed
    assert "  1  " in listed and "  3  " in listed, "the others are there"
    for words in (["--json"], ["export"]):
        found = json.loads(run(*words))
        assert found["damaged"] == [2] and [check["id"] for check in found["checks"]] == [1, 3]
    assert len(run("compare").splitlines()) > 3
    assert "2" in run("delete", "2")
    assert "damaged" not in run()


def test_a_saved_check_in_every_format(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert json.loads(run("show", "3", "--format", "json"))["answers"]["pain_now"] == 2
    assert run("show", "3", "--format", "markdown").startswith("#")
    page = tmp_path / "page.html"
    run("show", "3", "--format", "html", "--output", str(page))
    assert page.read_text(encoding="utf-8").startswith("<!doctype html>")
    assert guarded(lambda: app(["history", "show", "3", "--format", "pdf"], standalone_mode=False)) == 2
    assert '"pdf" is no format' in capsys.readouterr().err


def test_odd_answers_in_a_saved_check_are_passed_over() -> None:
    odd = {"onset": [1], "worse_moving": {"stairs": 5, "car": True}, "pain_now": None, "sex": {"a": True}}
    with closing(sqlite3.connect(default_path())) as file, file:
        file.execute("UPDATE visits SET answers = ?", [json.dumps(odd)])
    assert "worse getting in or out of a car" in run("show", "3")
    assert "Outer hip pain: less likely" in run("compare", "2", "3")


@pytest.mark.skipif(os.geteuid() == 0, reason="root reads everything")
def test_a_closed_folder_is_one_line(capsys: pytest.CaptureFixture[str]) -> None:
    default_path().parent.chmod(0)
    try:
        assert guarded(lambda: app(["history"], standalone_mode=False)) == 1
    finally:
        default_path().parent.chmod(0o700)
    assert "permission denied" in capsys.readouterr().err


@pytest.mark.parametrize("words", [[], ["show", "1"], ["compare"], ["export"], ["delete", "--all"]])
def test_what_is_no_file_of_saved_checks_is_one_line(words: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    default_path().unlink()
    for make in (lambda: default_path().mkdir(), lambda: default_path().write_bytes(bytes(range(256)) * 90)):
        make()
        assert guarded(lambda: app(["history", *words], standalone_mode=False)) == 1
        message = capsys.readouterr().err
        assert str(default_path()) in message and "away" in message and message.count("\n") == 1
        if default_path().is_dir():
            default_path().rmdir()
    assert default_path().read_bytes() == bytes(range(256)) * 90, "nothing was lost"


def test_escape_codes_in_saved_checks_reach_no_terminal() -> None:
    with closing(sqlite3.connect(default_path())) as file, file:
        summary = {"urgency": "\x1b[31m", "region": "\x1b[2J", "probabilities": {}}
        file.execute("UPDATE checks SET summary = ? WHERE id = 3", [json.dumps(summary)])
    assert "\x1b" not in run() and "\x1b" not in run("compare")
