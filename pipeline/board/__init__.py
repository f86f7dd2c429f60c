"""The board: what a reviewer is shown of a round, and what becomes of what they say."""
