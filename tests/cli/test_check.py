"""`faxdesk check`: what scripts learn of files before they send them."""

from __future__ import annotations

import io
import json
import os
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
    run = lonely.run_program("check", sample_pdf, secret, photo, note, tmp_path / "gone.pdf", "--json")
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
    lonely.folder.mkdir(exist_ok=True)
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


ODD, SHOWN = (
    ("a\u202egpj.pdf", r"a\u202egpj.pdf")
    if sys.platform == "win32"
    else ("a\nb\u202egpj\x1b[2J.pdf", r"a\nb\u202egpj\x1b[2J.pdf")
)
"""The name of a file that ends its line, turns what follows and clears the screen, and how it is shown. In a name of
Windows no character may be below U+0020."""


def test_odd_names_stay_in_their_line_and_read_as_they_are(lonely: Shell, tmp_path: Path) -> None:
    folder = tmp_path / "files"
    folder.mkdir()
    put(folder, ODD, pages_pdf())
    put(folder, "." + ODD, pages_pdf())
    run = lonely.run_program("check", folder)
    assert run.out.startswith(f"{folder / SHOWN}: PDF, 1 page, ")
    assert run.err == f"{folder / f'.{SHOWN}'}: left out: it is hidden.\n"
    told = lonely.run("check", folder / ODD, "--json")
    assert told.value[0]["file"] == str(folder / ODD)
    assert not set("\x1b\u202e") & set(run.out + run.err + told.out)


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux keeps names that are no text")
@pytest.mark.parametrize("name", [b"caf\xe9.pdf", b"\xff\xfe.pdf"])
def test_names_that_are_no_text_are_told(lonely: Shell, tmp_path: Path, name: bytes) -> None:
    path = tmp_path / os.fsdecode(name)
    path.write_bytes(pages_pdf())
    assert repr(name)[2:-1] in lonely.run_program("check", path).out
    assert lonely.run("check", path, "--json").value[0]["file"] == str(path)


def test_what_goes_into_a_pipe_is_utf8_whatever_the_system_takes_there(lonely: Shell, tmp_path: Path) -> None:
    """On Windows that is a code page of 256 letters, which few have who read the output."""
    lonely.more = {"PYTHONIOENCODING": "cp1252", "PYTHONUTF8": "0"}
    file = put(tmp_path, "\u03a4\u03b9\u03bc\u03ae \u5408\u540c.txt", b"Dear Sir,\n")
    told = lonely.run("check", file, "--json")
    assert told.value[0]["file"].endswith(file.name)
    refused = lonely.run("check", file.with_suffix(".pdf").with_name(f"no {file.stem}.pdf"))
    assert file.stem in refused.out + refused.err
    missing = lonely.run(file.with_name(f"no {file.stem}.pdf"))
    assert missing.err.startswith(f"There is no file \u201c{file.parent}")
    assert file.stem in missing.err


def test_sending_says_odd_names_as_check_does(shell: Shell, tmp_path: Path) -> None:
    odd = tmp_path / ODD.replace(".pdf", ".txt")
    odd.write_bytes(b"Dear Sir")
    run = shell.run("send", odd, "--to", "+41445550123")
    assert run.code == 0
    assert run.err.startswith(f"{SHOWN.replace('.pdf', '.txt')} is sent as a PDF.")
    refused = shell.run("send", put(tmp_path, ODD, b"PK\x05\x06" + bytes(18)), "--to", "+41445550123")
    assert refused.code == 3
    assert refused.err.startswith(f"{SHOWN}: Its name ends in .pdf, but this is really a ZIP archive.")


from_environment = pytest.mark.skipif(sys.platform == "win32", reason="there, the system says the country")


@pytest.mark.parametrize(
    ("region", "locale", "pages", "paper"),
    [
        pytest.param("", "en_US.UTF-8", 15, "Letter", marks=from_environment),
        pytest.param("", "C", 14, "A4", marks=from_environment),
        ("US", "de_CH.UTF-8", 15, "Letter"),
        ("CH", "en_US.UTF-8", 14, "A4"),
    ],
)
def test_a_text_has_as_many_pages_when_it_is_sent_as_when_it_is_checked(
    shell: Shell, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, region: str, locale: str, pages: int, paper: str
) -> None:
    """Also once the number that it is sent from is known, which is one of Switzerland."""
    monkeypatch.setenv("LC_ALL", locale)
    shell.folder.mkdir(exist_ok=True)
    (shell.folder / "settings.json").write_text(json.dumps({"region": region}))
    note = put(tmp_path, "report.txt", b"line\n" * 800)
    sent = [shell.run("send", note, "--to", number, "--json").lines[0] for number in ("+41445550123", "044 555 01 24")]
    (checked,) = shell.run("check", note, "--json").value
    assert [job["recipients"][0]["pages"] for job in sent] == [checked["pages"]] * 2 == [pages] * 2
    (found,) = [one for one in checked["findings"] if one["code"] == "paper"]
    assert found["text"].startswith(f"Set on {paper} paper.")


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
