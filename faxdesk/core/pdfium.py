"""The lock of PDFium, which is a single library per process and not safe to call from two threads at once."""

from __future__ import annotations

import threading

LOCK = threading.RLock()
"""Held by whoever calls pypdfium2, for the length of the call and of the objects it returns."""
