"""Vectors: texts with the same meaning lie near one another, whatever words they use."""
