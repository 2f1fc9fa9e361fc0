"""How somebody with a fax number is named, in lists that are there before all else of the contacts is loaded."""

from __future__ import annotations


def name_and_company(name: str, company: str) -> str:
    """Return both as far as they are known, once where they are the same."""
    return ", ".join(dict.fromkeys(part for part in (name, company) if part))
