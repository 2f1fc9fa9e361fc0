"""Which TIFFs can be faxed, and what is said about those that cannot."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Literal

import pytest
from PIL import Image

from faxdesk.core.model import DocumentType
from faxdesk.documents.inspection.examine import examine
from faxdesk.documents.tiff import reader
from tests.documents.files import Field, RawPage, alike, fax_page, pillow_tiff, put, raw_tiff
from tests.documents.refusals import refusal
from tests.time_limits import PATIENCE

COMPRESSIONS = ["group3", "group4", "tiff_lzw", "tiff_adobe_deflate", "packbits", None]


@pytest.mark.parametrize("count", [1, 3, 40])
def test_a_fax_tiff_is_accepted_with_its_pages(tmp_path: Path, count: int) -> None:
    content = pillow_tiff(count)
    path = put(tmp_path, "fax.tif", content)
    examined = examine(path)
    assert (examined.path, examined.name, examined.type) == (path, "fax.tif", DocumentType.TIFF)
    assert (examined.size, examined.pages, examined.warnings) == (len(content), count, ())


@pytest.mark.parametrize("compression", COMPRESSIONS)
def test_every_usual_compression_is_accepted(tmp_path: Path, compression: str | None) -> None:
    examined = examine(put(tmp_path, "fax.tiff", pillow_tiff(3, compression=compression)))
    assert (examined.pages, examined.warnings) == (3, ())


@pytest.mark.parametrize("mode", ["L", "RGB", "CMYK"])
def test_photographs_inside_a_tiff_are_accepted(tmp_path: Path, mode: str) -> None:
    photo = Image.effect_mandelbrot((320, 240), (-2, -1.5, 1, 1.5), 30).convert(mode)
    examined = examine(put(tmp_path, "photo.tif", pillow_tiff([photo, photo], compression="jpeg", dpi=(200, 200))))
    assert (examined.pages, examined.warnings) == (2, ())


@pytest.mark.parametrize(("order", "big"), [("<", False), (">", False), ("<", True)])
def test_either_byte_order_and_big_tiffs_are_read(tmp_path: Path, order: Literal["<", ">"], big: bool) -> None:
    content = raw_tiff(alike(RawPage(), 5), order=order, big=big)
    assert examine(put(tmp_path, "scan.tif", content)).pages == 5


def test_a_tiff_called_pdf_is_sent_as_a_tiff_and_said_so(tmp_path: Path) -> None:
    examined = examine(put(tmp_path, "fax.pdf", pillow_tiff(2)))
    assert (examined.type, examined.pages) == (DocumentType.TIFF, 2)
    assert examined.warnings == ("Its name ends in .pdf, but it is really a TIFF. It is sent as what it is.",)


def test_tiled_and_sparse_fields_are_no_trouble(tmp_path: Path) -> None:
    tile = bytes(16 * 16 // 8)
    strips: list[Field] = [(273, 4, []), (278, 4, []), (279, 4, [])]
    tiles: list[Field] = [(322, 4, [16]), (323, 4, [16]), (324, 4, [8]), (325, 4, [len(tile)])]
    tiled = RawPage(16, 16, tile, fields=[*strips, *tiles])
    assert examine(put(tmp_path, "tiles.tif", raw_tiff([tiled]))).pages == 1


# ------------------------------------------------------------------------------------------------------ page sizes


def test_a_standard_resolution_page_is_no_large_page(tmp_path: Path) -> None:
    assert examine(put(tmp_path, "fax.tif", pillow_tiff(1, dpi=(204, 98)))).warnings == ()


def test_a_large_scan_is_warned_of(tmp_path: Path) -> None:
    plan = fax_page(1, (3600, 4800))
    (warning,) = examine(put(tmp_path, "plan.tif", pillow_tiff([plan], dpi=(100, 100)))).warnings
    assert warning.startswith("Page 1 is very large: 36.0 x 48.0 in (914 x 1219 mm).")


@pytest.mark.parametrize("dpi", [None, (72, 72), (0, 0)])
def test_pictures_that_nobody_measured_are_not_called_large(tmp_path: Path, dpi: tuple[int, int] | None) -> None:
    photo = fax_page(1, (4000, 3000))
    assert examine(put(tmp_path, "photo.tif", pillow_tiff([photo], dpi=dpi))).warnings == ()


def test_very_many_pages_are_said_to_take_hours(tmp_path: Path) -> None:
    (warning,) = examine(put(tmp_path, "archive.tif", raw_tiff(alike(RawPage(8, 2), 201)))).warnings
    assert warning.startswith("201 pages are a very long fax")


def test_more_pages_than_anybody_faxes_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("faxdesk.documents.tiff.structure.MOST_PAGES", 20)
    refused = refusal(put(tmp_path, "archive.tif", raw_tiff(alike(RawPage(8, 2), 21))))
    assert refused.title.startswith("The document has more than 10000 pages")


# -------------------------------------------------------------------------------------------------- damage and cuts


@pytest.mark.parametrize("compression", COMPRESSIONS)
@pytest.mark.parametrize("part", range(1, 10))
def test_a_cut_tiff_is_refused(tmp_path: Path, compression: str | None, part: int) -> None:
    pages = [fax_page(number, (432, 286)) for number in range(4)]
    content = pillow_tiff(pages, compression=compression)
    refused = refusal(put(tmp_path, "part.tif", content[: len(content) * part // 10]))
    assert refused.title.startswith("The TIFF is cut off: page ")


def test_a_first_page_that_decodes_does_not_save_a_last_one_that_is_cut(tmp_path: Path) -> None:
    last = RawPage(fields=[(273, 4, [8]), (279, 4, [256])])
    content = bytearray(raw_tiff([RawPage(), last]))
    at = content.rindex((279).to_bytes(2, "little") + b"\x04\x00")
    content[at + 8 : at + 12] = (1_000_000).to_bytes(4, "little")
    at = content.rindex((273).to_bytes(2, "little") + b"\x04\x00")
    content[at + 8 : at + 12] = (len(content) - 20).to_bytes(4, "little")
    assert refusal(put(tmp_path, "part.tif", bytes(content))).title == "The TIFF is cut off: page 2 is not complete."


def test_wrong_lengths_of_a_page_that_decodes_do_not_matter(tmp_path: Path) -> None:
    content = raw_tiff([RawPage(fields=[(279, 4, [35_711_440])])])
    assert examine(put(tmp_path, "scan.tif", content)).warnings == ()


def test_where_there_are_too_many_pages_to_try_a_short_one_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reader, "MOST_TRIED", 0)
    pages = [RawPage(), RawPage(fields=[(279, 4, [35_711_440])]), RawPage()]
    assert "page 2 is not complete" in refusal(put(tmp_path, "scan.tif", raw_tiff(pages))).title


def test_a_long_tiff_is_tried_in_part(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reader, "MOST_TRIED", 0)
    damaged = RawPage(data=b"\xff" * 32, fields=[(259, 4, [5])])
    assert examine(put(tmp_path, "scan.tif", raw_tiff([RawPage(), damaged, RawPage()]))).pages == 3
    assert (
        "Page 3 of the TIFF is damaged"
        in refusal(put(tmp_path, "end.tif", raw_tiff([RawPage(), damaged, damaged]))).title
    )


def test_noise_of_the_line_is_warned_of(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    content = bytearray(pillow_tiff(4))
    clean = bytes(content)
    for start in (len(clean) // 10, len(clean) * 6 // 10):
        content[start : start + 4] = b"\xa5\x5a\xa5\x5a"
    examined = examine(put(tmp_path, "noisy.tif", bytes(content)))
    assert examined.pages == 4
    assert examined.warnings == ("Rows are damaged on pages 1 and 3. Look at it before you send it.",)
    assert capfd.readouterr() == ("", "")


def test_one_noisy_page_is_named_alone(tmp_path: Path) -> None:
    content = bytearray(pillow_tiff(1))
    content[200:204] = b"\xa5\x5a\xa5\x5a"
    assert examine(put(tmp_path, "noisy.tif", bytes(content))).warnings == (
        "Rows are damaged on page 1. Look at it before you send it.",
    )


def test_a_program_without_standard_error_reads_noisy_pages_as_well(tmp_path: Path) -> None:
    if sys.platform == "win32":
        pytest.skip("there, no shell closes it")
    content = bytearray(pillow_tiff(2))
    content[200:204] = b"\xa5\x5a\xa5\x5a"
    path = put(tmp_path, "noisy.tif", bytes(content))
    code = (
        "import sys, pathlib, faxdesk.documents.inspection.examine as e; "
        "print(e.examine(pathlib.Path(sys.argv[1])).pages)"
    )
    command = ["sh", "-c", 'exec "$0" -c "$1" "$2" 2>&-', sys.executable, code, str(path)]
    done = subprocess.run(command, stdout=subprocess.PIPE, encoding="utf-8", timeout=PATIENCE, check=False)
    assert done.stdout.strip() == "2"


def test_a_page_that_does_not_decode_is_refused(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    damaged = RawPage(data=b"\xff" * 32, fields=[(259, 4, [5])])
    assert "Page 2 of the TIFF is damaged" in refusal(put(tmp_path, "bad.tif", raw_tiff([RawPage(), damaged]))).title
    assert capfd.readouterr() == ("", "")


def test_a_big_tiff_in_big_endian_order_is_refused_as_unreadable(tmp_path: Path) -> None:
    content = raw_tiff([RawPage()], order=">", big=True)
    assert "of a kind that FaxDesk cannot read" in refusal(put(tmp_path, "odd.tif", content)).title


def test_a_kind_of_picture_that_nobody_reads_is_refused(tmp_path: Path) -> None:
    odd = RawPage(fields=[(258, 4, [7])])
    assert "of a kind that FaxDesk cannot read" in refusal(put(tmp_path, "odd.tif", raw_tiff([odd]))).title


@pytest.mark.parametrize("content", [b"II*\0", b"II*\0\x08\0", b"MM\0*\0\0\0", b"II+\0\x08\0\0\0\x10\0\0"])
def test_only_the_begin_of_a_tiff_is_cut_off(tmp_path: Path, content: bytes) -> None:
    assert "cut off" in refusal(put(tmp_path, "start.tif", content)).title


def test_a_tiff_without_pages_is_refused(tmp_path: Path) -> None:
    assert refusal(put(tmp_path, "none.tif", raw_tiff([], first=0))).title == "The TIFF has no pages."


@pytest.mark.parametrize("back_to", [0, 1, 2])
def test_a_chain_that_runs_in_a_circle_is_refused(tmp_path: Path, back_to: int) -> None:
    pages = [RawPage(), RawPage(), RawPage(next=back_to)]
    title = refusal(put(tmp_path, "circle.tif", raw_tiff(pages))).title
    assert title == "The TIFF is damaged: its list of pages runs in a circle."


@pytest.mark.parametrize("big", [False, True])
def test_a_chain_that_leaves_the_file_is_cut_off(tmp_path: Path, big: bool) -> None:
    pages = [RawPage(), RawPage(offset=2**31)]
    assert "page 3 is not complete" in refusal(put(tmp_path, "lost.tif", raw_tiff(pages, big=big))).title
    far = raw_tiff([RawPage(offset=2**63 + 5)], big=True)
    assert "page 2 is not complete" in refusal(put(tmp_path, "far.tif", far)).title


@pytest.mark.parametrize("claimed", [0, 513, 65535])
def test_a_directory_that_makes_no_sense_is_refused(tmp_path: Path, claimed: int) -> None:
    title = refusal(put(tmp_path, "odd.tif", raw_tiff([RawPage(), RawPage(claimed=claimed)]))).title
    assert title == "The TIFF is damaged: page 2 makes no sense."


NOT_A_NUMBER, MINUS_ONE = 0x7FC00000, 0xBF800000
"""Floating point numbers (type 11) by their bits."""


@pytest.mark.parametrize(
    "fields",
    [[(256, 4, [])], [(257, 4, [0])], [(256, 2, [64])], [(256, 11, [NOT_A_NUMBER])], [(257, 11, [MINUS_ONE])]],
)
def test_a_page_without_size_is_refused(tmp_path: Path, fields: list[Field]) -> None:
    title = refusal(put(tmp_path, "odd.tif", raw_tiff([RawPage(fields=fields)]))).title
    assert title == "The TIFF is damaged: page 1 has no size."


# --------------------------------------------------------------------------------------------------- hostile files


INFINITE = 0x7F800000


@pytest.mark.parametrize(
    "fields",
    [
        [(256, 4, [60_000]), (257, 4, [60_000])],
        [(256, 4, [2**32 - 1]), (257, 4, [1])],
        [(257, 4, [70_000])],
        [(256, 11, [INFINITE])],
        [(322, 4, [50_000]), (323, 4, [50_000])],
    ],
)
def test_absurd_dimensions_are_refused(tmp_path: Path, fields: list[Field]) -> None:
    title = refusal(put(tmp_path, "bomb.tif", raw_tiff([RawPage(fields=fields)]))).title
    assert title.startswith("The picture of page 1 is too large to be a fax: ")


def test_lists_longer_than_the_file_are_not_read(tmp_path: Path) -> None:
    content = bytearray(raw_tiff([RawPage(fields=[(273, 4, list(range(40)))])]))
    at = content.index((273).to_bytes(2, "little") + b"\x04\x00")
    content[at + 4 : at + 8] = (2**32 - 1).to_bytes(4, "little")
    assert "cut off" in refusal(put(tmp_path, "lists.tif", bytes(content))).title


def calls(act: Callable[[], object]) -> int:
    """How many functions are called while something is done: the same number on every machine."""
    made = 0

    def count(_frame: object, event: str, _value: object) -> None:
        nonlocal made
        made += event.endswith("call")

    sys.setprofile(count)
    try:
        act()
    finally:
        sys.setprofile(None)
    return made


def test_five_times_the_pages_take_five_times_the_work(tmp_path: Path) -> None:
    few, many = (put(tmp_path, f"{count}.tif", raw_tiff(alike(RawPage(8, 2), count))) for count in (200, 1000))
    assert examine(many).pages == 1000
    assert calls(lambda: examine(many)) < 6 * calls(lambda: examine(few))


def test_fields_that_count_no_values_are_as_good_as_missing(tmp_path: Path) -> None:
    content = bytearray(raw_tiff([RawPage(fields=[(282, 5, [200, 1]), (283, 5, [200, 1])])]))
    for field in (282, 283):
        at = content.index(field.to_bytes(2, "little") + b"\x05\x00")
        content[at + 4 : at + 8] = bytes(4)
    assert examine(put(tmp_path, "fax.tif", bytes(content))).pages == 1
