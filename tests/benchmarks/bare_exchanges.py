"""Exchanges of a submit once more, with nothing but http.client."""

import http.client
import json
import threading
import time
from contextlib import closing, suppress
from itertools import groupby
from pathlib import Path
from queue import Empty, SimpleQueue
from urllib.parse import parse_qs, urlsplit


def replay(port, log, connections, is_kept):
    """Seconds to do the exchanges, those of one record one after the other."""
    rows = SimpleQueue()
    by_row = sorted(json.loads(Path(log).read_text("utf-8")), key=_uid_of)
    for _, exchanges in groupby(by_row, _uid_of):
        rows.put(list(exchanges))
    began = time.monotonic()
    threads = [
        threading.Thread(target=_work, args=(rows, port, is_kept)) for _ in range(connections)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return time.monotonic() - began


def _work(rows, port, is_kept):
    connection = http.client.HTTPConnection("127.0.0.1", port)
    with closing(connection), suppress(Empty):
        while True:
            _exchange(connection, rows.get_nowait(), is_kept)


def _exchange(connection, exchanges, is_kept):
    for target, body in exchanges:
        connection.request("POST" if body else "GET", target, body or None)
        connection.getresponse().read()
        if not is_kept:
            connection.close()


def _uid_of(exchange):
    target, body = exchange
    return json.loads(body)[0]["uid"] if body else parse_qs(urlsplit(target).query)["urn"][0]
