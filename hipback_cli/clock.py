"""Times as they are stamped, and as they are read back."""

from __future__ import annotations

from datetime import UTC, datetime


def now() -> datetime:
    """The time to stamp with (UTC, whole seconds)."""
    return datetime.now(UTC).replace(microsecond=0)


def read_time(text: str) -> datetime:
    """The time that `text` is in ISO 8601. Raises ValueError where it is none, or does not say its zone."""
    when = datetime.fromisoformat(text)
    if when.tzinfo is None:
        raise ValueError("a time without its zone")
    return when
