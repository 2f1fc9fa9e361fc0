"""Is it PKCS #7, the form of signed and encrypted files? Told by its first bytes, which are the same in all of them.

A content information is a sequence of an object identifier and what that names (RFC 5652, 3), in DER or BER.
"""

from __future__ import annotations

from enum import Enum

_SEQUENCE, _IDENTIFIER = 0x30, 0x06
_LONG = 0x80


class SignatureType(Enum):
    """What is inside, by its object identifier (RFC 5652; RFC 5544 for what has a time stamp; RFC 3274)."""

    DATA = bytes.fromhex("2a864886f70d010701")
    SIGNED = bytes.fromhex("2a864886f70d010702")
    ENVELOPED = bytes.fromhex("2a864886f70d010703")
    SIGNED_AND_ENVELOPED = bytes.fromhex("2a864886f70d010704")
    DIGESTED = bytes.fromhex("2a864886f70d010705")
    ENCRYPTED = bytes.fromhex("2a864886f70d010706")
    COMPRESSED = bytes.fromhex("2a864886f70d0109100109")
    TIME_STAMPED = bytes.fromhex("2a864886f70d010910011f")


def starts_signature(data: bytes) -> bool:
    """True where these are the first bytes of such a file."""
    return signature_type(data) is not None


def signature_type(data: bytes) -> SignatureType | None:
    """Return what begins with these bytes, None where it is something else."""
    if data[:1] != bytes([_SEQUENCE]) or len(data) < 2:
        return None
    # One byte is a length below 128, one that is indefinite, or how many bytes of length follow.
    at = 2 + (data[1] - _LONG if data[1] > _LONG else 0)
    if data[at : at + 1] != bytes([_IDENTIFIER]):
        return None
    length = data[at + 1] if len(data) > at + 1 else 0
    return next((kind for kind in SignatureType if kind.value == data[at + 2 : at + 2 + length]), None)
