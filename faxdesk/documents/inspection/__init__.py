"""What a file is, whether it can be faxed, and what is said about it."""
