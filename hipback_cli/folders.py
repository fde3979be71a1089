"""Where hipback keeps what it writes: the platform's own state folder."""

from __future__ import annotations

from pathlib import Path


def state_folder() -> Path:
    """The folder for saved checks and logs; not created here."""
    from platformdirs import user_state_path

    return user_state_path("hipback", appauthor=False)
