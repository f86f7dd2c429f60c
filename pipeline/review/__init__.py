"""What people ruled: the record of it, its replay, and the worksheet in which they rule."""
