"""`python -m hipback_cli.knowledge.check [FOLDER]`: print every problem in a content folder."""

from __future__ import annotations

import sys
from pathlib import Path

from hipback_cli.knowledge.load import load_knowledge
from hipback_cli.knowledge.problems import ContentError


def main(arguments: list[str]) -> int:
    """0 when the content can be used, 1 when there are problems."""
    try:
        load_knowledge(Path(arguments[0]) if arguments else None)
    except ContentError as error:
        print(error)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
