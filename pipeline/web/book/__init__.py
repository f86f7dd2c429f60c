"""The book, as it was built last from signed releases: for readers, and for those who made it."""
