"""Texts kept word by word under tests/snapshots; `UPDATE_SNAPSHOTS=1 pytest` writes them anew, to read in the diff."""

import os
from pathlib import Path

SNAPSHOTS = Path(__file__).parent / "snapshots"


def check_golden(name: str, text: str) -> None:
    """Compare `text` with the file `name`; a missing file is a failure, not a first version."""
    place = SNAPSHOTS / name
    if os.environ.get("UPDATE_SNAPSHOTS"):
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(text, encoding="utf-8")
    assert place.exists(), f"{name} is missing; UPDATE_SNAPSHOTS=1 writes it"
    assert text == place.read_text(encoding="utf-8")
