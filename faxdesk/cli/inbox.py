"""`faxdesk inbox`: received faxes. `faxdesk document` saves the pages of one."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from faxdesk.cli.context import open_services
from faxdesk.cli.output import DONE, FAILED, QUEUED, SIGN_IN, fail, instant, say, say_json, warn
from faxdesk.cli.search import BRIEFLY, midnight, read_index
from faxdesk.core.cancel_token import NeverCancelled
from faxdesk.core.errors import SignInNeeded
from faxdesk.core.fax_search import FaxSearch
from faxdesk.core.phone import display
from faxdesk.core.quantities import count_text
from faxdesk.core.received_fax import ReceivedState, reason
from faxdesk.core.times import local
from faxdesk.services.list_export import export_received
from faxdesk.services.output_file import check_place
from faxdesk.store.fax_lists import IndexedList

if TYPE_CHECKING:
    import argparse
    from collections.abc import Sequence

    from faxdesk.cli.output_types.inbox import DeletedFaxJson, ReceivedFaxJson
    from faxdesk.core.errors import FaxDeskError
    from faxdesk.core.received_fax import ReceivedFax
    from faxdesk.services.container import Services

_ROWS = 500
"""Faxes that are read from the database at once."""


def list_(options: argparse.Namespace) -> int:
    """List the inbox."""
    if options.csv:
        check_place(Path(options.csv))
    wanted = FaxSearch(
        person=" ".join(options.person),
        since=midnight(options.since, "--since"),
        until=midnight(options.until, "--until", later=1),
    )
    with open_services(options) as (services, _loop):
        trouble = _look(services)
        faxes = _all(services, wanted, unread=options.unread)
        _print(faxes, as_json=options.json, otherwise=_nothing(wanted, unread=options.unread))
        if options.csv:
            exported = export_received(services.store, [fax.key for fax in faxes], Path(options.csv), NeverCancelled())
            if not options.json:
                say(f"{count_text(exported.faxes, 'fax')} saved as {options.csv}.")
        if isinstance(trouble, SignInNeeded):
            return fail(f"Not refreshed. {trouble}", SIGN_IN)
        if trouble is not None:
            warn(f"Not refreshed. {trouble}")
        return DONE


def _nothing(wanted: FaxSearch, *, unread: bool) -> str:
    """Return what is said where nothing is listed."""
    if wanted:
        return "No received fax is like that."
    return "Every received fax is marked as read." if unread else "No fax has been received."


def _print(faxes: Sequence[ReceivedFax], *, as_json: bool, otherwise: str) -> None:
    if as_json:
        say_json([_members(fax) for fax in faxes])
        return
    for fax in faxes:
        say(_line(fax))
    if not faxes:
        say(otherwise)


def read(options: argparse.Namespace) -> int:
    """Mark faxes as read."""
    return _mark(options, read=True)


def unread(options: argparse.Namespace) -> int:
    """Mark faxes as not read."""
    return _mark(options, read=False)


def _mark(options: argparse.Namespace, *, read: bool) -> int:
    with open_services(options) as (services, _loop):
        ids = _found(services, options.ids)
        services.inbox_requests.mark(ids, read=read)
        trouble = _look(services)
        faxes = [services.inbox_requests.find(name) for name in ids]
        if options.json:
            say_json([_members(fax) for fax in faxes])
        else:
            for fax in faxes:
                say(_line(fax))
        return _outcome(trouble, [fax.trouble for fax in faxes if not fax.told])


def comment(options: argparse.Namespace) -> int:
    """Give a fax another comment."""
    with open_services(options) as (services, _loop):
        (name,) = _found(services, [options.id])
        services.inbox_requests.comment(name, options.text)
        trouble = _look(services)
        fax = services.inbox_requests.find(name)
        if options.json:
            say_json(_members(fax))
        else:
            say(_line(fax))
        return _outcome(trouble, [] if fax.told else [fax.trouble])


def delete(options: argparse.Namespace) -> int:
    """Delete faxes, here and at Fax.Plus."""
    with open_services(options) as (services, _loop):
        ids = _found(services, options.ids)
        services.inbox_requests.delete(ids)
        trouble = _look(services)
        back = {name: fax.trouble for name in ids if (fax := services.store.received_faxes.get(name)) is not None}
        told = trouble is None
        deleted: list[DeletedFaxJson] = [{"fax_id": name, "told": told, "trouble": back.get(name, "")} for name in ids]
        if options.json:
            say_json(deleted)
        elif gone := len(ids) - len(back):
            say(f"Deleted: {count_text(gone, 'fax')}.")
        return _outcome(trouble, list(back.values()))


def _look(services: Services) -> FaxDeskError | None:
    """Tell Fax.Plus what was asked for, and read its inbox; return what stood in the way."""
    while services.receiving.step(NeverCancelled()) == 0.0:
        pass
    return services.receiving.failed


def _found(services: Services, ids: Sequence[str]) -> list[str]:
    """Return these ids, each once. Raises `InputRefused` for one that no received fax has."""
    names = list(dict.fromkeys(ids))
    if any(services.store.received_faxes.get(name) is None for name in names):
        # It may have come since the last look.
        _look(services)
    return [services.inbox_requests.find(name).id for name in names]


def _all(services: Services, wanted: FaxSearch, *, unread: bool) -> list[ReceivedFax]:
    """Return the faxes that are looked for, the latest first."""
    keys: Sequence[int] = services.store.received_faxes.keys(unread=unread)
    if wanted:
        read_index(services, BRIEFLY)
        found_keys = set(services.store.fax_finder.find(IndexedList.INBOX, wanted).keys)
        keys = [key for key in keys if key in found_keys]
    faxes: list[ReceivedFax] = []
    for start in range(0, len(keys), _ROWS):
        part = keys[start : start + _ROWS]
        found = services.store.received_faxes.rows(part)
        faxes += [found[key] for key in part if key in found]
    return faxes


def _outcome(trouble: FaxDeskError | None, refused: Sequence[str]) -> int:
    if trouble is not None:
        code = SIGN_IN if isinstance(trouble, SignInNeeded) else QUEUED
        return fail(f"It counts here. Fax.Plus is told of it later. {trouble}", code)
    sentences = [sentence for sentence in refused if sentence]
    return fail(f"Fax.Plus did not do it. {sentences[0]}", FAILED) if sentences else DONE


def _members(fax: ReceivedFax) -> ReceivedFaxJson:
    return {
        "fax_id": fax.id,
        "from": fax.sender,
        "to": fax.number,
        "state": fax.state.value,
        "status": fax.status,
        "reason": reason(fax),
        "read": fax.read,
        "pages": fax.pages,
        "comment": fax.comment,
        "at": instant(fax.at),
        "told": fax.told,
        "trouble": fax.trouble,
    }


def _line(fax: ReceivedFax) -> str:
    sender = display(fax.sender) if fax.sender else "number withheld"
    parts = [f"{local(fax.at):%Y-%m-%d %H:%M}", fax.id, sender, count_text(fax.pages, "page")]
    parts += [] if fax.read else ["not read"]
    parts += [] if fax.state is ReceivedState.RECEIVED else [reason(fax)]
    parts += [fax.comment] if fax.comment else []
    return "  ".join(parts)
