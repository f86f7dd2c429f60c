"""E-mail as a channel: messages and mailboxes become responses, each person's own words once."""
