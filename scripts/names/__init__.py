"""How the recogniser of persons' names is trained: lists, drawn names, training texts."""
