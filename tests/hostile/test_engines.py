"""What an engine is given without a check before it: it runs nothing that is no plain macro call."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace

import pytest

import macros
from storysite.bootstrap.environment import ENGINES, install, prepare, python_in
from storysite.bootstrap.installation import THEME
from storysite.engines import adapters
from storysite.engines.adapters import Refused
from storysite.source.macro_calls import calls_alone, parts
from tests.commands import LONGEST, environment
from tests.projects import read
from tests.projects import second as new_second

pytestmark = pytest.mark.slow

HEAD = "---\ntitle: {title}\ndescription: A page to try things on.\n---\n\n"
WRITES = '{{{{ cycler.__init__.__globals__.os.system("touch {trace}") }}}}'
HIDDEN = '{{{{ cite("keepers-log", "x{{% raw %}}") }}}}' + WRITES + '{{{{ cite("keepers-log", "{{% endraw %}}x") }}}}'
PAGES = {
    "in its text": ("evil.md", HEAD + WRITES, "An evil page"),
    "between strings": ("evil.md", HEAD + HIDDEN, "An evil page"),
    "in its title": ("evil.md", HEAD, "'" + WRITES + "'"),
    "with another ending": ("evil.markdown", HEAD + HIDDEN, "An evil page"),
}


def mkdocs(root: Path, site: Path) -> subprocess.CompletedProcess[str]:
    quiet = environment(NO_MKDOCS_2_WARNING="1", DISABLE_MKDOCS_2_WARNING="true", MACROS_TODAY="2026-01-31")
    command = [sys.executable, "-m", "mkdocs", "build", "--strict", "--site-dir", str(site)]
    return subprocess.run(
        command, cwd=root, env=quiet, capture_output=True, encoding="utf-8", timeout=LONGEST, check=False
    )


def zensical(root: Path, site: Path) -> subprocess.CompletedProcess[str]:
    prepare(*ENGINES["zensical"], install)
    # What `.github/ENGINES.md` gives it by hand: it knows one folder of templates, and has no hook.
    shutil.copytree(THEME, root / "overrides", dirs_exist_ok=True)
    (root / "zensical.yml").write_text(adapters.zensical_settings(read(root)), encoding="utf-8")
    command = [str(python_in(ENGINES["zensical"].venv)), "-m", "zensical", "build", "--strict", "-f", "zensical.yml"]
    return subprocess.run(
        command,
        cwd=root,
        env=environment(MACROS_TODAY="2026-01-31", PYTHONPATH=str(root / "macros")),
        capture_output=True,
        encoding="utf-8",
        timeout=LONGEST,
        check=False,
    )


@pytest.mark.parametrize("engine", [mkdocs, zensical])
def test_the_engine_by_itself_builds_what_is_in_order(
    engine: Callable[[Path, Path], subprocess.CompletedProcess[str]], tmp_path: Path
) -> None:
    done = engine(new_second(tmp_path / "project"), tmp_path / "site")
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize(
    ("engine", "where", "hooks"),
    [
        (mkdocs, "between strings", True),
        (mkdocs, "in its title", False),
        (zensical, "between strings", False),
        (zensical, "with another ending", False),
        *(
            pytest.param(engine, where, False, marks=pytest.mark.nightly)
            for engine, rest in (
                (mkdocs, ("in its text", "between strings", "with another ending")),
                (zensical, ("in its text", "in its title")),
            )
            for where in rest
        ),
    ],
    ids=lambda value: getattr(value, "__name__", str(value)),
)
def test_no_code_in_a_page_runs(
    engine: Callable[[Path, Path], subprocess.CompletedProcess[str]], where: str, hooks: bool, tmp_path: Path
) -> None:
    root, trace = new_second(tmp_path / "project"), tmp_path / "trace"
    name, text, title = PAGES[where]
    (root / "docs" / name).write_text(text.format(title=title.format(trace=trace), trace=trace), encoding="utf-8")
    if not hooks:
        settings = root / "mkdocs.yml"
        settings.write_text(
            settings.read_text(encoding="utf-8").replace("hooks:\n  - macros/storysite/engines/mkdocs_hooks.py\n", ""),
            encoding="utf-8",
        )

    done = engine(root, tmp_path / "site")

    assert not trace.exists()
    # Zensical takes a file with another ending for no page.
    assert done.returncode != 0 or (engine is zensical and name.endswith(".markdown"))


@pytest.mark.parametrize(
    "text",
    [
        "{{ x.y() }}",
        "{{ x() | y }}",
        "{{ x }}",
        '{{ "x" }}',
        "{{ 1 }}",
        "{{ x(1) }}",
        "{{ x(y) }}",
        '{{ x("a" ~ "b") }}',
        '{{ x(y="a") }}',
        "{% if 1 %}{% endif %}",
        "{% set x = 1 %}",
        "{{ z() }}",
        "{{ x()() }}",
        '{{ x("a").y }}',
        "{{ x(",
        "{% raw %} x",
    ],
)
def test_jinja_finds_what_is_no_plain_call(text: str) -> None:
    assert not calls_alone(text, ["x"])
    assert [part for part in parts(text) if part.kind == "fault" or (part.kind == "call" and part.name != "x")]


@pytest.mark.parametrize(
    "text", ["", "a } b", '{{ x("a", "b") }}', "{% raw %}{{ y.z }}{% endraw %} {{ x() }}", "{{x('a')}}"]
)
def test_text_and_plain_calls_pass(text: str) -> None:
    assert calls_alone(text, ["x"])
    assert not [part for part in parts(text) if part.kind == "fault"]


@pytest.mark.parametrize(
    ("text", "title"), [("{{ x.y }}", ""), ("{{ z() }}", ""), ("It rains.", "{{ x.y }}"), ("It rains.", "{% x %}")]
)
def test_a_page_is_looked_at_where_it_is_rendered(text: str, title: str) -> None:
    def fact() -> None:
        """A macro of the generator, as far as the engine can tell."""

    fact.__module__ = adapters.__name__
    page = SimpleNamespace(title=title, meta={}, path="evil.md")
    with pytest.raises(Refused):
        macros.on_pre_page_macros(SimpleNamespace(page=page, markdown=text, macros={"fact": fact}))
    page.title = "A title"
    good = 'It rains {{ fact("passengers") }}.'
    macros.on_pre_page_macros(SimpleNamespace(page=page, markdown=good, macros={"fact": fact}))
