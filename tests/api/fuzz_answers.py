"""Answers that no honest service gives, for Hypothesis: of the shape of the contract with wild values, and of none.

`shaped` makes values from the schemas of the OpenAPI document; `bodies` makes bodies of any kind; `replies` puts them
into HTTP, rightly or wrongly.
"""

from __future__ import annotations

import gzip
import json
from collections.abc import Mapping
from functools import cache
from typing import Any

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from tests.api.scripted_server import Reply
from tests.contract import contract

Wild = SearchStrategy[Any]
ARABIC = {ord(str(digit)): 0x660 + digit for digit in range(10)}
"""Digits that are digits to Python, and to nobody else here."""

TEXTS: Wild = st.one_of(
    st.text(max_size=8),
    st.sampled_from(
        [
            "",
            " ",
            "\0",
            "\x1b[2J\x1b]0;title\x07",
            "\u202eRTL\u202c \u0627\u0644\u0641\u0627\u0643\u0633",
            "half \ud83d pair",
            "line\r\nSet-Cookie: a=b",
            "x" * 3000,
            "../../etc/passwd",
            "<b>bold</b>",
            "%s %n {0}",
            "'; DROP TABLE recipient; --",
            "\ufeff",
            "null",
        ]
    ),
)
NUMBERS: Wild = st.one_of(
    st.sampled_from([0, 1, -1, 2**31, 2**53, 2**63, 2**64, -(2**63), 10**40, 1e308, -0.0, 0.1]),
    st.sampled_from([float("nan"), float("inf"), float("-inf")]),
    st.integers(-3, 5),
)
DATES: Wild = st.sampled_from(
    [
        "2026-11-24 12:00:00",
        "2026-11-24 12:00:05 +0000",
        "2026-11-24T12:00:05.5Z",
        "0000-00-00 00:00:00",
        "0001-01-01 00:00:00",
        "0001-01-01 00:00:00 +2359",
        "9999-12-31 23:59:59",
        "9999-12-31 23:59:59 -2359",
        "9998-12-31 00:00:00",
        "1969-12-31 23:59:59",
        "2026-02-30 00:00:00",
        "2026-11-24 12:00:00 +9999",
        "2026-11-24",
        "2026-W48-2",
        "20261124T120000",
        "2026-11-24 12:00:00".translate(ARABIC),
        "now",
        "",
    ]
)
PHONES: Wild = st.sampled_from(
    [
        "+41445550123",
        "+41 44 555 01 23",
        "41445550123",
        "0041445550123",
        "+4144555O123",
        "+41445550123x9",
        "",
        "+",
        "٤١",
    ]
)


def dicts(values: Wild) -> Wild:
    """Objects with names that the contract uses, and others."""
    names = st.sampled_from(["records", "data", "ids", "id", "path", "numbers", "status", "to", "error", "uid"])
    return st.dictionaries(names | st.text(max_size=4), values, max_size=4)


JSON: Wild = st.recursive(
    st.none() | st.booleans() | NUMBERS | TEXTS, lambda inner: st.lists(inner, max_size=4) | dicts(inner), max_leaves=8
)


# ------------------------------------------------------------------------------------------------ of the contract


def shaped(schema: Mapping[str, Any], special: Mapping[str, Wild] | None = None, name: str = "") -> Wild:
    """Return values of the right types but wild, as a schema of the contract has them.

    `special` are values for members of these names, whatever their schema is.
    """
    found = special or {}
    if name in found:
        return found[name]
    if "$ref" in schema:
        return shaped(contract.at(schema["$ref"].removeprefix("#")), found, name)
    if "anyOf" in schema:
        return st.one_of([shaped(one, found, name) for one in schema["anyOf"]])
    if "allOf" in schema:
        return st.tuples(*[shaped(one, found, name) for one in schema["allOf"]]).map(_merged)
    kinds = schema.get("type", "object")
    return st.one_of([_of_kind(kind, schema, found) for kind in ([kinds] if isinstance(kinds, str) else kinds)])


def _of_kind(kind: str, schema: Mapping[str, Any], special: Mapping[str, Wild]) -> Wild:
    if kind == "object":
        return _objects(schema, special)
    if kind == "array":
        return st.lists(shaped(schema.get("items", {}), special), max_size=4)
    plain = {"null": st.none(), "boolean": st.booleans(), "integer": NUMBERS, "number": NUMBERS}
    return plain[kind] if kind in plain else _texts(schema)


def _texts(schema: Mapping[str, Any]) -> Wild:
    if "enum" in schema:
        return st.sampled_from(schema["enum"]) | TEXTS
    pattern = schema.get("pattern", "")
    if "{4}-[0-9]{2}" in pattern:
        return DATES
    return PHONES if r"\+[0-9]" in pattern else TEXTS


def _objects(schema: Mapping[str, Any], special: Mapping[str, Wild]) -> Wild:
    members = {name: shaped(one, special, name) for name, one in schema.get("properties", {}).items()}
    more = schema.get("additionalProperties")
    if isinstance(more, Mapping):
        return special.get("ids", st.dictionaries(PHONES | TEXTS, shaped(more, special, "id"), max_size=3))
    required = set(schema.get("required", ()))
    optional = {name: one | st.none() for name, one in members.items() if name not in required}
    exact = st.fixed_dictionaries({name: members[name] for name in members.keys() & required}, optional=optional)
    return exact | st.tuples(exact, dicts(JSON)).map(lambda both: {**both[1], **both[0]})


def _merged(parts: tuple[Any, ...]) -> Any:
    return {name: value for part in parts if isinstance(part, dict) for name, value in part.items()}


def answer_of(method: str, path: str) -> Mapping[str, Any]:
    """Return the schema of the JSON that answers an operation of the contract; an empty one where there is none."""
    responses = contract.document()["paths"][path][method]["responses"]
    found = next(one for code, one in responses.items() if code.startswith("2"))
    while "$ref" in found:
        found = contract.at(found["$ref"].removeprefix("#"))
    schema: Mapping[str, Any] = found.get("content", {}).get("application/json", {}).get("schema", {})
    return schema


# ------------------------------------------------------------------------------------------------------- of none


def written(value: object, *, ascii_only: bool = True) -> bytes:
    """Return JSON as Python writes it, which is not always JSON: NaN, and half a surrogate pair."""
    return json.dumps(value, ensure_ascii=ascii_only).encode("utf-8", "surrogatepass")


@cache
def _bomb(size: int) -> bytes:
    return gzip.compress(b"[" + b" " * size + b"]", 1)


_ODD = (
    b"",
    b" \r\n",
    b"null",
    b"true",
    b"0",
    b'""',
    b"[]",
    b"{}",
    b"{",
    b"\xef\xbb\xbf{}",
    b'\xff\xfe{\0"\0i\0d\0"\0:\0001\0}\0',
    b"\0",
    b'{"id": "\xff\xfe"}',
    b'{"id": "\xed\xa0\x80", "status": "success"}',
    b'{"id": "a", "id": "b", "status": "failed", "status": "success"}',
    b'{"id": 1e999, "path": 1e999, "pages": -1e999}',
    b'{"records": NaN, "ids": Infinity}',
    b'{"ids": {"+41445550123": 9007199254740993.0}}',
    b'{"id": ' + b"9" * 5000 + b"}",
    b"[" * 10_000 + b"]" * 10_000,
    b'{"data":' * 10_000 + b"1" + b"}" * 10_000,
    b'{"records": [' + b"[" * 900 + b"]" * 900 + b"]}",
    b"<html><body>Welcome to the hotel</body></html>",
    b"  <?xml version='1.0'?><error/>",
    b"%PDF-1.4 nothing",
    b"II*\0",
    b"callback({})",
)
ODD_BODIES: Wild = st.integers(0, len(_ODD) - 1).map(_ODD.__getitem__)
BOMBS: Wild = st.just(40_000_000).map(_bomb)
"""Little that unpacks to more than any answer has."""


def bodies(schema: Mapping[str, Any], special: Mapping[str, Wild] | None = None) -> SearchStrategy[bytes]:
    """Return bodies, most of them of the shape of a schema."""
    right = st.builds(lambda value, plain: written(value, ascii_only=plain), shaped(schema, special), st.booleans())
    cut = st.tuples(right, st.integers(0, 40)).map(lambda both: both[0][: both[1]])
    return st.one_of(right, right, right, JSON.map(written), ODD_BODIES, st.binary(max_size=20), cut)


# -------------------------------------------------------------------------------------------------------- in HTTP

NO_STATUSES = tuple(status for status in range(400, 500) if status not in (407, 408))
"""What says that nothing was done: the request was refused."""
STATUSES = st.one_of(
    st.sampled_from([200, 201, 202, 204, 206, 299]),
    st.sampled_from([101, 300, 301, 302, 304, 307, 308, 400, 401, 402, 403, 404, 407, 408, 409, 410, 413, 418, 429]),
    st.sampled_from([500, 502, 503, 504, 511, 599, 600, 999]),
)
HEADERS = st.sampled_from(
    [
        b"Retry-After: soon",
        b"Retry-After: -1",
        b"Retry-After: 1e9",
        b"Retry-After: " + b"9" * 400,
        b"Retry-After: Fri, 31 Dec 9999 23:59:59 GMT",
        b"Retry-After: Mon, 01 Jan 0001 00:00:00 +2359",
        b"Retry-After: \xd9\xa3",
        b"Date: yesterday",
        b"Date: Mon, 01 Jan 0001 00:00:00 GMT",
        b"Date: Fri, 31 Dec 9999 23:59:59 GMT",
        b"Date: Fri, 31 Dec 9999 23:59:59 -2359",
        b"Date: Tue, 24 Nov 2026 12:00:00 GMT",
        b"Date: Tue, 99 Nov 2026 12:00:00 +999999",
        b"Date: ,,, \xff",
        b"Location: http://[",
        b"Location: //\xff\xfe",
        b"Content-Type: ; charset=\xff",
        b"Content-Type: multipart/mixed; boundary=",
        b"Content-Encoding: gzip",
        b"Content-Encoding: deflate",
        b"Content-Encoding: gzip, deflate, gzip, deflate, gzip, deflate, gzip",
        b"Content-Encoding: snappy",
        b"Content-Disposition: attachment; filename=../../x; filename*=\xff''%FF",
        b"Set-Cookie: a=b; expires=Fri, 99 Foo 99999 99:99:99 GMT; max-age=x; domain=.; path",
        b"Transfer-Encoding: identity",
        b"Connection: close",
        b"Keep-Alive: timeout=\xff",
        b"X-Request-Id: " + b"\xff" * 100,
        b"X: " + b"x" * 3000,
        b": no name",
        b" folded",
        b"no colon at all",
    ]
)
FRAMINGS = ("length",) * 6 + ("long", "short", "negative", "odd", "twice", "none", "chunked", "bad chunks")


def _framed(framing: str, body: bytes) -> tuple[list[bytes], bytes]:
    """Return headers that say how long a body is, or lie about it, and what goes out as the body."""
    size = len(body)
    if framing == "chunked":
        return [b"Transfer-Encoding: chunked"], b"%x\r\n%b\r\n0\r\n\r\n" % (size, body) if size else b"0\r\n\r\n"
    lengths = {
        "length": [b"%d" % size],
        "long": [b"%d" % (size + 7)],
        "short": [b"%d" % (size // 2)],
        "negative": [b"-5"],
        "odd": [b"many"],
        "twice": [b"%d" % size, b"%d" % (size + 1)],
    }
    if framing == "bad chunks":
        return [b"Transfer-Encoding: chunked"], b"zz\r\n" + body
    return [b"Content-Length: " + length for length in lengths.get(framing, ())], body


def in_http(status: int, headers: list[bytes], framing: str, body: bytes) -> Reply:
    """Return an answer as it goes over the line."""
    framed, content = _framed(framing, body)
    # What follows a line without a colon belongs to the body, and so the length is not known.
    whole = framing == "length" and status >= 200 and all(b":" in line for line in headers)
    head = b"\r\n".join([b"HTTP/1.1 %d Whatever" % status, *headers, *framed])
    return Reply(head + b"\r\n\r\n" + content, close=not whole)


def replies(content: SearchStrategy[bytes]) -> SearchStrategy[tuple[int, Reply]]:
    """Return answers with their status, 0 where it is no HTTP: half of them a plain success, the rest wild."""
    plain = content.map(lambda body: (200, in_http(200, [], "length", body)))
    wild = st.tuples(STATUSES, st.lists(HEADERS, max_size=3), st.sampled_from(FRAMINGS), content)
    kinds: dict[str, SearchStrategy[tuple[int, Reply]]] = {
        "plain": plain,
        "wild": wild.map(lambda all_of: (all_of[0], in_http(*all_of))),
        "noise": st.binary(max_size=30).map(lambda raw: (0, Reply(raw, close=True))),
        "bomb": BOMBS.map(lambda body: (200, in_http(200, [b"Content-Encoding: gzip"], "length", body))),
    }
    return st.sampled_from(_OFTEN).flatmap(lambda kind: kinds[kind])


_OFTEN = ("plain",) * 20 + ("wild",) * 17 + ("noise",) * 3 + ("bomb",)
