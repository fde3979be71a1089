"""Where the content is that comes with hipback. Alone in a module, so that finding it loads nothing else."""

from __future__ import annotations

from pathlib import Path


def shipped_content() -> Path:
    """In the wheel beside the code, in a checkout beside the package."""
    package = Path(__file__).resolve().parent.parent
    inside = package / "_content"
    return inside if inside.is_dir() else package.parent / "content"
