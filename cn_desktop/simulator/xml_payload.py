"""Records sent as XML (API notes, section 3).

`<easycall>` holds one `<ecnow_data>` for each record, `<dxi>` the fields of one record; either
root is taken for either shape, and for creates as well as updates.
"""

from dataclasses import dataclass, field
from typing import NoReturn
from xml.parsers import expat

ROOTS = frozenset({"easycall", "dxi"})
RECORDS = frozenset({"ecnow_data", "ecnow_records"})

_DEEPEST = 50


class XmlUnreadable(Exception):
    """The body is not well-formed, brings a DOCTYPE, or has another root."""


@dataclass
class _Node:
    name: str
    text: list[str] = field(default_factory=list)
    children: list["_Node"] = field(default_factory=list)


def records_in_xml(body: bytes) -> list[dict[str, object]]:
    """The records; every value is text, an element with elements in it is a dict.

    Of a field given twice the last counts [inferred]. Raises XmlUnreadable.
    """
    root = _parsed(body)
    if root.name not in ROOTS:
        raise XmlUnreadable
    records = [child for child in root.children if child.name in RECORDS]
    return [_fields(record) for record in records or [root]]


def _fields(node: _Node) -> dict[str, object]:
    return {child.name: _value(child) for child in node.children}


def _value(node: _Node) -> object:
    return _fields(node) if node.children else "".join(node.text)


class _Builder:
    """Makes nodes of what the parser comes across."""

    def __init__(self) -> None:
        self.above = _Node("")
        self._open = [self.above]

    def start(self, name: str, _attributes: dict[str, str]) -> None:
        if len(self._open) > _DEEPEST:
            raise XmlUnreadable
        node = _Node(name)
        self._open[-1].children.append(node)
        self._open.append(node)

    def end(self, _name: str) -> None:
        self._open.pop()

    def read(self, text: str) -> None:
        self._open[-1].text.append(text)

    def refuse(self, *_doctype: object) -> NoReturn:
        raise XmlUnreadable


def _parsed(body: bytes) -> _Node:
    """The root; the encoding is the one the prolog names, else UTF-8."""
    builder = _Builder()
    parser = expat.ParserCreate()
    parser.StartElementHandler = builder.start
    parser.EndElementHandler = builder.end
    parser.CharacterDataHandler = builder.read
    parser.StartDoctypeDeclHandler = builder.refuse
    try:
        parser.Parse(body, True)  # noqa: FBT003 - this is all there is
    except (expat.ExpatError, LookupError, ValueError):
        raise XmlUnreadable from None
    return builder.above.children[0]
