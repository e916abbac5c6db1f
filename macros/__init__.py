"""Hands the macros to MkDocs or Zensical; nothing else.

No third-party package is imported here: `python -m macros` must start before any is installed.
"""


def define_env(env):  # type: ignore[no-untyped-def]
    """Called by the macros plugin, once for a build in MkDocs and once for each page in Zensical."""
    from macros.engines import install

    install(env)


def on_pre_page_macros(env):  # type: ignore[no-untyped-def]
    """Called by the macros plugin in MkDocs before it renders a page, whoever has checked it."""
    from macros.engines import refuse_templates

    refuse_templates(env.page, env.markdown)
