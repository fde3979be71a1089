"""JSON for other programs, written in one way by every command."""

from __future__ import annotations

import sys


def json_text(value: object) -> str:
    """`value` as indented JSON that ends in a newline; letters beyond ASCII stay as they are."""
    import json  # most commands print none

    return json.dumps(value, ensure_ascii=False, indent=2) + "\n"


def print_json(value: object) -> None:
    """Write `value` to standard output."""
    sys.stdout.write(json_text(value))
