"""Names and other foreign text in one line that reads as it is, whatever is in them."""

from __future__ import annotations

import re

_UNSEEN = (
    "[\x00-\x1f\x7f-\x9f\u00ad\u061c\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\ud800-\udfff"
    "\U000e0000-\U000e007f]"
)
"""What ends a line, moves or hides what stands beside it, turns the direction of writing, or is no character: Unicode's
controls, marks of format and halves of pairs. Joiners stay: words of Persian and of India need them."""
_SHORT = {"\t": r"\t", "\n": r"\n", "\r": r"\r"}


def visible(text: str) -> str:
    r"""Return `text` with such characters as escapes.

    >>> visible("a\nb\u202ecod.exe")
    'a\\nb\\u202ecod.exe'
    """
    return re.sub(_UNSEEN, lambda found: _escape(found[0]), text)


def _escape(sign: str) -> str:
    code = ord(sign)
    if 0xDC80 <= code <= 0xDCFF:
        # A byte of a name that is no text (PEP 383).
        return f"\\x{code - 0xDC00:02x}"
    if code > 0xFFFF:
        return f"\\U{code:08x}"
    return _SHORT.get(sign) or (f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}")


def visible_json(text: str) -> str:
    r"""Return a JSON text with the same characters as escapes of JSON, except those between its values.

    Its value stays the same: where they are inside of strings, they may stand as escapes (RFC 8259, 7).
    """
    return re.sub(_UNSEEN, lambda found: found[0] if found[0] in _SHORT else _json_escape(found[0]), text)


def _json_escape(sign: str) -> str:
    code = ord(sign)
    if code <= 0xFFFF:
        return f"\\u{code:04x}"
    high, low = divmod(code - 0x10000, 0x400)
    return f"\\u{0xD800 + high:04x}\\u{0xDC00 + low:04x}"
