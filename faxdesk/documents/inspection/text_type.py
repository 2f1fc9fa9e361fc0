"""What a file of text is: a text, or something for programs and printers that only looks like one.

Nothing but a text is set on pages as text. A word in its middle makes no text something else: what is not one says so
at its begin, or by its whole form.
"""

from __future__ import annotations

import binascii
import re
from collections.abc import Callable
from dataclasses import replace

from faxdesk.documents.inspection.content import (
    LINK,
    MAIL,
    MAIL_FOLDER,
    PRINT_FILE,
    SIGNED,
    TEXT,
    Content,
    Conversion,
    office,
)
from faxdesk.documents.inspection.signature_type import starts_signature

_BEGIN = 4096
"""Characters in which what is not plain text says what it is."""

# ------------------------------------------------------------------------------------------------------- contents


def _for_programs(noun: str, word: str = "") -> Content:
    return Content(noun, None, word, plain=True)


_JSON = _for_programs("data for programs (JSON)", "json")
SETTINGS = _for_programs("data or settings for a program", "ini")
SOURCE = _for_programs("the source of a program")
_XML = _for_programs("an XML file", "xml")
_HTML = Content("a web page (HTML)", None, "html", Conversion.OFFICE, plain=True)
_SVG = _for_programs("an SVG drawing", "svg")
_RTF = office("a rich text (RTF) document", "rtf")
_POSTSCRIPT = Content("a PostScript file", None, "ps", advice=PRINT_FILE.advice)
_MESSAGES = _for_programs("a message for trading programs (EDI)")
_INVOICE = Content(
    "an electronic invoice (XML)",
    None,
    "xml",
    advice="Open it in your invoicing program and save or print it as a PDF, then add that file.",
)
_WEB_ARCHIVE = Content(
    "a web page with its pictures (MHTML)",
    None,
    "mht",
    advice="Open it in Word or a web browser and save or print it as a PDF, then add that file.",
)
_CODED = Content(
    "a file in coded form, not the document itself",
    advice="Ask for the document itself, or decode it with the program that it is for, and add that file.",
)
_KEY = Content("a key or certificate, not a document")
_ENCRYPTED = Content("an encrypted file", advice="Decrypt it with the program that it is for, and add that file.")

_MAY_PRECEDE = "\ufeff \t\r\n\f\x04"
"""What stands before the begin of some files and says nothing."""
_STARTS: tuple[tuple[re.Pattern[str], Content], ...] = tuple(
    (re.compile(pattern, re.IGNORECASE), content)
    for pattern, content in (
        (r"\[InternetShortcut", LINK),
        (r"(#.*\n|\s)*\[Desktop Entry\]", LINK),
        (r"version https://git-lfs\.github\.com/spec/", LINK),
        (r"(/|\.\./)*\.?git/annex/objects/|/annex/objects/", LINK),
        (r"XSym\n\d{4}\n", LINK),
        (r"%!(PS|\s)", _POSTSCRIPT),
        (r"@PJL\b", PRINT_FILE),
        (r"([^\n]{0,80}\n){0,5}\^XA[\s~^]", PRINT_FILE),
        (r"\S{0,2}! \d+ \d+ \d+ \d+ \d+\s*\n", PRINT_FILE),
        (r"SIZE\s+[\d.]+\s*(mm|dot)?\s*,\s*[\d.]+", PRINT_FILE),
        (r"N\r?\n([A-Za-z][\w,.]*\r?\n)*[ABLX]\d+,\d+,", PRINT_FILE),
        (r"!R!", PRINT_FILE),
        (r"(BP|IN|DF|PG)\s*;\s*([A-Z]{2}[-\d,.\s]*;\s*){2}", PRINT_FILE),
        (r"\{\\rtf", _RTF),
        (r"-----BEGIN PGP MESSAGE-----", _ENCRYPTED),
        (r"-----BEGIN PGP (PUBLIC|PRIVATE) KEY", _KEY),
        (r"-----BEGIN [A-Z0-9 ]*(CERTIFICATE|KEY|X509 CRL)[A-Z ]*-----", _KEY),
        (r"begin(-base64)? [0-7]{3} \S[^\n]*\n\S{4}", _CODED),
        (r"\(This file must be converted with BinHex", _CODED),
        (r"=ybegin ", _CODED),
        (r"data:[\w./+-]+;base64,", _CODED),
        (r"%FDF-\d", Content("the data of a PDF form, without the form (FDF)")),
        (r"BEGIN:VCARD", _for_programs("a visiting card (vCard)", "vcf")),
        (r"BEGIN:VCALENDAR", _for_programs("a calendar entry (iCalendar)", "ics")),
        (r"(UNA.{6}\s*)?UNB\+|ISA\*\d\d\*", _MESSAGES),
        (r"(MSH|FHS|BHS)\|\^~\\&", _for_programs("a message for programs of clinics (HL7)")),
        (r"#!\s*/", SOURCE),
        (r"<\?php", SOURCE),
        (r"@echo off\b", SOURCE),
        (r"#include\s*[<\"]", SOURCE),
        (r"diff --git ", SOURCE),
        (r"(%[^\n]*\n|\s)*\\documentclass\b", _for_programs("the source of a LaTeX document", "tex")),
        (r"Windows Registry Editor Version|REGEDIT4", SETTINGS),
        (r"%YAML ", SETTINGS),
        (r"\[ver\]\s*\d", Content("an Ami Pro document")),
        # A table whose first column is called ID, and the next something with P, is none: no record follows.
        (r"ID;P[^;\n]*(;[A-Z][^;\n]*)*\n[BCEFNOPW]{1,2}(;[A-Z]|\s*\n)", office("a spreadsheet (SYLK)", "slk")),
        (r"TABLE\r?\n0,1\r?\n\"", office("a spreadsheet (DIF)", "dif")),
        (r"(999\s*\n[^\n]*\n\s*)*0\s*\n\s*SECTION\s*\n\s*2\s*\n", Content("an AutoCAD drawing (DXF)", None, "dxf")),
        (r"ISO-10303-21;", Content("a three-dimensional drawing (STEP)")),
        (r"OFXHEADER:|!Type:(Bank|CCard|Cash|Invst|Oth)", _for_programs("data of a bank for programs")),
        (r"\{1:F\d\d|:20:[^\n]*\n:25:", _for_programs("a message for programs of banks (SWIFT)")),
        (r"0 HEAD\r?\n1 ", _for_programs("a family tree for programs (GEDCOM)")),
    )
)
_ESCAPE = re.compile(r"\x1b(?![\[\]=>]|[()][0AB])")
"""An escape that no terminal knows: it is for a printer."""

# ------------------------------------------------------------------------------------------------------------ mail

_COUNT = re.compile(r"\d+\s*\n")
"""Before a message that Apple Mail keeps: how many bytes it has."""
_MBOX = re.compile(r"From \S+ +\w{3} \w{3} [ \d]\d \d\d:\d\d")
_FIELD = re.compile(r"([!-9;-~]+):[ \t]*(.*(?:\r?\n[ \t].*)*)\r?\n?")
"""A field of a message, with the lines that continue it (RFC 5322, 2.2)."""
_OF_MACHINES = {
    "received": re.compile(r"(from|by|\(qmail)\s", re.IGNORECASE),
    "return-path": re.compile(r"<"),
    "message-id": re.compile(r"<"),
    "delivered-to": re.compile(r"\S+@"),
    "mime-version": re.compile(r"\d"),
    "content-type": re.compile(r"[\w.+-]+/"),
    "content-transfer-encoding": re.compile(r"\w"),
    "dkim-signature": re.compile(r"\w+="),
    "x-mailer": re.compile(r"\w"),
}
"""Fields that nobody writes by hand, and how their values begin: a memo has From, To, Date and Subject as well."""
_OF_PEOPLE = frozenset({"received", "from", "to", "subject"})
"""Fields of what was sent to somebody; the parts of a message, and files from the web, have none."""
_PKCS7 = re.compile(r"application/(x-)?pkcs7-mime", re.IGNORECASE)
_BASE64 = re.compile(r"^content-transfer-encoding:[ \t]*base64", re.IGNORECASE | re.MULTILINE)
_MAIL_WITH_FILES = replace(MAIL, plain=False)
"""A message with parts that nobody can read as they stand."""
_RELATED = re.compile(r"multipart/related", re.IGNORECASE)


def _fields(text: str) -> dict[str, str]:
    """Return the fields with which a message begins, by their names in small letters."""
    found: dict[str, str] = {}
    at = 0
    while field := _FIELD.match(text, at):
        found.setdefault(field[1].lower(), field[2].strip())
        at = field.end()
    return found


def is_message(text: str) -> bool:
    """True where these are the fields of a message that was sent to somebody."""
    fields = _fields(text)
    return _is_of_machines(fields) and bool(_OF_PEOPLE & fields.keys())


def _is_of_machines(fields: dict[str, str]) -> bool:
    return any(name in fields and value.match(fields[name]) for name, value in _OF_MACHINES.items())


def _mail(text: str) -> Content | None:
    if _MBOX.match(text):
        return MAIL_FOLDER
    count = _COUNT.match(text)
    fields = _fields(text[count.end() if count else 0 :][: 16 * _BEGIN])
    if not _is_of_machines(fields):
        return None
    kind = fields.get("content-type", "")
    if _PKCS7.match(kind) and not _OF_PEOPLE & fields.keys():
        return SIGNED
    if "snapshot-content-location" in fields or (_RELATED.match(kind) and not {"received", "to"} & fields.keys()):
        return _WEB_ARCHIVE
    return _MAIL_WITH_FILES if _BASE64.search(text) else MAIL


# ---------------------------------------------------------------------------------------------------------- markup

_TAG = re.compile(r"<([A-Za-z_][\w.:-]*)(?:\s[^<>]*)?/?>")
_PROLOGUE = re.compile(r"(\s|<\?[^>]*\?>|<!--.*?-->|<!DOCTYPE[^>\[]*(\[[^\]]*\]\s*)?>)*", re.DOTALL | re.IGNORECASE)
_HTML_TAGS = frozenset({
    "html", "head", "body", "title", "script", "style", "meta", "link", "base", "div", "p", "span", "table", "tr",
    "td", "h1", "h2", "h3", "h4", "ul", "ol", "li", "font", "center", "pre", "a", "b", "i", "br", "hr", "img", "form",
})  # fmt: skip
_ROOTS: tuple[tuple[str, Content], ...] = (
    ("svg", _SVG),
    ("document-content", Content("a part of an OpenDocument file")),
    ("FatturaElettronica", _INVOICE),
    ("FatturaElettronicaSemplificata", _INVOICE),
    ("CrossIndustryInvoice", _INVOICE),
    ("CrossIndustryDocument", _INVOICE),
    ("Invoice", _INVOICE),
    ("CreditNote", _INVOICE),
    ("wordDocument", office("a Word document (XML)", "xml")),
    ("Workbook", office("an Excel workbook (XML)", "xml")),
    ("xdp", Content("the data of a form of Adobe (XDP)")),
    ("xfdf", Content("the data of a PDF form, without the form (XFDF)")),
    ("FictionBook", Content("an e-book")),
)
"""The outermost elements of XML files, without their prefixes."""
_FLAT_OFFICE = re.compile(r"mimetype=[\"']application/vnd\.oasis\.opendocument\.(\w+)")
_FLAT = {
    "text": office("an OpenDocument text (XML)", "fodt"),
    "spreadsheet": office("an OpenDocument spreadsheet (XML)", "fods"),
    "presentation": office("an OpenDocument presentation (XML)", "fodp"),
    "graphics": office("an OpenDocument drawing (XML)", "fodg"),
}
_WEBLOC = re.compile(r"<key>(URL|NSURL\w*)</key>")


def _markup(text: str) -> Content | None:
    if not text.startswith("<"):
        return None
    if re.match(r"<!DOCTYPE\s+html", text, re.IGNORECASE):
        return _HTML
    prologue = _PROLOGUE.match(text)
    tag = _TAG.match(text, prologue.end() if prologue else 0)
    root = "" if tag is None else tag[1].rpartition(":")[2]
    declared = text.startswith("<?xml")
    if root.lower() == "html" or (root.lower() in _HTML_TAGS and not declared):
        return _HTML
    if declared or (tag is not None and re.search(rf"</{re.escape(tag[1])}\s*>\s*$", text)):
        return _xml(root, text)
    return None


def _xml(root: str, text: str) -> Content:
    if root == "plist" and _WEBLOC.search(text, 0, _BEGIN):
        return LINK
    if root == "document" and (flat := _FLAT_OFFICE.search(text, 0, _BEGIN)):
        return _FLAT.get(flat[1], _XML)
    return next((content for name, content in _ROOTS if name == root), _XML)


# ------------------------------------------------------------------------------------------------------------ data

_LINK_KEYS = frozenset({"doc_id", "resource_id", "resource_key"})
_CLOUD = re.compile(r"https?://([\w.-]+\.)?(google|box|dropbox|sharepoint|office|live|1drv|icloud|zoho)\.(com|ms|net)/")
_SECTION = re.compile(r"\[[^\[\]]+\]\s*$")
_SETTING = re.compile(r"([;#].*|\[[^\[\]]+\]\s*|[\w.\-\\\"' ]+\s*=.*)$")
_MOST_SETTINGS_OF_PROSE = 0.8


def _data(text: str) -> Content | None:
    if text[:1] in {"{", "["} and (found := _json(text)) is not None:
        return found
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    if not lines or not _SECTION.match(lines[0]):
        return None
    settings = [line for line in lines if _SETTING.match(line)]
    has_values = any("=" in line and not line.startswith(("[", ";", "#")) for line in lines)
    return SETTINGS if has_values and len(settings) >= _MOST_SETTINGS_OF_PROSE * len(lines) else None


def _json(text: str) -> Content | None:
    import json

    try:
        value = json.loads(text.partition("\n")[0] if _is_json_lines(text) else text)
    except (ValueError, RecursionError):
        return None
    if isinstance(value, dict) and (_LINK_KEYS & value.keys() or _CLOUD.match(str(value.get("url", "")))):
        return LINK
    return _JSON


def _is_json_lines(text: str) -> bool:
    first, _, second = text.partition("\n")
    return first.rstrip().endswith("}") and second.startswith("{")


# ---------------------------------------------------------------------------------------------------------- coded

_BASE64_LINE = re.compile(r"[A-Za-z0-9+/_-]{40,}={0,2}$")
_ARMOUR = re.compile(r"-----(BEGIN|END) [^-]*-----")
_FEW = 200
"""Letters of base64 below which a text is taken for something that people write."""


def _coded(text: str) -> Content | None:
    lines = [line.strip() for line in _ARMOUR.sub("", text).splitlines() if line.strip()]
    if not lines or not all(_BASE64_LINE.match(line) for line in lines[:-1] or lines):
        return None
    try:
        begin = binascii.a2b_base64("".join(lines)[:_FEW])
    except ValueError:
        return None
    if starts_signature(begin):
        return SIGNED
    return _CODED if sum(map(len, lines)) >= _FEW else None


# ----------------------------------------------------------------------------------------------------------- all

_RECOGNISERS: tuple[Callable[[str], Content | None], ...] = (_coded, _mail, _markup, _data)


def text_content(text: str) -> Content:
    """Return what `text`, the whole of a file or its begin, is."""
    text = text.lstrip(_MAY_PRECEDE)
    if not text:
        return TEXT
    if (found := next((content for start, content in _STARTS if start.match(text)), None)) is not None:
        coded = _coded(text) if found is _KEY else None
        return coded or found
    if _ESCAPE.search(text):
        return PRINT_FILE
    return next((found for look in _RECOGNISERS if (found := look(text)) is not None), TEXT)
