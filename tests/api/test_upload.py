"""Uploads: the right bytes, in little memory, with progress, and stoppable."""

from __future__ import annotations

import dataclasses
import hashlib
import io
import subprocess
import sys
import threading
from pathlib import Path

import pytest
from werkzeug.formparser import parse_form_data

from faxdesk.api.auth import PersonalToken
from faxdesk.api.client import FaxApi
from faxdesk.api.upload import BLOCK, FileBody, _Pace, file_name
from faxdesk.core.cancel_token import NeverCancelled
from faxdesk.core.errors import BadAnswer, InputRefused, Refused, Stopped
from faxdesk.core.model import DocumentType
from tests.api.scripted_server import PATIENT, Hostile, Received, Reply, answer
from tests.time_limits import PATIENCE

TOKEN = PersonalToken("alohi_pat_Zq7-very_secret")
STORED = answer(201, {"path": "/storage/transient-1.pdf"})


def unseen(done: int, total: int) -> None:
    """Progress that nobody looks at."""


def document(folder: Path, size: int, name: str = "scan.pdf") -> Path:
    path = folder / name
    path.write_bytes(bytes(range(256)) * (size // 256) + b"x" * (size % 256))
    return path


def parts_of(request: Received) -> list[tuple[str, str | None, str, bytes]]:
    """Field, file name, media type and content of every part, by a parser that is not ours."""
    environ = {
        "wsgi.input": io.BytesIO(request.body),
        "REQUEST_METHOD": "POST",
        "CONTENT_TYPE": request.headers["Content-Type"],
        "CONTENT_LENGTH": str(len(request.body)),
    }
    _, form, files = parse_form_data(environ)
    assert not form
    found = []
    for field, parts in files.lists():
        for part in parts:
            found.append((field, part.filename, part.content_type or "", part.read()))
            part.close()
    return found


@pytest.mark.parametrize("size", [0, 1, BLOCK - 1, BLOCK, BLOCK + 1, 3_000_000])
def test_an_upload_is_one_part_with_the_bytes_of_the_document(size: int, tmp_path: Path) -> None:
    path = document(tmp_path, size)
    with Hostile([STORED]) as server, FaxApi(server.url, TOKEN) as client:
        assert client.upload(path, "scan.pdf", DocumentType.PDF, unseen, NeverCancelled()) == "/storage/transient-1.pdf"

    (request,) = server.received
    assert (request.method, request.target) == ("POST", "/v3/accounts/self/files?format=pdf")
    assert request.headers["Transfer-Encoding"] is None
    assert parts_of(request) == [("fax_file", "scan.pdf", "application/pdf", path.read_bytes())]


def test_a_tiff_goes_out_as_one(tmp_path: Path) -> None:
    path = document(tmp_path, 10)
    with Hostile([STORED]) as server, FaxApi(server.url, TOKEN) as client:
        client.upload(path, "scan.tif", DocumentType.TIFF, unseen, NeverCancelled())

    assert server.received[0].target.endswith("?format=tiff")
    assert parts_of(server.received[0])[0][1:3] == ("scan.tif", "image/tiff")


@pytest.mark.parametrize(
    "name", ["Größe 2 · Übersicht.pdf", "ファックス.pdf", "📠.pdf", "a;b=c.pdf", "it's 100%.pdf", "SCAN.PDF"]
)
def test_names_of_documents_survive(name: str, tmp_path: Path) -> None:
    with Hostile([STORED]) as server, FaxApi(server.url, TOKEN) as client:
        client.upload(document(tmp_path, 10), name, DocumentType.PDF, unseen, NeverCancelled())

    assert parts_of(server.received[0])[0][1] == name


@pytest.mark.parametrize(
    ("name", "kind", "sent"),
    [
        ('say "hello".pdf', DocumentType.PDF, b"say %22hello%22.pdf"),
        ("a\r\nX-Header: b.pdf", DocumentType.PDF, b"a%0D%0AX-Header: b.pdf"),
        ("half \ud83d pair.pdf", DocumentType.PDF, b"half ? pair.pdf"),
        ("C:\\scans\\a.pdf", DocumentType.PDF, b"a.pdf"),
        ("/home/user/a.pdf", DocumentType.PDF, b"a.pdf"),
        ("scan.png", DocumentType.PDF, b"scan.png.pdf"),
        ("scan", DocumentType.TIFF, b"scan.tiff"),
        ("scan.tif", DocumentType.TIFF, b"scan.tif"),
        ("", DocumentType.PDF, b"document.pdf"),
    ],
    ids=repr,
)
def test_names_are_made_fit_for_the_service(name: str, kind: DocumentType, sent: bytes) -> None:
    assert file_name(name, kind) == sent


def test_progress_goes_from_nothing_to_all_of_it(tmp_path: Path) -> None:
    seen: list[tuple[int, int]] = []
    size = 2_000_000
    with Hostile([STORED]) as server, FaxApi(server.url, TOKEN) as client:
        client.upload(
            document(tmp_path, size), "a.pdf", DocumentType.PDF, lambda *now: seen.append(now), NeverCancelled()
        )

    assert seen[0] == (0, size)
    assert seen[-1] == (size, size)
    assert seen == sorted(seen)
    assert len(seen) > size / BLOCK


def test_an_upload_can_be_stopped_between_two_blocks(tmp_path: Path) -> None:
    stop = threading.Event()

    def half_way(done: int, total: int) -> None:
        if done > total / 2:
            stop.set()

    with Hostile([answer(200, {"uid": "u1"})] * 2) as server, FaxApi(server.url, TOKEN) as client:
        with pytest.raises(Stopped):
            client.upload(document(tmp_path, 3_000_000), "a.pdf", DocumentType.PDF, half_way, stop)

        # The half request does not get into the way of the next one.
        assert client.account().uid == "u1"


def test_a_document_that_is_gone_is_named(tmp_path: Path) -> None:
    with Hostile() as server, FaxApi(server.url, TOKEN) as client:
        with pytest.raises(InputRefused, match=r"letter\.pdf: .*cannot be read"):
            client.upload(tmp_path / "none", "letter.pdf", DocumentType.PDF, unseen, NeverCancelled())

        assert server.connections == 0


def test_a_document_that_shrinks_meanwhile_is_no_broken_connection(tmp_path: Path) -> None:
    path = document(tmp_path, 3_000_000)

    def shrink(done: int, total: int) -> None:
        if done:
            with path.open("r+b") as file:
                file.truncate(1000)

    with (
        Hostile([STORED]) as server,
        FaxApi(server.url, TOKEN) as client,
        pytest.raises(InputRefused, match="cannot be read to its end"),
    ):
        client.upload(path, "letter.pdf", DocumentType.PDF, shrink, NeverCancelled())


def test_a_document_that_grows_meanwhile_goes_out_as_it_was(tmp_path: Path) -> None:
    path = document(tmp_path, 600_000)
    before = path.read_bytes()

    def grow(done: int, total: int) -> None:
        with path.open("ab") as file:
            file.write(b"more")

    with Hostile([STORED]) as server, FaxApi(server.url, TOKEN) as client:
        client.upload(path, "letter.pdf", DocumentType.PDF, grow, NeverCancelled())

    assert parts_of(server.received[0])[0][3] == before


def test_a_document_that_cannot_be_read_half_way_is_named(tmp_path: Path) -> None:
    with FileBody(document(tmp_path, 100), "letter.pdf", DocumentType.PDF, unseen, NeverCancelled()) as body:
        body.read()
        # What a disk or a network drive does that goes away meanwhile.
        body._file.close()
        body._file = (tmp_path / "write-only").open("wb")  # type: ignore[assignment]  # reading from it fails
        with pytest.raises(InputRefused, match=r"letter\.pdf: .*cannot be read"):
            body.read()


def test_a_refusal_in_the_middle_of_an_upload_is_heard(tmp_path: Path) -> None:
    early = dataclasses.replace(answer(413, {"error": "too_large"}), early=True, close=True)
    with Hostile([early]) as server, FaxApi(server.url, TOKEN) as client, pytest.raises(Refused, match="150 MB"):
        client.upload(document(tmp_path, 8_000_000), "a.pdf", DocumentType.PDF, unseen, NeverCancelled())


@pytest.mark.parametrize("reply", [answer(201, {}), answer(200, b"<html>")])
def test_an_upload_without_a_path_has_failed(reply: Reply, tmp_path: Path) -> None:
    with (
        Hostile([reply]) as server,
        FaxApi(server.url, TOKEN, timeouts=PATIENT) as client,
        pytest.raises(BadAnswer),
    ):
        client.upload(document(tmp_path, 10), "a.pdf", DocumentType.PDF, unseen, NeverCancelled())


UPLOAD = """
import sys, tracemalloc
from pathlib import Path
from faxdesk.api.auth import PersonalToken
from faxdesk.api.client import FaxApi
from faxdesk.core.cancel_token import NeverCancelled
from faxdesk.core.model import DocumentType

with FaxApi(sys.argv[1], PersonalToken("alohi_pat_x")) as client:
    client.account()
    tracemalloc.start()
    client.upload(Path(sys.argv[2]), "a.pdf", DocumentType.PDF, lambda done, total: None, NeverCancelled())
    print(tracemalloc.get_traced_memory()[1])
"""


def test_memory_does_not_grow_with_the_document(tmp_path: Path) -> None:
    peaks = []
    for size in (1_000_000, 64_000_000):
        path = tmp_path / f"{size}.pdf"
        with path.open("wb") as file:
            file.truncate(size)
        with Hostile([answer(200, {"uid": "u1"}), STORED]) as server:
            command = [sys.executable, "-c", UPLOAD, server.url, str(path)]
            ran = subprocess.run(command, capture_output=True, encoding="utf-8", check=True, timeout=PATIENCE)
            assert len(server.received[1].body) > size
        peaks.append(int(ran.stdout))

    assert peaks[1] < peaks[0] * 1.5
    assert peaks[1] < 2_000_000


def test_blocks_grow_on_a_quick_line_and_shrink_on_a_slow_one() -> None:
    now = 0.0
    pace = _Pace(lambda: now)

    quick = []
    for _ in range(7):
        quick.append(pace.block(BLOCK))
        now += 0.01
    assert quick[0] == 16 * 1024
    assert quick[-1] == BLOCK
    assert quick == sorted(quick)

    steady = []
    for _ in range(3):
        now += 0.2
        steady.append(pace.block(BLOCK))
    assert steady == [BLOCK] * 3

    slow = []
    for _ in range(9):
        now += 1
        slow.append(pace.block(BLOCK))
    assert slow[-1] == 4 * 1024
    assert slow == sorted(slow, reverse=True)


def test_a_body_can_be_iterated_as_requests_may_do(tmp_path: Path) -> None:
    with FileBody(document(tmp_path, 600_000), "a.pdf", DocumentType.PDF, unseen, NeverCancelled()) as body:
        assert sum(len(block) for block in body) == len(body)


def test_a_document_that_is_not_the_one_that_was_kept_is_not_sent(tmp_path: Path) -> None:
    """A disk that fails gives other bytes than it was given; as many of them as before."""
    path = document(tmp_path, 600_000)
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    with Hostile([STORED]) as server, FaxApi(server.url, TOKEN) as client:
        client.upload(path, "letter.pdf", DocumentType.PDF, unseen, NeverCancelled(), digest)
    with path.open("r+b") as file:
        file.seek(300_000)
        file.write(b"other")
    with (
        Hostile([STORED]) as server,
        FaxApi(server.url, TOKEN) as client,
        pytest.raises(InputRefused, match="has changed on the disk"),
    ):
        client.upload(path, "letter.pdf", DocumentType.PDF, unseen, NeverCancelled(), digest)
