"""Clients that are generated from the OpenAPI page, in Python and in TypeScript, and used."""

import subprocess
import sys
from pathlib import Path

import httpx2
import pytest

from functions.settings import Settings
from tests.functional.conftest import IssueKey

HERE = Path(__file__).parent
VISITOR = "0b6c0d3e-4a2f-4a55-9f43-0f3b6a6a0001"


@pytest.fixture
def settings(settings: Settings) -> Settings:
    """What is put in the catalogue shows at once: the clock of these tests stands still."""
    return settings.model_copy(update={"overlay_refresh_s": 0})


@pytest.fixture
def page(host: str, tmp_path: Path) -> Path:
    path = tmp_path / "openapi.json"
    # The page is made at the first request for it, which takes its time on a busy machine.
    answer = httpx2.get(f"{host}/openapi.json", timeout=120)
    path.write_text(answer.raise_for_status().text)
    return path


def run(*words: str | Path, within: Path) -> str:
    done = subprocess.run(
        words, cwd=within, capture_output=True, text=True, timeout=120, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_python(host: str, issue_key: IssueKey, page: Path, tmp_path: Path) -> None:
    options = tmp_path / "options.yml"
    options.write_text("post_hooks: []\n")
    generator = Path(sys.executable).with_name("openapi-python-client")
    made = run(
        *(generator, "generate", "--path", page, "--config", options, "--fail-on-warning"),
        *("--meta", "none", "--output-path", tmp_path / "hilo"),
        within=tmp_path,
    )
    assert "warning" not in made.lower()
    program = tmp_path / "program.py"
    program.write_text((HERE / "generated_client.py").read_text())
    shown = run(sys.executable, program, host, issue_key("secret"), VISITOR, within=tmp_path)
    assert shown.split() == ["1", "teapot"]


def test_typescript(host: str, issue_key: IssueKey, page: Path, tmp_path: Path, node: str) -> None:
    modules = HERE / "node_modules"
    (tmp_path / "node_modules").symlink_to(modules)
    generator = modules / "openapi-typescript/bin/cli.js"
    # Fields with a default may be left out of a body; the generator takes them as always there.
    options = ("--default-non-nullable", "false", "-o", "schema.d.ts")
    run(node, generator, page, *options, within=tmp_path)
    (tmp_path / "client.ts").write_text((HERE / "generated_client.ts").read_text())
    run(
        *(node, modules / "typescript/bin/tsc", "client.ts", "--strict", "--skipLibCheck"),
        *("--target", "es2022", "--module", "commonjs", "--moduleResolution", "node10"),
        within=tmp_path,
    )
    shown = run(node, "client.js", host, issue_key("secret"), VISITOR, within=tmp_path)
    assert shown.split() == ["1", "teapot", "2"]
