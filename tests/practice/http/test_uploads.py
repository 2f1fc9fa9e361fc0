"""Uploads: what is taken, what is refused, and how long it is kept."""

from __future__ import annotations

import hashlib
import socket
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from faxdesk.practice.http.uploads import SIZE_LIMIT
from tests.practice.http_client import BOUNDARY, GOOD, MULTIPART, SENDER, TYPES, Caller, multipart, part_of

if TYPE_CHECKING:
    from faxdesk.practice import PracticeAccount

END = f"--{BOUNDARY}--\r\n".encode()
HEADERS = dict([MULTIPART])


def test_an_upload_is_kept_as_it_came(api: Caller, account: PracticeAccount, sample_pdf: Path) -> None:
    answer = api.upload(sample_pdf, format="pdf")
    assert answer.status == 201
    path = answer.json["path"]
    assert path.startswith("/storage/transient-")
    assert path.endswith(".pdf")

    api.send(path)
    (fax,) = account.received()
    assert fax.sha256 == (hashlib.sha256(sample_pdf.read_bytes()).hexdigest(),)


@pytest.mark.parametrize("size", [1, 65_536, 262_144, 3_000_000])
def test_a_document_of_any_size(size: int, api: Caller, account: PracticeAccount) -> None:
    content = (bytes(range(251)) + b"\r\n--") * (size // 255) + b"x" * (size % 255)
    assert len(content) == size
    api.send(api.path(content, "a.txt"))
    assert account.received()[0].sha256 == (hashlib.sha256(content).hexdigest(),)


def test_a_field_without_a_file_name_cannot_fill_the_memory(api: Caller) -> None:
    field = f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="fax_file"\r\n\r\n'.encode()
    assert api.call("POST", "files", field + b"x" * 3_000_000 + b"\r\n" + END, HEADERS).status == 413


def test_every_upload_has_a_path_of_its_own(api: Caller) -> None:
    assert len({api.path(b"the same", "a.txt") for _ in range(3)}) == 3


@pytest.mark.parametrize("kind", sorted(TYPES))
def test_what_can_be_faxed_is_taken(kind: str, api: Caller) -> None:
    """Whether it can be read is seen later, in the status of the fax."""
    assert api.upload(b"anything", f"a b.{kind.upper()}").status == 201
    assert api.upload(b"anything", f"\u00fc.{kind}", "application/octet-stream").status == 201
    assert api.upload(b"anything", f"x.{kind}", "").status == 201


@pytest.mark.parametrize(
    ("name", "mime", "query", "error"),
    [
        ("run.exe", "application/octet-stream", {}, "unsupported_file_type"),
        ("nothing", "application/pdf", {}, "unsupported_file_type"),
        ("scan.pdf", "image/png", {}, "unsupported_file_type"),
        ("scan.png", "image/png", {"format": "pdf"}, "unsupported_file_type"),
        ("scan.pdf", "application/pdf", {"format": "docx"}, "invalid_input"),
        ("scan.pdf", "application/pdf", {"format": ""}, "invalid_input"),
    ],
)
def test_what_cannot_be_faxed_is_refused(
    name: str, mime: str, query: dict[str, str], error: str, api: Caller, account: PracticeAccount
) -> None:
    answer = api.upload(b"x", name, mime, **query)
    assert (answer.status, answer.json["error"]) == (400, error)
    assert list(account.files.iterdir()) == []


def test_an_empty_file_is_refused(api: Caller) -> None:
    answer = api.upload(b"", "a.pdf")
    assert (answer.status, answer.json["error"]) == (400, "empty_file")


@pytest.mark.parametrize(
    "body",
    [
        END,
        multipart("a.pdf", "application/pdf", b"x", part="file"),
        part_of("a.pdf", "application/pdf", b"x") + part_of("b.pdf", "application/pdf", b"y") + END,
        part_of("a.pdf", "application/pdf", b"x") + part_of("b.pdf", "application/pdf", b"y", part="other") + END,
        part_of("a.pdf", "application/pdf", b"x")
        + f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="more"\r\n\r\n1\r\n'.encode()
        + END,
        f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="fax_file"\r\n\r\nno file\r\n'.encode() + END,
        part_of("a.pdf", "application/pdf", b"cut short"),
        b"no multipart at all",
    ],
    ids=["nothing", "other name", "two", "two names", "a field", "no file name", "no end", "garbage"],
)
def test_exactly_one_part_is_wanted(body: bytes, api: Caller, account: PracticeAccount) -> None:
    assert api.call("POST", "files", body, HEADERS).status == 400
    assert list(account.files.iterdir()) == []


@pytest.mark.parametrize("kind", ["application/pdf", "multipart/form-data", "application/json"])
def test_another_kind_of_body_is_refused(kind: str, api: Caller) -> None:
    assert api.call("POST", "files", b"%PDF-", {"Content-Type": kind}).status == 400


def test_a_file_over_the_limit_is_refused_before_it_is_sent(api: Caller) -> None:
    """Whoever asks first, with `Expect`, has sent nothing."""
    with socket.create_connection(("127.0.0.1", api.server.port), 10) as line:
        head = (
            f"POST /v3/accounts/self/files HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {api.token}\r\n"
            f"{MULTIPART[0]}: {MULTIPART[1]}\r\nContent-Length: {SIZE_LIMIT * 2}\r\nExpect: 100-continue\r\n\r\n"
        )
        line.sendall(head.encode())
        with line.makefile("rb") as answer:
            assert answer.readline() == b"HTTP/1.1 413 REQUEST ENTITY TOO LARGE\r\n"


def test_a_file_over_the_limit_is_refused_while_it_arrives(
    api: Caller, account: PracticeAccount, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In chunks nobody knows the size beforehand. The limit is a small one here, to save time."""
    monkeypatch.setattr("faxdesk.practice.http.uploads.SIZE_LIMIT", 1000)
    body = multipart("a.pdf", "application/pdf", b"x" * 1001)
    api.connection.request(
        "POST", "/v3/accounts/self/files", iter([body]), {**HEADERS, "Authorization": f"Bearer {api.token}"}
    )
    assert api.connection.getresponse().status == 413
    assert list(account.files.iterdir()) == []


def test_chunks_are_taken(api: Caller, sample_pdf: Path) -> None:
    body = multipart("a.pdf", "application/pdf", sample_pdf.read_bytes())
    pieces = (body[at : at + 1000] for at in range(0, len(body), 1000))
    headers = {**HEADERS, "Authorization": f"Bearer {api.token}"}
    api.connection.request("POST", "/v3/accounts/self/files", pieces, headers)
    with api.connection.getresponse() as answer:
        assert answer.status == 201
        answer.read()
    assert api.get("outbox").status == 200, "the connection can go on"


def test_files_together_over_the_limit_are_refused(api: Caller, monkeypatch: pytest.MonkeyPatch) -> None:
    paths = [api.path(b"x" * 600, f"{name}.txt") for name in "ab"]
    monkeypatch.setattr("faxdesk.practice.http.outbox_payload.SIZE_LIMIT", 1000)
    assert api.send(paths[0]).status == 201
    assert api.send(*paths).status == 413


@pytest.mark.parametrize("lifetime", [3600, 24 * 3600, 60])
def test_a_path_ends(lifetime: int, api: Caller, account: PracticeAccount, sample_pdf: Path) -> None:
    assert account.switches.upload_lifetime == 3600, "the vendor's only hint is an hour at most"
    account.switches.upload_lifetime = lifetime
    used, unused = api.path(sample_pdf), api.path(sample_pdf)
    api.send(used, send_time="2030-01-01 00:00:00 +0000")
    account.clock.advance(lifetime - 1)
    assert api.send(used).status == 201
    account.clock.advance(1)

    answer = api.send(unused)
    assert (answer.status, answer.json["error"]) == (400, "file_not_found")
    api.upload(sample_pdf)
    kept = {path.name for path in account.files.iterdir()}
    assert unused.removeprefix("/storage/transient-") not in kept
    assert used.removeprefix("/storage/transient-") in kept, "a fax still needs it"


def test_a_path_belongs_to_who_uploaded_it(api: Caller, account: PracticeAccount, sample_pdf: Path) -> None:
    path = api.path(sample_pdf)
    member = account.members.without_admin()[0].uid
    with Caller(api.server, account.issue_token(uid=member)) as other:
        assert other.post("outbox", {"from": "no_number", "to": [GOOD], "files": [path]}).status == 400
    assert api.post("outbox", {"from": SENDER, "to": [GOOD], "files": [path]}).status == 201


def test_a_client_that_leaves_half_way_leaves_nothing(api: Caller, account: PracticeAccount) -> None:
    body = multipart("a.pdf", "application/pdf", b"x" * 100_000)
    with socket.create_connection(("127.0.0.1", api.server.port), 10) as line:
        head = (
            f"POST /v3/accounts/self/files HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {api.token}\r\n"
            f"{MULTIPART[0]}: {MULTIPART[1]}\r\nContent-Length: {len(body)}\r\n\r\n"
        )
        line.sendall(head.encode() + body[:50_000])
        line.shutdown(socket.SHUT_WR)
        with line.makefile("rb") as answer:
            assert answer.readline().startswith(b"HTTP/1.1 400")
    assert list(account.files.iterdir()) == []
