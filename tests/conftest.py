"""What all tests share: the tools that some need, the browser, and what CI asks for."""

from __future__ import annotations

import json
import os
import random
import shutil
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import settings

from storysite.bootstrap.environment import alone
from storysite.bootstrap.test_runner import TOOLS, find_chromium

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page, Route

    from storysite.project import Project

ROOT = Path(__file__).resolve().parent.parent
READING_DATE = date(2026, 11, 28)
IN_CI = os.environ.get("CI") == "true"
WHOLE = "#content"
"""Behind an address: with a link that leads into it, all of a page is laid out at once, the far parts of the home page too."""

settings.register_profile("ci", max_examples=100, deadline=None, derandomize=True, print_blob=True)
settings.register_profile("quick", settings.get_profile("ci"), max_examples=20)
settings.register_profile("nightly", max_examples=1000, deadline=None, print_blob=True)
settings.load_profile("ci")


SLOW = {"slow", "browser", "java", "nginx", "office", "nightly"}
"""Markers of tests that `--quick` leaves out."""
SLOW_FIXTURES = {"site", "other", "built_second", "hostile", "chromium", "preview", "alone"}
"""Fixtures of tests that it leaves out too: built sites, a running server, the browser."""


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--nightly", action="store_true", help="also run the long tests, and 1,000 examples a property")
    parser.addoption(
        "--quick",
        action="store_true",
        help="run only what needs no built site and no browser, and 20 examples a property",
    )
    parser.addoption(
        "--shuffle", type=int, metavar="SEED", help="run the tests in a random order, the same for the same number"
    )


def pytest_configure(config: pytest.Config) -> None:
    settings.load_profile(
        "nightly" if config.getoption("--nightly") else "quick" if config.getoption("--quick") else "ci"
    )


# --- fixtures --------------------------------------------------------------------------------


@pytest.fixture(scope="session")
def chromium() -> str:
    """The path of a Chromium or Chrome."""
    return find_chromium() or pytest.skip(f"browser: {TOOLS['browser'].remedy}")


@pytest.fixture(scope="session")
def browser(chromium: str) -> Iterator[Browser]:
    """One browser for the whole run; ask it for a new context, so that nothing carries over."""
    from playwright.sync_api import sync_playwright

    # Chromium's sandbox refuses to run as root, as in most containers.
    args = ["--no-sandbox", "--disable-dev-shm-usage"] if getattr(os, "geteuid", lambda: 1)() == 0 else []
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=chromium, args=args)
        yield running
        running.close()


@contextmanager
def open_page(browser: Browser, address: str, **settings: object) -> Iterator[Page]:
    """A page in a context of its own with these settings."""
    context = browser.new_context(**settings)  # type: ignore[arg-type]
    try:
        page = context.new_page()
        page.goto(address)
        yield page
    finally:
        context.close()


def come(page: Page, address: str) -> None:
    """Open a page, and wait for its script, which comes after the first paint."""
    page.goto(address)
    page.locator("#tools button[aria-haspopup=dialog]").wait_for()


STILL = """() => new Promise(done => {
    let last = NaN, frames = 0;
    const look = () => {
        frames = scrollY === last ? frames + 1 : 0;
        last = scrollY;
        frames > 5 ? done() : requestAnimationFrame(look);
    };
    look();
})"""


def still(page: Page) -> None:
    """Wait until what has changed is painted, and nothing scrolls any more."""
    page.evaluate(STILL)


PAINTED = """() => new Promise(done => new PerformanceObserver(list => {
    if (list.getEntriesByName("first-contentful-paint").length) done();
}).observe({ type: "paint", buffered: true }))"""


def let_fonts_come_late(page: Page) -> None:
    """Hold the fonts of what is opened next until its words are painted without them."""

    def late(route: Route) -> None:
        page.evaluate(PAINTED)
        still(page)
        route.continue_()

    page.route("**/*.woff2", late)


@pytest.fixture(scope="session")
def project() -> Project:
    """The records and pages of this repository on a fixed reading date."""
    from storysite.checks.read_project import read_project

    return read_project(ROOT, READING_DATE)


@pytest.fixture(scope="session")
def nightly(pytestconfig: pytest.Config) -> bool:
    """Whether there is time for all cases, or for some of them."""
    return bool(pytestconfig.getoption("--nightly"))


Once = Callable[[str, Callable[[Path], object]], Path]


@pytest.fixture(scope="session")
def once(tmp_path_factory: pytest.TempPathFactory) -> Once:
    """Makes a folder once in a run, whichever worker needs it first; the others wait for it. Nobody may change it."""
    run = tmp_path_factory.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:
        run = run.parent

    def made(name: str, make: Callable[[Path], object]) -> Path:
        folder, told = run / f"once-{name}", run / f"once-{name}.told"
        with alone(run / f"once-{name}.lock"):
            if not told.exists():
                folder.mkdir()
                try:
                    make(folder)
                except BaseException as error:
                    told.write_text(f"{type(error).__name__}: {error}", encoding="utf-8")
                    raise
                told.touch()
        assert not (fault := told.read_text(encoding="utf-8")), f"{name} could not be made: {fault}"
        return folder

    return made


@pytest.fixture(scope="session")
def site(once: Once) -> Path:
    """The real site, built once by the real command's own function, or already there: $MACROS_BUILT says where."""
    from storysite.deploy.build import build

    if there := os.environ.get("MACROS_BUILT"):
        read_on = json.loads((Path(there) / "build/manifest.json").read_text(encoding="utf-8"))["read_on"]
        assert read_on == str(READING_DATE), f"{there} has to be built with --today {READING_DATE}"
        return Path(there)

    def make(folder: Path) -> None:
        problems = build(ROOT, folder / "site", READING_DATE)
        assert not problems, "\n".join(map(str, problems))

    return once("built", make) / "site"


@pytest.fixture(scope="session")
def addresses(project: Project, site: Path) -> list[str]:
    """Every written page, the page for what is not there, and one of each kind of made page."""
    from storysite.wording.page_links import address_of

    made: dict[str, str] = {}
    for id, item in sorted(project.library.items.items()):
        if (site / "id" / id / "index.html").is_file():
            made.setdefault(item.kind, f"id/{id}/")
    return [*map(address_of, project.pages), "404.html", *made.values()]


@pytest.fixture(scope="session")
def built_second(once: Once) -> Path:
    """The project of the small second site, built once; copy it, do not change it."""
    from tests import commands, projects

    def make(folder: Path) -> None:
        done = commands.macros(projects.second(folder / "灯台 二"), "build", "--today", "2026-01-31")
        assert done.returncode == 0, done.stdout + done.stderr

    return once("second", make) / "灯台 二"


@pytest.fixture
def second(built_second: Path, tmp_path: Path) -> Path:
    """A copy of that project and its site, in a folder with a blank and Japanese letters in its name."""
    return Path(shutil.copytree(built_second, tmp_path / built_second.name, symlinks=True))


@pytest.fixture(scope="session")
def hostile(once: Once) -> tuple[Project, Path]:
    """A small project whose every name is hostile, and all that can be taken away from it."""
    from tests.projects import read
    from tests.taking import hostile_project, taken_away

    folder = once("hostile", lambda folder: taken_away(hostile_project(folder / "project"), folder / "site"))
    return read(folder / "project"), folder / "site"


@pytest.fixture(scope="session")
def served(site: Path) -> Iterator[str]:
    """The address of the built site, served on this machine."""
    with served_from(site) as address:
        yield address


@contextmanager
def served_from(folder: Path) -> Iterator[str]:
    """The address of a folder, served on this machine."""
    handler = partial(QuietHandler, directory=str(folder))
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/"
        server.shutdown()


class QuietHandler(SimpleHTTPRequestHandler):
    """Serves a folder and says nothing."""

    def log_message(self, format: str, *args: object) -> None:
        pass


# --- what runs, and what a skip means --------------------------------------------------------


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    """A quick run does not even read the tests that need a browser."""
    return True if config.getoption("--quick") and collection_path == ROOT / "tests" / "browser" else None


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave the nightly tests for the night and the slow ones out of quick runs, and skip what needs a tool that is not here."""
    quick, nightly = config.getoption("--quick"), config.getoption("--nightly")
    left = {item for item in items if (quick and is_slow(item)) or (not nightly and item.get_closest_marker("nightly"))}
    config.hook.pytest_deselected(items=list(left))
    items[:] = [item for item in items if item not in left]
    if (seed := config.getoption("--shuffle")) is not None:
        random.Random(seed).shuffle(items)
    for marker, tool in TOOLS.items():
        needy = [item for item in items if item.get_closest_marker(marker)]
        if needy and not tool.find():
            for item in needy:
                item.add_marker(pytest.mark.skip(reason=f"{marker}: {tool.remedy}"))


def is_slow(item: pytest.Item) -> bool:
    """Whether a test builds, waits for a server or needs a browser."""
    return bool(
        SLOW & {marker.name for marker in item.iter_markers()} or SLOW_FIXTURES & {*getattr(item, "fixturenames", ())}
    )


def expected(name: str) -> str:
    """What a test expects, as a sentence: its name is one."""
    words, _, case = name.removeprefix("test_").partition("[")
    return f"{words[:1].upper()}{words[1:].replace('_', ' ')}{f': {case[:-1]}' if case else ''}."


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo[None]) -> Iterator[None]:
    """A failure says in a sentence what was expected."""
    report = yield
    if report.failed and hasattr(report.longrepr, "addsection"):
        report.longrepr.addsection("expected", expected(item.name))
    return report


@pytest.hookimpl(tryfirst=True)
def pytest_sessionfinish(session: pytest.Session) -> None:
    """In CI nothing may be skipped: a missing tool is a failure there."""
    if IN_CI and not hasattr(session.config, "workerinput") and _skips(session.config):
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    """One line for each reason, however many tests it keeps from running."""
    for reason, count in sorted(_skips(config).items()):
        line = f"{count} test{'s' * (count > 1)} skipped: {reason}"
        terminalreporter.write_line(
            f"FAILED (CI skips nothing): {line}" if IN_CI else line, red=IN_CI, yellow=not IN_CI
        )


def _skips(config: pytest.Config) -> Counter[str]:
    reports = config.pluginmanager.get_plugin("terminalreporter").stats.get("skipped", [])
    return Counter(str(report.longrepr[2]).removeprefix("Skipped: ") for report in reports)
