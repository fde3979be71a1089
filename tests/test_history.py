"""Saved checks: private from the first byte, durable, never overwritten, and deleted for good."""

import multiprocessing
import os
import sqlite3
import stat
import subprocess
import sys
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from hipback_cli.clock import now
from hipback_cli.commands.keeping import Keeping, check_again, continued, is_stale, resumed
from hipback_cli.history.compare import compare, trend
from hipback_cli.history.store import MIGRATIONS, SCHEMA, HistoryError, Summary, open_store
from hipback_cli.interview.session import Session, Visit
from hipback_cli.knowledge.load import load_knowledge
from hipback_cli.reasoning.model import build_model

MORNING = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)


@pytest.fixture(scope="module")
def model():
    return build_model(load_knowledge())


def visits(**answers: object) -> list[Visit]:
    return [Visit("start", tuple(answers), answers)]


def filled(path: Path, **answers: object) -> int:
    with open_store(path) as store:
        number = store.begin(MORNING, "1")
        store.keep(number, visits(**answers), MORNING)
    return number


def test_what_is_kept_comes_back(tmp_path: Path) -> None:
    path = tmp_path / "state" / "checks.sqlite3"
    number = filled(path, pain_now=6, pain_sites={"groin": True, "foot": False})
    with open_store(path) as store:
        saved = store.check(number)
    assert saved.answers == {"pain_now": 6, "pain_sites": {"groin": True, "foot": False}}
    assert (saved.started, saved.finished) == (MORNING, False)


def test_only_the_owner_can_read_whatever_the_umask(tmp_path: Path) -> None:
    path = tmp_path / "state" / "checks.sqlite3"
    code = (
        "import os, sys; os.umask(0)\n"
        "from pathlib import Path\nfrom hipback_cli.history.store import create_private\n"
        "create_private(Path(sys.argv[1]))"
    )
    subprocess.run([sys.executable, "-c", code, str(path)], check=True)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert path.stat().st_size == 0, "nothing is written before the mode is right"
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    filled(path, pain_now=3)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_deleted_text_is_not_in_the_file(tmp_path: Path) -> None:
    path = tmp_path / "checks.sqlite3"
    kept = filled(path, onset="gradual")
    gone = filled(path, own_idea="unmistakable-phrase-" * 200)
    with open_store(path) as store:
        store.finish(gone, Summary("routine", "hip", {}), "another-private-note", MORNING)
    assert b"unmistakable-phrase" in path.read_bytes()
    with open_store(path) as store:
        store.delete([gone])
        assert store.numbers() == (kept,)
    for file in tmp_path.iterdir():
        data = file.read_bytes()
        assert b"unmistakable-phrase" not in data and b"another-private-note" not in data


def write_many(path: Path, count: int) -> None:
    for _ in range(count):
        filled(path, pain_now=5)


def test_two_processes_at_once(tmp_path: Path) -> None:
    path = tmp_path / "checks.sqlite3"
    context = multiprocessing.get_context("spawn")
    workers = [context.Process(target=write_many, args=(path, 15)) for _ in range(2)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join(60)
    assert [worker.exitcode for worker in workers] == [0, 0]
    with open_store(path) as store:
        saved, damaged = store.checks()
    assert (len(saved), damaged) == (30, ())
    assert all(check.answers == {"pain_now": 5} for check in saved)


def test_an_older_file_is_brought_up_to_date(tmp_path: Path) -> None:
    path = tmp_path / "checks.sqlite3"
    with sqlite3.connect(path) as old:
        old.executescript(MIGRATIONS[0])
        old.execute("PRAGMA user_version = 1")
        stamp = MORNING.isoformat()
        old.execute("INSERT INTO checks (started, updated, content_version) VALUES (?, ?, '1')", (stamp, stamp))
        old.execute("INSERT INTO visits VALUES (1, 0, 'start', '[\"pain_now\"]', '{\"pain_now\": 7}', 0)")
    old.close()
    with open_store(path) as store:
        assert store.check(1).answers == {"pain_now": 7}
        assert store.check(1).note == ""
        assert store.check(1).danger_asked == MORNING, "it does not say that danger was asked again"
        assert store.connection.execute("PRAGMA user_version").fetchone()[0] == SCHEMA


@pytest.mark.parametrize("harm", ["newer", "garbage", "torn"])
def test_a_damaged_or_newer_file_is_reported_and_left_alone(tmp_path: Path, harm: str) -> None:
    path = tmp_path / "checks.sqlite3"
    filled(path, pain_now=5)
    if harm == "newer":
        with sqlite3.connect(path) as db:
            db.execute(f"PRAGMA user_version = {SCHEMA + 1}")
        db.close()
    else:
        data = bytearray(path.read_bytes())
        data[0 if harm == "garbage" else 5000 : 9000] = os.urandom(4000)
        path.write_bytes(data)
    before = path.read_bytes()
    with pytest.raises(HistoryError) as caught, open_store(path) as store:
        store.checks()
    assert str(path) in str(caught.value) and "\n" not in str(caught.value)
    assert path.read_bytes() == before


def test_a_link_in_place_of_the_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "elsewhere").write_text("precious")
    (tmp_path / "checks.sqlite3").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(HistoryError, match="link"), open_store(tmp_path / "checks.sqlite3"):
        pass
    assert (tmp_path / "elsewhere").read_text() == "precious"


def test_three_checks_compared(tmp_path: Path) -> None:
    path, knowledge = tmp_path / "checks.sqlite3", load_knowledge()
    course = [(7, 0.6, "urgent"), (5, 0.5, "routine"), (2, 0.2, "self_care")]
    for days, (pain, share, urgency) in enumerate(course):
        number = filled(path, pain_now=pain, worse_moving={"stairs": days == 0, "walking": days == 2})
        with open_store(path) as store:
            store.finish(number, Summary(urgency, "hip", {"hip_arthritis": share}), "", MORNING)
    with open_store(path) as store:
        (first, _, last), _ = store.checks()
    found = compare(first, last, knowledge)
    assert found.pain == (7, 2)
    assert found.urgency == ("urgent", "self_care")
    assert [(c.name, c.before, c.after) for c in found.changes] == [
        (knowledge.conditions["hip_arthritis"].name, 0.6, 0.2)
    ]
    told = {option.id: option.told for option in knowledge.questions["worse_moving"].options}
    assert told["walking"] in found.new and told["stairs"] in found.gone
    assert trend([7, 5, 2], 10) == "▆▅▂"


def test_after_twelve_hours_danger_is_asked_again_with_nothing_filled_in(tmp_path: Path, model) -> None:
    path = tmp_path / "checks.sqlite3"
    about = Visit("about_you", ("answering_for", "age", "sex"), {"answering_for": "me", "age": 50, "sex": "male"})
    right_now = Visit("right_now", ("collapse_faint",), {"collapse_faint": False})
    with open_store(path) as store:
        number = store.begin(now() - timedelta(hours=1), "1")
        store.keep(number, [about, right_now], now())
        recent = store.check(number)
        fresh = resumed(model, recent).session
        number = store.begin(now() - timedelta(hours=13), "1")
        store.keep(number, [about, right_now, *visits(onset="gradual")], now())
        old = store.check(number)
        stale = check_again(model, old).session
    assert (is_stale(recent.danger_asked), is_stale(old.danger_asked)) == (False, True)
    assert fresh.answers["collapse_faint"] is False
    assert "collapse_faint" not in stale.answers and "collapse_faint" not in stale.kept
    assert stale.kept["onset"] == "gradual"


def test_a_re_check_shows_who_it_is_filled_in_and_lets_age_count_on(tmp_path: Path, model) -> None:
    path = tmp_path / "checks.sqlite3"
    about = Visit("about_you", ("answering_for", "age", "sex"), {"answering_for": "me", "age": 50, "sex": "male"})
    with open_store(path) as store:
        number = store.begin(datetime.now(UTC) - timedelta(days=800), "1")
        store.keep(number, [about], MORNING)
        session = check_again(model, store.check(number)).session
    view = session.current()
    assert view is not None
    assert session.answers == {}, "nothing counts that was not seen"
    assert view.given == {"answering_for": "me", "age": 52, "sex": "male"}


def test_stopping_while_danger_is_asked_again_loses_nothing(tmp_path: Path, model) -> None:
    path = tmp_path / "checks.sqlite3"
    about = Visit("about_you", ("age", "sex"), {"age": 50, "sex": "male"})
    right_now = Visit("right_now", ("collapse_faint",), {"collapse_faint": False})
    with open_store(path) as store:
        number = store.begin(MORNING, "1")
        store.keep(number, [about, right_now, *visits(onset="gradual")], MORNING)
        replace(check_again(model, store.check(number)), store=store, check_id=number).stopped()
        later = resumed(model, store.check(number)).session
    assert later.kept["onset"] == "gradual" and later.kept["age"] >= 50
    assert later.kept["sex"] == "male" and later.answers == {} and "collapse_faint" not in later.kept


def test_going_back_and_stopping_loses_nothing(tmp_path: Path, model) -> None:
    path = tmp_path / "checks.sqlite3"
    session = Session(model)
    session.answer({"answering_for": "me", "age": 50, "sex": "male"})
    session.back()
    with open_store(path) as store:
        Keeping(session, store=store, check_id=store.begin(MORNING, "1")).stopped()
        view = resumed(model, store.check(1)).session.current()
    assert view is not None and view.given == {"answering_for": "me", "age": 50, "sex": "male"}


def test_answers_that_todays_content_does_not_take_are_asked_again(tmp_path: Path, model) -> None:
    path = tmp_path / "checks.sqlite3"
    told = {
        "onset": "struck_by_lightning",
        "age": 500,
        "sex": True,
        "trend": "same",
        "pain_sites": {"groin": True, "tail": True},
        "gone": True,
    }
    with open_store(path) as store:
        number = store.begin(MORNING, "1")
        store.keep(number, visits(**told), MORNING)
        session = resumed(model, store.check(number)).session
    assert session.answers == {"trend": "same", "pain_sites": {"groin": True}}
    assert session.questions_asked == ("trend", "pain_sites")
    assert session.current() is not None


@pytest.mark.parametrize(("hours", "again"), [(1, False), (13, True)])
def test_an_old_answers_file_has_danger_asked_again(tmp_path: Path, model, hours: int, again: bool) -> None:
    file = tmp_path / "mine.yaml"
    file.write_text("answers: {answering_for: me, age: 50, sex: male, collapse_faint: false, onset: gradual}\n")
    then = datetime.now(UTC).timestamp() - 3600 * hours
    os.utime(file, (then, then))
    found = continued(model, str(file))
    assert ("collapse_faint" in found.session.answers) is not again
    assert ("collapse_faint" not in found.session.kept) and found.session.kept["onset"] == "gradual"
    assert bool(found.welcome) is again


def test_an_answers_file_keeps_what_was_gone_back_over(tmp_path: Path, model) -> None:
    file = tmp_path / "mine.yaml"
    session = Session(model)
    session.answer({"answering_for": "me", "age": 50, "sex": "male"})
    before = session.current()
    session.answer({"collapse_faint": False})
    session.back()
    Keeping(session, file).stopped()
    after = continued(model, str(file)).session
    assert (after.answers, after.kept) == (session.answers, {"collapse_faint": False})
    assert before and after.current() and after.current().screen == before.screen
