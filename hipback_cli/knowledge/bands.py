"""How a band of numbers is told. Pure."""

from __future__ import annotations

from collections.abc import Collection

Band = tuple[int, int]
"""Its lowest and its highest number."""


def band_words(band: Band, bands: Collection[Band]) -> str:
    """`band` in words, open at the ends of all `bands`: "17 or less", "18 to 39", "70 or more"."""
    low, high = band
    if high == max(top for _, top in bands):
        return f"{low} or more"
    return f"{high} or less" if low == min(bottom for bottom, _ in bands) else f"{low} to {high}"
