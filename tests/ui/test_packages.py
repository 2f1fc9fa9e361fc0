"""Each package of the window says in its docstring what it is for, and shows one use of it that is true."""

from __future__ import annotations

from pathlib import Path

import pytest

from faxdesk.ui.backend.threads import JobThread
from tests.examples import packages, try_example
from tests.ui.compose.compose_backend import backend_at


@pytest.mark.parametrize("package", [name for name in packages() if name.startswith("faxdesk.ui")])
def test_the_example_of_a_package_is_true(package: str, qapp: object, tmp_path: Path, sample_pdf: Path) -> None:
    """An example is given a folder, a letter, a backend at work and a thread for single jobs."""
    jobs = JobThread[object]("jobs", object)
    with backend_at(tmp_path / "data") as backend:
        try_example(package, {"folder": tmp_path, "letter": sample_pdf, "backend": backend, "jobs": jobs})
