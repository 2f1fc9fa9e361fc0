"""Each package says in its docstring what it is for, and shows one use of it that is true.

The examples of the window are tried in `tests/ui/test_packages.py`.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.examples import packages, try_example

pytestmark = pytest.mark.unmeasured


@pytest.mark.parametrize("package", [name for name in packages() if not name.startswith("faxdesk.ui")])
def test_the_example_of_a_package_is_true(package: str, tmp_path: Path, sample_pdf: Path) -> None:
    try_example(package, {"folder": tmp_path, "letter": sample_pdf})
