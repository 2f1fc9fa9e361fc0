"""The registrations at Fax.Plus: what is wrong with them is said, and a test shows whether a call comes through."""

from __future__ import annotations

import http.server
import os
import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from faxdesk.core.errors import InputRefused
from faxdesk.core.model import Webhook, WebhookCall
from faxdesk.services.webhooks import Problem, Verdict, WebhookRegistry, checked_target
from faxdesk.webhook.signatures import Signatures
from tests.ports import free_port
from tests.webhook.conftest import Target, receiving

if TYPE_CHECKING:
    from tests.services.conftest import World

PRODUCTION = "https://restapi.fax.plus/v3"
SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"


def address_of(target: Target) -> str:
    address = f"http://127.0.0.1:{target.server.port}{target.path}"
    target.calls.keep_address(address)
    return address


def test_they_come_and_go(world: World) -> None:
    webhooks, address = world.services.webhooks, "http://127.0.0.1:8766/hook/x"
    assert webhooks.registered() == ()
    added, fresh = webhooks.add(f" {address} ")
    assert fresh
    assert webhooks.add(address) == (added, False), "twice would mean that each call comes twice"
    received, fresh = webhooks.add(address, "fax_received")
    assert fresh
    assert [one.webhook for one in webhooks.registered()] == [added, received]
    webhooks.remove(added.id)
    assert [one.webhook for one in webhooks.registered()] == [received]
    with pytest.raises(InputRefused, match="There is no webhook"):
        webhooks.remove(added.id)


@pytest.mark.parametrize(
    ("address", "words"),
    [
        ("", "not a web address"),
        ("desk.example.com/hook", "not a web address"),
        ("ftp://desk.example.com/", "not a web address"),
        ("https://user:word@desk.example.com/", "not a web address"),
        ("https://desk.example.com/#part", "not a web address"),
        ("https://desk.example.com/a b", "not a web address"),
        ("http://desk.example.com/hook", "not encrypted"),
        ("https://127.0.0.1/hook", "cannot reach"),
        ("https://192.168.1.7/hook", "cannot reach"),
        ("https://[fd00::1]/hook", "cannot reach"),
        ("https://desk/hook", "cannot reach"),
        ("https://desk.local/hook", "cannot reach"),
        ("http://localhost:8766/hook", "cannot reach"),
    ],
)
def test_what_fax_plus_cannot_call_is_refused(address: str, words: str) -> None:
    with pytest.raises(InputRefused, match=words):
        checked_target(address, PRODUCTION)


@pytest.mark.parametrize(
    "address", ["https://desk.example.com/hook/x?y=1", "https://desk.example.com:8443/", "https://8.8.8.8/hook"]
)
def test_what_it_can_call_is_taken_as_it_is(address: str) -> None:
    assert checked_target(address, PRODUCTION) == address


def test_what_is_wrong_is_said(world: World) -> None:
    with receiving(world.folder.path) as target:
        address = address_of(target)
        old = f"https://old.example.com{target.path}"
        stranger = f"https://desk.example.com/hook/{'A' * 32}"
        found = [
            Webhook("1", "fax_sent", address),
            Webhook("2", "fax_received", address),
            Webhook("3", "fax_sent", address),
            Webhook("4", "fax_sent", old),
            Webhook("5", "fax_sent", stranger),
            Webhook("6", "fax_sent", "https://crm.example.com/hooks"),
        ]
        here = world.services.webhooks.judged(found)
        there = WebhookRegistry(world.services.store, world.services.api, PRODUCTION).judged(found)
    assert [one.problems for one in here] == [
        (),
        (),
        (Problem.DUPLICATE,),
        (Problem.OLD_ADDRESS,),
        (Problem.OLD_ADDRESS,),
        (),
    ]
    assert [one.ours for one in here] == [True, True, True, True, False, False]
    assert there[0].problems == (Problem.NOT_PUBLIC,)
    assert there[5].problems == ()


def test_each_says_when_it_was_last_heard(world: World) -> None:
    calls, address = world.services.store.webhook_calls, "http://127.0.0.1:1/hook/x"
    calls.keep(WebhookCall(event="fax_sent", target=address), b"{}")
    world.turn(60)
    calls.keep(WebhookCall(event="fax_sent", target=address), b"{}")
    world.turn(60)
    sent, received = world.services.webhooks.judged(
        [Webhook("1", "fax_sent", address), Webhook("2", "fax_received", address)]
    )
    assert sent.heard is not None
    assert (world.now() - sent.heard.at).total_seconds() == 60
    assert sent.heard.calls == 2
    assert received.heard is None


def test_a_call_of_our_own_arrives(world: World) -> None:
    with receiving(world.folder.path) as target:
        tested = world.services.webhooks.test(Webhook("1", "fax_sent", address_of(target)))
        assert (tested.verdict, tested.good) == (Verdict.ARRIVED, True)
        assert [call.event for call in target.heard] == ["faxdesk_test"]


def test_a_receiver_that_wants_signatures_gets_one(world: World) -> None:
    signatures = Signatures(SECRET)
    with receiving(world.folder.path, signatures) as target:
        webhook = Webhook("1", "fax_sent", address_of(target))
        unsigned = world.services.webhooks.test(webhook)
        assert (unsigned.verdict, unsigned.good) == (Verdict.REFUSED, False)
        assert "signed" in unsigned.detail
        assert world.services.webhooks.test(webhook, signatures.headers).verdict is Verdict.ARRIVED


class _Other(http.server.BaseHTTPRequestHandler):
    """Another program that answers at an address."""

    status = 200

    def do_POST(self) -> None:
        self.send_response(self.status)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def do_HEAD(self) -> None:
        self.do_POST()

    def log_message(self, *_: object) -> None:
        pass


@contextmanager
def other(status: int) -> Iterator[int]:
    handler = type("_Handler", (_Other,), {"status": status})
    with http.server.ThreadingHTTPServer(("127.0.0.1", free_port()), handler) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.02,))
        thread.start()
        try:
            yield server.server_port
        finally:
            server.shutdown()
            thread.join()


@pytest.mark.parametrize(
    ("status", "verdict", "words"),
    [
        (200, Verdict.ELSEWHERE, "Something else takes the calls"),
        (404, Verdict.REFUSED, "leads elsewhere"),
        (502, Verdict.REFUSED, "does not run"),
        (301, Verdict.REFUSED, r"refuses calls \(301\)"),
    ],
)
def test_a_call_that_does_not_arrive_says_where_it_ended(
    status: int, verdict: Verdict, words: str, world: World
) -> None:
    path = world.services.store.webhook_calls.path()
    with other(status) as port:
        tested = world.services.webhooks.test(Webhook("1", "fax_sent", f"http://127.0.0.1:{port}{path}"))
    assert (tested.verdict, tested.good) == (verdict, False)
    assert re.search(words, tested.detail)


def test_a_dead_address_is_called_so(world: World) -> None:
    path = world.services.store.webhook_calls.path()
    for target in (f"http://127.0.0.1:{free_port()}{path}", f"http://127.0.0.1:{free_port()}/other"):
        tested = world.services.webhooks.test(Webhook("1", "fax_sent", target))
        assert (tested.verdict, tested.good) == (Verdict.DEAD, False)
        assert "refused the connection" in tested.detail


def test_addresses_of_others_are_only_asked_whether_they_answer(world: World) -> None:
    """They would take a call of ours for one of Fax.Plus."""
    with other(405) as port:
        tested = world.services.webhooks.test(Webhook("1", "fax_sent", f"http://127.0.0.1:{port}/crm"))
    assert (tested.verdict, tested.good) == (Verdict.ANSWERS, True)


def test_the_log_has_no_path_that_nobody_shall_guess(world: World, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("INFO")
    with receiving(world.folder.path) as target:
        webhook, _ = world.services.webhooks.add(address_of(target))
        world.services.webhooks.test(webhook)
        world.services.webhooks.registered()
        assert caplog.records
        assert target.path not in caplog.text


def test_a_file_of_calls_is_for_its_owner_alone(world: World, tmp_path: Path) -> None:
    world.services.store.webhook_calls.path()
    if os.name == "posix":
        assert world.folder.webhooks.stat().st_mode & 0o077 == 0
