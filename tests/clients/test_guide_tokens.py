"""The visitor tokens of the guide, made by Node and by PHP."""

import shutil
import subprocess
import time
from base64 import b64encode
from pathlib import Path

import pytest

from functions.domain.visitor_token import kid_of, verified_user
from tests.guide_pages import GUIDES, blocks

SECRET = bytes(range(32))
PROGRAMS = {"js": "node", "php": "php"}


@pytest.mark.parametrize("language", list(PROGRAMS))
def test_a_back_end_signs_a_token(language: str, tmp_path: Path) -> None:
    program = shutil.which(PROGRAMS[language])
    assert program, f"install {PROGRAMS[language]}: the guide shows what it signs"
    (block,) = (b for b in blocks(GUIDES / "en" / "login.md") if b.language == language)
    script = tmp_path / f"token.{language}"
    script.write_text(block.text)
    environment = {"KID": kid_of(SECRET), "SIGNING_SECRET": b64encode(SECRET).decode()}
    done = subprocess.run(
        [program, script], env=environment, capture_output=True, text=True, timeout=60, check=True
    )
    secrets = {kid_of(SECRET): SECRET}
    user = verified_user(done.stdout.strip(), secrets=secrets, now_s=int(time.time()))
    assert user == "ana"
