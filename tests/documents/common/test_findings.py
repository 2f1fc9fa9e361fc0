"""What is said about documents: the words for programs and the sentences for people."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

import pikepdf
import pytest

from faxdesk.core.errors import InputRefused
from faxdesk.documents.common.findings import Finding, FindingLevel, pages_text, renumbered
from faxdesk.documents.inspection.examine import examine
from tests.documents.files import encrypted_pdf, page_objects, pages_pdf, pdf, put, stream

SCRIPT = b"<< /S /JavaScript /JS (app.alert\\(1\\)) >>"


def codes(path: Path) -> list[str]:
    return [finding.code for finding in examine(path).findings]


@pytest.mark.parametrize(
    ("pages", "text"),
    [
        ([3], "Page 3"),
        ([1, 4], "Pages 1 and 4"),
        ([2, 3, 4, 5, 8, 9], "Pages 2 to 5, 8 and 9"),
        ([1, 2, 3], "Pages 1 to 3"),
        ([1, 3, 5, 7, 9, 11, 13, 15], "Pages 1, 3, 5, 7, 9, 11 and 2 more"),
        ([1, 3, 5, 7, 9, *range(20, 40), 50, 51, 52], "Pages 1, 3, 5, 7, 9, 20 to 39 and 3 more"),
    ],
)
def test_pages_are_listed_as_people_do(pages: list[int], text: str) -> None:
    assert pages_text(pages) == text


def test_a_finding_names_its_pages(tmp_path: Path) -> None:
    (found,) = examine(put(tmp_path, "plan.pdf", pages_pdf(3, size=(2592, 3456)))).findings
    assert (found.code, found.pages, found.level) == ("large_pages", (1, 2, 3), FindingLevel.WARNING)


@pytest.mark.parametrize(
    "catalog",
    [
        b"/OpenAction " + SCRIPT,
        b"/OpenAction 5 0 R",
        b"/Names << /JavaScript << /Names [(a) 5 0 R] >> >>",
        b"/OpenAction << /S\n/JavaScript /JS (x) >>",
    ],
)
def test_scripts_inside_are_said(tmp_path: Path, catalog: bytes) -> None:
    path = put(tmp_path, "active.pdf", pdf([*page_objects(1, catalog=catalog), SCRIPT]))
    assert codes(path) == ["scripts"]


def test_actions_that_start_programs_are_said(tmp_path: Path) -> None:
    link = b"/Annots [<< /Type /Annot /Subtype /Link /Rect [0 0 9 9] /A << /S /Launch /F (calc.exe) >> >>]"
    path = put(tmp_path, "active.pdf", pdf(page_objects(1, page=link)))
    assert codes(path) == ["starts_programs"]


@pytest.mark.parametrize("before", range(1, len(b"/S /Launch") + 1))
def test_an_action_is_seen_wherever_it_is_in_a_large_file(tmp_path: Path, before: int) -> None:
    """Files are read by the megabyte: `before` bytes of the action are in the first one."""
    action = b"<< /S /Launch /F (calc.exe) >>"

    def document(padding: int) -> bytes:
        return pdf([*page_objects(1), stream(bytes(padding)), action])

    room = 2**20 - document(10**6).index(b"/S /Launch") - before
    content = document(10**6 + room)
    assert content.index(b"/S /Launch") == 2**20 - before
    assert codes(put(tmp_path, "active.pdf", content)) == ["starts_programs"]


def test_scripts_in_packed_objects_are_found(tmp_path: Path) -> None:
    path = tmp_path / "packed.pdf"
    with pikepdf.open(put(tmp_path, "plain.pdf", pages_pdf())) as document:
        document.Root.OpenAction = document.make_indirect(
            pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS=pikepdf.String("app.alert(1)"))
        )
        document.save(path, object_stream_mode=pikepdf.ObjectStreamMode.generate)
    assert b"JavaScript" not in path.read_bytes()
    assert codes(path) == ["scripts"]


def test_a_text_about_scripts_is_no_script(tmp_path: Path) -> None:
    words = b"BT (/S /JavaScript) Tj ET"
    path = put(tmp_path, "about.pdf", pdf([*page_objects(1), b"(/JavaScript and /Launch)", stream(words[3:10])]))
    assert codes(path) == []


def test_a_form_is_good_to_know_and_no_warning(tmp_path: Path) -> None:
    path = put(tmp_path, "form.pdf", pdf(page_objects(1, catalog=b"/AcroForm << /Fields [] >>")))
    examined = examine(path)
    assert [(found.code, found.level) for found in examined.findings] == [("form", FindingLevel.NOTE)]
    assert examined.warnings == ()


# -------------------------------------------------------------------------------------------------------- password


@pytest.mark.parametrize("revision", [2, 3, 4, 6])
def test_the_password_opens_the_pdf(tmp_path: Path, revision: Literal[2, 3, 4, 6]) -> None:
    path = put(tmp_path, "secret.pdf", encrypted_pdf(user="grün", owner="own", revision=revision))
    examined = examine(path, password="grün")
    assert (examined.pages, examined.locked, examined.repaired) == (2, True, False)


def test_that_a_password_is_needed_is_told_to_programs_as_well(tmp_path: Path) -> None:
    path = put(tmp_path, "secret.pdf", encrypted_pdf(user="open", owner="own"))
    with pytest.raises(InputRefused, match="opens only with a password") as needed:
        examine(path)
    with pytest.raises(InputRefused, match="not the password") as wrong:
        examine(path, password="Sesame")
    assert needed.value.code == wrong.value.code == "password"
    assert "Sesame" not in str(wrong.value)


def test_a_password_that_is_not_needed_does_no_harm(tmp_path: Path) -> None:
    examined = examine(put(tmp_path, "open.pdf", pages_pdf()), password="anything")
    assert not examined.locked
    assert examine(put(tmp_path, "half.pdf", encrypted_pdf(user="", owner="own")), password="x").locked is False


def test_a_repaired_pdf_says_so_to_programs(tmp_path: Path) -> None:
    examined = examine(put(tmp_path, "padded.pdf", pages_pdf(3) + b"\0" * 100_000))
    assert examined.repaired
    assert [found.code for found in examined.findings] == ["repaired"]


@pytest.mark.parametrize(
    ("pages", "text", "became", "now"),
    [
        ((2,), "A signature on page 2 is set not to print.", (5,), "A signature on page 5 is set not to print."),
        ((1,), "Page 1 has a stamp. Look at page 1.", (1, 2), "Pages 1 and 2 have a stamp. Look at pages 1 and 2."),
        ((2, 3), "The fonts of pages 2 and 3 are missing.", (5, 6), "The fonts of pages 5 and 6 are missing."),
        ((1,), "Page 1 is 12 pages; page 10 too.", (3,), "Page 3 is 12 pages; page 10 too."),
        ((4,), "Look at it.", (4,), "Look at it."),
    ],
)
def test_what_is_said_of_a_page_names_it_as_it_is_sent(
    pages: tuple[int, ...], text: str, became: tuple[int, ...], now: str
) -> None:
    sent = {1: became} if pages == (1,) else {old: (old + became[0] - pages[0],) for old in pages}
    found = renumbered(Finding("some", text, pages), sent)
    assert (found.text, found.pages, found.code) == (now, became, "some")
    assert renumbered(Finding("some", "Of all."), sent) == Finding("some", "Of all.")
