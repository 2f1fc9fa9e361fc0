"""What needs the user, in one place above the lists."""
