"""The form of a survey as pure functions of its definition and of what a person entered; no request, no database."""
