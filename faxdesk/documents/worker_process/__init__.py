"""The child process that opens documents, from the inside."""
