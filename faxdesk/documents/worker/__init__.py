"""The child process that opens documents, as its parent sees it."""
