"""Where things are kept on this machine."""

from dataclasses import dataclass
from pathlib import Path

import platformdirs

PACKAGE = Path(__file__).parents[1]


@dataclass(frozen=True)
class Folders:
    """The folders of one user; each is made when something is first written there."""

    data: Path

    @property
    def logs(self) -> Path:
        return self.data / "logs"

    @property
    def pending(self) -> Path:
        """Where changes are kept until the server has them."""
        return self.data / "pending"

    @property
    def demo(self) -> Path:
        """The same for the demo, which may run beside the real thing."""
        return self.data / "demo"

    @property
    def window_settings(self) -> Path:
        return self.data / "window.ini"

    @property
    def profiles(self) -> Path:
        return self.data / "profiles.json"


def user_folders() -> Folders:
    """The platform's own place for a program's data."""
    return Folders(Path(platformdirs.user_data_dir("cn-desktop", appauthor=False)))


def resource_root() -> Path:
    """Icons and the like: inside an installed package, beside it in a checkout."""
    installed = PACKAGE / "resources"
    return installed if installed.is_dir() else PACKAGE.parent / "resources"
