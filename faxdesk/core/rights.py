"""What a token may be allowed to do at the service."""

from __future__ import annotations

from enum import StrEnum


class Right(StrEnum):
    """What a token may be allowed. The values are in the database."""

    ACCOUNT = "account"
    """To read whose account it is."""
    NUMBERS = "numbers"
    """To read the account's numbers."""
    FAXES = "faxes"
    """To see faxes."""
    SENDING = "sending"
    """To send faxes, and to change those that wait."""
