"""Faults of the answer's way: cut short or slow."""

from collections.abc import Callable, Mapping

from cn_desktop.simulator.faults.acts import Act, Answer, Entry, Sending, Sent
from cn_desktop.simulator.faults.cuts import part_of
from cn_desktop.simulator.faults.wire import Wire


def send_plainly(wire: Wire, answer: Answer) -> None:
    """The answer as it is, with its length."""
    wire.send([head(answer, Content_Length=len(answer.body)), answer.body])


def head(answer: Answer, **more: object) -> bytes:
    """The status line, the headers and the empty line; names of `more` have _ for -."""
    framing = [(name.replace("_", "-"), str(value)) for name, value in more.items()]
    headers = [*answer.headers, *framing, ("Connection", "close")]
    lines = [f"HTTP/1.1 {answer.status}", *(f"{name}: {value}" for name, value in headers)]
    return "".join(f"{line}\r\n" for line in [*lines, ""]).encode("latin-1", "replace")


def chunk(content: bytes) -> bytes:
    """A chunk of a chunked answer."""
    return b"%x\r\n%b\r\n" % (len(content), content)


def _cut_with_length(at: float) -> Sending:
    def send(wire: Wire, answer: Answer) -> None:
        part = answer.body[: part_of(len(answer.body), at)]
        wire.send([head(answer, Content_Length=len(answer.body)), part])

    return send


def _cut_chunked(at: float) -> Sending:
    def send(wire: Wire, answer: Answer) -> None:
        part = answer.body[: part_of(len(answer.body), at)]
        sent = chunk(part) if part else b""
        wire.send([head(answer, Transfer_Encoding="chunked"), sent])

    return send


def _cut_without_length(at: float) -> Sending:
    def send(wire: Wire, answer: Answer) -> None:
        wire.send([head(answer), answer.body[: part_of(len(answer.body), at)]])

    return send


def _cut_with_reset(at: float) -> Sending:
    def send(wire: Wire, answer: Answer) -> None:
        _cut_with_length(at)(wire, answer)
        wire.reset()

    return send


def _dripping(rate: float) -> Sending:
    def send(wire: Wire, answer: Answer) -> None:
        wire.send([head(answer, Content_Length=len(answer.body))])
        wire.drip(answer.body, rate)

    return send


def _one_byte_then_silence(seconds: float) -> Sending:
    def send(wire: Wire, answer: Answer) -> None:
        wire.send([head(answer, Content_Length=len(answer.body)), answer.body[:1]])
        wire.wait(seconds)

    return send


def sent_with(make: Callable[[float], Sending]) -> Callable[[float], tuple[Act, ...]]:
    """The acts of a fault whose value is a number."""
    return lambda value: (Sent(make(value)),)


SENDING: Mapping[str, Entry] = {
    "truncate-length": Entry(
        "the answer ends after this part of its Content-Length", sent_with(_cut_with_length), 0.5
    ),
    "truncate-chunked": Entry(
        "a chunked answer ends after this part, without a last chunk", sent_with(_cut_chunked), 0.5
    ),
    "truncate-unmarked": Entry(
        "an answer without a length ends after this part", sent_with(_cut_without_length), 0.5
    ),
    "reset-mid-answer": Entry("RST after this part of the answer", sent_with(_cut_with_reset), 0.5),
    "drip": Entry("the answer at so many bytes in a second", sent_with(_dripping), 1.0),
    "one-byte-then-hang": Entry(
        "one byte of the answer, then silence for so many seconds",
        sent_with(_one_byte_then_silence),
        3600.0,
    ),
}
