"""What is printed of the account."""

from typing import Annotated, TypedDict

from faxdesk.cli.output_types.values import Time, one_of
from faxdesk.core.account_notes import Weight
from faxdesk.core.rights import Right


class AccountNumberJson(TypedDict):
    """One number of the account."""

    number: Annotated[str, "The number, as `+41445550123`."]
    status: Annotated[str, "What Fax.Plus says of it, as it came."]
    usable: Annotated[bool, "Whether faxes can be sent from it."]
    expires_at: Annotated[Time | None, "When it expires, where Fax.Plus tells."]


class NoteJson(TypedDict):
    """Something that has to be known of the account."""

    code: Annotated[str, "What it is, for programs."]
    weight: Annotated[str, "How much it matters: with `blocks`, no fax goes out.", one_of(Weight)]
    text: Annotated[str, "The same for people, in English."]


class AccountJson(TypedDict):
    """What the token shows of its account."""

    account: Annotated[str | None, "Its name or address; null where the token may not say whose it is."]
    uid: Annotated[str | None, "Its id at Fax.Plus."]
    kind: Annotated[str | None, "What kind of account it is, as Fax.Plus says it."]
    status: Annotated[str | None, "What Fax.Plus says of its state, as it came."]
    stores_faxes: Annotated[bool | None, "Whether Fax.Plus keeps the sent faxes; null where nobody can say."]
    numbers: Annotated[list[AccountNumberJson] | None, "Its numbers; null where they are not known."]
    denied: Annotated[list[Annotated[str, one_of(Right)]], "The rights that the token is known to lack."]
    notes: Annotated[list[NoteJson], "What has to be known of it."]
