"""What an office has after some days: contacts, faxes on their way and done, received ones."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from faxdesk.core.contacts import Contact
from faxdesk.core.lifecycle import Event, State
from faxdesk.core.model import Fax
from faxdesk.core.resend_decision import CHOICE
from faxdesk.core.service_status import explain
from faxdesk.services.lost_answers import UNCONFIRMED
from tests.ui.window_scene import HAPPENED, SENDER, fax_in, move_on

if TYPE_CHECKING:
    from faxdesk.store.store import Store
    from tests.ui.window_scene import Clock

DENTIST, COURT, CLINIC, EXAMPLE, LONDON, PHARMACY = (
    *("+41445550123", "+41315550140", "+41615550172", "+41225550188"),
    *("+442079460123", "+41445550155"),
)
CONTACTS = (
    Contact("", "Dental practice", (DENTIST, "+41445550124"), groups=("Doctors",)),
    Contact("Registry", "District court", (COURT,), note="Deadlines: before 17:00", groups=("Courts",)),
    Contact("Ward 4", "Hospital by the lake", (CLINIC,), groups=("Doctors",)),
    Contact("", "Example Ltd", (EXAMPLE,)),
    Contact("Claims", "Insurance Example", (LONDON,)),
    Contact("", "Pharmacy at the station", (PHARMACY,), groups=("Doctors",)),
    Contact("", "Land registry", ("+41525550161",), groups=("Courts",)),
    Contact("", "Notary", ("+41415550119",)),
)


def office(clock: Clock, store: Store) -> None:
    """Fill an empty data folder, with a clock that shows the present and is turned back for what was.

    It is early in the afternoon of a working day, so that offices are open.
    """
    now = clock.present

    def ended(state: State, minutes: int, number: str, comment: str, document: str, status: str = "") -> None:
        clock.present = now - timedelta(minutes=minutes)
        recipient = fax_in(
            *(store, State.SENDING),
            number=number,
            comment=comment,
            document=document,
            created_at=clock.present,
        )
        clock.turn(minutes=2)
        if status:
            facts = {"status": status, "fax_id": f"fax-{recipient}"}
            store.delivery_queue.moved((recipient,), Event.REPORTED_FAILED, explain(status), **facts)
        else:
            move_on(store, recipient, HAPPENED[state][-1])

    for contact in CONTACTS:
        store.contacts.add(contact)
    ended(State.DELIVERED, 9 * 24 * 60, "+33155550142", "Order 2207", "Order.pdf")
    ended(State.DELIVERED, 99 * 60, COURT, "Power of attorney", "Power of attorney.pdf")
    ended(State.DELIVERED, 75 * 60, PHARMACY, "Prescription", "Prescription.pdf")
    ended(State.DELIVERED, 50 * 60, LONDON, "Claim 20931, photographs of the damage", "Claim.tiff")
    ended(State.DELIVERED, 28 * 60, CLINIC, "Discharge letter", "Letter.docx")
    ended(State.DELIVERED, 26 * 60, EXAMPLE, "Offer 17", "Offer.pdf")
    ended(State.CANCELLED, 187, EXAMPLE, "Offer 16", "Offer.pdf")
    ended(State.PARTIAL, 180, CLINIC, "Findings", "Findings.pdf")
    ended(State.DELIVERED, 95, COURT, "Reply to the action, 5 A 112/26", "Reply with exhibits.pdf")
    ended(State.FAILED, 50, "+41415550119", "Draft of the deed", "Deed.pdf", "failed_no_answer")
    ended(State.DELIVERED, 35, DENTIST, "X-ray, tooth 36", "Referral.pdf")
    ended(State.FAILED, 12, "+41525550161", "Extract, parcel 1187", "Extract.pdf", "failed_user_busy")
    clock.present = now - timedelta(minutes=70)
    lost = fax_in(
        *(store, State.UNKNOWN),
        number=EXAMPLE,
        comment="Invoice 4711",
        document="Invoice.pdf",
        created_at=clock.present,
    )
    clock.present = now
    store.delivery_queue.looked_in_vain(lost, now + timedelta(hours=1), ask=True, reason=f"{UNCONFIRMED} {CHOICE}")
    fax_in(store, State.SENDING, number=DENTIST, comment="Estimate of costs", document="Estimate.pdf", created_at=now)
    fax_in(store, State.QUEUED, number=COURT, comment="Request for more time", document="Request.pdf", created_at=now)
    fax_in(
        *(store, State.SCHEDULED),
        number=LONDON,
        comment="Claim 20944",
        document="Claim.pdf",
        send_at=now + timedelta(hours=20),
        created_at=now,
    )
    callers = (DENTIST, CLINIC, "+41225550190", COURT, LONDON)
    store.received_faxes.keep(
        [
            Fax(
                id=f"in-{number}",
                status="success",
                to=SENDER,
                sender=caller,
                pages=number + 1,
                direction="incoming",
                started_at=now - timedelta(hours=7 * number, minutes=20),
                read=number > 1,
                comment="Passed on" if number == 3 else "",
            )
            for number, caller in enumerate(callers)
        ],
        "uid",
        arrived=False,
    )
