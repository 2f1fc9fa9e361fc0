"""Files going up, and the outbox."""

from __future__ import annotations

from typing import TYPE_CHECKING

from faxdesk.practice.http.fault_injection import LATE
from faxdesk.practice.http.outbox_payload import read_send_request
from faxdesk.practice.http.request_context import AuthorizedRequest, Refusal, Route, as_json, bad_request, not_found
from faxdesk.practice.http.serializer import spell
from faxdesk.practice.http.uploads import receive
from faxdesk.practice.state.outbox import is_sending

if TYPE_CHECKING:
    from werkzeug.wrappers import Response

    from faxdesk.practice.state.outbox import OutgoingFax, StoredFile


def upload(call: AuthorizedRequest) -> Response:
    """`POST files`."""
    return call.created({"path": receive(call).path})


def send(call: AuthorizedRequest) -> Response:
    """`POST outbox`."""
    order, ids_wanted = read_send_request(call, _documents_of)
    if call.switches.quota_exceeded == "refused" and not call.account.outbox.pays(order, call.now):
        raise Refusal(call.switches.account_refusal, "quota_exceeded", "There are not enough pages left this month")
    taken_at = call.now + call.request.environ.get(LATE, 0.0)
    accepted = call.account.outbox.accept(order, call.switches, call.account.pace, taken_at)
    call.account.changed.set()
    if not ids_wanted or not call.switches.ids_returned:
        return call.created({})
    return call.created({"ids": {spell(to, call.switches.ids_key): fax_id for to, fax_id in accepted}})


def _documents_of(call: AuthorizedRequest, fax_id: str) -> tuple[StoredFile, ...]:
    found = call.account.archive.get(fax_id, call.uid, call.switches, call.now, by_session=True)
    if found is None:
        raise bad_request(f"from_fax: there is no fax {fax_id!r}")
    return found.files


def listed(call: AuthorizedRequest) -> Response:
    """`GET outbox`."""
    waiting = call.account.outbox.waiting(call.uid, call.now)
    if call.switches.outbox_record == "per_destination":
        return as_json({"records": [call.writer.outbox(fax) for fax in waiting]})
    groups: dict[int, list[OutgoingFax]] = {}
    for fax in waiting:
        groups.setdefault(fax.submission, []).append(fax)
    return as_json({"records": [call.writer.outbox(group[0], tuple(group)) for group in groups.values()]})


def one(call: AuthorizedRequest) -> Response:
    """`GET outbox/{id}`."""
    fax = call.account.outbox.get(call.arguments["fax_id"], call.uid)
    if (
        fax is not None
        and fax.cancelled is None
        and not fax.waits(call.now)
        and call.switches.finished_outbox_id == 200
    ):
        told = call.switches.finished_outbox_status != "last"
        return as_json(call.writer.outbox(fax, ending=call.account.outbox.ending(fax.id, call.now) if told else None))
    group = _group(call, _waiting(call))
    return as_json(call.writer.outbox(group[0], group))


def _group(call: AuthorizedRequest, fax: OutgoingFax) -> tuple[OutgoingFax, ...]:
    """Return the faxes that share the record of a fax that waits, itself among them."""
    if call.switches.outbox_record == "per_destination":
        return (fax,)
    waiting = call.account.outbox.waiting(call.uid, call.now)
    return tuple(other for other in waiting if other.submission == fax.submission)


def change(call: AuthorizedRequest) -> Response:
    """`PUT outbox/{id}`: the comment, as a plain text."""
    fax = _waiting(call)
    comment = call.json().get("comment")
    if comment is not None and not isinstance(comment, str):
        raise bad_request(f"comment: {comment!r} is not of type 'string'")
    if is_sending(fax, call.now) and call.switches.change_while_sending == "conflict":
        raise Refusal(409, "conflict", "The fax is being sent")
    if comment is not None:
        call.account.outbox.comment(fax.id, comment)
    return call.done()


def cancel(call: AuthorizedRequest) -> Response:
    """`DELETE outbox/{id}`."""
    fax = _waiting(call)
    if is_sending(fax, call.now):
        answer = call.switches.delete_while_sending
        if answer == "conflict":
            raise Refusal(409, "conflict", "The fax is being sent")
        if answer == "not_found":
            raise not_found()
        if answer == "ignored":
            return call.done()
    if not call.account.outbox.cancel(fax.id, call.now, archived=call.switches.cancelled_in_archive):
        raise not_found()
    call.account.changed.set()
    return call.done()


def _waiting(call: AuthorizedRequest) -> OutgoingFax:
    fax = call.account.outbox.get(call.arguments["fax_id"], call.uid)
    if fax is None or not fax.waits(call.now):
        gone = call.switches.finished_outbox_id == 410 and fax is not None
        raise Refusal(410, "gone", "The fax is finished") if gone else not_found()
    return fax


_FAX = ("fax",)
ROUTES = (
    Route("POST", "/accounts/<user_id>/files", upload, ("fax", "file"), sends=True),
    Route("POST", "/accounts/<user_id>/outbox", send, _FAX, sends=True),
    Route("GET", "/accounts/<user_id>/outbox", listed, _FAX),
    Route("GET", "/accounts/<user_id>/outbox/<fax_id>", one, _FAX),
    Route("PUT", "/accounts/<user_id>/outbox/<fax_id>", change, _FAX),
    Route("DELETE", "/accounts/<user_id>/outbox/<fax_id>", cancel, _FAX),
)
