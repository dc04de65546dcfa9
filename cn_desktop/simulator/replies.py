"""Answers: what there is to say, and its form on the wire."""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from flask import Response

from cn_desktop.simulator.fields import Row

FORMATS = frozenset({"json"})

_JSON_TYPE = "application/json"


@dataclass(frozen=True)
class Reply:
    """The envelope in its order, and for a read the rows in pages."""

    head: Mapping[str, object]
    pages: Iterable[list[Row]] | None = None


def failure(text: str, **more: object) -> Reply:
    """An answer that says no."""
    return Reply({"success": False, "error": text, **more})


def render(reply: Reply) -> Response:
    """The answer as JSON; one with rows is sent page by page, without a length.

    Characters outside ASCII are escaped, as PHP does unless told otherwise [inferred].
    """
    if reply.pages is None:
        return Response(_json(reply.head), content_type=_JSON_TYPE)
    return Response(_json_chunks(reply.head, reply.pages), content_type=_JSON_TYPE)


def _json_chunks(head: Mapping[str, object], pages: Iterable[list[Row]]) -> Iterator[str]:
    yield f'{_json(head)[:-1]},"list":['
    comma = ""
    for page in pages:
        yield comma + _json(page)[1:-1]
        comma = ","
    yield "]}"


def _json(value: object) -> str:
    return json.dumps(value, separators=(",", ":"))
