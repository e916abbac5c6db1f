"""Hands the macros to the macros plugin where the generator is installed: a site names this module under `modules:`."""

from __future__ import annotations

from typing import Any

from storysite.engines.adapters import install, own_macros, refuse_templates
from storysite.source.macro_calls import with_code_kept


def define_env(env: Any) -> None:
    """Called by the plugin, once for a build in MkDocs and once for each page in Zensical."""
    install(env)


def on_pre_page_macros(env: Any) -> None:
    """Called by the plugin in MkDocs before it renders a page."""
    env.markdown = with_code_kept(env.markdown)
    refuse_templates(own_macros(env), env.page, env.markdown)
