"""The journal as its files say it is, read without touching them.

SQLite answers a damaged write-ahead log by forgetting everything behind the damage, without
a word, and changes the files when it opens them. So they are read here first
(https://sqlite.org/fileformat2.html, § 1.3 and § 4).
"""

import struct
from dataclasses import dataclass

MAGIC = b"SQLite format 3\0"
HEADER = 100
WAL_HEADER = 32
FRAME_HEADER = 24
WAL_MAGIC = 0x377F0682
LEGACY = b"\1\1"
WITH_LOG = b"\2\2"
"""Read and write version: of a database without and with a log."""

USUAL_PAGE = 4096
PAGES = {1 << power for power in range(9, 17)}


@dataclass(frozen=True)
class Frame:
    """One page in the log: where it belongs, and how many pages there are after a commit."""

    page: int
    pages_after: int
    start: int


@dataclass(frozen=True)
class Log:
    """The frames of one write-ahead log that carry its salt.

    The first `sound` of them are what SQLite recovers. What follows was torn in its last
    transaction, which nobody was told of, unless the log `is_damaged`.
    """

    page_size: int
    frames: tuple[Frame, ...] = ()
    sound: int = 0
    is_damaged: bool = False

    @property
    def latest(self) -> tuple[Frame, ...]:
        """Up to the last commit, whatever is damaged on the way."""
        ends = [at for at, frame in enumerate(self.frames, 1) if frame.pages_after]
        return self.frames[: ends[-1]] if ends else self.frames


def log_of(raw: bytes) -> Log:
    """Read a write-ahead log: a damaged header is no end of it."""
    if len(raw) < WAL_HEADER:
        return Log(USUAL_PAGE)
    magic, _version, page_size, _number, *salt, one, two = struct.unpack(">8I", raw[:WAL_HEADER])
    order = ">" if magic & 1 else "<"
    is_whole = magic & ~1 == WAL_MAGIC and _checksum(raw[:24], order, (0, 0)) == (one, two)
    if not is_whole:
        return _headless(raw)
    return _walked(raw, page_size, tuple(salt), (one, two), order)


def merged(database: bytes, raw_log: bytes, log: Log, frames: tuple[Frame, ...]) -> bytes:
    """The database with these frames laid over it."""
    size = log.page_size if frames else page_size_of(database)
    most = len(database) // size + len(log.frames) + 1
    image = bytearray(database)
    for frame in frames:
        if 0 < frame.page <= most:
            end = frame.page * size
            image.extend(bytes(max(0, end - len(image))))
            image[end - size : end] = raw_log[frame.start : frame.start + size]
    if frames and frames[-1].pages_after:
        del image[frames[-1].pages_after * size :]
    return bytes(image)


def page_size_of(image: bytes) -> int:
    """What the header says, in bytes; the usual size where that can't be."""
    size = int.from_bytes(image[16:18], "big")
    size = 65536 if size == 1 else size
    return size if size in PAGES else USUAL_PAGE


def version_of(image: bytes) -> int:
    """The version a database says it is of; 0 if it is none."""
    return int.from_bytes(image[60:64], "big") if image.startswith(MAGIC) else 0


def with_first_page(image: bytes, model: bytes) -> bytes:
    """The image with the first page, which says what is where, of another database."""
    size = page_size_of(model)
    pages = -(-len(image) // size)
    grafted = bytearray(model[:size] + image[size:])
    grafted[28:32] = pages.to_bytes(4, "big")
    grafted[24:28] = grafted[92:96]
    return bytes(grafted)


def with_log(image: bytes) -> bytes:
    """The image as a database whose changes go to a write-ahead log."""
    return image[:18] + WITH_LOG + image[20:]


def without_log(image: bytes) -> bytes:
    """The image as a database that SQLite can open in memory."""
    return image[:18] + LEGACY + image[20:]


def _walked(
    raw: bytes, page_size: int, salt: tuple[int, ...], seed: tuple[int, int], order: str
) -> Log:
    frames: list[Frame] = []
    sound, first_bad = 0, None
    for start in range(
        WAL_HEADER, len(raw) - FRAME_HEADER - page_size + 1, FRAME_HEADER + page_size
    ):
        page, pages_after, *its_salt, one, two = struct.unpack_from(">6I", raw, start)
        content = start + FRAME_HEADER
        if tuple(its_salt) == salt:
            frames.append(Frame(page, pages_after, content))
        elif first_bad is None:
            first_bad = len(frames)
        if first_bad is None:
            seed = _checksum(
                raw[start : start + 8] + raw[content : content + page_size], order, seed
            )
            if seed != (one, two):
                first_bad = len(frames) - 1
            elif pages_after:
                sound = len(frames)
    return Log(page_size, tuple(frames), sound, _goes_on(frames, first_bad))


def _goes_on(frames: list[Frame], first_bad: int | None) -> bool:
    """Whether a whole transaction follows one with a bad frame: then that one was kept once."""
    if first_bad is None:
        return False
    ends = [at for at, frame in enumerate(frames) if frame.pages_after and at >= first_bad]
    return bool(ends) and ends[0] < len(frames) - 1


def _headless(raw: bytes) -> Log:
    """The frames of a log whose header can't be read; that none is sound is not yet damage."""
    size = USUAL_PAGE
    starts = range(WAL_HEADER, len(raw) - FRAME_HEADER - size + 1, FRAME_HEADER + size)
    places = [(*struct.unpack_from(">2I", raw, at), at + FRAME_HEADER) for at in starts]
    frames = [Frame(page, after, start) for page, after, start in places]
    return Log(size, tuple(frames), 0, _goes_on(frames, 0))


def _checksum(raw: bytes, order: str, seed: tuple[int, int]) -> tuple[int, int]:
    one, two = seed
    words = iter(struct.unpack(f"{order}{len(raw) // 4}I", raw))
    for word, following in zip(words, words, strict=True):
        one = (one + word + two) & 0xFFFFFFFF
        two = (two + following + one) & 0xFFFFFFFF
    return one, two
