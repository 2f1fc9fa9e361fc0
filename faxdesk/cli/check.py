"""`faxdesk check`: would these files be accepted, and what would become of them?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from faxdesk.cli.context import settings_region
from faxdesk.cli.intake import child, intake, say_left_out
from faxdesk.cli.output import DONE, REFUSED, printed_finding, say, say_json
from faxdesk.core.errors import InputRefused

if TYPE_CHECKING:
    import argparse

    from faxdesk.cli.output_types.documents import CheckedFileJson, FoundNumberJson
    from faxdesk.documents.common.findings import Finding
    from faxdesk.documents.inspection.examine import Examined
    from faxdesk.documents.intake.intake import RefusedFile, Taken
    from faxdesk.documents.worker.client import Renderer, Worker


def check(options: argparse.Namespace) -> int:
    """Tell of each file whether it would be accepted. Files are opened in a child process, as any may be hostile."""
    from faxdesk.core.region import region_of_computer
    from faxdesk.documents.intake.folders import LeftOut
    from faxdesk.documents.intake.intake import Taken

    chosen = settings_region(options)
    # Of numbers without a country code, as there is no sender.
    region = chosen or region_of_computer()
    told = []
    with child() as worker, intake(chosen, worker) as takes:
        for result in takes.take(options.files):
            if isinstance(result, LeftOut):
                say_left_out(result)
            elif isinstance(result, Taken):
                told.append(_taken(result, worker, region))
            else:
                told.append(_refused(result))
    if options.json:
        say_json(told)
    else:
        for one in told:
            _print(one)
    return REFUSED if any(one["problems"] for one in told) else DONE


def _taken(taken: Taken, worker: Worker, region: str) -> CheckedFileJson:
    from faxdesk.documents.common.findings import FindingLevel, texts
    from faxdesk.documents.inspection.page_walk import inspect
    from faxdesk.documents.worker.client import Renderer

    document = taken.document
    findings = document.findings
    with Renderer(worker, document.path, document.type, taken.name) as renderer:
        findings = (*findings, *inspect(renderer))
        seconds, fax_numbers = _seconds(renderer), _fax_numbers(renderer, region)
    return {
        **_members(str(taken.source), findings, document),
        "type": taken.kind,
        "sent_as": document.type.value,
        "problems": list(texts(findings, FindingLevel.PROBLEM)),
        "warnings": list(texts(findings, FindingLevel.WARNING)),
        "seconds_estimate": seconds,
        "fax_numbers": fax_numbers,
    }


def _refused(refused: RefusedFile) -> CheckedFileJson:
    from faxdesk.documents.common.findings import Finding, FindingLevel

    error = refused.error
    problem = f"{error.title} {error.advice}".strip()
    finding = Finding(error.code or "refused", problem, level=FindingLevel.PROBLEM)
    return {**_members(str(refused.source), (finding,)), "problems": [problem], "warnings": []}


def _members(file: str, findings: tuple[Finding, ...], document: Examined | None = None) -> CheckedFileJson:
    """Return what is told of each file, in this order, also where it is refused."""
    return {
        "file": file,
        "type": None,
        "sent_as": None,
        "pages": document.pages if document else None,
        "bytes": document.size if document else None,
        "problems": [],
        "warnings": [],
        "seconds_estimate": None,
        "fax_numbers": [],
        "findings": [printed_finding(finding) for finding in findings],
    }


def _seconds(renderer: Renderer) -> float | None:
    """How long the fax takes, fine, at 14,400 bit/s; None where a page for the estimate cannot be drawn."""
    try:
        return round(renderer.seconds(), 1)
    except InputRefused:
        return None


def _fax_numbers(renderer: Renderer, region: str) -> list[FoundNumberJson]:
    from faxdesk.documents.inspection.fax_numbers import find_fax_numbers

    def text(page: int) -> str:
        try:
            return renderer.text(page)
        except InputRefused:
            # That it cannot be drawn has been said.
            return ""

    found = find_fax_numbers(len(renderer), text, region)
    return [
        {"number": one.number, "page": one.page, "label": one.label, "text": one.text, "sure": one.sure.name.lower()}
        for one in found
    ]


def _print(one: CheckedFileJson) -> None:
    say(f"{one['file']}: {_in_words(one)}")
    for finding in one["findings"]:
        say(f"  {finding['text']}")
    for found in one["fax_numbers"]:
        say(f"  It names the fax number {found['number']} on page {found['page']}.")


def _in_words(one: CheckedFileJson) -> str:
    from faxdesk.core.quantities import count_text, size_text

    kind, pages, size, seconds = one["type"], one["pages"], one["bytes"], one["seconds_estimate"]
    if kind is None or pages is None or size is None or one["problems"]:
        return "refused"
    time = "" if seconds is None else f", about {count_text(max(1, round(seconds)), 'second')} on the line"
    return f"{kind.upper()}, {count_text(pages, 'page')}, {size_text(size)}{time}"
