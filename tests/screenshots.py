"""Pictures of ten page types, day and night, at three widths, for a reviewer to look at.

`python -m tests.screenshots [FOLDER]` builds the site and writes them (default: test-output/screenshots).
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import threading
from functools import partial
from http.server import ThreadingHTTPServer
from pathlib import Path

from playwright.sync_api import sync_playwright

from storysite.bootstrap.test_runner import find_chromium
from storysite.deploy.build import build
from tests.conftest import READING_DATE, ROOT, QuietHandler

PAGES = {
    "home": "",
    "article": "blustellar/trust/",
    "matrix": "client-zero/challenges/",
    "drivers": "client-zero/drivers/",
    "cycle": "blustellar/",
    "charts": "blustellar/numbers/",
    "timeline": "company/",
    "events": "reference/events/",
    "item": "id/transformation-office/",
    "missing": "404.html",
}
WIDTHS = (320, 768, 1280)
SCHEMES = {"day": "light", "night": "dark"}
TALLEST = 6000


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", nargs="?", type=Path, default=ROOT / "test-output" / "screenshots")
    given = parser.parse_args()
    given.folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as scratch:
        site = Path(scratch, "site")
        if problems := build(ROOT, site, READING_DATE):
            sys.exit("\n".join(map(str, problems)))
        with ThreadingHTTPServer(("127.0.0.1", 0), partial(QuietHandler, directory=str(site))) as server:
            threading.Thread(target=server.serve_forever, daemon=True).start()
            count = take(f"http://127.0.0.1:{server.server_port}/", given.folder)
            server.shutdown()
    print(f"{count} pictures in {given.folder}")
    return 0


def take(address: str, folder: Path) -> int:
    """Write every picture; how many there are."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find_chromium(), args=["--no-sandbox"])
        for scheme, wanted in SCHEMES.items():
            for width in WIDTHS:
                page = browser.new_page(viewport={"width": width, "height": 900}, color_scheme=wanted)  # type: ignore[arg-type]
                for name, path in PAGES.items():
                    page.goto(address + path)
                    tall = min(page.evaluate("document.documentElement.scrollHeight"), TALLEST)
                    page.set_viewport_size({"width": width, "height": tall})
                    page.screenshot(path=str(folder / f"{name}-{width}-{scheme}.png"))
                    page.set_viewport_size({"width": width, "height": 900})
                page.close()
        browser.close()
    return len(SCHEMES) * len(WIDTHS) * len(PAGES)


if __name__ == "__main__":
    sys.exit(main())
