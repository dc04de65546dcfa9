"""From an HTTP request to a call: where arguments and payload are found (API notes, section 1)."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Request

from cn_desktop.simulator.meddling import KEY, NOTHING, Meddling

_WRITES = frozenset({"create", "update"})
_AN_ARRAY = "Array"


@dataclass(frozen=True)
class Call:
    """One request: its arguments, its payload if it brought one, the address it came from."""

    arguments: Mapping[str, str]
    payload: bytes | None = None
    source: str = ""
    meddling: Meddling = NOTHING

    @property
    def form(self) -> str:
        """The format asked for; the documents disagree about the default, ours is JSON."""
        return self.arguments.get("format") or "json"


def call_of(received: Request) -> Call:
    """The arguments of the address and of the form, and the payload.

    A file part `easycall` is the payload. With raw=1 the body is it, whatever its Content-Type
    says; a raw write is therefore not searched for arguments, unless it really is multipart.
    """
    body = received.get_data()
    address = Call(
        _last_values(received.args),
        source=received.remote_addr or "",
        meddling=received.environ.get(KEY, NOTHING),
    )
    if _is_raw_write(address) and not _is_multipart(received):
        return replace(address, payload=body)
    call = replace(address, arguments={**address.arguments, **_last_values(received.form)})
    uploaded = received.files.get("easycall")
    if uploaded is not None:
        return replace(call, payload=uploaded.read())
    return replace(call, payload=body) if call.arguments.get("raw") == "1" else call


def _is_raw_write(call: Call) -> bool:
    return call.arguments.get("raw") == "1" and call.arguments.get("action") in _WRITES


def _is_multipart(received: Request) -> bool:
    """Whether there are parts in it, and not only a header that says so."""
    if received.mimetype != "multipart/form-data":
        return False
    return bool(received.form or received.files)


def _last_values(fields: MultiDict[str, str]) -> dict[str, str]:
    """Of an argument given twice PHP keeps the last; `name[x]` makes an array of it."""
    return {
        name.partition("[")[0]: _AN_ARRAY if "[" in name else values[-1]
        for name, values in fields.lists()
    }
