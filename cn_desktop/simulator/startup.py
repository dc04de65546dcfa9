"""What can keep the simulator from starting; `__main__` has the sentences."""

from enum import Enum, auto
from pathlib import Path

HIGHEST_PORT = 65535


class StartupError(Exception):
    """The simulator cannot start as it was told to."""


class PortUnavailable(StartupError):
    """Nothing can listen on this port of 127.0.0.1; `reason` is the system's word for it."""

    def __init__(self, port: int, reason: str) -> None:
        super().__init__(port, reason)
        self.port = port
        self.reason = reason


class DatabaseUnusable(StartupError):
    """The database file cannot be opened, is locked, or is another program's."""

    def __init__(self, path: Path, reason: str) -> None:
        super().__init__(path, reason)
        self.path = path
        self.reason = reason


class ListFault(Enum):
    """What is wrong with a list."""

    UNREADABLE = auto()
    NOT_TEXT = auto()
    WORKBOOK = auto()
    EMPTY = auto()
    NO_HEADER = auto()
    NAME_TWICE = auto()
    ROW_TOO_LONG = auto()
    BAD_UID = auto()
    UID_TWICE = auto()


class ListUnusable(StartupError):
    """The CSV file cannot be served; `detail` is the name, row number or value it is about."""

    def __init__(self, path: Path, fault: ListFault, detail: str = "") -> None:
        super().__init__(path, fault, detail)
        self.path = path
        self.fault = fault
        self.detail = detail
