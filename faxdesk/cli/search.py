"""`faxdesk search`: faxes by what is in them."""

from __future__ import annotations

import time
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, NamedTuple

from faxdesk.cli.context import open_services
from faxdesk.cli.faxes import listed_line
from faxdesk.cli.output import DONE, instant, say, say_json, warn
from faxdesk.core.errors import InputRefused
from faxdesk.core.fax_search import FaxSearch
from faxdesk.core.lifecycle import State
from faxdesk.core.phone import display
from faxdesk.core.plain_text import one_line
from faxdesk.core.quantities import count_text
from faxdesk.core.received_fax import ReceivedFax, ReceivedState, reason
from faxdesk.core.send_time import meant
from faxdesk.core.times import SystemZone, local

if TYPE_CHECKING:
    import argparse
    from collections.abc import Sequence

    from faxdesk.cli.output_types.search import FoundFaxJson, FoundPlaceJson
    from faxdesk.services.container import Services
    from faxdesk.store.fax_finder import FoundPlace
    from faxdesk.store.fax_lists import IndexedList, Row
    from faxdesk.store.store import Store

MOST = 100
"""Faxes that are printed where nobody says how many."""
STATES = tuple(dict.fromkeys((*map(str, State), *map(str, ReceivedState))))
BRIEFLY = timedelta(seconds=10)
"""How long a command reads what the index does not have yet, unless it is to wait for all of it."""


def search(options: argparse.Namespace) -> int:
    """Read what the index does not have yet, and print what is found in it, the latest first."""
    wanted = _wanted(options)
    with open_services(options) as (services, _loop):
        read_index(services, None if options.wait else BRIEFLY)
        found = _found(services, wanted, options.limit)
        if options.json:
            say_json([_members(one) for one in found])
        else:
            for one in found:
                say(_line(one.fax))
                for place in one.places:
                    say(f"    {_place_words(place)}")
            if not found:
                say("Nothing was found.")
        return DONE


def _wanted(options: argparse.Namespace) -> FaxSearch:
    wanted = FaxSearch(
        words=" ".join(options.words),
        person=" ".join(options.person),
        states=frozenset(options.state),
        since=midnight(options.since, "--since"),
        until=midnight(options.until, "--until", later=1),
        account=options.account,
        sender=options.sender,
    )
    if not wanted:
        raise InputRefused(
            "WORDS", "There is nothing to look for.", "Give words with letters or digits, or an option such as --state."
        )
    return wanted


def midnight(text: str, option: str, *, later: int = 0) -> datetime | None:
    """Return the instant at which a day begins here, or one that is so many days `later`; None for no day.

    Raises `InputRefused`, naming the `option`, for what is no day.
    """
    if not text:
        return None
    try:
        # Without a zone: it is the one of this computer.
        day = datetime.strptime(text, "%Y-%m-%d") + timedelta(days=later)  # noqa: DTZ007
        return meant(day, SystemZone()).at
    except (ValueError, OverflowError) as error:
        raise InputRefused(option, f"“{text}” is no day.", "Write it like 2026-12-01.") from error


def read_index(services: Services, patience: timedelta | None) -> None:
    """Give the index what it does not have yet, unless the window or another command is at it."""
    from faxdesk.core.cancel_token import NeverCancelled
    from faxdesk.services.text_indexing import LOCKED_OUT, TextIndexer

    indexer = TextIndexer(services.store, lambda _progress: None, gentle=False)
    end = None if patience is None else time.monotonic() + patience.total_seconds()
    try:
        while end is None or time.monotonic() < end:
            pause = indexer.step(NeverCancelled())
            if pause is None or pause >= LOCKED_OUT:
                break
        left = indexer.progress()
    finally:
        indexer.close()
    if left.faxes or left.documents:
        parts = [
            count_text(count, noun) for count, noun in ((left.faxes, "fax"), (left.documents, "document")) if count
        ]
        warn(f"Not yet read: {' and '.join(parts)}. With --wait everything is read first.")


class _Found(NamedTuple):
    """A fax that was found, in which list, and where the words are in it."""

    indexed_list: IndexedList
    fax: Row | ReceivedFax
    places: tuple[FoundPlace, ...]


def _found(services: Services, wanted: FaxSearch, limit: int) -> list[_Found]:
    """Return the latest faxes of all lists that are looked for."""
    from faxdesk.store.fax_lists import INDEXED_LISTS, IndexedList

    store = services.store
    found: list[tuple[IndexedList, Row | ReceivedFax]] = []
    for listing, indexed_list in INDEXED_LISTS.items():
        found += [
            (indexed_list, row)
            for row in store.fax_lists.rows(listing, _keys(store, indexed_list, wanted, limit)).values()
        ]
    inbox = IndexedList.INBOX
    found += [(inbox, fax) for fax in store.received_faxes.rows(_keys(store, inbox, wanted, limit)).values()]
    found.sort(key=lambda one: (one[1].at, one[1].key), reverse=True)
    return [
        _Found(indexed_list, fax, store.fax_finder.where(indexed_list, fax.key, wanted))
        for indexed_list, fax in found[:limit]
    ]


def _keys(store: Store, indexed_list: IndexedList, wanted: FaxSearch, limit: int) -> Sequence[int]:
    return store.fax_finder.find(indexed_list, wanted, limit).keys


def _members(found: _Found) -> FoundFaxJson:
    return {
        **_members_of(found.fax),
        "listing": found.indexed_list.name.lower(),
        "found": list(map(_place, found.places)),
    }


def _members_of(fax: Row | ReceivedFax) -> FoundFaxJson:
    """Return what is told of a fax itself; where it was found is not in it."""
    sent = None if isinstance(fax, ReceivedFax) else fax
    return {
        "listing": "",
        "job": None if sent is None else sent.job,
        "outbox_id": None if sent is None else sent.outbox_id,
        "fax_id": fax.id if isinstance(fax, ReceivedFax) else fax.fax_id,
        "from": fax.sender,
        "to": fax.number if isinstance(fax, ReceivedFax) else fax.to,
        "state": fax.state.value,
        "reason": reason(fax) if isinstance(fax, ReceivedFax) else fax.reason,
        "pages": fax.pages,
        "comment": fax.comment,
        "at": instant(fax.at),
        "found": [],
    }


def _line(fax: Row | ReceivedFax) -> str:
    """Return a fax as one line of text."""
    if not isinstance(fax, ReceivedFax):
        return listed_line(fax)
    return f"{local(fax.at):%Y-%m-%d %H:%M}  {fax.id:<24}  {display(fax.sender)}  {fax.state}"


def _place(place: FoundPlace) -> FoundPlaceJson:
    return {
        "part": place.part.value,
        "text": place.text,
        "file": place.file or None,
        "page": place.page or None,
        "line": place.line or None,
    }


def _place_words(place: FoundPlace) -> str:
    """Return where words were found, for people."""
    text = one_line(place.text)
    if not place.page:
        return f"{place.part}: {text}"
    file = f" of {one_line(place.file)}" if place.file else ""
    line = f", line {place.line}" if place.line else ""
    return f"page {place.page}{file}{line}{f': {text}' if text else ''}"
