"""A trained recogniser of persons' names: what it reads in a word, the model, and the thin rules on top of it."""
