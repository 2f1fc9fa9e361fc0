"""A Fax.Plus in a process of its own that answers at once: what a client costs shows undisturbed.

Bodies are read and dropped. The outbox always holds the same 50 faxes, the archive the same 10,000. Prints its address.
"""

from __future__ import annotations

import io
import json
import socket
import sys
import threading
from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qs, urlsplit

ARCHIVED = 10_000
_WAITING = {
    "uid": "7724157c0974440293e45877c57f0703",
    "status": "sending",
    "src": "+41445550100",
    "to": ["+41445550123"],
    "files": ["/transient-29362c0c-eeff-45c1-9f4e-4ef5865a41df"],
    "extra_info": {},
    "comment": {"text": "Order 42", "tags": ["faxdesk:1"]},
    "retry": {"count": 0, "delay": 0},
    "page_count": 3,
    "send_time": "2026-12-01 08:00:00 +0000",
    "submit_time": "2026-11-23 21:50:02 +0000",
    "options": {},
    "last_updated_status_time": "2026-11-23 21:50:02",
    "ip": "192.0.2.10",
    "should_enhance": False,
    "status_changes": [{"at": "2026-11-23 21:50:02", "status": "submitted"}] * 3,
    "contact_name": "",
}
_LATEST = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)
_ARCHIVE = "/accounts/self/faxes"
_FIXED = {
    "/accounts/self": {"uid": "7724157c0974440293e45877c57f0703", "phone": "+41445550100", "company_name": "Office"},
    "/accounts/self/numbers": {"numbers": [{"number": "+41445550100", "status": "active"}]},
    "/accounts/self/outbox": {"records": [{"id": f"{n:024x}", **_WAITING} for n in range(50)]},
    "/accounts/self/files": {"path": "/storage/a.pdf"},
}


def _archived(number: int) -> dict[str, object]:
    at = (_LATEST - timedelta(minutes=10 * number)).strftime("%Y-%m-%d %H:%M:%S")
    return {
        "id": f"{number:024x}",
        "uid": "7724157c0974440293e45877c57f0703",
        "from": "+41445550100",
        "to": f"+4144555{number % 10_000:04}",
        "status": "success" if number % 3 else "failed_user_busy",
        "description": "OK",
        "comment": f"Invoice {number}",
        "pages": number % 30 + 1,
        "cost": 1,
        "duration": 60,
        "direction": "outgoing",
        "submit_time": at,
        "start_time": at,
        "last_update": at,
        "is_read": True,
    }


def _answer(target: str) -> bytes:
    where = urlsplit(target)
    path = where.path.removeprefix("/v3")
    if path != _ARCHIVE:
        return json.dumps(_FIXED[path]).encode()
    asked = parse_qs(where.query)
    first, count = int(asked.get("offset", ["0"])[0]), int(asked.get("limit", ["50"])[0])
    return json.dumps({"records": [_archived(n) for n in range(first, min(ARCHIVED, first + count))]}).encode()


def _headers(stream: io.BufferedReader[socket.SocketIO]) -> tuple[int, bool]:
    """Read the headers of a request; return the length of its body and whether it waits for a go-ahead."""
    length, waits = 0, False
    while (line := stream.readline()) not in (b"\r\n", b""):
        name, _, value = line.partition(b":")
        if name.lower() == b"content-length":
            length = int(value)
        elif name.lower() == b"expect":
            waits = True
    return length, waits


def _serve(connection: socket.socket) -> None:
    # Blocks are moved out of the kernel, not copied again by a buffer.
    block = memoryview(bytearray(1 << 18))
    known: dict[str, bytes] = {}
    with connection, io.BufferedReader(socket.SocketIO(connection, "r"), 1 << 18) as stream:
        while words := stream.readline().decode("ascii").split():
            left, waits = _headers(stream)
            if waits:
                connection.sendall(b"HTTP/1.1 100 Continue\r\n\r\n")
            while left:
                left -= stream.readinto1(block[:left])
            target = words[1]
            if target not in known:
                body = _answer(target)
                known[target] = b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n" % len(body) + body
            connection.sendall(known[target])


def main() -> None:
    """Serve until the process is ended."""
    listener = socket.create_server(("127.0.0.1", 0))
    sys.stdout.write(f"http://127.0.0.1:{listener.getsockname()[1]}/v3\n")
    sys.stdout.flush()
    while True:
        threading.Thread(target=_serve, args=(listener.accept()[0],), daemon=True).start()


if __name__ == "__main__":
    main()
