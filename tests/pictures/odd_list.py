"""A list that is hard to show: sixty columns, long names, other scripts, signs, nothing at all."""

import csv

from cn_desktop.simulator.fields import PHONES

ROWS = 40
CUSTOM = 33
NAMES = (
    ("Mr", "Joseph", "Blogs"),
    ("Ms", "Wilhelmina Alexandra Philippa", "Featherstonehaugh-Cholmondeley"),
    ("Dr", "שירה", "אלמוג"),
    ("Mrs", "نور", "الهاشمي"),
    ("Mr", "Zoë 😀", "O’Neill"),
    ("Rev", "", "Nobody"),
    ("Ms", "Łucja", "Żółkiewska"),
    ("Mx", "Ștefan", "Dǎrmǎnescu"),
)
TOWNS = ("Leeds", "Llanfairpwllgwyngyllgogerychwyrndrobwllllantysiliogogogoch", "Ayr", "תל אביב")
NOTES = ("", "Prefers mornings", "One line\nand another", "<b>not bold</b>", "مساءً فقط")


def write(path):
    """The same list each time; telephone numbers are Ofcom’s for drama."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(_record(0)))
        writer.writeheader()
        writer.writerows(map(_record, range(ROWS)))


def _record(number):
    title, first, last = NAMES[number % len(NAMES)]
    phones = {
        PHONES[0]: f"01632 960{number:03}" if number % 3 else "",
        PHONES[1]: f"07700 900{number:03}",
        PHONES[2]: f"+44 20 7946 0{number:03}" if number % 4 == 0 else "",
    }
    customs = {
        f"custom_{place:02}": f"Value {number}-{place}" if (number + place) % 3 else ""
        for place in range(CUSTOM)
    }
    return {
        "title": title,
        "firstname": first,
        "lastname": last,
        **phones,
        "address1": f"{number + 1} High Street",
        "address3": TOWNS[number % len(TOWNS)],
        "postcode": f"AB{number % 9 + 1} {number % 9}CD",
        "callback": "2026-12-01 09:30:00" if number % 5 == 0 else "0000-00-00 00:00:00",
        "outcomecode": ("100", "109", "111")[number % 3],
        "call_back_notes": NOTES[number % len(NOTES)],
        **customs,
    }
