"""`faxdesk batch`: one fax for each row of a list; and what is asked for about batches that there are.

The functions with the name of a command carry it out.
"""

from __future__ import annotations

import contextlib
import re
from pathlib import Path
from typing import TYPE_CHECKING

from faxdesk.cli.batch_progress import BatchProgress, batch_members, batch_rows, progress_line
from faxdesk.cli.context import open_services, region_of_numbers, settings_region, settings_sender
from faxdesk.cli.intake import child, intake
from faxdesk.cli.output import (
    DONE,
    DOUBTED,
    FAILED,
    QUEUED,
    REFUSED,
    SIGN_IN,
    fail,
    instant,
    say,
    say_json,
    say_json_line,
    warn,
    why_not_yet,
)
from faxdesk.cli.send import PATIENTLY
from faxdesk.core.batch import BatchState
from faxdesk.core.errors import InputRefused
from faxdesk.core.quantities import count_text
from faxdesk.core.times import local

if TYPE_CHECKING:
    import argparse

    from faxdesk.cli.output_types.batch import (
        BatchPlanJson,
        BatchWithRowsJson,
        CoverJson,
        PlannedRowJson,
    )
    from faxdesk.core.batch import BatchRequest, BatchRow, Counts
    from faxdesk.services.batch_planner import BatchPlan, BatchPlanner, LoadedList
    from faxdesk.services.container import Services
    from faxdesk.services.single_thread_loop import ServiceLoop
    from faxdesk.store.batch_records import Batch

_PACE = re.compile(r"(\d{1,4})(?:\s*/\s*min(?:ute)?)?")
_MOST_TOLD = 20
"""Rows with an error that are told one by one."""


def start(options: argparse.Namespace) -> int:
    """Start a list, or let one go on that was started before; with `--dry-run` only say what would be sent."""
    _check_summary(options)
    watch = BatchProgress(as_json=options.json)
    with (
        child() as worker,
        intake(settings_region(options), worker) as takes,
        open_services(options, watch.hear, lambda: contextlib.nullcontext(worker.examine)) as (services, loop),
    ):
        from faxdesk.cli.number_guard import confirmed_rows
        from faxdesk.services.batch_number_check import with_doubts
        from faxdesk.services.batch_planner import BatchPlanner

        planner = BatchPlanner(worker, takes)
        loaded = planner.load(options.list, options.sheet)
        plan = _plan(options, services, planner, loaded)
        if options.dry_run:
            return _tell_plan(with_doubts(services.store, plan, again=options.again), options)
        _tell_errors(plan)
        if not plan.good:
            raise InputRefused(loaded.name, "No row of the list can be sent.", "The reasons are above. Mend the list.")
        if not options.send_anyway:
            plan = confirmed_rows(with_doubts(services.store, plan, again=options.again))
        started = services.batches.start(plan, again=options.again, proved=services.settings.proof_beside)
        if started.continued:
            warn(_continued(services, started.batch, started.submitted, started.added))
        watch.begin(services, started.batch)
        worker.kill()
        return _follow(options, services, loop, watch)


def _check_summary(options: argparse.Namespace) -> None:
    """Raise `InputRefused` where no summary can be written where it shall be."""
    if options.summary is not None:
        from faxdesk.services.batch_summary import check_summary_place

        check_summary_place(Path(options.summary))


def _plan(options: argparse.Namespace, services: Services, planner: BatchPlanner, loaded: LoadedList) -> BatchPlan:
    from faxdesk.core.list_columns import parse_map

    request = _request(options, services)
    named = parse_map(options.map)
    region = region_of_numbers(services, request.sender, ask=True)
    _tell_list(loaded)
    columns = planner.columns(loaded, region, named)
    return planner.plan(loaded, columns, request, options.file, region)


def _request(options: argparse.Namespace, services: Services) -> BatchRequest:
    from faxdesk.core.batch import BatchRequest
    from faxdesk.core.model import Options
    from faxdesk.core.phone import parse
    from faxdesk.services.account import NO_NUMBER

    sender = settings_sender(options, services) if options.sender is None else options.sender
    if sender is not None and sender != NO_NUMBER:
        sender = parse(sender, region_of_numbers(services, None), field="From")
    return BatchRequest(
        sender=sender,
        comment=options.comment,
        subject=options.cover_subject,
        message=options.cover_message,
        signature=options.cover_from,
        cover=options.cover,
        options=Options(redials=options.redial),
        pace=options.pace,
        stop_at=options.stop_at,
        all_or_none=options.all_or_none,
    )


def pace(word: str) -> int:
    """Return the faxes a minute that a word names: `30` or `30/min`. Raises `argparse.ArgumentTypeError`."""
    import argparse

    from faxdesk.core.batch import MOST_PACE

    found = _PACE.fullmatch(word.strip())
    if found is None or not 1 <= int(found[1]) <= MOST_PACE:
        raise argparse.ArgumentTypeError(f"a pace is 1/min to {MOST_PACE}/min, not “{word}”.")
    return int(found[1])


def percent(word: str) -> int:
    """Return the percentage that a word names: `20` or `20%`. Raises `argparse.ArgumentTypeError`."""
    import argparse

    number = word.strip().removesuffix("%").strip()
    if not (number.isascii() and number.isdigit() and len(number) <= 3 and 1 <= int(number) <= 100):
        raise argparse.ArgumentTypeError(f"a limit is 1 to 100 percent, not “{word}”.")
    return int(number)


def _tell_list(loaded: LoadedList) -> None:
    for note in loaded.table.notes:
        warn(f"{loaded.name}: {note}")
    if loaded.table.others and loaded.table.sheet:
        others = ", ".join(f"“{sheet}”" for sheet in loaded.table.others)
        warn(f"{loaded.name}: sheet “{loaded.table.sheet}” is read; there are also {others}.")


# ------------------------------------------------------------------------------------------------- before it starts


def _tell_plan(plan: BatchPlan, options: argparse.Namespace) -> int:
    """Say what would be sent where nobody is asked. Nothing is kept."""
    bad, doubted = plan.bad, () if options.send_anyway else plan.doubted
    if not options.send_anyway:
        plan = plan.held()
    rows = [_planned_row(plan, index) for index in range(len(plan.rows))]
    columns = {
        field.value: [plan.columns.titles[column] for column in columns]
        for field, columns in plan.columns.fields.items()
    }
    if options.json:
        whole: BatchPlanJson = {
            "event": "plan",
            "file": plan.loaded.name,
            "sheet": plan.loaded.table.sheet or None,
            "columns": [{"field": field, "titles": titles} for field, titles in columns.items()],
            "good": len(plan.good),
            "bad": len(bad),
            "doubted": len(doubted),
            "rows": rows,
        }
        say_json_line(whole)
    else:
        found = ", ".join(f"{field} is “{' + '.join(titles)}”" for field, titles in columns.items())
        say(f"Columns: {found}.")
        for row in rows:
            who = ", ".join(part for part in (row["to"], row["name"], row["company"]) if part)
            at = f" at {row['at']}" if row["at"] else ""
            state = "ready" if row["state"] == "waiting" else _words(row["state"])
            said = f"  {state}: {row['reason']}" if row["reason"] else ""
            say(f"Row {row['row']}: {who}{at}{said}")
        left_out = f", {count_text(len(plan.repeated), 'row')} left out" if plan.repeated else ""
        held = f", {count_text(len(doubted), 'row')} with a doubted number" if doubted else ""
        errors = count_text(len(bad), "row")
        say(f"{count_text(len(plan.good), 'fax')} would be sent; {errors} with an error{held}{left_out}.")
    if bad:
        return fail(f"{count_text(len(bad), 'row')} cannot be sent; the reasons are above.", REFUSED)
    if doubted:
        words = "would not be sent; the reasons are above. --send-anyway sends to them all the same."
        return fail(f"{count_text(len(doubted), 'row')} with a doubted number {words}", DOUBTED)
    return DONE if plan.good else fail("No row of the list would be sent.", REFUSED)


def _planned_row(plan: BatchPlan, index: int) -> PlannedRowJson:
    from faxdesk.core.batch import RowState, comment_of, repeat_text
    from faxdesk.core.list_columns import ListField
    from faxdesk.services.number_check import doubts_text

    row = plan.rows[index].row
    first = plan.repeated.get(row.line)
    state = RowState.REFUSED if row.errors else RowState.WAITING if first is None else RowState.LEFT_OUT
    own = plan.own.get(row.line)
    doubts = plan.doubts.get(row.number, ())
    return {
        "row": row.line,
        "to": row.number or row.text(ListField.TO),
        "name": row.text(ListField.NAME),
        "company": row.text(ListField.COMPANY),
        "files": [path.name for path in (own or plan.documents).paths],
        "comment": comment_of(row, plan.request),
        "at": instant(row.send_at),
        "cover": _cover(row, plan.request),
        "state": state.value,
        "reason": row.error or (repeat_text(row, first) if first is not None else doubts_text(doubts) or row.remark),
        "doubts": [{"code": one.doubt.value, "text": one.text, "instead": one.instead or None} for one in doubts],
    }


def _cover(row: BatchRow, request: BatchRequest) -> CoverJson | None:
    from faxdesk.core.batch import cover_of

    cover = cover_of(row, request)
    if cover is None:
        return None
    page = cover.page
    return {
        "name_to": page.name_to,
        "name_from": page.name_from,
        "subject": page.subject,
        "message": page.message,
    }


def _words(state: str) -> str:
    """Return the state of a row or fax as lines of text have it, which is as the window says it."""
    return "error" if state == "refused" else state.replace("_", " ")


def _tell_errors(plan: BatchPlan) -> None:
    bad = [one.row for one in plan.bad]
    for row in bad[:_MOST_TOLD]:
        warn(f"Row {row.line}{_whose(row)}: {row.error}")
    if len(bad) > _MOST_TOLD:
        more = len(bad) - _MOST_TOLD
        warn(f"{more} more {'row has' if more == 1 else 'rows have'} an error; --dry-run shows them all.")
    if plan.repeated:
        left_out = count_text(len(plan.repeated), "row")
        warn(f"{left_out} left out that would send the same fax to the same number again.")


def _whose(row: BatchRow) -> str:
    from faxdesk.core.list_columns import ListField

    who = row.text(ListField.NAME) or row.text(ListField.COMPANY)
    return f" ({who})" if who else ""


def _continued(services: Services, batch_id: str, submitted: int, added: int) -> str:
    found = services.batches.get(batch_id)
    new = f" {count_text(added, 'row')} new." if added else ""
    return (
        f"This list was started on {local(found.created_at):%Y-%m-%d %H:%M} as batch {batch_id}, and goes on:"
        f" {count_text(submitted, 'row')} of it went out before.{new}"
        " --again sends a list again that has come to its end."
    )


# ------------------------------------------------------------------------------------------------- while it runs


def _follow(options: argparse.Namespace, services: Services, loop: ServiceLoop, watch: BatchProgress) -> int:
    to_the_end = options.wait or options.summary is not None

    def done() -> bool:
        found = watch.look()
        if found.state is BatchState.RUNNING:
            return not to_the_end and services.store.batches.all_handed_over(found.id)
        if found.state is BatchState.DONE or not to_the_end:
            return True
        # What is on its way goes on to its end.
        counts = services.store.batches.counts(found)
        return counts.open == counts.asked

    loop.run(done, PATIENTLY, alone=False)
    if loop.trouble is None and to_the_end:
        loop.keep_copies(PATIENTLY)
    found, counts = watch.end()
    if options.summary is not None:
        services.batch_summary.write(found, Path(options.summary))
    return _outcome(found, counts, loop, to_the_end=to_the_end)


def _outcome(found: Batch, counts: Counts, loop: ServiceLoop, *, to_the_end: bool) -> int:
    not_yet = SIGN_IN if loop.sign_in_needed else QUEUED
    if found.state is BatchState.STOPPED:
        return fail(f"{found.reason} `faxdesk batch resume {found.id}` or `faxdesk batch cancel {found.id}`.", FAILED)
    if counts.failed or counts.unknown or counts.cancelled:
        words = f"Batch {found.id} did not reach everybody; `faxdesk batch show {found.id}` has the reasons."
        return fail(words, FAILED)
    if counts.waiting or counts.here:
        why = f"It is {found.state}." if found.state is not BatchState.RUNNING else why_not_yet(loop)
        return fail(f"{why} The rest goes out with `faxdesk deliver` or when FaxDesk is opened.", not_yet)
    if to_the_end and counts.open:
        words = f"{loop.trouble or ''} Fax.Plus has the rest; what becomes of it is not known yet."
        return fail(words.strip(), SIGN_IN if loop.sign_in_needed else FAILED)
    if counts.refused:
        words = f"{count_text(counts.refused, 'row')} with an error: mend the list and start it again."
        return fail(words, FAILED)
    return DONE


# ----------------------------------------------------------------------------------------------------- afterwards


def list_(options: argparse.Namespace) -> int:
    """List the batches that there are, the newest first."""
    with open_services(options) as (services, _):
        found = [(one, services.store.batches.counts(one)) for one in services.store.batches.all()]
        if options.json:
            say_json([batch_members(one, counts) for one, counts in found])
            return DONE
        for one, counts in found:
            say(f"{local(one.created_at):%Y-%m-%d %H:%M}  {one.name}  {progress_line(one, counts)}")
        if not found:
            say("There are no batches.")
    return DONE


def show(options: argparse.Namespace) -> int:
    """Say what has become of each row of a batch."""
    _check_summary(options)
    with open_services(options) as (services, _):
        found = services.batches.get(options.id)
        counts, rows = services.store.batches.counts(found), services.store.batches.statuses(found.id)
        if options.summary is not None:
            services.batch_summary.write(found, Path(options.summary))
        if options.json:
            whole: BatchWithRowsJson = {**batch_members(found, counts), "rows": batch_rows(rows)}
            say_json(whole)
            return DONE
        _tell_stand(found, counts)
        for row in rows:
            who = ", ".join(part for part in (row.to, row.name, row.company) if part)
            say(f"Row {row.line}: {who}  {_words(row.state)}" + (f": {row.reason}" if row.reason else ""))
    return DONE


def pause(options: argparse.Namespace) -> int:
    """Send nothing more of a batch for now."""
    with open_services(options) as (services, _):
        _tell_moved(options, services, services.batches.pause(options.id))
    return DONE


def cancel(options: argparse.Namespace) -> int:
    """Send nothing more of a batch, have cancelled what waits at Fax.Plus, and wait for the proof."""
    with open_services(options) as (services, loop):
        found = services.batches.cancel(options.id)

        def under_way() -> bool:
            of_it = set(services.store.batches.open_recipients(found.id))
            return any(one.id in of_it and not one.asked for one in services.store.delivery_queue.cancel_requests())

        loop.run(lambda: not under_way(), PATIENTLY)
        _tell_moved(options, services, found)
        if under_way():
            words = f"{loop.trouble or ''} The cancellation goes on with `faxdesk deliver`."
            return fail(words.strip(), SIGN_IN if loop.sign_in_needed else QUEUED)
    return DONE


def resume(options: argparse.Namespace) -> int:
    """Let a batch go on that was paused or has stopped itself."""
    _check_summary(options)
    with open_services(options) as (services, loop):
        services.batches.resume(options.id)
        watch = BatchProgress(as_json=options.json)
        watch.begin(services, options.id)
        return _follow(options, services, loop, watch)


def _tell_moved(options: argparse.Namespace, services: Services, found: Batch) -> None:
    counts = services.store.batches.counts(found)
    if options.json:
        say_json(batch_members(found, counts))
    else:
        _tell_stand(found, counts)


def _tell_stand(found: Batch, counts: Counts) -> None:
    say(progress_line(found, counts))
    for sentence in filter(None, (found.reason, found.proof_said)):
        say(sentence)
