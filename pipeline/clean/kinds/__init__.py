"""Kinds of personal data, each with its recogniser: a function from a text to the stretches it finds."""
