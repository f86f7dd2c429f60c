"""Files of responses as other tools write them, read into what the store keeps; nothing of a bad file is taken."""
