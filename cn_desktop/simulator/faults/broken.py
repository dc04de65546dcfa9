"""Faults in HTTP itself: bombs, wrong encodings, and what is no HTTP at all."""

import gzip
import zlib
from collections.abc import Callable, Iterator, Mapping
from functools import reduce
from itertools import repeat

from cn_desktop.simulator.faults.acts import Act, Answer, Changed, Entry, Sending, Sent
from cn_desktop.simulator.faults.sending import chunk, head, send_plainly, sent_with
from cn_desktop.simulator.faults.wire import Wire

_MIB = 2**20
_LAST_CHUNK = b"0\r\n\r\n"
_GZIP_WINDOW = 31


def _gzip_bomb(mebibytes: float) -> Sending:
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


def _chunked_bomb(mebibytes: float) -> Sending:
    def send(wire: Wire, answer: Answer) -> None:
        wire.send([head(answer, Transfer_Encoding="chunked"), chunk(answer.body[:1])])
        wire.send(repeat(chunk(b" " * _MIB), int(mebibytes)))

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


def _header_flood(count: float) -> Sending:
    def send(wire: Wire, answer: Answer) -> None:
        wire.send([head(answer)[:-2]])
        wire.send(b"X-Flood-%d: x\r\n" % number for number in range(int(count)))
        wire.send([b"\r\n", answer.body])

    return send


def _long_header(length: float) -> Sending:
    def send(wire: Wire, answer: Answer) -> None:
        wire.send([head(answer, X_Long="x" * int(length)), answer.body])

    return send


def _interim(count: float) -> Sending:
    def send(wire: Wire, answer: Answer) -> None:
        wire.send(repeat(b"HTTP/1.1 100 Continue\r\n\r\n", int(count)))
        send_plainly(wire, answer)

    return send


def _early_hints(wire: Wire, answer: Answer) -> None:
    wire.send([b"HTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\n"])
    send_plainly(wire, answer)


def _sent(send: Sending) -> Callable[[None], tuple[Act, ...]]:
    return lambda _value: (Sent(send),)


BROKEN: Mapping[str, Entry] = {
    "gzip-bomb": Entry("gzip that unpacks to so many MiB", sent_with(_gzip_bomb), 10_240.0),
    "gzip-nested": Entry("the answer in so many layers of gzip", _nested_gzip, 6.0),
    "not-gzip": Entry("Content-Encoding: gzip over plain bytes", _not_gzip),
    "chunked-bomb": Entry("so many MiB in chunks", sent_with(_chunked_bomb), 10_240.0),
    "bad-chunk-size": Entry("a chunk whose size is no number", _sent(_bad_chunk_size)),
    "bad-status-line": Entry("a status line without a status", _sent(_bad_status_line)),
    "header-flood": Entry("so many headers", sent_with(_header_flood), 10_000.0),
    "header-long": Entry("a header of so many characters", sent_with(_long_header), 1_000_000.0),
    "interim-answers": Entry("so many 100 before the answer", sent_with(_interim), 3.0),
    "early-hints": Entry("a 103 before the answer", _sent(_early_hints)),
    "http-0.9": Entry(
        "the body alone, without status and headers",
        _sent(lambda wire, answer: wire.send([answer.body])),
    ),
}
