"""P10: how cost grows with the number of records."""

SOURCES = ("P1",)


def measure(_context):
    return []


def growth(_rows):
    return []
