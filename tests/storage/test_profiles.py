"""Saved connections: a private file without secrets that may be missing, damaged or odd."""

import json
import os
import stat
from dataclasses import asdict, fields, replace

import pytest

from cn_desktop.base.errors import ProfileUnusable
from cn_desktop.base.profile import MOST_AT_ONCE, REGION, Format, Forms, Profile, Safety
from cn_desktop.storage.profiles import VERSION, Profiles

DEMO = Profile("Demo", "http://127.0.0.1:8106/", "demo", "DEMO")
LIVE = Profile(
    "Zoë’s 日本",
    "https://api.example.test/api/",
    "zoë",
    format=Format.XML,
    is_read_only=True,
    unlocked=("callback", "urn"),
    proxy="http://proxy.example.test:3128",
    ca_file="/certificates/ours.pem",
    forms=Forms.REFUSED,
    safety=Safety.NEVER,
    marker_field="client_ref",
    at_once=3,
    region="IE",
)
OLD_MEMBERS = ("name", "base_url", "username", "environment")


@pytest.fixture
def file(tmp_path):
    return tmp_path / "new folder" / "profiles.json"


@pytest.fixture
def profiles(file):
    return Profiles(file)


def written(file, text):
    file.parent.mkdir(exist_ok=True)
    file.write_bytes(text if isinstance(text, bytes) else text.encode())


def written_entries(file, *entries):
    written(file, json.dumps({"version": VERSION, "last": "Demo", "profiles": entries}))


def beside(file):
    return sorted(each.name for each in file.parent.iterdir() if each != file)


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
    assert profiles.all() == [moved, LIVE]


def test_a_renamed_connection_keeps_its_place_and_is_still_the_last_used(profiles):
    profiles.save(DEMO)
    profiles.save(LIVE)
    profiles.mark_used("Demo")
    renamed = replace(DEMO, name="Practice")
    profiles.save(renamed, in_place_of="Demo")
    assert profiles.all() == [renamed, LIVE]
    assert profiles.last == "Practice"


def test_a_deleted_connection_is_gone_and_no_longer_the_last_used(profiles):
    profiles.save(DEMO)
    profiles.save(LIVE)
    profiles.mark_used("Demo")
    profiles.delete("Demo")
    profiles.delete("never there")
    assert profiles.all() == [LIVE]
    assert profiles.last == ""


def test_an_unknown_name_is_an_error_that_says_it(profiles):
    profiles.save(DEMO)
    with pytest.raises(ProfileUnusable) as caught:
        profiles.get("demo")
    assert caught.value.name == "demo"


def test_without_a_file_there_are_no_connections(file, profiles):
    assert profiles.all() == []
    assert profiles.last == ""
    assert profiles.mend() is None
    assert not file.parent.exists()


def test_the_file_of_the_first_version_is_read_and_becomes_the_present_one(file, profiles):
    old = [{name: asdict(each)[name] for name in OLD_MEMBERS} for each in (DEMO, LIVE)]
    written(file, json.dumps(old))
    assert profiles.all()[0] == DEMO
    assert profiles.mend() is None
    profiles.mark_used("Demo")
    assert json.loads(file.read_text(encoding="utf-8"))["version"] == VERSION
    assert [profile.name for profile in profiles.all()] == ["Demo", LIVE.name]


DAMAGED = {
    "empty": "",
    "cut off": '[{"name": "Demo", "base_',
    "not UTF-8": b'[{"name": "\xff\xfe"}]',
    "null": "null",
    "a number": "7",
    "a text": '"Demo"',
    "another object": json.dumps(asdict(DEMO)),
    "no list in it": json.dumps({"version": VERSION, "profiles": {}}),
    "very deep": "[" * 100_000,
}


@pytest.mark.parametrize("text", DAMAGED.values(), ids=DAMAGED.keys())
def test_a_damaged_file_holds_no_connections_and_is_kept_aside(file, profiles, text):
    written(file, text)
    before = file.read_bytes()
    assert profiles.all() == []
    with pytest.raises(ProfileUnusable):
        profiles.get("Demo")
    aside = profiles.mend()
    assert aside.read_bytes() == before
    assert not file.exists()
    assert profiles.mend() is None


def test_saving_over_a_damaged_file_keeps_it_aside_too(file, profiles):
    for number in (1, 2):
        written(file, f"damaged {number}")
        profiles.save(DEMO)
    assert profiles.all() == [DEMO]
    assert beside(file) == ["profiles.damaged-1.json", "profiles.damaged-2.json"]


def test_a_folder_in_the_file_s_place_holds_no_connections(file, profiles):
    file.mkdir(parents=True)
    assert profiles.all() == []
    assert profiles.last == ""
    with pytest.raises(OSError, match="profiles"):
        profiles.save(DEMO)


UNREADABLE = {
    "no object": "Demo",
    "null": None,
    "a list": ["Demo"],
    "nothing in it": {},
    "a member is missing": {"name": "Odd", "base_url": "x"},
    "a null": {**asdict(DEMO), "name": None},
    "a number": {**asdict(DEMO), "username": 7},
    "an object inside": {**asdict(DEMO), "base_url": {"a": "b"}},
}


@pytest.mark.parametrize("entry", UNREADABLE.values(), ids=UNREADABLE.keys())
def test_an_unreadable_entry_is_left_out_and_kept_aside(file, profiles, entry):
    written_entries(file, asdict(DEMO), entry, asdict(LIVE))
    before = file.read_bytes()
    assert profiles.all() == [DEMO, LIVE]
    assert profiles.mend().read_bytes() == before
    assert profiles.all() == [DEMO, LIVE]
    assert profiles.last == "Demo"


ODD = {
    "an unknown member": ({"colour": "red"}, DEMO),
    "an unknown environment": ({"environment": "MOON"}, replace(DEMO, environment="PRODUCTION")),
    "an unknown format": ({"format": "yaml"}, DEMO),
    "a format that is no text": ({"format": ["xml"]}, DEMO),
    "unknown fields": ({"unlocked": ["callback", "uid", 7]}, replace(DEMO, unlocked=("callback",))),
    "fields that are no list": ({"unlocked": "callback"}, DEMO),
    "a proxy that is no text": ({"proxy": 7, "ca_file": None}, DEMO),
    "unknown forms": ({"forms": 1}, DEMO),
    "what may mean read-only": ({"is_read_only": "no"}, replace(DEMO, is_read_only=True)),
}


@pytest.mark.parametrize(("members", "read"), ODD.values(), ids=ODD.keys())
def test_odd_members_cost_only_themselves(file, profiles, members, read):
    written_entries(file, {**asdict(DEMO), **members})
    assert profiles.all() == [read]
    assert profiles.mend() is None


@pytest.mark.parametrize("level", ["sometimes", "ALWAYS", "", 7, None, ["never"]])
def test_what_may_be_another_level_of_safety_is_read_as_the_one_that_always_asks(
    file, profiles, level
):
    written_entries(file, {**asdict(DEMO), "safety": level})
    assert profiles.all() == [replace(DEMO, safety=Safety.ASK_ALWAYS)]


@pytest.mark.parametrize(
    "name", [7, None, ["client_ref"], "client ref", "Notes", "uid", "ddi_home"]
)
def test_a_field_that_must_not_carry_the_marker_counts_as_none(file, profiles, name):
    written_entries(file, {**asdict(LIVE), "marker_field": name})
    assert profiles.all() == [replace(LIVE, marker_field="")]


@pytest.mark.parametrize("region", ["", "GBR", "4", "ÄÖ", 44, None, ["GB"], "g1"])
def test_a_country_that_can_not_be_is_the_usual_one(file, profiles, region):
    written_entries(file, {**asdict(LIVE), "region": region})
    assert profiles.all() == [replace(LIVE, region=REGION)]


@pytest.mark.parametrize("number", [0, -1, MOST_AT_ONCE + 1, 10**30, "3", 2.5, 3.0, True, None])
def test_so_many_updates_at_once_as_can_not_be_are_the_usual_number(file, profiles, number):
    written_entries(file, {**asdict(LIVE), "at_once": number})
    assert profiles.all() == [replace(LIVE, at_once=MOST_AT_ONCE)]


def test_a_connection_of_an_older_version_leaves_its_safety_to_the_environment(file, profiles):
    newer = {"safety", "marker_field", "at_once"}
    entry = {name: value for name, value in asdict(LIVE).items() if name not in newer}
    written_entries(file, entry)
    [read] = profiles.all()
    assert (read.safety, read.marker_field, read.at_once) == (
        Safety.AS_ENVIRONMENT,
        "",
        MOST_AT_ONCE,
    )
    assert json.loads(file.read_text(encoding="utf-8"))["version"] == VERSION


def test_the_file_holds_what_a_profile_has_and_no_secret(file, profiles):
    profiles.save(DEMO)
    document = json.loads(file.read_text(encoding="utf-8"))
    known = {field.name for field in fields(Profile)}
    assert [set(entry) for entry in document["profiles"]] == [known]
    assert not {"key", "password", "token", "secret"} & known


@pytest.mark.skipif(os.name == "nt", reason="other systems have other ways")
def test_only_its_owner_may_read_the_file(file, profiles):
    before = os.umask(0)
    try:
        profiles.save(DEMO)
    finally:
        os.umask(before)
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert stat.S_IMODE(file.parent.stat().st_mode) == 0o700


def test_saving_leaves_nothing_beside_the_file(file, profiles):
    profiles.save(DEMO)
    profiles.save(LIVE)
    assert beside(file) == []


def test_a_save_that_fails_leaves_the_file_as_it_was(file, profiles, monkeypatch):
    profiles.save(DEMO)

    def full(_handle):
        raise OSError(28, "no space left")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="no space"):
        profiles.save(LIVE)
    assert profiles.all() == [DEMO]
    assert beside(file) == []
