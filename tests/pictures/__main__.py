"""`python -m tests.pictures FOLDER`: every state of the window, to be looked at."""

import os
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ["QT_API"] = "pyside6"

from pictures.command import main

sys.exit(main())
