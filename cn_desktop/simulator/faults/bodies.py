"""Faults in the bytes of the answer's body, and in what its headers say of it."""

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import replace

from cn_desktop.simulator.faults.acts import Act, Answer, Changed, Entry

WARNING = (
    '<br />\n<b>Warning</b>:  Undefined array key "x" in <b>/srv/api/run.php</b> on line '
    "<b>12</b><br />\n"
)
_NUMBER = re.compile(rb'("total":|<total>|"expire":|<expire>)"?\d+"?')
_END_TAGS = re.compile(rb"(</[^<>]+>)+$")
_ENTITIES = "".join(f'<!ENTITY a{level} "{f"&a{level - 1};" * 10}">' for level in range(1, 10))
_LAUGHS = (
    f'<?xml version="1.0"?><!DOCTYPE result [<!ENTITY a0 "ha">{_ENTITIES}]>'
    "<result><success>1</success><error>&a9;</error></result>"
)
_FOREIGN_ENTITY = (
    '<?xml version="1.0"?><!DOCTYPE result [<!ENTITY x SYSTEM "file:///etc/hostname">]>'
    "<result><success>1</success><error>&x;</error></result>"
)


def _body(change: Callable[[bytes], bytes]) -> Callable[[None], tuple[Act, ...]]:
    return lambda _value: (Changed(lambda answer: replace(answer, body=change(answer.body))),)


def _before(text: str) -> tuple[Act, ...]:
    return (Changed(lambda answer: replace(answer, body=text.encode() + answer.body)),)


def _behind(text: str) -> tuple[Act, ...]:
    return (Changed(lambda answer: replace(answer, body=answer.body + text.encode())),)


def _called(content_type: str) -> tuple[Act, ...]:
    return (Changed(lambda answer: answer.with_header("Content-Type", content_type)),)


def _xml(text: str) -> Callable[[None], tuple[Act, ...]]:
    headers = (("Content-Type", "text/xml; charset=utf-8"),)
    return lambda _value: (Changed(lambda _: Answer("200 OK", headers, text.encode())),)


def _with_inside(in_json: bytes, in_xml: bytes) -> Callable[[bytes], bytes]:
    """Put bytes at the end of the last text: before the last quote, or the last end tags."""

    def change(body: bytes) -> bytes:
        end_tags = _END_TAGS.search(body)
        place = end_tags.start() if end_tags else body.rfind(b'"')
        return body[:place] + (in_xml if end_tags else in_json) + body[place:]

    return change


def _in_cp1252(body: bytes) -> bytes:
    if body.startswith(b"<"):
        text = body.decode()
    else:
        text = json.dumps(json.loads(body), ensure_ascii=False, separators=(",", ":"))
    return _with_inside(b"\xe9", b"\xe9")(text.encode("cp1252", "replace"))


def _said_twice(body: bytes) -> bytes:
    """The opposite of success first, then what is true; and every uid twice."""
    body = body.replace(b'"success":true', b'"success":false,"success":true', 1)
    body = body.replace(b'"uid":', b'"uid":"1","uid":')
    return body.replace(b"<success>1", b"<success>0</success><success>1", 1)


def _number(number: bytes) -> Callable[[bytes], bytes]:
    return lambda body: _NUMBER.sub(rb"\g<1>" + number, body, count=1)


def _deep(levels: float) -> tuple[Act, ...]:
    def change(answer: Answer) -> Answer:
        if answer.body.startswith(b"<"):
            body = b"<result>" + b"<a>" * int(levels) + b"</a>" * int(levels) + b"</result>"
        else:
            body = b'{"success":true,"list":' + b"[" * int(levels) + b"]" * int(levels) + b"}"
        return replace(answer, body=body)

    return (Changed(change),)


BODIES: Mapping[str, Entry] = {
    "wrong-type": Entry("the value as the Content-Type", _called, "text/html; charset=UTF-8"),
    "no-type": Entry("no Content-Type", lambda _: _called("")),
    "warning-before": Entry("a warning of PHP before the answer", _before, WARNING),
    "warning-after": Entry("a warning of PHP behind the answer", _behind, WARNING),
    "whitespace": Entry("empty lines before the answer", lambda _: _before("\r\n \n")),
    "bom": Entry("a byte order mark before the answer", lambda _: _before("\ufeff")),
    "invalid-utf8": Entry("a byte that is no UTF-8", _body(_with_inside(b"\xff", b"\xff"))),
    "cp1252": Entry("the answer in Windows-1252", _body(_in_cp1252)),
    "lone-surrogate": Entry(
        "half a character in a text", _body(_with_inside(b"\\ud83d", b"&#xD83D;"))
    ),
    "duplicate-keys": Entry("success and uid said twice, differently", _body(_said_twice)),
    "number-nan": Entry("NaN as the first number", _body(_number(b"NaN"))),
    "number-infinity": Entry("Infinity as the first number", _body(_number(b"Infinity"))),
    "number-too-large": Entry("1e999 as the first number", _body(_number(b"1e999"))),
    "number-huge": Entry("5,000 digits as the first number", _body(_number(b"9" * 5000))),
    "depth-bomb": Entry("lists in so many lists", _deep, 100_000.0),
    "xml-bomb": Entry("XML entities that become 2 GB", _xml(_LAUGHS)),
    "xml-foreign-entity": Entry("an XML entity that names a file", _xml(_FOREIGN_ENTITY)),
}
