"""The first thing a bundle runs."""

import os
import sys
from collections.abc import MutableMapping

from cn_desktop.cli import main

OURS = ("LD_LIBRARY_PATH", "QT_PLUGIN_PATH", "QML2_IMPORT_PATH")
"""Set by the bundle's loader for this process, which has read them by now or has no need of them.

The file manager that shows the log folder must not inherit them: it would be given our libraries
and plugins in place of the system's.
"""

START_ANEW = "PYINSTALLER_RESET_ENVIRONMENT"
"""Tells the loader that what is started next, the demo's server, is no part of this process.

It would take our libraries for found already, and look for them in the system.
"""


def give_back(environ: MutableMapping[str, str]) -> None:
    """Leave the variables as the person had them; the loader keeps that under another name."""
    environ[START_ANEW] = "1"
    for name in OURS:
        environ.pop(name, None)
        before = environ.pop(f"{name}_ORIG", None)
        if before is not None:
            environ[name] = before


if __name__ == "__main__":
    give_back(os.environ)
    sys.exit(main())
