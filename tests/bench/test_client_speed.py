"""What polling and uploading cost beside the least that Python can do, and beside curl."""

from __future__ import annotations

import http.client
import json
import shutil
import subprocess
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from faxdesk.api.auth import PersonalToken
from faxdesk.api.client import FaxApi
from faxdesk.api.upload import BLOCK
from faxdesk.core.cancel_token import NeverCancelled
from faxdesk.core.model import DocumentType
from tests.bench.measure import Note, environment, in_pairs, outcome, taken

pytestmark = pytest.mark.bench

ROUNDS = 15
MB = 1_000_000


@pytest.fixture
def client(stub: str) -> Iterator[FaxApi]:
    """A client of the stub."""
    with FaxApi(stub, PersonalToken("alohi_pat_x")) as api:
        yield api


@pytest.fixture(scope="session")
def scan(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A file of 100 MB."""
    path = tmp_path_factory.mktemp("scan") / "scan.pdf"
    path.write_bytes(b"\x5a" * (100 * MB))
    return path


def _upload(client: FaxApi, path: Path) -> float:
    return taken(
        time.perf_counter,
        lambda: client.upload(path, "scan.pdf", DocumentType.PDF, lambda _done, _total: None, NeverCancelled()),
    )


def test_an_upload_is_faster_than_curl(client: FaxApi, stub: str, scan: Path, note: Note) -> None:
    curl = shutil.which("curl")
    if curl is None:
        pytest.skip("curl is not installed")
    form = f"fax_file=@{scan};type=application/pdf"
    # Its own clock: without the start of its process, as ours is without that of Python.
    words = [curl, "-sS", "-o", "/dev/null", "-w", "%{time_total}", "-F", form, f"{stub}/accounts/self/files"]

    def by_curl() -> float:
        told = subprocess.run(words, env=environment(), check=True, capture_output=True, encoding="utf-8", timeout=60)
        return float(told.stdout) * 1000

    pairs = in_pairs(ROUNDS, lambda: _upload(client, scan), by_curl)
    note(pairs.figure("upload of 100 MB, beside curl -F", "ms", 0.9))


def test_an_upload_is_as_fast_as_http_client(client: FaxApi, stub: str, scan: Path, note: Note) -> None:
    address = urlsplit(stub).netloc

    def least() -> None:
        bare = http.client.HTTPConnection(address, blocksize=BLOCK)
        with scan.open("rb") as file:
            bare.request(
                "POST", "/v3/accounts/self/files", body=file, headers={"Content-Length": str(scan.stat().st_size)}
            )
            bare.getresponse().read()
        bare.close()

    pairs = in_pairs(ROUNDS, lambda: _upload(client, scan), lambda: taken(time.perf_counter, least))
    note(pairs.figure("upload of 100 MB, beside http.client", "ms", 1.15))


def test_an_upload_needs_no_more_memory_for_a_large_file(stub: str, scan: Path, tmp_path: Path, note: Note) -> None:
    small = tmp_path / "small.pdf"
    small.write_bytes(b"\x5a" * MB)

    def peak(path: Path) -> Callable[[], float]:
        return lambda: float(outcome("upload_once.py", stub, path)["peak"]) / 1024

    pairs = in_pairs(5, peak(scan), peak(small))
    note(pairs.figure("peak memory of an upload of 100 MB, beside 1 MB", "MB", 1.05))


def test_a_poll_of_an_unchanged_outbox_costs_at_most_twice_the_least(client: FaxApi, stub: str, note: Note) -> None:
    bare = http.client.HTTPConnection(urlsplit(stub).netloc)

    def least() -> None:
        bare.request("GET", "/v3/accounts/self/outbox", headers={"Authorization": "Bearer x"})
        json.loads(bare.getresponse().read())

    first = client.outbox()
    pairs = in_pairs(
        ROUNDS,
        lambda: taken(time.process_time, _hundred(client.outbox)),
        lambda: taken(time.process_time, _hundred(least)),
    )
    bare.close()
    note(pairs.figure("100 polls of 50 unchanged faxes, beside http.client and json: CPU", "ms", 2))
    assert len(first) == 50
    assert client.outbox() is first


def _hundred(job: Callable[[], object]) -> Callable[[], None]:
    def run() -> None:
        for _ in range(100):
            job()

    return run
