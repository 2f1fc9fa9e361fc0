"""A small copy of ICU's data for Qt on Linux: 5 MB, where the 32 MB of Qt's own hold what FaxDesk never asks for.

Qt asks ICU for the order of words (in its file dialog) and for nothing else here: it reads and writes UTF-8 alone,
and has names of languages, countries, zones and currencies of its own. The library has only data and no code, so that
it can be made anew: as a package of fewer items, by the assembler and the linker.
"""

from __future__ import annotations

import re
import struct
import subprocess
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bundling.selection import Entry

TOOLS = ("objcopy", "as", "ld")
"""Programs of binutils."""
_FORMAT = b"CmnD"
"""What kind of data the header names (ICU's `ucmndata.h`: the offsets are from the end of the header)."""
_ALIGNED = 16
"""Bytes that items are aligned to (ICU's tool `icupkg`)."""
_LIBRARY = re.compile(r"libicudata\.so\.(\d+)")
_OF_A_LOCALE = re.compile(r"[a-z]{2,3}(_[A-Z][A-Za-z]*)*\.res")


def is_kept(item: str) -> bool:
    """Return whether an item, such as `icudt73l/coll/de.res`, stays: orders, and what ICU needs for itself."""
    folder, name = PurePosixPath(item).parts[1:-1], PurePosixPath(item).name
    if folder:
        return folder == ("coll",)
    return not name.endswith((".cnv", ".spp", ".cfu")) and _OF_A_LOCALE.fullmatch(name) is None


def smaller(package: bytes) -> bytes:
    """Return a package of ICU's data with the items that are kept. Raises ValueError for what is none."""
    size = struct.unpack_from("<H", package)[0]
    if package[12:16] != _FORMAT:
        raise ValueError("this is not a package of ICU's data in the order of bytes that this computer has")
    header, body = package[:size], package[size:]
    count = struct.unpack_from("<I", body)[0]
    table = [struct.unpack_from("<II", body, 4 + 8 * number) for number in range(count)]
    names = [body[at : body.index(b"\0", at)].decode("ascii") for at, _ in table]
    ends = [start for _, start in table[1:]] + [len(body)]
    items = {name: body[start:end] for name, (_, start), end in zip(names, table, ends, strict=True) if is_kept(name)}
    return header + _body(items)


def _body(items: dict[str, bytes]) -> bytes:
    """Return the table, the names and the items; ICU looks for a name by halving, so they stay in their order."""
    encoded = [name.encode("ascii") + b"\0" for name in items]
    at = 4 + 8 * len(items)
    start = _up(at + sum(map(len, encoded)))
    offsets = []
    for name, data in zip(encoded, items.values(), strict=True):
        offsets.append(struct.pack("<II", at, start))
        at += len(name)
        start = _up(start + len(data))
    top = struct.pack("<I", len(items)) + b"".join(offsets) + b"".join(encoded)
    return _padded(top) + b"".join(map(_padded, items.values()))


def _up(number: int) -> int:
    return -(-number // _ALIGNED) * _ALIGNED


def _padded(data: bytes) -> bytes:
    return data.ljust(_up(len(data)), b"\0")


def with_small_data(entries: list[Entry], folder: Path) -> list[Entry]:
    """Return the entries with a small library of ICU's data, made in `folder`, in place of Qt's own."""
    return [
        (name, str(_library(Path(source), folder)), kind)
        if kind == "BINARY" and _LIBRARY.fullmatch(PurePosixPath(name).name)
        else (name, source, kind)
        for name, source, kind in entries
    ]


def _library(source: Path, folder: Path) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    found = _LIBRARY.fullmatch(source.name)
    if found is None:
        raise ValueError(f"{source.name} is not the library of ICU's data")
    symbol, made = f"icudt{found[1]}_dat", folder / source.name
    whole, small = folder / "whole.dat", folder / "small.dat"
    _run("objcopy", "-O", "binary", "--only-section=.rodata", str(source), str(whole))
    small.write_bytes(smaller(whole.read_bytes()))
    code = folder / "data.s"
    code.write_text(
        f".section .rodata\n.globl {symbol}\n.type {symbol}, %object\n.balign {_ALIGNED}\n"
        f'{symbol}:\n.incbin "{small.name}"\n.size {symbol}, . - {symbol}\n.section .note.GNU-stack,"",%progbits\n',
        encoding="ascii",
    )
    _run("as", "-o", "data.o", code.name, folder=folder)
    _run("ld", "-shared", "-soname", source.name, "--build-id=none", "-o", source.name, "data.o", folder=folder)
    return made


def _run(*command: str, folder: Path | None = None) -> None:
    subprocess.run(command, check=True, cwd=folder)
