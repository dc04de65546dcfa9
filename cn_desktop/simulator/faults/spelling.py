"""Faults on a command line: NAME, NAME:WHERE or NAME:WHERE:N."""

from cn_desktop.simulator.faults.registry import Fault


def fault_spelled(text: str) -> Fault:
    """The fault of a text; without N it befalls every request there, with N the Nth alone.

    Raises FaultUnknown, and ValueError when N is no whole number from 1.
    """
    name, _, rest = text.partition(":")
    where, _, number = rest.partition(":")
    if not number:
        return Fault(name, where, count=None)
    if not (number.isascii() and number.isdecimal() and int(number)):
        raise ValueError(repr(number))
    return Fault(name, where, nth=int(number))
