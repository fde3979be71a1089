"""The rooms of the design: who may import whom, and what a command may load."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parents[1] / "hipback_cli"

FORBIDDEN = {
    "knowledge": {"interview", "reasoning", "report", "commands", "cli", "rich", "typer", "questionary"},
    "reasoning": {"interview", "report", "commands", "cli"},
    "interview": {"commands", "cli", "typer"},
    "report": {"commands", "cli", "typer", "questionary", "prompt_toolkit"},
}
"""Room → what it must not import, at any depth of the file."""

LIBRARIES = ("rich", "typer", "questionary", "prompt_toolkit")

PURE = {
    f"hipback_cli.{name}"
    for name in ("knowledge.types", "knowledge.figures", "knowledge.evidence", "knowledge.due", "reasoning")
}
"""All that `reasoning` may import besides the standard library."""

IMPURE = {"os", "sys", "io", "pathlib", "time", "datetime", "random", "subprocess", "socket", "secrets", "tempfile"}

HEAVY = {"yaml", "rich", "questionary", "prompt_toolkit", "pydantic", "asyncio", "sqlite3"}
HEAVY |= {"hipback_cli.reasoning.model", "hipback_cli.interview.session"}

PROBE = """
import sys
sys.argv = {argv!r}
from hipback_cli.cli import main
try:
    main()
except SystemExit:
    pass
sys.stderr.write("\\n".join(sys.modules))
"""


def imports(path: Path) -> set[str]:
    """Full names of everything that a file imports."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            found.add(node.module or "")
            found |= {f"{node.module}.{alias.name}" for alias in node.names}
    return found


@pytest.mark.parametrize("room", FORBIDDEN)
def test_no_room_reaches_into_one_that_it_must_not_touch(room: str) -> None:
    banned = {name if name in LIBRARIES else f"hipback_cli.{name}" for name in FORBIDDEN[room]}
    for path in (PACKAGE / room).rglob("*.py"):
        wrong = {name for name in imports(path) for b in banned if name == b or name.startswith(f"{b}.")}
        assert not wrong, f"{path.name} imports {wrong}"


@pytest.mark.parametrize("path", sorted((PACKAGE / "reasoning").glob("*.py")), ids=lambda path: path.name)
def test_reasoning_is_pure(path: Path) -> None:
    for name in imports(path):
        root = name.split(".")[0]
        assert root not in IMPURE, f"{path.name} imports {name}"
        own = root == "hipback_cli"
        assert (
            not own
            or any(name == p or name.startswith(f"{p}.") for p in PURE)
            or name
            in (
                "hipback_cli.knowledge",
                "hipback_cli",
            )
        ), f"{path.name} imports {name}"
        assert own or root in sys.stdlib_module_names or root == "__future__", f"{path.name} imports {name}"


def loaded_by(*argv: str) -> set[str]:
    """Modules in memory after a command."""
    probe = PROBE.format(argv=["hipback", *argv])
    result = subprocess.run([sys.executable, "-c", probe], capture_output=True, text=True, check=True)
    return set(result.stderr.splitlines())


def test_the_version_loads_nothing_heavy() -> None:
    assert not HEAVY & loaded_by("--version")


def test_explain_loads_no_interview_and_no_reasoning() -> None:
    assert not (HEAVY - {"yaml", "rich"}) & loaded_by("explain", "sciatica")
