"""Prints the list on the screen, or the pages and the reports of the chosen faxes."""

from __future__ import annotations

from functools import partial
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QGuiApplication

from faxdesk.core.file_names import usable
from faxdesk.ui.actions.saving import ask_for_file
from faxdesk.ui.actions.selection import MOST_CHOSEN
from faxdesk.ui.actions.table import ActionId
from faxdesk.ui.widgets import fax_texts
from faxdesk.ui.widgets.count_texts import count_text
from faxdesk.ui.widgets.severity import Severity

if TYPE_CHECKING:
    from collections.abc import Sequence

    from faxdesk.core.errors import FaxDeskError
    from faxdesk.services.files_to_take import FaxToTake
    from faxdesk.ui.actions.list_offer import ListOffer
    from faxdesk.ui.actions.window_host import WindowHost
    from faxdesk.ui.printing.dialog import PrintDialog, PrintSubject
    from faxdesk.ui.printing.list_printout import ListPrintout
    from faxdesk.ui.printing.page_printout import PagePrintout, WantedPages
    from faxdesk.ui.printing.paper import Printout
    from faxdesk.ui.printing.print_run import Printed, PrintRun

_KEY = "print"
"""Of what is said of it."""


def install(host: WindowHost) -> None:
    """Let the menu print."""
    PrintFaxes(host)


class PrintFaxes(QObject):
    """Asks what is printed and where. What is printed is what was there when the user asked."""

    def __init__(self, host: WindowHost) -> None:
        super().__init__(host)
        self._host = host
        self._offer: ListOffer | None = None
        self._keys: Sequence[int] = ()
        self._whole = True
        self._faxes: Sequence[FaxToTake] = ()
        self._to_save: Printout | None = None
        host.handle(ActionId.PRINT, self.ask)
        host.selection.changed.connect(self._enable)
        host.page_actions_changed.connect(self._enable)

    def _enable(self) -> None:
        offer = self._host.list_offer
        usable_now = offer is not None and offer.page.model.rowCount() > 0
        self._host.actions[ActionId.PRINT].setEnabled(usable_now)

    def ask(self) -> None:
        """Ask what is to be printed."""
        from faxdesk.ui.printing.dialog import PrintChoices, PrintDialog
        from faxdesk.ui.printing.print_run import printer_names

        self._offer = offer = self._host.list_offer
        if offer is None:
            return
        self._keys, self._whole = offer.keys()
        self._faxes = tuple(offer.chosen())
        reports = sum(bool(fax.report) for fax in self._faxes) if offer.has_reports else None
        chosen = offer.page.table.chosen_count()
        choices = PrintChoices(len(self._keys), self._whole, len(self._faxes), reports, chosen, MOST_CHOSEN)
        dialog = PrintDialog(choices, self._host.window)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.printer_wanted.connect(self._print)
        dialog.file_wanted.connect(self._ask_where)
        dialog.open()
        # A print server may take its time.
        self._host.backend.with_documents(
            dialog, lambda _cancel: printer_names(), dialog.show_printers, partial(_no_printers, dialog)
        )

    # ------------------------------------------------------------------------------------------------ where to

    def _print(self, subject: PrintSubject) -> None:
        self._run(self._printout(subject)).ask_for_printer()

    def _ask_where(self, subject: PrintSubject) -> None:
        self._to_save = printout = self._printout(subject)
        kind = self.tr("PDF files (*.pdf)")
        name = usable(f"{printout.title}.pdf", unfit=" ")
        ask_for_file(self._host.window, self.tr("Save as PDF"), name, kind, self._save)

    def _save(self, name: str) -> None:
        from faxdesk.documents.common.paper import paper_of

        if self._to_save is not None:
            paper = paper_of(self._host.settings_file.settings.region)
            self._run(self._to_save).save_as(Path(name), paper)

    def _run(self, printout: Printout) -> PrintRun:
        from faxdesk.ui.printing.print_run import PrintRun

        run = PrintRun(self._host.backend, printout, self._host.window)
        run.printed.connect(self._printed)
        run.failed.connect(self._failed)
        return run

    def _printed(self, printed: Printed) -> None:
        if printed.text:
            whole = printed.sheets > 0 and not printed.missing
            self._host.message_bar.say(printed.text, Severity.PLAIN if whole else Severity.WARNING, key=_KEY)

    def _failed(self, error: FaxDeskError) -> None:
        self._host.message_bar.fail(error, key=_KEY)

    # ------------------------------------------------------------------------------------------------ what

    def _printout(self, subject: PrintSubject) -> Printout:
        from faxdesk.ui.printing.dialog import PrintSubject

        if subject is PrintSubject.LIST and self._offer is not None:
            return self._list(self._offer)
        return self._pages(subject)

    def _list(self, offer: ListOffer) -> ListPrintout:
        from faxdesk.ui.printing.list_printout import ListPrintout, PrintedColumn

        model, table = offer.page.model, offer.page.table
        columns = table.shown_columns()
        shown = (model.columns[column] for column in columns)
        titles = tuple(PrintedColumn(one.title, one.width, one.at_right, one.elastic) for one in shown)
        printed = self.tr("Printed {time}").format(time=fax_texts.exact_text(self._host.backend.factory.now()))
        return ListPrintout(
            title=offer.title,
            subtitle=self._which(offer),
            made=printed,
            columns=titles,
            keys=self._keys,
            read=lambda store, keys: model.on_paper(store, keys, columns),
            font=self._host.window.font(),
            right_to_left=QGuiApplication.layoutDirection() is Qt.LayoutDirection.RightToLeft,
        )

    def _which(self, offer: ListOffer) -> str:
        """Return which faxes of the list are printed."""
        faxes, search = count_text(len(self._keys), "fax"), offer.page.model.searched
        if not self._whole:
            return self.tr("{faxes} of this list").format(faxes=faxes)
        words = " ".join(filter(None, (search.words, search.person)))
        if words:
            return self.tr("{faxes} found for “{words}”").format(faxes=faxes, words=words)
        return self.tr("{faxes} found").format(faxes=faxes) if search else faxes

    def _pages(self, subject: PrintSubject) -> PagePrintout:
        from faxdesk.ui.printing import page_printout
        from faxdesk.ui.printing.dialog import PrintSubject

        def wanted_of(fax: FaxToTake) -> Sequence[WantedPages]:
            pages = (page_printout.pages_of(fax),) if subject is not PrintSubject.REPORTS else ()
            reports = (page_printout.report_of(fax),) if subject is not PrintSubject.PAGES and fax.report else ()
            return *pages, *reports

        names = [fax.report if subject is PrintSubject.REPORTS else fax.pages for fax in self._faxes]
        title = Path(names[0]).stem if len(names) == 1 else count_text(len(names), "fax")
        wanted = tuple(chain.from_iterable(map(wanted_of, self._faxes)))
        return page_printout.PagePrintout(title, wanted, page_printout.missing_texts())


def _no_printers(dialog: PrintDialog, _error: FaxDeskError) -> None:
    dialog.show_printers([])
