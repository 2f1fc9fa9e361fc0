"""Standard streams: UTF-8 for programs, and what a terminal takes for people."""

from __future__ import annotations

import io
import sys


def use_utf8() -> None:
    """Read and write UTF-8 in pipes and files. To be called before anything is read or written.

    Python takes the code page of the system there on Windows (cp1252), which has few letters, and which whoever reads
    the output has to guess; a terminal is written to in its own way. Python does the same everywhere from 3.15 on.
    """
    for stream in (sys.stdin, sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper) and not stream.isatty():
            stream.reconfigure(encoding="utf-8", errors="backslashreplace" if stream.writable() else "replace")
