"""The objects of a PDF, to be read and changed.

For what PDFium has written (`FPDF_SaveAsCopy`): one table of objects, each plain and with a direct length, in which
parentheses are escaped. So nothing but PDFium ever reads what others have written. What is changed is appended, as an
update of the file (ISO 32000-1, 7.5.6).
"""

from __future__ import annotations

import re
import zlib
from bisect import bisect_right
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import NamedTuple, TypeGuard, Union

_TOKEN = re.compile(
    rb"\s*(?:(?P<mark><<|>>|\[|\])|/(?P<name>[^\s()<>\[\]{}/%]*)|\((?P<text>(?:[^\\()]|\\.)*)\)"
    rb"|<(?P<hex>[0-9A-Fa-f\s]*)>|(?P<ref>\d+)\s+\d+\s+R\b|(?P<word>[^\s()<>\[\]{}/%]+))",
    re.DOTALL,
)
_STREAM = re.compile(rb"\s*stream\r?\n")
_OBJECT = re.compile(rb"\s*\d+\s+\d+\s+obj\b")
_TABLE = re.compile(rb"startxref\s+(\d+)\s+%%EOF\s*\Z")
_SECTION = re.compile(rb"\s*(\d+) (\d+)[ \r\n]+(?=\d{10} \d{5} [nf])")
_ENTRY = 20
"""Bytes of an entry in the table of objects (ISO 32000-1, 7.5.4)."""
_ESCAPE = re.compile(rb"\\([0-7]{1,3}|\r\n|.)", re.DOTALL)
_ESCAPED = {b"n": b"\n", b"r": b"\r", b"t": b"\t", b"b": b"\b", b"f": b"\f", b"\n": b"", b"\r\n": b"", b"\r": b""}
_WORDS: dict[bytes, bool | None] = {b"true": True, b"false": False, b"null": None}
MOST_TEXT = 1_000_000
"""Bytes of a text that are unpacked."""
_DEEPEST = 100
"""Objects within each other; PDFium reads 64 (kParserMaxRecursionDepth)."""
_INHERITED = ("Resources", "MediaBox", "CropBox", "Rotate")
"""What a page has from the nodes above it (ISO 32000-1, table 30)."""
_PDF_DOC = dict(
    zip(
        [*range(0x18, 0x20), *range(0x80, 0x9F), 0xA0],
        "\u02d8\u02c7\u02c6\u02d9\u02dd\u02db\u02da\u02dc\u2022\u2020\u2021\u2026\u2014\u2013\u0192\u2044\u2039\u203a"
        "\u2212\u2030\u201e\u201c\u201d\u2018\u2019\u201a\u2122\ufb01\ufb02\u0141\u0152\u0160\u0178\u017d\u0131\u0142"
        "\u0153\u0161\u017e\u20ac",
        strict=True,
    )
)
"""Where PDFDocEncoding differs from Latin-1 (ISO 32000-1, annex D.2)."""


class Name(str):
    """A name, as it is written in the file, without its slash."""

    __slots__ = ()


class Ref(NamedTuple):
    """A reference to the object of this number."""

    number: int


@dataclass(frozen=True, slots=True)
class Stream:
    """A stream: its dictionary, and its bytes as they are stored."""

    entries: dict[str, Value]
    data: bytes


Value = Union[None, bool, int, float, bytes, Name, Ref, Stream, list["Value"], dict[str, "Value"]]  # noqa: UP007
"""What stands in a PDF; strings are bytes."""
Entries = dict[str, Value]


class PdfObjects:
    """A PDF that PDFium has written. Raises `ValueError` where it is not such a file.

    What it returns is not to be changed, but put back as something new.
    """

    def __init__(self, pdf: bytes) -> None:
        self._pdf = pdf
        found = _TABLE.search(pdf, max(0, len(pdf) - 64))
        if not found or not pdf.startswith(b"xref", at := int(found[1])):
            raise ValueError("there is no table of objects")
        self._table = at
        self._starts: dict[int, int] = {}
        end = self._read_table(at + len(b"xref"))
        self._read: dict[int, Value] = {}
        self._changed: dict[int, Value] = {}
        trailer = pdf.find(b"trailer", end)
        if trailer < 0:
            raise ValueError("there is no trailer")
        self.trailer = self.dictionary(_Parser(pdf).value(trailer + len(b"trailer"))[0])
        self._next = max(self._starts, default=0) + 1

    def _read_table(self, at: int) -> int:
        while section := _SECTION.match(self._pdf, at):
            first, at = int(section[1]), section.end()
            for number in range(first, first + int(section[2])):
                entry = self._pdf[at : at + _ENTRY]
                if entry[17:18] == b"n":
                    self._starts[number] = int(entry[:10])
                at += _ENTRY
        return at

    @property
    def root(self) -> Entries:
        """The catalog."""
        return self.dictionary(self.trailer.get("Root"))

    def value(self, value: Value) -> Value:
        """Return what is meant: what a reference leads to, None where that is nothing."""
        for _ in range(_DEEPEST):
            if not isinstance(value, Ref):
                return value
            value = self._object(value.number)
        return None

    def dictionary(self, value: Value) -> Entries:
        """Return a dictionary, or that of a stream; an empty one where it is neither."""
        value = self.value(value)
        if isinstance(value, Stream):
            return value.entries
        return value if isinstance(value, dict) else {}

    def array(self, value: Value) -> list[Value]:
        """Return an array; an empty one where it is none."""
        value = self.value(value)
        return value if isinstance(value, list) else []

    def numbers(self, value: Value) -> list[float]:
        """Return the numbers of an array; none where something else is in it."""
        found = [self.value(each) for each in self.array(value)]
        return [float(each) for each in found if is_number(each)] if all(map(is_number, found)) else []

    def number(self, value: Value, otherwise: float = 0.0) -> float:
        """Return a number, or `otherwise`."""
        value = self.value(value)
        return float(value) if is_number(value) else otherwise

    def text(self, value: Value) -> str:
        """Return a text string or a name as text; empty where it is neither."""
        value = self.value(value)
        if isinstance(value, Name):
            return str(value)
        if isinstance(value, Stream):
            value = self.unpacked(value)
        return decoded(value) if isinstance(value, bytes) else ""

    def unpacked(self, stream: Stream) -> bytes:
        """Return what a stream of text says; nothing where it is packed in another way than texts are, by deflate."""
        filters = self.value(stream.entries.get("Filter"))
        data = stream.data
        for name in filters if isinstance(filters, list) else [filters]:
            data = data if self.value(name) is None else _inflated(data)
        return data

    def put(self, ref: Ref, value: Value) -> None:
        """Put something else into the place of an object."""
        self._changed[ref.number] = value

    def add(self, value: Value) -> Ref:
        """Add an object."""
        ref = Ref(self._next)
        self._next += 1
        self._changed[ref.number] = value
        return ref

    def put_root(self, root: Entries) -> None:
        """Put another catalog into the file."""
        ref = self.trailer.get("Root")
        if not isinstance(ref, Ref):
            raise ValueError("the catalog is no object of its own")  # noqa: TRY004  the file is wrong, not a type
        self.put(ref, root)

    def mentioning(self, word: bytes) -> Iterator[Ref]:
        """Yield the objects of the file in which `word` stands."""
        starts = sorted((start, number) for number, start in self._starts.items())
        at, last = self._pdf.find(word), -1
        while at >= 0:
            place = bisect_right(starts, (at, 0)) - 1
            if place not in {last, -1}:
                last = place
                yield Ref(starts[place][1])
            at = self._pdf.find(word, at + 1)

    def pages(self) -> list[tuple[Ref, Entries]]:
        """Return the pages in order, with what they inherit. Raises `ValueError` where one is no object of its own."""
        return list(self._below(self.root.get("Pages"), {}, set()))

    def _below(self, node: Value, inherited: Entries, seen: set[int]) -> Iterator[tuple[Ref, Entries]]:
        if not isinstance(node, Ref):
            raise ValueError("a page is no object of its own")  # noqa: TRY004  the file is wrong, not a type
        entries = self.dictionary(node)
        own = {**inherited, **{key: entries[key] for key in _INHERITED if key in entries}}
        if "Kids" not in entries:
            yield node, {**own, **entries}
            return
        if node.number in seen or len(seen) > _DEEPEST:
            raise ValueError("the tree of pages contains itself")
        for kid in self.array(entries["Kids"]):
            yield from self._below(kid, own, {*seen, node.number})

    def saved(self) -> bytes:
        """Return the file with its changes."""
        out = bytearray(self._pdf)
        starts = {}
        for number, value in sorted(self._changed.items()):
            starts[number] = len(out)
            out += b"%d 0 obj\n%s\nendobj\n" % (number, written(value))
        table = len(out)
        out += b"xref\n0 0\n"
        for number, start in starts.items():
            out += b"%d 1\n%010d 00000 n\r\n" % (number, start)
        trailer: Entries = {**self.trailer, "Size": self._next, "Prev": self._table}
        out += b"trailer\n%s\nstartxref\n%d\n%%%%EOF\n" % (written(trailer), table)
        return bytes(out)

    def _object(self, number: int) -> Value:
        if number in self._changed:
            return self._changed[number]
        if number not in self._read:
            start = self._starts.get(number)
            self._read[number] = None if start is None else self._parsed(start)
        return self._read[number]

    def _parsed(self, start: int) -> Value:
        head = _OBJECT.match(self._pdf, start)
        if head is None:
            raise ValueError("there is no object where the table says")
        value, end = _Parser(self._pdf).value(head.end())
        begin = _STREAM.match(self._pdf, end)
        if begin is None or not isinstance(value, dict):
            return value
        length = value.get("Length")
        if not isinstance(length, int):
            raise ValueError("a stream has no length")  # noqa: TRY004  the file is wrong, not a type
        return Stream(value, self._pdf[begin.end() : begin.end() + length])


def _inflated(data: bytes) -> bytes:
    inflater = zlib.decompressobj()
    try:
        return inflater.decompress(data, MOST_TEXT)
    except zlib.error:
        return b""


class _Parser:
    def __init__(self, pdf: bytes) -> None:
        self._pdf = pdf

    def value(self, at: int, depth: int = 0) -> tuple[Value, int]:
        """Return what stands at a place of the file, and where it ends."""
        token = self._token(at)
        if depth > _DEEPEST:
            raise ValueError("objects are too deep within each other")
        if token["mark"] == b"<<":
            return self._dictionary(token.end(), depth)
        if token["mark"] == b"[":
            return self._array(token.end(), depth)
        return _plain(token), token.end()

    def _token(self, at: int) -> re.Match[bytes]:
        token = _TOKEN.match(self._pdf, at)
        if token is None:
            raise ValueError("an object does not end")
        return token

    def _dictionary(self, at: int, depth: int) -> tuple[Entries, int]:
        entries: Entries = {}
        while (key := self._token(at))["mark"] != b">>":
            if key["name"] is None:
                raise ValueError("a key of a dictionary is no name")
            value, at = self.value(key.end(), depth + 1)
            entries[key["name"].decode("latin-1")] = value
        return entries, key.end()

    def _array(self, at: int, depth: int) -> tuple[list[Value], int]:
        found: list[Value] = []
        while self._token(at)["mark"] != b"]":
            value, at = self.value(at, depth + 1)
            found.append(value)
        return found, self._token(at).end()


def _plain(token: re.Match[bytes]) -> Value:
    if token["mark"] is not None:
        raise ValueError("a bracket is closed that was not opened")
    if token["ref"] is not None:
        return Ref(int(token["ref"]))
    if token["name"] is not None:
        return Name(token["name"].decode("latin-1"))
    if token["text"] is not None:
        return _ESCAPE.sub(_unescaped, token["text"])
    if token["hex"] is not None:
        digits = b"".join(token["hex"].split())
        return bytes.fromhex((digits + b"0" * (len(digits) % 2)).decode("ascii"))
    return _word(token["word"])


def _unescaped(match: re.Match[bytes]) -> bytes:
    sign = match[1]
    return bytes([int(sign, 8) & 0xFF]) if sign[:1].isdigit() else _ESCAPED.get(sign, sign)


def _word(word: bytes) -> Value:
    if word in _WORDS:
        return _WORDS[word]
    try:
        return float(word) if b"." in word else int(word)
    except ValueError as error:
        raise ValueError("an object is no value") from error


def is_number(value: Value) -> TypeGuard[int | float]:
    """True for a number; `true` and `false` are none."""
    return isinstance(value, int | float) and not isinstance(value, bool)


def written(value: Value) -> bytes:
    """Return how a value is written in a file."""
    match value:
        case None | bool():
            return {None: b"null", True: b"true", False: b"false"}[value]
        case int():
            return b"%d" % value
        case float():
            return b"%.6f" % value
        case Name():
            return b"/" + value.encode("latin-1")
        case Ref():
            return b"%d 0 R" % value.number
        case bytes():
            return b"<%s>" % value.hex().encode("ascii")
        case Stream():
            entries = written({**value.entries, "Length": len(value.data)})
            return b"%s\nstream\n%s\nendstream" % (entries, value.data)
    return _written_group(value)


def _written_group(value: list[Value] | Mapping[str, Value]) -> bytes:
    if isinstance(value, list):
        return b"[%s]" % b" ".join(written(each) for each in value)
    return b"<<%s>>" % b"".join(b"/%s %s" % (key.encode("latin-1"), written(each)) for key, each in value.items())


def decoded(text: bytes) -> str:
    """Return a text string (ISO 32000-2, 7.9.2.2) as text; what is no text in its encoding is left out."""
    if text.startswith(b"\xfe\xff"):
        return text[2:].decode("utf-16-be", "ignore")
    if text.startswith(b"\xff\xfe"):
        return text[2:].decode("utf-16-le", "ignore")
    if text.startswith(b"\xef\xbb\xbf"):
        return text[3:].decode("utf-8", "ignore")
    return text.decode("latin-1").translate(_PDF_DOC)
