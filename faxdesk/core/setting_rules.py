"""What each setting is for, and what it may be: for administrators, who write settings without seeing the window.

Settings of a user are read more kindly (`settings.readable`): there a value out of its limits costs nobody anything,
while an administrator wants to hear at once of a word that is misspelt.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from faxdesk.core.address import normalised, normalised_feed, normalised_proxy, normalised_target
from faxdesk.core.errors import InputRefused
from faxdesk.core.model import MOST_REDIALS
from faxdesk.core.office_hours import parse_hours
from faxdesk.core.proof_name import check_pattern
from faxdesk.core.settings import (
    LAST_COVER,
    LONGEST_PATIENCE,
    MOST_DAYS,
    MOST_UNDO_SECONDS,
    SHORTEST_PATIENCE,
    TEMPLATE_COVER,
    Settings,
)

_PORTS = 1, 65535
_LONGEST = 2000
"""Characters of a text: as many as the longest address that programs agree on (RFC 9110, section 4.1, asks for 8000;
Internet Explorer took 2083)."""
_NUMBER = re.compile(r"\+[1-9][0-9]{5,14}")
"""A number as E.164 writes it: up to 15 digits; no country has fewer than six with its code."""
_REGION = re.compile(r"[A-Z]{2}")


@dataclass(frozen=True, slots=True)
class SettingRule:
    """What a setting is for, in a sentence, and what it may be besides having the type of its default.

    `words` are the only texts that it may be, where they are few; `limits` the least and the most of a number; `check`
    returns a text as it is used, or raises `InputRefused`.
    """

    meaning: str
    words: tuple[str, ...] = ()
    limits: tuple[int, int] | None = None
    check: Callable[[str], str] | None = None


def _number(text: str) -> str:
    if text and not _NUMBER.fullmatch(text):
        raise InputRefused("", f"“{text}” is no fax number.", "Write it like +41445550100.")
    return text


def _region(text: str) -> str:
    if text and not _REGION.fullmatch(text):
        raise InputRefused("", f"“{text}” is no country.", "Write it with two capitals, like CH (ISO 3166).")
    return text


def _cover(text: str) -> str:
    if text not in ("", LAST_COVER) and not text.startswith(TEMPLATE_COVER):
        raise InputRefused("", f"“{text}” is no cover page.", f"Write {LAST_COVER}, {TEMPLATE_COVER}NAME, or nothing.")
    return text


def _target(text: str) -> str:
    return normalised_target(text, "") if text else text


def _proof_name(text: str) -> str:
    check_pattern(text)
    return text


def _office_hours(text: str) -> str:
    return str(parse_hours(text))


RULES: Mapping[str, SettingRule] = {
    "api_url": SettingRule("The address of the service.", check=normalised),
    "client_id": SettingRule("The id of the company's own API client, which people then need not type."),
    "default_sender": SettingRule(
        "The number that a new fax is sent from if nobody says otherwise, as +41445550100; empty for the one used"
        " last.",
        check=_number,
    ),
    "default_cover": SettingRule(
        "The cover page that a new fax begins with: empty for none, last for what was filled in last, template:NAME for"
        " a template of the user.",
        check=_cover,
    ),
    "region": SettingRule(
        "The country of fax numbers without a country code, and of paper, as CH; empty for that of the number that is"
        " sent from.",
        check=_region,
    ),
    "enhancement": SettingRule("Whether Fax.Plus sharpens pages for text."),
    "appearance": SettingRule("How the window looks.", words=("system", "light", "dark")),
    "notify": SettingRule("Whether people are told through their desktop, at once, what failed or needs them."),
    "notify_deliveries": SettingRule("Whether people are told through their desktop what was delivered, together."),
    "notify_received": SettingRule("Whether people are told through their desktop, at once, of received faxes."),
    "notify_details": SettingRule(
        "Whether what is told through the desktop names numbers and documents, which then may stand on a locked screen."
    ),
    "close_to_tray": SettingRule("Whether FaxDesk goes on in the tray when its window is closed."),
    "undo_seconds": SettingRule(
        "How many seconds the window holds a fax after Send, so that it can be taken back.",
        limits=(0, MOST_UNDO_SECONDS),
    ),
    "redials": SettingRule(
        "How often the window offers to send a fax again that did not get through.", limits=(0, MOST_REDIALS)
    ),
    "proxy": SettingRule(
        "The proxy to reach Fax.Plus through, as http://proxy.example.com:8080; empty for that of the operating"
        " system.",
        check=normalised_proxy,
    ),
    "poll_sparingly": SettingRule("Whether Fax.Plus is asked for news three times less often."),
    "proof_stamp": SettingRule("Whether the first page of a fax is shown large and stamped in its proof."),
    "proof_beside": SettingRule("Whether a proof is put beside each document that is faxed."),
    "proof_name": SettingRule(
        "The name of a proof beside its document, of {name}, {number}, {date} and other words in braces.",
        check=_proof_name,
    ),
    "keep_copies": SettingRule("Whether pages and report of each fax are fetched soon after its end."),
    "lost_answers": SettingRule(
        "What becomes of a fax whose answer was lost and of which Fax.Plus shows no trace: ask the user, or send it"
        " again.",
        words=("ask", "resend"),
    ),
    "resend_minutes": SettingRule(
        "After how many minutes a fax without a trace is sent again, where lost_answers is resend.",
        limits=(SHORTEST_PATIENCE, LONGEST_PATIENCE),
    ),
    "delete_after_days": SettingRule(
        "How many days after its end the documents, pages and report of a fax are deleted from this computer, which"
        " people are told a day before the first time; 0 for never. What was sent when and to whom stays listed.",
        limits=(0, MOST_DAYS),
    ),
    "office_hours": SettingRule(
        "When offices are open, by their own clock, for what is sent when they open: as 8:30-17:00, or for single"
        " countries too, as 8-17; ES 9-14; AE 8-16 Mon-Fri; empty for 8 to 17 on the working days of each country.",
        check=_office_hours,
    ),
    "look_for_releases": SettingRule("Whether the window looks for newer versions of FaxDesk."),
    "release_feed": SettingRule("The address where the window looks for newer versions.", check=normalised_feed),
    "webhook_receiver": SettingRule("Whether the receiver of webhooks runs while the window is open."),
    "webhook_port": SettingRule("The port on which the receiver of webhooks listens.", limits=_PORTS),
    "webhook_url": SettingRule(
        "The address of the proxy or tunnel that leads to the receiver of webhooks; empty for none.", check=_target
    ),
}
"""All that can be chosen for somebody. Not `account` and `sender`: those say what they did last."""

_TYPES = {bool: "true or false", int: "a whole number", str: "a text"}
_DEFAULTS = Settings()._asdict()


def checked(name: str, value: object) -> Any:
    """Return the value of a setting as it is used. Raises `InputRefused` where the setting cannot be that.

    The name must be one of `RULES`.
    """
    rule, kind = RULES[name], type(_DEFAULTS[name])
    if type(value) is not kind:
        raise InputRefused(name, f"It must be {_TYPES[kind]}, and is {_shown(value)}.")
    if isinstance(value, str):
        return _checked_text(name, rule, value)
    if rule.limits is not None and isinstance(value, int):
        least, most = rule.limits
        if not least <= value <= most:
            raise InputRefused(name, f"It must be from {least} to {most}, and is {_shown(value)}.")
    return value


def _checked_text(name: str, rule: SettingRule, text: str) -> str:
    if len(text) > _LONGEST:
        raise InputRefused(name, f"It is longer than {_LONGEST} characters.")
    if not text.isprintable():
        raise InputRefused(name, "It has characters in it that cannot be printed.")
    if rule.words and text not in rule.words:
        words = ", ".join(f"“{word}”" for word in rule.words[:-1])
        raise InputRefused(name, f"It must be {words} or “{rule.words[-1]}”, and is “{text}”.")
    if rule.check is None:
        return text
    try:
        return rule.check(text)
    except InputRefused as error:
        raise InputRefused(name, error.title, error.advice) from error


def _shown(value: object) -> str:
    """Return a value of JSON in a few words."""
    if value is None or isinstance(value, bool):
        return {None: "null", True: "true", False: "false"}[value]
    if isinstance(value, str):
        return "a text"
    if isinstance(value, int | float):
        # A number of JSON may have thousands of digits.
        return str(value) if abs(value) < 1e9 else "a very large number"
    return "a list" if isinstance(value, list) else "an object"


def schema() -> dict[str, Any]:
    """Return the JSON Schema of the file of the administrator, with which editors complete and check it."""
    settings = {name: _entry_schema(name, rule) for name, rule in RULES.items()}
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Settings of FaxDesk for all users of a computer",
        "type": "object",
        "properties": {"$schema": {"type": "string"}, **settings},
        "additionalProperties": False,
    }


def _entry_schema(name: str, rule: SettingRule) -> dict[str, Any]:
    default = _DEFAULTS[name]
    value: dict[str, Any] = {"type": {bool: "boolean", int: "integer", str: "string"}[type(default)]}
    if rule.words:
        value["enum"] = list(rule.words)
    if rule.limits is not None:
        value["minimum"], value["maximum"] = rule.limits
    if isinstance(default, str):
        value["maxLength"] = _LONGEST
    one = (
        {"required": ["default"], "not": {"required": ["lock"]}},
        {"required": ["lock"], "not": {"required": ["default"]}},
    )
    return {
        "description": f"{rule.meaning} FaxDesk's own default: {default!r}." if default != "" else rule.meaning,
        "type": "object",
        "properties": {
            "default": {**value, "description": "What holds until somebody chooses otherwise."},
            "lock": {**value, "description": "What holds for everybody, who cannot choose otherwise."},
        },
        "oneOf": list(one),
        "additionalProperties": False,
    }
