"""The JSON of a proof: read as it was written, and nothing else is taken for it."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from faxdesk.core.proof import NoProof, Proof, ProofFileKind, from_json, to_json
from tests.documents.proof_pdf.proofs import fax, file_of, proof


@pytest.fixture
def said(sample_pdf: Path) -> Proof:
    files = [file_of(sample_pdf, "01 letter.pdf"), file_of(sample_pdf, "02 report.pdf", ProofFileKind.REPORT)]
    missing = fax(["01 letter.pdf"], ended_at=None, started_at=None, pages_confirmed=None, missing=("No report.",))
    return proof(files, fax(["01 letter.pdf", "02 report.pdf"]), missing, title="Batch \ud800.csv", practice=True)


def test_it_is_read_as_it_was_written(said: Proof) -> None:
    assert from_json(to_json(said)) == said
    assert from_json(to_json(said).encode()) == said


def test_the_files_of_a_fax_are_found_by_their_kind(said: Proof) -> None:
    first, second = said.faxes
    assert [file.name for file in said.files_of(first, ProofFileKind.REPORT)] == ["02 report.pdf"]
    assert said.files_of(second, ProofFileKind.REPORT) == ()


def spoilt(*path: str | int) -> Callable[[Any, Any], None]:
    """Return what puts a value at a place in the JSON."""

    def put(words: Any, value: Any) -> None:
        for step in path[:-1]:
            words = words[step]
        words[path[-1]] = value

    return put


@pytest.mark.parametrize(
    ("put", "value"),
    [
        (spoilt("format"), "faxdesk-proof-9"),
        (spoilt("made_at"), "yesterday"),
        (spoilt("made_at"), "2026-12-01T09:30:00Z"),
        (spoilt("made_at"), 5),
        (spoilt("practice"), "no"),
        (spoilt("practice"), 0),
        (spoilt("faxes"), []),
        (spoilt("faxes"), {}),
        (spoilt("faxes", 0, "state"), "arrived"),
        (spoilt("faxes", 0, "pages_sent"), -1),
        (spoilt("faxes", 0, "pages_sent"), True),
        (spoilt("faxes", 0, "pages_confirmed"), "2"),
        (spoilt("faxes", 0, "to"), None),
        (spoilt("faxes", 0, "timeline", 0, "at"), "2026-12-01T09:30:00.000+00:00"),
        (spoilt("faxes", 0, "timeline", 0, "sha256"), 64),
        (spoilt("faxes", 0, "files"), ["03 other.pdf"]),
        (spoilt("faxes", 0, "missing"), [1]),
        (spoilt("files", 0, "name"), "02 report.pdf"),
        (spoilt("files", 0, "bytes"), 1.5),
        (spoilt("files", 0, "kind"), "picture"),
    ],
)
def test_what_has_another_form_is_no_proof(put: Callable[[Any, Any], None], value: object, said: Proof) -> None:
    words = json.loads(to_json(said))
    put(words, value)
    with pytest.raises(NoProof):
        from_json(json.dumps(words))


def test_a_member_that_is_missing_makes_it_no_proof(said: Proof) -> None:
    for name in ("format", "made_at", "zone", "faxes", "files", "practice"):
        words = json.loads(to_json(said))
        del words[name]
        with pytest.raises(NoProof):
            from_json(json.dumps(words))
