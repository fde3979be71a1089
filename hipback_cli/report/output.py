"""Writing a report to a file: whole or not at all, readable only by its owner, every failure in one line."""

from __future__ import annotations

import errno
import os
import tempfile
from contextlib import suppress
from pathlib import Path

from hipback_cli.errors import HipbackError

REASONS = {
    errno.ENOENT: "there is no such folder. Make it first, or choose another place",
    errno.ENOTDIR: "part of the path is a file, not a folder. Choose another place",
    errno.EISDIR: "this is a folder. Add a file name",
    errno.EACCES: "you may not write there. Choose another place",
    errno.EPERM: "you may not write there. Choose another place",
    errno.EROFS: "this place can only be read. Choose another place",
    errno.ENOSPC: "the disk is full. Free some space, or choose another place",
    errno.EDQUOT: "your share of the disk is full. Free some space, or choose another place",
    errno.ENAMETOOLONG: "the name is too long. Choose a shorter one",
    errno.ELOOP: "the links to it go round in a circle. Choose another place",
}


class OutputError(HipbackError):
    """The report could not be written; nothing that was there is lost."""


def write_output(text: str, path: Path) -> None:
    """Write `text` (UTF-8) to `path`, replacing a file only once the new one is complete.

    Raises OutputError naming the path, what is wrong and how to mend it.
    """
    try:
        _write(text.encode(), path)
    except (OSError, ValueError) as error:
        known = REASONS.get(error.errno or 0) if isinstance(error, OSError) else None
        what = known or (error.strerror if isinstance(error, OSError) else str(error)) or "it cannot be written"
        raise OutputError(f"{path}: not written: {what}.") from error


def _write(data: bytes, path: Path) -> None:
    target = Path(os.path.realpath(path))  # unlike Path.resolve, the same on every Python where links form a loop
    if target.is_symlink():
        raise OSError(errno.ELOOP, os.strerror(errno.ELOOP))
    if target.is_dir():
        raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR))
    if target.exists() and not target.is_file():
        target.write_bytes(data)  # a pipe or device cannot be replaced, and needs no guarding
        return
    handle, name = tempfile.mkstemp(prefix=f".{target.name[:100]}.", dir=target.parent)
    try:
        with os.fdopen(handle, "wb") as stream:
            stream.write(data)
            stream.flush()
            os.fsync(stream.fileno())
        Path(name).replace(target)
    except BaseException:
        with suppress(OSError):
            Path(name).unlink()
        raise
