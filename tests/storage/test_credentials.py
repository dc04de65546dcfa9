"""Keys go to the computer's keychain if it is one, else they end with the program."""

import pytest
from keychains import (
    LockedKeyring,
    MemoryKeyring,
    OddKeyring,
    PlainKeyring,
    keychain_in_use,
)
from keyring.backends.chainer import ChainerBackend
from keyring.backends.fail import Keyring as FailKeyring
from keyring.backends.null import Keyring as NullKeyring

from cn_desktop.base.errors import KeychainFailed
from cn_desktop.base.secret import Secret
from cn_desktop.storage.credentials import SERVICE, Kept, Keychain

ADDRESS, USER, KEY = "https://api.example.test/api/", "zoë", Secret("canary-key")


class EmptyChain(ChainerBackend):
    """A chain of nothing, which loses what it is given."""

    priority = 10
    backends = ()


class PlainChain(ChainerBackend):
    """A chain whose only link writes plain text."""

    priority = 10
    backends = (PlainKeyring(),)


NONE_WORTH_THE_NAME = [FailKeyring, NullKeyring, PlainKeyring, EmptyChain, PlainChain]


def test_a_remembered_key_is_found_by_the_next_program():
    with keychain_in_use(MemoryKeyring()) as backend:
        assert Keychain().keep(ADDRESS, USER, KEY, remember=True) is Kept.IN_KEYCHAIN
        assert Keychain().get(ADDRESS, USER) == KEY
        assert [service for service, _entry in backend.entries] == [SERVICE]


@pytest.mark.parametrize(
    "spelling", ["https://API.example.test/api/", "https://api.example.test/api"]
)
def test_the_same_address_spelled_otherwise_finds_the_same_key(spelling):
    with keychain_in_use(MemoryKeyring()):
        Keychain().keep(ADDRESS, USER, KEY, remember=True)
        assert Keychain().get(spelling, USER) == KEY


@pytest.mark.parametrize(
    ("address", "username"),
    [("https://api.example.test/", USER), (ADDRESS, "zoe"), ("http://[::1", USER)],
)
def test_another_account_has_another_key(address, username):
    with keychain_in_use(MemoryKeyring()):
        keychain = Keychain()
        keychain.keep(ADDRESS, USER, KEY, remember=True)
        assert not keychain.get(address, username)


def test_a_key_that_is_not_to_be_remembered_ends_with_the_program():
    with keychain_in_use(MemoryKeyring()) as backend:
        keychain = Keychain()
        assert keychain.keep(ADDRESS, USER, KEY, remember=False) is Kept.IN_MEMORY
        assert keychain.get(ADDRESS, USER) == KEY
        assert not Keychain().get(ADDRESS, USER)
        assert not backend.entries


@pytest.mark.parametrize("backend", NONE_WORTH_THE_NAME)
def test_what_is_no_keychain_is_given_nothing(backend):
    with keychain_in_use(backend()):
        keychain = Keychain()
        assert not keychain.is_there()
        assert keychain.keep(ADDRESS, USER, KEY, remember=True) is Kept.NO_KEYCHAIN
        assert keychain.get(ADDRESS, USER) == KEY
        assert not Keychain().get(ADDRESS, USER)
        keychain.forget(ADDRESS, USER)
        assert not keychain.get(ADDRESS, USER)
    assert not PlainChain.backends[0].entries


def test_a_chain_is_used_at_its_first_link_that_is_a_keychain():
    class Chain(ChainerBackend):
        priority = 10
        backends = (MemoryKeyring(), PlainKeyring())

    with keychain_in_use(Chain()):
        assert Keychain().keep(ADDRESS, USER, KEY, remember=True) is Kept.IN_KEYCHAIN
    assert [len(link.entries) for link in Chain.backends] == [1, 0]


@pytest.mark.parametrize("backend", [LockedKeyring, OddKeyring])
def test_a_keychain_that_raises_is_one_error_without_its_words(backend):
    with keychain_in_use(backend()):
        keychain = Keychain()
        assert keychain.is_there()
        for call in (keychain.get, keychain.forget):
            with pytest.raises(KeychainFailed) as caught:
                call(ADDRESS, USER)
            assert str(caught.value) == ""
            assert caught.value.__context__ is None
        assert keychain.keep(ADDRESS, USER, KEY, remember=True) is Kept.KEYCHAIN_FAILED
        assert keychain.get(ADDRESS, USER) == KEY


def test_a_back_end_that_cannot_tell_its_priority_is_no_keychain():
    class Unfit(MemoryKeyring):
        @property
        def priority(self):
            raise RuntimeError("no bus")

    with keychain_in_use(Unfit()):
        assert not Keychain().is_there()
        assert Keychain().keep(ADDRESS, USER, KEY, remember=True) is Kept.KEYCHAIN_FAILED


def test_a_forgotten_key_is_nowhere():
    with keychain_in_use(MemoryKeyring()) as backend:
        keychain = Keychain()
        keychain.keep(ADDRESS, USER, KEY, remember=True)
        keychain.forget(ADDRESS, USER)
        keychain.forget(ADDRESS, USER)
        assert not keychain.get(ADDRESS, USER)
        assert not backend.entries
