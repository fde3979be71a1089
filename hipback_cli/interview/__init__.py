"""The conversation: one session, several ways to ask."""
