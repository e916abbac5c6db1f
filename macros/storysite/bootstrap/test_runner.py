"""Runs the tests, and finds the programs that some of them need. Standard library only."""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
import tarfile
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from storysite.bootstrap.environment import ROOT, hand_over

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
CHECKER = "vnu-jar@26.9.27"
"""The Nu HTML checker as its makers publish it, in npm's registry."""
CHECKER_DIGEST = "22f15dd39a33bed929d2a5c0cddf5946849a647eca9272bf4d5d00bc7e7a4d47"
"""The SHA-256 of the program in it."""
CHECKER_PLACE = ROOT / ".cache" / "checker" / f"{CHECKER}.jar"
COMPILED = ROOT / ".cache" / "compiled"
"""What pytest makes of the tests is kept for the next run, also where Python is to leave nothing beside the files."""
SIDE_BY_SIDE = ["-n", "auto", "--maxprocesses", "8", "--dist", "worksteal"]
"""A process for each core; each begins with tests that stand side by side, and takes some of another's when it is done."""
LOOKS = {"--pdb", "--trace", "-s", "--collect-only", "--co", "--help", "-h"}
"""Words after which pytest is to run in one process."""


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
    try:
        return found if found and subprocess.run([found, "-version"], capture_output=True).returncode == 0 else None
    except OSError:  # a file of that name, and no program
        return None


def find_npm() -> str | None:
    """npm, which knows the registry that this machine uses."""
    return _first(("npm",))


def find_checker() -> str | None:
    """The Nu HTML checker, where it was fetched and is the one that we know."""
    try:
        return str(CHECKER_PLACE) if hashlib.sha256(CHECKER_PLACE.read_bytes()).hexdigest() == CHECKER_DIGEST else None
    except OSError:
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
    "checker": Tool(
        lambda: find_java() and find_checker(),
        "install Java 11 or newer and npm (Debian: default-jre-headless npm), which fetches the checker for `python3 -m macros test`",
    ),
    "nginx": Tool(find_nginx, "install nginx (Debian: nginx-light)"),
    "office": Tool(
        lambda: find_pdftoppm() and find_libreoffice(),
        "install LibreOffice Impress and poppler (Debian: libreoffice-impress poppler-utils)",
    ),
}


def run(args: list[str]) -> int:
    """Run pytest with these arguments, with a browser if one is there or can be fetched; side by side where all tests run."""
    chromium, quick = find_chromium(), "--quick" in args
    if not chromium and "CHROMIUM" not in os.environ and not quick:
        chromium = _fetch_chromium()
    if not quick and find_java() and not find_checker():
        _fetch_checker()
    env = {**os.environ, "PYTHONPYCACHEPREFIX": str(COMPILED)} | ({"CHROMIUM": chromium} if chromium else {})
    env.pop("PYTHONDONTWRITEBYTECODE", None)
    os.chdir(ROOT)
    return hand_over([sys.executable, "-m", "pytest", *([] if _alone(args) else SIDE_BY_SIDE), *args], env)


def _alone(args: list[str]) -> bool:
    """Whether to run in one process: some tests are named, somebody looks into them, or says how many processes there are."""
    return any(not word.startswith("-") or word.partition("=")[0] in LOOKS or word.startswith("-n") for word in args)


def _fetch_chromium() -> str | None:
    print("macros: no Chromium or Chrome here; fetching Playwright's, for 5 minutes at most", file=sys.stderr)
    command = [sys.executable, "-m", "playwright", "install", "chromium"]
    try:
        subprocess.run(command, capture_output=True, stdin=subprocess.DEVNULL, timeout=FETCH_SECONDS)
    except subprocess.TimeoutExpired:
        return None
    return _playwright_chromium()


def _fetch_checker() -> None:
    """Fetch the checker's package; what is not the program that we know is thrown away."""
    npm = find_npm()
    if npm is None:
        return
    print(f"macros: fetching {CHECKER}, which checks the pages' HTML", file=sys.stderr)
    with tempfile.TemporaryDirectory() as folder:
        command = [npm, "pack", "--silent", "--ignore-scripts", "--pack-destination", folder, CHECKER]
        try:
            subprocess.run(
                command, cwd=folder, capture_output=True, stdin=subprocess.DEVNULL, timeout=FETCH_SECONDS, check=True
            )
            [packed] = Path(folder).glob("*.tgz")
            with tarfile.open(packed) as package:
                program = package.extractfile("package/build/dist/vnu.jar")
                content = program.read() if program else b""
        except (OSError, subprocess.SubprocessError, tarfile.TarError, KeyError, ValueError) as error:
            print(
                f"macros: {CHECKER} cannot be fetched ({type(error).__name__}): its tests are skipped", file=sys.stderr
            )
            return
    if hashlib.sha256(content).hexdigest() != CHECKER_DIGEST:
        print(
            f"macros: what came for {CHECKER} is another program than the one that we know: it is not used",
            file=sys.stderr,
        )
        return
    CHECKER_PLACE.parent.mkdir(parents=True, exist_ok=True)
    part = CHECKER_PLACE.with_suffix(".part")
    part.write_bytes(content)
    os.replace(part, CHECKER_PLACE)


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
