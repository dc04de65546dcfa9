"""Answers that are lists: made of rows, and cut to the limit of the call."""

from collections.abc import Iterable, Iterator
from dataclasses import replace

from cn_desktop.simulator.calls import Call
from cn_desktop.simulator.fields import Row
from cn_desktop.simulator.replies import Reply


def listed(rows: list[Row], row: str) -> Reply:
    """All of the rows in one page; `row` is what XML calls one."""
    return Reply({"success": True, "total": len(rows)}, [rows] if rows else [], row)


def limited(reply: Reply, call: Call) -> Reply:
    """The reply with no more rows than `limit`, its total unchanged.

    That is documented for `ecnow.php` only (API notes, section 1); that no limit, 0 and what is no
    number mean everything is inferred.
    """
    limit = call.arguments.get("limit", "")
    if reply.pages is None or not (limit.isascii() and limit.isdecimal() and int(limit)):
        return reply
    return replace(reply, pages=_first(reply.pages, int(limit)))


def _first(pages: Iterable[list[Row]], limit: int) -> Iterator[list[Row]]:
    left = limit
    for page in pages:
        yield page[:left]
        left -= len(page)
        if left <= 0:
            return
