"""XML answers as plain values."""

import xml.etree.ElementTree as ET

from .calling import Caller


def parsed(body: bytes) -> dict[str, object]:
    """The envelope; the list as dicts, with None for every empty element."""
    root = ET.fromstring(body)  # noqa: S314 - our own simulator wrote it
    assert root.tag == "result"
    return {child.tag: _value(child) for child in root}


def _value(element: ET.Element) -> object:
    if element.tag == "list":
        return [{cell.tag: cell.text for cell in row} for row in element]
    return element.text


def read_xml(caller: Caller, dataset: str = "100", **more: str) -> dict[str, object]:
    arguments = caller.arguments("read", dataset=dataset, raw="1") | {"format": "xml"} | more
    return parsed(caller.send("GET", "database.php", arguments=arguments).body)


def write_xml(caller: Caller, action: str, body: bytes, **headers: str) -> dict[str, object]:
    arguments = caller.arguments(action, raw="1") | {"format": "xml"}
    answer = caller.send("POST", "database.php", arguments=arguments, body=body, **headers)
    return parsed(answer.body)
