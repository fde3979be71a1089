"""The real program in a real terminal: killed at any point, it goes on with everything answered so far."""

import os
import re
import signal
import sqlite3
import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pexpect
import pytest

from hipback_cli.clock import now
from hipback_cli.history.store import Summary, open_store

PROMPT = re.compile(r"(Number \d+ to \d+|1 yes, 2 no|Every number)[^:]*:\s*$")
HEADER = re.compile(r", part \d of \d\.")
PATIENCE = 20
START = datetime(2026, 11, 1, 9, 0, tzinfo=UTC)


def start(state: Path, *options: str) -> pexpect.spawn:
    environment = {**os.environ, "XDG_STATE_HOME": str(state), "TERM": "dumb"}
    arguments = ["-m", "hipback_cli", "check", "--plain", *options]
    return pexpect.spawn(
        sys.executable, arguments, env=environment, encoding="utf-8", timeout=PATIENCE, dimensions=(40, 200)
    )


def reply(asked: str) -> str:
    """A calm person of 45 with a sore outer hip."""
    if "1 yes, 2 no" in asked:
        return "n"
    if "Number 0 to 120" in asked:
        return "45"
    if "Every number" in asked:
        return "2" if "Where does it hurt?" in asked else "n" if "None of these" in asked else "1"
    return "1"


def talk(child: pexpect.spawn, screens: int) -> Iterator[str]:
    """Answer whole screens; yields what each prompt showed. Stops when the next screen stands there unanswered."""
    begun = 0
    while True:
        child.expect(PROMPT)
        shown = child.before + child.after
        begun += len(HEADER.findall(shown))
        if begun > screens:
            yield shown
            return
        child.sendline(reply(shown))


def kept(state: Path) -> dict[str, str]:
    """Question list of each visit kept in the file → its answers, as stored."""
    with sqlite3.connect(state / "hipback" / "checks.sqlite3") as db:
        rows = dict(db.execute("SELECT questions, answers FROM visits ORDER BY position").fetchall())
    db.close()
    return rows


@pytest.mark.parametrize("screens", [1, 2, 3, 4, 7])
def test_killed_at_any_point_it_resumes_with_nothing_lost(tmp_path: Path, screens: int) -> None:
    child = start(tmp_path, "--save")
    *_, open_screen = talk(child, screens)
    child.kill(signal.SIGKILL)
    child.wait()
    before = kept(tmp_path)
    assert len(before) == screens

    again = start(tmp_path, "--resume")
    again.expect(PROMPT)
    assert "everything before it is kept" in " ".join(again.before.split())
    assert title(open_screen) == title(again.before)
    again.sendline("q")
    again.expect(pexpect.EOF)
    again.wait()
    assert again.exitstatus == 0
    assert kept(tmp_path) == before


def title(shown: str) -> str:
    """The line under the last header."""
    return HEADER.split(shown)[-1].splitlines()[1].strip()


def test_nothing_is_written_without_a_yes(tmp_path: Path) -> None:
    child = start(tmp_path)
    child.expect("Keep answers on this computer")
    child.sendline("n")
    for _ in talk(child, 2):
        pass
    child.sendline("q")
    child.expect(r"Your\s+answers\s+are\s+not\s+kept")
    child.sendline("q")
    child.expect(r"Your\s+answers\s+are\s+lost")
    child.expect(pexpect.EOF)
    assert not list(tmp_path.rglob("*"))


def test_stopping_at_the_first_question_of_all_stops(tmp_path: Path) -> None:
    child = start(tmp_path)
    child.expect("Keep answers on this computer")
    child.sendline("q")
    child.expect(pexpect.EOF)
    child.wait()
    assert child.exitstatus == 0
    assert "Part 1" not in child.before and not list(tmp_path.rglob("*"))


def test_nothing_to_resume_is_said_in_one_line(tmp_path: Path) -> None:
    child = start(tmp_path, "--resume")
    child.expect(r"No\s+checks\s+are\s+saved\s+on\s+this\s+computer")
    assert "cannot examine" not in child.before, "no greeting before an error"
    child.expect(pexpect.EOF)
    child.wait()
    assert child.exitstatus == 1


@pytest.mark.parametrize("option", ["--resume", "--again"])
def test_a_damaged_newest_check_is_not_passed_over(tmp_path: Path, option: str) -> None:
    """An older one that is sound may not be the one that the person means."""
    with open_store(tmp_path / "hipback" / "checks.sqlite3") as store:
        for day in range(2):
            number = store.begin(START + timedelta(days=day), "1")
            if option == "--again":
                store.finish(number, Summary("routine", "hip", {}), "", START)
        store.connection.execute("UPDATE checks SET summary = '{' WHERE id = 2")
        store.connection.commit()
    child = start(tmp_path, option)
    child.expect(r"saved check 2 is damaged and cannot be read; to be rid of it: hipback history delete 2\r\n$")
    child.expect(pexpect.EOF)
    child.wait()
    assert child.exitstatus == 1


@pytest.mark.parametrize("kept_in", ["saved checks", "a file"])
def test_saving_does_not_make_answers_about_danger_any_younger(tmp_path: Path, kept_in: str) -> None:
    """Danger is asked again twelve hours after it was asked, whatever was kept since, and then not once more."""
    file = tmp_path / "mine.yaml"
    first, later = ["--save"], ["--resume"]
    if kept_in == "a file":
        first = ["--save-answers", str(file), "--no-save"]
        later = ["--continue", str(file), *first]
    list(talk(child := start(tmp_path, *first), 4))
    stop(child)
    before = (now() - timedelta(hours=13)).isoformat()
    if kept_in == "a file":
        file.write_text(re.sub("danger_asked: .*", f"danger_asked: {before}", file.read_text()))
    else:
        with open_store(tmp_path / "hipback" / "checks.sqlite3") as store, store.connection as db:
            db.execute("UPDATE checks SET started = ?, danger_asked = ?", [before, before])

    child = start(tmp_path, *later)
    child.expect(r"danger\s+are\s+asked\s+again,\s+with\s+nothing\s+filled\s+in")
    *_, open_screen = talk(child, 2)
    stop(child)
    *_, shown = talk(child := start(tmp_path, *later), 0)
    assert "asked again, with nothing" not in " ".join(shown.split())
    assert title(shown) == title(open_screen)
    stop(child)


def stop(child: pexpect.spawn) -> None:
    child.sendline("q")
    child.expect(pexpect.EOF)
    child.wait()


def test_an_answers_file_is_written_on_stopping_and_taken_up_again(tmp_path: Path) -> None:
    file = tmp_path / "mine.yaml"
    child = start(tmp_path, "--save-answers", str(file))
    *_, open_screen = talk(child, 4)
    child.sendline("q")
    child.expect(r"Go\s+on\s+with:\s+hipback\s+check\s+--continue")
    child.expect(pexpect.EOF)
    assert file.stat().st_mode & 0o777 == 0o600
    again = start(tmp_path, "--continue", str(file), "--no-save")
    again.expect(PROMPT)
    assert title(open_screen) == title(again.before)
    again.close(force=True)
