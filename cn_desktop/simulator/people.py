"""Invented contact records that look like a real list; the same seed gives the same records."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import count

from cn_desktop.simulator import names, numbers, places
from cn_desktop.simulator.codes import CALL_BACK, DESCRIPTIONS, DO_NOT_CALL, FRESH, WORKING_AGENTS
from cn_desktop.simulator.dice import Dice, spread
from cn_desktop.simulator.fields import Row, blank_record

_WITH_PHONES = spread({
    ("ddi_mobile",): 38,
    ("ddi_home", "ddi_mobile"): 27,
    ("ddi_home",): 12,
    ("ddi_mobile", "ddi_work"): 11,
    ("ddi_work",): 6,
    ("ddi_home", "ddi_work"): 3,
    ("ddi_home", "ddi_mobile", "ddi_work"): 3,
})
_PHONE_MAKERS: dict[str, Callable[[str, Dice], str]] = {
    "ddi_home": numbers.landline,
    "ddi_mobile": lambda _town, dice: numbers.mobile(dice),
    "ddi_work": numbers.work_line,
}
_OUTCOMES = spread({
    FRESH: 52,
    CALL_BACK: 8,
    DO_NOT_CALL: 4,
    "101": 12,
    "102": 9,
    "103": 4,
    "104": 2,
    "110": 3,
    "111": 6,
})
_EARLIER_OUTCOMES = ("101", "102", "102", "103")
_BUSINESSES = (
    "{surname} & Sons",
    "{surname} Bros Ltd",
    "{surname}, {other} & Partners LLP",
    "{town} Joinery Ltd",
    "{town} Veterinary Centre",
    "{surname}'s Bakery",
    "{town} Roofing & Guttering",
    "{other} Electrical Services",
    "{surname} Accountancy Ltd",
    "The {town} Flower Shop",
    "{surname} Haulage (UK) Ltd",
    "Café {other}",
)
_CALL_BACK_NOTES = (
    "Ring after six",
    "Wants the quote again before deciding",
    "At work until 4, use the mobile",
    "Ask for the office manager",
    "On holiday, back next week",
    'Said "not before ten", speaks Welsh',
    "",
)
_URNS = spread({"null": 70, "empty": 10, "value": 20})
_CONTACT_WAYS = spread({"Phone": 45, "Email": 20, "Text": 15, "Post": 5, "": 15})
_TEST_VALUES = spread({"": 90, "A": 5, "B": 5})


@dataclass(frozen=True)
class Load:
    """How a list came into the system: its dataset, the day, and the file."""

    dataset: str
    day: date
    sourcefile: str


def people(seed: str, load: Load) -> Iterator[Row]:
    """Records without end, `uid` null, all fields of `STANDARD` and `DEMO_CUSTOM`.

    The first ones are the same however many are taken.
    """
    dice = Dice(seed)
    blank = blank_record(load.dataset, load.day) | {"sourcefile": load.sourcefile}
    for number in count(1):
        yield blank | _contact(number, dice) | _calls(load, dice)


def _contact(number: int, dice: Dice) -> Row:
    person = names.person(dice)
    town = places.town(dice)
    return {
        "title": person.title,
        "firstname": person.firstname,
        "lastname": person.lastname,
        **_phones(town.name, dice),
        **places.address(town, dice),
        **_references(number, dice),
        **_custom(number, person.lastname, town.name, dice),
    }


def _phones(town: str, dice: Dice) -> Row:
    return {field: _PHONE_MAKERS[field](town, dice) for field in dice.one_of(_WITH_PHONES)}


def _references(number: int, dice: Dice) -> Row:
    return {
        "urn": _reference(f"U{number:07}", dice),
        "vendor_urn": _reference(f"V-{dice.number(10000, 99999)}", dice),
    }


def _reference(value: str, dice: Dice) -> str | None:
    return {"null": None, "empty": "", "value": value}[dice.one_of(_URNS)]


def _custom(number: int, surname: str, town: str, dice: Dice) -> Row:
    return {
        "company_name": _company(surname, town, dice),
        "test_field": dice.one_of(_TEST_VALUES),
        "client_ref": f"CR-{number:06}",
        "account_number": f"{dice.number(0, 99_999_999):08}",
        "customer_since": _customer_since(dice),
        "preferred_contact": dice.one_of(_CONTACT_WAYS),
    }


def _company(surname: str, town: str, dice: Dice) -> str:
    if dice.chance(0.45):
        return ""
    other = dice.one_of(names.ENGLISH.surnames)
    return dice.one_of(_BUSINESSES).format(surname=surname, other=other, town=town)


def _customer_since(dice: Dice) -> str:
    if dice.chance(0.3):
        return ""
    return (date(2004, 1, 1) + timedelta(days=dice.number(0, 7300))).isoformat()


def _calls(load: Load, dice: Dice) -> Row:
    """What the dialler and the agents left on the record; nothing on a fresh one."""
    outcome = dice.one_of(_OUTCOMES)
    if outcome == FRESH:
        return {"notes": "" if dice.chance(0.6) else _loaded_line(load)}
    agent = dice.one_of(WORKING_AGENTS)
    called = _moment(load.day, dice)
    lines = [_loaded_line(load), *_attempts(load.day, called, dice)]
    lines.append(f"{called} {outcome} {DESCRIPTIONS[outcome]} - {agent.name}")
    return {
        "outcomecode": outcome,
        "agentid": agent.agentid,
        "processdate": str(called),
        "notes": "\n".join(lines),
        **(_call_back(called, dice) if outcome == CALL_BACK else {}),
    }


def _loaded_line(load: Load) -> str:
    return f"{load.day} 08:00:00 Loaded from {load.sourcefile}"


def _attempts(first: date, last: datetime, dice: Dice) -> list[str]:
    moments = (_moment(first, dice) for _ in range(dice.number(0, 3)))
    earlier = sorted(moment for moment in moments if moment < last)
    outcomes = (dice.one_of(_EARLIER_OUTCOMES) for _ in earlier)
    return [
        f"{moment} {outcome} {DESCRIPTIONS[outcome]}"
        for moment, outcome in zip(earlier, outcomes, strict=True)
    ]


def _call_back(called: datetime, dice: Dice) -> Row:
    day = called.date() + timedelta(days=dice.number(1, 30))
    quarter = timedelta(minutes=15 * dice.number(0, 43))
    return {
        "callback": str(datetime.combine(day, time(9)) + quarter),
        "call_back_notes": dice.one_of(_CALL_BACK_NOTES),
    }


def _moment(first: date, dice: Dice) -> datetime:
    """A moment in calling hours within the two months after the day, to the second."""
    day = first + timedelta(days=dice.number(0, 60))
    return datetime.combine(day, time(9)) + timedelta(seconds=dice.number(0, 11 * 3600))
