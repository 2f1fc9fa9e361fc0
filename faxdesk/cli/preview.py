"""`faxdesk preview`: documents as the recipient gets them, as files."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from faxdesk.cli.context import settings_region
from faxdesk.cli.intake import all_taken, child, intake
from faxdesk.cli.output import DONE, STDOUT, USAGE, copy_out, fail, printed_finding, say, say_json, warn
from faxdesk.core.errors import InputRefused
from faxdesk.core.file_names import is_folder
from faxdesk.documents.outgoing.page_pictures import is_page_picture, numbered_pictures, page_pictures
from faxdesk.services.output_file import check_folder_place, check_place, make_folder, remove_files, write_files

if TYPE_CHECKING:
    import argparse

    from faxdesk.cli.output_types.documents import PreviewJson
    from faxdesk.core.arrangement import PageOrder
    from faxdesk.documents.common.findings import Finding
    from faxdesk.documents.fax.page import Look
    from faxdesk.documents.intake.intake import Taken
    from faxdesk.documents.worker.client import Renderer, Worker

_SUFFIXES = frozenset({".tif", ".tiff"})


def preview(options: argparse.Namespace) -> int:
    """Write the pages that *Send as shown* would send: one TIFF, or a picture of each in a folder."""
    from faxdesk.documents.fax.dithering import Tone
    from faxdesk.documents.fax.page import Look, Resolution

    if options.output == STDOUT and options.json:
        both = "The pages and the JSON cannot both go to standard output."
        return fail(InputRefused("-o", both, "Name a file with -o."), USAGE)
    _check_output(options.output)
    look = Look(Resolution[options.mode.upper()], Tone(options.tone))
    with (
        child() as worker,
        intake(settings_region(options), worker) as takes,
        tempfile.TemporaryDirectory(prefix="faxdesk-") as folder,
    ):
        taken = tuple(all_taken(takes, options.files))
        _check_inputs(options.output, taken)
        tiff = _fax_of(taken, look, Path(folder), worker)
        pages = [page for one in taken for page in _looked_at(one, look, worker)]
        images = _write(options.output, tiff, Path(folder))
        if options.json:
            say_json(_told(options, taken, pages, images))
        else:
            _print(options.output, taken, pages)
    return DONE


def _fax_of(taken: Sequence[Taken], look: Look, folder: Path, worker: Worker) -> Path:
    """Return the TIFF that is sent of all documents, made as the window makes it."""
    from faxdesk.core.arrangement import SourceDocument, added
    from faxdesk.documents.inspection.joint_limits import check_together
    from faxdesk.documents.outgoing.prepare import prepare

    check_together([one.document for one in taken], joined=True)
    documents = [
        SourceDocument(str(number), one.name, one.document.path, one.document.type, one.document.pages)
        for number, one in enumerate(taken)
    ]
    page_refs: PageOrder = ()
    for document in documents:
        page_refs = added(page_refs, document.key, document.pages)
    (tiff,) = prepare(page_refs, documents, [look] * len(page_refs), folder / "fax", worker)
    return tiff


# -------------------------------------------------------------------------------------------------- what is found


@dataclass(frozen=True, slots=True)
class _Page:
    """A page of the fax: of which document, which one of it from 1, how it lies, and what is said of it."""

    document: Taken
    number: int
    turned: int
    scale: float
    findings: tuple[Finding, ...]


def _looked_at(one: Taken, look: Look, worker: Worker) -> Iterator[_Page]:
    from faxdesk.documents.fax.page import place
    from faxdesk.documents.inspection.page_walk import MOST_LOOKED, inspect
    from faxdesk.documents.worker.client import Renderer

    with Renderer(worker, one.document.path, one.document.type, one.name) as renderer:
        found = (*one.document.findings, *inspect(renderer))
        for page, size in enumerate(renderer.sizes):
            placement = place(size, look.resolution)
            # What is said of no page in particular is said of the whole document.
            said = [finding for finding in found if not finding.pages or page + 1 in finding.pages]
            if page < MOST_LOOKED:
                said += _hard_to_read(renderer, page, look)
            yield _Page(one, page + 1, placement.turn, placement.scale, tuple(said))


def _hard_to_read(renderer: Renderer, page: int, look: Look) -> list[Finding]:
    """Return what of a page will not come out well, each kind once."""
    from faxdesk.documents.common.findings import Finding

    try:
        kinds = dict.fromkeys(mark.kind for mark in renderer.marks(page, look))
    except InputRefused:
        # That it cannot be drawn has been said.
        return []
    return [Finding(kind.value, kind.text, (page + 1,)) for kind in kinds]


# -------------------------------------------------------------------------------------------------- what is written


def _is_file(output: str) -> bool:
    target = Path(output)
    return target.suffix.lower() in _SUFFIXES and not is_folder(target)


def _check_output(output: str) -> None:
    """Raise `InputRefused` where the pages cannot be written to, as far as that can be told before there are any."""
    if output == STDOUT:
        return
    target = Path(output)
    if _is_file(output):
        check_place(target)
        return
    if not is_folder(target):
        check_folder_place(target)
        return
    foreign = [path.name for path in _numbered(target) if not is_page_picture(path)]
    if foreign:
        raise InputRefused(
            output, f"There are other pictures with such names in it: {foreign[0]}.", "Choose an empty folder."
        )


def _check_inputs(output: str, taken: Sequence[Taken]) -> None:
    """Raise `InputRefused` where a document lies in the place of what is written."""
    if output == STDOUT:
        return
    target = Path(output)
    places = [target] if _is_file(output) else _numbered(target)
    for place in places:
        if any(isinstance(one.source, Path) and _is_same(place, one.source) for one in taken):
            raise InputRefused(str(place), "This is one of the documents themselves.", "Choose another name.")


def _is_same(one: Path, other: Path) -> bool:
    try:
        return one.samefile(other)
    except OSError:
        return False


def _numbered(folder: Path) -> list[Path]:
    try:
        return numbered_pictures(folder)
    except OSError:
        # Where it is no folder that can be read, writing tells.
        return []


def _write(output: str, tiff: Path, folder: Path) -> list[str | None]:
    """Write the pages; return the name of the picture of each, None where they are all in one file."""
    target = Path(output)
    if output == STDOUT:
        copy_out(tiff)
        return []
    if _is_file(output):
        write_files([(tiff, target)])
        return []
    make_folder(target)
    pictures = list(page_pictures(tiff, folder))
    names = [picture.name for picture in pictures]
    # First, so that pages of two faxes never lie side by side, whatever happens to the new ones.
    remove_files([path for path in _numbered(target) if path.name not in names])
    write_files([(picture, target / picture.name) for picture in pictures])
    return list(names)


def _told(
    options: argparse.Namespace, taken: Sequence[Taken], pages: Sequence[_Page], images: Sequence[str | None]
) -> PreviewJson:
    return {
        "output": options.output,
        "mode": options.mode,
        "tone": options.tone,
        "documents": [
            {
                "file": str(one.source),
                "type": one.kind,
                "pages": one.document.pages,
                "findings": [printed_finding(finding) for finding in one.document.findings],
            }
            for one in taken
        ],
        "pages": [
            {
                "page": number,
                "image": images[number - 1] if images else None,
                "file": str(page.document.source),
                "page_of_file": page.number,
                "turned": page.turned,
                "scale": round(page.scale, 4),
                "findings": [printed_finding(replace(finding, pages=(page.number,))) for finding in page.findings],
            }
            for number, page in enumerate(pages, 1)
        ],
    }


def _print(output: str, taken: Sequence[Taken], pages: Sequence[_Page]) -> None:
    from faxdesk.core.quantities import count_text

    # Where the fax itself goes to standard output, words must not.
    tell = warn if output == STDOUT else say
    tell(f"{count_text(len(pages), 'page')} written to {'standard output' if output == STDOUT else output}.")
    for one in taken:
        of_pages = (finding for page in pages if page.document is one for finding in page.findings)
        for text in dict.fromkeys(finding.text for finding in (*one.document.findings, *of_pages)):
            tell(f"  {one.name}: {text}")
