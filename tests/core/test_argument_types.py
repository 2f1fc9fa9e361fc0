"""Words of a command line that name documents, also as desktops write them."""

from __future__ import annotations

import argparse
import os
from pathlib import Path

import pytest

from faxdesk.core.argument_types import document, port

POSIX = (
    ("letter.pdf", "letter.pdf"),
    ("file:///letters/a%20letter.pdf", "/letters/a letter.pdf"),
    ("FILE:///letters/a.pdf", "/letters/a.pdf"),
    ("file:/letters/a.pdf", "/letters/a.pdf"),
    ("file://localhost/letters/a.pdf", "/letters/a.pdf"),
    ("file:///letters/Gr%C3%B6%C3%9Fe.pdf", "/letters/Größe.pdf"),
    ("file:///letters/Größe.pdf", "/letters/Größe.pdf"),
    ("file:///letters/a%0A", "/letters/a\n"),
    ("file:///letters/%FF.pdf", "/letters/\udcff.pdf"),
    ("file:///letters/a#1?.pdf", "/letters/a#1?.pdf"),
    ("file:///letters/100%.pdf", "/letters/100%.pdf"),
    ("file://elsewhere/letters/a.pdf", "file:/elsewhere/letters/a.pdf"),
    ("https://elsewhere.invalid/a.pdf", "https:/elsewhere.invalid/a.pdf"),
    ("a\n", "a\n"),
)
WINDOWS = (
    ("letter.pdf", "letter.pdf"),
    ("file:///C:/letters/a%20letter.pdf", r"C:\letters\a letter.pdf"),
    ("file:///c|/letters/a.pdf", r"c:\letters\a.pdf"),
    ("file://server/share/a.pdf", r"\\server\share\a.pdf"),
)


@pytest.mark.parametrize(("word", "path"), WINDOWS if os.name == "nt" else POSIX)
def test_a_word_names_a_path(word: str, path: str) -> None:
    assert document(word) == Path(path)


def test_a_file_that_is_called_so_is_meant(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """On Windows it is a stream of a file called “file”."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "file:letter.pdf").touch()
    assert document("file:letter.pdf") == Path("file:letter.pdf")


@pytest.mark.parametrize("word", ["", "  ", "file:", "file://", "file:///letters/%00.pdf"])
def test_a_word_that_names_nothing_is_refused(word: str) -> None:
    with pytest.raises(argparse.ArgumentTypeError):
        document(word)


@pytest.mark.parametrize("word", ["0", "8080", "65535"])
def test_a_port_has_16_bits(word: str) -> None:
    assert port(word) == int(word)


@pytest.mark.parametrize("word", ["-1", "65536", "1" * 5000, "", " 80", "²", "٣", "http"])
def test_what_is_no_port_is_refused(word: str) -> None:
    with pytest.raises(argparse.ArgumentTypeError, match="from 0 to 65535"):
        port(word)
