"""Upload one file, and tell the peak memory: URL FILE."""

from __future__ import annotations

import json
import sys
from pathlib import Path

from faxdesk.api.auth import PersonalToken
from faxdesk.api.client import FaxApi
from faxdesk.core.cancel_token import NeverCancelled
from faxdesk.core.model import DocumentType
from tests.bench.memory import peak

with FaxApi(sys.argv[1], PersonalToken("alohi_pat_x")) as client:
    client.upload(Path(sys.argv[2]), "scan.pdf", DocumentType.PDF, lambda _done, _total: None, NeverCancelled())
sys.stdout.write(json.dumps({"peak": peak()}))
