"""The two formats of a connection: one record as a body to send, an answer as a document."""

import json
import re
from collections.abc import Mapping
from html import escape
from typing import Any

from cn_desktop.api.json_codec import parse_json
from cn_desktop.api.json_stream import JsonReader
from cn_desktop.api.xml_stream import XmlReader, parse_xml
from cn_desktop.base.errors import FieldNotSendable
from cn_desktop.base.profile import Format
from cn_desktop.records.fields import FieldName

Fields = Mapping[FieldName, str | None]


CONTENT_TYPES = {Format.JSON: "application/json", Format.XML: "text/xml; charset=utf-8"}

XML_NAME = re.compile(r"(?!xml)[A-Za-z_][\w.-]*", re.ASCII | re.IGNORECASE)
"""Names every reader of XML takes: narrower than XML's own rule, so that PHP's takes them too."""

NOT_IN_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What XML 1.0 can't carry in any spelling (its rule 2)."""

PROLOG = "<?xml version='1.0' encoding='utf-8' ?>"


def reader_of(form: Format, *, replacing: bool = False) -> JsonReader | XmlReader:
    """What decodes a read's answer while it arrives."""
    return (JsonReader if form is Format.JSON else XmlReader)(replacing=replacing)


def parse(body: bytes, form: Format) -> dict[str, Any]:
    """A write's whole answer as one document, judged strictly. Raises `AnswerUnusable`."""
    return parse_json(body) if form is Format.JSON else parse_xml(body)


def encode_create(record: Fields, form: Format) -> bytes:
    """The body that adds one record. Raises `FieldNotSendable`."""
    if form is Format.JSON:
        return _array(record)
    return f"{PROLOG}<easycall><ecnow_data>{_elements(record)}</ecnow_data></easycall>".encode()


def encode_update(record: Fields, form: Format) -> bytes:
    """The body that changes one record: its uid, its dataset and what is new.

    Raises `FieldNotSendable`.
    """
    return (
        _array(record)
        if form is Format.JSON
        else f"{PROLOG}<dxi>{_elements(record)}</dxi>".encode()
    )


def _array(record: Fields) -> bytes:
    return json.dumps([record]).encode()


def _elements(record: Fields) -> str:
    return "".join(_element(name, value) for name, value in record.items())


def _element(name: FieldName, value: str | None) -> str:
    if value is None or not XML_NAME.fullmatch(name) or NOT_IN_XML.search(value):
        raise FieldNotSendable(name)
    # A bare carriage return would arrive as a line feed (XML 1.0, 2.11).
    return f"<{name}>{escape(value, quote=False).replace(chr(13), '&#13;')}</{name}>"
