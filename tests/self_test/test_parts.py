"""The self-test says what is missing of a package."""

from __future__ import annotations

import sys

import pytest

from faxdesk.self_test import parts
from faxdesk.self_test.results import CheckFailed


def test_a_package_without_its_heic_decoder_fails(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "platform", "win32")
    monkeypatch.setitem(sys.modules, "pi_heif", None)
    with pytest.raises(CheckFailed, match="decoder is missing"):
        parts.heic()


def test_each_cipher_is_tried(monkeypatch: pytest.MonkeyPatch) -> None:
    assert parts.encryption().startswith("RC4-128, AES-128, AES-256 by ")
    monkeypatch.setattr("pypdf.PdfWriter.encrypt", lambda *_words, **_options: None)
    with pytest.raises(CheckFailed, match="was not encrypted with RC4-128"):
        parts.encryption()
