"""The log of a bug: versions and places in the code, and no health answers."""

from __future__ import annotations

import os
import platform
import tempfile
import traceback
from pathlib import Path

from hipback_cli import __version__
from hipback_cli.folders import state_folder


def write_bug_log(bug: BaseException) -> Path:
    """Write a log readable by its owner alone and return its path; falls back to the temporary folder."""
    for folder in (state_folder(), Path(tempfile.gettempdir())):
        try:
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            handle, name = tempfile.mkstemp(prefix="hipback-bug-", suffix=".log", dir=folder)
        except OSError:
            continue
        with os.fdopen(handle, "w", encoding="utf-8") as log:
            log.write(bug_text(bug))
        return Path(name)
    return Path(os.devnull)


def bug_text(bug: BaseException) -> str:
    """Versions, the kind of error and where it happened. Its message is left out: it may repeat an answer."""
    places = traceback.extract_tb(bug.__traceback__)
    lines = [f"hipback {__version__}", f"Python {platform.python_version()} on {platform.system()}", type(bug).__name__]
    lines += [f"{Path(place.filename).name}:{place.lineno} in {place.name}" for place in places]
    return "\n".join(lines) + "\n"
