"""The pages of a proof, as a reader of PDFs has them: what is known of a fax is there to read, on A4 and on Letter."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path
from typing import Any

import pikepdf
import pypdf
import pypdfium2  # type: ignore[import-untyped]  # it comes without type information
import pytest

from faxdesk.core.lifecycle import State
from faxdesk.core.proof import DOES_NOT_PROVE, JSON_NAME, PROVES, Proof, ProofFileKind
from faxdesk.documents.common.paper import A4, LETTER, PageSize
from tests.documents.proof_pdf.proofs import ENTRIES, fax, file_of, proof, timeline, write

LETTER_NAME, REPORT_NAME, SENT_NAME = "01 letter.pdf", "02 report.pdf", "03 sent.pdf"


def texts(path: Path) -> list[str]:
    """Return the text of each page, with single spaces."""
    with closing(pypdfium2.PdfDocument(path)) as document:
        return [" ".join(page.get_textpage().get_text_range().split()) for page in document]


def pictures(path: Path) -> list[int]:
    """Return how many pictures each page has."""
    with closing(pypdfium2.PdfDocument(path)) as document:
        kinds = pypdfium2.raw.FPDF_PAGEOBJ_IMAGE
        return [sum(1 for _ in page.get_objects(filter=[kinds])) for page in document]


def made(out: Path, sample: Path, paper: PageSize = A4, *, stamped: bool = False, **changes: Any) -> Path:
    """Write the proof of a fax with a document, a report and its pages as sent, all of them the sample."""
    files = [
        file_of(sample, LETTER_NAME, title="letter.pdf"),
        file_of(sample, REPORT_NAME, ProofFileKind.REPORT, title="Confirmation report"),
        file_of(sample, SENT_NAME, ProofFileKind.SENT),
    ]
    of_proof = {name: changes.pop(name) for name in ("practice", "title", "zone") if name in changes}
    said = proof(files, fax([file.name for file in files], **changes), **of_proof)
    return write(said, dict.fromkeys((LETTER_NAME, REPORT_NAME, SENT_NAME), sample), out, paper, stamped=stamped)


def test_what_is_known_of_the_fax_is_there_to_read(sample_pdf: Path, tmp_path: Path) -> None:
    first, second, *_ = texts(made(tmp_path / "out.pdf", sample_pdf))
    for words in (
        "Proof of transmission Fax to +41 44 555 01 23",
        "Delivered",
        "2 of 2 pages confirmed",
        "+41 44 555 01 23 (+41445550123)",
        "success: OK",
        "letter.pdf, 2 pages",
        "2026-12-01 10:30:03 +01:00",
        "2026-12-01 10:30:01 +01:00, 62 seconds long",
        "f-1",
        "o-1",
        "Example Ltd",
        "Case 4 C 12",
        "Page 1 of",
    ):
        assert words in first, words
    for _event, state, text in ENTRIES:
        assert text in second
        assert state.value in second
    assert "Zurich (Europe/Zurich)" in second
    assert timeline()[-1].link in second.replace(" ", "")


def test_every_file_has_its_sha256_and_how_to_compute_it(sample_pdf: Path, tmp_path: Path) -> None:
    path = made(tmp_path / "out.pdf", sample_pdf)
    text = texts(path)[1]
    assert text.replace(" ", "").count(file_of(sample_pdf, "").sha256) == 3
    for words in (LETTER_NAME, REPORT_NAME, SENT_NAME, "certutil -hashfile", "shasum -a 256", "sha256sum", JSON_NAME):
        assert words in text


def test_what_it_proves_and_what_not_stands_on_the_first_page(sample_pdf: Path, tmp_path: Path) -> None:
    first = texts(made(tmp_path / "out.pdf", sample_pdf))[0]
    together = first.replace(" ", "")
    # The two columns are read across by some readers: each sentence by its words.
    for sentence in (*PROVES, *DOES_NOT_PROVE):
        assert all(word in together for word in sentence.split()), sentence


@pytest.mark.parametrize("paper", [A4, LETTER])
def test_the_report_and_every_page_are_on_the_paper(paper: PageSize, sample_pdf: Path, tmp_path: Path) -> None:
    path = made(tmp_path / "out.pdf", sample_pdf, paper)
    found = texts(path)
    assert len(found) == 5
    # The report is there as text, not as a picture, once for each of its pages.
    assert ["Confirmation report" in text for text in found[2:4]] == [True, True]
    assert "A letter to fax" in found[2]
    assert "Page 1 of 2" in found[4]
    assert "Page 2 of 2" in found[4]
    assert pictures(path) == [0, 0, 0, 0, 2]
    with closing(pypdfium2.PdfDocument(path)) as document:
        assert {tuple(map(round, page.get_size())) for page in document} == {(round(paper.width), round(paper.height))}


def test_nothing_is_drawn_beyond_the_paper(sample_pdf: Path, tmp_path: Path) -> None:
    long = "word " * 300 + "x" * 300
    path = made(tmp_path / "out.pdf", sample_pdf, LETTER, stamped=True, comment=long, reason=long, status="y" * 200)
    with closing(pypdfium2.PdfDocument(path)) as document:
        for page in document:
            width, height = page.get_size()
            for thing in page.get_objects(max_depth=1):
                left, bottom, right, top = thing.get_bounds()
                assert -1 <= left <= right <= width + 1
                assert -1 <= bottom <= top <= height + 1


def test_a_long_timeline_goes_on_over_pages_and_loses_nothing(sample_pdf: Path, tmp_path: Path) -> None:
    entries = [("kept", State.QUEUED, f"entry-{number}-end " + "and more " * 30) for number in range(60)]
    entries += [ENTRIES[-1]]
    together = " ".join(texts(made(tmp_path / "out.pdf", sample_pdf, timeline=timeline(entries))))
    assert [number for number in range(60) if together.count(f"entry-{number}-end") != 1] == []


def test_many_pages_are_shown_nine_on_a_sheet(sample_pdf: Path, tmp_path: Path) -> None:
    files = [file_of(sample_pdf, f"{number:02} letter.pdf") for number in range(10)]
    places = {file.name: sample_pdf for file in files}
    told: list[int] = []
    said = proof(files)
    from faxdesk.documents.proof_pdf.pages import write_proof

    write_proof(said, places, tmp_path / "out.pdf", A4, told.append)
    assert [count for count in pictures(tmp_path / "out.pdf") if count] == [9, 9, 2]
    assert told == list(range(1, 21))
    assert "Page 20 of 20" in texts(tmp_path / "out.pdf")[-1]


def test_the_first_page_is_stamped_where_that_is_wanted(sample_pdf: Path, tmp_path: Path) -> None:
    plain = texts(made(tmp_path / "plain.pdf", sample_pdf))
    stamped = texts(made(tmp_path / "stamped.pdf", sample_pdf, stamped=True))
    (stamp,) = (text for text in stamped if "Fax id f-1 · 2026-12-01 10:30:03 +01:00" in text)
    assert "Fax to +41 44 555 01 23 · Delivered, 2 of 2 pages confirmed" in stamp
    assert len(stamped) == len(plain) + 1


@pytest.mark.parametrize(
    ("state", "changes", "words", "not_there"),
    [
        (State.FAILED, {"pages_confirmed": 0}, ("Not delivered", "0 of 2"), "All pages were delivered"),
        (State.PARTIAL, {"pages_confirmed": None}, ("Delivered in part", "in its report only"), "of 2 pages confirmed"),
        (State.UNREPORTED, {"pages_confirmed": None}, ("Result not known",), "pages confirmed"),
        (State.CANCELLED, {"pages_confirmed": None}, ("Cancelled", "There was no call"), "pages confirmed"),
        (State.REJECTED, {"pages_confirmed": None}, ("Refused by Fax.Plus",), "pages confirmed"),
    ],
)
def test_what_did_not_arrive_is_not_said_to(
    state: State, changes: dict[str, Any], words: tuple[str, ...], not_there: str, sample_pdf: Path, tmp_path: Path
) -> None:
    path = made(tmp_path / "out.pdf", sample_pdf, state=state, reason="", started_at=None, fax_id="", **changes)
    first = texts(path)[0]
    assert all(word in first for word in words)
    assert not_there not in first
    assert "Proof of result" in first
    assert "Proof of transmission" not in first


def test_a_cover_page_and_what_is_missing_are_said(sample_pdf: Path, tmp_path: Path) -> None:
    missing = ("Fax.Plus has no confirmation report of this fax.",)
    first = texts(made(tmp_path / "out.pdf", sample_pdf, cover=True, pages_sent=3, pages_confirmed=3, missing=missing))[
        0
    ]
    assert "and a cover page before them. Fax.Plus confirms 3 pages." in first
    assert missing[0] in first


def test_a_practice_account_is_on_every_page(sample_pdf: Path, tmp_path: Path) -> None:
    assert all("PRACTICE ACCOUNT" in text for text in texts(made(tmp_path / "out.pdf", sample_pdf, practice=True)))
    assert not any("PRACTICE" in text for text in texts(made(tmp_path / "real.pdf", sample_pdf)))


@pytest.mark.parametrize(
    ("zone", "shown"),
    [("UTC+0530", "2026-12-01 15:00:03 +05:30"), ("Etc/UTC", "09:30:03 +00:00"), ("Mars/Base", "09:30:03 +00:00")],
)
def test_times_have_their_difference_from_utc(zone: str, shown: str, sample_pdf: Path, tmp_path: Path) -> None:
    assert shown in texts(made(tmp_path / "out.pdf", sample_pdf, zone=zone))[0]


def test_a_batch_begins_with_all_of_its_faxes(sample_pdf: Path, tmp_path: Path) -> None:
    files = [file_of(sample_pdf, LETTER_NAME)]
    other = "+41225550123"
    bad = fax([LETTER_NAME], to=other, state=State.FAILED, pages_confirmed=0, timeline=timeline(ENTRIES[:3], to=other))
    odd = fax([LETTER_NAME], to="+41315550123", state=State.UNREPORTED, pages_confirmed=None, ended_at=None)
    said = proof(files, fax([LETTER_NAME]), bad, odd, title="Batch clients.csv")
    found = texts(write(said, {LETTER_NAME: sample_pdf}, tmp_path / "out.pdf"))
    assert "Batch clients.csv" in found[0]
    assert "1 of 3 faxes delivered" in found[0]
    for words in ("+41 44 555 01 23 Delivered 2 of 2", "+41 22 555 01 23 Not delivered 0 of 2"):
        assert words in found[0]
    assert sum("Proof of transmission Fax to" in text for text in found) == 1
    assert sum("Proof of result Fax to" in text for text in found) == 2
    assert "Proof of results" in found[0]


def test_faxes_of_a_job_without_a_name_are_counted(sample_pdf: Path, tmp_path: Path) -> None:
    said = proof([file_of(sample_pdf, LETTER_NAME)], fax([LETTER_NAME]), fax([LETTER_NAME], to="+41225550123"))
    first = texts(write(said, {LETTER_NAME: sample_pdf}, tmp_path / "out.pdf"))[0]
    assert "2 faxes" in first
    assert "2 of 2 faxes delivered" in first


def test_the_files_are_attached_as_they_are(sample_pdf: Path, tmp_path: Path) -> None:
    with closing(pypdfium2.PdfDocument(made(tmp_path / "out.pdf", sample_pdf))) as document:
        every = [document.get_attachment(number) for number in range(document.count_attachments())]
        found = {one.get_name(): bytes(one.get_data()) for one in every}
    assert set(found) == {JSON_NAME, LETTER_NAME, REPORT_NAME, SENT_NAME}
    assert all(data == sample_pdf.read_bytes() for name, data in found.items() if name != JSON_NAME)


def test_a_tiff_is_drawn_as_well(sample_tiff: Path, tmp_path: Path) -> None:
    files = [file_of(sample_tiff, "01 scan.tiff")]
    path = write(proof(files), {"01 scan.tiff": sample_tiff}, tmp_path / "out.pdf")
    assert [count for count in pictures(path) if count] == [2]


def test_what_cannot_be_drawn_is_said_and_attached(sample_pdf: Path, tmp_path: Path) -> None:
    spoilt = tmp_path / "spoilt.pdf"
    spoilt.write_bytes(b"%PDF-1.7 nothing")
    files = [
        file_of(spoilt, LETTER_NAME, pages=1),
        file_of(spoilt, REPORT_NAME, ProofFileKind.REPORT, title="Confirmation report"),
    ]
    said: Proof = proof(files)
    path = write(said, {LETTER_NAME: spoilt, REPORT_NAME: spoilt}, tmp_path / "out.pdf", stamped=True)
    together = " ".join(texts(path))
    assert "It cannot be shown here. It is attached, as it came." in together
    assert "Page 1 of 1 · cannot be drawn" in together
    assert "The page cannot be drawn." in together


def test_a_report_that_lies_across_is_shown_upright(sample_pdf: Path, tmp_path: Path) -> None:
    turned = tmp_path / "turned.pdf"
    with closing(pypdfium2.PdfDocument(sample_pdf)) as document:
        document[0].set_rotation(90)
        document.save(turned)
    files = [file_of(turned, REPORT_NAME, ProofFileKind.REPORT, title="Confirmation report")]
    path = write(proof(files), {REPORT_NAME: turned}, tmp_path / "out.pdf")
    # The turned page is a picture, which lies as it is read; the other one is text.
    assert pictures(path)[2:] == [1, 0]


def test_letters_of_other_writings_and_tricks_with_them_are_harmless(sample_pdf: Path, tmp_path: Path) -> None:
    first = texts(made(tmp_path / "out.pdf", sample_pdf, comment="Žižek \u202egnp.exe\nnext"))[0]
    assert "\\u202egnp.exe next" in first


def test_a_comment_from_a_telephone_with_isolates_is_set(sample_pdf: Path, tmp_path: Path) -> None:
    comment = "\u05d1\u05d2 \u2068+41 44 555 01 23\u2069\nsecond line"
    assert "second line" in texts(made(tmp_path / "out.pdf", sample_pdf, comment=comment))[0]


def test_strict_readers_have_no_complaint(sample_pdf: Path, tmp_path: Path) -> None:
    """The comment of the seal stands where a comment may (ISO 32000-1, 7.2.4)."""
    path = made(tmp_path / "out.pdf", sample_pdf, stamped=True)
    reader = pypdf.PdfReader(path, strict=True)
    assert set(reader.attachments) == {JSON_NAME, LETTER_NAME, REPORT_NAME, SENT_NAME}
    with pikepdf.open(path) as document:
        assert document.check_pdf_syntax() == []
        assert len(document.pages) == len(reader.pages)


@pytest.mark.parametrize("paper", [A4, LETTER])
def test_long_names_stay_on_the_paper(paper: PageSize, sample_pdf: Path, tmp_path: Path) -> None:
    name = "Wohngebäudeversicherungsgesellschaft mit Anlagen " * 4 + "letter.pdf"
    files = [file_of(sample_pdf, name)]
    faxes = [fax([name], comment="One line.\nAnd the next.", fax_id="c0ffee" * 6)] * 30
    said = proof(files, *faxes, title="The recall of this November, in which all of them are written to, " * 3)
    path = write(said, {name: sample_pdf}, tmp_path / "out.pdf", paper)
    with closing(pypdfium2.PdfDocument(path)) as document:
        for page in list(document)[:6]:
            text = page.get_textpage()
            rights = [text.get_rect(number)[2] for number in range(text.count_rects())]
            assert max(rights) < paper.width - 50
    first, second, third, *_ = texts(path)
    assert "Page 1 of" in first
    assert "To Result Pages Ended Fax id" in second, "the table goes on, with its titles"
    assert "One line. And the next." in third
    assert "\\n" not in third


def test_a_cover_page_that_fax_plus_made_is_spoken_of_beside_the_others(sample_pdf: Path, tmp_path: Path) -> None:
    files = [file_of(sample_pdf, LETTER_NAME)]
    for cover in (True, False):
        said = proof(files, fax([LETTER_NAME], cover=cover))
        path = write(said, {LETTER_NAME: sample_pdf}, tmp_path / f"{cover}.pdf")
        assert ("Fax.Plus made the cover page before them." in texts(path)[-1]) is cover
