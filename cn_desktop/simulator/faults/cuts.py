"""Faults of the connection: cuts, silence, and calls made when nobody listens any more."""

from collections.abc import Mapping

from cn_desktop.simulator.faults.acts import (
    Act,
    AfterApply,
    BeforeApply,
    Entry,
    Late,
    OnHeaders,
)
from cn_desktop.simulator.faults.wire import Wire

_LONG = 3600.0


def _reset_mid_body(at: float) -> tuple[Act, ...]:
    def strike(wire: Wire) -> None:
        wire.read(part_of(wire.body_length, at))
        wire.reset()

    return (OnHeaders(strike),)


def _before(seconds: float) -> tuple[Act, ...]:
    def strike(wire: Wire) -> None:
        wire.wait(seconds)
        wire.is_over = True

    return (BeforeApply(strike),)


def _after(seconds: float) -> tuple[Act, ...]:
    def strike(wire: Wire) -> None:
        wire.wait(seconds)
        wire.finish()

    return (AfterApply(strike),)


def _late(seconds: float) -> tuple[Act, ...]:
    return (BeforeApply(lambda wire: wire.wait(seconds)), Late(), AfterApply(Wire.finish))


def _late_after_reset(seconds: float) -> tuple[Act, ...]:
    def strike(wire: Wire) -> None:
        wire.reset()
        wire.wait(seconds)

    return (BeforeApply(strike), Late())


def part_of(length: int, at: float) -> int:
    """So many bytes: a fraction of the length below 1, else `at` itself, at most all but one."""
    wanted = int(length * at) if at < 1 else int(at)
    return max(0, min(wanted, length - 1))


def _cut_and_end(wire: Wire) -> None:
    wire.reset()
    wire.is_over = True


def _finish_and_end(wire: Wire) -> None:
    wire.finish()
    wire.is_over = True


CUTS: Mapping[str, Entry] = {
    "reset-after-headers": Entry(
        "RST when the headers are read, before the body", lambda _: (OnHeaders(Wire.reset),)
    ),
    "reset-mid-body": Entry("RST after this part of the request's body", _reset_mid_body, 0.5),
    "slow-to-read": Entry(
        "the request's body is not read for so many seconds",
        lambda seconds: (OnHeaders(lambda wire: wire.wait(seconds)),),
        5.0,
    ),
    "reset-before-apply": Entry(
        "RST, the request read whole, nothing done", lambda _: (BeforeApply(_cut_and_end),)
    ),
    "reset-after-apply": Entry(
        "RST, the call done, nothing answered", lambda _: (AfterApply(Wire.reset),)
    ),
    "fin-before-apply": Entry(
        "FIN, the request read whole, nothing done", lambda _: (BeforeApply(_finish_and_end),)
    ),
    "fin-after-apply": Entry(
        "FIN, the call done, nothing answered", lambda _: (AfterApply(Wire.finish),)
    ),
    "hang-before-apply": Entry(
        "silence for so many seconds, then FIN, nothing done", _before, _LONG
    ),
    "hang-after-apply": Entry(
        "the call done, silence for so many seconds, then FIN", _after, _LONG
    ),
    "late-apply": Entry("silence, the call done after so many seconds, then FIN", _late, 90.0),
    "late-apply-after-reset": Entry(
        "RST at once, the call done after so many seconds", _late_after_reset, 5.0
    ),
    "latency": Entry(
        "an answer so many seconds later",
        lambda seconds: (BeforeApply(lambda wire: wire.wait(seconds)),),
        1.0,
    ),
    "tokens-expire": Entry(
        "every token ends just before this call",
        lambda _: (BeforeApply(lambda wire: wire.expire_tokens()),),
    ),
}
