"""The program's log: events and kinds, never addresses, bodies or record text."""

import logging
from logging.handlers import RotatingFileHandler
from pathlib import Path
from traceback import extract_tb

from cn_desktop.base.secret import masked

LOGGER = logging.getLogger("cn_desktop")
MEGABYTE = 1_000_000
# urllib3 writes every request's path, with the token in it, at DEBUG.
LOUD_LIBRARIES = ("urllib3", "requests", "werkzeug", "qasync", "keyring")


class MaskingFormatter(logging.Formatter):
    """Masks what must not be written, in the finished line and its traceback."""

    def format(self, record: logging.LogRecord) -> str:
        return masked(super().format(record))


def log_unexpected(error: BaseException) -> None:
    """Where it happened and what kind it is. Its text is left out: it may quote a record."""
    frames = extract_tb(error.__traceback__)
    way = " < ".join(f"{Path(at.filename).name}:{at.lineno} {at.name}" for at in reversed(frames))
    LOGGER.error("unexpected %s in %s", type(error).__name__, way or "no frame")


def quiet_libraries() -> None:
    """Stop other libraries' log lines at their source."""
    for name in LOUD_LIBRARIES:
        library = logging.getLogger(name)
        library.setLevel(logging.CRITICAL)
        library.propagate = False


def start_log(folder: Path, level: int = logging.INFO) -> Path:
    """Write this program's events to a rotating file in `folder` and return the file.

    Raises OSError when the folder can't be written.
    """
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    file = folder / "cn-desktop.log"
    handler = RotatingFileHandler(file, maxBytes=MEGABYTE, backupCount=3, encoding="utf-8")
    handler.setFormatter(MaskingFormatter("%(asctime)s %(levelname)s %(name)s %(message)s"))
    LOGGER.addHandler(handler)
    LOGGER.setLevel(level)
    LOGGER.propagate = False
    quiet_libraries()
    return file
