"""`faxdesk check`: what scripts learn of files before they send them."""

from __future__ import annotations

import io
import json
import sys
from pathlib import Path

import pytest
from PIL import Image

from tests.cli.conftest import Shell
from tests.documents.files import encrypted_pdf, page_objects, pages_pdf, pdf, put

MEMBERS = [
    "file",
    "type",
    "sent_as",
    "pages",
    "bytes",
    "problems",
    "warnings",
    "seconds_estimate",
    "fax_numbers",
    "findings",
]


def picture() -> bytes:
    out = io.BytesIO()
    Image.effect_noise((60, 80), 50).save(out, "PNG")
    return out.getvalue()


def test_each_file_is_told_in_the_same_form(lonely: Shell, tmp_path: Path, sample_pdf: Path) -> None:
    secret = put(tmp_path, "secret.pdf", encrypted_pdf(user="open", owner="own"))
    photo, note = put(tmp_path, "photo.png", picture()), put(tmp_path, "note.txt", b"Dear Sir,\nFax +41 44 555 01 24\n")
    run = lonely.run("check", sample_pdf, secret, photo, note, tmp_path / "gone.pdf", "--json")
    assert run.code == 3
    assert all(list(one) == MEMBERS for one in run.value)
    told = {Path(one["file"]).name: one for one in run.value}
    assert [(one["type"], one["sent_as"], one["pages"]) for one in run.value] == [
        ("pdf", "pdf", 2),
        (None, None, None),
        ("png", "pdf", 1),
        ("txt", "pdf", 1),
        (None, None, None),
    ]
    assert told["sample.pdf"]["bytes"] == sample_pdf.stat().st_size
    assert 5 < told["sample.pdf"]["seconds_estimate"] < 600
    assert told["secret.pdf"]["findings"][0]["code"] == "password"
    assert "not there" in told["gone.pdf"]["problems"][0]
    assert told["note.txt"]["fax_numbers"] == [
        {"number": "+41445550124", "page": 1, "label": "Fax", "text": "+41 44 555 01 24", "sure": "certain"}
    ]


def test_findings_have_words_and_pages(lonely: Shell, tmp_path: Path) -> None:
    script = b"/OpenAction << /S /JavaScript /JS (x) >>"
    path = put(tmp_path, "form.pdf", pdf(page_objects(2, catalog=script, contents=b"")))
    run = lonely.run("check", path, "--json")
    assert run.code == 0
    (one,) = run.value
    assert [(found["level"], found["code"], found["pages"]) for found in one["findings"]] == [
        ("warning", "scripts", []),
        ("warning", "blank_pages", [1, 2]),
    ]
    assert one["warnings"] == [found["text"] for found in one["findings"]]
    assert one["problems"] == []


def test_people_read_the_same(lonely: Shell, tmp_path: Path, sample_pdf: Path) -> None:
    put(tmp_path, ".hidden.pdf", pages_pdf())
    put(tmp_path, "note.txt", b"Fax +41 44 555 01 24")
    run = lonely.run("check", sample_pdf, tmp_path)
    assert run.code == 0
    assert "sample.pdf: PDF, 2 pages, 4.5 KB, about" in run.out
    assert "seconds on the line" in run.out
    assert "It names the fax number +41445550124 on page 1." in run.out
    assert ".hidden.pdf: left out: it is hidden." in run.err


def test_numbers_belong_to_the_country_of_the_settings(lonely: Shell, tmp_path: Path) -> None:
    lonely.folder.mkdir()
    (lonely.folder / "settings.json").write_text(json.dumps({"region": "US"}))
    (one,) = lonely.run("check", put(tmp_path, "note.txt", b"Fax (415) 555-2671"), "--json").value
    assert [found["number"] for found in one["fax_numbers"]] == ["+14155552671"]


@pytest.mark.skipif(sys.platform == "win32", reason="there, nothing is made where nobody may write")
def test_nothing_is_left_behind(lonely: Shell, tmp_path: Path) -> None:
    folder = tmp_path / "files"
    folder.mkdir()
    put(folder, "photo.png", picture())
    shell = Shell(tmp_path / "data", more={"TMPDIR": str(tmp_path / "temp")})
    (tmp_path / "temp").mkdir()
    assert shell.run("check", folder).code == 0
    assert [path.name for path in folder.iterdir()] == ["photo.png"]
    assert list((tmp_path / "temp").iterdir()) == []
    assert not (tmp_path / "data").exists()


def test_what_is_no_document_is_sent_as_the_document_that_check_tells_of(shell: Shell, tmp_path: Path) -> None:
    photo, note = put(tmp_path, "photo.png", picture()), put(tmp_path, "note.txt", b"Dear Sir")
    run = shell.run("send", photo, note, "--to", "+41445550123", "--json")
    assert run.code == 0
    assert run.lines[-1]["recipients"][0]["pages"] == 2
    assert "photo.png is sent as a PDF." in run.err


def test_one_file_that_is_refused_keeps_all_from_being_sent(shell: Shell, tmp_path: Path, sample_pdf: Path) -> None:
    run = shell.run("send", sample_pdf, put(tmp_path, "photo.png", picture()[:40]), "--to", "+41445550123")
    assert run.code == 3
    assert run.err.startswith("photo.png: The picture is damaged or not complete.")
    assert shell.run("outbox", "--json").value == []
