"""CN Desktop: a desktop record manager for 8x8 ContactNow."""

from importlib.metadata import PackageNotFoundError, version

try:
    __version__ = version("cn-desktop")
except PackageNotFoundError:  # run from a folder that was never installed
    __version__ = "unknown"
