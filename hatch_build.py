"""Makes the wheel need MkDocs: who installs it can build at once. In the repository each engine has a lock of its own."""

from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class NeedsMkDocs(BuildHookInterface):
    """Adds the extra `mkdocs` of pyproject.toml to what the wheel needs."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Called by hatchling before it writes the wheel."""
        build_data["dependencies"] += self.metadata.core.optional_dependencies["mkdocs"]
