"""Looking at a release feed: what is sent, how often, and that no answer does any harm."""

from __future__ import annotations

import ssl
import threading
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from faxdesk import __version__
from faxdesk.core.address import normalised_feed
from faxdesk.core.cancel_token import NeverCancelled
from faxdesk.core.errors import InputRefused, Stopped, StoreTrouble
from faxdesk.core.settings import PROJECT_PAGE, RELEASE_FEED, Settings
from faxdesk.core.times import to_ms, utc_now
from faxdesk.services.release_check import PAUSE, is_due, latest, look
from faxdesk.store.release_record import ReleaseRecord, ReleaseRecordFile
from tests.api.gateway import CERTIFICATES, Proxy
from tests.api.scripted_server import DROP, HANG, PATIENT, RESET, Hostile, Received, Reply, answer
from tests.ports import free_port

PAGE = f"{PROJECT_PAGE}/releases/1.4.0"
NEWER = answer(body={"tag_name": "v1.4.0", "html_url": PAGE, "prerelease": False})
SHORT = replace(PATIENT, read=0.3)
NEVER = NeverCancelled()


@pytest.fixture
def server() -> Iterator[Hostile]:
    with Hostile([NEWER]) as server:
        yield server


@pytest.fixture
def file(tmp_path: Path) -> ReleaseRecordFile:
    return ReleaseRecordFile(tmp_path / "releases.json")


def settings(server: Hostile) -> Settings:
    return Settings(look_for_releases=True, release_feed=server.url)


def test_the_newest_release_is_read(server: Hostile, file: ReleaseRecordFile) -> None:
    record = look(file, settings(server), NEVER, timeouts=PATIENT)
    assert (record.version, record.page, record.trouble) == ("1.4.0", PAGE, "")
    assert file.read() == record


def test_nothing_is_sent_but_the_question(server: Hostile, file: ReleaseRecordFile) -> None:
    server.replies[:] = [answer(body=b"{}", headers=("Set-Cookie: id=1; Path=/",)), NEWER]
    for _ in range(2):
        look(file, settings(server), NEVER, timeouts=PATIENT)
    for received in server.received:
        assert (received.method, received.target, received.body) == ("GET", "/v3", b"")
        assert {name.lower(): value for name, value in received.headers.items()} == {
            "host": f"127.0.0.1:{server.port}",
            "user-agent": "FaxDesk",
            "accept": "application/json",
            "accept-encoding": "identity",
            "connection": "keep-alive",
        }
        assert __version__ not in str(received.headers)
    assert len(server.received) == 2


def endless() -> Iterator[bytes]:
    while True:
        yield b" " * 65536


HOSTILE = {
    "a page": answer(body=b"<html>Sign in to the network</html>", content_type="text/html"),
    "a redirect": answer(302, headers=("Location: https://elsewhere.invalid/latest.json",)),
    "a permanent redirect": answer(308, headers=("Location: http://127.0.0.1:9/latest.json",)),
    "a portal": answer(511, b"<html>Network authentication required</html>"),
    "not there": answer(404, b"{}"),
    "not allowed": answer(401, b"{}"),
    "too often": answer(429, b"{}", headers=("Retry-After: 60",)),
    "down": answer(503, b"{}"),
    "without end": Reply(b"HTTP/1.1 200 OK\r\n\r\n", blocks=endless),
    "cut off": Reply(b'HTTP/1.1 200 OK\r\nContent-Length: 900\r\n\r\n{"tag_name": "9.0.0"', close=True),
    "silence": HANG,
    "dropped": DROP,
    "reset": RESET,
    "no HTTP": Reply(b"SSH-2.0-OpenSSH_9.6\r\n", close=True),
    "packed": answer(body=b"\x1f\x8b\x08\x00broken", headers=("Content-Encoding: gzip",)),
    "another page": answer(body={"tag_name": "9.0.0", "html_url": "https://elsewhere.invalid/setup.exe"}),
    "far too much": answer(body={"tag_name": "9.0.0", "html_url": PAGE, "body": "x" * 300_000}),
    "a command": answer(body={"tag_name": "9999; rm -rf ~", "html_url": "x"}),
}


@pytest.mark.parametrize("reply", HOSTILE.values(), ids=HOSTILE.keys())
def test_no_answer_does_harm(reply: Reply, server: Hostile, file: ReleaseRecordFile) -> None:
    """What was known before stays, and there is a sentence about FaxDesk's own feed, not about faxes."""
    look(file, settings(server), NEVER, timeouts=PATIENT)
    server.replies[:] = [reply]
    timeouts = SHORT if reply is HANG else PATIENT
    record = look(file, settings(server), NEVER, timeouts=timeouts)
    if reply is HOSTILE["a command"]:
        assert (record.version, record.trouble) == ("", "")
        return
    assert record.version == "1.4.0"
    assert record.trouble.endswith(".")
    assert "Fax.Plus" not in record.trouble
    assert server.connections == 2, "no redirect is followed, and nothing is tried again"


def test_an_answer_that_drips_ends(server: Hostile, file: ReleaseRecordFile) -> None:
    goes_on = threading.Event()

    def drips() -> Iterator[bytes]:
        while not goes_on.wait(0.01):
            yield b" "

    server.replies[:] = [Reply(b"HTTP/1.1 200 OK\r\n\r\n", blocks=drips)]
    record = look(file, settings(server), NEVER, timeouts=replace(PATIENT, answer=0.1))
    goes_on.set()
    assert record.trouble == "The answer came too slowly."


def test_the_end_of_the_program_ends_a_look_and_leaves_no_trouble(server: Hostile, file: ReleaseRecordFile) -> None:
    server.replies[:] = [Reply(b"HTTP/1.1 200 OK\r\n\r\n", blocks=endless)]
    cancelled = threading.Event()
    cancelled.set()
    with pytest.raises(Stopped):
        look(file, settings(server), cancelled, timeouts=PATIENT)
    assert file.read().trouble == ""


def test_no_network_is_a_sentence(file: ReleaseRecordFile) -> None:
    nobody = Settings(release_feed=f"http://127.0.0.1:{free_port()}/latest.json")
    assert look(file, nobody, NEVER, timeouts=PATIENT).trouble == "127.0.0.1 refused the connection."


@pytest.mark.parametrize("certificate", ["expired.pem", "elsewhere.pem"])
def test_a_wrong_certificate_is_a_sentence(
    certificate: str, file: ReleaseRecordFile, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(CERTIFICATES / certificate))
    tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    tls.load_cert_chain(CERTIFICATES / certificate)
    with Hostile([NEWER], tls=tls) as server:
        record = look(file, settings(server), NEVER, timeouts=PATIENT)
        assert server.received == []
    assert record.version == ""
    assert record.trouble == "The encrypted connection to 127.0.0.1 cannot be trusted."


def test_the_proxy_of_the_settings_is_gone_through(file: ReleaseRecordFile, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(CERTIFICATES / "elsewhere.pem"))
    tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    tls.load_cert_chain(CERTIFICATES / "elsewhere.pem")
    with Hostile([NEWER], tls=tls) as server, Proxy(server.port) as proxy:
        chosen = Settings(release_feed="https://elsewhere.invalid/latest.json", proxy=proxy.address)
        record = look(file, chosen, NEVER, timeouts=PATIENT)
        assert proxy.asked == ["elsewhere.invalid:443"]
    assert (record.version, record.trouble) == ("1.4.0", "")


@pytest.mark.parametrize(
    ("passed", "due"), [(timedelta(), False), (PAUSE - timedelta(minutes=1), False), (PAUSE, True)]
)
def test_a_feed_is_asked_twice_a_day_at_most(passed: timedelta, due: bool) -> None:
    chosen, now = Settings(look_for_releases=True), utc_now()
    record = ReleaseRecord(looked=to_ms(now), feed=chosen.release_feed)
    assert is_due(record, chosen, lambda: now + passed) is due


def test_another_feed_and_a_clock_that_was_set_back_are_due() -> None:
    now = utc_now()
    record = ReleaseRecord(looked=to_ms(now), feed=RELEASE_FEED)
    assert is_due(record, Settings(release_feed="https://updates.example.com/"), lambda: now)
    assert is_due(record, Settings(), lambda: now - timedelta(days=400))


def test_a_failed_look_counts_too(server: Hostile, file: ReleaseRecordFile) -> None:
    """Also one that the end of the program cuts off: it is written down before anything is sent."""
    server.replies[:] = [DROP]
    assert not is_due(look(file, settings(server), NEVER, timeouts=PATIENT), settings(server))

    seen: list[ReleaseRecord] = []

    def noted(_request: Received) -> bytes:
        seen.append(file.read())
        return NEWER.raw

    server.replies[:] = [replace(NEWER, made=noted)]
    look(file, settings(server), NEVER, timeouts=PATIENT)
    assert not is_due(seen[0], settings(server))


def test_nothing_is_asked_where_that_cannot_be_written(server: Hostile, tmp_path: Path) -> None:
    """Else it would be asked at each start."""
    with pytest.raises(StoreTrouble):
        look(ReleaseRecordFile(tmp_path / "gone" / "releases.json"), settings(server), NEVER, timeouts=PATIENT)
    assert server.received == []


def test_what_another_feed_has_told_is_forgotten(server: Hostile, file: ReleaseRecordFile) -> None:
    file.change(lambda record: replace(record, feed=RELEASE_FEED, version="7.0.0", page=PAGE, dismissed="1.0.0"))
    server.replies[:] = [DROP]
    record = look(file, settings(server), NEVER, timeouts=PATIENT)
    assert (record.version, record.dismissed) == ("", "1.0.0")


@pytest.mark.parametrize(
    "content", [b"", b"nonsense", b"[]", b'{"looked": "long ago", "starts": true}', b"[" * 100_000]
)
def test_a_damaged_record_is_an_empty_one(content: bytes, tmp_path: Path) -> None:
    (tmp_path / "releases.json").write_bytes(content)
    assert ReleaseRecordFile(tmp_path / "releases.json").read() == ReleaseRecord()


@pytest.mark.parametrize(
    "address",
    [
        "http://updates.example.com/latest.json",
        "ftp://updates.example.com/",
        "https://user@updates.example.com/",
        "https://updates.example.com/?computer=7",
        "https://updates.example.com/#part",
        "updates.example.com",
        "https://",
    ],
)
def test_what_is_no_address_of_a_feed_is_refused(address: str) -> None:
    with pytest.raises(InputRefused, match="not the address of a release feed"):
        normalised_feed(address)
    with pytest.raises(InputRefused):
        latest(address, "", NEVER)


def test_an_empty_address_is_that_of_the_project() -> None:
    assert normalised_feed("  ") == RELEASE_FEED
    assert normalised_feed(" https://updates.example.com/a.json ") == "https://updates.example.com/a.json"
