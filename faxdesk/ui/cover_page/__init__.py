"""The cover page of a fax: filled in, looked at, and kept for the next time."""
