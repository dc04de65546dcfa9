"""Saved connections: a file without secrets that may be missing, damaged or odd."""

import json
from dataclasses import asdict, fields, replace

import pytest

from cn_desktop.base.errors import ProfileUnusable
from cn_desktop.storage.profiles import Profile, Profiles

DEMO = Profile("Demo", "http://127.0.0.1:8106/", "demo", "DEMO")
LIVE = Profile("Zoë’s 日本", "https://api.example.test/api/", "zoë")


@pytest.fixture
def file(tmp_path):
    return tmp_path / "new folder" / "profiles.json"


@pytest.fixture
def profiles(file):
    return Profiles(file)


def written(file, text):
    file.parent.mkdir()
    file.write_bytes(text if isinstance(text, bytes) else text.encode())


def test_saved_connections_come_back_as_they_were(file, profiles):
    profiles.save(DEMO)
    profiles.save(LIVE)
    again = Profiles(file)
    assert again.all() == [DEMO, LIVE]
    assert again.get(LIVE.name) == LIVE


def test_a_connection_is_production_unless_it_says_otherwise():
    assert LIVE.environment == "PRODUCTION"


def test_saving_a_name_again_replaces_its_connection(profiles):
    profiles.save(DEMO)
    profiles.save(LIVE)
    moved = replace(DEMO, base_url="http://127.0.0.1:9/")
    profiles.save(moved)
    assert profiles.get("Demo") == moved
    assert len(profiles.all()) == 2


def test_an_unknown_name_is_an_error_that_says_it(profiles):
    profiles.save(DEMO)
    with pytest.raises(ProfileUnusable) as caught:
        profiles.get("demo")
    assert caught.value.name == "demo"


def test_without_a_file_there_are_no_connections(profiles):
    assert profiles.all() == []


DAMAGED = {
    "empty": "",
    "cut off": '[{"name": "Demo", "base_',
    "not UTF-8": b'[{"name": "\xff\xfe"}]',
    "null": "null",
    "a number": "7",
    "a text": '"Demo"',
    "an object": json.dumps(asdict(DEMO)),
    "very deep": "[" * 100_000,
}


@pytest.mark.parametrize("text", DAMAGED.values(), ids=DAMAGED.keys())
def test_a_damaged_file_holds_no_connections(file, profiles, text):
    written(file, text)
    assert profiles.all() == []
    with pytest.raises(ProfileUnusable):
        profiles.get("Demo")


def test_a_folder_in_the_file_s_place_holds_no_connections(file, profiles):
    file.mkdir(parents=True)
    assert profiles.all() == []


ODD = {
    "no object": "Demo",
    "null": None,
    "a list": ["Demo"],
    "nothing in it": {},
    "a field is missing": {"name": "Odd", "base_url": "x"},
    "a field too many": {**asdict(DEMO), "name": "Odd", "colour": "red"},
    "a null": {**asdict(DEMO), "name": None},
    "a number": {**asdict(DEMO), "username": 7},
    "an object inside": {**asdict(DEMO), "base_url": {"a": "b"}},
}


@pytest.mark.parametrize("entry", ODD.values(), ids=ODD.keys())
def test_an_odd_entry_is_left_out_and_the_others_are_there(file, profiles, entry):
    written(file, json.dumps([asdict(DEMO), entry, asdict(LIVE)]))
    assert profiles.all() == [DEMO, LIVE]


def test_the_file_holds_the_four_fields_and_no_secret(file, profiles):
    profiles.save(DEMO)
    known = {"name", "base_url", "username", "environment"}
    assert {field.name for field in fields(Profile)} == known
    assert [set(entry) for entry in json.loads(file.read_text(encoding="utf-8"))] == [known]


def test_saving_leaves_nothing_beside_the_file(file, profiles):
    profiles.save(DEMO)
    profiles.save(LIVE)
    assert list(file.parent.iterdir()) == [file]


def test_a_save_that_fails_leaves_the_file_as_it_was(file, profiles):
    profiles.save(DEMO)
    file.with_suffix(".new").mkdir()
    with pytest.raises(OSError, match="profiles"):
        profiles.save(LIVE)
    assert profiles.all() == [DEMO]
