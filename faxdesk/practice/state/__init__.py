"""What the practice service keeps in its database."""
