"""Asks a release feed which version of FaxDesk is the newest. Nothing else is fetched, and nothing is run."""

from __future__ import annotations

import logging
import time
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from faxdesk.api.transport import Timeouts, Transport
from faxdesk.core.address import normalised_feed, normalised_proxy
from faxdesk.core.errors import FaxDeskError, Offline, ServiceError, Stopped
from faxdesk.core.release import Release, parsed
from faxdesk.core.times import Now, to_ms, utc_now

if TYPE_CHECKING:
    from faxdesk.core.cancel_token import CancelToken
    from faxdesk.core.settings import Settings
    from faxdesk.store.release_record import ReleaseRecord, ReleaseRecordFile

_log = logging.getLogger(__name__)

PAUSE = timedelta(hours=12)
"""The least time between two looks at the same feed."""
_LARGEST = 256 * 1024
"""Bytes of an answer. GitHub's about a release has the text of the changelog and a list of files: some 20 KB."""
_TIMEOUTS = Timeouts(connect=10, read=10, answer=20)
"""Seconds. Nobody waits for the answer, but the end of the program may have to."""
_HEADERS = {"User-Agent": "FaxDesk", "Accept": "application/json", "Accept-Encoding": "identity"}
"""GitHub's server, for one, refuses a call without a user agent. No version: nothing is told of this computer."""


def is_due(record: ReleaseRecord, settings: Settings, now: Now = utc_now) -> bool:
    """True where the last look at this feed is long ago, or lies in the future because the clock was set back."""
    passed = to_ms(now()) - record.looked
    return record.feed != settings.release_feed or not 0 <= passed < PAUSE / timedelta(milliseconds=1)


def look(
    file: ReleaseRecordFile,
    settings: Settings,
    cancel: CancelToken,
    now: Now = utc_now,
    timeouts: Timeouts = _TIMEOUTS,
) -> ReleaseRecord:
    """Ask the feed, and return what is known then. Where it cannot be read, the record says why.

    That it was asked is written before: a program that is ended over it does not ask again at its next start. Raises
    `StoreTrouble` where that cannot be written; then nothing is asked.
    """
    feed = settings.release_feed

    def begun(record: ReleaseRecord) -> ReleaseRecord:
        known = record if record.feed == feed else replace(record, version="", page="")
        return replace(known, feed=feed, looked=to_ms(now()), trouble="")

    file.change(begun)
    try:
        release = latest(feed, settings.proxy, cancel, timeouts)
    except Stopped:
        raise
    except FaxDeskError as error:
        _log.info("the release feed could not be read: %s", error.title)
        trouble = error.title
        return file.change(lambda record: replace(record, trouble=trouble))
    found = release or Release("", "")
    return file.change(lambda record: replace(record, version=found.version, page=found.page))


def latest(feed: str, proxy: str, cancel: CancelToken, timeouts: Timeouts = _TIMEOUTS) -> Release | None:
    """Return the release that a feed tells of, None where that is none for everybody.

    One call without credentials, cookies, query or redirects. Raises a `FaxDeskError` where there is no answer that
    can be read.
    """
    parts = urlsplit(normalised_feed(feed))
    transport = Transport(f"{parts.scheme}://{parts.netloc}", timeouts=timeouts, proxy=normalised_proxy(proxy))
    try:
        body = _body(transport, parts.path or "/", cancel, timeouts.answer)
        return parsed(body, feed)
    except Offline:
        raise
    except (ServiceError, ValueError) as error:
        raise FaxDeskError("The address answers, but not with a release feed.") from error
    finally:
        transport.close()


def _body(transport: Transport, path: str, cancel: CancelToken, seconds: float) -> bytes:
    body, end = b"", time.monotonic() + seconds
    with transport.open("GET", path, _HEADERS) as response:
        for block in transport.blocks(response):
            body += block
            if cancel.is_set():
                raise Stopped
            if len(body) > _LARGEST:
                raise ValueError
            if time.monotonic() > end:
                raise Offline("The answer came too slowly.", "")
    return body
