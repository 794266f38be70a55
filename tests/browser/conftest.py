"""One server on the demo county for all journeys of a run, and browsers that look at it."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, sync_playwright

from .pages import Walk, walk
from .site import QUIET, Site, chromium, standing, with_fonts


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if "browser" in item.path.parts:
            item.add_marker("browser")


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory, county_played: Path) -> Iterator[Site]:
    with standing(county_played, tmp_path_factory.mktemp("site")) as running:
        yield running


@pytest.fixture(scope="session")
def chrome() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=chromium(), args=[*QUIET], env={**with_fonts()}
        )
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def found(site: Site) -> Iterator[Walk]:
    walked = walk(site)
    yield walked
    for client in walked.clients.values():
        client.close()


@pytest.fixture(scope="session")
def phone() -> dict[str, Any]:
    return {
        "viewport": {"width": 360, "height": 780},
        "service_workers": "block",
        "locale": "zh-CN",
    }
