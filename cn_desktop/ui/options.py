"""How the program was started."""

from dataclasses import dataclass, field
from pathlib import Path

from cn_desktop.base.paths import Folders
from cn_desktop.base.secret import Secret


@dataclass(frozen=True)
class Options:
    """How the program was started. `simulator` holds its arguments; None: no simulator."""

    folders: Folders
    simulator: tuple[str, ...] | None = None
    profile: str = ""
    base_url: str = ""
    username: str = ""
    key: Secret = field(default_factory=lambda: Secret(""))
    dataset: str = ""
    uid: str = ""

    @property
    def kept_in(self) -> Path:
        """Where pending changes are kept."""
        return self.folders.pending if self.simulator is None else self.folders.demo
