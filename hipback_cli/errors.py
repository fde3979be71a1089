"""Failures that hipback expects, and the exit codes that go with them."""

from enum import IntEnum


class ExitCode(IntEnum):
    """Process exit codes; part of the contract with scripts that call hipback."""

    OK = 0
    FAILURE = 1
    USAGE = 2
    BUG = 3
    HANGUP = 129
    INTERRUPT = 130
    TERMINATED = 143


class HipbackError(Exception):
    """An expected failure. `str(error)` is the whole message: place, value, what is wrong, how to mend."""

    exit_code = ExitCode.FAILURE


class UsageError(HipbackError):
    """A command line that asks for what cannot be done, whatever the files hold."""

    exit_code = ExitCode.USAGE
