"""Answers: what there is to say, and its form on the wire."""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from flask import Response

from cn_desktop.simulator.fields import Row
from cn_desktop.simulator.xml_text import PROLOG, elements, rows


@dataclass(frozen=True)
class Reply:
    """The envelope in its order, and for a read the rows in pages.

    `row` is what XML calls an element of the list; that it is the method is known for
    `ecnow_data` and inferred for the others.
    """

    head: Mapping[str, object]
    pages: Iterable[list[Row]] | None = None
    row: str = "ecnow_data"


class _Form(NamedTuple):
    """How a reply is spelled; the Content-Type of XML is inferred."""

    content_type: str
    chunks: Callable[[Reply], Iterator[str]]


def failure(text: str, **more: object) -> Reply:
    """An answer that says no."""
    return Reply({"success": False, "error": text, **more})


def render(reply: Reply, wanted: str = "json") -> Response:
    """The answer in a format of FORMATS, else as JSON.

    One with rows is sent page by page, without a length.
    """
    form = FORMATS.get(wanted, FORMATS["json"])
    chunks = form.chunks(reply)
    body = "".join(chunks) if reply.pages is None else chunks
    return Response(body, content_type=form.content_type)


def _json_chunks(reply: Reply) -> Iterator[str]:
    """Characters outside ASCII are escaped, as PHP does unless told otherwise [inferred]."""
    if reply.pages is None:
        yield _json(reply.head)
        return
    yield f'{_json(reply.head)[:-1]},"list":['
    comma = ""
    for page in reply.pages:
        yield comma + _json(page)[1:-1]
        comma = ","
    yield "]}"


def _json(value: object) -> str:
    return json.dumps(value, separators=(",", ":"))


def _xml_chunks(reply: Reply) -> Iterator[str]:
    yield f"{PROLOG}<result>{elements(reply.head, reply.row)}"
    if reply.pages is not None:
        yield "<list>"
        for page in reply.pages:
            yield rows(page, reply.row)
        yield "</list>"
    yield "</result>"


FORMATS: Mapping[str, _Form] = {
    "json": _Form("application/json", _json_chunks),
    "xml": _Form("text/xml; charset=utf-8", _xml_chunks),
}
