"""The templates escape what they are given: each output ends with `| e`, or its engine escapes by itself."""

from __future__ import annotations

from pathlib import Path

import pytest
from jinja2 import Environment, nodes

from storysite.bootstrap.installation import THEME
from storysite.components.html_context import environment
from storysite.pages.page_template import TEMPLATES
from tests.projects import ROOT

ENGINES = sorted(path for top in (THEME, ROOT / "overrides") for path in top.rglob("*.html"))
"""The templates that MkDocs and Zensical read: neither escapes by itself."""
OURS = sorted([*TEMPLATES.glob("*.html"), *(ROOT / "macros" / "storysite" / "components").rglob("*.html")])
"""The templates that are rendered with escaping on."""
HTML = {"page.content"}
"""What an engine hands over as HTML."""


def outputs(path: Path) -> list[tuple[int, nodes.Expr]]:
    """Every expression that a template writes out, with its line."""
    tree = Environment().parse(path.read_text(encoding="utf-8"))
    return [
        (output.lineno, node)
        for output in tree.find_all(nodes.Output)
        for node in output.nodes
        if not isinstance(node, nodes.TemplateData)
    ]


def written_as_it_is(node: nodes.Expr, macros: set[str]) -> bool:
    """Whether an output is neither escaped, nor HTML already, nor a macro of a template, which escapes inside."""
    if isinstance(node, nodes.Filter):
        return node.name not in {"e", "escape"}
    if isinstance(node, nodes.Call):
        called = node.node.node if isinstance(node.node, nodes.Getattr) else node.node
        return not (isinstance(called, nodes.Name) and called.name in macros)
    return not (
        isinstance(node, nodes.Getattr)
        and isinstance(node.node, nodes.Name)
        and f"{node.node.name}.{node.attr}" in HTML
    )


def own_macros(path: Path) -> set[str]:
    """The macros that a template defines, and the names under which it imports those of others."""
    tree = Environment().parse(path.read_text(encoding="utf-8"))
    return {node.name for node in tree.find_all(nodes.Macro)} | {node.target for node in tree.find_all(nodes.Import)}


@pytest.mark.parametrize("path", ENGINES, ids=lambda path: path.name)
def test_each_output_of_a_theme_template_is_escaped(path: Path) -> None:
    found = [f"{path.name}:{line}: {node}" for line, node in outputs(path) if written_as_it_is(node, own_macros(path))]
    assert not found, found


@pytest.mark.parametrize(
    ("template", "escaped"),
    [
        ("{{ a.title | e }}", True),
        ("{% block x %}{{ (a or b) | url | e }}{% endblock %}", True),
        ("{{ page.content }}", True),
        ("{% macro pages(items) %}{{ pages(items) }}{% endmacro %}", True),
        ("{{ a.title }}", False),
        ("{{ a | e | upper }}", False),
        ("{{ a ~ b | e }}", False),
        ("{{ a | e or b }}", False),
        ("{{ a | safe }}", False),
        ("{% block x %}{% for a in b %}{{ a }}{% endfor %}{% endblock %}", False),
        ("{{ title() }}", False),
    ],
)
def test_an_output_that_is_not_escaped_is_found(template: str, escaped: bool, tmp_path: Path) -> None:
    path = tmp_path / "x.html"
    path.write_text(template, encoding="utf-8")
    assert any(written_as_it_is(node, own_macros(path)) for _, node in outputs(path)) != escaped


@pytest.mark.parametrize("path", OURS, ids=lambda path: f"{path.parent.name}-{path.name}")
def test_no_template_of_ours_switches_escaping_off(path: Path) -> None:
    tree = Environment().parse(path.read_text(encoding="utf-8"))
    assert not list(tree.find_all(nodes.ScopedEvalContextModifier))
    assert not [node for node in tree.find_all(nodes.Filter) if node.name == "safe"], path


@pytest.mark.parametrize("inline", [True, False])
def test_templates_of_ours_are_rendered_with_escaping_on(inline: bool) -> None:
    assert environment(inline, (), TEMPLATES).from_string("{{ a }}").render(a="<b>") in {"&lt;b&gt;", "&#60;b&#62;"}
