"""Faults of the answer's way: cut short, slow, or in broken HTTP."""

import gzip
import zlib
from collections.abc import Callable, Iterator, Mapping
from functools import reduce
from itertools import repeat

from cn_desktop.simulator.faults.acts import Act, Answer, Changed, Entry, Sent
from cn_desktop.simulator.faults.cuts import part_of
from cn_desktop.simulator.faults.wire import Wire

_MIB = 2**20
_LAST_CHUNK = b"0\r\n\r\n"
_GZIP_WINDOW = 31


def send_plainly(wire: Wire, answer: Answer) -> None:
    """The answer as it is, with its length."""
    wire.send([head(answer, Content_Length=len(answer.body)), answer.body])


def head(answer: Answer, **more: object) -> bytes:
    """The status line, the headers and the empty line; names of `more` have _ for -."""
    framing = [(name.replace("_", "-"), str(value)) for name, value in more.items()]
    headers = [*answer.headers, *framing, ("Connection", "close")]
    lines = [f"HTTP/1.1 {answer.status}", *(f"{name}: {value}" for name, value in headers)]
    return "".join(f"{line}\r\n" for line in [*lines, ""]).encode("latin-1", "replace")


def _chunk(content: bytes) -> bytes:
    return b"%x\r\n%b\r\n" % (len(content), content)


def _cut_with_length(at: float) -> Callable[[Wire, Answer], None]:
    def send(wire: Wire, answer: Answer) -> None:
        part = answer.body[: part_of(len(answer.body), at)]
        wire.send([head(answer, Content_Length=len(answer.body)), part])

    return send


def _cut_chunked(at: float) -> Callable[[Wire, Answer], None]:
    def send(wire: Wire, answer: Answer) -> None:
        part = answer.body[: part_of(len(answer.body), at)]
        sent = _chunk(part) if part else b""
        wire.send([head(answer, Transfer_Encoding="chunked"), sent])

    return send


def _cut_without_length(at: float) -> Callable[[Wire, Answer], None]:
    def send(wire: Wire, answer: Answer) -> None:
        wire.send([head(answer), answer.body[: part_of(len(answer.body), at)]])

    return send


def _cut_with_reset(at: float) -> Callable[[Wire, Answer], None]:
    def send(wire: Wire, answer: Answer) -> None:
        _cut_with_length(at)(wire, answer)
        wire.reset()

    return send


def _dripping(rate: float) -> Callable[[Wire, Answer], None]:
    def send(wire: Wire, answer: Answer) -> None:
        wire.send([head(answer, Content_Length=len(answer.body))])
        wire.drip(answer.body, rate)

    return send


def _one_byte_then_silence(seconds: float) -> Callable[[Wire, Answer], None]:
    def send(wire: Wire, answer: Answer) -> None:
        wire.send([head(answer, Content_Length=len(answer.body)), answer.body[:1]])
        wire.wait(seconds)

    return send


def _gzip_bomb(mebibytes: float) -> Callable[[Wire, Answer], None]:
    def send(wire: Wire, answer: Answer) -> None:
        wire.send([head(answer.with_header("Content-Encoding", "gzip"))])
        wire.send(_inflating(answer.body[:1], int(mebibytes)))

    return send


def _inflating(opening: bytes, mebibytes: int) -> Iterator[bytes]:
    """A gzip stream of spaces; after a full flush the same block always has the same bytes."""
    compressor = zlib.compressobj(wbits=_GZIP_WINDOW)
    yield compressor.compress(opening) + compressor.flush(zlib.Z_FULL_FLUSH)
    block = compressor.compress(b" " * _MIB) + compressor.flush(zlib.Z_FULL_FLUSH)
    yield from repeat(block, mebibytes)


def _chunked_bomb(mebibytes: float) -> Callable[[Wire, Answer], None]:
    def send(wire: Wire, answer: Answer) -> None:
        wire.send([head(answer, Transfer_Encoding="chunked"), _chunk(answer.body[:1])])
        wire.send(repeat(_chunk(b" " * _MIB), int(mebibytes)))

    return send


def _nested_gzip(times: float) -> tuple[Act, ...]:
    def change(answer: Answer) -> Answer:
        body = reduce(lambda inner, _: gzip.compress(inner), range(int(times)), answer.body)
        encoded = answer.with_header("Content-Encoding", ", ".join(["gzip"] * int(times)))
        return Answer(encoded.status, encoded.headers, body)

    return (Changed(change),)


def _not_gzip(_value: None) -> tuple[Act, ...]:
    return (Changed(lambda answer: answer.with_header("Content-Encoding", "gzip")),)


def _bad_chunk_size(wire: Wire, answer: Answer) -> None:
    wire.send([head(answer, Transfer_Encoding="chunked"), b"zz\r\n", answer.body, b"\r\n"])
    wire.send([_LAST_CHUNK])


def _bad_status_line(wire: Wire, answer: Answer) -> None:
    wire.send([b"HTTP/1.1 what\r\n", head(answer).partition(b"\r\n")[2], answer.body])


def _header_flood(count: float) -> Callable[[Wire, Answer], None]:
    def send(wire: Wire, answer: Answer) -> None:
        wire.send([head(answer)[:-2]])
        wire.send(b"X-Flood-%d: x\r\n" % number for number in range(int(count)))
        wire.send([b"\r\n", answer.body])

    return send


def _long_header(length: float) -> Callable[[Wire, Answer], None]:
    def send(wire: Wire, answer: Answer) -> None:
        wire.send([head(answer, X_Long="x" * int(length)), answer.body])

    return send


def _interim(count: float) -> Callable[[Wire, Answer], None]:
    def send(wire: Wire, answer: Answer) -> None:
        wire.send(repeat(b"HTTP/1.1 100 Continue\r\n\r\n", int(count)))
        send_plainly(wire, answer)

    return send


def _early_hints(wire: Wire, answer: Answer) -> None:
    wire.send([b"HTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\n"])
    send_plainly(wire, answer)


def _sent(send: Callable[[Wire, Answer], None]) -> Callable[[None], tuple[Act, ...]]:
    return lambda _value: (Sent(send),)


def _valued(
    make: Callable[[float], Callable[[Wire, Answer], None]],
) -> Callable[..., tuple[Act, ...]]:
    return lambda value: (Sent(make(value)),)


SENDING: Mapping[str, Entry] = {
    "truncate-length": Entry(
        "the answer ends after this part of its Content-Length", _valued(_cut_with_length), 0.5
    ),
    "truncate-chunked": Entry(
        "a chunked answer ends after this part, without a last chunk", _valued(_cut_chunked), 0.5
    ),
    "truncate-unmarked": Entry(
        "an answer without a length ends after this part", _valued(_cut_without_length), 0.5
    ),
    "reset-mid-answer": Entry("RST after this part of the answer", _valued(_cut_with_reset), 0.5),
    "drip": Entry("the answer at so many bytes in a second", _valued(_dripping), 1.0),
    "one-byte-then-hang": Entry(
        "one byte of the answer, then silence for so many seconds",
        _valued(_one_byte_then_silence),
        3600.0,
    ),
    "gzip-bomb": Entry("gzip that unpacks to so many MiB", _valued(_gzip_bomb), 10_240.0),
    "gzip-nested": Entry("the answer in so many layers of gzip", _nested_gzip, 6.0),
    "not-gzip": Entry("Content-Encoding: gzip over plain bytes", _not_gzip),
    "chunked-bomb": Entry("so many MiB in chunks", _valued(_chunked_bomb), 10_240.0),
    "bad-chunk-size": Entry("a chunk whose size is no number", _sent(_bad_chunk_size)),
    "bad-status-line": Entry("a status line without a status", _sent(_bad_status_line)),
    "header-flood": Entry("so many headers", _valued(_header_flood), 10_000.0),
    "header-long": Entry("a header of so many characters", _valued(_long_header), 1_000_000.0),
    "interim-answers": Entry("so many 100 before the answer", _valued(_interim), 3.0),
    "early-hints": Entry("a 103 before the answer", _sent(_early_hints)),
    "http-0.9": Entry(
        "the body alone, without status and headers",
        _sent(lambda wire, answer: wire.send([answer.body])),
    ),
}
