import sys

from PySide6.QtCore import QObject


def test_calls_into_qt_do_not_use_up_none():
    """PySide6 6.12.0 on Python 3.11 loses a reference to None with every such call."""
    target = QObject()
    before = sys.getrefcount(None)
    for number in range(500):
        target.setObjectName(str(number))
    assert sys.getrefcount(None) > before - 100
