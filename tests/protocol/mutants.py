"""Real answers and their damaged relatives, and a judge of them that knows nothing of ours."""

import json
import random
import re
from collections.abc import Callable, Iterator
from xml.dom import Node, expatbuilder
from xml.parsers.expat import ExpatError

from vendor_page import READ_JSON, READ_XML

from cn_desktop.api.codecs import encode_create, encode_update
from cn_desktop.api.request import Request, whole
from cn_desktop.base.profile import Format
from cn_desktop.base.stop import Stop
from cn_desktop.simulator.faults import Fault
from cn_desktop.simulator.options import Options
from cn_desktop.simulator.server import Simulator

from .talking import BOTH, PHONE, client_for

Document = tuple[Format, bytes]
Mutator = Callable[[random.Random, bytes], bytes]


def corpus() -> list[Document]:
    """What the simulator answers to everything, in both formats, and the vendor's samples."""
    answers = [(Format.JSON, READ_JSON), (Format.XML, READ_XML)]
    with Simulator(Options(records=4)) as simulator:
        for form in BOTH:
            client = client_for(simulator, form)
            asks = [
                Request("database.php", query=query_of(client, "read", dataset=number))
                for number in ("100", "103", "999")
            ]
            new = {"dataset": "100", "ddi_mobile": PHONE, "lastname": "O'Neill"}
            asks += [
                Request("database.php", query=query_of(client, action), body=body)
                for action, body in (
                    ("create", encode_create(new, form)),
                    ("create", encode_create({"dataset": "100", "lastname": "x"}, form)),
                    ("update", encode_update(new | {"uid": "550001"}, form)),
                    ("update", encode_update(new | {"uid": "999999"}, form)),
                )
            ]
            asks.append(Request("database.php", query=query_of(client, "create") | {"token": "x"}))
            answers += [(form, answered(simulator, client, ask)) for ask in asks]
            for name in ("error-too", "warning-before", "bom", "list-numbered", "rows-uneven"):
                simulator.faults.add(Fault(name, count=2))
                answers += [(form, answered(simulator, client, ask)) for ask in (asks[0], asks[3])]
                simulator.faults.clear()
    return answers


def query_of(client, action, **more):
    return client._query(
        client.token(Stop()).text.reveal(), "ecnow_data", action, {"raw": "1", **more}
    )


def answered(simulator, client, ask) -> bytes:
    with client._transport.open(ask, Stop()) as incoming:
        return whole(incoming).body


# Mutators

PIECES = [
    *(b'"success":true,', b'"success":false,', b'"success":1,', b'"total":1,', b'"bad":0,'),
    *(b'"bad":1,', b'"key":5,', b'"key":0,', b'"error":"no",', b'"error":"",', b'"list":[],'),
    *(b"true", b"false", b"null", b"NaN", b"-Infinity", b"1e999", b"-0", b"0", b"1", b"01"),
    *(b"{", b"}", b"[", b"]", b",", b":", b'"', b"\\", b"\\u0000", b"\\ud83d", b"\xff", b"\x00"),
    *(b"<success>1</success>", b"<bad>0</bad>", b"<bad>1</bad>", b"<total>1</total>", b"<key>7"),
    *(
        b"<error>no</error>",
        b"<error/>",
        b"<result>",
        b"</result>",
        b"<!-- x -->",
        b"<![CDATA[1]]>",
    ),
    *(b"&amp;", b"&#49;", b"&#0;", b"<!DOCTYPE a>", b"<?x y?>", b"</list>", b"<a>", b"</a>", b" "),
    *(b"\xef\xbb\xbf", b"\n", b"<br />\n<b>Warning</b>: x\n", b'{"a":1}', b"[" * 2000, b"<a>" * 50),
    *(b"9" * 30, b"9" * 5000, b"Expired token", b'xmlns="x"', b" a='1'", b"\xe9"),
]


def flipped(dice: random.Random, body: bytes) -> bytes:
    place = dice.randrange(len(body))
    return body[:place] + bytes([body[place] ^ (1 << dice.randrange(8))]) + body[place + 1 :]


def replaced(dice: random.Random, body: bytes) -> bytes:
    start, end = two_places(dice, body)
    return body[:start] + dice.choice(PIECES) + body[end:]


def inserted(dice: random.Random, body: bytes) -> bytes:
    place = dice.randrange(len(body) + 1)
    return body[:place] + dice.choice(PIECES) + body[place:]


def put_before_a_name(dice: random.Random, body: bytes) -> bytes:
    """An insertion where a member may stand, so that more of the mutants are well formed."""
    places = [found.start() for found in re.finditer(rb'(?<=[{,])\s*"|<(?=\w)', body)]
    place = dice.choice(places or [0])
    return body[:place] + dice.choice(PIECES) + body[place:]


def cut(dice: random.Random, body: bytes) -> bytes:
    return body[: dice.randrange(len(body))]


def without_a_part(dice: random.Random, body: bytes) -> bytes:
    start, end = two_places(dice, body)
    return body[:start] + body[end:]


def with_a_part_twice(dice: random.Random, body: bytes) -> bytes:
    start, end = two_places(dice, body)
    return body[:end] + body[start:]


def with_another_value(dice: random.Random, body: bytes) -> bytes:
    """A number or a truth value of the answer becomes another one."""
    values = list(re.finditer(rb"(?<=[:>])(?:\"?\d+\"?|true|false|null)(?=[,}<])", body))
    if not values:
        return body
    value = dice.choice(values)
    other = dice.choice([b"0", b"1", b"2", b"-1", b'"1"', b'"0"', b"true", b"null", b"1.0", b'""'])
    return body[: value.start()] + other + body[value.end() :]


def two_places(dice: random.Random, body: bytes) -> tuple[int, int]:
    start = dice.randrange(len(body))
    return start, min(len(body), start + dice.choice([1, 2, 5, 20, 100]))


MUTATORS: list[Mutator] = [
    *(flipped, replaced, inserted, put_before_a_name, cut, without_a_part, with_a_part_twice),
    *(with_another_value, with_another_value, put_before_a_name),
]


def mutants(documents: list[Document], seed: int) -> Iterator[Document]:
    """Damaged documents without end, the same ones for a seed."""
    dice = random.Random(seed)
    while True:
        form, body = dice.choice(documents)
        for _ in range(dice.choice([1, 1, 1, 2, 3])):
            body = dice.choice(MUTATORS)(dice, body) or b"x"
        yield form, body


# The judge: the rule of the API notes, section 3, on what the standard library reads


class NoDocument(Exception):
    """Not one object, or said twice."""


def is_saved(form: Format, body: bytes, *, creating: bool) -> bool:
    """Whether this answer proves that the one record sent was saved."""
    try:
        document = json_document(body) if form is Format.JSON else xml_document(body)
    except (NoDocument, ValueError, LookupError, RecursionError, ExpatError):
        return False
    key = number(document.get("key"))
    return (
        says_yes(document.get("success"))
        and document.get("error") in (None, "", False)
        and number(document.get("bad")) == 0
        and number(document.get("total")) == 1
        and (not creating or (key is not None and key > 0))
    )


def json_document(body: bytes) -> dict[str, object]:
    def no_constant(_name: str) -> None:
        raise NoDocument

    document = json.loads(
        body.decode("utf-8-sig"), object_pairs_hook=once, parse_constant=no_constant
    )
    if not isinstance(document, dict):
        raise NoDocument
    return document


def once(pairs: list[tuple[str, object]]) -> dict[str, object]:
    if len({name for name, _ in pairs}) != len(pairs):
        raise NoDocument
    return dict(pairs)


def xml_document(body: bytes) -> dict[str, object]:
    if b"<!DOCTYPE" in body:
        raise NoDocument
    text = body.lstrip(b" \t\r\n")
    root = expatbuilder.parseString(text, namespaces=False).documentElement  # noqa: S316  no DOCTYPE
    if root.tagName != "result":
        raise NoDocument
    return once([(child.tagName, text_in(child)) for child in root.childNodes if is_element(child)])


def is_element(node: Node) -> bool:
    return node.nodeType == Node.ELEMENT_NODE


def text_in(element: Node) -> str:
    kinds = {Node.TEXT_NODE, Node.CDATA_SECTION_NODE}
    return "".join(node.data for node in element.childNodes if node.nodeType in kinds)


def says_yes(value: object) -> bool:
    if value is True or (type(value) is int and value == 1):
        return True
    return isinstance(value, str) and value.lower() in {"1", "true"}


def number(value: object) -> int | None:
    if type(value) is int:
        return value
    is_whole = isinstance(value, str) and re.fullmatch("-?[0-9]{1,19}", value)
    return int(str(value)) if is_whole else None
