"""The mailing list: join, confirm, leave at any time; a letter when a release comes out."""
