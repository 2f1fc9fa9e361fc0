"""What the header of a program or library of macOS says: for which processors, and from which macOS on.

The numbers are those of `mach-o/fat.h`, `mach-o/loader.h` and `mach/machine.h` of Apple's kernel, xnu.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO, NamedTuple

_FAT, _FAT_64, _THIN_64 = 0xCAFEBABE, 0xCAFEBABF, 0xFEEDFACF
_PROCESSORS = {0x01000007: "x86_64", 0x0100000C: "arm64"}
_BUILD_VERSION, _VERSION_MIN_MACOSX = 0x32, 0x24
_MOST_SLICES = 16
"""A class file of Java begins with the same four bytes, and then has its version, which is 45 or more."""


class Slice(NamedTuple):
    """One program in a file: its processor, and the oldest macOS that it runs on, (0, 0) where it says nothing."""

    processor: str
    oldest: tuple[int, int]


def slices(path: Path) -> tuple[Slice, ...]:
    """Return what is in a file; nothing where it is no program or library of macOS for 64 bits."""
    with path.open("rb") as file:
        try:
            return tuple(_slices(file))
        except struct.error:
            return ()


def _slices(file: BinaryIO) -> Iterator[Slice]:
    head = file.read(8)
    (magic,) = struct.unpack(">I", head[:4])
    if magic in {_FAT, _FAT_64}:
        (count,) = struct.unpack(">I", head[4:])
        form = struct.Struct(">IIIII" if magic == _FAT else ">IIQQII")
        if count <= _MOST_SLICES:
            for entry in [form.unpack(file.read(form.size)) for _ in range(count)]:
                yield from _thin(file, entry[2])
    else:
        yield from _thin(file, 0)


def _thin(file: BinaryIO, start: int) -> Iterator[Slice]:
    file.seek(start)
    magic, processor, _, _, commands, _, _, _ = struct.unpack("<8I", file.read(32))
    if magic != _THIN_64:
        return
    oldest = (0, 0)
    for _ in range(commands):
        place = file.tell()
        command, size = struct.unpack("<II", file.read(8))
        if command in {_BUILD_VERSION, _VERSION_MIN_MACOSX}:
            words = struct.unpack("<II", file.read(8))
            version = words[1] if command == _BUILD_VERSION else words[0]
            oldest = version >> 16, version >> 8 & 0xFF
        file.seek(place + max(size, 8))
    yield Slice(_PROCESSORS.get(processor, hex(processor)), oldest)


def programs(folder: Path) -> Iterator[tuple[Path, tuple[Slice, ...]]]:
    """Yield the programs and libraries below a folder, each once, the deepest first."""
    files = [path for path in folder.rglob("*") if path.is_file() and not path.is_symlink()]
    for path in sorted(files, key=lambda path: (-len(path.parts), path)):
        if found := slices(path):
            yield path, found


def unfit(folder: Path, processor: str, oldest: tuple[int, int]) -> list[str]:
    """Return a sentence for each file below a folder that does not run on this processor from this macOS on."""
    complaints = []
    for path, found in programs(folder):
        mine = [one for one in found if one.processor == processor]
        name = path.relative_to(folder).as_posix()
        if not mine:
            complaints.append(f"{name} is not for {processor}.")
        elif mine[0].oldest > oldest:
            complaints.append(f"{name} needs macOS {mine[0].oldest[0]}.{mine[0].oldest[1]}.")
    return complaints
