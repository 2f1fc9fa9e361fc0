"""Finished faxes: their records, documents, reports and thumbnails."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from werkzeug.wrappers import Response

from faxdesk.practice.files.documents import as_pdf, as_tiff, thumbnail
from faxdesk.practice.http.request_context import AuthorizedRequest, Route, as_json, bad_request, not_found
from faxdesk.practice.http.serializer import file_name
from faxdesk.practice.reports.confirmation import report
from faxdesk.practice.simulation.clock import parse_stamp
from faxdesk.practice.state.archive import CATEGORIES, SORTS, Category, Query
from faxdesk.practice.state.seed_data import COMPANY

if TYPE_CHECKING:
    from pathlib import Path

    from faxdesk.practice.state.archive import ArchivedFax

MOST = 50
"""Records in a page (SDK 3.0.5)."""


_MEDIA = {"pdf": "application/pdf", "tiff": "image/tiff"}
_MOST_DIGITS = 9
"""Digits of a number in a query: enough for any archive, and no more than the database can count to."""


def listed(call: AuthorizedRequest) -> Response:
    """`GET faxes`."""
    query = _query(call)
    found = call.account.archive.page(call.uid, query, call.switches, call.now)
    return as_json({"data": {"records": [call.writer.fax(fax) for fax in found]}})


def _query(call: AuthorizedRequest) -> Query:
    given, switches = call.request.args, call.switches
    category = given.get("category", switches.default_category)
    if category not in (*CATEGORIES, "all") or ("category" in given and category == "all"):
        raise bad_request(f"category: {category!r} is not one of {', '.join(CATEGORIES)}")
    if "category" in given and switches.archive_category == "refused":
        raise bad_request(f"category: {category!r} is not one of this account's")
    limit = _number(given.get("limit"), "limit", MOST)
    if limit < 1 or (limit > MOST and switches.limit_too_high == "refused"):
        raise bad_request(f"limit: {limit} is not between 1 and {MOST}")
    offset = _number(given.get("offset"), "offset", 0) if switches.offset_supported else 0
    sort_by, order = given.get("sort_by", "date"), given.get("order")
    if sort_by not in SORTS:
        raise bad_request(f"sort_by: {sort_by!r} is not one of {', '.join(SORTS)}")
    if order not in (None, "asc", "desc"):
        raise bad_request(f"order: {order!r} is not one of asc, desc")
    if not switches.sort_supported:
        sort_by, order = "date", None
    return Query(
        category=cast("Category", category),
        after=_time(given.get("after"), "after"),
        before=_time(given.get("before"), "before"),
        limit=min(limit, MOST),
        offset=max(0, offset - (switches.overlapping_pages if offset else 0)),
        sort_by=sort_by,
        descending=order == "desc" if order else switches.default_order == "newest_first",
    )


def _number(text: str | None, name: str, default: int) -> int:
    if text is None:
        return default
    if not text.isascii() or not text.isdigit() or len(text) > _MOST_DIGITS:
        raise bad_request(f"{name}: {text!r} is not a whole number from 0")
    return int(text)


def _time(text: str | None, name: str) -> float | None:
    if text is None:
        return None
    try:
        return parse_stamp(text)
    except ValueError:
        raise bad_request(f"{name}: {text!r} does not match YYYY-MM-DD HH:MM:SS") from None


def one(call: AuthorizedRequest) -> Response:
    """`GET faxes/{id}`."""
    return as_json(call.writer.fax(_record(call, by_session=call.switches.outbox_id_in_archive)))


def change(call: AuthorizedRequest) -> Response:
    """`PUT faxes/{id}`: both the comment and the read flag."""
    fax = _record(call, by_session=False)
    given = call.json()
    for name, kind, word in (("comment", str, "string"), ("is_read", bool, "boolean")):
        if name not in given:
            raise bad_request(f"{name}: is a required property")
        if not isinstance(given[name], kind):
            raise bad_request(f"{name}: {given[name]!r} is not of type '{word}'")
    call.account.archive.change(fax.id, given["comment"], given["is_read"])
    return call.done()


def delete(call: AuthorizedRequest) -> Response:
    """`DELETE faxes/{id}`."""
    call.account.archive.delete(_record(call, by_session=False).id)
    return call.done()


def document(call: AuthorizedRequest) -> Response:
    """`GET files/{id}`: the pages as they were sent."""
    fax = _record(call, by_session=True)
    kind = _kind(call)
    if not fax.has_document:
        raise not_found("This fax has no document")
    files = _files(call, fax)
    body = as_tiff(files, fax.cover) if kind == "tiff" else as_pdf(files, fax.cover)
    if fax.incoming and call.switches.read_by_download:
        call.account.archive.change(fax.id, fax.comment, is_read=True)
    return _download(call, body, _MEDIA[kind], f"{file_name(fax)}.{kind}")


def _kind(call: AuthorizedRequest) -> str:
    asked = call.request.args.get("format")
    if asked not in (None, "pdf", "tiff"):
        raise bad_request(f"format: {asked!r} is not one of pdf, tiff")
    if asked is not None:
        return asked
    accepted = call.request.accept_mimetypes
    named = [kind for kind, media in _MEDIA.items() if media in accepted.values()]
    if not named and call.switches.download_format == "required":
        raise bad_request("format: is a required parameter")
    # Of two that are as welcome the first stands, and so does a PDF where neither is named.
    return max(named or ["pdf"], key=lambda kind: accepted.quality(_MEDIA[kind]))


def confirmation(call: AuthorizedRequest) -> Response:
    """`GET report/{id}`."""
    fax = _record(call, by_session=True)
    missing = fax.bare or (fax.incoming and not call.switches.report_for_incoming)
    if missing or (not fax.incoming and not fax.delivered and not call.switches.report_for_failed):
        raise not_found("This fax has no report")
    body = report(fax, COMPANY)
    return _download(call, body, "application/pdf", f"report-{fax.id}.pdf")


def picture(call: AuthorizedRequest) -> Response:
    """`GET thumbnail/{id}`."""
    fax = _record(call, by_session=True)
    if not fax.has_document:
        raise not_found("This fax has no document")
    return _download(call, thumbnail(_files(call, fax), fax.cover), "image/png", f"{fax.id}.png")


def _record(call: AuthorizedRequest, *, by_session: bool) -> ArchivedFax:
    found = call.account.archive.get(call.arguments["fax_id"], call.uid, call.switches, call.now, by_session=by_session)
    if found is None:
        raise not_found()
    return found


def _files(call: AuthorizedRequest, fax: ArchivedFax) -> list[tuple[Path, int]]:
    return [(call.account.stored_path(file), file.pages) for file in fax.files]


def _download(call: AuthorizedRequest, body: bytes, media: str, name: str) -> Response:
    headers: dict[str, Any] = {}
    if call.switches.download_named:
        headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return Response(body, mimetype=media, headers=headers)


_FAX, _FILE = ("fax",), ("fax", "file")
ROUTES = (
    Route("GET", "/accounts/<user_id>/faxes", listed, _FAX),
    Route("GET", "/accounts/<user_id>/faxes/<fax_id>", one, _FAX),
    Route("PUT", "/accounts/<user_id>/faxes/<fax_id>", change, _FAX),
    Route("DELETE", "/accounts/<user_id>/faxes/<fax_id>", delete, _FAX),
    Route("GET", "/accounts/<user_id>/files/<fax_id>", document, _FILE),
    Route("GET", "/accounts/<user_id>/report/<fax_id>", confirmation, _FAX),
    Route("GET", "/accounts/<user_id>/thumbnail/<fax_id>", picture, _FAX),
)
