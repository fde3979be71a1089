"""The JSON that other programs rely on, as the real commands print it, held against the schemas in the repository."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from hipback_cli import report

SCHEMAS = Path(report.__file__).parent / "schemas"
CASE = """
cases:
- id: runner
  answers: {age: 54, sex: female, pain_sites: [outer_hip], worst_site: outer_hip}
  expect: {leaders: [trochanteric_bursitis], region: hip, urgency: [routine, self_care]}
- id: saddle
  answers: {age: 41, sex: female, saddle_numbness: true, bladder_change: true}
  expect: {leaders: [], urgency: [emergency]}
"""


def printed(*arguments: str) -> Any:
    done = subprocess.run(
        [sys.executable, "-m", "hipback_cli", *arguments, "--json"], capture_output=True, check=False, timeout=120
    )
    assert done.returncode == 0, done.stderr.decode()
    return json.loads(done.stdout)


def checker(name: str) -> jsonschema.Draft202012Validator:
    schema = json.loads((SCHEMAS / f"{name}.json").read_text(encoding="utf-8"))
    jsonschema.Draft202012Validator.check_schema(schema)
    return jsonschema.Draft202012Validator(schema)


@pytest.mark.parametrize(
    ("schema", "command"),
    [
        ("check", "check --example hip_and_back"),
        ("check", "check --example emergency"),
        ("questions", "content questions"),
        ("explain", "explain"),
        ("explain", "explain hip arthritis"),
        ("explain", "explain sciatica"),
        ("explain", "explain spinal stenosis"),
        ("explain", "explain shingles"),
        ("explain", "explain cauda equina"),
        ("explain", "explain cortisone injection"),
        ("explain", "explain medicines"),
        ("explain", "explain bursa"),
        ("explain", "explain piriformis --versus sciatica"),
    ],
)
def test_what_is_printed_fits_its_schema(schema: str, command: str) -> None:
    data = printed(*command.split())
    assert not [error.message for error in checker(schema).iter_errors(data)]


def test_evaluate_fits_its_schema(tmp_path: Path) -> None:
    (tmp_path / "cases.yaml").write_text(CASE, encoding="utf-8")
    data = printed("evaluate", str(tmp_path / "cases.yaml"))
    assert not [error.message for error in checker("evaluate").iter_errors(data)]
    assert [case["id"] for case in data["cases"]] == ["runner", "saddle"]


def test_a_schema_refuses_what_breaks_the_contract() -> None:
    data = printed("check", "--example", "emergency")
    for broken in (
        {**data, "schema": 2},
        {key: value for key, value in data.items() if key != "urgency"},
        {**data, "candidates": printed("check", "--example", "hip_and_back")["candidates"]},
    ):
        assert not checker("check").is_valid(broken)
