"""Runs the tests, and finds the programs that some of them need. Standard library only."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from macros.environment import ROOT, hand_over

BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome", "msedge")
BROWSER_PLACES = (
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge",
    r"%ProgramFiles%\Google\Chrome\Application\chrome.exe",
    r"%ProgramFiles(x86)%\Google\Chrome\Application\chrome.exe",
    r"%LocalAppData%\Google\Chrome\Application\chrome.exe",
    r"%ProgramFiles(x86)%\Microsoft\Edge\Application\msedge.exe",
)
PLAYWRIGHT_PLACES = ("~/.cache/ms-playwright", "~/Library/Caches/ms-playwright", r"%LocalAppData%\ms-playwright")
PLAYWRIGHT_BROWSERS = (
    "chromium-*/chrome-linux*/chrome",
    "chromium-*/chrome-mac*/*.app/Contents/MacOS/*",
    "chromium-*/chrome-win*/chrome.exe",
)
FETCH_SECONDS = 300


class Tool(NamedTuple):
    """What tests with a marker need: how to find it, and what to say where it is not."""

    find: Callable[[], str | None]
    remedy: str


def find_chromium() -> str | None:
    """$CHROMIUM and nothing else where it is set; else on the path, in usual places, Playwright's."""
    if chosen := os.environ.get("CHROMIUM"):
        return shutil.which(chosen)
    return _first(BROWSERS, BROWSER_PLACES) or _playwright_chromium()


def find_java() -> str | None:
    """A Java that starts: macOS has a /usr/bin/java that only asks to install one."""
    home = os.environ.get("JAVA_HOME")
    found = _first(([str(Path(home, "bin", "java"))] if home else []) + ["java"])
    if found and subprocess.run([found, "-version"], capture_output=True).returncode == 0:
        return found
    return None


def find_nginx() -> str | None:
    """nginx, which Debian keeps where only root's path leads."""
    return _first(("nginx", "/usr/sbin/nginx", "/usr/local/sbin/nginx"))


def find_libreoffice() -> str | None:
    """LibreOffice, to open slides as a reader's office does."""
    places = ("/Applications/LibreOffice.app/Contents/MacOS/soffice", r"%ProgramFiles%\LibreOffice\program\soffice.exe")
    return _first(("soffice", "libreoffice"), places)


def find_pdftoppm() -> str | None:
    """pdftoppm, to look at a printed page or slide."""
    return _first(("pdftoppm",))


TOOLS = {  # marker: what its tests need
    "browser": Tool(find_chromium, "install Chromium or Google Chrome, or set CHROMIUM to its path"),
    "java": Tool(find_java, "install Java 11 or newer (Debian: default-jre-headless)"),
    "nginx": Tool(find_nginx, "install nginx (Debian: nginx-light)"),
    "office": Tool(
        lambda: find_pdftoppm() and find_libreoffice(),
        "install LibreOffice Impress and poppler (Debian: libreoffice-impress poppler-utils)",
    ),
}


def run(args: list[str]) -> int:
    """Run pytest with these arguments, with a browser if one is there or can be fetched."""
    chromium = find_chromium()
    if not chromium and "CHROMIUM" not in os.environ:
        chromium = _fetch_chromium()
    env = {**os.environ, "CHROMIUM": chromium} if chromium else None
    os.chdir(ROOT)
    return hand_over([sys.executable, "-m", "pytest", *args], env)


def _fetch_chromium() -> str | None:
    print("macros: no Chromium or Chrome here; fetching Playwright's, for 5 minutes at most", file=sys.stderr)
    command = [sys.executable, "-m", "playwright", "install", "chromium"]
    try:
        subprocess.run(command, capture_output=True, stdin=subprocess.DEVNULL, timeout=FETCH_SECONDS)
    except subprocess.TimeoutExpired:
        return None
    return _playwright_chromium()


def _playwright_chromium() -> str | None:
    chosen = os.environ.get("PLAYWRIGHT_BROWSERS_PATH")
    for place in (chosen,) if chosen else PLAYWRIGHT_PLACES:
        folder = Path(os.path.expandvars(place)).expanduser()
        for pattern in PLAYWRIGHT_BROWSERS:
            if found := _first([str(path) for path in sorted(folder.glob(pattern), reverse=True)]):
                return found
    return None


def _first(names: tuple[str, ...] | list[str], places: tuple[str, ...] = ()) -> str | None:
    candidates = (shutil.which(os.path.expandvars(name)) for name in [*names, *places])
    return next((found for found in candidates if found), None)
