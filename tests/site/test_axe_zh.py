"""axe finds nothing on the Chinese pages. The English ones have a file of their own, for another process to take."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from axe import faults_of_language

if TYPE_CHECKING:
    from built_site import Visit


def test_axe_finds_nothing(visit: Visit, site: Path) -> None:
    assert "\n".join(faults_of_language(visit, site, "zh")) == ""
