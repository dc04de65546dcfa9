"""From whatever is in the folder to an open journal.

Everything is looked at before SQLite is let near it. What is damaged is copied aside, what
can be read of it goes into a new journal, and that takes the old one's place. A kill or a
power cut between any two of these steps leaves something that the next opening puts right:
each step lasts before the next is done.
"""

from contextlib import closing
from dataclasses import dataclass

from cn_desktop.base.errors import JournalFailed, JournalTooNew
from cn_desktop.storage.journal_book import Book, connected, opened_book
from cn_desktop.storage.journal_check import Found, examined, is_newer, rebuilt
from cn_desktop.storage.journal_files import (
    Files,
    Receipt,
    content_of,
    kept_aside,
    make_private,
    receipt_in,
    remove,
)
from cn_desktop.storage.journal_image import log_of, merged
from cn_desktop.storage.journal_schema import Tally, migrate, newest_version
from cn_desktop.storage.journal_values import Opened
from cn_desktop.storage.private_file import sync_folder, write_private_bytes


@dataclass(frozen=True)
class Sight:
    """What is in the folder: the files' bytes, and what they hold together."""

    database: bytes
    log: bytes
    image: bytes
    found: Found
    is_damaged: bool
    is_behind: bool = False


def opened(files: Files, *, may_mend: bool) -> tuple[Book, Opened]:
    """The journal, and what was found. The caller holds the lock.

    Raises JournalTooNew, JournalFailed if it is damaged and may not be mended,
    sqlite3.Error, OSError.
    """
    remove(files.unfinished())
    was_mending = _finish_mending(files)
    receipt = receipt_in(files.receipt)
    if _is_new(files, receipt):
        _place(files, rebuilt(Found(newest_version())))
    sight = seen(files, receipt)
    if is_newer(sight.image):
        raise JournalTooNew(str(files.folder))
    told = Opened()
    if sight.is_damaged:
        if not may_mend:
            raise JournalFailed(str(files.folder))
        told = _mend(files, sight, receipt)
        sight = seen(files, Receipt())
    elif was_mending or _is_replaced(sight.found.tally, receipt):
        told = _told_late(files, sight)
    return _book(files, sight), told


def seen(files: Files, receipt: Receipt) -> Sight:
    """Look at the journal without touching it. Raises OSError.

    A log that has every page is damaged all the same without a database: SQLite deletes it.
    """
    database, raw_log = content_of(files.database), content_of(files.log)
    log = log_of(raw_log)
    image = merged(database, raw_log, log, log.frames[: log.sound])
    found = examined(image)
    is_behind = _is_behind(found.tally, receipt)
    is_whole = bool(database) and not log.is_damaged
    if found.is_sound and is_whole and not is_behind:
        return Sight(database, raw_log, image, found, is_damaged=False)
    latest = examined(merged(database, raw_log, log, log.latest))
    if latest.ops or not found.ops:
        found, is_behind = latest, _is_behind(latest.tally, receipt)
    return Sight(database, raw_log, image, found, is_damaged=True, is_behind=is_behind)


def _is_new(files: Files, receipt: Receipt) -> bool:
    return not (files.database.exists() or content_of(files.log) or receipt.ops)


def _is_behind(tally: Tally | None, receipt: Receipt) -> bool:
    return tally is not None and tally.born == receipt.born and tally.seq < receipt.seq


def _is_replaced(tally: Tally | None, receipt: Receipt) -> bool:
    """The receipt is of another journal: this one was put there, and not opened since."""
    return tally is not None and tally.born != receipt.born != ""


def _place(files: Files, image: bytes) -> None:
    """Put this journal where the old one is. The log goes first: it belongs to the old one."""
    make_private(files.lock)
    write_private_bytes(files.mended, image)
    sync_folder(files.folder)
    _finish_mending(files)


def _finish_mending(files: Files) -> bool:
    if not files.mended.exists():
        return False
    files.log.unlink(missing_ok=True)
    sync_folder(files.folder)
    files.mended.replace(files.database)
    sync_folder(files.folder)
    return True


def _mend(files: Files, sight: Sight, receipt: Receipt) -> Opened:
    aside = None
    if sight.log or files.database.exists():
        aside = kept_aside(files, sight.database, sight.log)
    _place(files, rebuilt(sight.found))
    salvaged = len(sight.found.ops)
    return Opened(aside, salvaged, _lost(sight, receipt), sight.is_behind)


def _lost(sight: Sight, receipt: Receipt) -> int:
    """Rows that are known to be missing; at least one where that can't be known."""
    found, salvaged = sight.found, len(sight.found.ops)
    if sight.is_behind:
        return max(1, receipt.ops - salvaged)
    if found.tally is not None:
        return max(0, found.tally.ops - salvaged)
    return max(receipt.ops - salvaged, found.bad, 0 if receipt.born else 1)


def _told_late(files: Files, sight: Sight) -> Opened:
    """A kill came between mending and telling: how much was lost is no longer known."""
    corrupt = files.all_corrupt()
    return (
        Opened(corrupt[-1] if corrupt else None, len(sight.found.ops), 1) if corrupt else Opened()
    )


def _book(files: Files, sight: Sight) -> Book:
    tally = sight.found.tally
    if sight.is_damaged or tally is None:
        raise JournalFailed(str(files.folder))
    make_private(files.database)
    if tally.version < newest_version():
        tally = _migrated(files, sight.image, tally)
    book = opened_book(files, tally)
    book.prune()
    return book


def _migrated(files: Files, image: bytes, tally: Tally) -> Tally:
    write_private_bytes(files.before(tally.version), image)
    with closing(connected(files)) as connection:
        return migrate(connection, tally)
