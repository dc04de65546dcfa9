"""Faults on request: below the framework, on the socket, so that a cut is a cut.

`Fault` describes one, `Faults` holds those of a simulator, `catalogue.CATALOGUE` has their names.
"""

from cn_desktop.simulator.faults.registry import Fault, Faults, FaultUnknown

__all__ = ["Fault", "FaultUnknown", "Faults"]
