"""What the user has chosen once and for all."""

from __future__ import annotations

from datetime import timedelta
from typing import Any, NamedTuple

PRODUCTION_URL = "https://restapi.fax.plus/v3"
"""The service's address (vendor's SDK, configuration.py)."""
REDIRECT_PORT = 8765
"""Where the browser returns to after a sign-in with an API client. Fixed, because the redirect address must be
registered at Fax.Plus word for word (docs/api-notes.md, section 2)."""
REDIRECT_PATH = "/cb/"
WEBHOOK_PORT = 8766
"""Where the receiver of webhooks listens if nobody says otherwise: a reverse proxy is told once."""
APP_ID = "org.faxdesk.plus"
"""Name of the data folder, the keyring service and the sockets; another product is called plain FaxDesk."""
APP_TITLE = "FaxDesk for Fax.Plus"
"""The name where people read it beside other programs."""

FEED_FIELD = "Release feed"
"""How a refusal names the address of the feed."""
PROJECT_PAGE = "https://faxdesk.org"
"""Where FaxDesk itself is at home."""
RELEASE_FEED = f"{PROJECT_PAGE}/latest-release.json"
"""Which version is the newest (docs/release-feed.md)."""

MOST_UNDO_SECONDS = 60
"""Longer, and a fax that is urgent would be late without anybody having wanted that."""
SHORTEST_PATIENCE, LONGEST_PATIENCE = 5, 720
"""Minutes after which a fax without a trace may be sent again by itself: what the service took is listed within
seconds, and after half a day nobody counts on the fax any more."""
PROOF_NAME = "{name} proof {number} {date}"
"""The name of a proof beside its document, where the user has not chosen another."""
LAST_COVER, TEMPLATE_COVER = "last", "template:"
"""What cover page a new fax begins with (`Settings.default_cover`)."""
MOST_DAYS = 36_500
"""Days since the end of a fax after which it may be deleted: a century is for ever."""
USUAL_REDIALS = 3
"""Redials of FaxDesk's own where the user has not said how many."""


def redirect_uri(port: int) -> str:
    """Return the address to register at Fax.Plus for the redirect of an API client."""
    return f"http://localhost:{port}{REDIRECT_PATH}"


class Settings(NamedTuple):
    """The settings, with their defaults. Every member is a plain JSON value.

    `account` is "" before the first start, then "token", "oauth" or "practice"; `client_id` is the customer's own
    OAuth client; `sender` the number used last, and `default_sender` the one that the user wants instead, "" for none;
    `default_cover` the cover page that a new fax begins with: "" for none, `LAST_COVER` for what was filled in last,
    and the name of a template after `TEMPLATE_COVER`; `region` the one (ISO 3166) of numbers without country code and
    of paper; `enhancement` whether Fax.Plus should sharpen pages for text; `appearance` "system", "light" or "dark";
    `notify` whether the desktop tells at once what failed or needs the user, `notify_deliveries` whether it tells of
    deliveries, `notify_received` whether it tells at once of faxes that were received, `notify_details` whether it
    names numbers and documents, which may then stand on a locked screen;
    `close_to_tray` whether FaxDesk goes on in the tray when its window is closed;
    `undo_seconds` how long the window holds a fax after Send, so that it can be taken back: 0 to `MOST_UNDO_SECONDS`;
    `redials` how often the window offers to try again what did not get through; `proxy` the address of the proxy to
    reach Fax.Plus through, "" for what the operating system and `HTTPS_PROXY` say; `poll_sparingly` whether Fax.Plus
    is asked for news less often; `keep_copies` whether pages and
    report of each fax are fetched soon after its end, since Fax.Plus may delete them; `lost_answers` "ask" or "resend":
    what becomes of a fax whose answer was lost and of which Fax.Plus shows no trace, and `resend_minutes` after how
    many minutes: `SHORTEST_PATIENCE` to `LONGEST_PATIENCE`; `look_for_releases` whether the window looks for newer
    versions of FaxDesk, and `release_feed` the address where it looks; `webhook_receiver` whether the receiver of
    webhooks runs while the window is open, `webhook_port` where it listens, and `webhook_url` the address of the proxy
    or tunnel that leads there, "" for none; `proof_stamp` whether the first page is stamped in proofs;
    `proof_beside` whether a proof is put beside each document that is faxed, and `proof_name` the pattern of its name
    (`core.proof_name`); `delete_after_days` how many days after its end the documents, pages and report of a fax are
    deleted from this computer, 0 for never; `office_hours` when offices are open
    (`core.office_hours`), "" for the usual hours.
    """

    account: str = ""
    api_url: str = PRODUCTION_URL
    client_id: str = ""
    sender: str = ""
    default_sender: str = ""
    default_cover: str = ""
    region: str = ""
    enhancement: bool = True
    appearance: str = "system"
    notify: bool = True
    notify_deliveries: bool = False
    notify_received: bool = True
    notify_details: bool = False
    close_to_tray: bool = False
    undo_seconds: int = 10
    redials: int = USUAL_REDIALS
    proxy: str = ""
    poll_sparingly: bool = False
    keep_copies: bool = True
    lost_answers: str = "ask"
    resend_minutes: int = 15
    look_for_releases: bool = False
    release_feed: str = RELEASE_FEED
    webhook_receiver: bool = False
    webhook_port: int = WEBHOOK_PORT
    webhook_url: str = ""
    proof_stamp: bool = False
    proof_beside: bool = False
    proof_name: str = PROOF_NAME
    delete_after_days: int = 0
    office_hours: str = ""

    @property
    def first_sender(self) -> str | None:
        """The number that a new fax starts with, None where none has been used or chosen yet."""
        return self.default_sender or self.sender or None

    @property
    def patience(self) -> timedelta | None:
        """How long a fax without a trace is waited for before it is sent again; None where the user is asked.

        What the file says beyond the limits is brought within them.
        """
        if self.lost_answers != "resend":
            return None
        return timedelta(minutes=min(LONGEST_PATIENCE, max(SHORTEST_PATIENCE, self.resend_minutes)))

    @property
    def grace(self) -> timedelta:
        """How long a fax can be taken back; what the file says beyond the limits is brought within them."""
        return timedelta(seconds=min(MOST_UNDO_SECONDS, max(0, self.undo_seconds)))

    @property
    def days_stored(self) -> int:
        """How many days after its end a fax stays stored here, 0 for ever; within the limits as above."""
        return min(MOST_DAYS, max(0, self.delete_after_days))


def readable(values: dict[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return the members of `values` that this version can read, and the others, to be kept when saving.

    A known member of the wrong type, as a newer version may write it, is none that can be read.
    """
    kinds = {name: type(default) for name, default in Settings()._asdict().items()}
    good = {name: value for name, value in values.items() if name in kinds and type(value) is kinds[name]}
    return good, {name: value for name, value in values.items() if name not in good}
