"""The pages with the timeline of a fax, and with the files that are attached."""

from __future__ import annotations

from faxdesk.core.proof import JSON_NAME, Proof, ProofFax
from faxdesk.core.quantities import count_text, size_text
from faxdesk.core.visible_text import visible
from faxdesk.documents.convert.page_drawing import GREY, INK, LEADING, RULE, Style
from faxdesk.documents.proof_pdf.sheets import MARGIN, SMALL, TEXT, ProofSheets
from faxdesk.documents.proof_pdf.words import zone_words

_TIME, _CHAIN = 128.0, 92.0
"""Points of the columns of times and of the chain in a timeline."""
_CHAIN_DIGITS = 16
"""Digits of an entry's SHA-256 that its line shows; the JSON has all 64."""


class TimelinePages:
    """Sets what happened to a fax, and of which files its proof is made."""

    def __init__(self, sheets: ProofSheets, proof: Proof) -> None:
        self._sheets, self._proof = sheets, proof

    def timeline(self, fax: ProofFax) -> None:
        """Every entry, with its time and its link in the chain."""
        self._sheets.new_page()
        self._sheets.heading(
            "Timeline",
            f"Times of {zone_words(self._proof.zone)}, with their difference from UTC. At the right, the first"
            f" {_CHAIN_DIGITS} digits of the SHA-256 of each entry, into which that of the entry before it goes: an"
            " entry that is changed, left out or put in changes all after it.",
        )
        for entry in fax.timeline:
            lines = self._sheets.drawing.lines(visible(entry.text), self._sheets.width - _TIME - _CHAIN - 12, TEXT, 20)
            height = max(2, len(lines)) * TEXT * LEADING + 7
            self._sheets.need(height)
            clock, zone = self._sheets.parts(entry.at)
            self._sheets.text(clock, MARGIN, self._sheets.at - 11, TEXT)
            self._sheets.text(f"{zone}  \N{MIDDLE DOT}  {entry.state.value}", MARGIN, self._sheets.at - 22, SMALL, GREY)
            for number, (words, _) in enumerate(lines):
                self._sheets.text(words, MARGIN + _TIME, self._sheets.at - 11 - number * TEXT * LEADING, TEXT)
            left = MARGIN + self._sheets.width - _CHAIN
            self._sheets.text(entry.link[:_CHAIN_DIGITS], left, self._sheets.at - 11, SMALL, GREY, Style.EVEN)
            self._sheets.at -= height
            self._sheets.drawing.box(self._sheets.page, MARGIN, self._sheets.at, self._sheets.width, 0.5, RULE)
        self._sheets.at -= 8
        self._sheets.need(34)
        self._sheets.paragraph("The SHA-256 of the last entry stands for the whole timeline:", size=SMALL, colour=GREY)
        self._digest(fax.chain_end)
        self._sheets.at -= 18

    def _digest(self, sha256: str) -> None:
        self._sheets.at -= 11
        self._sheets.text(sha256, MARGIN, self._sheets.at, SMALL, INK, Style.EVEN)

    def files(self, fax: ProofFax) -> None:
        """The attached files with their check sums."""
        names = set(fax.files)
        files = [file for file in self._proof.files if file.name in names]
        self._sheets.heading(
            "Files in this PDF",
            f"They are attached; most readers show a paper clip for that. {JSON_NAME} is attached as well: it has all"
            " that stands here, for programs.",
            150 if files else 60,
        )
        for file in files:
            self._sheets.need(44)
            self._sheets.at += TEXT * LEADING - 11
            self._sheets.paragraph(visible(file.name), style=Style.BOLD)
            self._sheets.at -= 11
            pages = f", {count_text(file.pages, 'page')}" if file.pages else ""
            self._sheets.text(f"{file.kind.words}{pages}, {size_text(file.size)}", MARGIN, self._sheets.at, SMALL, GREY)
            self._digest(file.sha256)
            self._sheets.at -= 9
        self._sheets.at -= 4
        self._recompute()

    def _recompute(self) -> None:
        """How anybody checks the files without FaxDesk."""
        commands = (
            ("Windows", "certutil -hashfile FILE SHA256"),
            ("macOS", "shasum -a 256 FILE"),
            ("Linux", "sha256sum FILE"),
        )
        self._sheets.need(84)
        self._sheets.at -= 10
        self._sheets.text("To check a file by hand", MARGIN, self._sheets.at, TEXT, INK, Style.BOLD)
        self._sheets.at -= 3
        self._sheets.paragraph(
            "Save it from this PDF, and compare what one of these commands prints with the SHA-256 above. Those of the"
            " documents are also the SHA-256 of what was uploaded.",
            size=SMALL,
        )
        self._sheets.at -= 3
        for system, command in commands:
            self._sheets.at -= 11
            self._sheets.text(system, MARGIN, self._sheets.at, SMALL, GREY)
            self._sheets.text(command, MARGIN + 60, self._sheets.at, SMALL, INK, Style.EVEN)
        self._sheets.at -= 6
        self._sheets.paragraph("All of it is checked, without a network, by: faxdesk verify FILE.pdf", size=SMALL)
