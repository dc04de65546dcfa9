"""rel-N11: answers made to fill the memory or the time are refused in little of both.

Each is met by a fresh process, whose peak is measured.
"""

import json
import os
import subprocess
import sys
import zlib
from itertools import repeat
from pathlib import Path

import pytest
from api.raw_server import RawServer

from cn_desktop.base.stop import Stop
from cn_desktop.simulator.faults import Fault

from .network_bench import LIVE, MOMENT, logged_in

TESTS = Path(__file__).parents[1]
MOST_MEMORY = 100.0
"""MiB (rel-N11)."""
MIB = 2**20
GIBS = 10 * 1024
"""So many MiB would come if nobody left."""

TOO_LARGE = "OutcomeUnknown: too large"
CUT_OFF = "OutcomeUnknown: cut off"
NOT_JSON = "AnswerUnusable: not JSON"
NOT_XML = "AnswerUnusable: not XML"
DOCTYPE = "AnswerUnusable: DOCTYPE"
WEB_PAGE = "AnswerUnusable: web page"
WRONG_SHAPE = "AnswerUnusable: wrong shape"
UNKNOWN = "'unknown'"


def met(simulator, server, what, form, record_property, *faults):
    """What a process makes of it; it must end, and take little memory."""
    with subprocess.Popen(
        [sys.executable, "-m", "protocol.bomb_child", what, simulator.base_url, server, form],
        env={**os.environ, "PYTHONPATH": os.pathsep.join([str(TESTS), str(TESTS.parent)])},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    ) as child:
        assert child.stdout.readline() == b"ready\n"
        simulator.faults.add(*faults)
        try:
            came, seconds, growth = json.loads(child.communicate(b"\n", MOMENT)[0])
        finally:
            child.kill()
    record_property("seconds", round(seconds, 2))
    record_property("MiB", round(growth, 1))
    print(f"{came}: {seconds:.2f} s, {growth:.1f} MiB")  # noqa: T201  shown with -rP
    assert growth < MOST_MEMORY
    return came


SELDOM = {
    *(("gzip-bomb", "get", "json"), ("gzip-bomb", "read", "xml")),
    *(("chunked-bomb", "get", "json"), ("chunked-bomb", "read", "xml")),
    *(("xml-bomb", "update", "xml"), ("xml-foreign-entity", "update", "xml")),
    *(("depth-bomb", "update", "xml"), ("header-long", "update", "json")),
    *("a text in a row", "a name", "a text in a row in XML", "spaces behind the XML"),
    *("comments in XML", "a packed page in five layers", "a page of a refusal"),
}
"""Much like another one here: not in the ordinary run, where each process counts."""


MARKS = {True: [pytest.mark.slow], False: []}


LAID = {
    ("gzip-bomb", "read", "json"): TOO_LARGE,
    ("gzip-bomb", "read", "xml"): WEB_PAGE,
    ("gzip-bomb", "update", "json"): TOO_LARGE,
    ("gzip-bomb", "get", "json"): TOO_LARGE,
    ("gzip-nested", "read", "json"): CUT_OFF,
    ("chunked-bomb", "read", "json"): NOT_JSON,
    ("chunked-bomb", "read", "xml"): WEB_PAGE,
    ("chunked-bomb", "update", "json"): TOO_LARGE,
    ("chunked-bomb", "get", "json"): TOO_LARGE,
    ("xml-bomb", "read", "xml"): DOCTYPE,
    ("xml-bomb", "update", "xml"): UNKNOWN,
    ("xml-foreign-entity", "read", "xml"): DOCTYPE,
    ("xml-foreign-entity", "update", "xml"): UNKNOWN,
    ("depth-bomb", "read", "json"): NOT_JSON,
    ("depth-bomb", "read", "xml"): WRONG_SHAPE,
    ("depth-bomb", "update", "json"): UNKNOWN,
    ("depth-bomb", "update", "xml"): UNKNOWN,
    ("header-flood", "read", "json"): CUT_OFF,
    ("header-long", "read", "json"): CUT_OFF,
    ("header-long", "update", "json"): CUT_OFF,
    ("number-huge", "update", "json"): UNKNOWN,
    ("number-huge", "read", "json"): NOT_JSON,
}
"""By the fault, who meets it and in which format."""


@pytest.mark.parametrize(
    ("name", "what", "form", "comes"),
    [
        pytest.param(*bomb, comes, marks=MARKS[bomb in SELDOM], id="-".join(bomb))
        for bomb, comes in LAID.items()
    ],
)
def test_n11_a_bomb_is_refused_in_little_memory(
    simulator, record_property, name, what, form, comes
):
    laid = Fault(name, what, count=None)
    refused = met(simulator, simulator.base_url, what, form, record_property, laid)
    # How much comes at once decides whether its packing or its endless spaces are met first.
    either = {TOO_LARGE, NOT_JSON} if (name, what, form) == ("gzip-bomb", "read", "json") else set()
    assert refused in {comes, *either}


def endless(opening, block, status=b"200 OK", *headers):
    """An answer that begins like this and goes on with the block as long as somebody listens.

    A block with a % in it is another one each time.
    """
    lines = [b"HTTP/1.1 " + status, b"Transfer-Encoding: chunked", *headers]

    def script(call):
        call.request()
        call.send(b"\r\n".join(lines) + b"\r\n\r\n" + chunk(opening))
        for piece in pieces(block):
            call.send(chunk(piece))

    return script


def pieces(block):
    """10 GiB in pieces of about a MiB."""
    if b"%" not in block:
        return repeat(block * (MIB // len(block)), GIBS)
    each = MIB // len(block)
    starts = range(0, each * GIBS, each)
    return (b"".join(block % n for n in range(at, at + each)) for at in starts)


def chunk(content):
    return b"%x\r\n%b\r\n" % (len(content), content)


def packed(times):
    """10 GiB of spaces in so many layers, as one body: about 10 MB in one, little in two."""
    body = b"".join(inflating())
    for _ in range(times - 1):
        body = deflated(body)
    return body


def inflating():
    """After a full flush the same block always has the same bytes."""
    compressor = zlib.compressobj(wbits=31)
    yield compressor.compress(b"{") + compressor.flush(zlib.Z_FULL_FLUSH)
    yield from repeat(compressor.compress(b" " * MIB) + compressor.flush(zlib.Z_FULL_FLUSH), GIBS)


def deflated(body):
    compressor = zlib.compressobj(wbits=31)
    return compressor.compress(body) + compressor.flush()


def layers(times):
    body, coding = packed(times), b", ".join([b"gzip"] * times)
    head = b"HTTP/1.1 200 OK\r\nContent-Encoding: %b\r\nContent-Length: %d\r\n\r\n"
    return lambda call: (call.request(), call.send(head % (coding, len(body)) + body))


ROW = b'{"success":true,"total":1,"list":[{"uid":"1","dataset":"100"}'
SUCCESS = b"<result><success>1</success><total>1</total>"
HTML = b"Content-Type: text/html"

ENDLESS = {
    "spaces in the object": (endless(b'{"success":true,', b" "), "json", NOT_JSON),
    "spaces in the list": (endless(ROW + b",", b"\n"), "json", NOT_JSON),
    "spaces behind it": (endless(ROW + b"]}", b" "), "json", NOT_JSON),
    "spaces before it": (endless(b" ", b" "), "json", "AnswerUnusable: empty"),
    "a text": (endless(b'{"success":true,"error":"', b"x"), "json", NOT_JSON),
    "a text in a row": (endless(ROW + b',{"notes":"', b"x"), "json", NOT_JSON),
    "a number": (endless(b'{"success":true,"total":', b"9"), "json", NOT_JSON),
    "lists in lists": (endless(b'{"success":true,"list":', b"["), "json", NOT_JSON),
    "a name": (endless(b'{"', b"x"), "json", NOT_JSON),
    "members": (endless(b'{"success":true,', b'"m%09d":0,'), "json", NOT_JSON),
    "a text in XML": (endless(SUCCESS + b"<error>", b"x"), "xml", NOT_XML),
    "a text in a row in XML": (
        endless(SUCCESS + b"<list><ecnow_data><notes>", b"x"),
        "xml",
        NOT_XML,
    ),
    "spaces in XML": (endless(SUCCESS, b" "), "xml", NOT_XML),
    "spaces before the XML": (endless(b" ", b" "), "xml", NOT_XML),
    "spaces behind the XML": (endless(SUCCESS + b"</result>", b" "), "xml", NOT_XML),
    "elements in XML": (endless(SUCCESS + b"<a>", b"<m%09d/>"), "xml", NOT_XML),
    "an attribute in XML": (endless(SUCCESS + b'<a b="', b"x"), "xml", NOT_XML),
    "a comment in XML": (endless(SUCCESS + b"<!--", b"x"), "xml", NOT_XML),
    "comments in XML": (endless(SUCCESS, b"<!-- x -->"), "xml", NOT_XML),
    "a page of a failure": (
        endless(b"<html>", b"x", b"500 Oops", HTML),
        "json",
        "AnswerUnusable: HTTP status 500",
    ),
    "a page of a refusal": (
        endless(b"<html>", b"x", b"404 Gone", HTML),
        "xml",
        "AnswerUnusable: HTTP status 404",
    ),
    "a page of a redirect": (
        endless(b"<html>", b"x", b"302 Found", HTML, b"Location: /x"),
        "json",
        "AnswerUnusable: redirect 302",
    ),
    "a packed page in three layers": (layers(3), "json", TOO_LARGE),
    "a packed page in five layers": (layers(5), "json", TOO_LARGE),
}


@pytest.mark.parametrize(
    ("script", "form", "comes"),
    [pytest.param(*bomb, marks=MARKS[name in SELDOM], id=name) for name, bomb in ENDLESS.items()],
)
def test_n11_an_endless_answer_is_refused_in_little_memory(
    simulator, record_property, script, form, comes
):
    with RawServer(script) as server:
        assert met(simulator, server.base_url, "read", form, record_property) == comes


def test_n11_a_text_of_ten_million_characters_is_no_bomb(simulator):
    """rel-R17: such a cell loads."""
    row = b'{"success":true,"total":1,"list":[{"uid":"1","dataset":"100","notes":"%b"}]}'
    body = row % (b"x" * 10_000_000)
    head = b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n" % len(body)
    with RawServer(lambda call: (call.request(), call.send(head + body))) as server:
        record = logged_in(simulator, server.base_url).record(LIVE, "1", Stop())
    assert len(record["notes"]) == 10_000_000
