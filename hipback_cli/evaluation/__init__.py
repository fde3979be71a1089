"""Runs case files through the real interview and measures how often the result is right."""
