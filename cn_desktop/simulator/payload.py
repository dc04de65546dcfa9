"""The body of a write: from bytes to the records somebody wants written."""

import json
from codecs import BOM_UTF8
from typing import NoReturn

from cn_desktop.simulator.xml_payload import XmlUnreadable, records_in_xml


class PayloadUnreadable(Exception):
    """The body is neither JSON nor XML, or holds no record; `form` is what it was read as."""

    def __init__(self, form: str) -> None:
        super().__init__(form)
        self.form = form


def records_in(body: bytes) -> list[object]:
    """The records sent, whichever form they are in: a body that begins with < is XML [inferred].

    In JSON they are the elements of the array, or the single object; elements may be anything.
    Numbers arrive as the text they were written in, so that ids keep every digit.
    """
    is_xml = body.removeprefix(BOM_UTF8).lstrip().startswith(b"<")
    return _in_xml(body) if is_xml else _in_json(body)


def _in_xml(body: bytes) -> list[object]:
    try:
        return [*records_in_xml(body)]
    except XmlUnreadable:
        raise PayloadUnreadable("xml") from None


def _in_json(body: bytes) -> list[object]:
    try:
        parsed = json.loads(body, parse_int=str, parse_float=str, parse_constant=_refuse_constant)
    except (ValueError, RecursionError):
        raise PayloadUnreadable("json") from None
    if isinstance(parsed, dict):
        return [parsed]
    if not isinstance(parsed, list):
        raise PayloadUnreadable("json")
    return parsed


def _refuse_constant(_name: str) -> NoReturn:
    raise ValueError
