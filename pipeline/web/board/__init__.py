"""The board's pages, below those of the organisers."""
