"""What nobody outside Fax.Plus knows for certain, as switches.

The contract leaves questions open: which spelling a member has, which code answers a deletion, what becomes of a
comment. The defaults are the best reading. A client is right only if it works with every other value as well, so
tests turn them one by one. `docs()` lists them with their meaning, for help texts and the control interface.
"""

from __future__ import annotations

import ast
import inspect
import itertools
import typing
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, fields
from functools import cache
from typing import Any, Literal

Naming = Literal["from", "from_number", "both"]
Spelling = Literal["e164", "spaces", "no_plus"]


@dataclass
class ContractSwitches:
    """The switches, each with the value that is most likely true as its default.

    Setting an attribute checks it: AttributeError for an unknown name, ValueError for a value that is not offered.
    """

    record_naming: Naming = "from"
    """Sender in archive records: `from` (SDK), `from_number` (examples of the documentation), or both."""

    webhook_naming: Naming = "from"
    """Numbers in webhooks: `from` and `to` (documentation), `from_number` and `to_number` (SDK), or both."""

    number_spelling: Spelling = "e164"
    """How records write numbers: `+41445550123`, `+41 44 555 01 23` as some examples do, or without the plus."""

    webhook_spelling: Spelling = "e164"
    """The same for webhooks."""

    upload_lifetime: int = 3600
    """Seconds that an uploaded path can be used. The vendor's only hint is one hour at most; 86400 is a day."""

    upload_reusable: bool = True
    """False: an uploaded document is gone as soon as a fax with it was converted."""

    upload_missing: Literal["refused", "fails"] = "refused"
    """A fax whose upload is gone: 400, or accepted, and failing in its conversion."""

    conversion: Literal["at_once", "at_send_time"] = "at_once"
    """When documents of a fax for later are converted. At its time, an upload may be gone by then: the fax fails."""

    created_status: Literal[201, 200] = 201
    """Code after an upload, a fax and a webhook were created."""

    changed_status: Literal[204, 200] = 204
    """Code after a change or a deletion; 200 comes with an empty body too."""

    ids_key: Literal["as_given", "e164", "spaces", "no_plus"] = "as_given"
    """How the map of ids spells the destinations."""

    ids_returned: bool = True
    """False: the map of ids is missing although `return_ids` was true."""

    outbox_record: Literal["per_destination", "per_submission"] = "per_destination"
    """One outbox record for each destination, or one for all destinations of a submission that still wait."""

    repeated_destination: Literal["twice", "once"] = "twice"
    """A destination given twice in one request: two faxes (the map of ids can name only one), or one."""

    tags_shown: bool = True
    """False: outbox records do not return the tags of the comment."""

    outbox_files: Literal["name", "path", "stored"] = "name"
    """Files in outbox records: `/transient-UUID` as in the example, the path as given, or another folder before it."""

    outbox_page_count: Literal["after_conversion", "at_once"] = "after_conversion"
    """When outbox records know the number of pages; it is 0 before."""

    comment_copied: bool = True
    """Whether the text of the comment is copied to the archive. False: the archive has an empty comment."""

    empty_comment: Literal["text", "null", "missing"] = "text"
    """An archive record without comment: "", null (which breaks the SDK), or no member at all."""

    archive_id: Literal["first_same", "new", "same"] = "first_same"
    """Ids of archive records: that of the outbox for the first attempt and new ones for retries; always new; or that
    of the outbox always, with one record for the last attempt only."""

    outbox_id_in_archive: bool = True
    """With an archive id of its own: whether `GET faxes/{outbox id}` finds the fax all the same."""

    archive_gap: float | None = None
    """Seconds between outbox and archive where a fax is in neither; None leaves it to the pace. Counts for faxes
    accepted from then on."""

    finished_outbox_id: Literal[404, 410, 200] = 404
    """Code for an outbox id whose fax has finished; 200 goes on showing the last record."""

    finished_outbox_status: Literal["last", "history", "final"] = "last"
    """What such a record shows: the last status of the outbox; how the fax ended, in `status_changes` only; or that as
    the status too."""

    delete_while_sending: Literal["conflict", "not_found", "cancelled", "ignored"] = "conflict"
    """DELETE of a fax that is being sent: 409; 404; 204 and the call is ended; 204 and the fax is sent anyway."""

    change_while_sending: Literal["conflict", "changed"] = "conflict"
    """PUT of a comment while the fax is being sent: 409 as documented for bulk changes, or accepted."""

    cancelled_in_archive: bool = False
    """True: a cancelled fax shows up in the archive, as failed."""

    unsaved_fax: Literal["no_record", "bare_record", "as_usual"] = "no_record"
    """What is left of a sent fax of an account that does not store them (`save_history`): no archive record; a record
    without document and report; or all, as if the member meant something else."""

    retention_days: int = 0
    """Days after which all faxes of the company are purged; 0 keeps them for ever."""

    retention_start: Literal["finished", "accepted"] = "finished"
    """What these days are counted from: the end of a fax, or the moment at which it was accepted."""

    purged_fax: Literal["no_record", "bare_record"] = "no_record"
    """What is left of a purged fax: no archive record, or a record without document and report."""

    partial_pages: Literal["sent", "total"] = "sent"
    """What `pages` counts in a fax that was sent in part."""

    optional_members: bool = True
    """False: records have only the members that the contract requires."""

    extra_members: bool = False
    """True: records have members that no document names."""

    null_members: bool = False
    """True: optional texts without content are null instead of "" (contact name, header and so on)."""

    download_format: Literal["optional", "required"] = "optional"
    """Whether a download without `format`, and without a PDF or TIFF in its Accept header, is a PDF or a 400."""

    download_named: bool = True
    """Whether downloads carry a Content-Disposition."""

    report_for_failed: bool = True
    """Whether a fax that failed has a confirmation report; 404 otherwise."""

    report_for_incoming: bool = False
    """Whether an incoming fax has a confirmation report."""

    receiving_shown: bool = False
    """Whether the archive lists an incoming fax while it is being received, as `in_progress`."""

    withheld_number: Literal["empty", "null", "missing", "anonymous"] = "empty"
    """The sender of an incoming fax whose caller shows no number: "", null, no member, or the word `anonymous`."""

    read_by_download: bool = False
    """Whether the download of an incoming fax marks it as read."""

    offset_supported: bool = True
    """False: `offset` is ignored, as before SDK 3.0.5."""

    sort_supported: bool = True
    """False: `sort_by` and `order` are ignored, as before SDK 3.0.5."""

    default_order: Literal["newest_first", "oldest_first"] = "newest_first"
    """Order of the archive where the request does not say."""

    default_category: Literal["sent", "inbox", "all"] = "all"
    """What the archive lists where the request names no category."""

    range_time: Literal["start_time", "submit_time", "last_update"] = "start_time"
    """Which time of a fax `after` and `before` are compared with."""

    range_inclusive: bool = True
    """Whether a fax at exactly `after` or `before` belongs to the range."""

    limit_too_high: Literal["refused", "cut"] = "refused"
    """A limit above 50: 400, or 50."""

    overlapping_pages: int = 0
    """How many records each further page repeats from the page before, as when new faxes shift the offsets."""

    archive_times: Literal["plain", "offset"] = "plain"
    """`submit_time` and `scheduled_time` in the archive: without a zone, or with ` +0000`."""

    past_send_time: Literal["sent_now", "refused"] = "sent_now"
    """A time of sending that has passed: sent at once, or 400."""

    retry_delay_unit: Literal["seconds", "minutes"] = "seconds"
    """Unit of `retry.delay`: the SDK says seconds, the product help minutes."""

    webhook_per_attempt: bool = True
    """A webhook for each attempt, or only for the last."""

    webhook_for_failures: bool = True
    """Whether failures are reported, or successes only."""

    webhook_deliveries: int = 1
    """How often each webhook is delivered. Nothing says that it is only once."""

    webhook_retries: int = 0
    """How often a delivery is tried again, at once, whose target was not reached or did not answer with 2xx."""

    webhook_time: Literal["visible", "finished"] = "visible"
    """When webhooks are told of an attempt: as its record is in the archive, or as its call ends, before that."""

    webhook_signature: Literal["none", "standard"] = "none"
    """Whether webhooks are signed as in Standard Webhooks; `GET /practice/webhook-secret` tells the secret."""

    webhook_status: Literal["code", "translated", "unknown"] = "code"
    """The status in webhooks: the code of records, the Italian words of the vendor's page, or one that is listed
    nowhere."""

    webhook_uid: bool = True
    """Whether webhooks say whose fax it is; the vendor's walk-through has no `uid`."""

    webhook_cost: Literal["whole", "fraction"] = "whole"
    """The cost in webhooks: a whole number as in the documentation, or with a fraction as the SDK has it."""

    client_id_required: bool = True
    """Whether OAuth tokens need the `x-fax-clientid` header; 401 without it."""

    refresh_answer: Literal["omit", "keep", "rotate"] = "omit"
    """Refresh token in the answer to a refresh: none, the same again, or a new one that ends the old one."""

    token_lifetime: int = 3600
    """Seconds that an OAuth access token lives."""

    expires_in_told: bool = True
    """Whether `/token` says how long the access token lives."""

    state_returned: bool = True
    """Whether `/login` gives `state` back to the redirect URI."""

    redirect_any_port: bool = False
    """Whether a loopback redirect URI may have another port than the registered one."""

    edit_implies_read: bool = False
    """Whether a token with an `edit` scope may read as well."""

    inactive_account: Literal["no_sending", "nothing", "as_usual"] = "no_sending"
    """What an account may still do that is not active (suspended, and so on): read; nothing; or everything."""

    account_refusal: Literal[403, 402, 400] = 403
    """Code of refusals for the account's sake: not active, plan without API, a user who may not send, no pages left."""

    quota_exceeded: Literal["fails", "refused"] = "fails"
    """A fax for which the user or the company has no pages left: it ends as `insufficient_credit`, or is refused."""

    foreign_number: Literal[400, 403] = 400
    """Code where the sender is no working number of the user."""

    no_number_accepted: bool = True
    """False: `no_number` as sender is refused."""

    archive_category: Literal["named", "refused"] = "named"
    """Whether the archive knows the category `sent`, or refuses it and lists everything without one."""

    archive_zone: Literal["utc", "account"] = "utc"
    """The zone of times in records that name none: UTC, or that of the account, which is two hours ahead."""

    def __setattr__(self, name: str, value: object) -> None:
        check(name, value)
        object.__setattr__(self, name, value)

    def changed(self) -> dict[str, Any]:
        """Return the switches that differ from their default."""
        return {field.name: value for field in fields(self) if (value := getattr(self, field.name)) != field.default}


class StoredSwitches(ContractSwitches):
    """Choices of an account: each change is kept at once, where other processes see it."""

    def __init__(self, values: Mapping[str, Any], keep: Callable[[str, object], None]) -> None:
        object.__setattr__(self, "_keep", None)
        super().__init__(**values)
        object.__setattr__(self, "_keep", keep)

    def __setattr__(self, name: str, value: object) -> None:
        super().__setattr__(name, value)
        keep: Callable[[str, object], None] | None = self.__dict__["_keep"]
        if keep is not None:
            keep(name, value)


def check(name: str, value: object) -> None:
    """Raise AttributeError for an unknown switch, ValueError for a value that it does not have."""
    hint = _hints().get(name)
    if hint is None:
        raise AttributeError(f"the practice service has no choice called {name!r}")
    if not _fits(value, hint):
        raise ValueError(f"{name} cannot be {value!r}; it is one of {offered(name)}")


def offered(name: str) -> str:
    """Return the values of a switch, for people."""
    hint = _hints()[name]
    if typing.get_origin(hint) is Literal:
        return ", ".join(repr(value) for value in typing.get_args(hint))
    return {bool: "True, False", int: "a whole number from 0"}.get(hint, "a number of seconds from 0, or None")


def _fits(value: object, hint: Any) -> bool:
    if typing.get_origin(hint) is Literal:
        return any(value == option and type(value) is type(option) for option in typing.get_args(hint))
    if hint is bool:
        return isinstance(value, bool)
    if value is None:
        return type(None) in typing.get_args(hint)
    numeric = int if hint is int else (int, float)
    return isinstance(value, numeric) and not isinstance(value, bool) and value >= 0


@cache
def _hints() -> dict[str, Any]:
    return typing.get_type_hints(ContractSwitches)


@cache
def docs() -> dict[str, str]:
    """Return the meaning of each switch, from the text below it in this module."""
    tree = ast.parse(inspect.getsource(ContractSwitches))
    body = typing.cast("ast.ClassDef", tree.body[0]).body
    found: dict[str, str] = {}
    for node, following in itertools.pairwise(body):
        if isinstance(node, ast.AnnAssign) and isinstance(following, ast.Expr):
            found[ast.unparse(node.target)] = inspect.cleandoc(ast.literal_eval(following.value))
    return found


def as_values(switches: ContractSwitches) -> dict[str, Any]:
    """Return all switches with their values."""
    return asdict(switches)
