"""Pages that scroll and zoom."""
