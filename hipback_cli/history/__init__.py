"""Checks that a person chose to keep on this computer."""
