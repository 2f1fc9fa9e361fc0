"""The documents that the practice service takes and gives back."""
