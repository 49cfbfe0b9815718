"""`python -m local models`: which models there are in a data folder, and which one serves."""

import argparse
import json

from functions.ports import artifacts
from functions.ports.artifacts import MODELS
from functions.ports.blobs import Blobs, FolderBlobs


def run(arguments: argparse.Namespace) -> int:
    blobs = FolderBlobs(arguments.data)
    match arguments.action:
        case "activate":
            artifacts.activate(blobs, MODELS, arguments.version)
        case "rollback":
            artifacts.roll_back(blobs, MODELS)
        case "unpin":
            artifacts.unpin(blobs, MODELS)
    print(_listed(blobs))
    return 0


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
    manifest = json.loads(blobs.read(f"{MODELS}/{version}/{artifacts.MANIFEST}"))
    blend = manifest["metrics"].get("recommenders", {}).get("blend", {}).get("repeats", {})
    ndcg = next((f"  {name} {blend[name]:.4f}" for name in blend if name.startswith("ndcg")), "")
    counts = manifest["counts"]
    return (
        f"{'*' if serves else ' '} {version}  {counts['people']:,} people  "
        f"{counts['groups']:,} products{ndcg}"
    )
