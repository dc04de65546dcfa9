"""A server that does as little as possible: ready bodies from files, updates into a table.

    python tests/benchmarks/serving.py '{"datasets": {"100": FILE}, "latency": 0.05}'

says its port on standard output, serves 127.0.0.1, and ends when its standard input does.
It stands in for ContactNow where the simulator would be the slower of the two.
"""

import json
import mmap
import os
import re
import socket
import sys
import threading
import time
from contextlib import suppress
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

CHUNK = 1024 * 1024
TOKEN = {"success": True, "token": "0" * 40, "expire": int(time.time()) + 12 * 3600}
REFUSED = {"success": False, "error": "Method not allowed"}
BEGINNING = re.compile(rb'\{"uid":"(\d+)"')


class Table:
    """The records of a body in a file, found by uid, and what was changed in them."""

    def __init__(self, path):
        self.path = Path(path)
        self._changed = {}
        self._places = {}
        self._lock = threading.Lock()

    def record(self, uid):
        with self._lock:
            if uid not in self._changed:
                self._changed[uid] = self._read(uid)
            return self._changed[uid]

    def change(self, fields):
        record = self.record(fields["uid"])
        if record is not None:
            record.update(fields)
        return record is not None

    def index(self):
        """Where each record begins; the text of each stands in one piece."""
        with self.path.open("rb") as file:
            self._text = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
        self._places = {
            found[1].decode(): found.start() for found in BEGINNING.finditer(self._text)
        }

    def _read(self, uid):
        at = self._places.get(uid)
        if at is None:
            return None
        text = self._text[at : at + 256 * 1024].decode(errors="ignore")
        return json.JSONDecoder().raw_decode(text)[0]


class Server:
    """`log` has every exchange with a record: its target, its body, when it was answered."""

    def __init__(self, datasets, latency=0.0, *, has_records=False):
        self._tables = {name: Table(path) for name, path in datasets.items()}
        self._latency = latency
        for table in self._tables.values() if has_records else ():
            table.index()
        self._log = []
        self._under_way = self._most = 0
        self._lock = threading.Lock()
        self._first_byte = 0.0
        self.listener = socket.create_server(("127.0.0.1", 0), backlog=256)

    def serve(self):
        while True:
            connection, _ = self.listener.accept()
            threading.Thread(target=self._talk, args=(connection,), daemon=True).start()

    def _talk(self, connection):
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        with connection, connection.makefile("rb") as incoming, suppress(OSError):
            while self._exchange(connection, incoming):
                pass

    def _exchange(self, connection, incoming):
        first = incoming.readline().split()
        if len(first) < 2:
            return False
        headers = {}
        while line := incoming.readline().strip():
            name, _, value = line.partition(b":")
            headers[name.lower()] = value.strip()
        body = incoming.read(int(headers.get(b"content-length", 0)))
        self._answer(connection, first[1].decode(), body)
        return headers.get(b"connection", b"").lower() != b"close"

    def _answer(self, connection, target, body):
        path = urlsplit(target)
        asked = {name: values[-1] for name, values in parse_qs(path.query).items()}
        is_form = body and b"=" in body[:20]
        asked |= {k: v[-1] for k, v in parse_qs(body.decode()).items()} if is_form else {}
        if path.path == "/seen":
            _send(connection, self._seen())
        elif path.path == "/token.php":
            _send(connection, TOKEN)
        elif asked.get("method") == "ecnow_datasets":
            _send(connection, _listing(self._tables))
        elif asked.get("method") != "ecnow_data":
            _send(connection, REFUSED)
        elif asked.get("action") == "read" and not asked.get("urn"):
            self._stream(connection, self._tables[asked["dataset"]])
        else:
            self._exchange_record(connection, target, asked, body)

    def _exchange_record(self, connection, target, asked, body):
        """One record read, or some written; `latency` late."""
        with self._lock:
            self._under_way += 1
            self._most = max(self._most, self._under_way)
        began = time.monotonic()
        if asked["action"] == "read":
            record = self._tables[asked["dataset"]].record(asked["urn"])
            rows = [] if record is None else [record]
            reply = {"success": True, "total": len(rows), "list": rows}
        else:
            done = [self._tables[row["dataset"]].change(row) for row in json.loads(body)]
            reply = {
                "success": True,
                "account_id": "1",
                "total": sum(done),
                "bad": len(done) - sum(done),
                "key": 0,
            }
        time.sleep(max(0.0, self._latency - (time.monotonic() - began)))
        with self._lock:
            self._under_way -= 1
            self._log.append((target, body.decode()))
        _send(connection, reply)

    def _stream(self, connection, table):
        size = table.path.stat().st_size
        connection.sendall(_head(size))
        with table.path.open("rb") as file:
            self._first_byte = time.monotonic()
            while chunk := file.read(CHUNK):
                connection.sendall(chunk)

    def _seen(self):
        """What happened since this was asked last."""
        with self._lock:
            seen = {"log": self._log, "most": self._most, "first_byte": self._first_byte}
            self._log, self._most = [], 0
            return seen


def _head(size):
    return b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n" % size


def _send(connection, document):
    body = json.dumps(document, separators=(",", ":")).encode()
    connection.sendall(_head(len(body)) + body)


def _listing(tables):
    rows = [{"dataset": name, "description": "List", "d_status": "HOLD"} for name in tables]
    return {"success": True, "total": len(rows), "list": rows}


def main():
    server = Server(**json.loads(sys.argv[1]))
    sys.stdout.write(f"{server.listener.getsockname()[1]}\n")
    sys.stdout.flush()
    threading.Thread(target=server.serve, daemon=True).start()
    while os.read(sys.stdin.fileno(), 1024):
        pass


if __name__ == "__main__":
    main()
