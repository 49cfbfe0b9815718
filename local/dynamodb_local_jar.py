"""Fetch AWS's DynamoDB Local without Docker: an npm package of AWS Amplify carries the jar.

The package is named with its version and checksum, so what runs is always the same 1.25.1.
"""

import base64
import hashlib
import shutil
import subprocess
import tarfile
import tempfile
import urllib.request
from pathlib import Path

PACKAGE = "amplify-dynamodb-simulator"
VERSION = "2.9.30"
SHA512 = "xTeeRLvzEfqyd5lh3bH4c0kHvSHHmmhD5ZDsHFKAQ5g2Zl6JqlFdutaQhCLHzxEp6Ry1o7TB6niIoXuQAnSewQ=="
ADDRESS = f"https://registry.npmjs.org/{PACKAGE}/-/{PACKAGE}-{VERSION}.tgz"
JAR = "DynamoDBLocal.jar"
CACHE = Path(__file__).resolve().parent.parent / ".cache" / "dynamodb-local"
SECONDS_TO_FETCH = 300


class FetchError(Exception):
    """DynamoDB Local could not be fetched, or what came is not what was asked for."""


def home(cache: Path = CACHE) -> Path:
    """Where the jar of this version is, once `fetch` has put it there."""
    return cache / VERSION


def is_there(cache: Path = CACHE) -> bool:
    return (home(cache) / JAR).is_file()


def fetch(cache: Path = CACHE) -> Path:
    """Put DynamoDB Local into the cache unless it is there, and return its folder.

    The folder appears by one rename when all of it is in place, so a broken download never looks
    like the real thing.

    Raises:
        FetchError: no network, or a wrong checksum.
    """
    if is_there(cache):
        return home(cache)
    cache.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=cache, prefix="fetching-") as name:
        folder = Path(name)
        package = _download(folder)
        _verify(package)
        _settle(_unpack(package, folder), home(cache))
    return home(cache)


def _download(folder: Path) -> Path:
    # npm first: it knows the registry, proxy and credentials this machine is set up for.
    npm = _npm()
    return _download_with(npm, folder) if npm else _download_plainly(folder)


def _npm() -> str | None:
    return shutil.which("npm")


def _download_with(npm: str, folder: Path) -> Path:
    command = [npm, "pack", f"{PACKAGE}@{VERSION}", "--pack-destination", str(folder), "--silent"]
    try:
        subprocess.run(  # noqa: S603 - fixed words and our own folder
            command,
            check=True,
            capture_output=True,
            text=True,
            timeout=SECONDS_TO_FETCH,
            cwd=folder,
        )
        return next(folder.glob("*.tgz"))
    except subprocess.CalledProcessError as error:
        raise FetchError(f"npm pack {PACKAGE}@{VERSION} failed: {error.stderr.strip()}") from error
    except (subprocess.TimeoutExpired, StopIteration) as error:
        raise FetchError(f"npm pack {PACKAGE}@{VERSION} brought nothing; try again") from error


def _download_plainly(folder: Path) -> Path:
    package = folder / "package.tgz"
    try:
        with urllib.request.urlopen(ADDRESS, timeout=60) as answer, package.open("wb") as file:
            shutil.copyfileobj(answer, file)
    except OSError as error:
        raise FetchError(f"cannot download {ADDRESS}: {error}") from error
    return package


def _verify(package: Path) -> None:
    with package.open("rb") as file:
        found = base64.b64encode(hashlib.file_digest(file, "sha512").digest()).decode()
    if found != SHA512:
        raise FetchError(f"{PACKAGE}@{VERSION} has the checksum {found}, not the known {SHA512}")


def _unpack(package: Path, folder: Path) -> Path:
    prefix = "package/emulator/"
    with tarfile.open(package) as archive:
        members = [member for member in archive if member.name.startswith(prefix)]
        archive.extractall(folder, members, filter="data")
    return folder / prefix


def _settle(unpacked: Path, target: Path) -> None:
    try:
        unpacked.rename(target)
    except OSError:
        # Two fetched at once: the other's is as good, if it is whole.
        if not (target / JAR).is_file():
            raise
