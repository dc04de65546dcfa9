"""`python -m cn_desktop`."""

from cn_desktop.cli import run

run()
