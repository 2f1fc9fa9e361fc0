"""The shape of JSON that clients may store, so that what is read back keeps the contract."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from faxdesk.practice.http.request_context import bad_request

_NAMES: dict[type, str] = {str: "string", dict: "object", list: "array", bool: "boolean", int: "integer"}


@dataclass(frozen=True)
class Nullable:
    """A value of `shape`, or null."""

    shape: Any


FREE: dict[str, Any] = {}
"""An object with any members."""

_FLAGS = dict.fromkeys(("low_credit", "new_feature", "receive_fax", "send_fax", "voicemail"), bool)
_SLACK = ("with_attachment", "no_attachment", "off")
RETRY = {"count": range(4), "delay": range(31)}

PROFILE: dict[str, Any] = {
    "email": str,
    "name": str,
    "lastname": str,
    "phone": re.compile(r"[+]?[0-9]{8,}"),
    "profile_image": str,
    "account_data": {
        "company_logo": Nullable(str),
        "company_name": Nullable(str),
        "deactivation_reason": Nullable(str),
        "default_file_type": ("pdf", "tiff"),
        "role": Nullable(str),
        "save_history": bool,
    },
    "settings": {
        "caller_id_name": Nullable(str),
        "options": FREE,
        "should_enhance": bool,
        "send_fax": {"retry": RETRY, "options": FREE, "should_enhance": bool},
    },
    "notifications": {
        "black_list": {"uids": [str]},
        "settings": {
            "language": str,
            "email": {
                **_FLAGS,
                "addresses": [str],
                "attachments": {"confirmation_page": bool, "receive_fax": bool, "send_fax": bool},
            },
            "push_notifications": _FLAGS,
            "sms": {**_FLAGS, "numbers": [str]},
            "slack": {"receive_fax": _SLACK, "send_fax": _SLACK, "target_channel": str},
        },
    },
}
"""What may be changed in a profile."""


def check(value: object, shape: Any, label: str) -> None:
    """Raise Refusal where `value` does not fit `shape`.

    A shape is a type, a pattern, a range of whole numbers, a tuple of the values offered, a list with the shape of the
    entries, or a dict with the shapes of members, all of which may be missing.
    """
    if isinstance(shape, Nullable):
        if value is not None:
            check(value, shape.shape, label)
    elif isinstance(shape, dict):
        _check_type(value, dict, label)
        _check_members(value, shape, label)
    elif isinstance(shape, list):
        _check_type(value, list, label)
        _check_entries(value, shape[0], label)
    elif isinstance(shape, type):
        _check_type(value, shape, label)
    else:
        _check_value(value, shape, label)


def _check_type(value: object, kind: type, label: str) -> None:
    # In JSON a boolean is not a number, in Python it is.
    if not isinstance(value, kind) or (kind is int and isinstance(value, bool)):
        raise bad_request(f"{label}: {value!r} is not of type '{_NAMES[kind]}'")


def _check_members(value: Any, shape: dict[str, Any], label: str) -> None:
    for name in value.keys() & shape.keys():
        check(value[name], shape[name], f"{label}.{name}" if label else name)


def _check_entries(value: Any, shape: Any, label: str) -> None:
    for entry in value:
        check(entry, shape, label)


def _check_value(value: object, shape: Any, label: str) -> None:
    if isinstance(shape, re.Pattern):
        fits = isinstance(value, str) and shape.fullmatch(value) is not None
    elif isinstance(shape, range):
        _check_type(value, int, label)
        fits = value in shape
    else:
        fits = value in shape
    if not fits:
        raise bad_request(f"{label}: {value!r} is not one of {_offer(shape)}")


def _offer(shape: Any) -> str:
    if isinstance(shape, re.Pattern):
        return str(shape.pattern)
    return f"{shape.start} to {shape.stop - 1}" if isinstance(shape, range) else ", ".join(shape)


def merged(old: dict[str, Any], new: dict[str, Any], shape: dict[str, Any]) -> dict[str, Any]:
    """Return `old` with the members of `new` that `shape` has; objects are merged, everything else is replaced."""
    fresh = dict(old)
    for name in new.keys() & shape.keys():
        both = isinstance(old.get(name), dict) and isinstance(new[name], dict)
        fresh[name] = merged(old[name], new[name], shape[name]) if both and shape[name] else new[name]
    return fresh
