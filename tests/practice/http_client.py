"""Plain HTTP for the tests of the practice service: no client of ours stands between a test and the answer."""

from __future__ import annotations

import http.client
import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from tests.time_limits import PATIENCE

if TYPE_CHECKING:
    from faxdesk.practice import PracticeServer

SENDER, SECOND_SENDER, WAITING = "+41445550100", "+41225550100", "+41315550100"
GOOD, BUSY, BUSY_ONCE, PARTIAL = "+41445550123", "+41445550201", "+41445550202", "+41445550204"
SELF = "/v3/accounts/self"

TYPES = {
    "pdf": "application/pdf",
    "tif": "image/tiff",
    "tiff": "image/tiff",
    "png": "image/png",
    "jpg": "image/jpeg",
    "txt": "text/plain",
    "rtf": "application/rtf",
}


@dataclass(frozen=True)
class Answer:
    """What came back. Names of headers are in lower case."""

    method: str
    path: str
    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        return json.loads(self.body)

    @property
    def refusal(self) -> str:
        """The sentence of a refusal."""
        return str(self.json["description"])


class Caller:
    """One kept connection to a service, with a token."""

    def __init__(self, server: PracticeServer, token: str | None = None) -> None:
        self.server = server
        self.token = server.token if token is None else token
        self.connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=PATIENCE)
        self.heard: Callable[[Answer], None] = lambda _: None
        """Is told of every answer."""

    def __enter__(self) -> Caller:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.connection.close()

    def call(
        self,
        method: str,
        path: str,
        body: object = None,
        headers: dict[str, str] | None = None,
        **query: Any,
    ) -> Answer:
        """Send a request. A body that is no bytes goes as JSON; a path without version is one of the own account."""
        full = {"Authorization": f"Bearer {self.token}"} if self.token else {}
        if body is not None and not isinstance(body, bytes):
            body = json.dumps(body).encode()
            full["Content-Type"] = "application/json"
        where = path if path.startswith("/") else f"{SELF}/{path}"
        asked = f"{where}?{urlencode(query)}" if query else where
        self.connection.request(method, asked, body, full | (headers or {}))
        with self.connection.getresponse() as response:
            named = {name.lower(): value for name, value in response.getheaders()}
            answer = Answer(method, where, response.status, named, response.read())
        self.heard(answer)
        return answer

    def get(self, path: str, **query: Any) -> Answer:
        return self.call("GET", path, **query)

    def post(self, path: str, body: object) -> Answer:
        return self.call("POST", path, body)

    def put(self, path: str, body: object) -> Answer:
        return self.call("PUT", path, body)

    def delete(self, path: str, body: object = None) -> Answer:
        return self.call("DELETE", path, body)

    def upload(self, content: bytes | Path, name: str = "letter.pdf", mime: str | None = None, **query: Any) -> Answer:
        """Upload a document as a browser does."""
        data = content.read_bytes() if isinstance(content, Path) else content
        kind = TYPES.get(name.rpartition(".")[2], "application/octet-stream") if mime is None else mime
        return self.call("POST", "files", multipart(name, kind, data), dict([MULTIPART]), **query)

    def path(self, content: bytes | Path, name: str = "letter.pdf") -> str:
        """Upload a document and return the path of it."""
        answer = self.upload(content, name)
        assert answer.status in {200, 201}, answer
        return str(answer.json["path"])

    def send(self, *paths: str, to: tuple[str, ...] = (GOOD,), **more: Any) -> Answer:
        """Send documents that were uploaded."""
        return self.post("outbox", {"from": SENDER, "to": to, "files": paths, "return_ids": True, **more})

    def fax(self, *paths: str, to: str = GOOD, **more: Any) -> str:
        """Send to one number and return the id."""
        answer = self.send(*paths, to=(to,), **more)
        assert answer.status in {200, 201}, answer
        return str(answer.json["ids"][to])

    def archive(self, **query: Any) -> list[Any]:
        """The records of the archive."""
        return list(self.get("faxes", **query).json["data"]["records"])

    def outbox(self) -> list[Any]:
        """The records of the outbox."""
        return list(self.get("outbox").json["records"])


BOUNDARY = "----practice"
MULTIPART = ("Content-Type", f"multipart/form-data; boundary={BOUNDARY}")


def multipart(name: str, mime: str, content: bytes, part: str = "fax_file") -> bytes:
    """A body with one file."""
    return part_of(name, mime, content, part) + f"--{BOUNDARY}--\r\n".encode()


def part_of(name: str, mime: str, content: bytes, part: str = "fax_file") -> bytes:
    """One file of a body."""
    kind = f"Content-Type: {mime}\r\n" if mime else ""
    head = f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="{part}"; filename="{name}"\r\n{kind}\r\n'
    return head.encode() + content + b"\r\n"
