"""Connecting an account."""
