"""TIFF files: read, put together, written."""
