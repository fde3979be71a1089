"""Turns one assessment into text, Markdown, HTML, JSON or FHIR."""
