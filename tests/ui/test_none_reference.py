"""The installed Qt does not use up references to None.

PySide6 6.12.0 on Python 3.11 drops one at every call of a method that returns
nothing; after some thousands of them the interpreter aborts.
"""

import sys

from PySide6.QtCore import QObject

CALLS = 500


def test_a_call_that_returns_nothing_keeps_the_references_to_none():
    thing = QObject()
    before = sys.getrefcount(None)
    for _call in range(CALLS):
        thing.setObjectName("name")
    # Other threads may free a few meanwhile; a lost one per call is unmistakable.
    assert sys.getrefcount(None) > before - CALLS // 10
