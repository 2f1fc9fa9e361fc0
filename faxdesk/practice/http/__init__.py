"""The practice service as an HTTP server."""
