"""One function for each command; each returns an exit code."""
