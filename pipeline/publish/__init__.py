"""What a round publishes: the release, the pages made from it, and the book."""
