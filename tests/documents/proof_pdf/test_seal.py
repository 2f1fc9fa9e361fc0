"""The seal of a proof: whatever happens to a byte of it, it does not hold any more, and nobody is told that it does."""

from __future__ import annotations

import hashlib
import io
import re
from pathlib import Path

import pypdf
import pytest

from faxdesk.documents.proof_pdf import seal as module
from faxdesk.documents.proof_pdf.seal import MARK, Sealed, SealState, check_seal, seal
from tests.documents.proof_pdf.proofs import simple

MIDDLE = 800
"""Places in the middle of a file at which a byte is changed; those at its two ends are all looked at."""


@pytest.fixture(scope="module")
def sealed(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    sample = Path(__file__).parents[3] / "resources" / "sample.pdf"
    return simple(sample, tmp_path_factory.mktemp("seal") / "proof.pdf").read_bytes()


def checked(data: bytes) -> Sealed:
    return check_seal(io.BytesIO(data))


def _spread(length: int, count: int) -> set[int]:
    """Return so many places in a file, at distances that have no common measure with its structure."""
    return {place * 7919 % length for place in range(count)}


def test_a_sealed_file_holds_and_is_named_by_its_sha256(sealed: bytes) -> None:
    assert checked(sealed) == Sealed(SealState.HOLDS, hashlib.sha256(sealed).hexdigest(), len(sealed))


def test_the_seal_is_what_the_document_says_how_to_compute_by_hand(sealed: bytes) -> None:
    (found,) = re.findall(rb"%faxdesk-proof-1 sha256 ([0-9a-f]{64})\nstartxref\n\d+\n%%EOF\n\Z", sealed)
    zeroed = sealed.replace(b"sha256 " + found + b"\n", b"sha256 " + b"0" * 64 + b"\n")
    assert hashlib.sha256(zeroed).hexdigest().encode() == found


def test_a_byte_that_is_changed_anywhere_breaks_it(sealed: bytes) -> None:
    places = {*range(200), *range(len(sealed) - 400, len(sealed))}
    places |= _spread(len(sealed), MIDDLE)
    held = []
    for place in sorted(places):
        for mask in (0x01, 0x80):
            changed = bytearray(sealed)
            changed[place] ^= mask
            if checked(bytes(changed)).state is SealState.HOLDS:
                held.append(place)
    assert held == []


def test_a_byte_that_is_missing_or_put_in_anywhere_breaks_it(sealed: bytes) -> None:
    places = {0, 1, len(sealed) - 1, len(sealed), *range(len(sealed) - 150, len(sealed))}
    places |= _spread(len(sealed), MIDDLE // 3)
    held = [
        place
        for place in sorted(places)
        for changed in (sealed[:place] + sealed[place + 1 :], sealed[:place] + b"\n" + sealed[place:])
        if changed != sealed and checked(changed).state is SealState.HOLDS
    ]
    assert held == []


@pytest.mark.parametrize(
    ("more", "state"),
    [
        (b"\n", SealState.CONTINUED),
        (b"%", SealState.CONTINUED),
        (b"\n1 0 obj\n<<>>\nendobj\nstartxref\n0\n%%EOF\n", SealState.CONTINUED),
    ],
)
def test_what_follows_the_end_is_noticed(sealed: bytes, more: bytes, state: SealState) -> None:
    assert checked(sealed + more).state is state


def test_a_second_end_that_is_taken_from_the_first_does_not_hold(sealed: bytes) -> None:
    tail = sealed[sealed.rindex(MARK) - 1 :]
    assert checked(sealed + tail).state is SealState.BROKEN
    assert checked(tail).state is SealState.BROKEN


def test_an_update_that_another_program_writes_behind_it_does_not_hold(sealed: bytes) -> None:
    writer = pypdf.PdfWriter(io.BytesIO(sealed), incremental=True)
    writer.add_metadata({"/Title": "Not delivered"})
    out = io.BytesIO()
    writer.write(out)
    assert out.getvalue().startswith(sealed[:1000])
    assert checked(out.getvalue()).state is not SealState.HOLDS


def test_a_file_that_another_program_has_written_anew_does_not_hold(sealed: bytes) -> None:
    out = io.BytesIO()
    pypdf.PdfWriter(io.BytesIO(sealed)).write(out)
    assert checked(out.getvalue()).state is SealState.NONE


@pytest.mark.parametrize("data", [b"", b"%PDF-1.7\n%%EOF\n", MARK, b"\0" * 5000], ids=["empty", "pdf", "mark", "zeros"])
def test_what_is_no_proof_does_not_hold(data: bytes) -> None:
    assert checked(data).state in (SealState.NONE, SealState.CONTINUED)


def test_the_digits_are_found_wherever_a_block_ends(sealed: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    """A block that ends in the digits of the seal, or between two of them, makes no difference."""
    changed = bytearray(sealed)
    changed[-70] ^= 1
    for block in (len(sealed) - 60, len(sealed) - 100, 997, 64):
        monkeypatch.setattr(module, "_BLOCK", block)
        assert checked(sealed).state is SealState.HOLDS
        assert checked(bytes(changed)).state is not SealState.HOLDS


def test_the_mark_is_found_wherever_a_block_ends(sealed: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    for block in range(30, 60):
        monkeypatch.setattr(module, "_BLOCK", block)
        assert checked(b"x" * 500 + MARK + b"x" * 500).state is SealState.CONTINUED


def test_what_pdfium_has_not_ended_is_not_sealed(tmp_path: Path) -> None:
    path = tmp_path / "other.pdf"
    path.write_bytes(b"%PDF-1.7\nno end")
    with pytest.raises(ValueError, match="how PDFium ends"):
        seal(path)
    assert path.read_bytes() == b"%PDF-1.7\nno end"
