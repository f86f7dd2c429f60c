"""Themes: points that say the same, found in any row order alike, with titles that people can read."""
