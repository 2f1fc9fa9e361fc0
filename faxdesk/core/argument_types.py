"""What words of a command line can be."""

from __future__ import annotations

import argparse
import os
import re
import sys
from pathlib import Path

_LAST_PORT = 65_535
_THIS_COMPUTER = frozenset({"", "localhost", "127.0.0.1"})
"""Hosts of a file URL that are no other computer."""


def document(word: str) -> Path:
    """Return the path of a document or folder that a word names.

    An empty word names none: as a path it is the current folder, and whatever lies there would be sent where a script's
    variable is empty. A desktop may name a file of this computer by its URL (desktop entry specification, `%u`). Raises
    `argparse.ArgumentTypeError`.
    """
    if not word.strip():
        raise argparse.ArgumentTypeError("a file has no name. Is a variable of the script empty?")
    path = Path(word)
    return path if word[:5].lower() != "file:" or os.path.lexists(path) else _path_of(word)


def port(word: str) -> int:
    """Return the number of a port, 0 for any (RFC 9293, 3.1: 16 bits). Raises `argparse.ArgumentTypeError`."""
    if not word.isascii() or not word.isdigit() or len(word) > len(str(_LAST_PORT)) or int(word) > _LAST_PORT:
        raise argparse.ArgumentTypeError(f"a port is a number from 0 to {_LAST_PORT}, not “{word}”.")
    return int(word)


def output(word: str) -> str:
    """Return the name of a place to write to. An empty word names none: as a path it is the current folder.

    Raises `argparse.ArgumentTypeError`.
    """
    if not word.strip():
        raise argparse.ArgumentTypeError("there is no name to write to. Is a variable of the script empty?")
    return os.fspath(word)


def folder(word: str) -> str:
    """Return the name of a folder, which may have any bytes."""
    return os.fspath(word)


def _path_of(url: str) -> Path:
    """Return the path that a file URL names (RFC 8089); one of another computer stays as it is, and names no file.

    What follows `#` or `?` belongs to the name: programs forget to write these as `%23` and `%3F`.
    """
    # Nearly no start needs them.
    import platform
    from urllib.parse import unquote, unquote_to_bytes

    rest = url[5:]
    host = ""
    if rest.startswith("//"):
        host, slash, path = rest[2:].partition("/")
        rest = slash + path
    if sys.platform == "win32":
        drive = re.match("/*([A-Za-z])[:|]", rest)
        name = unquote(rest)
        if drive:
            name = f"{drive[1]}:{unquote(rest[drive.end() :])}"
        elif host.lower() not in _THIS_COMPUTER:
            name = f"//{host}{name}"
    else:
        name = os.fsdecode(unquote_to_bytes(os.fsencode(rest)))
        if host.lower() not in {*_THIS_COMPUTER, platform.node().lower()}:
            return Path(url)
    if not name or "\0" in name:
        raise argparse.ArgumentTypeError(f"“{url}” names no file.")
    return Path(name)
