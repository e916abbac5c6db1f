"""Hands the macros of `storysite` to MkDocs or Zensical, and makes `python -m macros` the same as `storysite`.

No third-party package is imported here: `python -m macros` must start before any is installed.
"""

import sys
from pathlib import Path

_SOURCES = str(Path(__file__).resolve().parent)
if _SOURCES not in sys.path:  # `storysite` is one module with one state, whoever imports it
    sys.path.insert(0, _SOURCES)


def define_env(env):  # type: ignore[no-untyped-def]  # the plugin's type is not known before it is installed
    """Called by the macros plugin, once for a build in MkDocs and once for each page in Zensical."""
    from storysite.engines.adapters import install

    install(env)


def on_pre_page_macros(env):  # type: ignore[no-untyped-def]  # as above
    """Called by the macros plugin in MkDocs before it renders a page, whoever has checked it."""
    from storysite.engines.adapters import own_macros, refuse_templates
    from storysite.source.macro_calls import with_code_kept

    env.markdown = with_code_kept(env.markdown)
    refuse_templates(own_macros(env), env.page, env.markdown)
