"""A session of the vendor's SDK with a service, as its own readme shows it; run by `test_vendor_sdk.py`.

    python sdk_session.py ADDRESS TOKEN DOCUMENT RECEIVER

Prints one JSON object with what the service answered. Runs in the environment of the SDK, so it imports nothing else.
"""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path
from typing import Any

import faxplus  # type: ignore[import-not-found]  # only in the environment of the SDK
from faxplus import (
    ApiClient,
    Configuration,
    OutboxComment,
    OutboxOptions,
    PayloadFaxModification,
    PayloadOutbox,
    PayloadOutboxModification,
)

SENDER, RECIPIENT, LATER = "+41445550100", "+41445550123", "+41225550123"


class Session:
    """All the SDK can do, call by call."""

    def __init__(self, address: str, token: str) -> None:
        settings = Configuration()
        settings.host = address
        settings.access_token = token
        self.client = ApiClient(settings)
        self.told: dict[str, Any] = {}

    def account(self) -> None:
        accounts, numbers = faxplus.AccountsApi(self.client), faxplus.NumbersApi(self.client)
        members = accounts.get_accounts().members
        accounts.update_user("self", body=faxplus.PayloadAccountModification(name="Front desk"))
        details = accounts.get_member_details(members[0].uid)
        accounts.update_member_details(members[0].uid, body=faxplus.MemberDetail(quota=7, role=details.role))
        numbers.update_number("self", SENDER, body=faxplus.PayloadNumberModification(assigned_to=members[0].uid))
        self.told["account"] = {
            "name": accounts.get_user("self").name,
            "members": len(members),
            "quota": accounts.get_member_details(members[0].uid).quota,
            "numbers": [number.number for number in numbers.list_numbers("self").numbers],
            "assigned": len(numbers.get_number("self", SENDER).assigned_to),
        }
        numbers.revoke_number("self", SENDER)

    def shop(self) -> None:
        shop = faxplus.ShopApi(self.client)
        countries = shop.list_countries().countries
        area = shop.list_areas(countries[0].iso).areas[0]
        offer = shop.list_shop_numbers(countries[0].iso, area.calling_code, channel="random").numbers[0]
        bought = shop.purchase_number(body=faxplus.PurchaseNumberRequest(item_id=offer.item.id)).number
        self.told["shop"] = {"offered": offer.item.number, "bought": bought, "left": shop.get_balance().amount}

    def hooks(self, receiver: str) -> None:
        hooks = faxplus.WebhooksApi(self.client)
        made = hooks.create_webhook(body=faxplus.Webhook(target=receiver, event="fax_sent"))
        spare = hooks.create_webhook(body=faxplus.Webhook(target=receiver, event="fax_received"))
        hooks.delete_webhook(spare.id)
        self.told["hooks"] = {
            "id": made.id,
            "sent": [hook.target for hook in hooks.get_webhooks(event="fax_sent").data],
            "received": len(hooks.get_webhooks(event="fax_received").data),
        }

    def send(self, document: str) -> None:
        files, outbox = faxplus.FilesApi(self.client), faxplus.OutboxApi(self.client)
        path = files.upload_file("self", fax_file=document, format="pdf").path
        order = {
            "from_number": SENDER,
            "files": [path],
            "options": OutboxOptions(enhancement=True),
            "comment": OutboxComment(text="Order 42", tags=["mark"]),
            "return_ids": True,
        }
        now = outbox.send_fax("self", body=PayloadOutbox(to=[RECIPIENT], **order)).ids
        later = outbox.send_fax(
            "self", body=PayloadOutbox(to=[LATER], send_time="2040-01-01 09:30:00 +0000", **order)
        ).ids
        waiting = later[LATER]
        outbox.update_outbox_fax("self", waiting, body=PayloadOutboxModification(comment="changed"))
        record = outbox.get_outbox_fax("self", waiting)
        listed = [fax.id for fax in outbox.list_outbox_faxes("self").records]
        outbox.delete_outbox_fax("self", waiting)
        self.told["send"] = {
            "path": path,
            "id": now[RECIPIENT],
            "waiting": waiting,
            "listed": listed,
            "comment": record.comment.text,
            "tags": record.comment.tags,
            "left": [fax.id for fax in outbox.list_outbox_faxes("self").records if fax.id == waiting],
        }

    def archive(self) -> None:
        faxes, files = faxplus.FaxesApi(self.client), faxplus.FilesApi(self.client)
        sent = self.told["send"]["id"]
        deadline = time.monotonic() + 120
        records: list[Any] = []
        while not records and time.monotonic() < deadline:
            records = faxes.list_faxes("self", category="sent", limit=50, sort_by="date", order="desc").data.records
        faxes.update_fax("self", sent, body=PayloadFaxModification(comment="filed", is_read=True))
        fax = faxes.get_fax("self", sent)
        self.told["archive"] = {
            "ids": [record.id for record in records],
            "status": fax.status,
            "from": fax.from_number,
            "to": fax.to,
            "pages": fax.pages,
            "comment": fax.comment,
            "is_read": fax.is_read,
            "pdf": _head(files.get_file("self", sent, format="pdf")),
            "tiff": _head(files.get_file("self", sent, format="tiff")),
            "report": _head(files.get_fax_report("self", sent)),
            "thumbnail": _head(files.get_fax_thumbnail("self", sent)),
        }
        faxes.delete_fax("self", sent)
        self.told["archive"]["left"] = len(faxes.list_faxes("self", category="sent").data.records)


def _head(path: str) -> str:
    """The first bytes of a file that the SDK has downloaded."""
    return Path(path).read_bytes()[:8].hex()


def main() -> None:
    """Run the session."""
    address, token, document, receiver = sys.argv[1:]
    session = Session(address, token)
    session.account()
    session.shop()
    session.hooks(receiver)
    session.send(document)
    session.archive()
    print(json.dumps(session.told))  # noqa: T201  the answer to the test


if __name__ == "__main__":
    main()
