"""What is printed of batches: one fax for each row of a list."""

from typing import Annotated, TypedDict

from faxdesk.cli.output_types.values import Time, one_of
from faxdesk.core.batch import BatchState, RowState
from faxdesk.core.lifecycle import State
from faxdesk.core.list_columns import ListField
from faxdesk.services.number_check import NumberDoubt


class BatchJson(TypedDict):
    """A batch, and how far it is."""

    batch: Annotated[str, "The id of the batch in this data folder."]
    file: Annotated[str, "The name of the file with the list."]
    sheet: Annotated[str | None, "The sheet of a spreadsheet; null for other lists."]
    state: Annotated[
        str,
        "Where the batch stands: `stopped` where it has stopped itself, `done` where each row has its last word.",
        one_of(BatchState),
    ]
    reason: Annotated[str, "Why it is in this state and what to do, in English; empty where nothing has to be said."]
    proof: Annotated[
        str, "What became of the proof beside its list, in English; empty where none is wanted, or none is there yet."
    ]
    created_at: Annotated[Time, "When the list was first kept."]
    rows_total: Annotated[int, "How many rows the list has."]
    waiting: Annotated[int, "How many rows are no fax yet, and will be."]
    open: Annotated[int, "How many have become a fax that has no final word yet."]
    delivered: Annotated[int, "How many faxes were delivered."]
    failed: Annotated[int, "How many faxes failed."]
    unknown: Annotated[int, "How many faxes have an outcome that is not known."]
    refused: Annotated[int, "How many rows have an error and are not sent."]
    left_out: Annotated[
        int, "How many rows are not sent: another asks for the same fax, or the list has them no longer."
    ]
    cancelled: Annotated[int, "How many rows or their faxes were cancelled."]


class BatchRowJson(TypedDict):
    """A row of a batch that is kept."""

    row: Annotated[int, "The number of the row in the list, from 1."]
    to: Annotated[str, "The number of the recipient, as `+41445550123`; what stands there where that is no number."]
    name: Annotated[str, "The name of the recipient; empty where the list has none."]
    company: Annotated[str, "The company of the recipient; empty where the list has none."]
    state: Annotated[
        str,
        "Where its fax stands; before it is one, where the row does.",
        one_of(dict.fromkeys([*(one.value for one in RowState), *(one.value for one in State)])),
    ]
    reason: Annotated[str, "Why it is in this state and what to do, in English; empty where nothing has to be said."]
    job: Annotated[str | None, "The id of its job; null while it is no fax."]
    outbox_id: Annotated[str | None, "Its id at Fax.Plus while it waits there; kept afterwards."]
    fax_id: Annotated[str | None, "Its id at Fax.Plus once it was sent."]
    pages: Annotated[int | None, "How many pages it has."]


class _Rows(TypedDict):
    rows: Annotated[list[BatchRowJson], "Its rows, in the order of the list."]


class BatchWithRowsJson(BatchJson, _Rows):
    """A batch with its rows."""


class _Progress(TypedDict):
    event: Annotated[str, "What the line is.", one_of(("progress",))]


class BatchProgressJson(_Progress, BatchJson):
    """How far a batch is: the first line where the list is kept, and another whenever something has changed."""


class _Result(TypedDict):
    event: Annotated[str, "What the line is: the last.", one_of(("result",))]


class BatchResultJson(_Result, BatchWithRowsJson):
    """What a batch has come to when the command ends, with its rows."""


class ListColumnJson(TypedDict):
    """Which columns of a list have something that is sent."""

    field: Annotated[str, "What they have, in the word of `--map`.", one_of(ListField)]
    titles: Annotated[list[str], "The titles of the columns; what several have is joined."]


class CoverJson(TypedDict):
    """What a cover page says."""

    name_to: Annotated[str, "Whom the fax is for."]
    name_from: Annotated[str, "Whom it is from; empty where nothing was given."]
    subject: Annotated[str, "The subject; empty where there is none."]
    message: Annotated[str, "The message; empty where there is none."]


class NumberDoubtJson(TypedDict):
    """Why a number may be wrong."""

    code: Annotated[str, "What speaks against it.", one_of(NumberDoubt)]
    text: Annotated[str, "The same in a sentence, in English."]
    instead: Annotated[str | None, "The number that may be meant, as `+41445550123`; null where none is."]


class PlannedRowJson(TypedDict):
    """What would become of a row."""

    row: Annotated[int, "The number of the row in the list, from 1."]
    to: Annotated[str, "The number of the recipient, as `+41445550123`; what stands there where that is no number."]
    name: Annotated[str, "The name of the recipient; empty where the list has none."]
    company: Annotated[str, "The company of the recipient; empty where the list has none."]
    files: Annotated[list[str], "The names of its documents, in the order of the pages."]
    comment: Annotated[str, "The comment that would be kept with the fax."]
    at: Annotated[Time | None, "When it would be sent; null for at once."]
    cover: Annotated[CoverJson | None, "Its cover page; null for none."]
    state: Annotated[
        str,
        "`waiting` if it would be sent, `refused` if it has an error or a doubted number, `left_out` if another asks"
        " for the same fax.",
        one_of((RowState.WAITING, RowState.REFUSED, RowState.LEFT_OUT)),
    ]
    reason: Annotated[str, "Why it is in this state and what to do, in English; empty where nothing has to be said."]
    doubts: Annotated[list[NumberDoubtJson], "What speaks against its number."]


class _Plan(TypedDict):
    event: Annotated[str, "What the line is: the only one of `--dry-run`.", one_of(("plan",))]


class BatchPlanJson(_Plan):
    """What would be sent; nothing is kept."""

    file: Annotated[str, "The name of the file with the list."]
    sheet: Annotated[str | None, "The sheet of a spreadsheet; null for other lists."]
    columns: Annotated[list[ListColumnJson], "Which columns of the list are what."]
    good: Annotated[int, "How many faxes would be sent."]
    bad: Annotated[int, "How many rows have an error."]
    doubted: Annotated[int, "How many rows have a number that may be wrong, and are sent with `--send-anyway` only."]
    rows: Annotated[list[PlannedRowJson], "Its rows, in the order of the list."]
