"""The check of `POST outbox`: every member of the payload, as the contract describes it."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from faxdesk.practice.http.request_context import AuthorizedRequest, Refusal, bad_request
from faxdesk.practice.http.uploads import SIZE_LIMIT, find_upload
from faxdesk.practice.simulation.clock import parse_stamp_with_offset, stamp
from faxdesk.practice.state.outbox import PageLimits, SendRequest, StoredFile

MOST_FILES = 10
MOST_DESTINATIONS = 4000
MOST_RETRIES = 3
LONGEST_RETRY_DELAY = 30
COVER_FLAGS = ("urgent", "for_review", "please_reply", "confidential")
NO_NUMBER = "no_number"
_PAST_SECONDS = 60.0
"""How long ago "now" may be: clocks differ, and answers take their time."""

OWN_NUMBER = re.compile(r"(\+[0-9]{8,})(\*{0,10}[0-9]+)?")
_SEND_TIME = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2} [0-9]{2}:[0-9]{2}:[0-9]{2} [+-][0-9]{4}")
_TYPES: dict[type, str] = {str: "string", dict: "object", list: "array", bool: "boolean", int: "integer"}


def read_send_request(
    call: AuthorizedRequest, documents_of: Callable[[AuthorizedRequest, str], tuple[StoredFile, ...]]
) -> tuple[SendRequest, bool]:
    """Return the checked order, and whether the caller wants the ids.

    `documents_of` finds the documents of an existing fax. Raises Refusal, whose description names the member at fault.
    """
    payload = call.json()
    comment = _object(payload, "comment")
    options = _object(payload, "options")
    retry = _retry(_object(options, "retry", "options.retry") or _default_retry(call))
    unit = 60.0 if call.switches.retry_delay_unit == "minutes" else 1.0
    _member(options, "enhancement", bool, "options.enhancement")
    sources, destinations, send_at = _sources(call, payload), _destinations(payload), _send_time(call, payload)
    late = call.switches.conversion == "at_send_time"
    order = SendRequest(
        uid=call.uid,
        sources=sources,
        destinations=destinations,
        files=_files(call, payload, documents_of, send_at if late else None),
        comment=_member(comment, "text", str, "comment.text") or "",
        tags=tuple(_texts(comment, "tags", "comment.tags")),
        options=options,
        retry=retry,
        retry_delay=retry["delay"] * unit,
        send_at=send_at,
        cover=_cover(payload),
        ip=call.request.remote_addr or "",
        limits=PageLimits(None if call.user.admin else call.user.quota, call.account.company_pages),
    )
    return order, bool(_member(payload, "return_ids", bool, "return_ids"))


def _sources(call: AuthorizedRequest, payload: dict[str, Any]) -> tuple[str, ...]:
    text = _required(payload, "from", str)
    if text.lower() == NO_NUMBER:
        if not call.switches.no_number_accepted:
            raise Refusal(
                call.switches.foreign_number, "invalid_from_number", "from: a number of this account is needed"
            )
        return (NO_NUMBER,)
    sending = {own.number for own in call.account.members.numbers(call.uid) if own.sends(call.now)}
    found = []
    for part in text.split(","):
        match = OWN_NUMBER.fullmatch(part.strip())
        if match is None:
            raise bad_request(f"from: {part.strip()!r} does not match the pattern of a number")
        if match[1] not in sending:
            sentence = f"from: {match[1]} is not an active number of this account"
            raise Refusal(call.switches.foreign_number, "invalid_from_number", sentence)
        found.append(match[1])
    return tuple(found)


def _destinations(payload: dict[str, Any]) -> tuple[str, ...]:
    found = _required(payload, "to", list)
    if len(found) > MOST_DESTINATIONS:
        raise bad_request(f"to: at most {MOST_DESTINATIONS} destinations per fax", "too_many_destinations")
    if not found:
        raise bad_request("to: [] is too short")
    for entry in found:
        if not isinstance(entry, str):
            raise bad_request(f"to: {entry!r} is not of type 'string'")
        if not entry.strip():
            raise bad_request("to: an empty destination")
    return tuple(found)


def _files(
    call: AuthorizedRequest,
    payload: dict[str, Any],
    documents_of: Callable[[AuthorizedRequest, str], tuple[StoredFile, ...]],
    needed: float | None,
) -> tuple[StoredFile, ...]:
    _required(payload, "files", list)
    paths = _texts(payload, "files", "files")
    if len(paths) > MOST_FILES:
        raise bad_request(f"files: at most {MOST_FILES} files per fax", "too_many_files")
    earlier = _member(payload, "from_fax", str, "from_fax")
    if not paths and not earlier:
        raise bad_request("files: [] is too short")
    files = tuple(find_upload(call, path, needed) for path in paths)
    if earlier:
        files += documents_of(call, earlier)
    if sum(file.size for file in files) > SIZE_LIMIT:
        raise Refusal(413, "payload_too_large", "files: together over 150 MB")
    return files


def _send_time(call: AuthorizedRequest, payload: dict[str, Any]) -> float | None:
    text = _member(payload, "send_time", str, "send_time")
    if text is None:
        return None
    try:
        # The pattern first: strptime takes more than the contract, such as `Z` and single digits.
        moment = parse_stamp_with_offset(text) if _SEND_TIME.fullmatch(text) else None
        # The last and the first hours of the calendar leave it in another zone.
        stamp(moment or 0.0)
    except (ValueError, OverflowError):
        moment = None
    if moment is None:
        raise bad_request(f"send_time: {text!r} does not match YYYY-MM-DD HH:MM:SS +HHMM")
    if moment < call.now - _PAST_SECONDS and call.switches.past_send_time == "refused":
        raise bad_request("send_time: is in the past")
    return moment


def _default_retry(call: AuthorizedRequest) -> dict[str, Any]:
    """Return the retries that the user's own settings ask for where the request says nothing of any."""
    user = call.account.members.user(call.uid)
    settings = user.profile.get("settings", {}) if user is not None else {}
    retry: dict[str, Any] = settings.get("send_fax", {}).get("retry") or {}
    return retry


def _retry(given: dict[str, Any]) -> dict[str, int]:
    found = {}
    for name, most in (("count", MOST_RETRIES), ("delay", LONGEST_RETRY_DELAY)):
        value = _member(given, name, int, f"options.retry.{name}")
        if value is not None and not 0 <= value <= most:
            raise bad_request(f"options.retry.{name}: {value} is not between 0 and {most}")
        found[name] = value or 0
    return found


def _cover(payload: dict[str, Any]) -> dict[str, Any] | None:
    if payload.get("cover_page") is None:
        return None
    cover = _object(payload, "cover_page")
    for name in ("name_to", "name_from", "subject"):
        _required(cover, name, str, f"cover_page.{name}")
    _member(cover, "message", str, "cover_page.message")
    for flag in _texts(cover, "flags", "cover_page.flags"):
        if flag not in COVER_FLAGS:
            raise bad_request(f"cover_page.flags: {flag!r} is not one of {', '.join(COVER_FLAGS)}")
    return cover


def _required(values: dict[str, Any], name: str, kind: type, label: str = "") -> Any:
    if values.get(name) is None:
        raise bad_request(f"{label or name}: is a required property")
    return _member(values, name, kind, label or name)


def _member(values: dict[str, Any], name: str, kind: type, label: str) -> Any:
    """Return a member of the wanted type, or None if it is missing or null."""
    value = values.get(name)
    # In JSON a boolean is not a number, in Python it is.
    if value is not None and (not isinstance(value, kind) or (kind is int and isinstance(value, bool))):
        raise bad_request(f"{label}: {value!r} is not of type '{_TYPES[kind]}'")
    return value


def _object(values: dict[str, Any], name: str, label: str = "") -> dict[str, Any]:
    return _member(values, name, dict, label or name) or {}


def _texts(values: dict[str, Any], name: str, label: str) -> list[str]:
    entries: list[Any] = _member(values, name, list, label) or []
    for entry in entries:
        if not isinstance(entry, str):
            raise bad_request(f"{label}: {entry!r} is not of type 'string'")
    return entries
