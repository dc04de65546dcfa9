"""The display, Qt's system libraries, and what is asked of apt-get."""

import os
import socket
import sys

import pytest
from dev_setup import system
from dev_setup.system import Library
from dev_setup.words import Stopped

NOT_THERE = Library("libnot-there-at-all.so.9", "libnot-there9")

linux_only = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="only Linux asks this")
unix_only = pytest.mark.skipif(not hasattr(socket, "AF_UNIX"), reason="there are no Unix sockets")


@pytest.fixture
def listening(tmp_path, monkeypatch):
    """Have a server listen at a path relative to the current folder (longer ones may not fit)."""
    monkeypatch.chdir(tmp_path)
    with socket.socket(socket.AF_UNIX) as server:

        def listen(name):
            server.bind(name)
            server.listen()

        yield listen


@pytest.fixture
def apt(no_apt, monkeypatch):
    """An apt-get that notes how it was called; it installs once the package lists are there."""
    called = no_apt / "called"
    script = no_apt / "apt-get"
    script.write_text(
        f'#!/bin/sh\necho "$DEBIAN_FRONTEND: $*" >> "{called}"\n'
        f'[ "$1" = update ] && : > "{no_apt}/lists"\n[ -e "{no_apt}/lists" ]\n'
    )
    script.chmod(0o755)
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    return script


def calls(apt):
    return (apt.parent / "called").read_text().splitlines()


@unix_only
@pytest.mark.parametrize("display", [":7", ":7.0", "unix:7"])
def test_an_x_server_that_listens_is_a_display(display, listening, monkeypatch):
    monkeypatch.setattr(system, "X_SOCKETS", ".")
    listening("X7")
    assert system.find_display({"DISPLAY": display}, platform="linux") == "x11"


@linux_only
def test_an_x_server_in_the_abstract_name_space_is_a_display(listening, monkeypatch):
    monkeypatch.setattr(system, "X_SOCKETS", f"/no-folder-{os.getpid()}")
    listening(f"\0/no-folder-{os.getpid()}/X7")
    assert system.find_display({"DISPLAY": ":7"}, platform="linux") == "x11"


def test_a_forwarded_x_server_is_a_display():
    with socket.create_server(("127.0.0.1", 0)) as server:
        number = server.getsockname()[1] - 6000
        found = system.find_display({"DISPLAY": f"localhost:{number}.0"}, platform="linux")
    assert found == "x11"


@unix_only
def test_a_wayland_compositor_that_listens_is_a_display(listening, tmp_path):
    listening("wayland-1")
    variables = {"WAYLAND_DISPLAY": "wayland-1", "XDG_RUNTIME_DIR": "."}
    assert system.find_display(variables, platform="linux") == "wayland"


@unix_only
@pytest.mark.parametrize(
    "variables",
    [
        {},
        {"DISPLAY": ""},
        {"DISPLAY": "nonsense"},
        {"DISPLAY": ":59999"},
        {"DISPLAY": "127.0.0.1:-1"},
        {"DISPLAY": ":99999999999"},
        {"DISPLAY": "localhost:99999999999"},
        {"WAYLAND_DISPLAY": "wayland-not-there"},
        {"WAYLAND_DISPLAY": "/not/there"},
    ],
)
def test_nothing_that_answers_is_no_display(variables):
    assert system.find_display(variables, platform="linux") == ""


@pytest.mark.parametrize("platform", ["win32", "darwin"])
def test_windows_and_macos_always_have_a_display(platform):
    assert system.find_display({}, platform=platform) == "native"


def test_a_platform_without_windows_that_was_chosen_is_no_display():
    assert system.find_display({"QT_QPA_PLATFORM": "offscreen"}, platform="darwin") == ""


@linux_only
def test_a_library_that_cannot_be_loaded_is_missing():
    libc = Library("libc.so.6", "libc6")
    assert system.missing([libc, NOT_THERE]) == (NOT_THERE,)


@linux_only
@pytest.mark.usefixtures("apt")
def test_a_missing_library_stops_with_the_line_to_run_when_not_root(monkeypatch):
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    with pytest.raises(Stopped) as caught:
        system.check_libraries([NOT_THERE, NOT_THERE])
    line = "sudo apt-get install -y --no-install-recommends libnot-there9"
    assert str(caught.value).endswith(f"run the same command again: {line}")


@linux_only
@pytest.mark.usefixtures("no_apt")
def test_a_missing_library_stops_with_its_name_where_there_is_no_apt():
    with pytest.raises(
        Stopped, match=r"libnot-there-at-all\.so\.9.*Debian calls them libnot-there9"
    ):
        system.check_libraries([NOT_THERE])


@linux_only
def test_root_installs_what_is_missing_and_fetches_the_lists_only_if_need_be(apt, tmp_path):
    system.check_libraries([NOT_THERE])
    assert system.apt_install(["libnot-there9"], tmp_path / "log")
    install = f"noninteractive: {' '.join(system.INSTALL[1:])} -o DPkg::Lock::Timeout=120"
    first = [f"{install} libnot-there9", "noninteractive: update", f"{install} libnot-there9"]
    assert calls(apt) == first
    system.apt_install(["libother1"], tmp_path / "log")
    assert calls(apt) == [*first, f"{install} libother1"]


@linux_only
@pytest.mark.usefixtures("apt")
def test_a_library_still_missing_after_apt_stops_the_set_up(tmp_path):
    with pytest.raises(Stopped, match="System libraries are missing"):
        system.install_libraries([NOT_THERE], tmp_path / "log")


@linux_only
def test_apt_that_fails_is_told_with_the_log_to_read(apt, tmp_path):
    apt.write_text("#!/bin/sh\necho E: Unable to locate package; exit 100\n")
    with pytest.raises(Stopped, match=f"could not install libnot-there9; .*{tmp_path / 'log'}"):
        system.install_libraries([NOT_THERE], tmp_path / "log")
    assert "E: Unable to locate package" in (tmp_path / "log").read_text()


@linux_only
def test_apt_that_refused_xvfb_is_not_asked_at_every_start(run_ready, ready_environment, apt):
    apt.write_text(f'#!/bin/sh\necho "$*" >> "{apt.parent}/called"; exit 100\n')
    ready_environment.apt_refused.unlink(missing_ok=True)
    if os.getuid() != 0:
        pytest.skip("only root asks apt-get")
    first, second = run_ready("test"), run_ready("test")
    assert len(calls(apt)) == 2
    assert all("will be skipped; to run them too" in ran.stdout for ran in (first, second))
    assert (first.returncode, second.returncode) == (0, 0)


@pytest.mark.parametrize("display", ["", "x11", "wayland", "native"])
def test_each_library_has_one_package(display):
    libraries = system.NEEDED_FOR[display]
    assert len({library.soname for library in libraries}) == len(libraries)
