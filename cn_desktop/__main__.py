"""`python -m cn_desktop`."""

import sys

from cn_desktop.cli import main

sys.exit(main())
