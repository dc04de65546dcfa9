"""Telephone numbers nobody has: only Ofcom's ranges for drama.

Every range is a prefix followed by three digits, so there are a thousand numbers in each.
"""

from cn_desktop.simulator.dice import Dice, spread

MOBILE = "07700 900"
NO_AREA = "01632 960"
UK_WIDE = "03069 990"
FREEPHONE = "0808 157 0"

AREAS = {
    "London": "020 7946 0",
    "Leeds": "0113 496 0",
    "Sheffield": "0114 496 0",
    "Nottingham": "0115 496 0",
    "Leicester": "0116 496 0",
    "Bristol": "0117 496 0",
    "Reading": "0118 496 0",
    "Birmingham": "0121 496 0",
    "Edinburgh": "0131 496 0",
    "Glasgow": "0141 496 0",
    "Liverpool": "0151 496 0",
    "Manchester": "0161 496 0",
    "Newcastle upon Tyne": "0191 498 0",
    "Sunderland": "0191 498 0",
    "Durham": "0191 498 0",
}

WORK_EXTRAS = (UK_WIDE, FREEPHONE)

_SPELLINGS = spread({"closed": 88, "spaced": 9, "international": 3})


def mobile(dice: Dice) -> str:
    """One of the thousand mobile numbers."""
    return _drawn(MOBILE, dice)


def landline(town: str, dice: Dice) -> str:
    """A number of the town's own range, or of the range for no area."""
    return _drawn(AREAS.get(town, NO_AREA), dice)


def work_line(town: str, dice: Dice) -> str:
    """A landline, or now and then a number that belongs to no town."""
    if dice.chance(0.15):
        return _drawn(dice.one_of(WORK_EXTRAS), dice)
    return landline(town, dice)


def _drawn(prefix: str, dice: Dice) -> str:
    return _spelled(f"{prefix}{dice.number(0, 999):03}", dice.one_of(_SPELLINGS))


def _spelled(spaced: str, spelling: str) -> str:
    closed = spaced.replace(" ", "")
    return {"closed": closed, "spaced": spaced, "international": f"+44{closed[1:]}"}[spelling]
