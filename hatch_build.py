"""What is installed from a wheel is the library; the tools of the site live in a working copy of the repository.

An editable install has them all, and the command `proofread`. A wheel has `crossentropy` only, and so no command.
"""

from __future__ import annotations

from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class LibraryOnly(BuildHookInterface):  # type: ignore[type-arg]
    """Takes the command out of a wheel, which lacks what the command starts."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Called before a wheel is built: a `standard` one, or the `editable` one of a working copy."""
        if version == "standard":
            self.metadata.core.scripts.clear()
