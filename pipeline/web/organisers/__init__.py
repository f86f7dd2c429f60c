"""What organisers see once they signed in."""
