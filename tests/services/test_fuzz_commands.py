"""Whatever the service answers: a command ends with one of its exit codes and plain sentences, never with a traceback.

The commands run in this process, with a clock that jumps where they would sleep. `FAXDESK_FUZZ_EXAMPLES` asks for so
many random stories; left out, the same few are told each time.
"""

from __future__ import annotations

import io
import tempfile
import unicodedata
from contextlib import redirect_stderr, redirect_stdout
from functools import partial
from pathlib import Path
from types import SimpleNamespace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from faxdesk import cli
from faxdesk.cli import context
from faxdesk.services import container, single_thread_loop
from tests.cli import printed_json
from tests.services.conftest import GOOD, OTHER
from tests.services.fuzz_service import PLANS, Hastened, Plan, WildService, posted_twice
from tests.services.test_fuzz import CAREFUL, EXAMPLES

pytestmark = pytest.mark.unmeasured

PATIENCE = 120.0
"""Seconds after which whoever started a command presses Ctrl+C."""
CODES = (0, 3, 4, 5, 6, 130)
COMMANDS = st.lists(
    st.sampled_from(
        [
            ["outbox"],
            ["outbox", "--json"],
            ["sent"],
            ["sent", "--json"],
            ["deliver"],
            ["deliver", "--json"],
            ["cancel", "f1"],
            ["cancel", "f1", "--json"],
            ["report", "f1", "-o", "report.pdf"],
            ["document", "f1", "-o", "pages.tiff", "--format", "tiff"],
        ]
    ),
    max_size=3,
)


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Hastened:
    hastened = Hastened()
    monkeypatch.setattr(context, "time", SimpleNamespace(sleep=hastened.sleep))
    monkeypatch.setattr(single_thread_loop, "ServiceLoop", partial(single_thread_loop.ServiceLoop, clock=hastened.even))
    monkeypatch.setattr(container, "ServicesFactory", partial(container.ServicesFactory, now=hastened.now))
    # The log is that of a whole process, which this one is not.
    monkeypatch.setattr("faxdesk.store.logfile.start", lambda path, tell: None)
    monkeypatch.setenv("FAXDESK_TOKEN", "alohi_pat_x")
    return hastened


def run_command(arguments: list[str], clock: Hastened) -> None:
    out, err = io.StringIO(), io.StringIO()
    clock.end = clock.seconds + PATIENCE
    with redirect_stdout(out), redirect_stderr(err):
        code = cli.main(arguments)
    said = out.getvalue() + err.getvalue()
    assert code in CODES, said
    assert "Traceback" not in said
    assert "FaxDesk had a fault" not in said
    assert not [letter for letter in said if unicodedata.category(letter) == "Cc" and letter not in "\n\t"]
    if "--json" in arguments:
        printed_json.check(arguments, code, out.getvalue(), err.getvalue())


def test_no_answer_makes_a_command_show_a_traceback(
    sample_pdf: Path, clock: Hastened, monkeypatch: pytest.MonkeyPatch
) -> None:
    @given(PLANS, COMMANDS, st.sampled_from(([], ["--json"])))
    @settings(CAREFUL, max_examples=EXAMPLES or 3)
    def run(plan: Plan, commands: list[list[str]], form: list[str]) -> None:
        with tempfile.TemporaryDirectory() as folder, WildService(plan) as service:
            monkeypatch.chdir(folder)
            monkeypatch.setenv("FAXDESK_DATA_DIR", str(Path(folder) / "data"))
            monkeypatch.setenv("FAXDESK_API_URL", service.url)
            try:
                send = ["send", str(sample_pdf), "--to", GOOD, "--to", OTHER, "--comment", "Case 42", "--wait"]
                for command in [[*send, *form], *commands]:
                    run_command(command, clock)
            finally:
                monkeypatch.chdir("/")
            assert posted_twice(service) == []

    run()
