"""The one filter for text that reaches an output: what cannot be seen or would steer a terminal is dropped."""

from __future__ import annotations

import dataclasses
import unicodedata
from collections.abc import Mapping
from enum import Enum
from typing import Any, TypeVar

from hipback_cli.knowledge.problems import FORBIDDEN

KEPT = "\n\t"
T = TypeVar("T")


def clean(text: str) -> str:
    """`text` without control, format, surrogate, private and unassigned characters; newline and tab stay."""
    if text.isascii() and text.isprintable():
        return text
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\u2028", "\n").replace("\u2029", "\n")
    return "".join(c for c in text if c in KEPT or unicodedata.category(c) not in FORBIDDEN)


def cleaned(data: T) -> T:
    """`data` with `clean` applied to every string in it, through dataclasses, tuples and mappings (keys too)."""
    return _walk(data)  # type: ignore[no-any-return]


def _walk(data: Any) -> Any:
    if isinstance(data, Enum):
        return data
    if isinstance(data, str):
        return clean(data)
    if isinstance(data, tuple | list):
        return tuple(_walk(item) for item in data)
    if isinstance(data, Mapping):
        return {_walk(key): _walk(value) for key, value in data.items()}
    if dataclasses.is_dataclass(data) and not isinstance(data, type):
        fields = {f.name: _walk(getattr(data, f.name)) for f in dataclasses.fields(data)}
        return dataclasses.replace(data, **fields)
    return data
