"""The rooms of the design: who may import whom, and what a command may load."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parents[1] / "hipback_cli"

FORBIDDEN = {
    "knowledge": {"display", "interview", "reasoning", "report", "history", "evaluation", "commands", "cli"},
    "reasoning": {"display", "interview", "report", "history", "evaluation", "commands", "cli"},
    "display": {"interview", "reasoning", "report", "history", "evaluation", "commands", "cli"},
    "interview": {"report", "history", "evaluation", "commands", "cli"},
    "report": {"interview", "history", "evaluation", "commands", "cli"},
    "history": {"report", "evaluation", "commands", "cli"},
    "evaluation": {"report", "history", "commands", "cli"},
    "commands": {"cli"},
}
"""Room → rooms that it must not import, at any depth of the file."""

UNUSED = {
    "knowledge": {"rich", "typer", "questionary", "prompt_toolkit"},
    "reasoning": {"rich", "typer", "questionary", "prompt_toolkit"},
    "display": {"rich", "typer", "questionary", "prompt_toolkit"},
    "interview": {"rich", "typer"},
    "report": {"typer", "questionary", "prompt_toolkit"},
    "history": {"rich", "typer", "questionary", "prompt_toolkit"},
    "evaluation": {"typer", "questionary", "prompt_toolkit"},
    "commands": {"typer", "questionary", "prompt_toolkit"},
}
"""Room → libraries that it must not import."""

PURE = {f"hipback_cli.knowledge.{name}" for name in ("types", "figures", "evidence", "bands", "due")}
PURE |= {"hipback_cli.reasoning"}
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


def is_within(name: str, places: set[str]) -> bool:
    """Whether a module, or a name in it, belongs to one of `places`."""
    return any(name == place or name.startswith(f"{place}.") for place in places)


@pytest.mark.parametrize("room", FORBIDDEN)
def test_no_room_reaches_into_one_that_it_must_not_touch(room: str) -> None:
    banned = {f"hipback_cli.{other}" for other in FORBIDDEN[room]} | UNUSED[room]
    for path in (PACKAGE / room).rglob("*.py"):
        wrong = {name for name in imports(path) if is_within(name, banned)}
        assert not wrong, f"{path.name} imports {wrong}"


def test_every_room_has_its_rule_and_no_two_import_each_other() -> None:
    rooms = {path.parent.name for path in PACKAGE.glob("*/__init__.py")}
    assert rooms == FORBIDDEN.keys() == UNUSED.keys()
    order = sorted(rooms, key=lambda room: -len(FORBIDDEN[room]))
    for number, room in enumerate(order):
        used = {name.split(".")[1] for path in (PACKAGE / room).rglob("*.py") for name in imports(path) if is_own(name)}
        assert not used & set(order[number + 1 :]), f"{room} uses a room that stands after it in {order}"


def is_own(name: str) -> bool:
    return name.startswith("hipback_cli.")


@pytest.mark.parametrize("path", sorted((PACKAGE / "reasoning").glob("*.py")), ids=lambda path: path.name)
def test_reasoning_is_pure(path: Path) -> None:
    for name in imports(path):
        root = name.split(".")[0]
        assert root not in IMPURE, f"{path.name} imports {name}"
        own = root == "hipback_cli"
        packages = name in ("hipback_cli", "hipback_cli.knowledge")
        assert not own or packages or is_within(name, PURE), f"{path.name} imports {name}"
        assert own or root in sys.stdlib_module_names or root == "__future__", f"{path.name} imports {name}"


def loaded_by(*argv: str) -> set[str]:
    """Modules in memory after a command."""
    probe = PROBE.format(argv=["hipback", *argv])
    result = subprocess.run([sys.executable, "-c", probe], capture_output=True, text=True, check=True)
    return set(result.stderr.splitlines())


def test_the_version_loads_nothing_heavy() -> None:
    assert not HEAVY & loaded_by("--version")


def test_explain_loads_no_interview_and_no_reasoning() -> None:
    loaded = loaded_by("explain", "sciatica")
    assert not (HEAVY - {"yaml", "rich"}) & loaded
    assert not [name for name in loaded if is_within(name, {"hipback_cli.reasoning", "hipback_cli.interview"})]
