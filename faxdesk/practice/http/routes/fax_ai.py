"""Fax AI: text and fields of a fax."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from faxdesk.practice.http.request_context import AuthorizedRequest, Refusal, Route, as_json, bad_request, not_found
from faxdesk.practice.state.fax_ai import FAILED, FIELDS, FINISHED, OCR, PENDING, AiJob, fields_of, next_month, text_of

if TYPE_CHECKING:
    from werkzeug.wrappers import Response

    from faxdesk.practice.state.archive import ArchivedFax


def ocr(call: AuthorizedRequest) -> Response:
    """`POST faxes/{id}/ai/ocr`: begin to read, or say how far it is."""
    fax = _fax(call)
    status, text = _read(call, fax, _job(call, fax, OCR))
    return as_json({"status": status, "data": text if status == FINISHED else None})


def extract(call: AuthorizedRequest) -> Response:
    """`POST faxes/{id}/ai/field-extraction`."""
    fax = _fax(call)
    return as_json(_fields(call, fax, _job(call, fax, FIELDS)))


def correct(call: AuthorizedRequest) -> Response:
    """`PATCH faxes/{id}/ai/field-extraction`."""
    fax = _fax(call)
    data = call.json().get("data")
    if not isinstance(data, dict):
        raise bad_request(f"data: {data!r} is not of type 'object'")
    job = call.account.fax_ai.job(fax.id, FIELDS)
    found = None if job is None else _fields(call, fax, job)
    if found is None or found["status"] != FINISHED:
        raise Refusal(409, "conflict", "The fields of this fax are not extracted")
    corrected = found["data"] | data
    call.account.fax_ai.correct(fax.id, corrected)
    return as_json({"status": FINISHED, "data": corrected})


def _fax(call: AuthorizedRequest) -> ArchivedFax:
    found = call.account.archive.get(call.arguments["fax_id"], call.uid, call.switches, call.now, by_session=False)
    if found is None:
        raise not_found()
    return found


def _job(call: AuthorizedRequest, fax: ArchivedFax, feature: str) -> AiJob:
    job = call.account.fax_ai.start(fax, feature, call.now, call.account.pace.converting)
    if job is None:
        raise Refusal(402, "insufficient_credits", "Not enough AI credits left this month")
    return job


def _read(call: AuthorizedRequest, fax: ArchivedFax, job: AiJob) -> tuple[str, str]:
    """Return how far the reading is, and the text."""
    if call.now < job.ready:
        return PENDING, ""
    text = text_of(call.account.stored_path(file) for file in fax.files) if fax.has_document else ""
    return (FINISHED if text else FAILED), text


def _fields(call: AuthorizedRequest, fax: ArchivedFax, job: AiJob) -> dict[str, Any]:
    status, text = _read(call, fax, job)
    if status != FINISHED:
        return {"status": status, "data": None}
    wanted = [field.name for field in call.account.fax_ai.defined() if field.enabled]
    return {"status": FINISHED, "data": job.corrected or fields_of(text, fax, wanted)}


def credits(call: AuthorizedRequest) -> Response:  # noqa: A001  the name of the operation
    """`GET accounts/self/ai/credits`."""
    fax_ai = call.account.fax_ai
    used = [{"feature": feature, "credits_used": count} for feature, count in fax_ai.used(call.now).items()]
    reload_at = next_month(call.now + call.skew).strftime("%Y-%m-%dT%H:%M:%SZ")
    return as_json({"credits_remaining": fax_ai.credits_left(call.now), "usage": used, "reload_at": reload_at})


def define(call: AuthorizedRequest) -> Response:
    """`POST accounts/self/ai/custom-fields`."""
    given = call.json()
    for name in ("name", "instructions"):
        if not isinstance(given.get(name), str) or not given[name].strip():
            raise bad_request(f"{name}: is a required property, a text")
    enabled = given.get("enabled", True)
    if not isinstance(enabled, bool):
        raise bad_request(f"enabled: {enabled!r} is not of type 'boolean'")
    return call.created(vars(call.account.fax_ai.define(given["name"], given["instructions"], enabled)))


_FAX = ("fax",)
_READ, _EXTRACT = "/accounts/<user_id>/faxes/<fax_id>/ai/ocr", "/accounts/<user_id>/faxes/<fax_id>/ai/field-extraction"
ROUTES = (
    Route("POST", _READ, ocr, _FAX),
    Route("POST", _EXTRACT, extract, _FAX),
    Route("PATCH", _EXTRACT, correct, _FAX),
    Route("GET", "/accounts/self/ai/credits", credits, _FAX),
    Route("POST", "/accounts/self/ai/custom-fields", define, _FAX, admin=True),
)
