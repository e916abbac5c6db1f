"""The serif of headings: small, its own, licensed, and named from every page."""

from __future__ import annotations

import re
from pathlib import Path

from storysite.bootstrap.installation import THEME
from storysite.deploy.offline import _with_fonts
from storysite.drawing.typeface import heading_letters, missing
from storysite.pages.csp import content_security_policy
from storysite.pages.css_inline import sheets
from storysite.project import Project
from tests import projects

FONTS = THEME / "assets" / "fonts"


def test_the_font_is_small_and_its_licence_lies_beside_it() -> None:
    assert (FONTS / "serif.woff2").read_bytes()[:4] == b"wOF2"
    assert (FONTS / "serif.woff2").stat().st_size <= 20_000
    assert "SIL OPEN FONT LICENSE" in (FONTS / "OFL.txt").read_text(encoding="utf-8")


def test_the_letters_of_western_names_are_in_it() -> None:
    assert set(map(ord, "AZaz09 ōŌūéüßñçøåł–—“”‘’…·×€")) <= heading_letters()
    assert missing("Kōji Kobayashi – “quoted”", heading=True) == ""
    assert missing("ロック", heading=True) == "ロック" and missing("Привет", heading=True) == "Привет"


def test_pages_of_all_folders_find_the_font_from_the_root_of_the_site(tmp_path: Path) -> None:
    project = projects.read(projects.second(tmp_path / "second"))
    sheet, _ = sheets(project)
    assert re.findall(r'url\("([^"]*)"\)', sheet) == ["/light/assets/fonts/serif.woff2"]
    assert "font-src 'self';" in content_security_policy(frozenset())
    address = project.library.publisher.address
    assert 'url("../../assets/fonts/serif.woff2")' in _with_fonts(sheet, "id/oil/index.html", address)


def test_only_headings_ask_for_the_serif_and_in_one_weight(project: Project) -> None:
    sheet, few = sheets(project)
    for rule in "".join([sheet, *(css for _, css in few)]).split("}"):
        if "var(--serif)" in rule:
            assert "font:600" in rule or "font-weight:600" in rule, rule
