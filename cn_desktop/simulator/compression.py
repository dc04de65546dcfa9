"""Answers in gzip, for clients that ask for it by that name."""

import zlib
from collections.abc import Iterable, Iterator

from flask import Request, Response

_GZIP_WINDOW = 31


def is_asked_for(received: Request) -> bool:
    """Whether Accept-Encoding names gzip; the wrapper's `UTF-8` is no coding (API notes, 6)."""
    return received.accept_encodings.quality("gzip") > 0


def compress(response: Response) -> Response:
    """The response with the same content, compressed while it is sent."""
    chunks = _compressed(response.iter_encoded())
    headers = [(name, value) for name, value in response.headers if name != "Content-Length"]
    return Response(chunks, response.status, [*headers, ("Content-Encoding", "gzip")])


def _compressed(chunks: Iterable[bytes]) -> Iterator[bytes]:
    compressor = zlib.compressobj(wbits=_GZIP_WINDOW)
    for chunk in chunks:
        yield compressor.compress(chunk)
    yield compressor.flush()
