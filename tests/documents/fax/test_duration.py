"""How long a fax is on the line, and what it is likely to cost."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

from faxdesk.core.errors import InputRefused
from faxdesk.core.model import DocumentType
from faxdesk.documents.fax.duration import (
    FAST,
    SLOW,
    call_seconds,
    page_bytes,
    page_seconds,
    sample,
    seconds_estimate,
    transmission,
)
from faxdesk.documents.fax.page import Look, Resolution
from faxdesk.documents.inspection.page_source import PageSource
from tests.documents.fax_files import drawn_pdf, paragraph, photo, photo_at
from tests.documents.files import fax_page, pillow_tiff, put

PDF, TIFF = DocumentType.PDF, DocumentType.TIFF


def test_a_page_takes_as_long_as_its_bits_and_its_handshakes() -> None:
    # 18,000 bytes are 144,000 bits: ten seconds on the line, and a little for the frames around them.
    bare = page_seconds(0)
    assert 3 < bare < 5
    assert 10 < page_seconds(18_000) - bare < 10.6
    assert 15 < page_seconds(18_000, SLOW) - bare < 15.9


def test_an_estimate_counts_every_bit_on_the_line() -> None:
    """So the estimate of a photo, which is all but noise, stays right to the second where a minute is billed."""
    page = hashlib.shake_128(b"noise").digest(60_000)
    frames = [page[start : start + 256] + bytes(8) for start in range(0, len(page), 256)]
    bits = f"{int.from_bytes(b''.join(frames)):0{8 * sum(map(len, frames))}b}"
    on_the_line = len(bits.replace("11111", "111110"))
    assert page_seconds(len(page)) - page_seconds(0) == pytest.approx(on_the_line / FAST, rel=0.003)


def test_a_page_of_many_blocks_is_confirmed_block_by_block() -> None:
    one, two = page_seconds(65_536), page_seconds(65_537)
    assert 3 < two - one < 5


def test_a_call_takes_a_quarter_of_a_minute_besides_its_pages() -> None:
    assert 12 < call_seconds() < 18


@pytest.mark.parametrize(
    ("pages", "cover", "speed", "sheets", "likely", "most"),
    [
        ([20_000], False, FAST, 1, 1, 1),
        ([20_000] * 3, True, FAST, 4, 4, 4),
        # 250 KB are 150 seconds with the call: three begun minutes.
        ([250_000], False, FAST, 1, 3, 3),
        # The same page among quick ones costs nothing by the rule of the call, and two more by that of the page.
        ([250_000, *[4_000] * 9], False, FAST, 10, 10, 12),
        # One page that fits into the minute only at the best speed.
        ([55_000], False, FAST, 1, 1, 1),
        ([55_000], False, SLOW, 1, 2, 1 + 1),
    ],
)
def test_each_begun_minute_is_likely_to_be_billed_as_a_page(
    pages: list[int], cover: bool, speed: int, sheets: int, likely: int, most: int
) -> None:
    fax = transmission(pages, cover=cover)
    assert fax.sheets == sheets
    assert (fax.billing(speed).likely, fax.billing(speed).most) == (likely, most)


def test_what_is_billed_is_worded_as_an_estimate() -> None:
    assert transmission([9_000]).billing().text == "Likely to be billed as 1 page (an estimate)."
    assert (
        transmission([250_000, *[4_000] * 9]).billing().text
        == "Likely to be billed as 10 pages, at most 12 (an estimate)."
    )


def test_a_text_page_is_quick_and_a_photo_is_slow(tmp_path: Path) -> None:
    content = drawn_pdf([paragraph(), photo_at(40, 100, 500, 600)], photo=photo())
    with PageSource(put(tmp_path, "both.pdf", content), PDF) as source:
        text, picture = (page_bytes(source, page, Look()) for page in (0, 1))
        coarse = page_bytes(source, 0, Look(Resolution.STANDARD))
    assert 5_000 < text < 60_000
    assert picture > 5 * text
    assert coarse < 0.75 * text


@pytest.mark.parametrize("kind", [PDF, TIFF])
def test_the_estimate_of_a_document_grows_with_its_pages(tmp_path: Path, kind: DocumentType) -> None:
    def document(pages: int) -> Path:
        if kind is PDF:
            return put(tmp_path, f"{pages}.pdf", drawn_pdf([paragraph()] * pages))
        return put(tmp_path, f"{pages}.tiff", pillow_tiff([fax_page(size=(1728, 2200))] * pages, dpi=(204, 196)))

    one, three, many = (seconds_estimate(document(pages), kind) for pages in (1, 3, 20))
    assert one > call_seconds() + 3
    assert three - one == pytest.approx(2 * (one - call_seconds()))
    assert many - one == pytest.approx(19 * (one - call_seconds()))
    assert seconds_estimate(document(1), kind, speed=SLOW) > one
    assert seconds_estimate(document(1), kind, Resolution.STANDARD) < one


def test_of_a_long_document_some_pages_stand_for_all() -> None:
    assert list(sample(1)) == [0]
    assert list(sample(8)) == list(range(8))
    pages = list(sample(300))
    assert len(pages) == 8
    assert (pages[0], pages[-1]) == (0, 299)


def test_a_document_that_cannot_be_read_has_no_estimate(tmp_path: Path) -> None:
    with pytest.raises(InputRefused, match="letter"):
        seconds_estimate(put(tmp_path, "broken.pdf", b"%PDF-1.7 nothing"), PDF, name="letter")
