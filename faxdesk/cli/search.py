"""`faxdesk search`: faxes by what is in them."""

from __future__ import annotations

import time
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from faxdesk.cli.context import open_services
from faxdesk.cli.faxes import listed_line, listed_members
from faxdesk.cli.output import DONE, say, say_json, warn
from faxdesk.core.errors import InputRefused
from faxdesk.core.fax_search import FaxSearch
from faxdesk.core.lifecycle import State
from faxdesk.core.plain_text import one_line
from faxdesk.core.quantities import count_text
from faxdesk.core.send_time import meant
from faxdesk.core.times import SystemZone

if TYPE_CHECKING:
    import argparse
    from collections.abc import Sequence

    from faxdesk.cli.output_types.search import FoundFaxJson, FoundPlaceJson
    from faxdesk.services.container import Services
    from faxdesk.store.fax_finder import FoundPlace
    from faxdesk.store.fax_lists import Row

MOST = 100
"""Faxes that are printed where nobody says how many."""
BRIEFLY = timedelta(seconds=10)
"""How long a command reads what the index does not have yet, unless it is to wait for all of it."""


def search(options: argparse.Namespace) -> int:
    """Read what the index does not have yet, and print what is found in it, the latest first."""
    wanted = _wanted(options)
    with open_services(options) as (services, _loop):
        _read(services, None if options.wait else BRIEFLY)
        found = _found(services, wanted, options.limit)
        if options.json:
            say_json([_members(listing, row, places) for listing, row, places in found])
        else:
            for _listing, row, places in found:
                say(listed_line(row))
                for place in places:
                    say(f"    {_place_words(place)}")
            if not found:
                say("Nothing was found.")
        return DONE


def _wanted(options: argparse.Namespace) -> FaxSearch:
    wanted = FaxSearch(
        words=" ".join(options.words),
        person=" ".join(options.person),
        states=frozenset(map(State, options.state)),
        since=_midnight(options.since, "--since"),
        until=_midnight(options.until, "--until", later=1),
        account=options.account,
        sender=options.sender,
    )
    if not wanted:
        raise InputRefused(
            "WORDS", "There is nothing to look for.", "Give words with letters or digits, or an option such as --state."
        )
    return wanted


def _midnight(text: str, option: str, *, later: int = 0) -> datetime | None:
    """Return the instant at which a day begins here, or one that is so many days `later`; None for no day."""
    if not text:
        return None
    try:
        # Without a zone: it is the one of this computer.
        day = datetime.strptime(text, "%Y-%m-%d") + timedelta(days=later)  # noqa: DTZ007
        return meant(day, SystemZone()).at
    except (ValueError, OverflowError) as error:
        raise InputRefused(option, f"“{text}” is no day.", "Write it like 2026-12-01.") from error


def _read(services: Services, patience: timedelta | None) -> None:
    """Give the index what it does not have yet, unless the window or another command is at it."""
    from faxdesk.core.cancel_token import NeverCancelled
    from faxdesk.services.text_indexing import LOCKED_OUT, TextIndexer

    indexer = TextIndexer(services.store, lambda _progress: None, gentle=False)
    end = None if patience is None else time.monotonic() + patience.total_seconds()
    try:
        while (pause := indexer.step(NeverCancelled())) is not None and pause < LOCKED_OUT:
            if end is not None and time.monotonic() > end:
                break
        left = indexer.progress()
    finally:
        indexer.close()
    if left.faxes or left.documents:
        parts = [count_text(left.faxes, "fax"), count_text(left.documents, "document")]
        warn(f"Not everything has been read yet: {' and '.join(parts)}. With --wait they are read first.")


def _found(services: Services, wanted: FaxSearch, limit: int) -> list[tuple[str, Row, tuple[FoundPlace, ...]]]:
    """Return the latest faxes of both lists that are looked for, each with its list and where the words are in it."""
    from faxdesk.store.search_lines import SHELVES

    store = services.store
    found = []
    for listing in SHELVES:
        keys = store.fax_finder.find(listing, wanted, limit).keys
        rows = store.fax_lists.rows(listing, keys)
        found += [(listing, rows[key]) for key in keys if key in rows]
    found.sort(key=lambda one: one[1].at, reverse=True)
    return [(listing.value, row, store.fax_finder.where(listing, row.key, wanted)) for listing, row in found[:limit]]


def _members(listing: str, row: Row, places: Sequence[FoundPlace]) -> FoundFaxJson:
    told: list[FoundPlaceJson] = [
        {
            "part": place.part.value,
            "text": place.text,
            "file": place.file or None,
            "page": place.page or None,
            "line": place.line or None,
        }
        for place in places
    ]
    return {**listed_members(row), "listing": listing, "found": told}


def _place_words(place: FoundPlace) -> str:
    """Return where words were found, for people."""
    text = one_line(place.text)
    if not place.page:
        return f"{place.part}: {text}"
    file = f" of {one_line(place.file)}" if place.file else ""
    line = f", line {place.line}" if place.line else ""
    return f"page {place.page}{file}{line}{f': {text}' if text else ''}"
