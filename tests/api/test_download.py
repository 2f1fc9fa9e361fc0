"""Downloads: the whole document under its name, or nothing."""

from __future__ import annotations

import errno
import gzip
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from faxdesk.api import download
from faxdesk.api.auth import PersonalToken
from faxdesk.api.client import FaxApi
from faxdesk.api.transport import Timeouts
from faxdesk.core.cancel_token import NeverCancelled
from faxdesk.core.errors import BadAnswer, NotThere, Offline, ServiceError, Stopped, StoreTrouble
from faxdesk.core.model import DocumentType
from tests.api.scripted_server import PATIENT, Hostile, Reply, answer
from tests.system_words import said_of
from tests.time_limits import PATIENCE

PDF = b"%PDF-1.7\n" + b"page " * 50_000 + b"\n%%EOF\n"
TIFF = b"II*\0" + b"line" * 1000
HTML = b"<html><body>Please sign in</body></html>"


@pytest.fixture
def target(tmp_path: Path) -> Path:
    folder = tmp_path / "faxes"
    folder.mkdir()
    return folder / "fax.pdf"


def fetch(reply: Reply, target: Path, kind: DocumentType = DocumentType.PDF) -> Hostile:
    with Hostile([reply]) as server:
        timeouts = Timeouts(PATIENCE, 0.3) if reply.hang else PATIENT
        with FaxApi(server.url, PersonalToken("alohi_pat_x"), timeouts=timeouts) as client:
            client.document("abc", kind, target, NeverCancelled())
        return server


def test_a_document_arrives(target: Path) -> None:
    server = fetch(answer(200, PDF, content_type="application/pdf"), target)

    assert target.read_bytes() == PDF
    assert list(target.parent.iterdir()) == [target]
    assert server.received[0].target == "/v3/accounts/self/files/abc?format=pdf"
    assert server.received[0].headers["Accept"] == "application/pdf"


@pytest.mark.parametrize("start", [b"II*\0", b"MM\0*", b"II+\0", b"MM\0+"])
def test_a_tiff_arrives(start: bytes, target: Path) -> None:
    server = fetch(answer(200, start + TIFF, content_type="image/tiff"), target, DocumentType.TIFF)

    assert target.read_bytes() == start + TIFF
    assert server.received[0].target.endswith("?format=tiff")


def test_a_report_arrives(target: Path) -> None:
    with Hostile([answer(200, PDF)]) as server, FaxApi(server.url, PersonalToken("alohi_pat_x")) as client:
        client.report("abc", target, NeverCancelled())

    assert target.read_bytes() == PDF
    assert server.received[0].target == "/v3/accounts/self/report/abc"


def test_a_packed_document_is_unpacked(target: Path) -> None:
    fetch(answer(200, gzip.compress(PDF), headers=("Content-Encoding: gzip",)), target)

    assert target.read_bytes() == PDF


def test_a_document_without_an_announced_length_arrives(target: Path) -> None:
    fetch(Reply(b"HTTP/1.1 200 X\r\n\r\n" + PDF, close=True), target)

    assert target.read_bytes() == PDF


def test_a_short_document_arrives(target: Path) -> None:
    fetch(answer(200, b"%PDF-1.4 %%EOF"), target)

    assert target.read_bytes() == b"%PDF-1.4 %%EOF"


def test_an_old_version_is_replaced(target: Path) -> None:
    target.write_bytes(b"old")
    fetch(answer(200, PDF), target)

    assert target.read_bytes() == PDF


def cut_into(*blocks: bytes) -> Reply:
    return Reply(b"HTTP/1.1 200 X\r\nContent-Length: 999999\r\n\r\n", blocks=lambda: iter(blocks), close=True)


@dataclass(frozen=True)
class Case:
    """What the server sends, and what must become of it."""

    name: str
    reply: Reply
    error: type[ServiceError]
    words: str
    kind: DocumentType = DocumentType.PDF


PACKED = ("Content-Encoding: gzip",)
CASES = [
    Case("cut in the middle", cut_into(PDF), BadAnswer, "cut short"),
    Case("cut at the start", cut_into(PDF[:20]), BadAnswer, "cut short"),
    Case("cut, length unknown", Reply(b"HTTP/1.1 200 X\r\n\r\n" + PDF[:9000], close=True), BadAnswer, "incomplete"),
    Case("cut while packed", answer(200, gzip.compress(PDF)[:90], headers=PACKED), BadAnswer, "incomplete"),
    Case("not packed", answer(200, PDF, headers=PACKED), BadAnswer, "unpacked"),
    Case("captive portal", answer(200, HTML, content_type="text/html"), BadAnswer, "web browser"),
    Case("a long page", answer(200, HTML + b" " * 5000, content_type="text/html"), BadAnswer, "web browser"),
    Case("JSON", answer(200, {"error": "no"}), BadAnswer, "something else"),
    Case("a PDF for a TIFF", answer(200, PDF), BadAnswer, "something else", DocumentType.TIFF),
    Case("a TIFF for a PDF", answer(200, TIFF), BadAnswer, "something else"),
    Case("empty", answer(200), BadAnswer, "something else"),
    Case("no content", answer(204), BadAnswer, "something else"),
    Case("a part", answer(206, PDF), BadAnswer, "only a part"),
    Case("404", answer(404, {"error": "not_found"}), NotThere, "does not know"),
    Case("stuck", Reply(b"HTTP/1.1 200 X\r\nContent-Length: 99\r\n\r\n%PDF-", hang=True), Offline, "too long"),
]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_nothing_is_left_of_a_failed_download(case: Case, target: Path) -> None:
    target.write_bytes(b"the old one")

    with pytest.raises(case.error) as caught:
        fetch(case.reply, target, case.kind)

    assert case.words in str(caught.value)
    assert target.read_bytes() == b"the old one"
    assert list(target.parent.iterdir()) == [target]


def test_progress_of_a_download(target: Path) -> None:
    seen: list[tuple[int, int]] = []
    with Hostile([answer(200, PDF)]) as server, FaxApi(server.url, PersonalToken("alohi_pat_x")) as client:
        client.document("abc", DocumentType.PDF, target, NeverCancelled(), lambda *now: seen.append(now))

    assert seen == sorted(seen)
    assert seen[-1] == (len(PDF), len(PDF))


def test_a_download_can_be_stopped(target: Path) -> None:
    stop = threading.Event()
    with (
        Hostile([answer(200, PDF)]) as server,
        FaxApi(server.url, PersonalToken("alohi_pat_x")) as client,
        pytest.raises(Stopped),
    ):
        client.document("abc", DocumentType.PDF, target, stop, lambda done, total: stop.set())

    assert list(target.parent.iterdir()) == []


def test_a_folder_that_is_not_there_is_said_so(tmp_path: Path) -> None:
    said = said_of(errno.ENOENT)
    with pytest.raises(StoreTrouble, match=rf"“fax\.pdf” could not be saved\..*({said}).*folder exists"):
        fetch(answer(200, PDF), tmp_path / "none" / "fax.pdf")


@pytest.mark.parametrize("name", [".", "x" * 255, "📠" * 200])
def test_a_name_that_cannot_be_one_is_said_so(name: str, target: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(target.parent)
    with pytest.raises(StoreTrouble, match="could not be saved"):
        fetch(answer(200, PDF), Path(name + "x" if len(name) > 1 else name))

    assert list(target.parent.iterdir()) == []


def test_a_target_that_cannot_be_replaced_is_said_so(target: Path) -> None:
    target.mkdir()
    (target / "something").write_bytes(b"")

    with pytest.raises(StoreTrouble, match="could not be saved"):
        fetch(answer(200, PDF), target)

    assert [path.name for path in target.parent.iterdir()] == ["fax.pdf"]


def test_a_disk_without_a_word_is_said_so(target: Path) -> None:
    def blocks() -> Iterator[bytes]:
        yield PDF
        # No text belongs to an error that a driver made up.
        raise OSError

    with pytest.raises(StoreTrouble, match="could not be saved"):
        download.save(blocks(), 0, download.FileKind.PDF, target, NeverCancelled(), lambda done, total: None)


def test_fewer_bytes_than_announced_are_not_the_document(target: Path) -> None:
    with pytest.raises(BadAnswer, match="incomplete"):
        download.save(
            iter([PDF]), len(PDF) + 1, download.FileKind.PDF, target, NeverCancelled(), lambda done, total: None
        )

    assert list(target.parent.iterdir()) == []


def test_a_download_without_end_is_refused(target: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(download, "LARGEST", 1_000_000)
    endless = Reply(b"HTTP/1.1 200 X\r\n\r\n%PDF-1.7", blocks=lambda: iter(lambda: b"x" * 65536, b""))

    with pytest.raises(BadAnswer, match="too large"):
        fetch(endless, target)

    assert list(target.parent.iterdir()) == []
