"""The page of all routes, as a browser without a network renders it."""

from html import escape
from pathlib import Path

from tests.clients.chromium import Chromium
from tests.functional.local.test_up import Up


def test_the_page_of_all_routes_is_whole_without_a_network(
    tmp_path: Path, environment: None, chromium: Chromium
) -> None:
    up = Up(tmp_path / "data")
    try:
        page = chromium.rendered(f"{up.url}/docs")
        paths = up.call("/openapi.json")["paths"]
    finally:
        up.stop()
    assert len(paths) > 50
    missing = [path for path in paths if f'data-path="{escape(path)}"' not in page]
    assert not missing
