"""An XML answer, decoded while it arrives: the same records as from JSON.

XML can't tell null from an empty text: both are empty here.
"""

import codecs
from collections.abc import Iterator
from typing import Any
from xml.parsers import expat

from cn_desktop.api.envelope import Envelope, envelope_of
from cn_desktop.api.json_codec import flaw_of, json_text
from cn_desktop.api.json_stream import LARGEST
from cn_desktop.base.errors import AnswerUnusable, Flaw
from cn_desktop.records.fields import FieldName
from cn_desktop.records.store import Record

WINDOW = 8 * 1024
"""Bytes decoded in one step; ten records, half a millisecond, and 3 ms for the tiniest elements."""
SPACE = b" \t\r\n"
DEEPEST = 32
ELEMENT = 1000
"""What an element weighs against `LARGEST`, beside the characters in it.

That keeps so few in one record that putting it together takes some milliseconds at most.
"""
LONGEST_SILENCE = 256 * 1024
"""Bytes that begin or end nothing and are no text: comments, attributes, spaces (rel-N11)."""
BEGINNING = 200
UTF_8 = codecs.getincrementaldecoder("utf-8-sig")
ROOT = "result"
LIST = "list"

Records = list[Record]


class _Element:
    """An open element: its text so far, and the elements inside it by name."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.texts: list[str] = []
        self.children: dict[str, Any] = {}

    @property
    def value(self) -> Any:
        """Its text, or the values of the elements inside it by name; never both."""
        text = "".join(self.texts)
        if not self.children:
            return text
        if text.strip():
            raise AnswerUnusable(Flaw.WRONG_SHAPE)
        return self.children

    def add(self, child: "_Element") -> None:
        if child.name in self.children:
            raise AnswerUnusable(Flaw.NOT_XML)  # said twice: which one counts (rel-R1)
        self.children[child.name] = child.value


class XmlReader:
    """Takes an XML answer cut anywhere; the same interface as `json_stream.JsonReader`.

    A DOCTYPE is refused, and with it every entity a document may define. `replacing`:
    bytes that are not UTF-8 become a replacement character, whatever encoding is declared.
    """

    has_warning = False
    """Only a JSON answer is recovered from among a server's warnings."""

    def __init__(self, *, replacing: bool = False) -> None:
        self._parser = expat.ParserCreate("utf-8" if replacing else None)
        self._parser.buffer_text = True
        self._parser.StartElementHandler = self._start
        self._parser.EndElementHandler = self._end
        self._parser.CharacterDataHandler = self._text
        self._parser.StartDoctypeDeclHandler = self._doctype
        self._parser.XmlDeclHandler = self._declaration
        self._decode = UTF_8("replace").decode if replacing else _as_it_is
        self._strict = UTF_8("strict")
        self._is_utf8 = True
        self._declared = "utf-8"
        self._begun = b""
        self._open: list[_Element] = []
        self.document: dict[str, Any] = {}
        """The members beside the rows, once the answer is whole."""
        self._ready: Records = []
        self._held = self._held_before = self._silent = 0
        self.record_count = 0
        self.has_list = False

    def feed(self, chunk: bytes) -> Iterator[Records]:
        """Decode a piece of the body, a window at a step."""
        for start in range(0, len(chunk), WINDOW):
            self._parse(chunk[start : start + WINDOW], is_last=False)
            yield self._taken()

    def finish(self) -> tuple[Records, Envelope]:
        """The body is at its end: the last records, and what the answer says of itself."""
        self._parse(b"", is_last=True)
        return self._taken(), envelope_of(self.document)

    def _taken(self) -> Records:
        records, self._ready = self._ready, []
        self.record_count += len(records)
        return records

    def _parse(self, piece: bytes, *, is_last: bool) -> None:
        self._silent += len(piece)
        if not self._begun:
            piece = piece.lstrip(SPACE)
        self._begun += piece[: BEGINNING - len(self._begun)]
        self._is_utf8 = self._is_utf8 and self._still_decodes(piece, is_last=is_last)
        try:
            self._parser.Parse(self._decode(piece, is_last), is_last)
            self._check(self._silent <= LONGEST_SILENCE)
        except (expat.ExpatError, ValueError, LookupError):
            flaw = self._flaw_inside() if self._open else self._flaw_at_start()
        else:
            return
        raise AnswerUnusable(flaw)

    def _still_decodes(self, piece: bytes, *, is_last: bool) -> bool:
        try:
            self._strict.decode(piece, is_last)
        except UnicodeDecodeError:
            return False
        return True

    def _flaw_inside(self) -> Flaw:
        """What stands in the way: bytes that are not of the encoding that was declared, or XML."""
        is_spoilt = self._declared == "utf-8" and not self._is_utf8
        return Flaw.NOT_TEXT if is_spoilt else Flaw.NOT_XML

    def _flaw_at_start(self) -> Flaw:
        looks = flaw_of(self._begun.decode("utf-8", "replace"))
        is_xml = self._begun.startswith((b"<?xml", b"<" + ROOT.encode()))
        return Flaw.NOT_XML if is_xml or looks is Flaw.NOT_JSON else looks

    # What expat calls.

    def _declaration(self, _version: str, encoding: str | None, _standalone: int) -> None:
        self._declared = (encoding or "utf-8").casefold()

    def _doctype(self, name: str, *_rest: object) -> None:
        raise AnswerUnusable(Flaw.WEB_PAGE if name.casefold() == "html" else Flaw.DOCTYPE)

    def _start(self, name: str, _attributes: dict[str, str]) -> None:
        if not self._open and name != ROOT:
            raise AnswerUnusable(Flaw.WEB_PAGE if name.casefold() == "html" else Flaw.WRONG_SHAPE)
        if len(self._open) == DEEPEST:
            raise AnswerUnusable(Flaw.WRONG_SHAPE)
        if self._is_at_row:
            self._held_before = self._held
        self._hold(ELEMENT)
        self._open.append(_Element(name))

    def _text(self, text: str) -> None:
        if self._is_at_row and not text.strip():
            return  # what stands between the rows is not kept: there may be a million of it
        self._hold(len(text))
        self._open[-1].texts.append(text)

    def _end(self, _name: str) -> None:
        element = self._open.pop()
        depth = len(self._open)
        self._silent = 0
        if self._is_at_row:
            self._ready.append(_record(element))
            self._held = self._held_before
        elif depth:
            self._open[-1].add(element)
        else:
            self._end_of_document(element)

    @property
    def _is_at_row(self) -> bool:
        return len(self._open) == 2 and self._open[1].name == LIST

    def _hold(self, weight: int) -> None:
        """So much more is kept until its record, or the answer, is whole."""
        self._silent = 0
        self._held += weight
        self._check(self._held <= LARGEST)

    def _check(self, is_right: bool) -> None:  # noqa: FBT001  reads as a sentence at every call
        if not is_right:
            raise AnswerUnusable(Flaw.NOT_XML)

    def _end_of_document(self, root: _Element) -> None:
        members = _fields(root)
        rows = members.pop(LIST, None)
        if rows is not None and rows.strip():
            raise AnswerUnusable(Flaw.WRONG_SHAPE)
        self.has_list = rows is not None
        self.document = {
            name: value.strip() if isinstance(value, str) else value
            for name, value in members.items()
        }


def _as_it_is(piece: bytes, _is_last: bool) -> bytes:  # noqa: FBT001  a decoder's own form
    return piece


def _fields(element: _Element) -> dict[str, Any]:
    """The values inside an element that holds elements, or nothing at all."""
    fields = element.value
    if isinstance(fields, dict):
        return fields
    if fields.strip():
        raise AnswerUnusable(Flaw.WRONG_SHAPE)
    return {}


def _record(row: _Element) -> Record:
    return {
        FieldName(name): value if isinstance(value, str) else json_text(value)
        for name, value in _fields(row).items()
    }


def parse_xml(body: bytes) -> dict[str, Any]:
    """A whole answer without rows as a document. Raises `AnswerUnusable`."""
    reader = XmlReader()
    for _records in reader.feed(body):
        pass
    reader.finish()
    return reader.document
