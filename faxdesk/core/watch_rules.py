"""What is to become of the files in a watched folder: its rule file, `faxdesk.toml`, checked.

The file is TOML (toml.io). What it may say is in docs/watched-folders.md. Keys at the top hold for all files; those of
the first `[[rule]]` whose `files` fit a name take their place.

    >>> rules = parse('action = "send"', "CH")
    >>> rules.of("letter.pdf").action
    <Action.SEND: 'send'>
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from difflib import get_close_matches
from enum import StrEnum
from fnmatch import translate
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from faxdesk.core.cover import CoverFlag
from faxdesk.core.errors import InputRefused
from faxdesk.core.phone import parse as parse_number
from faxdesk.core.send_time import clock_time

if TYPE_CHECKING:
    from datetime import time

RULE_FILE = "faxdesk.toml"
TAKEN, SENT, FAILED = "taken", "sent", "failed"
"""The folders that FaxDesk makes in a watched folder: of files that it works on, of those that were sent, and of those
that were not."""
LARGEST = 65_536
"""Bytes of a rule file or sidecar that are read; a page of text has a twentieth."""
SIDECAR_SUFFIXES = (".json", ".txt")
USUAL_FILES = ("*.pdf", "*.tif", "*.tiff")
"""What is taken where no rule says otherwise: what printing to a file and scanning make."""
_LEFT_OUT = re.compile(
    r"\..*|~\$.*|.*\.(?:tmp|temp|part|partial|filepart|crdownload|download|opdownload|!ut|swp|lock|lck)|.*~"
    r"|thumbs\.db|ehthumbs\.db|desktop\.ini|icon\r",
    re.IGNORECASE | re.DOTALL,
)
"""Hidden files, those that programs make while they write or have a document open, and those of the system itself."""
_PLACEHOLDER = re.compile(r"\{([^{}]*)\}")


class Action(StrEnum):
    """What becomes of a file: a fax that is sent, or a draft that somebody looks at first."""

    SEND = "send"
    DRAFT = "draft"


class RecipientSource(StrEnum):
    """Where the recipient of a file is looked for."""

    SIDECAR = "sidecar"
    NAME = "name"
    TEXT = "text"


@dataclass(frozen=True, slots=True)
class RuleCover:
    """A cover page as a rule or a sidecar asks for it: `template` is the name of one of the user's own.

    What else is not empty takes the place of what the template says.
    """

    template: str = ""
    name_to: str = ""
    name_from: str = ""
    subject: str = ""
    message: str = ""
    flags: tuple[CoverFlag, ...] = ()


@dataclass(frozen=True, slots=True)
class Rule:
    """What becomes of the files whose names fit `files` and none of `ignore`.

    `to` are numbers or names. `sender` is in E.164 form, "" for the account's own choice. `at` is the text of a time,
    or a time of day; None for at once. `name` is the form of file names, such as `{to}_{comment}`. `recipients` are the
    places in which the recipient is looked for, in this order. A document waits for its sidecar where that is
    `sidecar_needed`. With `repeats` the same document goes to the same number again without a question, with `doubtful`
    one to a number that may be wrong.
    """

    action: Action = Action.DRAFT
    sender: str = ""
    to: tuple[str, ...] = ()
    comment: str = "{comment}"
    cover: RuleCover | None = None
    at: str | time | None = None
    region: str = ""
    files: tuple[str, ...] = USUAL_FILES
    ignore: tuple[str, ...] = ()
    name: str = ""
    recipients: tuple[RecipientSource, ...] = (RecipientSource.SIDECAR, RecipientSource.NAME)
    sidecar_needed: bool = False
    repeats: bool = False
    doubtful: bool = False

    def takes(self, name: str) -> bool:
        """Return whether the rule is about a file of this name. Upper and lower case are the same."""
        return _fits(self.files, name) and not _fits(self.ignore, name)


@dataclass(frozen=True, slots=True)
class Rules:
    """All rules of a folder, the special ones in their order before the `usual` one."""

    usual: Rule = field(default_factory=Rule)
    special: tuple[Rule, ...] = ()

    def of(self, name: str) -> Rule | None:
        """Return the rule for a file, None where it is not to be taken."""
        if is_left_out(name) or is_sidecar_name(name, self):
            return None
        return next((rule for rule in (*self.special, self.usual) if rule.takes(name)), None)


def is_left_out(name: str) -> bool:
    """True for names of files that nobody means to send, whatever the rules are, and for the rule file."""
    return _LEFT_OUT.fullmatch(name) is not None or name.casefold() == RULE_FILE


def is_sidecar_name(name: str, rules: Rules) -> bool:
    """True for names of sidecars. A text is one, unless a rule names texts among its files."""
    folded = name.casefold()
    if not folded.endswith(SIDECAR_SUFFIXES):
        return False
    named = any(pattern.casefold().endswith(".txt") for rule in (rules.usual, *rules.special) for pattern in rule.files)
    return folded.endswith(".json") or not named


def _fits(patterns: tuple[str, ...], name: str) -> bool:
    folded = name.casefold()
    return any(_compiled(pattern).fullmatch(folded) for pattern in patterns)


@lru_cache
def _compiled(pattern: str) -> re.Pattern[str]:
    """Return a pattern of names to be held against each of thousands of them."""
    return re.compile(translate(pattern.casefold()), re.DOTALL)


# ------------------------------------------------------------------------------------------------------- checking


def parse(text: str, region: str = "") -> Rules:
    """Return the rules in the text of a rule file. `region` is the country of numbers without country code.

    Raises `InputRefused`, whose field is the name of the file, for the first thing that is wrong.
    """
    try:
        values = tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise _refused(
            f"It cannot be read: {error}.", 'Texts stand in quotation marks, as in action = "send".'
        ) from error
    special = values.pop("rule", [])
    if not isinstance(special, list) or not all(isinstance(one, dict) for one in special):
        raise _refused("“rule” is not a list of rules.", "Begin each rule with a line [[rule]].")
    usual = _rule(values, Rule(region=region), "")
    return Rules(usual, tuple(_special(one, usual, place) for place, one in enumerate(special, 1)))


def _special(values: dict[str, Any], usual: Rule, place: int) -> Rule:
    where = f"rule {place}, "
    if "files" not in values:
        raise _refused(
            f"Rule {place} does not say which files it is for.", 'Add a line such as files = ["urgent*.pdf"].'
        )
    return _rule(values, usual, where)


def _rule(values: Mapping[str, Any], before: Rule, where: str) -> Rule:
    read = _Table(values, where)
    read.check_names(_READERS)
    # First, as numbers need it.
    rule = replace(before, region=_region(read)) if "region" in values else before
    for key in values:
        name, reader = _READERS[key]
        rule = replace(rule, **{name: reader(read, key, rule)})
    return rule


@dataclass(frozen=True)
class _Table:
    """The values of one rule, with what to call it."""

    values: Mapping[str, Any]
    where: str

    def check_names(self, known: Mapping[str, object]) -> None:
        """Raise `InputRefused` for the first name that means nothing here."""
        for name in self.values:
            if name not in known:
                near = get_close_matches(name, known, 1)
                advice = f"Did you mean “{near[0]}”?" if near else f"Known are: {', '.join(sorted(known))}."
                raise _refused(f"{self.where}“{name}” means nothing here.", advice)

    def text(self, key: str) -> str:
        """Return a text."""
        value = self.values[key]
        if not isinstance(value, str):
            raise self.wrong(key, "is not a text", f'Write it in quotation marks, as in {key} = "…".')
        return value

    def word(self, key: str, words: Mapping[str, Any]) -> Any:
        """Return what one of some words stands for."""
        value = self.values[key]
        if not isinstance(value, str) or value not in words:
            known = " or ".join(f'"{word}"' for word in words)
            raise self.wrong(key, f"cannot be {value!r}", f"Write {key} = {known}.")
        return words[value]

    def texts(self, key: str) -> tuple[str, ...]:
        """Return a text, or a list of them, as a list; none is empty."""
        value = self.values[key]
        every = value if isinstance(value, list) else [value]
        if not every or not all(isinstance(one, str) and one.strip() for one in every):
            raise self.wrong(key, "is not a text, or a list of texts", f'Write it like {key} = ["…", "…"].')
        return tuple(every)

    def wrong(self, key: str, what: str, advice: str) -> InputRefused:
        """Return the refusal of a value."""
        return _refused(f"{self.where}“{key}” {what}.", advice)


def _refused(title: str, advice: str) -> InputRefused:
    return InputRefused(RULE_FILE, title[:1].upper() + title[1:], f"{advice} Nothing is taken until it is mended.")


def _region(read: _Table) -> str:
    code = read.text("region").strip().upper()
    import phonenumbers

    if code not in phonenumbers.SUPPORTED_REGIONS:
        raise read.wrong("region", f"cannot be “{code}”", 'Write the two letters of a country, as in region = "CH".')
    return code


def _number(read: _Table, key: str, text: str, rule: Rule) -> str:
    try:
        return parse_number(text, rule.region, key)
    except InputRefused as error:
        raise read.wrong(key, f"cannot be used: {error.title.rstrip('.')}", error.advice) from error


def _sender(read: _Table, key: str, rule: Rule) -> str:
    return _number(read, key, read.text(key), rule)


def _to(read: _Table, key: str, rule: Rule) -> tuple[str, ...]:
    texts = (text.strip() for text in read.texts(key))
    found = (text if is_name(text) else _number(read, key, text, rule) for text in texts)
    return tuple(dict.fromkeys(found))


def is_name(text: str) -> bool:
    """True where a text names somebody, and is no number: it has two letters in a row."""
    return re.search(r"[^\W\d_]{2}", text) is not None and re.match(r"(?i)(tel|fax):", text.strip()) is None


def _comment(read: _Table, key: str, _rule: Rule) -> str:
    text = read.text(key)
    _check_placeholders(read, key, text, COMMENT_PARTS)
    return text


COMMENT_PARTS = ("comment", "file")
"""What stands in braces in comments: what the name says besides the recipient, and the whole name of the file."""
NAME_PARTS = ("to", "comment", "any")
"""What stands in braces in forms of names: the recipient, the comment, and what means nothing."""


def _check_placeholders(read: _Table, key: str, text: str, known: tuple[str, ...]) -> None:
    for part in _PLACEHOLDER.findall(text):
        if part not in known:
            listed = ", ".join(f"{{{one}}}" for one in known)
            raise read.wrong(key, f"has {{{part}}} in it, which means nothing", f"Known are: {listed}.")


def _name(read: _Table, key: str, _rule: Rule) -> str:
    form = read.text(key)
    _check_placeholders(read, key, form, NAME_PARTS)
    if _PLACEHOLDER.findall(form).count("to") != 1:
        raise read.wrong(key, "does not say where the recipient stands", 'Write it like name = "{to}_{comment}".')
    if re.search(r"\}\{", form):
        raise read.wrong(key, "has two parts with nothing between them", 'Write it like name = "{to}_{comment}".')
    return form


def _cover(read: _Table, key: str, _rule: Rule) -> RuleCover | None:
    value = read.values[key]
    if value is False:
        return None
    if isinstance(value, str) and value.strip():
        return RuleCover(template=value.strip())
    if isinstance(value, dict):
        return rule_cover(value, lambda title, advice: _refused(f"{read.where}{title}", advice))
    advice = 'Write the name of one of your cover pages, as in cover = "Referral", or cover = { subject = "…" }.'
    raise read.wrong(key, "is no cover page", advice)


_COVER_NAMES = {
    "template": "template", "to": "name_to", "from": "name_from", "subject": "subject", "message": "message",
}  # fmt: skip


def rule_cover(values: Mapping[str, Any], refused: Callable[[str, str], InputRefused]) -> RuleCover:
    """Return the cover page that a table asks for. Raises what `refused` makes of a title and an advice."""
    texts: dict[str, Any] = {}
    for key, value in values.items():
        if key == "flags":
            texts["flags"] = _flags(value, refused)
        elif key not in _COVER_NAMES or not isinstance(value, str):
            raise refused(
                f"“cover” has “{key}” in it, which is not known, or no text.",
                f"Known are: {', '.join((*_COVER_NAMES, 'flags'))}.",
            )
        else:
            texts[_COVER_NAMES[key]] = value
    return RuleCover(**texts)


def _flags(value: object, refused: Callable[[str, str], InputRefused]) -> tuple[CoverFlag, ...]:
    known = [flag.value for flag in CoverFlag]
    if not isinstance(value, list) or not all(one in known for one in value):
        raise refused("The flags of the cover page are not known.", f"Known are: {', '.join(known)}.")
    return tuple(flag for flag in CoverFlag if flag.value in value)


def _at(read: _Table, key: str, _rule: Rule) -> str | time | None:
    value = read.values[key]
    text = str(value) if not isinstance(value, str) else value.strip()
    try:
        return when(text)
    except InputRefused as error:
        raise read.wrong(key, f"cannot be “{text}”", error.advice) from error


def when(text: str) -> str | time | None:
    """Return what a send time in a rule or a sidecar means: None for now, a time of day, or the text of an instant.

    Raises `InputRefused`. Whether an instant has passed is looked at when a file is taken.
    """
    from faxdesk.core.send_time import check_form

    said = text.strip()
    if not said or said.lower() == "now":
        return None
    if (of_day := clock_time(said)) is not None:
        return of_day
    check_form(said)
    return said


def _sources(read: _Table, key: str, _rule: Rule) -> tuple[RecipientSource, ...]:
    known = {source.value: source for source in RecipientSource}
    words = read.texts(key)
    if not set(words) <= set(known):
        raise read.wrong(key, f"cannot be {list(words)}", f"Known are: {', '.join(known)}.")
    return tuple(dict.fromkeys(known[word] for word in words))


_READERS: dict[str, tuple[str, Callable[[_Table, str, Rule], Any]]] = {
    "action": ("action", lambda read, key, _: read.word(key, {one.value: one for one in Action})),
    "from": ("sender", _sender),
    "to": ("to", _to),
    "comment": ("comment", _comment),
    "cover": ("cover", _cover),
    "at": ("at", _at),
    "region": ("region", lambda read, _key, _rule: _region(read)),
    "files": ("files", lambda read, key, _: read.texts(key)),
    "ignore": ("ignore", lambda read, key, _: read.texts(key)),
    "name": ("name", _name),
    "recipient": ("recipients", _sources),
    "sidecar": ("sidecar_needed", lambda read, key, _: read.word(key, {"optional": False, "required": True})),
    "doubtful": ("doubtful", lambda read, key, _: read.word(key, {"ask": False, "send": True})),
    "repeat": ("repeats", lambda read, key, _: read.word(key, {"ask": False, "send": True})),
}
"""The keys of a rule: the member that each becomes, and what reads it."""
