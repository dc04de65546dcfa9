"""The lines of the review by number: what is listed, and where it stands."""

from hypothesis import given
from hypothesis import strategies as st

from cn_desktop.records.listing import Line, Listing, listed
from cn_desktop.records.marks import Mark, Note, State

from .sheets import ada, bob, sheet_of

KEYS = st.sampled_from("abcdef")
FIELDS = st.one_of(st.none(), st.lists(st.sampled_from("xyz"), unique=True).map(tuple))


def lines(listing):
    return [listing.line(number) for number in range(len(listing))]


@given(st.lists(st.dictionaries(KEYS, FIELDS, max_size=4), max_size=8))
def test_every_line_is_found_by_its_number_and_the_number_by_the_line(updates):
    listing = Listing()
    expected = {}
    for update in updates:
        listing.put(update)
        expected.update(update)  # a key that comes back keeps its place
        plain = [
            Line(key, field)
            for key, fields in expected.items()
            if fields is not None
            for field in (None, *fields)
        ]
        assert lines(listing) == plain
        assert [listing.number(line) for line in plain] == list(range(len(plain)))
        assert listing.keys() == [key for key, fields in expected.items() if fields is not None]


def test_a_record_that_comes_back_comes_back_to_its_place():
    listing = Listing()
    listing.put({"a": ("x",), "b": (), "c": ()})
    listing.put({"b": None})
    assert [line.key for line in lines(listing)] == ["a", "a", "c"]
    listing.put({"b": ("y",)})
    assert [line.key for line in lines(listing)] == ["a", "a", "b", "b", "c"]


@given(st.lists(KEYS, min_size=1, unique=True), st.data())
def test_a_record_that_is_made_room_for_stands_above_the_other(keys, data):
    listing = Listing()
    listing.put(dict.fromkeys(keys, ("x",)))
    below = data.draw(st.sampled_from(keys))
    listing.make_room("new", below)
    assert listing.keys() == keys, "nothing is listed there yet"
    listing.put({"new": ("y",)})
    at = keys.index(below)
    assert listing.keys() == [*keys[:at], "new", *keys[at:]]
    assert [listing.number(line) for line in lines(listing)] == list(range(len(listing)))


def test_a_new_record_that_is_saved_stays_where_it_is_under_its_uid():
    listing = Listing()
    listing.put({"+1": ("x",), "b": ()})
    listing.rename("+1", "550001")
    assert lines(listing)[0] == Line("550001")
    assert listing.number(Line("+1")) is None


def test_the_fields_of_a_record_stand_in_the_order_asked_for():
    sheet = sheet_of(ada(postcode="A"), bob(postcode="B"))
    sheet.type_text("1", "postcode", "C")
    sheet.type_text("1", "firstname", "Eve")
    [found] = listed(sheet, ["1", "2"], ["firstname", "ddi_mobile", "postcode"])
    assert found == {"1": ("firstname", "postcode"), "2": None}


def test_of_a_saved_record_the_fields_are_listed_that_were_sent():
    sheet = sheet_of(ada(postcode="A"), bob())
    sheet.type_text("1", "postcode", "C")
    sheet.type_text("1", "firstname", "Eve")
    [row] = sheet.outgoing(["1"])
    sheet.saved(row, "1", None, Mark(State.SAVED))
    [found] = listed(sheet, ["1", "2"], ["uid", "firstname", "postcode", "lastname"])
    assert found == {"1": ("firstname", "postcode"), "2": None}
    sheet.changes.forget_saved()
    [found] = listed(sheet, ["1"], ["uid", "firstname", "postcode"])
    assert found == {"1": None}


def test_of_a_saved_record_the_fields_are_listed_that_were_stored_otherwise():
    sheet = sheet_of(ada())
    mark = Mark(State.SAVED, note=Note.STORED_DIFFERENTLY, sent={"firstname": "EVE"})
    sheet.settle("1", mark)
    [found] = listed(sheet, ["1"], ["uid", "firstname"])
    assert found == {"1": ("firstname",)}
