"""What the set-up says to a person: each reason to stop has its sentence in one table."""

from __future__ import annotations

SENTENCES = {
    "python_unfit": (
        "CN Desktop needs Python {oldest} to {newest} and this is Python {found}; "
        "install Python {newest} and run the same command with python{newest}."
    ),
    "pip_missing": (
        "{python} has no pip {oldest} or newer to install with; "
        "get it (on Debian and Ubuntu: {line}) and run the same command again."
    ),
    "libraries_missing": (
        "System libraries are missing ({libraries}); install them and run the same command again: "
        "{line}"
    ),
    "libraries_missing_without_apt": (
        "System libraries are missing ({libraries}); install the packages of your system that hold "
        "them (Debian calls them {packages}) and run the same command again."
    ),
    "apt_failed": (
        "apt-get could not install {packages}; put right what it says at the end of {log} "
        "and run the same command again."
    ),
    "disk_full": (
        "The disk is full; free about 1 GB for {folder} and for temporary files "
        "and run the same command again."
    ),
    "not_writable": (
        "{folder} can't be written; get the right to write there, or copy the project to a folder "
        "of your own, and run the same command again."
    ),
    "proxy": (
        "The network's proxy refused pip; set the proxy and its password in pip's configuration "
        "(pip config set global.proxy ...) and run the same command again; "
        "pip's own words are in {log}."
    ),
    "certificate": (
        "pip does not trust the certificate its package index shows; name your network's "
        "certificates in pip's configuration (pip config set global.cert FILE) and run the same "
        "command again; pip's own words are in {log}."
    ),
    "index_unreachable": (
        "pip can't reach its package index; check the network connection (and pip config list, "
        "if you use an index of your own) and run the same command again; "
        "pip's own words are in {log}."
    ),
    "index_refused": (
        "pip's package index refused the download; check the address and the password in pip "
        "config list and run the same command again; pip's own words are in {log}."
    ),
    "version_not_found": (
        "pip found no fitting version of {package}; check that the package index pip config list "
        "names can be reached and is complete, and run the same command again; "
        "pip's own words are in {log}."
    ),
    "pip_failed": (
        "pip could not install CN Desktop; put right what it says at the end of {log} "
        "and run the same command again."
    ),
    "bundling_tools_missing": (
        "Building a bundle needs {packages}; install that and run the same command again: {line}"
    ),
    "bundle_failed": (
        "PyInstaller could not build the bundle; put right what it says at the end of {log} "
        "and run the same command again."
    ),
    "licence_missing": (
        "The bundle lacks the licence of {name}, so it must not be given away; add the text in "
        "packaging/bundling/licences.py and run the same command again."
    ),
    "venv_failed": (
        "Python could not make {folder}; put right what it says at the end of {log} "
        "and run the same command again."
    ),
    "system_refused": "The system refused the set-up ({error}); put that right and run it again.",
    "interrupted": "Stopped before it was done; run the same command again to go on.",
    "program_killed": (
        "The program was ended by {signal}; run the same command again, and report it with what "
        "stands above if it ends so once more."
    ),
}


class Stopped(Exception):
    """Raised where the set-up can't go on: why, as a key of SENTENCES, and the facts in it."""

    def __init__(self, why: str, **facts: object) -> None:
        super().__init__(why, facts)
        self.why = why
        self.facts = facts

    def __str__(self) -> str:
        return SENTENCES[self.why].format(**self.facts)


def say(text: str) -> None:
    """Print at once, so that a program run next can't overtake it."""
    print(text, flush=True)
