"""What can't be used is found before anything is sent."""

from dataclasses import replace

import pytest
from requests import certs

from cn_desktop.base.profile import Profile
from cn_desktop.work.entry import Fault, faults

GOOD = Profile("Ours", "https://api.example.test/api/", "ada")


def fault_of(member, text):
    return faults(replace(GOOD, **{member: text})).get(member)


@pytest.mark.parametrize(
    "address",
    [
        "https://api.contactnow.8x8.com/",
        "https://api.contactnow.8x8.com/api/",
        "https://api-106.dxi.eu",
        "https://api.example.test:8443/a/b",
        "http://127.0.0.1:8106/",
        "http://localhost/",
        "http://[::1]:80/",
    ],
)
def test_an_address_that_can_be_used_has_no_fault(address):
    assert faults(replace(GOOD, base_url=address)) == {}


@pytest.mark.parametrize(
    ("address", "fault"),
    [
        ("", Fault.NO_ADDRESS),
        ("nonsense", Fault.NOT_AN_ADDRESS),
        ("api.example.test/", Fault.NOT_AN_ADDRESS),
        ("ftp://api.example.test/", Fault.NOT_AN_ADDRESS),
        ("https://", Fault.NOT_AN_ADDRESS),
        ("https://two words/", Fault.NOT_AN_ADDRESS),
        ("https://[::1", Fault.NOT_AN_ADDRESS),
        ("https://api.example.test:port/", Fault.NOT_AN_ADDRESS),
        ("https://api.example.test:0/", Fault.NOT_AN_ADDRESS),
        ("https://api.example.test/\x07", Fault.NOT_AN_ADDRESS),
        ("http://api.example.test/", Fault.NOT_ENCRYPTED),
        ("http://127.0.0.1.example.test/", Fault.NOT_ENCRYPTED),
        ("http://10.0.0.1/", Fault.NOT_ENCRYPTED),
        ("https://ada:secret@api.example.test/", Fault.ADDRESS_HAS_LOGIN),
        ("https://ada@api.example.test/", Fault.ADDRESS_HAS_LOGIN),
        ("https://api.example.test/?token=1", Fault.ADDRESS_HAS_MORE),
        ("https://api.example.test/#top", Fault.ADDRESS_HAS_MORE),
        ("https://api.example.test/token.php", Fault.ADDRESS_HAS_SCRIPT),
    ],
)
def test_an_address_that_can_not_be_used_says_why(address, fault):
    assert fault_of("base_url", address) is fault


@pytest.mark.parametrize(
    ("proxy", "fault"),
    [
        ("", None),
        ("http://proxy.example.test:3128", None),
        ("https://proxy.example.test/", None),
        ("proxy:3128", Fault.NOT_A_PROXY),
        ("socks5://proxy.example.test:1080", Fault.NOT_A_PROXY),
        ("http://proxy.example.test/path", Fault.NOT_A_PROXY),
        ("http://:3128", Fault.NOT_A_PROXY),
        ("http://ada:secret@proxy.example.test:3128", Fault.PROXY_HAS_LOGIN),
    ],
)
def test_a_proxy_is_an_address_without_path_or_password(proxy, fault):
    assert fault_of("proxy", proxy) is fault


def test_a_certificate_file_must_be_there_and_hold_certificates(tmp_path):
    empty = tmp_path / "empty.pem"
    empty.write_text("no certificate")
    assert fault_of("ca_file", str(tmp_path / "missing.pem")) is Fault.NO_CA_FILE
    assert fault_of("ca_file", str(tmp_path)) is Fault.NO_CA_FILE
    assert fault_of("ca_file", "nul\0byte") is Fault.NO_CA_FILE
    assert fault_of("ca_file", str(empty)) is Fault.NOT_CERTIFICATES
    assert fault_of("ca_file", certs.where()) is None


@pytest.mark.parametrize("name", ["", "client_ref", "REF2", "_", "urn", "vendor_urn", "VENDOR_URN"])
def test_a_custom_field_or_a_urn_may_carry_the_marker(name):
    assert fault_of("marker_field", name) is None


@pytest.mark.parametrize(
    "name", ["client ref", "client-ref", "réf", "ref\n", "a.b", "'", "٣", "cnd\0"]
)
def test_a_marker_s_field_is_named_with_letters_digits_and_underscores(name):
    assert fault_of("marker_field", name) is Fault.NOT_A_FIELD_NAME


@pytest.mark.parametrize(
    "name",
    [
        *("uid", "dataset", "notes", "sourcefile", "loaddate", "processdate", "agentid"),
        *("callback", "outcomecode", "call_back_notes", "ddi_home", "ddi_mobile", "ddi_work"),
        *("title", "firstname", "lastname", "address1", "address6", "postcode"),
        *("Notes", "UID", "HomePhone", "id", "AgentRef"),
    ],
)
def test_a_field_with_something_of_its_own_never_carries_the_marker(name):
    assert fault_of("marker_field", name) is Fault.FIELD_IS_TAKEN


def test_every_fault_is_found_at_once():
    bad = replace(GOOD, base_url="x", username="", marker_field="uid", proxy="x", ca_file="x")
    assert set(faults(bad)) == {"base_url", "username", "marker_field", "proxy", "ca_file"}
