"""What respondents see: start, a question a page, check, send, and afterwards."""
