"""The browser's way back from the sign-in page: only the right request counts."""

from __future__ import annotations

import http.client
import socket
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import parse_qs, urlsplit

import pytest

from faxdesk.api.browser_sign_in import RedirectReceiver, authorize_url
from faxdesk.core.cancel_token import NeverCancelled
from faxdesk.core.errors import InputRefused, SignInNeeded, Stopped
from tests.api.scripted_server import will_reset
from tests.time_limits import PATIENCE

STATE = "unguessable-state"


@pytest.fixture
def receiver() -> Iterator[RedirectReceiver]:
    with RedirectReceiver(port=0) as found:
        yield found


def browse(receiver: RedirectReceiver, path: str) -> tuple[int, str]:
    """Go where a browser would be sent; return status and page."""
    connection = http.client.HTTPConnection("127.0.0.1", urlsplit(receiver.redirect_uri).port or 0, timeout=PATIENCE)
    connection.request("GET", path)
    answer = connection.getresponse()
    page = answer.read().decode()
    connection.close()
    assert answer.headers["Cache-Control"] == "no-store"
    return answer.status, page


def test_the_sign_in_page_is_asked_for_a_code() -> None:
    url = urlsplit(authorize_url("APIK-1", "http://localhost:8765/cb/", STATE))

    assert f"{url.scheme}://{url.netloc}{url.path}" == "https://accounts.fax.plus/login"
    assert parse_qs(url.query) == {
        "response_type": ["code"],
        "client_id": ["APIK-1"],
        "redirect_uri": ["http://localhost:8765/cb/"],
        "scope": ["all"],
        "state": [STATE],
    }


def test_the_address_to_register_is_on_this_computer(receiver: RedirectReceiver) -> None:
    assert receiver.redirect_uri.startswith("http://localhost:")
    assert receiver.redirect_uri.endswith("/cb/")


@pytest.mark.parametrize("path", ["/cb/", "/cb"])
def test_the_code_arrives(receiver: RedirectReceiver, path: str) -> None:
    with ThreadPoolExecutor(1) as pool:
        code = pool.submit(receiver.wait, STATE, NeverCancelled(), PATIENCE)
        status, page = browse(receiver, f"{path}?code=the%2Fcode&state={STATE}")

    assert code.result() == "the/code"
    assert status == 200
    assert "You are signed in" in page
    assert "the/code" not in page


def test_strangers_do_not_end_the_waiting(receiver: RedirectReceiver) -> None:
    with ThreadPoolExecutor(1) as pool:
        code = pool.submit(receiver.wait, STATE, NeverCancelled(), PATIENCE)
        port = urlsplit(receiver.redirect_uri).port
        # A scanner that connects and says nothing, and one that does not speak HTTP.
        socket.create_connection(("127.0.0.1", port or 0)).close()
        with socket.create_connection(("127.0.0.1", port or 0)) as rude:
            rude.sendall(b"\x16\x03\x01\r\n\r\n")
            rude.recv(1000)
        assert browse(receiver, "/favicon.ico")[0] == 404
        assert browse(receiver, "/cb/?code=planted&state=wrong")[0] == 400
        assert browse(receiver, "/cb/?code=planted")[0] == 400
        assert browse(receiver, f"/cb/?state={STATE}")[0] == 400
        assert browse(receiver, f"/cb/?code=right&state={STATE}")[0] == 200

    assert code.result() == "right"


def test_a_browser_that_hangs_up_does_not_end_the_waiting(
    receiver: RedirectReceiver, capsys: pytest.CaptureFixture[str]
) -> None:
    with ThreadPoolExecutor(1) as pool:
        code = pool.submit(receiver.wait, STATE, NeverCancelled(), PATIENCE)
        rude = socket.create_connection(("127.0.0.1", urlsplit(receiver.redirect_uri).port or 0))
        will_reset(rude)
        rude.sendall(b"GET /cb/ HTTP/1.1\r\n")
        rude.close()
        browse(receiver, f"/cb/?code=right&state={STATE}")

    assert code.result() == "right"
    assert capsys.readouterr().err == ""


def test_consent_that_is_refused_ends_the_waiting(receiver: RedirectReceiver) -> None:
    with ThreadPoolExecutor(1) as pool:
        code = pool.submit(receiver.wait, STATE, NeverCancelled(), PATIENCE)
        status, page = browse(receiver, f"/cb/?error=access_denied&state={STATE}")

    assert status == 200
    assert "did not sign you in" in page
    with pytest.raises(SignInNeeded, match="did not sign you in"):
        code.result()


def test_waiting_ends(receiver: RedirectReceiver) -> None:
    with pytest.raises(SignInNeeded, match="Nobody signed in"):
        receiver.wait(STATE, NeverCancelled(), patience=0)


def test_waiting_can_be_stopped(receiver: RedirectReceiver) -> None:
    stop = threading.Event()
    stop.set()

    with pytest.raises(Stopped):
        receiver.wait(STATE, stop)


def test_a_port_in_use_is_said_so() -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        with pytest.raises(InputRefused, match=f"port {port}"):
            RedirectReceiver(port)
