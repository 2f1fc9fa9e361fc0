"""The address of the service: encrypted everywhere but on this computer, and never ambiguous."""

from __future__ import annotations

import pytest

from faxdesk.core import address
from faxdesk.core.errors import InputRefused


@pytest.mark.parametrize(
    ("given", "used"),
    [
        ("https://restapi.fax.plus/v3", "https://restapi.fax.plus/v3"),
        ("  https://restapi.fax.plus/v3/ \n", "https://restapi.fax.plus/v3"),
        ("https://gateway.example:8443/fax//", "https://gateway.example:8443/fax"),
        ("https://restapi.fax.plus", "https://restapi.fax.plus"),
        ("http://127.0.0.1:8765/v3", "http://127.0.0.1:8765/v3"),
        ("http://127.8.8.8/v3", "http://127.8.8.8/v3"),
        ("http://localhost:1/v3", "http://localhost:1/v3"),
        ("http://[::1]:8765/v3", "http://[::1]:8765/v3"),
    ],
)
def test_addresses_are_taken_as_people_write_them(given: str, used: str) -> None:
    assert address.normalised(given) == used


@pytest.mark.parametrize(
    "given",
    [
        "http://restapi.fax.plus/v3",
        "http://192.168.0.10/v3",
        "http://127.0.0.1.example/v3",
        "http://localhost.example/v3",
        "http://0.0.0.0/v3",
        "http://128.0.0.1/v3",
    ],
)
def test_the_token_is_not_sent_unencrypted_over_a_network(given: str) -> None:
    with pytest.raises(InputRefused, match=r"Address: .*not encrypted.*https://"):
        address.normalised(given)


@pytest.mark.parametrize(
    "given",
    [
        "",
        "restapi.fax.plus/v3",
        "ftp://restapi.fax.plus/v3",
        "file:///etc/passwd",
        "https://",
        "https:///v3",
        "https://user:secret@restapi.fax.plus/v3",
        "http://127.0.0.1@evil.example/v3",
        "http://127.0.0.1\\@evil.example/v3",
        "https://restapi.fax.plus/v3?x=1",
        "https://restapi.fax.plus/v3#x",
        "https://restapi.fax.plus:99999/v3",
        "https://restapi.fax.plus:port/v3",
        "https://restapi.fax.plus:0/v3",
        "https://[::1/v3",
        "https://[::zz]/v3",
        "https://a..example/v3",
        "https://./v3",
        "https://%41.example/v3",
        f"https://{'a' * 64}.example/v3",
        "https://" + "a." * 127 + "example/v3",
        "https://rest api.fax.plus/v3",
        "https://restapi.fax.plus/v3\r\nX: y",
        "https://restapi\u2024fax.plus/v3",
    ],
)
def test_what_is_no_plain_address_is_refused(given: str) -> None:
    with pytest.raises(InputRefused, match="is not a web address"):
        address.normalised(given)


@pytest.mark.parametrize(
    ("given", "used"),
    [
        ("", ""),
        (" \n", ""),
        ("http://proxy.example.com:8080", "http://proxy.example.com:8080"),
        (" https://proxy:443/\n", "https://proxy:443"),
        ("http://192.168.0.10:3128", "http://192.168.0.10:3128"),
        ("http://[::1]:3128", "http://[::1]:3128"),
    ],
)
def test_a_proxy_is_taken_as_people_write_it(given: str, used: str) -> None:
    assert address.normalised_proxy(given) == used


@pytest.mark.parametrize(
    "given",
    [
        "proxy.example.com",
        "proxy.example.com:8080",
        "http://proxy.example.com",
        "http://:8080",
        "http://proxy.example.com:0",
        "http://proxy.example.com:port",
        "http://proxy.example.com:8080/proxy.pac",
        "http://proxy.example.com:8080?x=1",
        "socks5://proxy.example.com:1080",
        "http://proxy one:8080",
    ],
)
def test_what_is_no_proxy_is_refused(given: str) -> None:
    with pytest.raises(InputRefused, match="is not the address of a proxy") as caught:
        address.normalised_proxy(given)
    assert caught.value.field == "Proxy"
    assert "http://proxy.example.com:8080" in caught.value.advice


@pytest.mark.parametrize(
    "given", ["http://clerk:sesame@proxy:8080", "clerk:sesame@proxy", "http://clerk:ses/ame@proxy:1"]
)
def test_a_password_does_not_come_into_the_settings(given: str) -> None:
    with pytest.raises(InputRefused, match="HTTPS_PROXY") as caught:
        address.normalised_proxy(given)
    assert "clerk" not in str(caught.value)
    assert "same" not in str(caught.value)
