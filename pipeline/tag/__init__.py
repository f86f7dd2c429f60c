"""Tags: which items of the taxonomy a point or theme speaks of, how surely, and why."""
