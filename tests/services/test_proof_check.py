"""Checking a proof: what holds, what does not, and that nothing but a whole one is ever said to hold.

The seal alone is in `tests/documents/proof_pdf/test_seal.py`. Here somebody has sealed what they have changed: who
knows how a proof is made can do that, and is caught where the parts no longer fit together.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pypdf
import pypdfium2  # type: ignore[import-untyped]  # it comes without type information
import pytest

from faxdesk.core.errors import InputRefused
from faxdesk.core.lifecycle import State
from faxdesk.core.pdfium import LOCK
from faxdesk.core.proof import JSON_NAME, Proof, to_json
from faxdesk.documents.pdf.library import library
from faxdesk.documents.pdf.saving import save_pdf
from faxdesk.documents.proof_pdf.seal import seal
from faxdesk.documents.worker.client import Worker, WorkerLost
from faxdesk.services import proof_check
from faxdesk.services.proof_check import CheckedProof, CheckName, check_proof
from tests.documents.proof_pdf.proofs import ENTRIES, fax, file_of, proof, simple, timeline, write

NAME = "01 letter.pdf"


@pytest.fixture
def said(sample_pdf: Path) -> Proof:
    # Its pages are not drawn: that takes most of the time, and nothing here looks at them.
    return proof([file_of(sample_pdf, NAME, pages=0)])


Rebuild = Callable[[Proof], CheckedProof]


@pytest.fixture
def rebuilt(sample_pdf: Path, tmp_path: Path, worker: Worker) -> Rebuild:
    """Check a proof that somebody has written and sealed with other content."""

    def check(changed: Proof) -> CheckedProof:
        places = {file.name: sample_pdf for file in changed.files}
        return check_proof(write(changed, places, tmp_path / "rebuilt.pdf"), worker)

    return check


def failing(checked: CheckedProof) -> list[CheckName]:
    assert not checked.holds
    return [check.name for check in checked.checks if not check.holds]


def test_a_whole_proof_holds_in_all_its_parts(said: Proof, rebuilt: Rebuild) -> None:
    checked = rebuilt(said)
    assert checked.holds
    assert [check.name for check in checked.checks] == [
        CheckName.SEAL,
        CheckName.ATTACHMENTS,
        CheckName.TIMELINE,
        CheckName.RESULT,
    ]
    assert checked.proof == said


def test_a_file_that_was_changed_is_not_even_opened(sample_pdf: Path, tmp_path: Path) -> None:
    """What is in it may be anything; a worker that is asked would be lost."""

    class Unasked(Worker):
        def start(self) -> None:
            raise WorkerLost("nobody should ask")

    path = simple(sample_pdf, tmp_path / "proof.pdf")
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.write_bytes(data)
    checked = check_proof(path, Unasked())
    assert failing(checked) == [CheckName.SEAL]
    assert checked.proof is None


def test_an_update_behind_the_end_does_not_hold(sample_pdf: Path, tmp_path: Path, worker: Worker) -> None:
    path = simple(sample_pdf, tmp_path / "proof.pdf")
    writer = pypdf.PdfWriter(path, incremental=True)
    writer.add_metadata({"/Title": "Another"})
    writer.write(tmp_path / "updated.pdf")
    checked = check_proof(tmp_path / "updated.pdf", worker)
    assert failing(checked) == [CheckName.SEAL]
    assert "added" in checked.checks[0].text


# -------------------------------------------------------------------------------- sealed anew with other content


def test_a_document_that_was_swapped_does_not_hold(
    said: Proof, sample_tiff: Path, tmp_path: Path, worker: Worker
) -> None:
    other = tmp_path / "other.pdf"
    other.write_bytes(b"%PDF-1.7 another letter")
    checked = check_proof(write(said, {NAME: other}, tmp_path / "swapped.pdf"), worker)
    assert failing(checked) == [CheckName.ATTACHMENTS]
    assert NAME in next(check.text for check in checked.checks if not check.holds)


@pytest.mark.parametrize(
    "changed",
    [
        timeline()[1:],
        (timeline()[0], *timeline()[2:]),
        timeline()[:-1],
        (),
        tuple(replace(entry, link="") for entry in timeline()),
        (*timeline()[:2], replace(timeline()[2], text="Refused."), timeline()[3]),
        (*timeline()[:2], timeline()[3], timeline()[2]),
    ],
    ids=["first", "middle", "last", "all", "without links", "changed", "moved"],
)
def test_a_timeline_with_an_entry_removed_or_changed_does_not_hold(
    changed: tuple[object, ...], said: Proof, rebuilt: Rebuild
) -> None:
    one = replace(said.faxes[0], timeline=changed)  # type: ignore[arg-type]
    assert failing(rebuilt(replace(said, faxes=(one,)))) != []


def test_the_timeline_of_another_fax_does_not_hold(said: Proof, rebuilt: Rebuild) -> None:
    assert failing(rebuilt(replace(said, faxes=(replace(said.faxes[0], to="+41445550999"),)))) == [CheckName.TIMELINE]
    assert failing(rebuilt(replace(said, faxes=(replace(said.faxes[0], job="another"),)))) == [CheckName.TIMELINE]


def test_a_result_that_the_timeline_does_not_have_does_not_hold(said: Proof, rebuilt: Rebuild) -> None:
    failed = timeline((*ENTRIES[:3], ("reported failed", State.FAILED, "Busy.")))
    one = replace(said.faxes[0], timeline=failed)
    assert failing(rebuilt(replace(said, faxes=(one,)))) == [CheckName.RESULT]


def test_a_fax_without_a_document_does_not_hold(said: Proof, rebuilt: Rebuild) -> None:
    assert failing(rebuilt(replace(said, files=(), faxes=(replace(said.faxes[0], files=()),)))) == [CheckName.RESULT]


def test_one_bad_fax_among_good_ones_is_enough(said: Proof, rebuilt: Rebuild) -> None:
    bad = fax([NAME], timeline=timeline()[:2])
    assert failing(rebuilt(replace(said, faxes=(said.faxes[0], bad)))) == [CheckName.RESULT]
    bad = fax([NAME], timeline=timeline()[1:])
    assert failing(rebuilt(replace(said, faxes=(said.faxes[0], bad)))) == [CheckName.TIMELINE]


def packed(out: Path, *attachments: tuple[str, bytes]) -> Path:
    """Write a PDF with attachments, sealed as a proof is."""
    with closing(pypdfium2.PdfDocument.new()) as document:
        document.new_page(595, 842).close()
        for name, data in attachments:
            document.new_attachment(name).set_data(data)
        save_pdf(document, out)
    seal(out)
    return out


@pytest.mark.parametrize(
    "text",
    [b"", b"not JSON", b"{}", b"[1]", b'{"format": "faxdesk-proof-2"}', b"[" * 100_000, b"\xff\xfe"],
    ids=["empty", "no JSON", "no members", "a list", "another format", "deep", "no text"],
)
def test_a_sealed_file_whose_content_says_nothing_does_not_hold(text: bytes, tmp_path: Path, worker: Worker) -> None:
    checked = check_proof(packed(tmp_path / "packed.pdf", (JSON_NAME, text)), worker)
    assert failing(checked) == [CheckName.CONTENT]
    assert checked.proof is None


def test_a_sealed_file_without_content_or_with_two_does_not_hold(
    said: Proof, sample_pdf: Path, tmp_path: Path, worker: Worker
) -> None:
    """Of two, a reader of PDFs may show the one and FaxDesk look at the other."""
    assert failing(check_proof(packed(tmp_path / "none.pdf"), worker)) == [CheckName.CONTENT]
    content = to_json(said).encode()
    letter = (NAME, sample_pdf.read_bytes())
    assert check_proof(packed(tmp_path / "one.pdf", (JSON_NAME, content), letter), worker).holds
    twice = packed(tmp_path / "two.pdf", (JSON_NAME, content), (JSON_NAME.replace("p", "q", 1), b"x"), letter)
    data = twice.read_bytes().replace(JSON_NAME.replace("p", "q", 1).encode(), JSON_NAME.encode())
    twice.write_bytes(_sealed_anew(data))
    assert not check_proof(twice, worker).holds


def _sealed_anew(data: bytes) -> bytes:
    """Return a file that was sealed, with a seal that fits it as it is now."""
    import hashlib

    at = data.rindex(b" sha256 ") + 8
    zeroed = data[:at] + b"0" * 64 + data[at + 64 :]
    return zeroed[:at] + hashlib.sha256(zeroed).hexdigest().encode() + zeroed[at + 64 :]


def test_a_file_that_is_attached_besides_does_not_hold(
    said: Proof, sample_pdf: Path, tmp_path: Path, worker: Worker
) -> None:
    files = (JSON_NAME, to_json(said).encode()), (NAME, sample_pdf.read_bytes())
    checked = check_proof(packed(tmp_path / "more.pdf", *files, ("02 more.pdf", b"more")), worker)
    assert failing(checked) == [CheckName.ATTACHMENTS]
    checked = check_proof(packed(tmp_path / "less.pdf", files[0]), worker)
    assert failing(checked) == [CheckName.ATTACHMENTS]
    empty = check_proof(packed(tmp_path / "empty.pdf", files[0], (NAME, b"")), worker)
    assert failing(empty) == [CheckName.ATTACHMENTS]


def test_what_is_rebuilt_whole_holds_for_nobody_has_signed_it(said: Proof, rebuilt: Rebuild) -> None:
    """The limit that docs/proof.md, the proof itself and `verify` tell: this is why they do."""
    forged = timeline((*ENTRIES[:3], ("reported delivered", State.DELIVERED, "Forged.")))
    assert rebuilt(replace(said, faxes=(replace(said.faxes[0], timeline=forged),))).holds


# ------------------------------------------------------------------------------------------------- no proof at all


@pytest.mark.parametrize("content", [b"", b"%PDF-1.7\n%%EOF\n", b"GIF89a", b"\0" * 100_000])
def test_another_file_is_refused_in_a_sentence(content: bytes, tmp_path: Path, worker: Worker) -> None:
    path = tmp_path / "other.pdf"
    path.write_bytes(content)
    with pytest.raises(InputRefused, match="no proof of FaxDesk") as refused:
        check_proof(path, worker)
    assert refused.value.code == "no_proof"


def test_another_pdf_a_folder_and_nothing_are_refused(sample_pdf: Path, tmp_path: Path, worker: Worker) -> None:
    with pytest.raises(InputRefused, match="no proof of FaxDesk"):
        check_proof(sample_pdf, worker)
    for path in (tmp_path, tmp_path / "gone.pdf"):
        with pytest.raises(InputRefused):
            check_proof(path, worker)


def test_who_has_saved_a_proof_anew_reads_what_has_become_of_it(
    said: Proof, sample_pdf: Path, tmp_path: Path, worker: Worker
) -> None:
    whole = write(said, {file.name: sample_pdf for file in said.files}, tmp_path / "whole.pdf")
    with LOCK, closing(library().PdfDocument(whole)) as document:
        document.save(tmp_path / "anew.pdf")
    with pytest.raises(InputRefused, match="another program has saved it anew"):
        check_proof(tmp_path / "anew.pdf", worker)


def test_a_huge_file_is_refused_without_being_read(tmp_path: Path, worker: Worker) -> None:
    path = tmp_path / "huge.pdf"
    with path.open("wb") as file:
        file.truncate(proof_check.MOST_BYTES + 1)
    with pytest.raises(InputRefused, match="too large"):
        check_proof(path, worker)


def test_a_sealed_file_that_is_no_pdf_is_refused(tmp_path: Path, worker: Worker) -> None:
    path = packed(tmp_path / "spoilt.pdf", (JSON_NAME, b"{}"))
    data = path.read_bytes()
    end = data.rindex(b"%faxdesk-proof-1")
    path.write_bytes(_sealed_anew(b"x" * 500 + b"\n" + data[end:]))
    with pytest.raises(InputRefused, match="cannot be read"):
        check_proof(path, worker)


def test_a_child_that_is_lost_costs_a_sentence(said: Proof, sample_pdf: Path, tmp_path: Path) -> None:
    class Lost(Worker):
        def start(self) -> None:
            raise WorkerLost("it ran out of memory")

    path = write(said, {NAME: sample_pdf}, tmp_path / "proof.pdf")
    with pytest.raises(InputRefused, match="too much time or memory"):
        check_proof(path, Lost())
