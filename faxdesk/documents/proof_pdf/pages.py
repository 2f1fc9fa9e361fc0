"""The pages of a proof: result, timeline and files of each fax, its confirmation reports, and its pages in small."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

from faxdesk.core.pdfium import LOCK
from faxdesk.core.phone import display
from faxdesk.core.proof import JSON_NAME, Proof, to_json
from faxdesk.core.quantities import count_text
from faxdesk.core.shared_files import open_for_reading
from faxdesk.core.visible_text import visible
from faxdesk.documents.pdf.library import library
from faxdesk.documents.pdf.saving import save_pdf
from faxdesk.documents.proof_pdf.attachments import attach
from faxdesk.documents.proof_pdf.fax_pages import FaxPages, Tell
from faxdesk.documents.proof_pdf.result_pages import ResultPages
from faxdesk.documents.proof_pdf.seal import seal
from faxdesk.documents.proof_pdf.sheets import ProofSheets
from faxdesk.documents.proof_pdf.timeline_pages import TimelinePages
from faxdesk.documents.proof_pdf.words import OF_SEVERAL, foot, title_of

if TYPE_CHECKING:
    from faxdesk.documents.common.paper import PageSize


def write_proof(
    proof: Proof, places: Mapping[str, Path], out: Path, paper: PageSize, tell: Tell, *, stamped: bool = False
) -> None:
    """Write the proof with its attachments to `out`, and seal it.

    `places` has the files by the names of their attachments. With `stamped` the first page of each fax is shown large,
    with the result in its margin. Raises `OSError` where a file cannot be read, or `out` not written.
    """
    with LOCK, closing(library().PdfDocument.new()) as document:
        sheets = ProofSheets(document, proof, paper)
        with closing(FaxPages(sheets, proof, places, tell, stamped=stamped)) as fax_pages:
            _set(proof, sheets, fax_pages)
        sheets.number()
        attach(document, JSON_NAME, to_json(proof).encode("ascii"))
        for file in proof.files:
            with open_for_reading(places[file.name]) as opened:
                attach(document, file.name, opened.read())
        save_pdf(document, out, library().raw.FPDF_SUBSET_NEW_FONTS)
    seal(out)


def _set(proof: Proof, sheets: ProofSheets, fax_pages: FaxPages) -> None:
    """Set all pages but their numbers."""
    results, timelines = ResultPages(sheets, proof), TimelinePages(sheets, proof)
    if len(proof.faxes) > 1:
        sheets.foot = foot(OF_SEVERAL, visible(proof.title) or count_text(len(proof.faxes), "fax"))
        results.overview()
    for fax in proof.faxes:
        sheets.foot = foot(title_of(fax), f"Fax to {display(fax.to)}")
        results.result(fax)
        timelines.timeline(fax)
        timelines.files(fax)
        fax_pages.reports(fax)
        fax_pages.pages(fax)
