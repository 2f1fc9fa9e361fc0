"""What a file can hold, how FaxDesk makes pages of it, and how one that cannot be faxed is refused."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum, auto

from faxdesk.core.errors import InputRefused
from faxdesk.core.model import DocumentType


class Conversion(Enum):
    """How a file becomes pages: as it is, as a picture, set as text, by an office program, taken out of it, or not."""

    AS_IT_IS = auto()
    PICTURE = auto()
    HEIC = auto()
    TEXT = auto()
    OFFICE = auto()
    UNWRAP = auto()
    NONE = auto()


PRINT_AS_PDF = "Open it in its own program and save or print it as a PDF, then add that file."
UNPACK = "Unpack it first, then add the documents that are inside."
UNLOCK_FIRST = "Open it with its password, save it without one or as a PDF, then add that file."
COPY_AGAIN = "Copy, download or save it again; the last attempt stopped too early."


@dataclass(frozen=True, slots=True)
class Content:
    """What a file holds. `type` is None for what Fax.Plus is not given as it is; `noun` is like "a PNG picture".

    `word` is the usual ending of such files, without its dot; `way` is how FaxDesk makes pages of it, `advice` what to
    do where it makes none. What is `plain` can be read as it stands, so it is text where its name says so.
    """

    noun: str
    type: DocumentType | None = None
    word: str = ""
    way: Conversion = Conversion.NONE
    advice: str = PRINT_AS_PDF
    plain: bool = False


def picture(noun: str, word: str) -> Content:
    """Return the content of a file with one picture."""
    return Content(noun, None, word, Conversion.PICTURE)


def office(noun: str, word: str) -> Content:
    """Return the content of a file that LibreOffice opens."""
    return Content(noun, None, word, Conversion.OFFICE)


def archive(noun: str, word: str = "") -> Content:
    """Return the content of a file with other files inside."""
    return Content(noun, None, word, advice=UNPACK)


def refusal(content: Content, name: str) -> InputRefused:
    """Return why the file `name` cannot be faxed, and what to do."""
    return InputRefused(name, f"This is {content.noun or 'no kind of file that FaxDesk knows'}.", content.advice)


PDF = Content("a PDF", DocumentType.PDF, "pdf", Conversion.AS_IT_IS)
TIFF = Content("a TIFF", DocumentType.TIFF, "tiff", Conversion.AS_IT_IS)
TEXT = Content("a text file", None, "txt", Conversion.TEXT)
UNKNOWN = Content("")

WRAPPED_PDF = Content("a PDF with something else before its begin", None, "pdf", Conversion.UNWRAP)
OLD_PDF = Content("a PDF of the first years, with the header of PostScript", None, "pdf", Conversion.UNWRAP)
SIGNED = Content("a signed file (PKCS #7)", None, "p7m", Conversion.UNWRAP)

LINK = Content("only a link to a document", advice="Open it and save it as PDF, then add that file.")
MAIL = Content(
    "an e-mail message",
    None,
    "eml",
    advice="Open it and drag its attachments here, or print the message as a PDF.",
    plain=True,
)
MAIL_FOLDER = Content(
    "a folder of e-mail messages",
    None,
    "mbox",
    advice="Open it in your mail program and drag the attachments here, or print the message as a PDF.",
)
PRINT_FILE = Content(
    "a file for a printer, not a document",
    None,
    "prn",
    advice="Open the document in its own program and save it as a PDF, then add that file.",
)
