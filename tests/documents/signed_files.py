"""Signed files (PKCS #7, CAdES) for tests: built byte by byte, so that they can be cut into pieces as BER allows."""

from __future__ import annotations

from collections.abc import Iterator

SIGNED, DATA, ENVELOPED = (bytes.fromhex(f"2a864886f70d01070{last}") for last in (2, 1, 3))
TIME_STAMPED = bytes.fromhex("2a864886f70d010910011f")
_SEQUENCE, _SET, _OCTETS, _CHUNKS, _INSIDE = 0x30, 0x31, 0x04, 0x24, 0xA0
_SHA256 = bytes.fromhex("300b0609608648016503040201")


def element(tag: int, content: bytes, *, indefinite: bool = False) -> bytes:
    """An element of ASN.1: its tag, its length and its content; `indefinite` ends with a mark instead of a length."""
    if indefinite:
        return bytes([tag, 0x80]) + content + b"\0\0"
    length = len(content)
    if length < 0x80:
        return bytes([tag, length]) + content
    size = length.to_bytes((length.bit_length() + 7) // 8, "big")
    return bytes([tag, 0x80 | len(size)]) + size + content


def signed(content: bytes | None, *, chunk: int = 0, indefinite: bool = False, signers: int = 1) -> bytes:
    """A signed file with `content` inside, None for one whose content is elsewhere.

    With `chunk` the content is cut into pieces of so many bytes. What signs it is no real signature.
    """
    inside = b"" if content is None else element(_INSIDE, _octets(content, chunk, indefinite), indefinite=indefinite)
    encapsulated = element(_SEQUENCE, element(6, DATA) + inside, indefinite=indefinite)
    certificates = element(_INSIDE, element(_SEQUENCE, b"\x02\x01\x07" * 30))
    signer = element(_SEQUENCE, b"\x02\x01\x01" + element(_OCTETS, b"s" * 200))
    parts = b"\x02\x01\x01" + element(_SET, _SHA256) + encapsulated + certificates + element(_SET, signer * signers)
    return information(SIGNED, element(_SEQUENCE, parts, indefinite=indefinite), indefinite=indefinite)


def information(kind: bytes, content: bytes, *, indefinite: bool = False) -> bytes:
    """The outermost element: what kind it is, and its content."""
    inside = element(6, kind) + element(_INSIDE, content, indefinite=indefinite)
    return element(_SEQUENCE, inside, indefinite=indefinite)


def time_stamped(content: bytes) -> bytes:
    """A document with a time stamp (RFC 5544)."""
    where = element(0x16, b"letter.pdf")
    evidence = element(_INSIDE, element(_SEQUENCE, b"\x02\x01\x01"))
    return information(TIME_STAMPED, element(_SEQUENCE, b"\x02\x01\x01" + where + element(_OCTETS, content) + evidence))


def _octets(content: bytes, chunk: int, indefinite: bool) -> bytes:
    if not chunk:
        return element(_OCTETS, content)
    return element(_CHUNKS, b"".join(_pieces(content, chunk)), indefinite=indefinite)


def _pieces(content: bytes, chunk: int) -> Iterator[bytes]:
    for start in range(0, len(content), chunk):
        yield element(_OCTETS, content[start : start + chunk])
