"""CN Desktop: a desktop record manager for 8x8 ContactNow."""


def __getattr__(name: str) -> str:
    """`__version__`; it is looked up only when it is asked for, since that takes 20 ms."""
    if name != "__version__":
        raise AttributeError(name)
    from importlib.metadata import PackageNotFoundError, version  # noqa: PLC0415

    try:
        return version("cn-desktop")
    except PackageNotFoundError:  # run from a folder that was never installed
        return "unknown"
