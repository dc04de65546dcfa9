"""The order of many distinct cells."""

import random
from decimal import Decimal
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cn_desktop.records import ranking
from cn_desktop.records.collation import plain_key
from cn_desktop.records.ranking import Manner, is_number, is_odd, ranked
from cn_desktop.records.steps import AT_ONCE, MERGED_AT_ONCE, finished

AS_TEXT = Manner(plain_key, is_by_amount=False)
BY_AMOUNT = Manner(plain_key, is_by_amount=True)
CELLS = st.one_of(st.text("aAé\0 ", max_size=40), st.sampled_from(["0000-00-00 00:00:00", "7"]))
AMOUNTS = st.one_of(
    st.from_regex(r"\A-?[0-9]{1,22}\Z", fullmatch=True),
    st.from_regex(r"\A-?[0-9]{0,3}\.[0-9]{1,3}\Z", fullmatch=True),
    st.sampled_from(["9007199254740993", "9007199254740992", "9" * 400, "-" + "9" * 400, "-0"]),
)


def texts(cells, manner):
    """The cells in order, with their levels."""
    found = finished(ranked([cell.encode() for cell in cells], manner))
    return [(cells[at], level) for at, level in zip(found.order, found.levels, strict=True)]


def levels_follow(ranked_cells, compared):
    """Two neighbours are on one level exactly if they compare as equals, else on the next."""
    return all(
        after - before == (compared(one) != compared(other))
        for (one, before), (other, after) in pairwise(ranked_cells)
    )


@given(st.lists(CELLS, unique=True, max_size=20))
def test_texts_are_in_order_of_their_keys_and_blank_ones_last_on_one_level(cells):
    found = texts(cells, AS_TEXT)
    blank = {"", "0000-00-00 00:00:00"}
    filled = [each for each in found if each[0] not in blank]
    assert [cell for cell, _ in filled] == sorted(
        {*cells} - blank, key=lambda cell: (plain_key(cell), cell.encode())
    )
    assert levels_follow(filled, plain_key)
    assert {level for _, level in found[len(filled) :]} <= {
        len({*map(plain_key, {*cells} - blank)})
    }


@given(st.lists(AMOUNTS.filter(lambda text: is_number(text.encode())), unique=True, max_size=20))
def test_amounts_are_compared_exactly_however_long_they_are(cells):
    found = texts(cells, BY_AMOUNT)
    assert [cell for cell, _ in found] == sorted(cells, key=lambda cell: (Decimal(cell), cell))
    assert levels_follow(found, Decimal)


def test_thousands_that_begin_alike_are_in_order():
    cells = [f"{'the same beginning ' * 3}{number:05}" for number in range(2 * AT_ONCE + 5)]
    mixed = random.Random(1).sample(cells, len(cells))
    assert [cell for cell, _ in texts(mixed, AS_TEXT)] == cells


def each_step(work):
    """Taken one by one, and what is to be called elsewhere called here."""
    for step in work:
        if step is not None:
            step()
        yield


class Counted(Manner):
    """Notes how many cells it is asked for in each step."""

    def __init__(self, *, is_by_amount):
        super().__init__(plain_key, is_by_amount=is_by_amount)
        self.asked = [0]

    def level(self, cell):
        self.asked[-1] += 1
        return super().level(cell)


@pytest.mark.parametrize("start", ["the same beginning " * 3, "1." + "0" * 40])
@pytest.mark.parametrize("is_by_amount", [False, True])
def test_no_step_looks_at_more_than_some_of_those_that_begin_alike(start, is_by_amount):
    """A million of them were one step of a second."""
    manner = Counted(is_by_amount=is_by_amount)
    cells = [f"{start}{number:05}".encode() for number in range(3 * AT_ONCE)]
    for _ in each_step(ranked(random.Random(1).sample(cells, len(cells)), manner)):
        manner.asked.append(0)
    assert max(manner.asked) <= AT_ONCE


def test_those_that_are_no_numbers_are_put_in_order_some_at_a_time():
    """They are last where the others go by amount."""
    cells = [f"n{number:05}" for number in range(3 * AT_ONCE)]
    mixed = random.Random(1).sample(cells, len(cells))
    steps = each_step(ranked([cell.encode() for cell in mixed], BY_AMOUNT))
    assert sum(1 for _ in steps) > len(cells) / MERGED_AT_ONCE
    assert [cell for cell, _ in texts(mixed, BY_AMOUNT)] == cells


@pytest.mark.parametrize("cell", [b"7", b"007", b"-3", b"2.5", b".5", b"5.", b"-0"])
def test_what_is_a_plain_number(cell):
    assert is_number(cell)
    assert not is_odd(cell)


@pytest.mark.parametrize(
    "cell", [b"1e5", b"nan", b"1_000", b"-", b".", b"+1", b" 1", b"--1", "٣".encode(), b"1.2.3"]
)
def test_what_is_none(cell):
    assert not is_number(cell)
    assert is_odd(cell)


@pytest.mark.parametrize("cell", [b"", b"0000-00-00 00:00:00", b"\xfe\xfe", b"\xfd"])
def test_nothing_does_not_make_a_column_text(cell):
    assert not ranking.is_odd(cell)
