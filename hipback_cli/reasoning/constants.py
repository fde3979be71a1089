"""The few numbers of the engine that were tuned on cases, at most five; everything medical is in content."""

GROUP_EXPONENT = 0.5
"""a in 1/k^a: how far the k members of a group of correlated findings are weighed down (0 not at all, 1 to one)."""

TICK_RATE = 0.7
"""Share (0 to 1) of true options that people tick on a list; the less, the weaker an unticked option counts."""

HIP_FIRST = 0.55
"""Hip share (0 to 1) from which the hip is called primary."""

BACK_FIRST = 0.45
"""Hip share (0 to 1) up to which the back is called primary."""

SCREENS_AFTER_DANGER = 6
"""Adaptive screens at most, after the fixed ones."""
