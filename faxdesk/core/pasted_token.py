"""Where a token is made, and how it is found in what is pasted: a line of a mail, a header, one in quotation marks."""

from __future__ import annotations

import re

WHERE_TOKENS_ARE = "Profile > Integrations > Fax.Plus API > Personal Access Tokens"
"""The way to them on the pages of Fax.Plus, as it is said wherever somebody is sent there."""
_TOKEN = re.compile(r"alohi_[a-z]+_[A-Za-z0-9._~+/=-]+")
"""A token of Fax.Plus, with the characters that a token may have in a header (RFC 6750, section 2.1)."""


def token_in(text: str) -> str:
    """Return the one token of Fax.Plus in a text, else the text without the spaces around it.

    >>> token_in('Your token: "alohi_pat_12".')
    'alohi_pat_12'
    >>> token_in(" something else\\n")
    'something else'
    """
    found = {token.rstrip(".") for token in _TOKEN.findall(text)}
    return found.pop() if len(found) == 1 else text.strip()
