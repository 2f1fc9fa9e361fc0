"""The first pages of a proof: the result of each fax, what is known of it, and what that proves."""

from __future__ import annotations

from collections.abc import Iterator

from faxdesk.core.lifecycle import CALLED, SENTENCES
from faxdesk.core.phone import display
from faxdesk.core.proof import DOES_NOT_PROVE, PROVES, Proof, ProofFax, ProofFileKind
from faxdesk.core.quantities import count_text
from faxdesk.core.visible_text import visible
from faxdesk.documents.convert.page_drawing import GREY, INK, LEADING, RULE, SHADE, TONES, Style
from faxdesk.documents.proof_pdf.sheets import MARGIN, SMALL, TEXT, TITLE, ProofSheets
from faxdesk.documents.proof_pdf.words import OF_SEVERAL, title_of, tone_of, word_of

_VERDICT = 17.0
"""Points of the letters of the result."""
_SUBTITLE = 11.5
"""The same of what the proof is about."""
_LABEL = 104.0
"""Points of the column of labels."""
_BAR = 4.0
_MOST_LINES = 30
"""Lines of a fact: ten documents with the longest names that there are."""


class ResultPages:
    """Sets what came of the faxes."""

    def __init__(self, sheets: ProofSheets, proof: Proof) -> None:
        self._sheets, self._proof = sheets, proof

    def overview(self) -> None:
        """All faxes of a batch, or of a job with several recipients, in a table."""
        faxes = self._proof.faxes
        delivered = sum(fax.delivered for fax in faxes)
        self._title(OF_SEVERAL, visible(self._proof.title) or count_text(len(faxes), "fax"))
        sentence = "As Fax.Plus reported each of them. What belongs to each follows."
        tone = "good" if delivered == len(faxes) else "bad" if not delivered else "doubt"
        self._verdict(f"{delivered} of {count_text(len(faxes), 'fax')} delivered", sentence, "", "", tone)
        shares = (0.23, 0.16, 0.10, 0.27, 0.24)
        self._sheets.titles(("To", "Result", "Pages", "Ended", "Fax id"), shares)
        for fax in faxes:
            ended = self._sheets.when(fax.ended_at) if fax.ended_at else ""
            pages = "" if fax.pages_confirmed is None else f"{fax.pages_confirmed} of {fax.pages_sent}"
            fax_id = visible(fax.fax_id or fax.outbox_id)
            cells = (
                (display(fax.to), INK),
                (word_of(fax), TONES[tone_of(fax)]),
                (pages, INK),
                (ended, INK),
                (fax_id, GREY),
            )
            self._sheets.row(cells, shares)
        self._sheets.at -= 14
        self._limits()

    def result(self, fax: ProofFax) -> None:
        """The first page of a fax."""
        self._title(title_of(fax), f"Fax to {display(fax.to)}")
        large = "" if fax.pages_confirmed is None else f"{fax.pages_confirmed} of {fax.pages_sent}"
        when = f"\n{self._sheets.when(fax.ended_at)}" if fax.ended_at else ""
        sentence = f"{visible(fax.reason) or SENTENCES[fax.state]}{when}"
        self._verdict(word_of(fax), sentence, large, "pages confirmed" if large else "", tone_of(fax))
        for label, text in self._facts(fax):
            self._fact(label, text)
        self._sheets.at -= 14
        self._limits()

    def _title(self, title: str, subtitle: str) -> None:
        self._sheets.new_page()
        made = f"Made {self._sheets.when(self._proof.made_at)} by {visible(self._proof.program)}"
        self._sheets.at -= TITLE
        self._sheets.text(title, MARGIN, self._sheets.at, TITLE, INK, Style.BOLD)
        self._sheets.at -= 17 - _SUBTITLE * LEADING
        self._sheets.paragraph(subtitle, size=_SUBTITLE, colour=GREY)
        self._sheets.at -= 13
        self._sheets.text(made, MARGIN, self._sheets.at, SMALL, GREY)
        self._sheets.at -= 16

    def _verdict(self, word: str, sentence: str, large: str, below: str, tone: str) -> None:
        draw = self._sheets.drawing
        right = max(draw.width(large, TITLE, Style.BOLD), draw.width(below, SMALL)) + 16 if large else 0
        lines = draw.lines(sentence, self._sheets.width - right - 34, TEXT, 5)
        height = 38 + len(lines) * TEXT * LEADING
        self._sheets.drawing.box(self._sheets.page, MARGIN, self._sheets.at - height, self._sheets.width, height, SHADE)
        self._sheets.drawing.box(self._sheets.page, MARGIN, self._sheets.at - height, _BAR, height, TONES[tone])
        self._sheets.text(word, MARGIN + 18, self._sheets.at - 26, _VERDICT, TONES[tone], Style.BOLD)
        for number, (words, _) in enumerate(lines, 1):
            self._sheets.text(words, MARGIN + 18, self._sheets.at - 28 - number * TEXT * LEADING, TEXT)
        if large:
            edge = MARGIN + self._sheets.width - 16
            self._sheets.text(
                large, edge - draw.width(large, TITLE, Style.BOLD), self._sheets.at - 29, TITLE, INK, Style.BOLD
            )
            self._sheets.text(below, edge - draw.width(below, SMALL), self._sheets.at - 42, SMALL, GREY)
        self._sheets.at -= height + 12

    def _facts(self, fax: ProofFax) -> Iterator[tuple[str, str]]:
        """Yield what is known of a fax, with its label."""
        uploaded = self._proof.files_of(fax, ProofFileKind.UPLOADED)
        names = "\n".join(f"{visible(file.title)}, {count_text(file.pages, 'page')}" for file in uploaded)
        pages = f"{count_text(sum(file.pages for file in uploaded), 'page')} in the documents"
        pages += ", and a cover page before them" if fax.cover else ""
        known = "How many arrived, Fax.Plus says in its report only"
        if fax.pages_confirmed is not None:
            known = f"Fax.Plus confirms {count_text(fax.pages_confirmed, 'page')}"
        elif fax.state not in CALLED:
            known = "There was no call"
        result = ": ".join(filter(None, (visible(fax.status), visible(fax.description))))
        yield "Number dialled", display(fax.to) if display(fax.to) == fax.to else f"{display(fax.to)}  ({fax.to})"
        yield "From", display(fax.sender) if fax.sender else ""
        yield "Result at Fax.Plus", result
        yield "Pages", f"{pages}. {known}."
        yield "Documents", names
        yield "Asked for", self._sheets.when(fax.asked_at)
        call = f", {count_text(fax.seconds, 'second')} long" if fax.seconds else ""
        yield "Call", f"{self._sheets.when(fax.started_at)}{call}" if fax.started_at else ""
        yield "Result heard", self._sheets.when(fax.ended_at) if fax.ended_at else ""
        yield "Comment", "\n".join(map(visible, fax.comment.splitlines()))
        yield "Account", visible(self._proof.account)
        yield "Fax id", visible(fax.fax_id)
        yield "Outbox id", "" if fax.outbox_id == fax.fax_id else visible(fax.outbox_id)
        yield "Reference", f"{visible(fax.job)}, in FaxDesk"
        yield "Not to be had", "\n".join(fax.missing)

    def _fact(self, label: str, text: str) -> None:
        if not text:
            return
        lines = self._sheets.drawing.lines(text, self._sheets.width - _LABEL, TEXT, _MOST_LINES)
        height = len(lines) * TEXT * LEADING + 7
        self._sheets.need(height)
        for number, (words, _) in enumerate(lines):
            self._sheets.text(words, MARGIN + _LABEL, self._sheets.at - 12.5 - number * TEXT * LEADING, TEXT)
        self._sheets.text(label, MARGIN, self._sheets.at - 12.5, TEXT, GREY)
        self._sheets.at -= height
        self._sheets.drawing.box(self._sheets.page, MARGIN, self._sheets.at, self._sheets.width, 0.5, RULE)

    def _limits(self) -> None:
        """What the proof proves, and what it does not, side by side."""
        gap, size = 18.0, SMALL
        width = (self._sheets.width - gap) / 2
        columns = [
            [self._sheets.drawing.lines(sentence, width - 10, size) for sentence in sentences]
            for sentences in (PROVES, DOES_NOT_PROVE)
        ]
        high = max(sum(len(lines) * size * LEADING + 4 for lines in column) for column in columns)
        self._sheets.need(high + 24)
        for number, (title, column) in enumerate(
            zip(("What this proves", "What it does not prove"), columns, strict=True)
        ):
            left, height = MARGIN + number * (width + gap), self._sheets.at - 12
            self._sheets.text(title, left, height, TEXT, INK, Style.BOLD)
            height -= 5
            for lines in column:
                for row, (words, _) in enumerate(lines):
                    height -= size * LEADING
                    if not row:
                        self._sheets.drawing.box(self._sheets.page, left, height + 2.2, 2.2, 2.2, GREY)
                    self._sheets.text(words, left + 8, height, size)
                height -= 4
        self._sheets.at -= high + 24
