"""`python -m local models`: list models of a laptop or a stack, and choose the one that serves."""

import argparse
import sys
from dataclasses import asdict
from pathlib import Path
from typing import Any
from urllib.parse import quote

from functions.ports.local.folder_blobs import FolderBlobs
from functions.services.serving.models import Models
from local.api_calls import Api, api_of
from local.report import card

NO_MATPLOTLIB = "plots need matplotlib, which the extra `report` brings: uv sync --extra report"


class StackModels:
    """The models of a deployed stack, by its API."""

    def __init__(self, api: Api) -> None:
        self._api = api

    def all(self) -> dict[str, Any]:
        return self._call("GET", "/v1/models")

    def manifest(self, version: str | None) -> dict[str, Any]:
        return self._call("GET", f"/v1/models/{quote(version or 'current', safe='')}")

    def activate(self, version: str) -> dict[str, Any]:
        return self._call("POST", f"/v1/models/{quote(version, safe='')}/activate")

    def roll_back(self) -> dict[str, Any]:
        return self._call("POST", "/v1/models/rollback")

    def unpin(self) -> dict[str, Any]:
        return self._call("POST", "/v1/models/unpin")

    def _call(self, method: str, path: str) -> dict[str, Any]:
        answer: dict[str, Any] = self._api.call(method, path)
        return answer


class FolderModels:
    """The models of a data folder; the same answers."""

    def __init__(self, folder: Path) -> None:
        self._models = Models(FolderBlobs(folder))

    def all(self) -> dict[str, Any]:
        return asdict(self._models.all())

    def manifest(self, version: str | None) -> dict[str, Any]:
        return self._models.manifest(version)

    def activate(self, version: str) -> dict[str, Any]:
        return asdict(self._models.activate(version))

    def roll_back(self) -> dict[str, Any]:
        return asdict(self._models.roll_back())

    def unpin(self) -> dict[str, Any]:
        return asdict(self._models.unpin())


def run(arguments: argparse.Namespace) -> int:
    url = arguments.url
    models = StackModels(api_of(arguments, "models")) if url else FolderModels(arguments.data)
    match arguments.action:
        case "show":
            print(card.text(models.manifest(arguments.version)))
            return 0
        case "report":
            return _report(models.manifest(arguments.version), arguments)
        case "activate":
            found = models.activate(arguments.version)
        case "rollback":
            found = models.roll_back()
        case "unpin":
            found = models.unpin()
        case _:
            found = models.all()
    print(_listed(found))
    return 0


def _report(manifest: dict[str, Any], arguments: argparse.Namespace) -> int:
    try:
        from local.report import page  # noqa: PLC0415 an optional extra draws
    except ImportError:
        print(f"hilo: {NO_MATPLOTLIB}", file=sys.stderr)
        return 1
    reports = (arguments.data or Path()) / "reports"
    print(page.write(manifest, arguments.out or reports / manifest["version"]))
    return 0


def _listed(found: dict[str, Any]) -> str:
    lines = [_line(model) for model in found["models"]]
    if found["pinned"]:
        lines.append(f"pinned to {found['serving']}; `models unpin` lets new ones take over")
    return "\n".join(lines) or "no model yet: python -m local train"


def _line(model: dict[str, Any]) -> str:
    ndcg = next((f"  {name} {value:.4f}" for name, value in model["quality"].items()), "")
    return (
        f"{'*' if model['serving'] else ' '} {model['version']}  "
        f"{_counted(model['people'], 'person', 'people')}  "
        f"{_counted(model['products'], 'product', 'products')}"
        f"{ndcg}{'  refused' if model['refused'] else ''}"
    )


def _counted(number: int, one: str, many: str) -> str:
    return f"{number:,} {one if number == 1 else many}"
