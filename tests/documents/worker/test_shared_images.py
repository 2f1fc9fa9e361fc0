"""How pictures come from the child: in memory that it shares where the system has such, else through the pipe."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from faxdesk.core.errors import InputRefused
from faxdesk.core.model import DocumentType
from faxdesk.documents.fax.page import Look
from faxdesk.documents.inspection.page_source import PageSource
from faxdesk.documents.worker import client, protocol
from faxdesk.documents.worker.client import Renderer, Worker
from tests.documents.files import pages_pdf, put, seen

PDF = DocumentType.PDF


def test_a_picture_is_read_into_memory_that_is_there(sample_pdf: Path) -> None:
    given: list[memoryview] = []

    def provide(width: int, height: int) -> memoryview:
        given.append(memoryview(bytearray(width * height * 4)))
        return given[-1]

    with Worker() as child, Renderer(child, sample_pdf, PDF) as there:
        for draw, again in (
            (there.render(0, 300, buffers=provide), there.render(0, 300)),
            (there.fax(0, Look(), 300, buffers=provide), there.fax(0, Look(), 300)),
        ):
            assert seen(draw) == seen(again)
            assert draw.mode != "BGRA" or draw.data in given


@pytest.mark.skipif(sys.platform != "linux", reason="only there a child could")
def test_a_child_that_takes_the_shared_memory_away_costs_the_page(tmp_path: Path) -> None:
    script = "import os, sys; out = sys.stdout.buffer; os.ftruncate(int(sys.argv[2]), 0); sys.stdin.buffer.read(8)\n"
    for answer in (b'{"document": 1, "pages": 1}', b'{"width": 300, "height": 300, "shared": true}'):
        script += f"out.write({protocol.HEAD.pack(len(answer), 0) + answer!r})\n"
    with Worker(command=lambda *words: [sys.executable, "-c", script, *words]) as child:
        source = Renderer(child, put(tmp_path, "any.pdf", pages_pdf()), PDF)
        with pytest.raises(InputRefused, match="Page 1 cannot be drawn"):
            source.render(0, 300, buffers=lambda width, height: memoryview(bytearray(width * height * 4)))


def test_pictures_come_through_the_pipe_where_no_memory_is_shared(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(client, "shared_memory", lambda size: None)
    path = put(tmp_path, "any.pdf", pages_pdf())
    with Worker() as child, Renderer(child, path, PDF) as there, PageSource(path, PDF) as here:
        assert there.render(0, 1500) == here.render(0, 1500)
