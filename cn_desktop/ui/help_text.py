"""The about text."""

import platform

from PySide6.QtCore import qVersion

import cn_desktop


def about_text() -> str:
    """Version, licences, and what it runs on."""
    return (
        f"CN Desktop {cn_desktop.__version__}, under the MIT licence.\n"
        f"Qt {qVersion()} and PySide6 (LGPL), Python {platform.python_version()}.\n"
        "Icons: Lucide (ISC licence). qasync (BSD), requests, regex and phonenumbers "
        "(Apache 2.0), numpy and Flask (BSD), truststore, platformdirs and keyring (MIT)."
    )
