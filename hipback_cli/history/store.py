"""The file of saved checks: SQLite, readable by its owner alone, durable answer by answer, and deleted for good."""

from __future__ import annotations

import json
import os
import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any, TypeVar

from hipback_cli.clock import read_time
from hipback_cli.errors import HipbackError
from hipback_cli.folders import state_folder
from hipback_cli.interview.session import Visit
from hipback_cli.knowledge.types import Answers

T = TypeVar("T")

SCHEMA = 4
FILE_NAME = "checks.sqlite3"
WAIT_SECONDS = 10.0
"""How long one process waits for another that is writing."""

MIGRATIONS: Sequence[str] = (
    # 0 → 1
    """
    CREATE TABLE checks (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        started TEXT NOT NULL,
        updated TEXT NOT NULL,
        finished INTEGER NOT NULL DEFAULT 0,
        content_version TEXT NOT NULL,
        summary TEXT NOT NULL DEFAULT '{}'
    );
    CREATE TABLE visits (
        check_id INTEGER NOT NULL REFERENCES checks(id) ON DELETE CASCADE,
        position INTEGER NOT NULL,
        screen TEXT NOT NULL,
        questions TEXT NOT NULL,
        answers TEXT NOT NULL,
        clarifies INTEGER NOT NULL,
        PRIMARY KEY (check_id, position)
    );
    """,
    # 1 → 2: the free line for the clinician
    "ALTER TABLE checks ADD COLUMN note TEXT NOT NULL DEFAULT '';",
    # 2 → 3: answers of screens gone back over, or given before danger is asked again
    "ALTER TABLE checks ADD COLUMN filled_in TEXT NOT NULL DEFAULT '{}';",
    # 3 → 4: since when danger was asked; an older check may have asked it again later, but does not say so
    "ALTER TABLE checks ADD COLUMN danger_asked TEXT NOT NULL DEFAULT ''; UPDATE checks SET danger_asked = started;",
)


class HistoryError(HipbackError):
    """The file of saved checks cannot be used; it is left as it is."""


@dataclass(frozen=True, slots=True)
class Summary:
    """What a finished check came to."""

    urgency: str = ""
    region: str = ""
    probabilities: Mapping[str, float] = field(default_factory=dict)
    """Cause id → probability (0 to 1); empty after an emergency and under 18."""

    @property
    def ranked(self) -> bool:
        """Whether causes were ranked."""
        return bool(self.probabilities)


@dataclass(frozen=True, slots=True)
class SavedCheck:
    """One check as it stands in the file. Times are UTC."""

    id: int
    started: datetime
    updated: datetime
    danger_asked: datetime
    """No answer about danger is older."""
    finished: bool
    content_version: str
    visits: tuple[Visit, ...]
    summary: Summary
    note: str
    filled_in: Answers
    """Answers that count for nothing yet, to be filled in when their question is put."""

    @property
    def answers(self) -> dict[str, Any]:
        """Every answer by question id."""
        return {key: value for visit in self.visits for key, value in visit.answers.items()}


NOTHING_SAVED = "No checks are saved on this computer. To save one: hipback check --save"


def default_path() -> Path:
    """Where saved checks are kept on this platform."""
    return state_folder() / FILE_NAME


@dataclass(slots=True)
class Store:
    """An open file of saved checks."""

    connection: sqlite3.Connection

    def begin(self, now: datetime, content_version: str) -> int:
        """Start a check and return its id."""
        with self.connection as db:
            cursor = db.execute(
                "INSERT INTO checks (started, updated, danger_asked, content_version) VALUES (?, ?, ?, ?)",
                (*[now.isoformat()] * 3, content_version),
            )
        return int(cursor.lastrowid or 0)

    def keep(
        self,
        check_id: int,
        visits: Sequence[Visit],
        now: datetime,
        filled_in: Answers | None = None,
        danger_asked: datetime | None = None,
    ) -> None:
        """Make the answers so far durable, with those to be filled in; all or nothing.

        `danger_asked` is to be given where that is not when the check was begun.
        """
        rows = [
            (check_id, i, v.screen, json.dumps(v.questions), _written(v.answers), v.clarifies)
            for i, v in enumerate(visits)
        ]
        with self.connection as db:
            db.execute("DELETE FROM visits WHERE check_id = ?", (check_id,))
            db.executemany("INSERT INTO visits VALUES (?, ?, ?, ?, ?, ?)", rows)
            db.execute(
                "UPDATE checks SET updated = ?, filled_in = ?, danger_asked = coalesce(?, danger_asked) WHERE id = ?",
                (now.isoformat(), _written(filled_in or {}), danger_asked and danger_asked.isoformat(), check_id),
            )

    def finish(self, check_id: int, summary: Summary, note: str, now: datetime) -> None:
        """Mark a check as finished, with what it came to."""
        values = {"urgency": summary.urgency, "region": summary.region, "probabilities": dict(summary.probabilities)}
        with self.connection as db:
            db.execute(
                "UPDATE checks SET finished = 1, summary = ?, note = ?, updated = ? WHERE id = ?",
                (json.dumps(values), note, now.isoformat(), check_id),
            )

    def checks(self) -> tuple[tuple[SavedCheck, ...], tuple[int, ...]]:
        """All saved checks that can be read, oldest first, and the ids of those that cannot."""
        read = {number: self._read(number) for number in self.numbers()}
        whole = tuple(check for check in read.values() if check is not None)
        return whole, tuple(number for number, check in read.items() if check is None)

    def check(self, check_id: int) -> SavedCheck:
        """One saved check. Raises HistoryError when there is none of that number, or it is damaged."""
        self.require([check_id])
        check = self._read(check_id)
        if check is None:
            raise HistoryError(f"saved check {damaged(check_id)}")
        return check

    def numbers(self) -> tuple[int, ...]:
        """The ids of all saved checks, those included that can no longer be read."""
        return tuple(row["id"] for row in self.connection.execute("SELECT id FROM checks ORDER BY started, id"))

    def require(self, check_ids: Sequence[int]) -> None:
        """Raise HistoryError when there is no check of one of these numbers."""
        known = self.numbers()
        for number in check_ids:
            if number not in known:
                raise HistoryError(
                    f"there is no saved check {number}; saved are: {', '.join(map(str, known)) or 'none'}"
                )

    def _read(self, check_id: int) -> SavedCheck | None:
        row = self.connection.execute("SELECT * FROM checks WHERE id = ?", (check_id,)).fetchone()
        visits = self.connection.execute("SELECT * FROM visits WHERE check_id = ? ORDER BY position", (check_id,))
        try:
            return _saved(row, [_visit(visit) for visit in visits])
        except (ValueError, TypeError, KeyError):
            return None

    def delete(self, check_ids: Sequence[int]) -> None:
        """Delete checks so that nothing of them can be read in the file."""
        with self.connection as db:
            db.executemany("DELETE FROM visits WHERE check_id = ?", [(number,) for number in check_ids])
            db.executemany("DELETE FROM checks WHERE id = ?", [(number,) for number in check_ids])
        # Secure deletion blanks freed bytes; rebuilding the file also drops pages that moved earlier.
        self.connection.execute("VACUUM")


def damaged(check_id: int) -> str:
    """What to say of a check that cannot be read."""
    return f"{check_id} is damaged and cannot be read; to be rid of it: hipback history delete {check_id}"


def _saved(row: sqlite3.Row, visits: Sequence[Visit]) -> SavedCheck:
    """The check of a row. Raises ValueError, TypeError or KeyError where a cell holds something else."""
    return SavedCheck(
        id=row["id"],
        started=read_time(row["started"]),
        updated=read_time(row["updated"]),
        danger_asked=read_time(row["danger_asked"]),
        finished=bool(row["finished"]),
        content_version=_a(str, row["content_version"]),
        visits=tuple(visits),
        summary=_summary(_a(dict, json.loads(row["summary"]))),
        note=_a(str, row["note"]),
        filled_in=_a(dict, json.loads(row["filled_in"])),
    )


def _visit(row: sqlite3.Row) -> Visit:
    questions = tuple(_a(str, name) for name in _a(list, json.loads(row["questions"])))
    return Visit(_a(str, row["screen"]), questions, _a(dict, json.loads(row["answers"])), bool(row["clarifies"]))


def _summary(told: Mapping[str, Any]) -> Summary:
    """Of a check that is not finished, nothing is told."""
    if not told:
        return Summary()
    shares = {cause: float(share) for cause, share in _a(dict, told["probabilities"]).items()}
    return Summary(_a(str, told["urgency"]), _a(str, told["region"]), shares)


def _a(kind: type[T], value: object) -> T:
    if not isinstance(value, kind):
        raise TypeError(f"{type(value).__name__} in place of {kind.__name__}")
    return value


def _written(answers: Answers) -> str:
    return json.dumps(dict(answers), default=dict)


def is_there() -> bool:
    """Whether anything was ever saved. Raises HistoryError where one may not even look."""
    try:
        return default_path().exists()
    except OSError as error:
        raise _unusable(default_path(), error) from None


@contextmanager
def open_existing() -> Iterator[Store]:
    """The saved checks, when there are any: looking never creates the file. Raises HistoryError when there are none."""
    if not is_there():
        raise HistoryError(NOTHING_SAVED)
    with open_store() as store:
        yield store


@contextmanager
def open_store(path: Path | None = None) -> Iterator[Store]:
    """Open, or first create, the file of saved checks.

    Raises HistoryError when it is damaged, was written by a newer hipback, or cannot be read or written. It is
    never overwritten then.
    """
    place = path or default_path()
    create_private(place)
    try:
        with closing(sqlite3.connect(place, timeout=WAIT_SECONDS)) as connection:
            _prepare(connection, place)
            yield Store(connection)
    except sqlite3.OperationalError as error:
        raise HistoryError(f"{place}: saved checks cannot be used now: {error}") from None
    except sqlite3.DatabaseError as error:
        raise HistoryError(
            f"{place}: the file of saved checks is damaged ({error}); it was left as it is. "
            "Move it away to start anew, or restore a copy."
        ) from None


def _unusable(place: Path, error: OSError) -> HistoryError:
    return HistoryError(f"{place}: saved checks cannot be used: {(error.strerror or str(error)).lower()}")


def create_private(place: Path) -> None:
    """Make the folder (0700) and an empty file (0600) whatever the umask; leave an existing file alone.

    Raises HistoryError for a link or a folder in place of the file, and where nothing can be made.
    """
    try:
        place.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        if place.is_symlink() or place.is_dir():
            what = "link" if place.is_symlink() else "folder"
            raise HistoryError(
                f"{place}: this is a {what}; saved checks are kept in a file of their own. Move it away."
            )
        os.close(os.open(place, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))
    except FileExistsError:
        if not place.parent.is_dir():
            raise HistoryError(
                f"{place.parent}: this is no folder; saved checks are kept in one. Move it away."
            ) from None
    except OSError as error:
        raise _unusable(place, error) from None


def _prepare(connection: sqlite3.Connection, place: Path) -> None:
    connection.row_factory = sqlite3.Row
    connection.execute("PRAGMA secure_delete = ON")
    connection.execute("PRAGMA foreign_keys = ON")
    connection.execute("PRAGMA synchronous = FULL")
    if connection.execute("PRAGMA quick_check(1)").fetchone()[0] != "ok":
        raise sqlite3.DatabaseError("its pages do not fit together")
    version = connection.execute("PRAGMA user_version").fetchone()[0]
    if version > SCHEMA:
        raise HistoryError(f"{place}: a newer hipback wrote this file (version {version}); update hipback to use it")
    if version < SCHEMA:
        _migrate(connection)


def _migrate(connection: sqlite3.Connection) -> None:
    """Bring the file to today's schema in one transaction, even when another process does the same."""
    connection.isolation_level = None
    connection.execute("BEGIN EXCLUSIVE")
    version = connection.execute("PRAGMA user_version").fetchone()[0]
    for script in MIGRATIONS[version:]:
        for statement in filter(str.strip, script.split(";")):
            connection.execute(statement)
    connection.execute(f"PRAGMA user_version = {SCHEMA}")
    connection.execute("COMMIT")
    connection.isolation_level = "DEFERRED"
