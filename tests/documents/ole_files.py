"""Compound files of Microsoft (OLE) for tests, with streams of these names ([MS-CFB])."""

from __future__ import annotations

import struct

_SECTOR = 512
_FREE, _END, _TABLE = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD
_NONE = 0xFFFFFFFF
_LEAST = 4096
"""Bytes from which a stream has sectors of its own; shorter ones would be elsewhere, so all are made as long."""


def compound_file(*names: str, **contents: bytes) -> bytes:
    """A compound file whose root has streams of these names, with these contents."""
    streams = {**dict.fromkeys(names, b""), **contents}
    # One sector for the table, then the directory, then the streams.
    entries = (len(streams) + 1 + 3) // 4
    table = [_TABLE, *_chain(1, entries)]
    bodies, places = [], []
    for content in streams.values():
        body = content.ljust(_LEAST, b"\0")
        body = body.ljust(-(-len(body) // _SECTOR) * _SECTOR, b"\0")
        places.append((len(table), len(body)))
        table += _chain(len(table), len(body) // _SECTOR)
        bodies.append(body)
    assert len(table) <= _SECTOR // 4
    directory = _entry("Root Entry", 5, 1 if streams else _NONE, _END, 0)
    for number, (name, (start, size)) in enumerate(zip(streams, places, strict=True), 1):
        follows = number + 1 if number < len(streams) else _NONE
        directory += _entry(name, 2, _NONE, start, size, follows)
    directory = directory.ljust(entries * _SECTOR, b"\0")
    packed = struct.pack(f"<{_SECTOR // 4}L", *table, *[_FREE] * (_SECTOR // 4 - len(table)))
    return _header() + packed + directory + b"".join(bodies)


def _chain(start: int, count: int) -> list[int]:
    return [*range(start + 1, start + count), _END]


def _header() -> bytes:
    head = struct.pack("<8s16sHHHHH6x", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"", 0x3E, 3, 0xFFFE, 9, 6)
    head += struct.pack("<LLLLLLLLL", 0, 1, 1, 0, _LEAST, _END, 0, _END, 0)
    return head + struct.pack("<109L", 0, *[_FREE] * 108)


def _entry(name: str, kind: int, child: int, start: int, size: int, follows: int = _NONE) -> bytes:
    coded = name.encode("utf-16-le") + b"\0\0"
    return struct.pack(
        "<64sHBBLLL16sLQQLQ", coded, len(coded), kind, 1, _NONE, follows, child, b"", 0, 0, 0, start, size
    )
