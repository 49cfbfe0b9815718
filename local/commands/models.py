"""`python -m local models`: which models there are in a data folder, and which one serves."""

import argparse
import json
import sys
from pathlib import Path
from typing import Any

from functions.errors import NotFound
from functions.ports import artifacts
from functions.ports.artifacts import MODELS
from functions.ports.blobs import Blobs
from functions.ports.local.folder_blobs import FolderBlobs
from local.report import card

NO_MATPLOTLIB = "plots need matplotlib, which the extra `report` brings: uv sync --extra report"


def run(arguments: argparse.Namespace) -> int:
    blobs = FolderBlobs(arguments.data)
    match arguments.action:
        case "show":
            print(card.text(_manifest(blobs, arguments.version)))
            return 0
        case "report":
            return _report(_manifest(blobs, arguments.version), arguments)
        case "activate":
            artifacts.activate(blobs, MODELS, arguments.version)
        case "rollback":
            artifacts.roll_back(blobs, MODELS)
        case "unpin":
            artifacts.unpin(blobs, MODELS)
    print(_listed(blobs))
    return 0


def _report(manifest: dict[str, Any], arguments: argparse.Namespace) -> int:
    try:
        from local.report import page  # noqa: PLC0415 an optional extra draws
    except ImportError:
        print(f"hilo: {NO_MATPLOTLIB}", file=sys.stderr)
        return 1
    folder: Path = arguments.out or arguments.data / "reports" / manifest["version"]
    print(page.write(manifest, folder))
    return 0


def _manifest(blobs: Blobs, version: str | None) -> dict[str, Any]:
    """Return the manifest of a version, or of the one that serves."""
    if version is None:
        pointer = artifacts.current(blobs, MODELS)
        if pointer is None:
            raise NotFound("no model yet: python -m local train")
        version = pointer.version
    if version not in artifacts.versions(blobs, MODELS):
        raise NotFound(f"there is no {MODELS} version {version}")
    found: dict[str, Any] = json.loads(blobs.read(f"{MODELS}/{version}/{artifacts.MANIFEST}"))
    return found


def _listed(blobs: Blobs) -> str:
    pointer = artifacts.current(blobs, MODELS)
    lines = [
        _line(blobs, version, serves=pointer is not None and pointer.version == version)
        for version in artifacts.versions(blobs, MODELS)
    ]
    if pointer and pointer.pinned:
        lines.append(f"pinned to {pointer.version}; `models unpin` lets new ones take over")
    return "\n".join(lines) or "no model yet: python -m local train"


def _line(blobs: Blobs, version: str, *, serves: bool) -> str:
    manifest = _manifest(blobs, version)
    blend = manifest["metrics"].get("recommenders", {}).get("blend", {}).get("repeats", {})
    ndcg = next((f"  {name} {blend[name]:.4f}" for name in blend if name.startswith("ndcg")), "")
    counts = manifest["counts"]
    refused = "" if manifest.get("gate", {}).get("passed", True) else "  refused"
    return (
        f"{'*' if serves else ' '} {version}  {counts['people']:,} people  "
        f"{counts['groups']:,} products{ndcg}{refused}"
    )
