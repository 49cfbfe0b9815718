"""Webhooks reach the public internet only, by the very address that was checked."""

import socket
import ssl
import subprocess
import threading
from collections.abc import Iterator, Sequence
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import pytest

from functions.ports.web.pinned_post import PinnedPost
from functions.ports.web.public_addresses import is_public, resolve

PRIVATE = [
    "127.0.0.1",
    "10.0.0.1",
    "172.16.0.1",
    "192.168.1.1",
    "169.254.169.254",
    "100.64.0.1",
    "0.0.0.0",  # noqa: S104 it is refused
    "255.255.255.255",
    "192.0.2.1",
    "198.18.0.1",
    "224.0.0.1",
    "240.0.0.1",
    "192.0.0.1",
    "::1",
    "::",
    "fe80::1",
    "fe80::1%eth0",
    "fc00::1",
    "fd00:ec2::254",
    "fec0::1",
    "ff02::1",
    "2001:db8::1",
    "100::1",
    "::ffff:127.0.0.1",
    "::ffff:8.8.8.8",
    "::127.0.0.1",
    "::8.8.8.8",
    "::ffff:0:127.0.0.1",
    "64:ff9b::7f00:1",
    "64:ff9b::808:808",
    "64:ff9b:1::a00:1",
    "2001::1",
    "2002:7f00:1::",
    "2002:808:808::",
    "2130706433",
    "0x7f000001",
    "127.1",
    "localhost",
]


@pytest.mark.parametrize("address", PRIVATE)
def test_no_message_goes_to_what_is_not_the_public_internet(address: str) -> None:
    assert not is_public(address)
    posted = PinnedPost(resolver=lambda *_: [address]).post("https://shop.example/", {}, b"")
    assert (posted.status, posted.reason) == (None, "private_address")


@pytest.mark.parametrize("address", ["8.8.8.8", "1.1.1.1", "2606:4700:4700::1111"])
def test_public_addresses_are_reached(address: str) -> None:
    assert is_public(address)


@pytest.mark.parametrize("host", ["2130706433", "0x7f000001", "127.1", "[::ffff:127.0.0.1]"])
def test_other_ways_to_write_this_machine_lead_nowhere(host: str) -> None:
    posted = PinnedPost().post(f"https://{host}/", {}, b"")
    assert posted.reason in {"refused_address", "private_address", "no_such_host"}


def test_one_private_address_among_public_ones_is_enough() -> None:
    mixed = PinnedPost(resolver=lambda *_: ["8.8.8.8", "10.0.0.1"])
    assert mixed.post("https://shop.example/", {}, b"").reason == "private_address"


@pytest.mark.parametrize(
    "url",
    [
        "http://shop.example/",
        "https://shop.example:22/",
        "https://shop.example:0/",
        "https://user@shop.example/",
        "https://user:pass@shop.example/",
        "https:///path",
        "ftp://shop.example/",
        "file:///etc/passwd",
        "https://shop.example/\r\nHost: other",
        "https://shop.exämple/",
        "https://[::1",
        "https://[::1]/",
        "https://[::ffff:10.0.0.1]/",
        "https://[64:ff9b::a00:1]/",
        "https://10.0.0.1/",
        "https://169.254.169.254/latest/meta-data",
        "https://shop.example:99999/",
        f"https://shop.example/{'x' * 3000}",
        "",
    ],
)
def test_an_address_of_another_form_is_refused_before_it_is_looked_up(url: str) -> None:
    looked_up: list[str] = []

    def resolver(host: str, _port: int) -> Sequence[str]:
        looked_up.append(host)
        return ["8.8.8.8"]

    sender = PinnedPost(resolver=resolver)
    assert sender.refusal(url)
    assert sender.post(url, {}, b"").reason == "refused_address"
    assert not looked_up


def test_the_ports_of_https_are_taken() -> None:
    hosts = ("shop.example/hook?x=1", "shop.example:8443", "a.b:443/", "8.8.8.8", "[2606:4700::1]")
    for url in (f"https://{host}" for host in hosts):
        assert PinnedPost().refusal(url) is None


def test_a_name_that_changes_after_the_check_is_not_asked_again(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The connection is made to the address that was checked; no second look-up can move it."""
    asked: list[str] = []
    connected: list[Any] = []

    def resolver(host: str, _port: int) -> Sequence[str]:
        asked.append(host)
        return ["8.8.8.8"] if len(asked) == 1 else ["127.0.0.1"]

    def connect(address: Any, timeout: float) -> Any:
        connected.append(address)
        raise ConnectionRefusedError

    monkeypatch.setattr(socket, "create_connection", connect)
    posted = PinnedPost(resolver=resolver).post("https://shop.example/", {}, b"")
    assert posted.reason == "connection_failed"
    assert (asked, connected) == (["shop.example"], [("8.8.8.8", 443)])


class _Handler(BaseHTTPRequestHandler):
    def do_POST(self) -> None:
        self.send_response(204)
        self.end_headers()

    def log_message(self, *_: Any) -> None:
        """Keep the tests' output clean."""


@pytest.fixture(scope="module")
def tls_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[int, Path]]:
    """An HTTPS server whose certificate is for `hook.example`: its port and the certificate."""
    folder = tmp_path_factory.mktemp("tls")
    certificate, key = folder / "certificate.pem", folder / "key.pem"
    names = ["-subj", "/CN=hook.example", "-addext", "subjectAltName=DNS:hook.example"]
    made = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", *names]
    subprocess.run(
        [*made, "-keyout", str(key), "-out", str(certificate)], check=True, capture_output=True
    )
    server = HTTPServer(("127.0.0.1", 0), _Handler)
    tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    tls.load_cert_chain(certificate, key)
    server.socket = tls.wrap_socket(server.socket, server_side=True)
    server.handle_error = lambda *_: None  # type: ignore[method-assign] # a refused handshake is expected
    threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
    yield server.server_address[1], certificate
    server.shutdown()
    server.server_close()


@pytest.mark.parametrize(
    ("host", "status", "reason"),
    [("hook.example", 204, ""), ("other.example", None, "bad_certificate")],
)
def test_the_certificate_is_checked_for_the_name(
    tls_server: tuple[int, Path], host: str, status: int | None, reason: str
) -> None:
    port, certificate = tls_server
    trusting = ssl.create_default_context(cafile=str(certificate))
    sender = PinnedPost(local=True, resolver=lambda *_: ["127.0.0.1"], tls=trusting)
    posted = sender.post(f"https://{host}:{port}/", {}, b"{}")
    assert (posted.status, posted.reason) == (status, reason)


def test_a_certificate_that_no_authority_signed_is_refused(tls_server: tuple[int, Path]) -> None:
    sender = PinnedPost(local=True, resolver=lambda *_: ["127.0.0.1"])
    posted = sender.post(f"https://hook.example:{tls_server[0]}/", {}, b"{}")
    assert (posted.status, posted.reason) == (None, "bad_certificate")


def test_local_ones_stay_on_this_machine() -> None:
    sender = PinnedPost(local=True, resolver=lambda *_: ["8.8.8.8"])
    assert sender.post("https://shop.example/", {}, b"").reason == "private_address"


def test_the_resolver_gives_plain_addresses() -> None:
    assert "127.0.0.1" in resolve("localhost", 443)
