"""What is printed of documents before they are sent."""

from typing import Annotated, TypedDict

from faxdesk.cli.output_types.values import one_of
from faxdesk.core.model import DocumentType
from faxdesk.documents.common.findings import FindingLevel, FindingRemedy
from faxdesk.documents.fax.dithering import Tone
from faxdesk.documents.inspection.fax_numbers import Certainty


class FindingJson(TypedDict):
    """Something that is said about a document."""

    level: Annotated[str, "How much it matters.", one_of(FindingLevel)]
    code: Annotated[str, "What it is, for programs."]
    text: Annotated[str, "The same for people, in English."]
    pages: Annotated[list[int], "Which pages it is about, from 1; empty for the whole document."]
    remedy: Annotated[str | None, "What settles it, where FaxDesk can.", one_of(FindingRemedy, None)]


class FoundNumberJson(TypedDict):
    """A fax number that stands in a document."""

    number: Annotated[str, "The number, as `+41445550123`."]
    page: Annotated[int, "The page, from 1."]
    label: Annotated[str, "The word beside it, such as `Fax`; empty where there is none."]
    text: Annotated[str, "How it is written there."]
    sure: Annotated[str, "How sure it is that this is the fax number of the recipient.", one_of(Certainty)]


class CheckedFileJson(TypedDict):
    """What would become of one file."""

    file: Annotated[str, "The name of the file."]
    type: Annotated[str | None, "What it is, such as `pdf`, `tiff` or `docx`; null where it is refused."]
    sent_as: Annotated[str | None, "The type in which it is sent.", one_of(DocumentType, None)]
    pages: Annotated[int | None, "How many pages it has."]
    bytes: Annotated[int | None, "The size of what is sent."]
    problems: Annotated[list[str], "What is in the way of sending, for people; empty where it is accepted."]
    warnings: Annotated[list[str], "What is worth a look before sending, for people."]
    seconds_estimate: Annotated[float | None, "How long the fax takes on the line, fine, at 14,400 bit/s."]
    fax_numbers: Annotated[list[FoundNumberJson], "The fax numbers that it names."]
    findings: Annotated[list[FindingJson], "All that is said about it, with codes for programs."]


class PreviewDocumentJson(TypedDict):
    """One document of the preview."""

    file: Annotated[str, "The name of the file."]
    type: Annotated[str, "What it is, such as `pdf`, `tiff` or `docx`."]
    pages: Annotated[int, "How many pages it has."]
    findings: Annotated[list[FindingJson], "What is said about the document."]


class PreviewPageJson(TypedDict):
    """One page of the fax."""

    page: Annotated[int, "Its number in the fax, from 1."]
    image: Annotated[str | None, "The name of its picture in the folder; null where all pages are in one file."]
    file: Annotated[str, "The file that it is from."]
    page_of_file: Annotated[int, "Its number there, from 1."]
    turned: Annotated[int, "By how many degrees it was turned to fit."]
    scale: Annotated[float, "By how much it was made smaller or larger to fit; 1 is as it was."]
    findings: Annotated[list[FindingJson], "What is said about the page."]


class PreviewJson(TypedDict):
    """The pages as the recipient gets them."""

    output: Annotated[str, "The file or folder that was written, as it was given."]
    mode: Annotated[str, "The resolution.", one_of(("fine", "standard"))]
    tone: Annotated[str, "How pages were made black and white.", one_of(Tone)]
    documents: Annotated[list[PreviewDocumentJson], "The documents, in order."]
    pages: Annotated[list[PreviewPageJson], "The pages of the fax, in order."]
