"""MkDocs' hook: everything is checked before the old site is cleared."""

from __future__ import annotations

from pathlib import Path

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import Abort

from macros.engines import project_at
from macros.problems import text_report


def on_config(config: MkDocsConfig) -> MkDocsConfig:
    """Stop the build with all problems of all files, before anything is written."""
    project = project_at(Path(config.config_file_path).resolve().parent)
    if project.errors:
        raise Abort("\n" + text_report(project.problems).rstrip())
    return config
