"""What a file in a watched folder is to become, from all that says something about it: a pure decision.

Where two things contradict each other, or something is missing, there is a doubt; and what is in doubt is never sent
by itself.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime, time, tzinfo
from typing import TYPE_CHECKING

from faxdesk.core.cover import Cover, CoverPage
from faxdesk.core.errors import InputRefused
from faxdesk.core.file_name_recipient import read_name
from faxdesk.core.phone import display, parse
from faxdesk.core.send_time import next_at
from faxdesk.core.send_time import parse as parse_time
from faxdesk.core.sidecar import Sidecar
from faxdesk.core.visible_text import visible
from faxdesk.core.watch_rules import RecipientSource, Rule, RuleCover, is_name

if TYPE_CHECKING:
    from collections.abc import Mapping

    from faxdesk.core.file_name_recipient import NamedRecipient

Numbers = Callable[[str], tuple[str, ...]]
"""Returns the numbers (E.164) that somebody of this name may be reached at."""
TextNumbers = Callable[[], tuple[tuple[str, bool], ...]]
"""Returns the fax numbers that a document names, and of each whether that is certain."""


@dataclass(frozen=True, slots=True)
class FileDecision:
    """What a file is to become. `doubts` are sentences about what has to be settled before it is sent."""

    recipients: tuple[str, ...] = ()
    sender: str | None = None
    comment: str = ""
    send_at: datetime | None = None
    cover: Cover | None = None
    doubts: tuple[str, ...] = ()


@dataclass(frozen=True)
class FileContext:
    """What decides besides the file: who is known, the country of numbers, cover pages by their names, the clock.

    `contacts` has the numbers that the user has written down for somebody, `numbers` those that faxes to somebody of
    the name went to.
    """

    contacts: Numbers
    numbers: Numbers
    now: datetime
    zone: tzinfo
    region: str = ""
    covers: Mapping[str, CoverPage] = field(default_factory=dict)


def decide(
    name: str, rule: Rule, sidecar: Sidecar | InputRefused | None, text_numbers: TextNumbers, context: FileContext
) -> FileDecision:
    """Return what the file of this name is to become; an `InputRefused` is why its sidecar says nothing."""
    return _Decider(name, rule, sidecar, text_numbers, context).made()


class _Decider:
    def __init__(
        self,
        name: str,
        rule: Rule,
        sidecar: Sidecar | InputRefused | None,
        text_numbers: TextNumbers,
        context: FileContext,
    ) -> None:
        self._name, self._rule, self._context, self._text_numbers = name, rule, context, text_numbers
        self._region = rule.region or context.region
        self._doubts: list[str] = []
        self._beside = sidecar if isinstance(sidecar, Sidecar) else Sidecar()
        if isinstance(sidecar, InputRefused):
            self._doubts.append(f"What stands beside the document cannot be used: {sidecar}")
        self._said: NamedRecipient = read_name(name, rule.name, self._region)

    def made(self) -> FileDecision:
        recipients = self._recipients()
        return FileDecision(
            recipients,
            self._sender(),
            self._comment(),
            self._send_at(),
            self._cover(recipients),
            tuple(dict.fromkeys(self._doubts)),
        )

    # ------------------------------------------------------------------------------------------------ recipient

    def _recipients(self) -> tuple[str, ...]:
        ways = {
            RecipientSource.SIDECAR: self._of_sidecar,
            RecipientSource.NAME: self._of_name,
            RecipientSource.TEXT: self._of_text,
        }
        found: tuple[str, ...] = ()
        for source in self._rule.recipients:
            found = ways[source]()
            if found or self._doubts:
                break
        usual = self._all(self._rule.to) if self._rule.to else ()
        if not found:
            found = usual
        elif usual and set(found) != set(usual) and not self._beside.to:
            # Who has written both down has meant one of them.
            self._doubts.append(
                f"The file says that it is for {_listed(found)}, the rule of the folder sends to {_listed(usual)}."
            )
        if not found and not self._doubts:
            self._doubts.append("Nothing says whom it is for.")
        return found

    def _of_sidecar(self) -> tuple[str, ...]:
        return self._all(self._beside.to)

    def _of_name(self) -> tuple[str, ...]:
        if self._said.doubt:
            self._doubts.append(self._said.doubt)
        if self._said.number:
            return (self._said.number,)
        return self._known(self._said.person, doubt=not self._rule.to) if self._said.person else ()

    def _of_text(self) -> tuple[str, ...]:
        numbers = self._text_numbers()
        certain = tuple(number for number, sure in numbers if sure)
        if len(certain) == 1:
            return certain
        if numbers:
            every = tuple(number for number, _sure in numbers)
            self._doubts.append(f"Which fax number in the document is meant is not certain: {_listed(every)}.")
        return certain[:1] or tuple(number for number, _sure in numbers[:1])

    def _all(self, texts: Iterable[str]) -> tuple[str, ...]:
        """Return the numbers of recipients that are written as numbers or names, each once."""
        found: dict[str, None] = {}
        for text in texts:
            found.update(dict.fromkeys(self._known(text) if is_name(text) else self._parsed(text)))
        return tuple(found)

    def _parsed(self, text: str) -> tuple[str, ...]:
        try:
            return (parse(text, self._region),)
        except InputRefused as error:
            self._doubts.append(f"{error.title} {error.advice}".strip())
            return ()

    def _known(self, person: str, *, doubt: bool = True) -> tuple[str, ...]:
        """Return the number of somebody who is named. That of a contact is certain, where it has one only."""
        written = self._context.contacts(person)
        if len(written) == 1:
            return written
        numbers = written or self._context.numbers(person)
        if not doubt and not numbers:
            return ()
        shown = visible(person)
        if not numbers:
            self._doubts.append(f"No fax number is known of “{shown}”.")
        elif len(numbers) > 1:
            self._doubts.append(f"Several fax numbers are known of “{shown}”: {_listed(numbers)}.")
        else:
            self._doubts.append(f"The last fax to “{shown}” went to {_listed(numbers)}. Is it the same?")
        return numbers[:1]

    # ------------------------------------------------------------------------------------------------- the rest

    def _sender(self) -> str | None:
        if not self._beside.sender:
            return self._rule.sender or None
        try:
            return parse(self._beside.sender, self._region, "from")
        except InputRefused as error:
            self._doubts.append(f"The number to send from cannot be used: {error.title}")
            return None

    def _comment(self) -> str:
        if self._beside.comment is not None:
            return self._beside.comment
        parts = {"{comment}": self._said.comment, "{file}": visible(self._name)}
        comment = self._rule.comment
        for part, words in parts.items():
            comment = comment.replace(part, words)
        return comment.strip()

    def _send_at(self) -> datetime | None:
        at = self._beside.at if self._beside.at is not None else self._rule.at
        if at is None:
            return None
        try:
            if isinstance(at, time):
                return next_at(at, self._context.now, self._context.zone)
            return parse_time(at, self._context.now, self._context.zone)
        except InputRefused as error:
            self._doubts.append(error.title)
            return None

    def _cover(self, recipients: tuple[str, ...]) -> Cover | None:
        cover = self._beside.cover or self._rule.cover
        if cover is None:
            return None
        page = self._page(cover)
        names = (self._said.person,) * bool(self._said.person and len(recipients) == 1)
        return Cover(CoverPage(cover.name_to or "".join(names), page.name_from, page.subject, page.flags, page.message))

    def _page(self, cover: RuleCover) -> CoverPage:
        page = CoverPage("", "", "")
        if cover.template:
            known = {name.casefold(): page for name, page in self._context.covers.items()}
            found = known.get(cover.template.casefold())
            if found is None:
                self._doubts.append(f"There is no cover page “{visible(cover.template)}”.")
            page = found or page
        return CoverPage(
            "",
            cover.name_from or page.name_from,
            cover.subject or page.subject,
            cover.flags or page.flags,
            cover.message or page.message,
        )


def _listed(numbers: Iterable[str]) -> str:
    return ", ".join(display(number) for number in numbers)
