"""Mutation testing: change one operator, constant or condition at a time and see whether a test notices.

    python benchmarks/mutation.py [--most 120] [--seed 1] [NAME ...]     (such as: likelihood belief)

Works on a copy of the checkout; prints the mutants that no test notices. Read them: each is either a missing test or
a change that makes no difference.
"""

from __future__ import annotations

import argparse
import ast
import os
import random
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
ENGINE = ("rules", "urgency", "likelihood", "belief", "model", "region", "next_screen")
FILES = (*ENGINE, "explanation", "plan", "telling", "assess", "assessment")
TESTS = ("engine_by_hand", "result_by_hand", "fidelity", "red_flags", "reasoning", "report", "cases")
"""Those that hold the engine, the quickest first."""
SLOWEST = 300
"""Seconds after which the tests are taken to hang, which counts as noticed: several times what they need."""

SWAPS: dict[type[ast.AST], Any] = {
    ast.Lt: ast.LtE,
    ast.LtE: ast.Lt,
    ast.Gt: ast.GtE,
    ast.GtE: ast.Gt,
    ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq,
    ast.Is: ast.IsNot,
    ast.IsNot: ast.Is,
    ast.In: ast.NotIn,
    ast.NotIn: ast.In,
    ast.And: ast.Or,
    ast.Or: ast.And,
    ast.Add: ast.Sub,
    ast.Sub: ast.Add,
    ast.Mult: ast.Div,
    ast.Div: ast.Mult,
    ast.USub: ast.UAdd,
}
NAMES = {"min": "max", "max": "min", "any": "all", "all": "any"}


def places(tree: ast.AST) -> Iterator[tuple[int, int, str]]:
    """Index in the walk of every node that can be changed, which of its comparisons, and what the change is."""
    for index, node in enumerate(ast.walk(tree)):
        if isinstance(node, ast.Compare):
            for part, op in enumerate(node.ops):
                yield index, part, f"{node.lineno}: {type(op).__name__} to {SWAPS[type(op)].__name__}"
        elif isinstance(node, ast.BoolOp | ast.BinOp | ast.UnaryOp) and type(node.op) in SWAPS:
            yield index, 0, f"{node.lineno}: {type(node.op).__name__} to {SWAPS[type(node.op)].__name__}"
        elif isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not):
            yield index, 0, f"{node.lineno}: not taken away"
        elif isinstance(node, ast.Name) and node.id in NAMES:
            yield index, 0, f"{node.lineno}: {node.id} to {NAMES[node.id]}"
        elif isinstance(node, ast.Constant) and type(node.value) in (int, float, bool):
            yield index, 0, f"{node.lineno}: {node.value!r} changed"


def mutated(source: str, wanted: int, part: int) -> str:
    """`source` with the node of that index changed."""
    tree = ast.parse(source)
    node = next(node for index, node in enumerate(ast.walk(tree)) if index == wanted)
    if isinstance(node, ast.Compare):
        node.ops[part] = SWAPS[type(node.ops[part])]()
    elif isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not):
        node.operand = ast.UnaryOp(ast.Not(), node.operand)
    elif isinstance(node, ast.BoolOp | ast.BinOp | ast.UnaryOp):
        node.op = SWAPS[type(node.op)]()
    elif isinstance(node, ast.Name):
        node.id = NAMES[node.id]
    elif isinstance(node, ast.Constant) and isinstance(node.value, int | float):
        node.value = not node.value if isinstance(node.value, bool) else node.value + 1
    return ast.unparse(tree)


def survives(copy: Path, file: str, text: str) -> bool:
    """Whether all tests pass with `text` in place of the file."""
    path = copy / "hipback_cli" / "reasoning" / f"{file}.py"
    before = path.read_text(encoding="utf-8")
    path.write_text(text, encoding="utf-8")
    try:
        command = [sys.executable, "-m", "pytest", "-q", "-x", "-p", "no:cacheprovider"]
        command += [f"tests/test_{name}.py" for name in TESTS]
        environment = {**os.environ, "PYTHONPATH": str(copy), "PYTHONDONTWRITEBYTECODE": "1"}
        done = subprocess.run(command, cwd=copy, env=environment, capture_output=True, timeout=SLOWEST, check=False)  # noqa: S603
    except subprocess.TimeoutExpired:
        return False
    finally:
        path.write_text(before, encoding="utf-8")
    return done.returncode == 0


def main() -> None:
    """Draw mutants, run the tests on each, print those that live."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("files", nargs="*", default=FILES)
    options.add_argument("--most", type=int, default=120)
    options.add_argument("--seed", type=int, default=1)
    wanted = options.parse_args()
    sources = {f: (ROOT / "hipback_cli/reasoning" / f"{f}.py").read_text(encoding="utf-8") for f in wanted.files}
    every = [(f, *place) for f, source in sources.items() for place in places(ast.parse(source))]
    chosen = random.Random(wanted.seed).sample(every, min(wanted.most, len(every)))  # noqa: S311
    with tempfile.TemporaryDirectory() as scratch:
        copies = [Path(scratch) / str(number) for number in range(2)]
        for copy in copies:
            shutil.copytree(ROOT, copy, ignore=shutil.ignore_patterns(".git", ".venv", "*_cache", "__pycache__"))
        file, source = next(iter(sources.items()))
        if not survives(copies[0], file, source):
            sys.exit("the tests fail without any change")
        free = list(copies)

        def attempt(mutant: tuple[str, int, int, str]) -> str | None:
            copy = free.pop()
            try:
                file, index, part, what = mutant
                return f"{file}.py:{what}" if survives(copy, file, mutated(sources[file], index, part)) else None
            finally:
                free.append(copy)

        with ThreadPoolExecutor(max_workers=len(copies)) as pool:
            found = [line for line in pool.map(attempt, chosen) if line]
    print(f"{len(chosen)} of {len(every)} mutants tried, {len(found)} not noticed")
    print("\n".join(sorted(found)))


if __name__ == "__main__":
    main()
