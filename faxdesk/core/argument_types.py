"""What words of a command line can be."""

from __future__ import annotations

import argparse
import os
from pathlib import Path


def document(word: str) -> Path:
    """Return the path of a document or folder that a word names.

    An empty word names none: as a path it is the current folder, and whatever lies there would be sent where a script's
    variable is empty. Raises `argparse.ArgumentTypeError`.
    """
    if not word.strip():
        raise argparse.ArgumentTypeError("a file has no name. Is a variable of the script empty?")
    return Path(word)


def output(word: str) -> str:
    """Return the name of a place to write to. An empty word names none: as a path it is the current folder.

    Raises `argparse.ArgumentTypeError`.
    """
    if not word.strip():
        raise argparse.ArgumentTypeError("there is no name to write to. Is a variable of the script empty?")
    return os.fspath(word)
