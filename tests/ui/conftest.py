"""The one application of these tests is FaxDesk's own."""

from __future__ import annotations

import pytest

from faxdesk.ui.desktop.application import Application


@pytest.fixture(scope="session")
def qapp_cls() -> type[Application]:
    """What pytest-qt makes its `qapp` of."""
    return Application
