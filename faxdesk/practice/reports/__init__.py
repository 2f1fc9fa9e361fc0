"""The confirmation reports of the practice service."""
