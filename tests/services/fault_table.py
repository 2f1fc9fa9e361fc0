"""The table of faults: what goes wrong, what people see while it does, and what happens next.

Each row is played by `test_faults.py`. `AT` is the request that the trouble strikes: the upload of a document, the
request to send, the poll of the service's outbox or archive, the request to cancel.

What people see is how FaxDesk says it stands with the service (`Link`), words of its sentence, and the state of the
fax:

- `ONLINE`: nothing is wrong with the connection; the words are those beside the fax, or in its timeline.
- `OFFLINE`: the connection or the service is in trouble; FaxDesk tries again by itself and says when.
- `SIGN_IN`: the token is not taken.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from faxdesk.core.lifecycle import State
from faxdesk.practice import Fault
from faxdesk.services.events import Link
from tests.services import played_faults as t
from tests.services.played_faults import At, Line, Trouble, lasting, played


class Then(Enum):
    """What happens next."""

    GOES_ON = "FaxDesk goes on by itself, and the fax arrives once"
    WAITS = "everything waits until the user has signed in again; then the fax arrives once"
    REFUSED = "this fax is rejected, with the reason; the next one arrives"
    ASKS = "the service has no such fax, but could have: the user is asked, and sends it; it arrives once"
    TAKEN_BACK = "the fax is cancelled, and never arrives"
    TOO_LATE = "the fax is not cancelled, which its timeline says; it arrives once"
    FAILS = "Fax.Plus takes the fax and does not send it: it fails with the reason; the next one arrives"
    NO_RESULT = "the fax ends without a result, and is never called lost; it was sent once"


@dataclass(frozen=True)
class Row:
    """One fault at one request. `pause` are the seconds until the next try at the least; `member` tells whose token it
    is, that of a member of the company or of its administrator."""

    what: str
    at: At
    trouble: Trouble
    link: Link
    words: str
    state: State
    then: Then
    pause: float = 0
    line: Line = Line.PLAIN
    oauth: bool = False
    member: bool = False

    def __str__(self) -> str:
        return f"{self.at.name.lower()}: {self.what}"


UPLOAD, SUBMIT, OUTBOX, ARCHIVE, CANCEL = At
ONLINE, OFFLINE, SIGN_IN = Link.ONLINE, Link.OFFLINE, Link.SIGN_IN
QUEUED, UNKNOWN, ACCEPTED, SCHEDULED = State.QUEUED, State.UNKNOWN, State.ACCEPTED, State.SCHEDULED
CANCELLED, REJECTED, DELIVERED = State.CANCELLED, State.REJECTED, State.DELIVERED
GOES_ON, WAITS, REFUSED, ASKS, TAKEN_BACK, TOO_LATE, FAILS, NO_RESULT = Then

json = Fault.status
html = Fault.bad_gateway


def drop(when: str) -> Trouble:
    """A connection that ends without an answer."""
    return played(Fault("drop", when=when))  # type: ignore[arg-type]


def reset(when: str) -> Trouble:
    """A connection that is reset."""
    return played(Fault("reset", when=when))  # type: ignore[arg-type]


def hang(when: str) -> Trouble:
    """A server that says nothing for half a minute."""
    return played(Fault("hang", when=when, seconds=30))  # type: ignore[arg-type]


SLOW = played(Fault("slow", seconds=30))
CUT = played(Fault("cut"))
TRUNCATED = played(Fault("truncate"))
PLAIN_TEXT = played(Fault("content_type"))
WRONG_TYPES = played(Fault("wrong_types"))
HUGE = played(Fault("huge"))
PORTAL = played(Fault("portal"))

CONNECTIONS = [
    Row("connection refused", UPLOAD, t.nobody_listens, OFFLINE, "refused the connection", QUEUED, GOES_ON),
    Row("connection refused", SUBMIT, t.nobody_listens, OFFLINE, "refused the connection", QUEUED, GOES_ON),
    Row("connection refused", OUTBOX, t.nobody_listens, OFFLINE, "refused the connection", ACCEPTED, GOES_ON),
    Row("connection refused", CANCEL, t.nobody_listens, OFFLINE, "refused the connection", SCHEDULED, TAKEN_BACK),
    Row("reset before the body", UPLOAD, reset("before_body"), OFFLINE, "broke", QUEUED, GOES_ON),
    Row("reset before the body", SUBMIT, reset("before_body"), OFFLINE, "broke", UNKNOWN, ASKS),
    Row("reset in the body", UPLOAD, reset("in_body"), OFFLINE, "broke", QUEUED, GOES_ON),
    Row("reset in the body", SUBMIT, reset("in_body"), OFFLINE, "broke", UNKNOWN, ASKS),
    Row("reset after the body", UPLOAD, reset("before_acting"), OFFLINE, "broke", QUEUED, GOES_ON),
    Row("reset after the body", SUBMIT, reset("before_acting"), OFFLINE, "broke", UNKNOWN, ASKS),
    Row("reset instead of an answer", UPLOAD, reset("after_acting"), OFFLINE, "broke", QUEUED, GOES_ON),
    Row("reset instead of an answer", SUBMIT, reset("after_acting"), OFFLINE, "broke", UNKNOWN, GOES_ON),
    Row("reset instead of an answer", OUTBOX, lasting(Fault("reset")), OFFLINE, "broke", ACCEPTED, GOES_ON),
    Row("reset instead of an answer", ARCHIVE, lasting(Fault("reset")), OFFLINE, "broke", ACCEPTED, GOES_ON),
    Row("reset instead of an answer", CANCEL, reset("after_acting"), OFFLINE, "broke", SCHEDULED, TAKEN_BACK),
    Row("closed after the body", SUBMIT, drop("before_acting"), OFFLINE, "broke", UNKNOWN, ASKS),
    Row("closed instead of an answer", SUBMIT, drop("after_acting"), OFFLINE, "broke", UNKNOWN, GOES_ON),
    Row("hung server", UPLOAD, hang("before_body"), OFFLINE, "took too long", QUEUED, GOES_ON),
    Row("hung server", SUBMIT, hang("before_body"), OFFLINE, "took too long", UNKNOWN, ASKS),
    Row("hung when it had acted", SUBMIT, hang("after_acting"), OFFLINE, "took too long", UNKNOWN, GOES_ON),
    Row("hung server", OUTBOX, hang("before_body"), OFFLINE, "took too long", ACCEPTED, GOES_ON),
    Row("hung server", CANCEL, hang("before_body"), OFFLINE, "took too long", SCHEDULED, TAKEN_BACK),
    Row("slow body", UPLOAD, SLOW, OFFLINE, "came too slowly", QUEUED, GOES_ON),
    Row("slow body", SUBMIT, SLOW, OFFLINE, "came too slowly", UNKNOWN, GOES_ON),
    Row("slow body", OUTBOX, SLOW, OFFLINE, "came too slowly", ACCEPTED, GOES_ON),
]

NETWORKS = [
    Row("DNS failure", UPLOAD, t.no_such_name, OFFLINE, "could not be found", QUEUED, GOES_ON, line=Line.NAMED),
    Row("DNS failure", SUBMIT, t.no_such_name, OFFLINE, "could not be found", QUEUED, GOES_ON, line=Line.NAMED),
    Row("expired certificate", UPLOAD, t.certificate("expired.pem"), OFFLINE, "date and time of this computer",
        QUEUED, GOES_ON, line=Line.ENCRYPTED),
    Row("expired certificate", SUBMIT, t.certificate("expired.pem"), OFFLINE, "date and time of this computer",
        QUEUED, GOES_ON, line=Line.ENCRYPTED),
    Row("certificate of another host", SUBMIT, t.certificate("elsewhere.pem"), OFFLINE, "Another machine answered",
        QUEUED, GOES_ON, line=Line.ENCRYPTED),
    Row("certificate of an unknown issuer", SUBMIT, t.certificate("firewall.pem"), OFFLINE, "firewall or virus scanner",
        QUEUED, GOES_ON, line=Line.ENCRYPTED),
    Row("proxy refuses", UPLOAD, t.proxy_says("403 Forbidden"), OFFLINE, "proxy of this network did not let",
        QUEUED, GOES_ON, line=Line.PROXIED),
    Row("proxy refuses", SUBMIT, t.proxy_says("502 Bad Gateway"), OFFLINE, "proxy of this network did not let",
        QUEUED, GOES_ON, line=Line.PROXIED),
    Row("proxy wants a password", UPLOAD, t.proxy_says("407 Proxy Authentication Required"), OFFLINE,
        "wants a user name and a password", QUEUED, GOES_ON, line=Line.PROXIED),
    Row("proxy wants a password", SUBMIT, t.proxy_says("407 Proxy Authentication Required"), OFFLINE,
        "wants a user name and a password", QUEUED, GOES_ON, line=Line.PROXIED),
    Row("proxy hangs up", SUBMIT, t.proxy_fails, OFFLINE, "", QUEUED, GOES_ON, line=Line.PROXIED),
    Row("chosen proxy works", UPLOAD, t.nothing, ONLINE, "", ACCEPTED, GOES_ON, line=Line.CHOSEN),
    Row("chosen proxy works", CANCEL, t.nothing, ONLINE, "", CANCELLED, TAKEN_BACK, line=Line.CHOSEN),
    Row("chosen proxy refuses", UPLOAD, t.proxy_says("403 Forbidden"), OFFLINE, "Check the proxy in FaxDesk's settings",
        QUEUED, GOES_ON, line=Line.CHOSEN),
    Row("chosen proxy refuses", SUBMIT, t.proxy_says("502 Bad Gateway"), OFFLINE, "proxy of this network did not let",
        QUEUED, GOES_ON, line=Line.CHOSEN),
    Row("chosen proxy wants a password", SUBMIT, t.proxy_says("407 Proxy Authentication Required"), OFFLINE,
        "wants a user name and a password", QUEUED, GOES_ON, line=Line.CHOSEN),
    Row("captive portal", UPLOAD, PORTAL, OFFLINE, "open a web browser", QUEUED, GOES_ON),
    Row("captive portal", SUBMIT, PORTAL, OFFLINE, "open a web browser", UNKNOWN, GOES_ON),
    Row("captive portal", OUTBOX, PORTAL, OFFLINE, "open a web browser", ACCEPTED, GOES_ON),
    Row("captive portal", ARCHIVE, PORTAL, OFFLINE, "open a web browser", ACCEPTED, GOES_ON),
    Row("captive portal", CANCEL, PORTAL, OFFLINE, "open a web browser", SCHEDULED, TAKEN_BACK),
]  # fmt: skip

RIGHTS = [
    Row("401 of a token", UPLOAD, lasting(json(401)), SIGN_IN, "does not accept the token", QUEUED, WAITS),
    Row("401 of a token", SUBMIT, lasting(json(401)), SIGN_IN, "does not accept the token", QUEUED, WAITS),
    Row("401 of a token", OUTBOX, lasting(json(401)), SIGN_IN, "does not accept the token", ACCEPTED, WAITS),
    Row("401 of a token", CANCEL, lasting(json(401)), SIGN_IN, "does not accept the token", SCHEDULED, WAITS),
    Row("401, and a refresh works", UPLOAD, t.token_ends, ONLINE, "", ACCEPTED, GOES_ON, oauth=True),
    Row("401, and a refresh works", SUBMIT, t.token_ends, ONLINE, "", ACCEPTED, GOES_ON, oauth=True),
    Row("401, and a refresh works", OUTBOX, t.token_ends, ONLINE, "", DELIVERED, GOES_ON, oauth=True),
    Row("401, and a refresh works", CANCEL, t.token_ends, ONLINE, "Cancelled by you", CANCELLED, TAKEN_BACK,
        oauth=True),
    Row("401, and no refresh works", UPLOAD, t.sign_in_ends, SIGN_IN, "Sign in again", QUEUED, WAITS, oauth=True),
    Row("401, and no refresh works", SUBMIT, t.sign_in_ends, SIGN_IN, "Sign in again", QUEUED, WAITS, oauth=True),
    Row("401, and no refresh works", OUTBOX, t.sign_in_ends, SIGN_IN, "Sign in again", ACCEPTED, WAITS, oauth=True),
    Row("401, and the refresh fails", SUBMIT, t.refresh_fails, OFFLINE, "has a fault", QUEUED, GOES_ON, oauth=True),
    Row("401, and the refresh fails", OUTBOX, t.refresh_fails, OFFLINE, "has a fault", ACCEPTED, GOES_ON, oauth=True),
    Row("403", UPLOAD, lasting(json(403)), SIGN_IN, "may not send and change faxes", QUEUED, WAITS),
    Row("403", SUBMIT, lasting(json(403)), SIGN_IN, "may not send and change faxes", QUEUED, WAITS),
    Row("403", OUTBOX, lasting(json(403)), SIGN_IN, "may not see faxes", ACCEPTED, WAITS),
    Row("403", ARCHIVE, lasting(json(403)), SIGN_IN, "may not see faxes", ACCEPTED, WAITS),
    Row("403", CANCEL, lasting(json(403)), SIGN_IN, "may not send and change faxes", SCHEDULED, WAITS),
    Row("403 of a firewall", SUBMIT, played(html(403)), SIGN_IN, "Something on the way", QUEUED, GOES_ON),
]  # fmt: skip

READS, WRITES = t.token_with("fax:all:read"), t.token_with("fax:all:edit")
SUSPENDED = t.entering("suspended")
CLOSED = t.entering("suspended", inactive_account="nothing")
NO_API, TRIAL_OVER = t.entering("plan-without-api", account_refusal=402), t.entering("trial-ended")
NO_PAGES = t.entering("no-credit", quota_exceeded="refused")
NOT_YOURS = t.entering("no-number", foreign_number=403)

ACCOUNTS = [
    Row("the token ends in mid-run", UPLOAD, t.token_expires, SIGN_IN, "does not accept the token", QUEUED, WAITS),
    Row("the token ends in mid-run", SUBMIT, t.token_expires, SIGN_IN, "does not accept the token", QUEUED, WAITS),
    Row("the token ends in mid-run", OUTBOX, t.token_expires, SIGN_IN, "does not accept the token", ACCEPTED, WAITS),
    Row("the token ends in mid-run", CANCEL, t.token_expires, SIGN_IN, "does not accept the token", SCHEDULED, WAITS),
    Row("the token may only read", UPLOAD, READS, SIGN_IN, "may not send and change faxes", QUEUED, WAITS),
    Row("the token may only read", SUBMIT, READS, SIGN_IN, "may not send and change faxes", QUEUED, WAITS),
    Row("the token may only read", CANCEL, READS, SIGN_IN, "may not send and change faxes", SCHEDULED, WAITS),
    Row("the token may only send", OUTBOX, WRITES, SIGN_IN, "may not see faxes", ACCEPTED, WAITS),
    Row("account suspended", UPLOAD, SUSPENDED, SIGN_IN, "account is not active", QUEUED, WAITS),
    Row("account suspended", SUBMIT, SUSPENDED, SIGN_IN, "account is not active", QUEUED, WAITS),
    Row("account closed", OUTBOX, CLOSED, SIGN_IN, "account is not active", ACCEPTED, WAITS),
    Row("account closed", CANCEL, CLOSED, SIGN_IN, "account is not active", SCHEDULED, WAITS),
    Row("plan without the API", UPLOAD, NO_API, SIGN_IN, "does not let programs in", QUEUED, WAITS),
    Row("plan without the API", OUTBOX, NO_API, SIGN_IN, "does not let programs in", ACCEPTED, WAITS),
    Row("trial over", SUBMIT, TRIAL_OVER, SIGN_IN, "trial of this account has ended", QUEUED, WAITS),
    Row("trial over", CANCEL, TRIAL_OVER, SIGN_IN, "trial of this account has ended", SCHEDULED, WAITS),
    Row("user who may only receive", UPLOAD, t.administrator_takes_the_right, SIGN_IN, "in your company's",
        QUEUED, WAITS),
    Row("user who may only receive", SUBMIT, t.administrator_takes_the_right, SIGN_IN, "in your company's",
        QUEUED, WAITS),
    Row("no pages left, refused", SUBMIT, NO_PAGES, ONLINE, "no pages or credit left", REJECTED, REFUSED),
    Row("no pages left, accepted", SUBMIT, t.becoming("no-credit"), ONLINE, "", ACCEPTED, FAILS),
    Row("member's quota used up, refused", SUBMIT, t.quota_used_up(quota_exceeded="refused"), ONLINE,
        "raise your page quota", REJECTED, REFUSED, member=True),
    Row("member's quota used up, accepted", SUBMIT, t.quota_used_up(), ONLINE, "", ACCEPTED, FAILS, member=True),
    Row("sender of somebody else", SUBMIT, NOT_YOURS, ONLINE, "not an active number", REJECTED, REFUSED),
    Row("no number at all", SUBMIT, t.entering("no-number-refused"), ONLINE, "not an active number", REJECTED, REFUSED),
    Row("number expired", SUBMIT, t.entering("number-expired"), ONLINE, "not an active number", REJECTED, REFUSED),
    Row("number not verified", SUBMIT, t.entering("number-pending"), ONLINE, "not an active number", REJECTED, REFUSED),
    Row("nothing stored", OUTBOX, t.becoming("history-off"), ONLINE, "", ACCEPTED, NO_RESULT),
    Row("a bare record stored", OUTBOX, t.becoming("history-off-record"), ONLINE, "", DELIVERED, GOES_ON),
    Row("only the outbox tells", OUTBOX, t.becoming("history-off-outbox"), ONLINE, "", ACCEPTED, GOES_ON),
    Row("purged while nobody looked", OUTBOX, t.purged_unseen, ONLINE, "", ACCEPTED, NO_RESULT),
    Row("the archive knows no category", ARCHIVE, t.becoming("usual", archive_category="refused"), ONLINE, "",
        DELIVERED, GOES_ON),
    Row("times of another zone", ARCHIVE, t.becoming("usual", archive_zone="account"), ONLINE, "", DELIVERED, GOES_ON),
]  # fmt: skip

REFUSALS = [
    Row("400", UPLOAD, played(json(400, "odd", "Not like this")), ONLINE, "Not like this", REJECTED, REFUSED),
    Row("400", SUBMIT, played(json(400, "odd", "Not like this")), ONLINE, "Not like this", REJECTED, REFUSED),
    Row("404", SUBMIT, played(json(404)), ONLINE, "Fax.Plus refused the request (404)", REJECTED, REFUSED),
    Row("404", OUTBOX, played(json(404)), OFFLINE, "does not know", ACCEPTED, GOES_ON),
    Row("404 of a fax that was just sent", ARCHIVE, played(t.NO_RECORDS, t.UNHEARD_OF), ONLINE, "", ACCEPTED, GOES_ON),
    Row("404 of a fax that waits", CANCEL, played(json(404)), ONLINE, "", SCHEDULED, TAKEN_BACK),
    Row("409", SUBMIT, played(json(409)), ONLINE, "Fax.Plus refused the request (409)", REJECTED, REFUSED),
    Row("409", CANCEL, played(json(409)), ONLINE, "can no longer be cancelled", SCHEDULED, TOO_LATE),
    Row("413", UPLOAD, played(html(413)), ONLINE, "150 MB", REJECTED, REFUSED),
    Row("413", SUBMIT, played(json(413)), ONLINE, "150 MB", REJECTED, REFUSED),
    Row("number withdrawn", SUBMIT, t.number_withdrawn, ONLINE, "not an active number", REJECTED, REFUSED),
    Row("expired upload", SUBMIT, t.path_expired, ONLINE, "", ACCEPTED, GOES_ON),
    Row("every upload expires", SUBMIT, t.paths_expire, ONLINE, "has expired", REJECTED, REFUSED),
]

PAUSES = [
    Row("429", UPLOAD, played(Fault.too_many_requests()), OFFLINE, "asks for a pause", QUEUED, GOES_ON),
    Row("429", SUBMIT, played(Fault.too_many_requests()), OFFLINE, "asks for a pause", QUEUED, GOES_ON),
    Row("429", OUTBOX, played(Fault.too_many_requests()), OFFLINE, "asks for a pause", ACCEPTED, GOES_ON),
    Row("429", CANCEL, played(Fault.too_many_requests()), OFFLINE, "asks for a pause", SCHEDULED, TAKEN_BACK),
    Row("429 for 90 seconds", UPLOAD, played(Fault.too_many_requests(90)), OFFLINE, "pause", QUEUED, GOES_ON, 90),
    Row("429 for 90 seconds", SUBMIT, played(Fault.too_many_requests(90)), OFFLINE, "pause", QUEUED, GOES_ON, 90),
    Row("429 for 90 seconds", OUTBOX, played(Fault.too_many_requests(90)), OFFLINE, "pause", ACCEPTED, GOES_ON, 90),
    Row("429 until a date", SUBMIT, t.pause_until(90), OFFLINE, "asks for a pause", QUEUED, GOES_ON, 85),
    Row("429 until a date", OUTBOX, t.pause_until(90), OFFLINE, "asks for a pause", ACCEPTED, GOES_ON, 85),
    Row("503 for 90 seconds", UPLOAD, played(json(503, headers={"Retry-After": "90"})), OFFLINE, "has a fault",
        QUEUED, GOES_ON, 90),
]  # fmt: skip

BROKEN = [
    Row("500", UPLOAD, played(json(500)), OFFLINE, "has a fault", QUEUED, GOES_ON),
    Row("500", SUBMIT, played(json(500)), OFFLINE, "has a fault", UNKNOWN, ASKS),
    Row("500 when it had acted", SUBMIT, played(json(500, when="after_acting")), OFFLINE, "has a fault",
        UNKNOWN, GOES_ON),
    Row("500", OUTBOX, played(json(500)), OFFLINE, "has a fault", ACCEPTED, GOES_ON),
    Row("500", CANCEL, played(json(500)), OFFLINE, "has a fault", SCHEDULED, TAKEN_BACK),
    Row("502 of a gateway", UPLOAD, played(html(502)), OFFLINE, "has a fault", QUEUED, GOES_ON),
    Row("502 of a gateway", SUBMIT, played(html(502)), OFFLINE, "has a fault", UNKNOWN, ASKS),
    Row("502 of a gateway, sent", SUBMIT, played(html(502, when="after_acting")), OFFLINE, "has a fault",
        UNKNOWN, GOES_ON),
    Row("502 of a gateway", ARCHIVE, played(html(502)), OFFLINE, "has a fault", ACCEPTED, GOES_ON),
    Row("503 in a web page", UPLOAD, played(html(503)), OFFLINE, "has a fault", QUEUED, GOES_ON),
    Row("503 in a web page", SUBMIT, played(html(503)), OFFLINE, "has a fault", UNKNOWN, ASKS),
    Row("503 in a web page", OUTBOX, played(html(503)), OFFLINE, "has a fault", ACCEPTED, GOES_ON),
    Row("503 when it had acted", CANCEL, played(html(503, when="after_acting")), OFFLINE, "has a fault",
        SCHEDULED, TAKEN_BACK),
    Row("connection cut in the answer", UPLOAD, CUT, OFFLINE, "cut short", QUEUED, GOES_ON),
    Row("connection cut in the answer", SUBMIT, CUT, OFFLINE, "cut short", UNKNOWN, GOES_ON),
    Row("connection cut in the answer", OUTBOX, CUT, OFFLINE, "cut short", ACCEPTED, GOES_ON),
    Row("half of the JSON", UPLOAD, TRUNCATED, OFFLINE, "cut short", QUEUED, GOES_ON),
    Row("half of the JSON", SUBMIT, TRUNCATED, OFFLINE, "cut short", UNKNOWN, GOES_ON),
    Row("half of the JSON", OUTBOX, TRUNCATED, OFFLINE, "cut short", ACCEPTED, GOES_ON),
    Row("half of the JSON", ARCHIVE, TRUNCATED, OFFLINE, "cut short", ACCEPTED, GOES_ON),
    Row("JSON called plain text", UPLOAD, PLAIN_TEXT, ONLINE, "", ACCEPTED, GOES_ON),
    Row("JSON called plain text", SUBMIT, PLAIN_TEXT, ONLINE, "", ACCEPTED, GOES_ON),
    Row("JSON called plain text", OUTBOX, PLAIN_TEXT, ONLINE, "", DELIVERED, GOES_ON),
    Row("wrong types", UPLOAD, WRONG_TYPES, ONLINE, "does not exist or has expired", REJECTED, REFUSED),
    Row("wrong types", SUBMIT, WRONG_TYPES, ONLINE, "gave no id", DELIVERED, GOES_ON),
    Row("wrong types", OUTBOX, WRONG_TYPES, OFFLINE, "does not understand", ACCEPTED, GOES_ON),
    Row("wrong types", ARCHIVE, WRONG_TYPES, OFFLINE, "does not understand", ACCEPTED, GOES_ON),
    Row("huge answer", UPLOAD, HUGE, OFFLINE, "far too large", QUEUED, GOES_ON),
    Row("huge answer", SUBMIT, HUGE, OFFLINE, "far too large", UNKNOWN, GOES_ON),
    Row("huge answer", OUTBOX, HUGE, OFFLINE, "far too large", ACCEPTED, GOES_ON),
]  # fmt: skip

CLOCKS = [
    Row("service 5 hours ahead, answer lost", SUBMIT, t.skewed(5), OFFLINE, "broke", UNKNOWN, GOES_ON),
    Row("service 5 hours behind, answer lost", SUBMIT, t.skewed(-5), OFFLINE, "broke", UNKNOWN, GOES_ON),
    Row("our clock set back, answer lost", SUBMIT, t.our_clock_is_wrong, OFFLINE, "broke", UNKNOWN, GOES_ON),
]

TABLE = [*CONNECTIONS, *NETWORKS, *RIGHTS, *ACCOUNTS, *REFUSALS, *PAUSES, *BROKEN, *CLOCKS]
