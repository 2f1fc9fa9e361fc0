"""Names that not every system takes."""

from __future__ import annotations

import sys
from pathlib import Path, PureWindowsPath

import pytest

from faxdesk.core.file_names import literal, reachable, usable, windows_fault


@pytest.mark.parametrize(
    ("name", "made"),
    [
        ("letter.pdf", "letter.pdf"),
        ("Größe und Übersicht.pdf", "Größe und Übersicht.pdf"),
        ('a/b\\c:d*e?f"g<h>i|j\n.pdf', "a_b_c_d_e_f_g_h_i_j_.pdf"),
        ("NUL", "_NUL"),
        ("con.pdf", "_con.pdf"),
        ("Com7 .tar.gz", "_Com7 .tar.gz"),
        ("lpt¹.pdf", "_lpt¹.pdf"),
        ("CONIN$", "_CONIN$"),
        ("console.pdf", "console.pdf"),
        ("COM10.pdf", "COM10.pdf"),
        ("letter.pdf. .", "letter.pdf"),
        (" letter", "letter"),
        (" . ", "document"),
        ("", "document"),
        ("half \ud800.pdf", "half _.pdf"),
    ],
)
def test_a_name_that_is_made_is_one_that_every_system_takes(name: str, made: str) -> None:
    assert usable(name) == made
    assert windows_fault(PureWindowsPath(made)) == ""


def test_a_long_name_keeps_its_end() -> None:
    made = usable("x" * 300 + ".pdf")
    assert len(made) == 100
    assert made.endswith("x.pdf")


@pytest.mark.parametrize(
    ("path", "told"),
    [
        ("faxes/NUL.pdf", "“NUL.pdf” for a device"),
        ("aux/letter.pdf", "“aux” for a device"),
        ("C:/faxes/com1", "“com1” for a device"),
        ("faxes/letter.pdf.", "the dot or space at the end of “letter.pdf.”"),
        ("faxes /letter.pdf", "the dot or space at the end of “faxes ”"),
        ("letter:1.pdf", "cannot have : in it"),
        ("C:/what?.pdf", "cannot have ? in it"),
        ("tab\t.pdf", "cannot have a control character in it"),
    ],
)
def test_what_windows_would_write_elsewhere_is_told(path: str, told: str) -> None:
    assert told in windows_fault(PureWindowsPath(path))


@pytest.mark.parametrize("path", ["letter.pdf", "C:/faxes/letter.pdf", "../faxes/letter.pdf", "//server/share/a.pdf"])
def test_nothing_is_told_of_other_names(path: str) -> None:
    assert windows_fault(PureWindowsPath(path)) == ""


@pytest.mark.parametrize(
    ("path", "full"),
    [
        ("C:\\faxes\\letter.pdf", "C:\\faxes\\letter.pdf"),
        ("C:\\faxes\\NUL.pdf", "\\\\?\\C:\\faxes\\NUL.pdf"),
        ("C:\\faxes.\\letter.pdf", "\\\\?\\C:\\faxes.\\letter.pdf"),
        ("\\\\server\\share\\letter.pdf ", "\\\\?\\UNC\\server\\share\\letter.pdf "),
        ("C:\\" + "x" * 250, "\\\\?\\C:\\" + "x" * 250),
        ("C:\\a\\..\\" + "x" * 250, "C:\\a\\..\\" + "x" * 250),
        ("\\\\?\\C:\\" + "x" * 250, "\\\\?\\C:\\" + "x" * 250),
        ("NUL", "NUL"),
    ],
)
def test_windows_takes_odd_paths_as_they_are_when_they_are_written_in_full(path: str, full: str) -> None:
    assert str(literal(PureWindowsPath(path))) == full


def test_a_file_with_a_long_path_or_an_odd_name_is_found(tmp_path: Path) -> None:
    folder = tmp_path / ("x" * 120) / ("y" * 120)
    reachable(folder).mkdir(parents=True)
    for name in ("letter.pdf", "NUL.pdf", "letter.", "letter.pdf "):
        path = reachable(folder / name)
        path.write_bytes(name.encode())
        assert path.read_bytes() == name.encode()
        assert (path == folder / name) is (sys.platform != "win32")
    assert {entry.name for entry in reachable(folder).iterdir()} == {"letter.pdf", "NUL.pdf", "letter.", "letter.pdf "}
