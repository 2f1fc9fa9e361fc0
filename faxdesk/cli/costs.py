"""`faxdesk costs`: what faxes have cost, month by month."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from faxdesk.cli.context import open_services
from faxdesk.cli.output import DONE, say, say_json
from faxdesk.core.cancel_token import NeverCancelled
from faxdesk.core.phone import display
from faxdesk.core.quantities import cost_text, count_text
from faxdesk.core.times import SystemZone, utc_now

if TYPE_CHECKING:
    import argparse

    from faxdesk.cli.output_types.costs import CostJson
    from faxdesk.services.cost_report import CostLine, CostTotal


def costs(options: argparse.Namespace) -> int:
    """Print what the faxes of each month have cost, the newest first."""
    from faxdesk.services.cost_report import cost_lines, export, total
    from faxdesk.services.output_file import check_place

    target = Path(options.csv) if options.csv else None
    if target is not None:
        check_place(target)
    with open_services(options) as (services, _loop):
        lines = cost_lines(services.store, utc_now(), SystemZone(), NeverCancelled())
    if target is not None:
        export(lines, target)
    if options.json:
        say_json([_members(line) for line in lines])
        return DONE
    for line in lines:
        say(_words(line))
    say(_total_words(total(lines)) if lines else "Nothing was sent yet.")
    return DONE


def _members(line: CostLine) -> CostJson:
    return {
        "month": f"{line.month:%Y-%m}",
        "from": line.sender,
        "faxes": line.faxes,
        "delivered": line.delivered,
        "pages": line.pages,
        "cost": line.cost if line.cost_unknown < line.faxes else None,
        "cost_unknown": line.cost_unknown,
    }


def _words(line: CostLine) -> str:
    cost = f"cost {cost_text(line.cost)}" if line.cost_unknown < line.faxes else "cost not known"
    without = f", without {line.cost_unknown} not known" if 0 < line.cost_unknown < line.faxes else ""
    faxes = f"{count_text(line.faxes, 'fax')}, {line.delivered} delivered, {count_text(line.pages, 'page')}"
    return f"{line.month:%Y-%m}  {display(line.sender) or 'unknown number'}  {faxes}, {cost}{without}"


def _total_words(whole: CostTotal) -> str:
    without = f", without {count_text(whole.cost_unknown, 'fax')} whose cost is not known" if whole.cost_unknown else ""
    return f"Together {count_text(whole.faxes, 'fax')}, cost {cost_text(whole.cost)}{without}."
