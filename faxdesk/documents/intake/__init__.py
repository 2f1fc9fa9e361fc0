"""From whatever is dropped to documents that can be faxed."""
