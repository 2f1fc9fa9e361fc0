"""The pages of what a new fax starts with, and of what becomes of one that does not get through."""

from __future__ import annotations

from typing import TYPE_CHECKING

from faxdesk.core.model import MOST_REDIALS
from faxdesk.core.settings import (
    LAST_COVER,
    LONGEST_PATIENCE,
    MOST_UNDO_SECONDS,
    SHORTEST_PATIENCE,
    TEMPLATE_COVER,
)
from faxdesk.core.visible_text import visible
from faxdesk.ui.settings.page import Page
from faxdesk.ui.widgets.country_names import countries
from faxdesk.ui.widgets.number_text import number_text

if TYPE_CHECKING:
    from collections.abc import Iterable

    from PySide6.QtWidgets import QWidget

    from faxdesk.store.service_mirror import ServiceMirror
    from faxdesk.store.settings_file import SettingsFile


class SendingPage(Page):
    """What a new fax starts with."""

    def __init__(
        self, file: SettingsFile, mirror: ServiceMirror, templates: Iterable[str] = (), parent: QWidget | None = None
    ) -> None:
        """`templates` are the names of the user's cover pages."""
        super().__init__("", file, parent)
        self.title = self.tr("Sending")
        numbers = [(number_text(number.number), number.number) for number in mirror.numbers() if number.usable]
        self.form.choice(
            "default_sender",
            self.tr("Send &from"),
            [(self.tr("The number used last"), ""), *numbers],
            self.tr("A new fax starts with this number. You can choose another one in each fax."),
        )
        named = (
            (self.tr("Template “{name}”").format(name=visible(name)), f"{TEMPLATE_COVER}{name}") for name in templates
        )
        self.form.choice(
            "default_cover",
            self.tr("Co&ver page"),
            [(self.tr("None"), ""), (self.tr("As filled in last"), LAST_COVER), *named],
        )
        self.form.choice(
            "region",
            self.tr("&Country"),
            [(self.tr("That of the number sent from"), ""), *countries()],
            self.tr(
                "Fax numbers without a country code belong to this country, and pages that FaxDesk makes have its"
                " paper. If none is chosen, the paper is that of this computer."
            ),
        )
        undo = self.form.number(
            "undo_seconds",
            self.tr("Time to &undo"),
            (0, MOST_UNDO_SECONDS),
            self.tr("For so long after Send FaxDesk waits, and the fax can be taken back."),
        )
        undo.setSuffix(self.tr(" s"))
        undo.setSpecialValueText(self.tr("None: send at once"))
        self.form.line(
            "office_hours",
            self.tr("Office &hours"),
            self.tr(
                "For faxes that go out when the office of the recipient opens, by the clock there. Countries with other"
                " hours stand behind a semicolon: 8:30-17:00; ES 9-14; AE 8-16 Mon-Fri."
            ),
            standing_for_nothing=self.tr("8:00-17:00 on the working days of each country"),
        )
        self.form.check(
            "enhancement",
            self.tr("Let Fax.Plus sharpen &text"),
            self.tr("Best for letters and forms. Leave it off for photographs."),
        )


class FailuresPage(Page):
    """What becomes of a fax that does not get through, or whose answer is lost."""

    def __init__(self, file: SettingsFile, parent: QWidget | None = None) -> None:
        super().__init__("", file, parent)
        self.title = self.tr("If it fails")
        self._redials = self.form.number(
            "redials",
            self.tr("Try a&gain"),
            (0, MOST_REDIALS),
            self.tr("When a line is busy or nobody answers, minutes later."),
        )
        self._redials.setSpecialValueText(self.tr("Never"))
        self._redials.valueChanged.connect(self._say_times)
        self._lost_answers = self.form.choice(
            "lost_answers",
            self.tr("Without confir&mation"),
            ((self.tr("Ask me"), "ask"), (self.tr("Send again by itself"), "resend")),
        )
        self._lost_answers.currentIndexChanged.connect(self._say_what_is_lost)
        patience = self.form.number(
            "resend_minutes", self.tr("Send again a&fter"), (SHORTEST_PATIENCE, LONGEST_PATIENCE)
        )
        patience.setSuffix(self.tr(" minutes"))
        self._risk = self.form.say("")
        self._say_times(self._redials.value())
        self._say_what_is_lost()

    def _say_what_is_lost(self) -> None:
        resends = self._lost_answers.currentData() == "resend"
        self.form.enable("resend_minutes", usable=resends)
        self._risk.say(
            self.tr(
                "When the connection breaks as a fax is handed over, and Fax.Plus shows no trace of it for so long,"
                " FaxDesk sends it again. If Fax.Plus takes even longer, the fax arrives twice, and both are billed."
                " Where FaxDesk cannot be certain, it asks you."
            )
            if resends
            else self.tr(
                "When the connection breaks as a fax is handed over, and Fax.Plus does not show it, you decide whether"
                " it is sent again."
            )
        )

    def _say_times(self, times: int) -> None:
        self._redials.setSuffix(self.tr(" time") if times == 1 else self.tr(" times"))
