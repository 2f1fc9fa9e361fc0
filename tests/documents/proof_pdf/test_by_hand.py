"""What docs/proof.md says about checking a proof by hand, done as it stands there."""

from __future__ import annotations

import re
import shutil
import subprocess
from contextlib import closing
from pathlib import Path

import pypdfium2  # type: ignore[import-untyped]  # it comes without type information
import pytest

from faxdesk.core.proof import JSON_NAME
from tests.documents.proof_pdf.proofs import ENTRIES, simple
from tests.time_limits import PATIENCE

PAGE = (Path(__file__).parents[3] / "docs" / "proof.md").read_text("utf-8")
BLOCKS = [re.sub(r"^    ", "", block, flags=re.M) for block in re.findall(r"(?:^    .*\n)+", PAGE, re.M)]


def block(begin: str, *words: str) -> str:
    """Return the example of the page that begins so and has these words."""
    (found,) = (one for one in BLOCKS if one.startswith(begin) and all(word in one for word in words))
    return found


@pytest.fixture
def place(sample_pdf: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with a proof and the JSON that is attached to it."""
    path = simple(sample_pdf, tmp_path / "proof.pdf")
    with closing(pypdfium2.PdfDocument(path)) as document:
        every = [document.get_attachment(number) for number in range(document.count_attachments())]
        (json,) = (one for one in every if one.get_name() == JSON_NAME)
        (tmp_path / JSON_NAME).write_bytes(bytes(json.get_data()))
    monkeypatch.chdir(tmp_path)
    return tmp_path


def run(code: str, capsys: pytest.CaptureFixture[str]) -> list[str]:
    exec(compile(code, "docs/proof.md", "exec"), {})  # noqa: S102  it is our own page
    return capsys.readouterr().out.splitlines()


def test_the_seal_by_python(place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code = block("import hashlib, pathlib, re")
    assert run(code, capsys) == ["True"]
    data = bytearray((place / "proof.pdf").read_bytes())
    data[500] ^= 1
    (place / "proof.pdf").write_bytes(data)
    assert run(code, capsys) == ["False"]


def test_the_timeline_by_python(place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code = block("import hashlib, json")
    assert [line.split()[0] for line in run(code, capsys)] == ["True"] * len(ENTRIES)
    path = place / JSON_NAME
    path.write_text(path.read_text("ascii").replace("Uploading.", "Nothing."), "ascii")
    assert [line.split()[0] for line in run(code, capsys)] == ["True", "False", "False", "False"]


@pytest.mark.skipif(
    not all(map(shutil.which, ("sh", "sed", "sha256sum"))), reason="there are no such commands on this system"
)
def test_the_seal_by_commands(place: Path) -> None:
    shell = shutil.which("sh") or ""
    printed = subprocess.run(
        [shell, "-c", block("sed ")], cwd=place, capture_output=True, check=True, timeout=PATIENCE, encoding="ascii"
    ).stdout
    assert f"%faxdesk-proof-1 sha256 {printed.split()[0]}\n".encode() in (place / "proof.pdf").read_bytes()
