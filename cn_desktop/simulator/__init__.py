"""The ContactNow API served on this machine, for demonstrations and tests.

`server.Simulator` serves from a thread, `child.SimulatorProcess` from a process of its own.
This module imports neither: who needs only the child does without Flask.
"""
