"""Whatever is in a file, the answer is a refusal in words or a document whose pages can be drawn: no crash, no wait."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Literal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from faxdesk.core.errors import InputRefused
from faxdesk.documents.convert.unwrap import unwrap
from faxdesk.documents.inspection.content import Conversion
from faxdesk.documents.inspection.examine import Examined, examine
from faxdesk.documents.inspection.file_type import recognise
from faxdesk.documents.inspection.page_source import PageSource
from tests.documents.files import Field, RawPage, alike, encrypted_pdf, fax_page, pages_pdf, pillow_tiff, raw_tiff
from tests.documents.ole_files import compound_file
from tests.documents.signed_files import signed

MANY = settings(max_examples=80, suppress_health_check=[HealthCheck.function_scoped_fixture])


@pytest.fixture(scope="module")
def path() -> Iterator[Path]:
    """One file for all examples: making a folder for each takes longer than the examination."""
    with tempfile.TemporaryDirectory() as folder:
        yield Path(folder) / "any"


def ask(path: Path, content: bytes) -> Examined | None:
    """Examine the content and draw its first and last page; None where any of it is refused in words."""
    path.write_bytes(content)
    try:
        examined = examine(path, "any")
        with PageSource(path, examined.type) as source:
            for page in {0, len(source) - 1}:
                assert source.render(page, 40).width >= 1
    except InputRefused:
        return None
    assert examined.pages == len(source.sizes) >= 1
    return examined


SMALL = [fax_page(number, (216, 143)) for number in range(3)]
GOOD = {
    "pdf": (pages_pdf(3), 3),
    "encrypted pdf": (encrypted_pdf(user="", owner="own"), 2),
    "g4 tiff": (pillow_tiff(SMALL), 3),
    "lzw tiff": (pillow_tiff(SMALL, compression="tiff_lzw"), 3),
    "jpeg tiff": (pillow_tiff([page.convert("L") for page in SMALL], compression="jpeg"), 3),
    "raw tiff": (raw_tiff(alike(RawPage(), 3), order=">"), 3),
    "big tiff": (raw_tiff(alike(RawPage(), 3), big=True), 3),
}


@pytest.mark.parametrize("kind", GOOD)
@MANY
@given(data=st.data())
def test_a_cut_anywhere_never_loses_a_page(path: Path, kind: str, data: st.DataObject) -> None:
    content, pages = GOOD[kind]
    length = data.draw(st.integers(0, len(content) - 1))
    examined = ask(path, content[:length])
    assert examined is None or examined.pages == pages


@pytest.mark.parametrize("kind", GOOD)
@MANY
@given(data=st.data())
def test_changed_bytes_are_survived(path: Path, kind: str, data: st.DataObject) -> None:
    content = bytearray(GOOD[kind][0])
    places = st.tuples(st.integers(0, len(content) - 1), st.binary(min_size=1, max_size=6))
    for at, change in data.draw(st.lists(places, min_size=1, max_size=8)):
        content[at : at + len(change)] = change
    ask(path, bytes(content))


HEADS = [
    *(b"", b"%PDF-1.4\n", b"II*\0", b"MM\0*", b"II+\0\x08\0\0\0", b"PK\x03\x04", b"PK\x05\x06", b"BM", b"RIFF"),
    *(
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
        b"bplist00",
        b"\xff\xfe",
        b"<?xml ",
        b"<",
        b"{",
        b"[",
        b"From ",
        b"12\nTo: ",
    ),
    *(signed(b"")[:30], b"MIAGCSqGSIb3DQEHAqCA", b"\x1b", b"%!PS", b"{\\rtf", b"junk %PDF-1.4 startxref 9 "),
]


@MANY
@given(head=st.sampled_from(HEADS), rest=st.binary())
def test_random_bytes_are_survived(path: Path, head: bytes, rest: bytes) -> None:
    ask(path, head + rest)


@MANY
@given(head=st.sampled_from(HEADS), rest=st.text())
def test_random_text_is_survived(path: Path, head: bytes, rest: str) -> None:
    ask(path, head + rest.encode("utf-8", "surrogatepass"))


WRAPPED = [
    signed(pages_pdf()),
    signed(pages_pdf(), chunk=50, indefinite=True),
    compound_file("WordDocument", "Table"),
    compound_file(Workbook=b"\x09\x08\4\0abcd"),
]


@pytest.mark.parametrize("number", range(len(WRAPPED)))
@MANY
@given(data=st.data())
def test_changed_containers_are_survived(path: Path, number: int, data: st.DataObject) -> None:
    content = bytearray(WRAPPED[number])
    places = st.tuples(st.integers(0, len(content) - 1), st.binary(min_size=1, max_size=6))
    for at, change in data.draw(st.lists(places, min_size=1, max_size=8)):
        content[at : at + len(change)] = change
    path.write_bytes(content[: data.draw(st.integers(1, len(content)))])
    with path.open("rb") as file:
        kind = recognise(file)
    if kind.way is Conversion.UNWRAP:
        with suppress(InputRefused):
            unwrap(path, path.with_name("out"), "any")


TAGS = [
    256,
    257,
    258,
    259,
    262,
    266,
    273,
    274,
    277,
    278,
    279,
    282,
    283,
    284,
    296,
    317,
    322,
    323,
    324,
    325,
    330,
    338,
    339,
]
NUMBERS = st.one_of(st.integers(0, 70), st.sampled_from([255, 65_535, 2**31, 2**32 - 1, 0x7FC00000, 0x7F800000]))


def odd_field(tag: int, kind: int, values: list[int]) -> tuple[int, int, list[int]]:
    """A field whose values fit its type; fractions need two each."""
    most = {1: 255, 2: 255, 3: 65_535}.get(kind, 2**32 - 1)
    return tag, kind, [min(value, most) for value in values * (2 if kind == 5 else 1)]


FIELDS = st.builds(
    odd_field,
    st.sampled_from(TAGS),
    st.sampled_from([1, 2, 3, 4, 5, 11, 12, 13, 16, 99]),
    st.lists(NUMBERS, max_size=5),
)


@pytest.mark.parametrize("tag", [258, 259, 262, 266, 277, 284, 338, 339])
def test_fields_that_are_no_numbers_are_survived(path: Path, tag: int) -> None:
    for infinite_or_none in (0x7F800000, 0xFF800000, 0x7FC00000):
        ask(path, raw_tiff([RawPage(fields=[(tag, 11, [infinite_or_none])])]))


@MANY
@given(
    first=st.lists(FIELDS, max_size=4),
    last=st.lists(FIELDS, max_size=4),
    order=st.sampled_from(["<", ">"]),
    big=st.booleans(),
)
def test_odd_fields_are_survived(
    path: Path, first: list[Field], last: list[Field], order: Literal["<", ">"], big: bool
) -> None:
    ask(path, raw_tiff([RawPage(fields=first), RawPage(fields=last)], order=order, big=big))
