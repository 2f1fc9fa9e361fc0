"""PDF files: read, checked, put together, written."""
