"""What people write about rounds, as frozen records: every fault of a file at once, with its line and the cure."""
