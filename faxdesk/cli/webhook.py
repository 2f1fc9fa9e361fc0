"""`faxdesk webhook`: the receiver of calls, and the registrations at Fax.Plus."""

from __future__ import annotations

import contextlib
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from faxdesk.cli.context import data_folder, open_services
from faxdesk.cli.output import DONE, FAILED, fail, instant, say, say_json, say_json_line, warn
from faxdesk.core.child_environment import WEBHOOK_SECRET
from faxdesk.core.errors import InputRefused
from faxdesk.core.times import local

if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable, Iterator

    from faxdesk.cli.output_types.webhooks import (
        AddedWebhookJson,
        CallEventJson,
        CallJson,
        HeardCallJson,
        ListedWebhookJson,
        ListeningJson,
        RemovedWebhookJson,
        TestedWebhookJson,
        WebhookJson,
        WebhooksJson,
    )
    from faxdesk.core.model import Webhook, WebhookCall
    from faxdesk.services.container import Services
    from faxdesk.services.webhooks import ListedWebhook, TestedWebhook, WebhookRegistry
    from faxdesk.store.data_folder import DataFolder
    from faxdesk.store.webhook_calls import HeardCall
    from faxdesk.webhook.signatures import Signatures

_LATEST = 20
"""Calls that the list shows."""
_STDIN = 0
_PROBLEMS = {
    "duplicate": "registered twice: each call comes twice",
    "not_public": "Fax.Plus cannot reach this address",
    "old_address": "not the present address of the receiver",
}


# ------------------------------------------------------------------------------------------------ the receiver


def serve(options: argparse.Namespace) -> int:
    """Listen for calls until Ctrl-C, SIGTERM or, with `--until-eof`, the end of standard input."""
    from faxdesk.core import pipes
    from faxdesk.services.webhooks import checked_target
    from faxdesk.store.webhook_calls import WebhookCalls
    from faxdesk.webhook.server import ReceiverServer
    from faxdesk.webhook.wsgi_app import ReceiverApp

    signatures = _signatures(options)
    public = checked_target(options.public_url).rstrip("/") if options.public_url else ""
    folder = _folder(options)
    with contextlib.closing(WebhookCalls(folder.webhooks, any_thread=True)) as calls:
        application = ReceiverApp(calls, _CallPrinter(as_json=options.json).tell, signatures, public)
        try:
            server = ReceiverServer(application, options.host, options.port)
        except OSError as error:
            where = f"{options.host}, port {options.port}"
            return fail(f"The receiver could not start at {where}: {error.strerror or error}.", FAILED)
        here = f"http://{_bracketed(options.host)}:{server.port}"
        address = (public or here) + calls.path()
        calls.keep_address(address)
        _introduce(options, address, here)
        # Whoever ends it, does so in the way that ends every command; what was answered is written down.
        with contextlib.suppress(KeyboardInterrupt):
            server.serve(lambda: options.until_eof and pipes.has_ended(_STDIN))
    return DONE


def _introduce(options: argparse.Namespace, address: str, here: str) -> None:
    if options.json:
        printed: ListeningJson = {"event": "listening", "address": address, "local_address": here}
        say_json_line(printed)
        return
    say(address)
    if not options.until_eof:
        say(f"That is the address to register: `faxdesk webhook add {address}`. Whoever knows it can wake FaxDesk.")
        say(f"Listens at {here}. Press Ctrl-C to stop.")


def _bracketed(host: str) -> str:
    return f"[{host}]" if ":" in host else host


def _folder(options: argparse.Namespace) -> DataFolder:
    """Return the folder of the account, which is all that the receiver needs: it signs in nowhere."""
    from faxdesk.store import logfile
    from faxdesk.store.data_folder import DataFolder

    folder = DataFolder(data_folder(options))
    if options.practice:
        folder = DataFolder(folder.practice)
    logfile.start(folder.log, warn)
    return folder


def _signatures(options: argparse.Namespace) -> Signatures | None:
    secret = os.environ.get(WEBHOOK_SECRET, "") if options.secret is None else options.secret
    if options.secret is None and not secret:
        return None
    from faxdesk.webhook.signatures import Signatures

    return Signatures(secret)


class _CallPrinter:
    """Prints each call that is heard. That nobody reads any more must not stop the receiver."""

    def __init__(self, *, as_json: bool) -> None:
        self._as_json = as_json

    def tell(self, number: int, call: WebhookCall) -> None:
        try:
            if self._as_json:
                printed: CallEventJson = {"event": "call", "call": _call_members(number, call)}
                say_json_line(printed)
            else:
                say(_call_line(number, call))
        except Exception:  # noqa: BLE001  whatever its output goes to, the call is written down
            sys.stdout = None


def _call_members(number: int, call: WebhookCall) -> CallJson:
    return {
        "id": number,
        "event": call.event,
        "fax_id": call.fax_id or None,
        "session_id": call.session_id or None,
        "status": call.status,
        "from": call.sender,
        "to": call.to,
        "pages": call.pages or None,
        "told_at": instant(call.told_at),
    }


def _call_line(number: int, call: WebhookCall) -> str:
    words = (str(number), call.event or "an event without a name", call.to, call.status, call.session_id or call.fax_id)
    return "  ".join(filter(None, words))


# ------------------------------------------------------------------------------------------- the registrations


@contextlib.contextmanager
def _webhooks(options: argparse.Namespace) -> Iterator[tuple[WebhookRegistry, Services]]:

    with open_services(options) as (services, _loop):
        yield services.webhooks, services


def add(options: argparse.Namespace) -> int:
    """Register an address."""
    with _webhooks(options) as (webhooks, _services):
        webhook, fresh = webhooks.add(options.url, options.event)
    if options.json:
        printed: AddedWebhookJson = {**_members(webhook), "added": fresh}
        say_json(printed)
    else:
        say(f"{webhook.id}  {webhook.event}  {webhook.target}")
    if not fresh:
        warn("It was registered already; nothing was changed.")
    return DONE


def show(options: argparse.Namespace) -> int:
    """List what is registered, and the calls that were heard last."""
    with _webhooks(options) as (webhooks, services):
        listed = webhooks.registered()
        calls = services.store.heard_webhooks()
        latest = () if calls is None else calls.latest(_LATEST)
        address = "" if calls is None else calls.address()
    if options.json:
        printed: WebhooksJson = {
            "address": address or None,
            "webhooks": [_listed(one) for one in listed],
            "calls": [_heard(one) for one in latest],
        }
        say_json(printed)
        return DONE
    for line in [_list_line(one) for one in listed] or ["No webhook is registered."]:
        say(line)
    for one in latest:
        say(f"{local(one.heard_at):%Y-%m-%d %H:%M:%S}  {_call_line(one.id, one.call)}")
    return DONE


def _heard(one: HeardCall) -> HeardCallJson:
    return {**_call_members(one.id, one.call), "heard_at": instant(one.heard_at)}


def _members(webhook: Webhook) -> WebhookJson:
    return {"id": webhook.id, "event": webhook.event, "target": webhook.target}


def _listed(one: ListedWebhook) -> ListedWebhookJson:
    return {
        **_members(one.webhook),
        "ours": one.ours,
        "heard_at": None if one.heard is None else instant(one.heard.at),
        "calls": 0 if one.heard is None else one.heard.calls,
        "problems": [problem.value for problem in one.problems],
    }


def _list_line(one: ListedWebhook) -> str:
    heard = "never heard here"
    if one.heard is not None:
        heard = f"last heard {local(one.heard.at):%Y-%m-%d %H:%M:%S}"
    remarks = "".join(f"; {_PROBLEMS[problem.value]}" for problem in one.problems)
    return f"{one.webhook.id}  {one.webhook.event}  {one.webhook.target}  {heard}{remarks}"


def remove(options: argparse.Namespace) -> int:
    """Remove a registration."""
    with _webhooks(options) as (webhooks, _services):
        webhooks.remove(options.id)
    if options.json:
        printed: RemovedWebhookJson = {"id": options.id}
        say_json(printed)
    else:
        say(f"{options.id} is removed.")
    return DONE


def test(options: argparse.Namespace) -> int:
    """Call the registered addresses. Each once, however often it is registered."""
    signatures = _signatures(options)
    with _webhooks(options) as (webhooks, _services):
        chosen = [one.webhook for one in webhooks.registered() if options.id in ("", one.webhook.id)]
        if not chosen:
            raise _nothing_to_test(options.id)
        first = {webhook.target: webhook for webhook in reversed(chosen)}
        tested = [webhooks.test(one, None if signatures is None else signatures.headers) for one in first.values()]
    if options.json:
        printed: list[TestedWebhookJson] = [
            {**_members(one.webhook), "result": one.verdict.value, "reason": one.detail} for one in tested
        ]
        say_json(printed)
    else:
        for one in tested:
            say(_test_line(one))
    return DONE if all(one.good for one in tested) else FAILED


def _nothing_to_test(webhook_id: str) -> InputRefused:
    advice = "`faxdesk webhook list` shows those that there are."
    if webhook_id:
        return InputRefused("ID", f"There is no webhook {webhook_id}.", advice)
    return InputRefused("", "No webhook is registered.", "Register one with `faxdesk webhook add URL`.")


def _test_line(one: TestedWebhook) -> str:
    return f"{one.webhook.id}  {one.webhook.target}  {one.verdict.value}{f': {one.detail}' if one.detail else ''}"


def replay(options: argparse.Namespace) -> int:
    """Take a call once more: that of a file, or one that was heard before."""
    from faxdesk.api import wire
    from faxdesk.store.webhook_calls import WebhookCalls

    with contextlib.closing(WebhookCalls(_folder(options).webhooks)) as calls:
        body = _body(str(options.call), calls.call)
        call = wire.webhook_call(body)
        if call is None:
            raise InputRefused(
                str(options.call), "This is not the body of a call.", "It is a JSON object, as Fax.Plus sends it."
            )
        number = calls.keep(call, body)
    if options.json:
        say_json(_call_members(number, call))
    else:
        say(_call_line(number, call))
    return DONE


def _body(name: str, heard: Callable[[int], HeardCall | None]) -> bytes:
    from faxdesk.core import shared_files
    from faxdesk.webhook.wsgi_app import LARGEST_BODY

    if name.isascii() and name.isdecimal() and not os.path.exists(name):  # noqa: PTH110  as in `faxdesk.cli`
        found = heard(int(name[:18]))
        if found is None:
            raise InputRefused("ID", f"There is no call {name}.", "`faxdesk webhook list` shows the latest.")
        return found.body
    try:
        with shared_files.open_for_reading(Path(name)) as file:
            body = file.read(LARGEST_BODY + 1)
    except OSError as error:
        raise InputRefused(
            name, f"The file cannot be read: {shared_files.reason(error)}.", "Check its name."
        ) from error
    if len(body) > LARGEST_BODY:
        raise InputRefused(name, "The file is too large for the body of a call.", "The receiver takes 64 KB at most.")
    return body
