"""Search as a reader uses it: what is found, how the dialog answers, and what it costs before it is touched."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import yaml
from axe_playwright_python.sync_playwright import Axe
from bs4 import BeautifulSoup
from playwright.sync_api import Browser, Page, Route, expect

from storysite.bootstrap.installation import THEME
from storysite.deploy import offline
from storysite.project import Project
from storysite.search.search_index import make_search
from storysite.wording.page_links import address_of
from tests import projects
from tests.conftest import come, served_from

pytestmark = pytest.mark.browser

SPELLING = yaml.safe_load((Path(__file__).parents[1] / "cases" / "spelling.yml").read_text(encoding="utf-8"))
CASES = yaml.safe_load((Path(__file__).parents[1] / "cases" / "search.yml").read_text(encoding="utf-8"))
FIRST = 3
"""Among so many hits the right one has to be."""
FIND = """async ([address, typed, first]) => {
  const { find } = await import(address);
  const { hits } = await find(typed);
  return Promise.all(hits.slice(0, first).map(async (hit) => (await hit.data()).meta.url));
}"""


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    context = browser.new_context(viewport={"width": 390, "height": 844}, color_scheme="light")
    yield context.new_page()
    context.close()


def wanted(case: dict[str, str | list[str]]) -> list[str]:
    return case["finds"] if isinstance(case["finds"], list) else [case["finds"]]


def is_found(hits: list[str], names: list[str]) -> bool:
    return any(name in {hit, hit.partition("#")[2]} for hit in hits for name in names)


def type_in(page: Page, words: str) -> None:
    """Type as a reader does, and wait for the answer."""
    page.locator("#finder-words").fill(words)
    page.locator(f'.finder[data-shown="{words}"]').wait_for()


def test_readers_find_what_they_look_for(page: Page, served: str) -> None:
    come(page, f"{served}reference/")
    missed = []
    for case in CASES:
        hits = page.evaluate(FIND, [f"{served}assets/js/search.js", case["typed"], FIRST])
        if not is_found(hits, wanted(case)):
            missed.append(f"{case['typed']:<40} {' or '.join(wanted(case)):<60} {', '.join(hits) or 'nothing'}")
    table = "\n".join([f"{len(missed)} of {len(CASES)} missed: typed, wanted, found", *missed])
    print(table)
    assert len(CASES) >= 150
    assert len(missed) <= 0.03 * len(CASES), table


NONE = """async ([address, words]) => {
  const { find } = await import(address);
  const none = [];
  for (const word of words) if (!(await find(word)).hits.length) none.push(word);
  return none;
}"""


def test_each_word_of_the_site_is_found(page: Page, served: str, site: Path, project: Project, nightly: bool) -> None:
    """All of them by night, by day each fourth, and each with a sign in it."""
    come(page, f"{served}reference/")
    words = set()
    for path in project.pages:
        article = BeautifulSoup(
            (site / address_of(path) / "index.html").read_text(encoding="utf-8"), "html.parser"
        ).article
        assert article
        for element in article.select(
            "svg, script, style, button, details.take, .d-key, .key, .legend, .downloads, .strands > summary, [hidden]"
        ):
            element.decompose()
        words |= {re.sub(r"^\W+|\W+$", "", word) for word in article.get_text(" ").split()}
    words -= {""}
    assert len(words) > 2000 and sum(not word.isalnum() for word in words) > 40
    asked = [word for at, word in enumerate(sorted(words)) if nightly or at % 4 == 0 or not word.isalnum()]
    lost = page.evaluate(NONE, [f"{served}assets/js/search.js", asked])
    assert not lost, f"search does not find {', '.join(lost)}"


def test_a_word_that_is_nowhere_is_asked_and_told(page: Page, served: str) -> None:
    come(page, served)
    page.keyboard.press("/")
    status = page.locator(".finder [role=status]")
    for words in ("zzzz", "xqzt-vwpk", "😀", "!!"):
        type_in(page, words)
        expect(status).to_contain_text(f"No result for “{words}”")
        expect(page.locator(".finder li a")).to_have_attribute("href", f"{served}reference/")
    type_in(page, "zzzz client zero")
    expect(status).to_contain_text("for “client zero”")
    type_in(page, "  ")
    expect(status).to_be_empty()


# --- a small project with words in all forms -----------------------------------------------------

EVENT = """- id: spelling-{at}
  date: 2001-02-{day:02}
  title: Number {at} of many
  text: {text}
  lanes:
    - line
  source: local-paper
  locator: opening
"""


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, Path]]:
    """What search needs of a small project, served and on a disk."""
    folder = tmp_path_factory.mktemp("spelling")
    events = "".join(EVENT.format(at=at, day=at + 1, text=json.dumps(case["text"])) for at, case in enumerate(SPELLING))
    project = projects.read(projects.make({"files": {"docs/data/events/spelling.yml": events}}, folder / "project"))
    assert not project.errors
    site = folder / "site"
    shutil.copytree(THEME / "assets", site / "assets")
    make_search(site, project)
    shutil.copy(offline.__file__.replace(".py", ".js"), site / offline.SCRIPT)
    files = {f"{address_of(path)}index.html" for path in project.pages}
    (site / offline.RECORDS).write_text(offline.records(project, files), encoding="utf-8")
    page = f'<!doctype html><meta charset="utf-8"><title>Here</title><a id="find" href="#">Search</a><script src="{offline.SCRIPT}"></script>'
    (site / "index.html").write_text("<!doctype html><title>Here</title>", encoding="utf-8")
    (site / "disk.html").write_text(page, encoding="utf-8")
    with served_from(site) as address:
        yield address, site


@pytest.fixture(scope="module")
def finding(browser: Browser, small: tuple[str, Path]) -> Iterator[Callable[[str, int], list[str]]]:
    """Asks the search of the small project, on one page for all that is typed: what it finds first."""
    context = browser.new_context()
    page = context.new_page()
    page.goto(small[0])
    yield lambda typed, first: page.evaluate(FIND, [f"{small[0]}assets/js/search.js", typed, first])
    context.close()


TYPED = [(at, typed) for at, case in enumerate(SPELLING) for typed in case["typed"]]


@pytest.mark.parametrize(("at", "typed"), TYPED)
def test_a_word_is_found_in_each_form_that_people_type(
    finding: Callable[[str, int], list[str]], at: int, typed: str
) -> None:
    hits = finding(typed, 1)
    assert is_found(hits, [f"spelling-{at}"]), hits


def test_the_offline_edition_finds_the_same_forms(page: Page, small: tuple[str, Path]) -> None:
    page.goto((small[1] / "disk.html").as_uri())
    page.keyboard.press("/")
    missed = []
    for at, typed in TYPED:
        page.locator("#finder-words").fill(typed)
        first = page.locator(".finder li a").first
        try:
            expect(first).to_have_attribute("href", re.compile(f"#spelling-{at}$"), timeout=5000)
        except AssertionError:
            missed.append(typed)
    assert not missed
    page.locator("#finder-words").fill("😀")
    expect(page.locator(".finder [role=status]")).to_contain_text("No result for “😀”")


@pytest.mark.parametrize(
    "typed",
    [
        "5 February 2001",
        "February 5, 2001",
        "5th of February 2001",
        "feb 5 2001",
        "2001-02-05",
        "2001年2月5日",
        "what happened on 5 February 2001",
    ],
)
def test_a_date_finds_what_happened_then(finding: Callable[[str, int], list[str]], typed: str) -> None:
    hits = finding(typed, 1)
    assert is_found(hits, ["spelling-4"]), hits


def test_titles_in_the_words_of_a_missing_date_count_for_nothing(finding: Callable[[str, int], list[str]]) -> None:
    hits = finding("the tunnel", 9)
    assert is_found(hits[:1], ["tunnel"])
    assert not is_found(hits[:-1], ["first-ticket"]), "it is dated 'before “The tunnel”'"


def test_cases_name_what_is_there(project: Project, site: Path) -> None:
    for case in CASES:
        for name in wanted(case):
            place, _, fragment = name.partition("#")
            built = site / place / "index.html"
            html = built.read_text(encoding="utf-8") if built.is_file() else ""
            is_part = html and (not fragment or f'id="{fragment}"' in html)
            assert name in project.library.items or is_part, (case["typed"], name)


def test_nothing_is_fetched_before_search_is_touched(page: Page, served: str) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(f"{served}client-zero/", wait_until="networkidle")
    assert not [address for address in asked if "search" in address]
    with page.expect_request("**/search/pagefind.js"):
        page.keyboard.press("/")


def test_a_hit_is_reached_by_keys_alone(page: Page, served: str) -> None:
    told: list[str] = []
    page.on("console", lambda message: told.append(message.text))
    come(page, f"{served}way/")
    page.keyboard.press("Control+k")
    expect(page.locator("#finder-words")).to_be_focused()
    page.keyboard.type("transformation office")
    page.locator('.finder[data-shown="transformation office"]').wait_for()
    expect(page.locator(".finder [role=status]")).to_contain_text("results")
    page.keyboard.press("ArrowDown")
    expect(page.locator(".finder li a").first).to_be_focused()
    page.keyboard.press("ArrowUp")
    expect(page.locator("#finder-words")).to_be_focused()
    page.keyboard.press("Enter")
    page.wait_for_url("**/client-zero/#transformation-office")
    expect(page.locator("#transformation-office")).to_be_in_viewport()
    assert page.evaluate("document.querySelector(':target').id") == "transformation-office"
    assert not told


def test_what_is_typed_at_once_is_not_lost(page: Page, served: str) -> None:
    held: list[Route] = []
    page.route("**/search.js", lambda route: held.append(route))
    come(page, f"{served}company/")
    with page.expect_request("**/search.js"):
        page.keyboard.press("/")
    page.keyboard.type("sumitomo management")
    page.keyboard.press("Enter")
    held[0].continue_()
    page.wait_for_url("**/company/#sumitomo-management")
    expect(page.locator(".finder")).to_be_hidden()


def test_the_focus_stays_where_it_is_when_the_script_comes(page: Page, served: str) -> None:
    held: list[Route] = []
    page.route("**/site.js", lambda route: held.append(route))
    with page.expect_request("**/site.js"):
        page.goto(served + "company/", wait_until="domcontentloaded")
    page.locator("#find").focus()
    held[0].continue_()
    expect(page.locator("#tools button[aria-haspopup=dialog]")).to_be_focused()


def test_escape_closes_and_gives_the_focus_back(page: Page, served: str) -> None:
    come(page, served)
    opener = page.get_by_role("button", name="Search")
    opener.click()
    type_in(page, "zzzz")
    expect(page.locator(".finder [role=status]")).to_have_text("No result for “zzzz”.")
    expect(page.locator(".finder li a")).to_have_attribute("href", f"{served}reference/")
    page.keyboard.press("Escape")
    expect(page.locator(".finder")).to_be_hidden()
    expect(opener).to_be_focused()


def test_a_misspelt_word_is_mended_and_said(page: Page, served: str) -> None:
    come(page, served)
    page.keyboard.press("/")
    type_in(page, "morrita")
    expect(page.locator(".finder [role=status]")).to_contain_text("for “morita”")
    before = page.locator(".finder li a").count()
    page.get_by_role("button", name="More results").click()
    expect(page.locator(".finder li a").nth(before)).to_be_focused()


@pytest.mark.parametrize(
    ("width", "scheme"),
    [
        (390, "light"),
        (1280, "dark"),
        pytest.param(390, "dark", marks=pytest.mark.nightly),
        pytest.param(1280, "light", marks=pytest.mark.nightly),
    ],
)
def test_axe_finds_nothing_in_the_dialog(browser: Browser, served: str, scheme: str, width: int) -> None:
    context = browser.new_context(viewport={"width": width, "height": 844}, color_scheme=scheme)  # type: ignore[arg-type]
    page = context.new_page()
    come(page, served)
    page.keyboard.press("/")
    type_in(page, "client zero")
    found = Axe().run(page, context=".finder").response["violations"]
    assert not found, [(violation["id"], violation["nodes"][0]["html"]) for violation in found]
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
    context.close()


def test_without_script_the_link_leads_to_the_reference(browser: Browser, served: str) -> None:
    context = browser.new_context(java_script_enabled=False, viewport={"width": 390, "height": 844})
    page = context.new_page()
    page.goto(f"{served}way/")
    bare = page.locator("#find").bounding_box()
    page.get_by_role("link", name="Search").click()
    assert page.url == f"{served}reference/"
    context.close()
    # With script the button stands just where the link stood.
    context = browser.new_context(viewport={"width": 390, "height": 844})
    page = context.new_page()
    come(page, f"{served}way/")
    assert page.get_by_role("button", name="Search").bounding_box() == bare
    context.close()


@pytest.mark.parametrize(("system", "first", "then"), [("light", "false", "night"), ("dark", "true", "day")])
def test_day_and_night_are_chosen_and_remembered(
    browser: Browser, served: str, system: str, first: str, then: str
) -> None:
    context = browser.new_context(color_scheme=system)  # type: ignore[arg-type]
    page = context.new_page()
    come(page, served)
    button = page.get_by_role("button", name="Night colours")
    expect(button).to_have_attribute("aria-pressed", first)
    paper = page.evaluate("getComputedStyle(document.body).backgroundColor")
    button.click()
    expect(button).to_have_attribute("aria-pressed", "true" if then == "night" else "false")
    other = page.evaluate("getComputedStyle(document.body).backgroundColor")
    assert other != paper
    page.route("**/site.js", lambda route: route.abort())  # the head alone sets it on the next page
    page.goto(f"{served}way/")
    assert page.evaluate("document.documentElement.dataset.scheme") == then
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == other
    context.close()
