"""The plugin `storysite` of MkDocs, for sites that have the generator installed: what the hooks do, by its name."""

from __future__ import annotations

from mkdocs.config.base import Config
from mkdocs.plugins import BasePlugin

from storysite.engines import mkdocs_hooks


class Settings(Config):
    """There are none."""


class StorysitePlugin(BasePlugin[Settings]):
    """Hands each event on to the hook of the same name."""

    on_startup = staticmethod(mkdocs_hooks.on_startup)
    on_config = staticmethod(mkdocs_hooks.on_config)
    on_files = staticmethod(mkdocs_hooks.on_files)
    on_pre_page = staticmethod(mkdocs_hooks.on_pre_page)
    on_page_content = staticmethod(mkdocs_hooks.on_page_content)
    on_env = staticmethod(mkdocs_hooks.on_env)
    on_post_page = staticmethod(mkdocs_hooks.on_post_page)
    on_post_build = staticmethod(mkdocs_hooks.on_post_build)
    on_build_error = staticmethod(mkdocs_hooks.on_build_error)
